"""docker-compose.yml and Dockerfile are well-formed and keep what they promise.

No container is started here: that needs a Docker engine. The relay's configuration is run by the real coturn."""

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml
from aioice import stun, turn

from server import relay_pass
from server.meeting.identity import MemberId
from server.settings import read_settings
from tests.conftest import unavailable

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((Path(__file__).parent / "compose_schema" / "compose.schema.json").read_text())
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()

every_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())


def test_the_compose_file_fits_the_compose_schema() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.Draft7Validator(SCHEMA).validate(COMPOSE)


@pytest.mark.parametrize(
    "mistake",
    [{"readonly": True}, {"healthcheck": {"test": "true", "interval": 5}}, {"ports": [{"target": []}]}, {"user": 1}],
)
def test_the_schema_finds_mistakes(mistake: dict[str, object]) -> None:
    broken = COMPOSE | {"services": SERVICES | {"chibo": SERVICES["chibo"] | mistake}}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMA).validate(broken)


def test_there_are_the_service_its_database_and_a_relay() -> None:
    assert set(SERVICES) == {"chibo", "database", "turn"}


@every_service
def test_nobody_is_root_and_nobody_can_become_it(service: dict[str, object]) -> None:
    uid, gid = str(service["user"]).split(":")

    assert int(uid) > 0
    assert int(gid) > 0
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


@every_service
def test_nothing_can_be_written_but_volumes_and_small_noexec_scratch(service: dict[str, object]) -> None:
    assert service["read_only"] is True
    scratch = service["tmpfs"]
    assert isinstance(scratch, list)
    assert all({"noexec", "nosuid", "nodev"} <= set(mount.split(":")[1].split(",")) for mount in scratch)
    volumes = service.get("volumes", [])
    assert isinstance(volumes, list)
    assert all(volume.split(":")[0] in COMPOSE["volumes"] for volume in volumes), "no folder of the host is mounted"


@every_service
def test_every_service_says_whether_it_is_well_and_has_limits(service: dict[str, object]) -> None:
    assert {"test", "interval", "timeout", "retries", "start_period"} <= service["healthcheck"].keys()  # type: ignore[attr-defined]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["restart"] == "unless-stopped"


def test_what_must_not_be_lost_is_on_volumes() -> None:
    assert SERVICES["chibo"]["volumes"] == ["data:/var/lib/chibo"]
    assert SERVICES["database"]["volumes"] == ["database:/var/lib/postgresql/data"]
    assert "CHIBO_DATA_DIR=/var/lib/chibo" in DOCKERFILE


def test_the_database_is_reached_by_the_service_alone() -> None:
    assert SERVICES["database"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert "ports" not in SERVICES["database"]
    assert "inside" not in SERVICES["turn"]["networks"]


def test_there_is_no_default_password_anywhere() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET", name):
                assert name.endswith("_FILE")
                assert value.startswith("/run/secrets/")
    assert all(set(source) == {"file"} for source in COMPOSE["secrets"].values())
    assert not re.search(r"(?i)(password|secret)\s*=\s*['\"]?[a-z0-9]{4,}", DOCKERFILE)
    assert all(secret["file"].startswith("var/") for secret in COMPOSE["secrets"].values()), "var/ is never committed"


@pytest.mark.parametrize("more", [{}, {"CHIBO_TURN_TLS_NAME": "relay.example"}])
def test_the_service_understands_its_environment(more: dict[str, str]) -> None:
    environment = {name: interpolated(value, WORDS | more) for name, value in SERVICES["chibo"]["environment"].items()}
    secrets = {name: value for name, value in environment.items() if name.endswith("_FILE")}
    given = {name.removesuffix("_FILE"): "pass/word" for name in secrets}

    settings = read_settings({name: value for name, value in environment.items() if name not in secrets} | given)

    assert settings.database_address == "postgresql+psycopg://chibo:pass%2Fword@database/chibo"
    assert settings.address == "https://hop.example"
    assert settings.media_addresses == ("203.0.113.7",)
    assert [url.partition(":")[0] for url in settings.turn_urls] == ["turn", "turn", *["turns"] * len(more)]
    assert not re.search(r"[${}\s]", "".join(settings.turn_urls))


def interpolated(value: str, words: dict[str, str]) -> str:
    """Return what compose makes of a value: ${NAME}, ${NAME:+then}, and ${NAME:-...} or ${NAME:?...} of what is set."""
    value = re.sub(r"\$\{(\w+)(?::[-?][^}]*)?\}", lambda found: words.get(found[1], ""), value)
    return re.sub(r"\$\{(\w+):\+([^}]*)\}", lambda found: found[2] if words.get(found[1]) else "", value)


WORDS = {"CHIBO_PUBLIC_URL": "https://hop.example", "CHIBO_MEDIA_ADDRESSES": "203.0.113.7"}


def test_the_image_ends_as_a_person_without_rights_and_answers_for_its_health() -> None:
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]

    assert re.search(r"^USER chibo:chibo$", last_stage, re.MULTILINE)
    assert "uid 10001" in last_stage
    assert re.search(r"^HEALTHCHECK .*CMD \[.*healthy", last_stage, re.MULTILINE)
    assert re.search(r"^VOLUME /var/lib/chibo$", last_stage, re.MULTILINE)
    assert last_stage.index("\nUSER ") > max(found.start() for found in re.finditer(r"^RUN ", last_stage, re.MULTILINE))


