"""The servers that are compared: ours, Debian's Janus, and the floor below which no forwarder can go."""

import asyncio
import contextlib
import itertools
import os
import re
import shutil
import socket
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from server.meeting.identity import MeetingId, MemberId
from signaling.media.engine import Device, MediaRights, Tile, TileSize
from signaling.media.engine_process import EmbeddedEngine
from signaling.media.sfu import PortSettings
from tests.bench.generator import LEVEL_ID, MID_ID, OPUS, VP8, Client, Generator, Remote
from tests.signaling.media.offers import an_offer

SERVER_CPU, GENERATOR_CPU = 0, 1
JANUS_FOLDER = Path("/usr/lib/x86_64-linux-gnu/janus")
_JANUS_STARTS_WITHIN_S = 20
_NO_SUCH_FEED = 428  # JANUS_VIDEOROOM_ERROR_NO_SUCH_FEED


class NoSuchFeed(Exception):
    """A publisher is not there yet."""


@dataclass(frozen=True, slots=True)
class Room:
    """What is published ("audio", "video", "small"), each by a client of its own and sent to all viewers."""

    kinds: tuple[str, ...]
    viewers: int

    @property
    def clients(self) -> int:
        """How many places it needs."""
        return len(self.kinds) + self.viewers


@dataclass(frozen=True, slots=True)
class Seated:
    """A room with its clients."""

    room: Room
    number: int
    publishers: Sequence[Client]
    viewers: Sequence[Client]


class Server(Protocol):
    """One server process, for one layout of rooms, on SERVER_CPU."""

    name: str

    async def start(self) -> None:
        """Be ready for `seat`."""

    @property
    def pid(self) -> int:
        """The process that does the work."""

    async def seat(self, generator: Generator, rooms: Sequence[Seated]) -> None:
        """Connect everybody and send each publisher to each viewer of the room."""

    async def stop(self) -> None:
        """End the process."""


def leave_a_core_to_the_server() -> None:
    """Stay on GENERATOR_CPU from now on, with all that is started; end the program where there are not two."""
    if not {SERVER_CPU, GENERATOR_CPU} <= os.sched_getaffinity(0):
        sys.exit("This needs two cores: one for the server, one for everybody else.")
    os.sched_setaffinity(0, {GENERATOR_CPU})


@contextmanager
def on_cpu(cpu: int) -> Any:
    """What is started meanwhile stays on this CPU."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cpu})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Ours:
    """The media worker, started as the app starts it."""

    name = "ours"

    def __init__(self, host: str, folder: Path, engine: EmbeddedEngine | None = None) -> None:
        """With an engine of somebody else's, which they start and stop, only `seat` is of use."""
        self._engine = engine or EmbeddedEngine(PortSettings(host, 0, (host,)), "json")
        self._log = folder / "ours.log"

    async def start(self) -> None:
        own = os.dup(2)
        with self._log.open("wb") as log, on_cpu(SERVER_CPU):
            os.dup2(log.fileno(), 2)
            try:
                await self._engine.start()
            finally:
                os.dup2(own, 2)
                os.close(own)

    @property
    def pid(self) -> int:
        assert self._engine.worker_pid is not None
        return self._engine.worker_pid

    async def seat(self, generator: Generator, rooms: Sequence[Seated]) -> None:
        for seated in rooms:
            room = MeetingId(f"m{seated.number + 1}")
            publishers = [_member(client) for client in seated.publishers]
            self._engine.prefer(room, publishers)
            for client, kind in zip(seated.publishers, seated.room.kinds, strict=True):
                self._engine.allow(room, _member(client), MediaRights(audio=True, video=True))
                await self._connect(generator, room, client, Device.VIRTUAL)
                generator.publish(client, kind, "0" if kind == "audio" else "1")
            for client in seated.viewers:
                self._engine.show(room, _member(client), [Tile(member, TileSize.LARGE) for member in publishers])
                await self._connect(generator, room, client, Device.DESKTOP)
        await generator.connected()

    async def stop(self) -> None:
        await self._engine.stop()

    async def _connect(self, generator: Generator, room: MeetingId, client: Client, device: Device) -> None:
        offer = an_offer(device, session=str(client.port), ufrag=client.ufrag, fingerprint=generator.fingerprint)
        answer = await self._engine.connect(room, _member(client), offer, device)
        generator.connect(client, _remote(answer.sdp, "controlling"))


class OursInPython(Ours):
    """The same without what a compiler has made of its innermost loop."""

    name = "ours, in Python"

    async def start(self) -> None:
        os.environ["CHIBO_TEST_FORWARDER"] = "python"
        try:
            await super().start()
        finally:
            del os.environ["CHIBO_TEST_FORWARDER"]


def _member(client: Client) -> MemberId:
    return MemberId(f"member-{client.index}")


