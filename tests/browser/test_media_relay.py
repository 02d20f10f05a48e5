"""Through nothing but the real coturn, set up as in docker-compose.yml, with our own short-lived passes."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from playwright.async_api import Browser, async_playwright

from server.lan import Certificate, certificate_for
from server.meeting.identity import MemberId
from server.relay_pass import RelayPass, issue
from tests import machine
from tests.browser.media_scene import REPOSITORY, eventually, hears, is_colour, stage

COTURN = shutil.which("turnserver")
SECRET = "a secret of this test only"
BINH = MemberId("binh")
RED = (255, 0, 0)

pytestmark = pytest.mark.skipif(COTURN is None, reason="needs the package coturn")


def free_port(host: str) -> int:
    with socket.socket() as sock:
        sock.bind((host, 0))
        port: int = sock.getsockname()[1]
        return port


@asynccontextmanager
async def coturn(folder: Path, host: str, certificate: Certificate | None = None) -> AsyncIterator[int]:
    """Run the relay with the configuration of docker-compose.yml; yield its port, which is one of TLS if it can be."""
    content: str = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())["configs"]["turn"]["content"]
    port, tls_port = free_port(host), free_port(host)
    settings = folder / "turn.conf"
    settings.write_text(content.replace("listening-port=3478", f"listening-port={port}"))
    more = [f"--static-auth-secret={SECRET}", f"--allowed-peer-ip={host}", f"--listening-ip={host}"]
    more += [f"--relay-ip={host}", f"--pidfile={folder / 'pid'}", f"--db={folder / 'turn.db'}"]
    more += ["--allow-loopback-peers"] if host.startswith("127.") else []
    if certificate is None:
        more += ["--no-tls"]
    else:
        more += [f"--tls-listening-port={tls_port}", f"--cert={certificate.chain}", f"--pkey={certificate.key}"]
    answering = port if certificate is None else tls_port
    with (folder / "turn.log").open("wb") as log:
        relay = await asyncio.create_subprocess_exec(
            str(COTURN), "-c", str(settings), *more, stdout=log, stderr=log, cwd=folder
        )
    try:
        await eventually(lambda: answers(host, answering), bool)
        yield answering
    finally:
        relay.terminate()
        await relay.wait()


async def answers(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


def a_pass(host: str, port: int, transport: str, secret: str = SECRET, scheme: str = "turn") -> RelayPass:
    given = issue(
        [f"{scheme}:{host}:{port}?transport={transport}"], secret, BINH, datetime.now(UTC), timedelta(hours=1)
    )
    assert given is not None
    return given


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_member_who_reaches_nothing_but_the_relay_sees_and_hears(
    chromium: Browser, tmp_path: Path, transport: str
) -> None:
    host = machine.own_address()
    async with coturn(tmp_path, host) as port, stage(chromium, tmp_path, host) as room:
        an = await room.enter("an", "red", 440)
        binh = await room.enter("binh", "green", 880, relays=[a_pass(host, port, transport)])
        await room.show_all()

        await eventually(lambda: binh.colour_of("an"), is_colour(RED))
        await eventually(binh.tones, hears(440))
        await eventually(an.tones, hears(880))
        assert await binh.page.evaluate("scene.path()") == ["relay", transport]


async def test_a_member_behind_a_wall_that_lets_only_tls_through_sees_and_hears(
    chromium_path: Path, tmp_path: Path
) -> None:
    host = machine.own_address()
    certificate = certificate_for((host,), tmp_path)
    # Whoever runs the relay has a certificate that browsers trust; here it is the test's own.
    arguments = [*machine.CHROMIUM_ARGUMENTS, "--ignore-certificate-errors"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path, args=arguments, chromium_sandbox=False
        )
        async with coturn(tmp_path, host, certificate) as port, stage(browser, tmp_path, host) as room:
            an = await room.enter("an", "red", 440)
            relay = a_pass(host, port, "tcp", scheme="turns")
            binh = await room.enter("binh", "green", 880, relays=[relay])
            await room.show_all()

            await eventually(lambda: binh.colour_of("an"), is_colour(RED))
            await eventually(an.tones, hears(880))
            assert await binh.page.evaluate("scene.path()") == ["relay", "tls"]
        await browser.close()


async def test_a_pass_that_the_relay_did_not_expect_opens_nothing(chromium: Browser, tmp_path: Path) -> None:
    host = machine.own_address()
    async with coturn(tmp_path, host) as port, stage(chromium, tmp_path, host) as room:
        binh = await room.enter("binh", "green", 880, relays=[a_pass(host, port, "udp", "another secret")])

        await asyncio.sleep(3)
        assert await binh.page.evaluate("scene.path()") == []
