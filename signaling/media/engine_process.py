"""EmbeddedEngine: the media worker seen from the app. Starts it, watches it, and starts another if it dies.

Rights and wishes are kept here too, so that a new worker knows them before the first page comes back.
"""

import asyncio
import contextlib
import dataclasses
import json
import logging
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from server.meeting.identity import MeetingId, MemberId
from signaling.media import engine_wire as wire
from signaling.media.engine import (
    Answer,
    Device,
    EngineLost,
    EngineUnavailable,
    LayersWanted,
    Listener,
    MediaEvent,
    MediaRights,
    MemberMedia,
    Muted,
    OfferRefused,
    SlotsChanged,
    Speaking,
    SupplyChanged,
    Tile,
    WorkerStatistics,
)
from signaling.media.sfu import PortSettings

log = logging.getLogger(__name__)

START_TIMEOUT_S = 15.0  # Python and OpenSSL on a cold, busy disk
ANSWER_TIMEOUT_S = 5.0  # an answer takes 3 ms; after this the page should rather try again
PING_EVERY_S = 2.0
PONG_WITHIN_S = 6.0  # nobody bears silence for longer
STOP_TIMEOUT_S = 3.0
RESTART_PAUSES_S = (0.0, 0.5, 2.0, 5.0)  # by attempts in a row; the last one for ever


@dataclass(slots=True)
class _Wishes:
    """What the app has said of one room, to be said again to a new worker."""

    rights: dict[MemberId, MediaRights] = field(default_factory=dict)
    muted: dict[MemberId, Muted] = field(default_factory=dict)
    tiles: dict[MemberId, tuple[Tile, ...]] = field(default_factory=dict)
    preferred: tuple[MemberId, ...] = ()
    recorder: str = ""  # where it listens

    def orders(self, room: MeetingId) -> list[wire.Order]:
        orders: list[wire.Order] = [wire.Allow(room, member, rights) for member, rights in self.rights.items()]
        orders += [wire.Mute(room, member, muted) for member, muted in self.muted.items()]
        orders += [wire.Show(room, viewer, tiles) for viewer, tiles in self.tiles.items()]
        orders.append(wire.Prefer(room, self.preferred))
        return [*orders, wire.Record(room, self.recorder)] if self.recorder else orders


