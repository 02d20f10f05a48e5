"""EnginePool: several media workers as one engine. A room lives in one of them, where there is least to do."""

import asyncio
import contextlib
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.meeting.identity import MeetingId, MemberId
from signaling.media.engine import (
    Answer,
    Device,
    EngineUnavailable,
    Listener,
    MediaRights,
    Muted,
    Tile,
    WorkerStatistics,
)
from signaling.media.engine_process import EmbeddedEngine
from signaling.media.sfu import PortSettings


@dataclass(slots=True)
class _Place:
    """Where a room lives, and whom its worker was told of: that many may come."""

    engine: EmbeddedEngine
    members: set[MemberId] = field(default_factory=set)


class EnginePool:
    """A MediaEngine of as many workers as wanted, each with a process and a port of its own."""

    def __init__(self, settings: PortSettings, workers: int, log_form: str = "auto") -> None:
        """Port 0 means any; otherwise the workers take `settings.port` and those that follow."""
        ports = [settings.port + at if settings.port else 0 for at in range(workers)]
        self.engines = tuple(EmbeddedEngine(dataclasses.replace(settings, port=port), log_form) for port in ports)
        self._places: dict[MeetingId, _Place] = {}

    @property
    def is_running(self) -> bool:
        """Whether every worker runs."""
        return all(engine.worker_pid is not None for engine in self.engines)

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        """Where pages reach a worker: announced hosts and UDP port of the first that runs; none without one."""
        running = (engine for engine in self.engines if engine.port is not None)
        engine = next(running, None)
        if engine is None or engine.port is None:
            return ()
        return tuple((host, engine.port) for host in engine.settings.announced)

    def listen(self, listener: Listener) -> None:
        """See MediaEngine.listen."""
        for engine in self.engines:
            engine.listen(listener)

    async def start(self) -> None:
        """See MediaEngine.start."""
        try:
            for engine in self.engines:
                await engine.start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """See MediaEngine.stop."""
        await asyncio.gather(*(engine.stop() for engine in self.engines))

    async def connect(self, room: MeetingId, member: MemberId, offer_sdp: str, device: Device) -> Answer:
        """See MediaEngine.connect."""
        return await self._engine(room, member).connect(room, member, offer_sdp, device)

    def disconnect(self, room: MeetingId, member: MemberId) -> None:
        """See MediaEngine.disconnect."""
        place = self._places.get(room)
        if place is not None:  # pages leave after their room was closed, too
            place.engine.disconnect(room, member)

    def allow(self, room: MeetingId, member: MemberId, rights: MediaRights) -> None:
        """See MediaEngine.allow."""
        self._engine(room, member).allow(room, member, rights)

    def mute(self, room: MeetingId, member: MemberId, muted: Muted) -> None:
        """See MediaEngine.mute."""
        self._engine(room, member).mute(room, member, muted)

    def show(self, room: MeetingId, viewer: MemberId, tiles: Sequence[Tile]) -> None:
        """See MediaEngine.show."""
        self._engine(room, viewer).show(room, viewer, tiles)

    def prefer(self, room: MeetingId, members: Sequence[MemberId]) -> None:
        """See MediaEngine.prefer."""
        self._engine(room).prefer(room, members)

    def record(self, room: MeetingId, address: str | None) -> None:
        """See MediaEngine.record."""
        if address is not None or room in self._places:  # a recording may end after its room was closed
            self._engine(room).record(room, address)

    def close_room(self, room: MeetingId) -> None:
        """See MediaEngine.close_room."""
        place = self._places.pop(room, None)
        if place is not None:
            place.engine.close_room(room)

    async def statistics(self) -> tuple[WorkerStatistics, ...]:
        """See MediaEngine.statistics."""
        found: list[WorkerStatistics] = []
        for engine in self.engines:
            with contextlib.suppress(EngineUnavailable):
                found += await engine.statistics()
        return tuple(found)

    def _engine(self, room: MeetingId, *members: MemberId) -> EmbeddedEngine:
        place = self._places.get(room)
        if place is None:
            place = self._places[room] = _Place(min(self.engines, key=self._load))
        place.members.update(members)
        return place.engine

    def _load(self, engine: EmbeddedEngine) -> tuple[int, int]:
        """Members count first, then rooms: those that nobody has entered yet must not all meet in one place."""
        places = [place for place in self._places.values() if place.engine is engine]
        return sum(len(place.members) for place in places), len(places)