def test_the_image_is_built_from_locked_packages_only() -> None:
    assert "--require-hashes" in DOCKERFILE
    assert "npm ci" in DOCKERFILE
    assert not re.search(r"pip install (?!.*--require-hashes)", DOCKERFILE)
    assert all(":" in image for image in re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE))
    assert not re.search(r":latest\b", DOCKERFILE + json.dumps(COMPOSE))


def test_every_folder_that_the_image_copies_reaches_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    ignored = [line for line in lines if not line.startswith("#")]
    copied = {
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    }

    assert ignored[0] == "*", "everything is left out but what is named"
    assert {f"!{source}" for source in copied} <= set(ignored)
    assert all((ROOT / source).exists() for source in copied)


def test_the_images_command_builds_the_loop_in_c(tmp_path: Path) -> None:
    headers = Path(sysconfig.get_paths()["include"]) / "Python.h"
    if not headers.exists() or shutil.which("gcc") is None:
        unavailable("no loop in C: Python's headers or gcc are missing")
    command = re.findall(r"^RUN /opt/chibo/bin/(python .* build_ext --inplace)$", DOCKERFILE, re.MULTILINE)
    (wanted,) = re.findall(r"^COPY --from=packages /src/(\S+\.so) signaling/media/$", DOCKERFILE, re.MULTILINE)
    for name in ("pyproject.toml", "README.md", "signaling/media/forwarder.c"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)

    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    subprocess.run(command[0], shell=True, check=True, cwd=tmp_path, env=environment, capture_output=True)

    assert len(list(tmp_path.glob(wanted))) == 1


# --- the relay, really run ---

SECRET = "a secret of this test"
FORBIDDEN, UNAUTHENTICATED = 403, 401


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """The real coturn with the configuration of docker-compose.yml, told that our media address is 127.0.0.9."""
    program = shutil.which("turnserver")
    if program is None:
        unavailable("coturn is not installed")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    configuration = tmp_path / "chibo.conf"
    content = COMPOSE["configs"]["turn"]["content"].replace("/tmp/", f"{tmp_path}/")
    configuration.write_text(content.replace("listening-port=3478", f"listening-port={port}"))
    own = [
        "--listening-ip=127.0.0.1",
        "--relay-ip=127.0.0.1",
        "--allow-loopback-peers",
        "--allowed-peer-ip=127.0.0.9",
        "--no-tls",
    ]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [program, "-c", str(configuration), f"--static-auth-secret={SECRET}", *own],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_open(port, server)
        yield "127.0.0.1", port
    finally:
        server.terminate()
        server.wait(10)


def _wait_until_open(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert server.poll() is None, "coturn ended at once"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("coturn does not listen")


async def _allocate(relay: tuple[str, int], secret: str) -> turn.TurnClientUdpProtocol:
    issued = relay_pass.issue(
        ("turn:relay.test:3478",), secret, MemberId("member-1"), datetime.now(UTC), timedelta(minutes=10)
    )
    assert issued is not None
    _, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: turn.TurnClientUdpProtocol(
            relay, issued.username, issued.credential, lifetime=600, channel_refresh_time=500
        ),
        remote_addr=relay,
    )
    await protocol.connect()
    return protocol


async def _ask_permission(member: turn.TurnClientUdpProtocol, address: str) -> None:
    request = stun.Message(message_method=stun.Method.CREATE_PERMISSION, message_class=stun.Class.REQUEST)
    request.attributes["XOR-PEER-ADDRESS"] = (address, 9)
    await member.request_with_retry(request)


async def test_a_member_with_a_pass_reaches_our_media_address_and_nothing_else(relay: tuple[str, int]) -> None:
    member = await _allocate(relay, SECRET)

    for address in ("127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "203.0.113.8", "224.0.0.1"):
        with pytest.raises(stun.TransactionFailed) as refused:
            await _ask_permission(member, address)
        assert refused.value.response.attributes["ERROR-CODE"][0] == FORBIDDEN
    await _ask_permission(member, "127.0.0.9")
    await member.delete()


def test_without_a_relay_there_is_no_pass() -> None:
    assert relay_pass.issue((), "", MemberId("member-1"), datetime.now(UTC), timedelta(hours=4)) is None


async def test_without_the_secret_there_is_no_relay(relay: tuple[str, int]) -> None:
    with pytest.raises(stun.TransactionFailed) as refused:
        await _allocate(relay, "a guess")

    assert refused.value.response.attributes["ERROR-CODE"][0] == UNAUTHENTICATED
