"""From the chair's word to the mixed file, with a real log, real recorders and real mixes; after kills, and in time."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from recordings.keeper import KEY, MIX, TOLD_FROM_S, Keeper, NotReady, Standing, State
from recordings.processes import RecorderProcess
from recordings.sealed import MAGIC, RecordingKeys
from server.ballot_box import BallotBox
from server.database import Database
from server.event_log import EventLog
from server.live_meetings import LiveMeetings, utc_now
from server.meeting.agenda import StartItem
from server.meeting.attendance import Join
from server.meeting.closing import CloseMeeting
from server.meeting.identity import ItemId, MeetingId
from server.meeting.recording import Recording, StartRecording, StopRecording
from server.meeting.rights import CallToOrder
from server.tables import metadata
from signaling.tap_wire import Closed, Opened, TrackKind, encode
from tests.meeting.scenes import LAN, TUAN, a_plan
from tests.recordings.studio import now, sound_packets

PLAN = a_plan(may_record="Công văn số 52-CV/ĐU")
DECISION = StartRecording(document="Kế hoạch số 7-KH/CB")
KEEP = timedelta(days=90)
EBML_MAGIC = b"\x1a\x45\xdf\xa3"


@dataclass
class Room:
    """What the media worker would be: it is told of a recorder and speaks to it."""

    line: socket.socket | None = None
    told: list[str | None] = field(default_factory=list)
    tracks: int = 0

    def tap(self, _: MeetingId, address: str | None) -> None:
        self.told.append(address)
        self.hang_up()
        if address is not None:
            self.line = socket.socket(socket.AF_UNIX)
            self.line.connect(address)

    def hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line = None

    def speaks(self, member: str, seconds: float = 1) -> None:
        assert self.line is not None
        self.tracks += 1
        packets = sound_packets(self.tracks, now(), seconds)
        first, last = packets[0], packets[-1]
        self.line.sendall(encode(Opened(self.tracks, TrackKind.AUDIO, first.number, first.at, member)))
        self.line.sendall(b"".join(map(encode, packets)) + encode(Closed(self.tracks, last.number, last.at)))


@dataclass
class Service:
    """The parts that recording needs, as the roof joins them."""

    meetings: LiveMeetings
    keeper: Keeper
    room: Room
    folder: Path
    at: list[datetime] = field(default_factory=list)

    async def does(self, command: object) -> None:
        await self.meetings.handle(PLAN.id, command, by=LAN)  # type: ignore[arg-type]  # the tests' own commands

    async def one(self, number: int = 1) -> Recording:
        return (await self.meetings.get(PLAN.id)).recordings[number - 1]

    async def standing(self, number: int = 1) -> Standing:
        return await self.keeper.standing(await self.meetings.get(PLAN.id), await self.one(number))

    async def comes_to(self, state: State, number: int = 1) -> Standing:
        standing = await self.standing(number)
        for _ in range(600):
            if standing.state is state:
                return standing
            await asyncio.sleep(0.05)
            standing = await self.standing(number)
        raise AssertionError(f"it never came to {state}, it is {standing}")

    async def is_recording(self, after: int = 0) -> None:
        await until(lambda: len(self.room.told) > after and self.room.line is not None)


@asynccontextmanager
async def a_service(folder: Path, *, anew: bool = True) -> AsyncIterator[Service]:
    database = Database(f"sqlite:///{folder / 'chibo.db'}")
    if anew:
        await database.write(metadata.create_all)
    log = EventLog(database)
    meetings = LiveMeetings(database, log, BallotBox(folder / "keys"))
    room, at = Room(), [utc_now()]
    keys = RecordingKeys(folder / "recording.key")
    keeper = Keeper(
        folder / "recordings",
        keys,
        meetings,
        log,
        room.tap,
        keep=KEEP,
        clock=lambda: max(at[0], utc_now()),
    )
    meetings.subscribe(keeper.on_change)
    service = Service(meetings, keeper, room, folder / "recordings" / PLAN.id, at)
    if anew:
        await meetings.open(PLAN, LAN)
        for member in (LAN, TUAN):
            await meetings.handle(PLAN.id, Join(), by=member)
        await meetings.handle(PLAN.id, CallToOrder(), by=LAN)
    await keeper.catch_up()
    yield service
    await keeper.close()
    room.hang_up()
    database.close()


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with a_service(tmp_path) as built:
        yield built


async def test_from_the_chairs_word_to_the_mixed_file(service: Service) -> None:
    await service.does(StartItem(ItemId("talk"), "đi thẳng vào thảo luận"))
    await service.does(DECISION)
    await service.is_recording()
    service.room.speaks(TUAN)
    assert (await service.standing()).state is State.GOING_ON

    await service.does(StopRecording())
    await service.comes_to(State.WAITING)
    await until(lambda: service.room.told[-1] is None)
    await service.does(CloseMeeting("Hết giờ"))
    ready = await service.comes_to(State.READY)

    size, pieces = service.keeper.open(PLAN.id, 1)
    content = b"".join(pieces)
    assert content.startswith(EBML_MAGIC)
    assert (len(content), size) == (ready.size_bytes, ready.size_bytes)
    assert (service.folder / "1" / MIX).read_bytes().startswith(MAGIC)
    assert (await service.one()).reported_at is not None


async def test_a_recording_that_lasts_at_the_close_ends_and_is_mixed(service: Service) -> None:
    await service.does(DECISION)
    await service.is_recording()
    service.room.speaks(TUAN)

    await service.does(CloseMeeting("Hết giờ"))

    assert (await service.comes_to(State.READY)).size_bytes > 0


async def test_a_recorder_that_is_killed_has_a_successor_and_the_gap_is_told(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = watched(monkeypatch)
    await service.does(DECISION)
    await service.is_recording()
    service.room.speaks(TUAN)

    os.kill(started[0].process.pid, signal.SIGSTOP)  # as a machine that is too slow for a while
    await asyncio.sleep(TOLD_FROM_S)
    os.kill(started[0].process.pid, signal.SIGKILL)
    await service.is_recording(after=1)
    service.room.speaks(LAN)
    await service.does(StopRecording())
    await until(lambda: service.room.told[-1] is None)
    await service.does(CloseMeeting("Hết giờ"))
    await service.comes_to(State.READY)

    assert len(started) == 2
    assert (await service.one()).gaps >= 1
    assert (await service.one()).stopped_at is not None


async def test_what_cannot_be_recorded_is_not_said_to_be(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recordings.keeper.TRY_AGAIN_S", 0.01)
    monkeypatch.setattr("recordings.processes.sys.executable", "/bin/false")

    await service.does(DECISION)

    await service.comes_to(State.EMPTY)
    assert (await service.one()).stopped_at is not None


async def test_a_second_recording_begins_when_the_first_has_ended(service: Service) -> None:
    await service.does(DECISION)
    await service.is_recording()
    await service.does(StopRecording())
    await service.does(DECISION)
    await service.is_recording(after=3)
    service.room.speaks(TUAN)

    await service.does(CloseMeeting("Hết giờ"))
    await service.comes_to(State.READY, number=2)

    assert len(list(service.folder.glob(f"*/{KEY}"))) == 2


async def test_after_a_stop_of_the_service_the_recording_goes_on_with_a_gap(tmp_path: Path) -> None:
    async with a_service(tmp_path) as service:
        await service.does(DECISION)
        await service.is_recording()
        service.room.speaks(TUAN)
    async with a_service(tmp_path, anew=False) as service:
        await service.is_recording()
        service.room.speaks(LAN)
        await service.does(CloseMeeting("Hết giờ"))
        await service.comes_to(State.READY)

        assert len(list((service.folder / "1").glob("*-journal.sealed"))) == 2


async def test_what_is_kept_long_enough_is_forgotten_key_first(service: Service) -> None:
    await service.does(DECISION)
    await service.is_recording()
    service.room.speaks(TUAN)
    await service.does(CloseMeeting("Hết giờ"))
    await service.comes_to(State.READY)
    copied = (service.folder / "1" / MIX).read_bytes()

    await service.keeper.forget_expired()
    assert (await service.standing()).state is State.READY
    service.at[0] = utc_now() + KEEP
    await service.keeper.forget_expired()

    assert (await service.standing()).state is State.FORGOTTEN
    assert not service.folder.exists()
    (service.folder / "1").mkdir(parents=True)
    (service.folder / "1" / MIX).write_bytes(copied)
    with pytest.raises(NotReady):
        service.keeper.open(PLAN.id, 1)


def watched(monkeypatch: pytest.MonkeyPatch) -> list[RecorderProcess]:
    """Every recorder that is started from now on."""
    started: list[RecorderProcess] = []
    start = RecorderProcess.start

    async def noted(folder: Path, key: bytes, part: int) -> RecorderProcess:
        started.append(await start(folder, key, part))
        return started[-1]

    monkeypatch.setattr(RecorderProcess, "start", noted)
    return started


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(400):
        if is_so():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never came to be")
