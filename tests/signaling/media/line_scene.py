"""Members on lines of every kind: who speaks and films as a browser does, and who watches, reports and asks again."""

import asyncio
import struct
import time
from collections import Counter
from collections.abc import Sequence

from server.meeting.identity import MemberId
from signaling.media import rtcp, rtp
from signaling.media.engine import (
    Device,
    Kind,
    Line,
    MediaEvent,
    MediaRights,
    MemberMedia,
    SlotsChanged,
    Supply,
    SupplyChanged,
)
from signaling.media.rtp_window import ReceiveWindow
from signaling.media.sfu import PortSettings, Sfu
from tests.signaling.media.link import Link, Way
from tests.signaling.media.loopback import OPUS, ROOM, VP8, Client

EVERYTHING = MediaRights(audio=True, video=True, screen=True)
AN, BINH = MemberId("an"), MemberId("binh")
VIEWER = MemberId("viewer")
VOICE_BYTES = 80  # 32 kbit/s in 20 ms
FRAMES_PER_S = 15
SCREEN_BPS, SLIDES_PER_S = 800_000, 5
LAYERS = {"q": (180, 150_000), "h": (360, 500_000), "f": (720, 1_700_000)}
PACKET_BYTES = 1_000
CHECK_EVERY_S = 2.5  # as browsers do; who does not is taken for lost
_PICTURE_IS_STALE_S = 1.0  # after that a browser begs for a keyframe and does not wait for what is missing
_VOICE_SSRC = 1_111
_SSRCS = {"q": 5_001, "h": 5_002, "f": 5_003}

Arrival = tuple[float, rtp.RtpPacket]  # when, by time.monotonic, and what