class EmbeddedEngine:
    """A MediaEngine in a process of its own. All calls come from one event loop."""

    def __init__(self, settings: PortSettings, log_form: str = "auto") -> None:
        self.settings = settings
        self._log_form = log_form  # see structured_log.configure; the worker writes to our stderr
        self._listeners: list[Listener] = []
        self._rooms: dict[MeetingId, _Wishes] = {}
        self._worker: _WorkerProcess | None = None
        self._supervisor: asyncio.Task[None] | None = None

    @property
    def port(self) -> int | None:
        """The UDP port in use; None while no worker runs."""
        return self._worker.port if self._worker is not None else None

    @property
    def worker_pid(self) -> int | None:
        """The worker's process id; None while no worker runs."""
        return self._worker.process.pid if self._worker is not None else None

    @property
    def rooms(self) -> frozenset[MeetingId]:
        """The rooms that a new worker would be told of."""
        return frozenset(self._rooms)

    def listen(self, listener: Listener) -> None:
        """See MediaEngine.listen."""
        self._listeners.append(listener)

    async def start(self) -> None:
        """See MediaEngine.start."""
        self._worker = await _WorkerProcess.start(self.settings, self._log_form, self._tell)
        self._brief(self._worker)
        self._supervisor = asyncio.ensure_future(self._supervise(self._worker))

    async def stop(self) -> None:
        """See MediaEngine.stop."""
        if self._supervisor is not None:
            self._supervisor.cancel()
            await asyncio.gather(self._supervisor, return_exceptions=True)
            self._supervisor = None
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.stop()

    async def connect(self, room: MeetingId, member: MemberId, offer_sdp: str, device: Device) -> Answer:
        """See MediaEngine.connect."""
        self._wishes(room)
        if self._worker is None:
            raise EngineUnavailable
        return await self._worker.connect(room, member, offer_sdp, device)

    def disconnect(self, room: MeetingId, member: MemberId) -> None:
        """See MediaEngine.disconnect."""
        self._order(wire.Disconnect(room, member))

    def allow(self, room: MeetingId, member: MemberId, rights: MediaRights) -> None:
        """See MediaEngine.allow."""
        self._wishes(room).rights[member] = rights
        self._order(wire.Allow(room, member, rights))

    def mute(self, room: MeetingId, member: MemberId, muted: Muted) -> None:
        """See MediaEngine.mute."""
        self._wishes(room).muted[member] = muted
        self._order(wire.Mute(room, member, muted))

    def show(self, room: MeetingId, viewer: MemberId, tiles: Sequence[Tile]) -> None:
        """See MediaEngine.show."""
        order = wire.Show(room, viewer, tuple(tiles))
        self._order(order)
        self._wishes(room).tiles[viewer] = order.tiles

    def prefer(self, room: MeetingId, members: Sequence[MemberId]) -> None:
        """See MediaEngine.prefer."""
        self._wishes(room).preferred = tuple(members)
        self._order(wire.Prefer(room, tuple(members)))

    def record(self, room: MeetingId, address: str | None) -> None:
        """See MediaEngine.record."""
        if address is not None or room in self._rooms:  # a recording may end after its room was closed
            self._wishes(room).recorder = address or ""
        self._order(wire.Record(room, address or ""))

    def close_room(self, room: MeetingId) -> None:
        """See MediaEngine.close_room."""
        self._rooms.pop(room, None)
        self._order(wire.CloseRoom(room))

    async def statistics(self) -> tuple[WorkerStatistics, ...]:
        """See MediaEngine.statistics."""
        if self._worker is None:
            raise EngineUnavailable
        return (await self._worker.statistics(),)

    def _wishes(self, room: MeetingId) -> _Wishes:
        return self._rooms.setdefault(room, _Wishes())

    def _order(self, order: wire.Order) -> None:
        if self._worker is not None:
            self._worker.say(order)

    def _tell(self, event: MediaEvent) -> None:
        for listener in self._listeners:
            listener(event)

    async def _supervise(self, worker: "_WorkerProcess") -> None:
        while True:
            await worker.ended()
            self._worker = None
            log.error("media worker lost", extra={"code": worker.process.returncode})
            worker = await self._start_another()
            self._worker = worker
            self._brief(worker)
            self._tell(EngineLost(self.rooms))

    def _brief(self, worker: "_WorkerProcess") -> None:
        """Tell a new worker all that was said before it came."""
        for room, wishes in self._rooms.items():
            for order in wishes.orders(room):
                worker.say(order)

    async def _start_another(self) -> "_WorkerProcess":
        attempt = 0
        while True:
            await asyncio.sleep(RESTART_PAUSES_S[min(attempt, len(RESTART_PAUSES_S) - 1)])
            try:
                return await _WorkerProcess.start(self.settings, self._log_form, self._tell)
            except (EngineUnavailable, OSError):
                log.exception("media worker not started", extra={"attempt": attempt})
                attempt += 1