class Floor:
    """floor.c: copy, seal, send, and nothing else."""

    name = "floor"

    def __init__(self, host: str, program: Path) -> None:
        self._host = host
        self._program = program
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        pipe = asyncio.subprocess.PIPE
        with on_cpu(SERVER_CPU):
            self._process = await asyncio.create_subprocess_exec(self._program, self._host, stdin=pipe, stdout=pipe)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def seat(self, generator: Generator, rooms: Sequence[Seated]) -> None:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        port = int(await process.stdout.readline())
        viewers = 0
        for seated in rooms:
            for client in (*seated.publishers, *seated.viewers):
                generator.connect_bare(client, self._host, port)
            orders = [f"viewer {client.port}" for client in seated.viewers]
            for client, kind in zip(seated.publishers, seated.room.kinds, strict=True):
                ssrc = generator.publish(client, kind, "0")
                orders.append(f"stream {ssrc} {viewers} {len(seated.viewers)}")
            viewers += len(seated.viewers)
            process.stdin.write("".join(f"{order}\n" for order in orders).encode())
        process.stdin.write(b"go\n")
        await process.stdin.drain()
        await generator.connected()

    async def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            await self._process.wait()


@dataclass(slots=True)
class Janus:
    """Debian's Janus with its VideoRoom on one event loop, spoken to over its websocket.

    Not over its Unix socket: on one core, its thread often ends before it has begun."""

    host: str
    folder: Path
    name: str = "janus"
    _process: asyncio.subprocess.Process | None = None
    _client: aiohttp.ClientSession | None = None
    _socket: aiohttp.ClientWebSocketResponse | None = None
    _session: int = 0
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @staticmethod
    def is_installed() -> bool:
        """Say whether the package is there."""
        return shutil.which("janus") is not None and (JANUS_FOLDER / "plugins").exists()

    async def start(self) -> None:
        home = self.folder.resolve() / "janus"
        shutil.rmtree(home, ignore_errors=True)
        port = _free_port()
        _write_janus_home(home, self.host, port)
        with (home / "log").open("wb") as log, on_cpu(SERVER_CPU):
            self._process = await asyncio.create_subprocess_exec(
                *("janus", "--config", str(home / "janus.jcfg"), "--configs-folder", str(home)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._client = aiohttp.ClientSession()
        async with asyncio.timeout(_JANUS_STARTS_WITHIN_S):
            while self._socket is None:
                with contextlib.suppress(aiohttp.ClientConnectionError):
                    self._socket = await self._client.ws_connect(f"ws://127.0.0.1:{port}", protocols=["janus-protocol"])
                await asyncio.sleep(0.1)
        self._session = (await self._ask("create"))["data"]["id"]

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def seat(self, generator: Generator, rooms: Sequence[Seated]) -> None:
        for seated in rooms:
            room = seated.number + 1
            # No bitrate: no REMB of Janus' own. Everything it would do more by default is for browsers and stays.
            settings = {"room": room, "publishers": len(seated.publishers) + 1, "bitrate": 0, "videocodec": "vp8"}
            await self._message(await self._attach(), {"request": "create", **settings})
            feeds = [
                await self._publish(generator, room, client, kind)
                for client, kind in zip(seated.publishers, seated.room.kinds, strict=True)
            ]
            await generator.connected()
            for client in seated.viewers:
                await self._view(generator, room, client, feeds)
        await generator.connected()

    async def stop(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._client is not None:
            await self._client.close()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def _publish(self, generator: Generator, room: int, client: Client, kind: str) -> int:
        # `active` makes Janus the DTLS server, as in the other direction and as our engine always is.
        offer = _sdp(self.host, generator.fingerprint, client, [(kind, "0", "sendonly")], "active")
        body = {"request": "joinandconfigure", "ptype": "publisher", "room": room}
        reply = await self._message(await self._attach(), body, {"type": "offer", "sdp": offer})
        generator.connect(client, _remote(reply["jsep"]["sdp"], "controlling"))
        generator.publish(client, kind, "0")
        return int(reply["plugindata"]["data"]["id"])

    async def _view(self, generator: Generator, room: int, client: Client, feeds: Sequence[int]) -> None:
        handle = await self._attach()
        streams = [{"feed": feed} for feed in feeds]
        body = {"request": "join", "ptype": "subscriber", "room": room, "streams": streams}
        reply = await self._once_flowing(handle, body)
        offer = reply["jsep"]["sdp"]
        lines = [(kind, mid, "recvonly") for kind, mid in re.findall(r"m=(\w+) [^\0]*?a=mid:(\S+)", offer)]
        answer = _sdp(self.host, generator.fingerprint, client, lines, "active")
        await self._message(handle, {"request": "start"}, {"type": "answer", "sdp": answer})
        generator.connect(client, _remote(offer, "controlled"))

    async def _attach(self) -> int:
        return int((await self._ask("attach", plugin="janus.plugin.videoroom"))["data"]["id"])

    async def _message(self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None) -> Any:
        reply = await self._ask("message", handle_id=handle, body=body, **({"jsep": jsep} if jsep else {}))
        said = reply["plugindata"]["data"]
        if said.get("error_code") == _NO_SUCH_FEED:
            raise NoSuchFeed
        if "error_code" in said:
            raise RuntimeError(said["error"])
        return reply

    async def _once_flowing(self, handle: int, body: dict[str, Any]) -> Any:
        """Ask again until Janus, too, has noticed that the publishers are connected."""
        async with asyncio.timeout(_JANUS_STARTS_WITHIN_S):
            while True:
                try:
                    return await self._message(handle, body)
                except NoSuchFeed:
                    await asyncio.sleep(0.05)

    async def _ask(self, request: str, **fields: Any) -> Any:
        """Return the reply with our number; for what works in the background, the event behind its `ack`."""
        assert self._socket is not None
        number = str(next(self._numbers))
        session = {"session_id": self._session} if self._session else {}
        await self._socket.send_json({"janus": request, "transaction": number, **session, **fields})
        while True:
            reply = await self._socket.receive_json()
            if reply.get("transaction") != number or reply["janus"] == "ack":
                continue
            if reply["janus"] == "error":
                raise RuntimeError(reply["error"]["reason"])
            return reply


def _write_janus_home(home: Path, host: str, port: int) -> None:
    """Write its configuration with nothing but what is needed."""
    for name, library in (("plugins", "libjanus_videoroom.so"), ("transports", "libjanus_websockets.so")):
        (home / name).mkdir(parents=True)
        (home / name / library).symlink_to(JANUS_FOLDER / name / library)
    for empty in ("events", "loggers"):  # not the plugins' folder: it would load those as loggers and crash
        (home / empty).mkdir()
    folders = "".join(f'{name}_folder = "{home / name}"\n' for name in ("plugins", "transports", "events", "loggers"))
    (home / "janus.jcfg").write_text(
        f"general: {{\n{folders}event_loops = 1\ndebug_level = 2\nsession_timeout = 0\n}}\n"
        f'nat: {{\nice_enforce_list = "{host}"\n}}\n'
    )
    (home / "janus.transport.websockets.jcfg").write_text(
        f'general: {{\njson = "compact"\nws = true\nws_ip = "127.0.0.1"\nws_port = {port}\n}}\n'
    )
    (home / "janus.plugin.videoroom.jcfg").write_text("general: {\n}\n")


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _sdp(host: str, fingerprint: str, client: Client, lines: Sequence[tuple[str, str, str]], setup: str) -> str:
    mids = " ".join(mid for _, mid, _ in lines)
    rows = ["v=0", f"o=- {client.port} 1 IN IP4 {host}", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for kind, mid, direction in lines:
        payload_type, codec = (OPUS, "opus/48000/2") if kind == "audio" else (VP8, "VP8/90000")
        rows += [f"m={kind} 9 UDP/TLS/RTP/SAVPF {payload_type}", f"c=IN IP4 {host}"]
        rows += [f"a=ice-ufrag:{client.ufrag}", f"a=ice-pwd:{client.password}"]
        rows += [f"a=fingerprint:sha-256 {fingerprint}", f"a=setup:{setup}", f"a=mid:{mid}", f"a={direction}"]
        rows += ["a=rtcp-mux", f"a=rtpmap:{payload_type} {codec}"]
        rows += [f"a=extmap:{MID_ID} urn:ietf:params:rtp-hdrext:sdes:mid"]
        if kind == "audio":
            rows += [f"a=extmap:{LEVEL_ID} urn:ietf:params:rtp-hdrext:ssrc-audio-level"]
        else:
            rows += [f"a=rtcp-fb:{VP8} {feedback}" for feedback in ("ccm fir", "nack", "nack pli", "goog-remb")]
        rows += [f"a=candidate:1 1 udp 2130706431 {host} {client.port} typ host", "a=end-of-candidates"]
    return "\r\n".join(rows) + "\r\n"


def _remote(sdp: str, ice_role: str) -> Remote:
    def value(pattern: str) -> str:
        found = re.search(pattern, sdp)
        if found is None:
            raise ValueError(f"no {pattern} in the server's SDP")
        return found[1]

    where = re.search(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", sdp)
    if where is None:
        raise ValueError("no candidate in the server's SDP")
    setup = "passive" if value(r"a=setup:(\w+)") == "active" else "active"
    ufrag, password = value(r"a=ice-ufrag:(\S+)"), value(r"a=ice-pwd:(\S+)")
    return Remote(where[1], int(where[2]), ufrag, password, ice_role, setup)


def cpu_s(pid: int) -> float:
    """Return the CPU time of a process so far, all its threads, as the scheduler counted it in nanoseconds."""
    if sys.platform != "linux":
        raise NotImplementedError
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
