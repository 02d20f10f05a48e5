"""Sixty members in one room of a worker that may die: two speak, one is seen, and everybody comes back as pages do."""

import asyncio
import time
from collections.abc import Coroutine

from server.meeting.identity import MeetingId, MemberId
from signaling.media import rtp
from signaling.media.engine import Device, EngineLost, Kind, MediaEvent, MediaRights, Tile, TileSize
from signaling.media.engine_process import EmbeddedEngine
from tests.signaling.media.loopback import DELTA, KEYFRAME, OPUS, VP8, Client
from tests.signaling.media.offers import an_offer

MEMBERS = 60
ROOM = MeetingId("m1")
NAMES = tuple(MemberId(f"member-{at}") for at in range(MEMBERS))
SPEAKERS, SEEN = NAMES[:2], NAMES[0]
_PACKET_EVERY_S = 0.05


class WorkerClient(Client):
    """A client that comes in by way of a worker in a process of its own."""

    async def enter(self, engine: EmbeddedEngine, room: MeetingId = ROOM) -> None:
        """Offer, check, shake hands."""
        fingerprint = next(one.value for one in self.certificate.getFingerprints() if one.algorithm == "sha-256")
        offer = an_offer(Device.DESKTOP, session=str(id(self)), ufrag=self.ufrag, fingerprint=fingerprint)
        self.answer = await engine.connect(room, MemberId(self.name), offer, Device.DESKTOP)
        assert engine.port is not None
        await self.open_socket(engine.port)
        await self.check()
        await self.shake_hands()


class FullRoom:
    """The members, and since when each has heard and seen others again. `came_at` is in time.monotonic seconds."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.came_at: dict[MemberId, float] = {}
        self.deaths = 0
        self._engine = engine
        self._clients: dict[MemberId, WorkerClient] = {}
        self._missing: dict[MemberId, set[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        engine.listen(self._hear)

    @property
    def is_whole(self) -> bool:
        """Whether everybody hears and sees."""
        return len(self.came_at) == MEMBERS

    def enter(self) -> None:
        """Let everybody in, and let those who speak begin."""
        self._engine.prefer(ROOM, SPEAKERS)
        for name in NAMES:
            self._engine.allow(ROOM, name, MediaRights(audio=name in SPEAKERS, video=name == SEEN))
            self._engine.show(ROOM, name, [Tile(SEEN, TileSize.LARGE)])
            self._begin(self._come(name))
        self._begin(self._speak())

    async def close(self) -> None:
        """Let everybody go."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for client in self._clients.values():
            await client.leave()

    def _hear(self, event: MediaEvent) -> None:
        if isinstance(event, EngineLost):
            self.deaths += 1
            self.came_at.clear()
            for name in NAMES:
                self._begin(self._come(name))

    async def _come(self, name: MemberId) -> None:
        """Make a new connection, as a page does: nothing of an old one is of use."""
        before = self._clients.get(name)
        self._clients[name] = client = WorkerClient(name, on_rtp=lambda packet: self._take(name, packet))
        self._missing[name] = {OPUS} if name == SEEN else {OPUS, VP8}
        await client.enter(self._engine)
        if before is not None:
            await before.leave()

    def _take(self, name: MemberId, packet: rtp.RtpPacket) -> None:
        self._clients[name].heard.clear()
        self._missing[name].discard(packet.payload_type)
        if not self._missing[name]:
            self.came_at.setdefault(name, time.monotonic())

    async def _speak(self) -> None:
        while True:
            for name in SPEAKERS:
                client = self._clients[name]
                if client.is_in:
                    client.send(Kind.AUDIO, b"voice")
                    if name == SEEN:
                        client.send(Kind.VIDEO, KEYFRAME)
                        client.send(Kind.VIDEO, DELTA)
            await asyncio.sleep(_PACKET_EVERY_S)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
