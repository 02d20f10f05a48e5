"""The engine as the app sees it: a process that may die, hang or refuse, and a meeting that does not notice."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator

import pytest

from server.meeting.identity import MeetingId, MemberId
from signaling.media import engine_process, engine_wire
from signaling.media.engine import (
    Answer,
    Device,
    EngineLost,
    EngineUnavailable,
    Kind,
    LayersWanted,
    Line,
    MediaEvent,
    MediaRights,
    MemberMedia,
    MemberStatistics,
    Muted,
    OfferProblem,
    OfferRefused,
    RoomStatistics,
    Showing,
    Slot,
    SlotsChanged,
    Speaking,
    Supply,
    SupplyChanged,
    Tile,
    TileSize,
    WorkerStatistics,
)
from signaling.media.engine_process import EmbeddedEngine
from signaling.media.sfu import PortSettings
from signaling.media.worker import PRIORITY
from tests.signaling.media.full_room import FullRoom
from tests.signaling.media.loopback import until
from tests.signaling.media.offers import an_offer

ROOM, AN = MeetingId("m1"), MemberId("an")
ROOMS = frozenset({ROOM})


class Engine(EmbeddedEngine):
    """An engine with its events."""

    def __init__(self) -> None:
        super().__init__(PortSettings("127.0.0.1", 0, ("127.0.0.1",)))
        self.events: list[MediaEvent] = []
        self.listen(self.events.append)
        self.allow(ROOM, AN, MediaRights())

    async def offered(self) -> Answer:
        return await self.connect(ROOM, AN, an_offer(), Device.VIRTUAL)


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    built = Engine()
    await built.start()
    yield built
    await built.stop()


async def test_the_engine_answers_from_a_process_of_its_own(engine: Engine) -> None:
    answer = await engine.offered()

    assert engine.worker_pid not in (None, os.getpid())
    assert f" {engine.port} typ host" in answer.sdp


async def test_words_go_before_pages_where_the_system_allows_it(engine: Engine) -> None:
    trial = f"import os; os.setpriority(os.PRIO_PROCESS, 0, {PRIORITY})"
    trying = await asyncio.create_subprocess_exec(sys.executable, "-c", trial, stderr=asyncio.subprocess.DEVNULL)
    is_allowed = await trying.wait() == 0

    assert engine.worker_pid is not None
    found = os.getpriority(os.PRIO_PROCESS, engine.worker_pid)
    assert found == (PRIORITY if is_allowed else os.getpriority(os.PRIO_PROCESS, 0))


async def test_a_refused_offer_comes_back_with_its_code(engine: Engine) -> None:
    with pytest.raises(OfferRefused) as refused:
        await engine.connect(ROOM, AN, "v=0\r\n", Device.PHONE)

    assert refused.value.code is OfferProblem.NOT_SDP
    assert await engine.offered()


async def test_when_the_worker_is_killed_another_one_answers_and_it_is_told(engine: Engine) -> None:
    killed = engine.worker_pid
    assert killed is not None

    os.kill(killed, signal.SIGKILL)
    await until(lambda: EngineLost(ROOMS) in engine.events)

    assert engine.worker_pid not in (None, killed)
    assert await engine.offered()


async def test_when_the_worker_of_a_full_room_is_killed_everybody_hears_and_sees_again(engine: Engine) -> None:
    room = FullRoom(engine)
    room.enter()
    await until(lambda: room.is_whole, 20.0)
    assert engine.worker_pid is not None

    os.kill(engine.worker_pid, signal.SIGKILL)

    await until(lambda: room.deaths == 1)
    await until(lambda: room.is_whole, 20.0)
    await room.close()


async def test_while_there_is_no_worker_offers_are_turned_away_and_rights_are_kept(engine: Engine) -> None:
    assert engine.worker_pid is not None
    os.kill(engine.worker_pid, signal.SIGKILL)
    await until(lambda: engine.worker_pid is None)

    engine.allow(ROOM, AN, MediaRights(audio=True))
    with pytest.raises(EngineUnavailable):
        await engine.offered()

    await until(lambda: EngineLost(ROOMS) in engine.events)
    assert engine._rooms[ROOM].orders(ROOM)[0] == engine_wire.Allow(ROOM, AN, MediaRights(audio=True))


async def test_a_recording_that_ends_after_its_room_was_closed_does_not_bring_the_room_back(engine: Engine) -> None:
    engine.close_room(ROOM)

    engine.record(ROOM, None)

    assert engine.rooms == frozenset()


async def test_an_offer_that_was_waiting_when_the_worker_died_is_turned_away_at_once(engine: Engine) -> None:
    assert engine.worker_pid is not None
    os.kill(engine.worker_pid, signal.SIGSTOP)
    waiting = asyncio.ensure_future(engine.offered())
    await asyncio.sleep(0.1)

    os.kill(engine.worker_pid, signal.SIGKILL)

    with pytest.raises(EngineUnavailable):
        await waiting


async def test_a_worker_that_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_process, "PING_EVERY_S", 0.1)
    monkeypatch.setattr(engine_process, "PONG_WITHIN_S", 0.5)
    engine = Engine()
    await engine.start()
    hung = engine.worker_pid
    assert hung is not None

    os.kill(hung, signal.SIGSTOP)

    await until(lambda: EngineLost(ROOMS) in engine.events)
    assert engine.worker_pid not in (None, hung)
    await engine.stop()


async def test_a_worker_ends_by_itself_when_the_app_is_gone(engine: Engine) -> None:
    worker = engine._worker
    assert worker is not None

    worker._writer.transport.abort()  # what the kernel does to the socket of an app that was killed

    assert await asyncio.wait_for(worker.process.wait(), 5) == 0


async def test_a_signal_to_the_whole_group_leaves_the_worker_to_the_app(engine: Engine) -> None:
    assert engine.worker_pid is not None

    os.kill(engine.worker_pid, signal.SIGTERM)
    os.kill(engine.worker_pid, signal.SIGINT)

    assert await engine.offered()
    assert engine.events == []


async def test_stopping_frees_the_port_and_may_be_done_twice(engine: Engine) -> None:
    port = engine.port
    assert port is not None

    await engine.stop()
    await engine.stop()

    assert engine.worker_pid is None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", port))


async def test_a_port_that_is_taken_is_said_at_the_start() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        engine = EmbeddedEngine(PortSettings("127.0.0.1", sock.getsockname()[1], ("127.0.0.1",)))

        with pytest.raises(EngineUnavailable):
            await engine.start()


STATISTICS = WorkerStatistics(
    received=1,
    sent=2,
    dropped=3,
    refused=4,
    strays=5,
    over_budget=6,
    malformed=7,
    rooms=(
        RoomStatistics(
            ROOM,
            (
                MemberStatistics(
                    member=AN,
                    is_connected=True,
                    sends_bps=8,
                    sends_at_most_bps=9,
                    sending_loss=0.5,
                    sending_queue_s=0.0,
                    layers=(180, 360),
                    gets_bps=10,
                    gets_at_most_bps=11,
                    getting_loss=1.0,
                    round_trip_s=0.25,
                    shown=(),
                    heard=3,
                    supply=Supply.REDUCED,
                ),
            ),
        ),
    ),
)
MESSAGES: list[engine_wire.Message] = [
    engine_wire.Connect(1, ROOM, AN, "v=0\r\nĐại hội", Device.PHONE),
    engine_wire.Disconnect(ROOM, MemberId("\ud800")),
    engine_wire.Allow(ROOM, AN, MediaRights(audio=True)),
    engine_wire.Mute(ROOM, AN, Muted(video=True)),
    engine_wire.Show(ROOM, AN, (Tile(MemberId("binh"), TileSize.LARGE),)),
    engine_wire.Prefer(ROOM, (AN, MemberId("binh"))),
    engine_wire.Record(ROOM, "/run/recorder"),
    engine_wire.CloseRoom(ROOM),
    engine_wire.Count(3),
    engine_wire.Counted(3, STATISTICS),
    engine_wire.Ping(2),
    engine_wire.Ready(40_000),
    engine_wire.Connected(1, Answer("v=0", (Slot("3", Kind.AUDIO),))),
    engine_wire.Refused(1, OfferProblem.NO_ICE),
    engine_wire.Failed(1),
    engine_wire.Pong(2),
    SlotsChanged(ROOM, AN, (Showing("3", MemberId("binh"), Kind.SCREEN),)),
    Speaking(ROOM, ()),
    MemberMedia(ROOM, AN, Line.LOST, (Kind.AUDIO,)),
    SupplyChanged(ROOM, AN, Supply.SOUND_ONLY),
    LayersWanted(ROOM, AN, ("q", "f")),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_every_message_crosses_the_wire_as_it_is(message: engine_wire.Message) -> None:
    assert engine_wire.decode(engine_wire.encode(message)[4:]) == message


def test_the_list_above_has_every_message() -> None:
    assert {type(message).__name__ for message in MESSAGES} == set(engine_wire._TYPES)


async def test_a_wish_too_long_for_the_wire_is_turned_away_and_the_next_worker_is_not_told_of_it(
    engine: Engine,
) -> None:
    much = tuple(Tile(MemberId("x" * 50_000), TileSize.SMALL) for _ in range(100))
    with pytest.raises(ValueError, match="Show"):
        engine.show(ROOM, AN, much)
    assert engine.worker_pid is not None

    os.kill(engine.worker_pid, signal.SIGKILL)
    await until(lambda: EngineLost(ROOMS) in engine.events)

    assert await engine.offered()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b'["Unknown", {}]',
        b'["Ping", {}]',
        b'["Ping", {"number": "1"}]',
        b'["Ping", {"number": true}]',
        b'["Ping", {"number": 1, "more": 2}]',
        b'["Prefer", {"room": "m1", "members": "an"}]',
        b'["Refused", {"number": 1, "problem": "none of ours"}]',
        b"\xff",
    ],
)
def test_what_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(engine_wire.WireBroken):
        engine_wire.decode(body)