class _WorkerProcess:
    """One worker's life: the process, the socket to it, and the offers it has not answered yet."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        tell: Listener,
    ) -> None:
        self.process = process
        self.port = 0
        self._reader, self._writer = streams
        self._tell = tell
        self._number = 0
        self._waiting: dict[int, asyncio.Future[Answer | WorkerStatistics]] = {}
        self._ponged = asyncio.Event()
        self._ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._tasks = [asyncio.ensure_future(self._read()), asyncio.ensure_future(self._watch())]

    @classmethod
    async def start(cls, settings: PortSettings, log_form: str, tell: Listener) -> "_WorkerProcess":
        """Return a worker that listens. Raises EngineUnavailable if it does not come up."""
        ours, theirs = socket.socketpair()
        fields = {"settings": dataclasses.asdict(settings), "log_form": log_form}
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "signaling.media.worker",
                str(theirs.fileno()),
                json.dumps(fields),
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
            )
        worker = cls(process, await asyncio.open_connection(sock=ours), tell)
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                worker.port = await worker._ready
        except (TimeoutError, asyncio.CancelledError, EngineUnavailable) as error:
            await worker.stop()
            if isinstance(error, asyncio.CancelledError):
                raise
            raise EngineUnavailable("the media worker did not come up") from error
        return worker

    async def connect(self, room: MeetingId, member: MemberId, offer_sdp: str, device: Device) -> Answer:
        """Ask for an answer and wait for it."""
        answer = await self._ask(lambda number: wire.Connect(number, room, member, offer_sdp, device))
        assert isinstance(answer, Answer)
        return answer

    async def statistics(self) -> WorkerStatistics:
        """Ask for the figures and wait for them."""
        figures = await self._ask(wire.Count)
        assert isinstance(figures, WorkerStatistics)
        return figures

    async def _ask(self, order: Callable[[int], wire.Order]) -> Answer | WorkerStatistics:
        self._number += 1
        number = self._number
        answer: asyncio.Future[Answer | WorkerStatistics] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self.say(order(number))
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                return await answer
        except TimeoutError:
            raise EngineUnavailable from None
        finally:
            self._waiting.pop(number, None)

    def say(self, order: wire.Order) -> None:
        """Send an order; a dead worker's are lost, and its successor is told everything anew."""
        if not self._writer.is_closing():
            self._writer.write(wire.encode(order))

    async def ended(self) -> None:
        """Wait until the process is gone; make sure of it once the socket is."""
        await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        await self.stop()

    async def stop(self) -> None:
        """Close the socket, which ends the worker; kill it if it does not end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._writer.close()
        try:
            async with asyncio.timeout(STOP_TIMEOUT_S):
                await self.process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            await self.process.wait()
        self._give_up()

    async def _read(self) -> None:
        try:
            while (message := await wire.read(self._reader)) is not None:
                self._take_in(message)
        except wire.WireBroken:
            log.exception("media worker speaks nonsense")
        finally:
            self._give_up()

    def _take_in(self, message: wire.Message) -> None:
        match message:
            case wire.Ready(port):
                self._ready.set_result(port)
            case wire.Pong():
                self._ponged.set()
            case wire.Connected(number, answer):
                self._settle(number, answer)
            case wire.Counted(number, statistics):
                self._settle(number, statistics)
            case wire.Refused(number, problem):
                self._settle(number, OfferRefused(problem))
            case wire.Failed(number):
                self._settle(number, EngineUnavailable("the media worker failed on this offer"))
            case SlotsChanged() | Speaking() | MemberMedia() | SupplyChanged() | LayersWanted():
                self._tell(message)
            case _:
                raise wire.WireBroken(f"not a report: {type(message).__name__}")

    def _settle(self, number: int, result: Answer | WorkerStatistics | Exception) -> None:
        waiting = self._waiting.get(number)
        if waiting is None or waiting.done():
            return
        if isinstance(result, Exception):
            waiting.set_exception(result)
        else:
            waiting.set_result(result)

    async def _watch(self) -> None:
        """End when the worker no longer answers: a process that hangs is as bad as one that died."""
        await self._ready
        number = 0
        while True:
            number += 1
            self._ponged.clear()
            self.say(wire.Ping(number))
            try:
                # Not wait_for: in Python 3.11 it may swallow the cancellation of `stop`.
                async with asyncio.timeout(PONG_WITHIN_S):
                    await self._ponged.wait()
            except TimeoutError:
                log.error("media worker hangs", extra={"pid": self.process.pid})
                with contextlib.suppress(ProcessLookupError):
                    self.process.kill()
                return
            await asyncio.sleep(PING_EVERY_S)

    def _give_up(self) -> None:
        if not self._ready.done():
            self._ready.set_exception(EngineUnavailable())
            self._ready.exception()  # seen: whoever waits for it gets it, nobody else must
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(EngineUnavailable())