def keyframe_head(lines: int) -> bytes:
    size = (lines * 16 // 9).to_bytes(2, "little") + lines.to_bytes(2, "little")
    return b"\x90\x80\x81\x05" + b"\x10\x02\x00\x9d\x01\x2a" + size


class Publisher:
    """A member with a voice, ears and, if wanted, a camera of three layers that answers NACK, PLI and REMB."""

    def __init__(self, client: Client, layers: Sequence[str] = tuple(LAYERS)) -> None:
        self.client = client
        self.layers = layers
        self.words = 0
        self.came: list[Arrival] = []
        self.asked_again: Counter[tuple[int, int]] = Counter()  # by SSRC and number
        self.asked_to_begin: list[float] = []  # when a keyframe was asked for
        self.allowed_bps = float("inf")
        self._frame = 0
        self._sequences = dict.fromkeys(_SSRCS, 0)
        self._wants_keyframe = set(_SSRCS)
        self._sent: dict[tuple[int, int], bytes] = {}
        self._began_at = 0.0
        client.on_rtp = lambda packet: self.came.append((time.monotonic(), packet))
        client.on_rtcp = self._on_rtcp

    @property
    def sent(self) -> int:
        """How many packets of pictures, repetitions apart."""
        return len(self._sent)

    async def talk(self) -> None:
        self._began_at = time.monotonic()
        while True:
            self.words += 1
            word = struct.pack("!I", self.words) + self.client.name.encode()
            self.client.send(Kind.AUDIO, word.ljust(VOICE_BYTES))
            await asyncio.sleep(self.spoken_at(self.words + 1) - time.monotonic())

    def spoken_at(self, word: int) -> float:
        return self._began_at + 0.02 * (word - 1)

    async def tell_the_time(self) -> None:
        while True:
            await asyncio.sleep(1)
            ntp = rtcp.ntp_from_unix(time.time())
            self.client.send_rtcp(rtcp.sender_report(_VOICE_SSRC, ntp, self.words * 960, 0, 0, b"p"))
            for rid, number in self._sequences.items():
                if number:
                    self.client.send_rtcp(
                        rtcp.sender_report(_SSRCS[rid], ntp, self._frame * 90_000 // FRAMES_PER_S, 0, 0, b"p")
                    )

    async def film(self) -> None:
        while True:
            self._frame += 1
            left_bps = self.allowed_bps
            for rid in self.layers:
                left_bps -= LAYERS[rid][1]
                if left_bps >= 0 or rid == self.layers[0]:
                    self._send_frame(rid, self._frame)
            await asyncio.sleep(1 / FRAMES_PER_S)

    async def present(self) -> None:
        """Share a screen that changes all the time, 5 frames a second."""
        size = SCREEN_BPS // 8 // SLIDES_PER_S
        while True:
            for start in range(0, size, PACKET_BYTES):
                payload = (keyframe_head(1_080) if start == 0 else b"\x80\x80\x81\x05").ljust(PACKET_BYTES, b"s")
                self.client.send(Kind.SCREEN, payload)
            await asyncio.sleep(1 / SLIDES_PER_S)

    def _send_frame(self, rid: str, frame: int) -> None:
        lines, bitrate_bps = LAYERS[rid]
        size = bitrate_bps // 8 // FRAMES_PER_S
        head = keyframe_head(lines) if rid in self._wants_keyframe else b"\x90\x80\x81\x05\x01"
        self._wants_keyframe.discard(rid)
        for start in range(0, size, PACKET_BYTES):
            payload = (head if start == 0 else b"\x80\x80\x81\x05").ljust(min(PACKET_BYTES, size - start), b"p")
            self._sequences[rid] += 1
            marked = VP8 | (0x80 if start + PACKET_BYTES >= size else 0)
            ticks = frame * 90_000 // FRAMES_PER_S
            header = struct.pack("!BBHII", 0x90, marked, self._sequences[rid], ticks, _SSRCS[rid])
            send_time = int(time.monotonic() * (1 << 18)) % (1 << 24)
            extensions = bytes((0x40,)) + b"1" + bytes((0xA0,)) + rid.encode() + b"\x22" + send_time.to_bytes(3, "big")
            datagram = header + struct.pack("!HH", 0xBEDE, 2) + extensions + payload
            self._sent[_SSRCS[rid], self._sequences[rid]] = self.client.send_sealed(datagram)

    def _on_rtcp(self, feedback: rtcp.Feedback) -> None:
        match feedback:
            case rtcp.KeyframeRequest(ssrc):
                self.asked_to_begin.append(time.monotonic())
                self._wants_keyframe |= {rid for rid, one in _SSRCS.items() if one == ssrc}
            case rtcp.BandwidthEstimate(bitrate_bps):
                self.allowed_bps = bitrate_bps
            case rtcp.Nack(ssrc, sequences):
                for sequence in sequences:
                    self.asked_again[ssrc, sequence] += 1
                    self.client.send_raw(self._sent[ssrc, sequence])
            case _:
                pass


class Audience:
    """A viewer who reports and asks again as a browser does, and remembers when each packet came."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.came: list[Arrival] = []
        self._came_last: dict[int, float] = {}
        self._stale: set[int] = set()
        self._windows: dict[int, ReceiveWindow] = {}
        self._clocks: dict[int, tuple[int, float]] = {}
        client.on_rtp = self._on_rtp
        client.on_rtcp = self._on_rtcp

    async def report(self) -> None:
        while True:
            for _ in range(20):
                await asyncio.sleep(0.05)
                self._ask_again()
            blocks = [self._block(ssrc, window) for ssrc, window in self._windows.items()]
            if blocks:
                self.client.send_rtcp(rtcp.receiver_report(1, blocks, b"viewer"))

    def since(self, at: float, payload_type: int) -> list[Arrival]:
        return [one for one in self.came if one[0] >= at and one[1].payload_type == payload_type]

    def _ask_again(self) -> None:
        for ssrc in self._stale:
            self.client.send_rtcp(rtcp.picture_loss(1, ssrc))
        for ssrc, window in self._windows.items():
            missing = window.due(time.monotonic())
            if missing and window.clock_hz != 48_000:  # browsers do not ask for sound again
                self.client.send_rtcp(rtcp.nack(1, ssrc, missing))

    def _on_rtp(self, packet: rtp.RtpPacket) -> None:
        now = time.monotonic()
        self.came.append((now, packet))
        if packet.payload_type == VP8 and now - self._came_last.get(packet.ssrc, now) > _PICTURE_IS_STALE_S:
            self._stale.add(packet.ssrc)
        if packet.payload[4:7] == keyframe_head(180)[4:7]:
            self._stale.discard(packet.ssrc)
        self._came_last[packet.ssrc] = now
        clock_hz = 48_000 if packet.payload_type == OPUS else 90_000
        self._windows.setdefault(packet.ssrc, ReceiveWindow(clock_hz)).note(packet.sequence, packet.timestamp, now)

    def _on_rtcp(self, feedback: rtcp.Feedback) -> None:
        if isinstance(feedback, rtcp.SenderReport):
            self._clocks[feedback.ssrc] = (feedback.ntp >> 16 & 0xFFFF_FFFF, time.monotonic())

    def _block(self, ssrc: int, window: ReceiveWindow) -> rtcp.ReportBlock:
        last_sr, at = self._clocks.get(ssrc, (0, time.monotonic()))
        delay = int((time.monotonic() - at) * 65_536)
        return rtcp.ReportBlock(
            ssrc, window.interval_loss(), window.lost, window.highest, window.jitter, last_sr, delay
        )


class Scene:
    """The engine, its events, and everything that must be stopped."""

    def __init__(self) -> None:
        self.events: list[MediaEvent] = []
        self.sfu = Sfu(PortSettings("127.0.0.1", 0, ("127.0.0.1",)), self.events.append)
        self.sfu.start()
        self._clients: list[Client] = []
        self.links: dict[str, Link] = {}  # each member's latest
        self._laid: list[Link] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def publish(
        self, name: str, up: Way | None = None, *, films: bool = True, layers: Sequence[str] = tuple(LAYERS)
    ) -> Publisher:
        client = await self._enter(name, Link(up or Way(), Way()), tuple(LAYERS))
        publisher = Publisher(client, layers)
        self._tasks += [asyncio.ensure_future(publisher.talk()), asyncio.ensure_future(publisher.tell_the_time())]
        if films:
            self._tasks += [asyncio.ensure_future(publisher.film())]
        return publisher

    async def watch(self, down: Way, up: Way | None = None) -> Audience:
        audience = Audience(await self._enter(VIEWER, Link(up or Way(), down), ()))
        self._tasks += [asyncio.ensure_future(audience.report())]
        return audience

    def present(self, publisher: Publisher) -> None:
        """Have the publisher share a screen, too."""
        self._tasks += [asyncio.ensure_future(publisher.present())]

    def showing(self, kind: Kind = Kind.VIDEO) -> list[MemberId]:
        told = [event for event in self.events if isinstance(event, SlotsChanged) and event.member == VIEWER]
        return [one.member for one in told[-1].showing if one.kind is kind] if told else []

    def lines(self, member: MemberId) -> list[Line]:
        return [event.line for event in self.events if isinstance(event, MemberMedia) and event.member == member]

    def is_connected(self, member: MemberId) -> bool:
        """Say whether the engine keeps a connection of this member."""
        return self.sfu._rooms[ROOM].members[member].peer is not None

    def unheard_for(self, member: MemberId, seconds: float) -> None:
        """Let so much time have passed since the member's last check."""
        peer = self.sfu._rooms[ROOM].members[member].peer
        assert peer is not None
        peer.ice.heard_at -= seconds
        for path in peer.ice.paths.values():
            path.checked_at -= seconds

    def supplies(self) -> list[Supply]:
        return [event.supply for event in self.events if isinstance(event, SupplyChanged) and event.member == VIEWER]

    async def _enter(self, name: str, link: Link, rids: tuple[str, ...]) -> Client:
        client = Client(name, device=Device.PHONE, rids=rids)
        self._clients.append(client)
        self.links[name] = await link.open(self.sfu.port)
        self._laid.append(link)
        self.sfu.allow(ROOM, MemberId(name), EVERYTHING)
        await client.join(self.sfu, link.port)
        self._tasks += [asyncio.ensure_future(_stay_alive(client))]
        return client

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for client in self._clients:
            await client.leave()
        await self.sfu.stop()
        for link in self._laid:
            link.close()


def speaker_of(packet: rtp.RtpPacket) -> str:
    return packet.payload[4:].decode().strip()


def word_of(packet: rtp.RtpPacket) -> int:
    return int(struct.unpack_from("!I", packet.payload)[0])


def words_in(audience: Audience, since: float, first: int, last: int) -> set[int]:
    """Return which words came of those after `first`, up to `last`."""
    came = {word_of(packet) for _, packet in audience.since(since, OPUS)}
    return came & set(range(first + 1, last + 1))


async def _stay_alive(client: Client) -> None:
    while True:
        await asyncio.sleep(CHECK_EVERY_S)
        client.send_check()
