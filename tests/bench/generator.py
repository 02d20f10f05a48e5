"""The load generator seen from the benchmark: a C program of many clients, started, told and asked."""

import asyncio
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PACKAGES = "gcc libc6-dev libsrtp2-dev libssl-dev pkg-config"
CONNECT_WITHIN_S = 60
OPUS, VP8 = 111, 96
LEVEL_ID, MID_ID = 1, 4  # as tests/signaling/media/offers.py has them


class CannotBuild(Exception):
    """The compiler or a library is missing; the text says what to install."""


@dataclass(frozen=True, slots=True)
class Client:
    """One client's place in the generator, and what an SDP says of it."""

    index: int
    port: int
    ufrag: str
    password: str


@dataclass(frozen=True, slots=True)
class Remote:
    """Where and as whom a server has answered one client."""

    host: str
    port: int
    ufrag: str
    password: str
    ice_role: str  # ours: controlling or controlled
    setup: str  # ours: active or passive


@dataclass(frozen=True, slots=True)
class Counted:
    """What the generator saw in one measured window."""

    sent: int
    received: int
    sampled: int
    bad: int
    nacks: int
    keyframes: int
    late: int
    generator_cpu_s: float
    p50_ms: float
    p99_ms: float
    max_ms: float


def build(name: str, into: Path) -> Path:
    """Compile one of the C programs beside this file. Raises CannotBuild."""
    into.mkdir(parents=True, exist_ok=True)
    program = into / name
    command = ["gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(program), str(HERE / f"{name}.c")]
    try:
        subprocess.run([*command, "-lsrtp2", "-lssl", "-lcrypto"], check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise CannotBuild(f"gcc is missing: apt-get install {PACKAGES}") from None
    except subprocess.CalledProcessError as error:
        raise CannotBuild(f"{error.stderr}\napt-get install {PACKAGES}") from None
    return program


class Generator:
    """The running program. One order at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.fingerprint = ""
        self.clients: list[Client] = []
        self.streams = 0

    @classmethod
    async def start(cls, program: Path, host: str, clients: int) -> "Generator":
        """Return it with its clients' sockets open."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(program, host, str(clients), stdin=pipe, stdout=pipe)
        generator = cls(process)
        generator.fingerprint = (await generator._line()).split()[1]
        for index in range(clients):
            _, port, ufrag, password = (await generator._line()).split()
            generator.clients.append(Client(index, int(port), ufrag, password))
        return generator

    async def stop(self) -> None:
        """Close its orders, which ends it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    def connect(self, client: Client, remote: Remote) -> None:
        """Begin checks and handshake."""
        self._say(
            f"connect {client.index} {remote.host} {remote.port} {remote.ufrag} {remote.password}"
            f" {remote.ice_role} {remote.setup}"
        )

    def connect_bare(self, client: Client, host: str, port: int) -> None:
        """Do without handshake and take the floor's key."""
        self._say(f"keys {client.index} {host} {port}")

    def publish(self, client: Client, kind: str, mid: str) -> int:
        """Let a client publish sound ("audio") or a picture ("video", or "small"); return the SSRC."""
        self.streams += 1
        ssrc = 1_000_000 + self.streams
        payload_type, level_id = (OPUS, LEVEL_ID) if kind == "audio" else (VP8, 0)
        self._say(f"stream {client.index} {kind} {ssrc} {payload_type} {MID_ID} {mid} {level_id}")
        return ssrc

    async def connected(self) -> None:
        """Wait until every client has its keys."""
        self._say(f"wait {CONNECT_WITHIN_S}")
        missing = json.loads(await self._line())["missing"]
        if missing:
            raise TimeoutError(f"{missing} clients did not connect")

    async def send(self, seconds: float, factor: float) -> Counted:
        """Publish without counting, to warm up."""
        self._say(f"send {seconds} {factor}")
        return Counted(**json.loads(await self._line()))

    async def measure(self, seconds: float, factor: float) -> Counted:
        """Publish at `factor` times 30 (small: 15) frames or 50 voice packets a second; count until all has come."""
        self._say(f"measure {seconds} {factor}")
        return Counted(**json.loads(await self._line()))

    def _say(self, order: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{order}\n".encode())

    async def _line(self) -> str:
        assert self._process.stdout is not None
        line = (await self._process.stdout.readline()).decode()
        if not line:
            raise RuntimeError("the generator has ended")
        return line
