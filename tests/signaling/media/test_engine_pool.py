"""Several workers as one engine: rooms are spread, and one that dies takes only its own rooms' sound along."""

import os
import re
import signal
from collections.abc import AsyncIterator

import pytest

from server.meeting.identity import MeetingId, MemberId
from signaling.media.engine import Device, EngineLost, EngineUnavailable, MediaEvent, MediaRights
from signaling.media.engine_pool import EnginePool
from signaling.media.sfu import PortSettings
from tests.signaling.media.loopback import until
from tests.signaling.media.offers import an_offer

WORKERS = 2


class Pool(EnginePool):
    """A pool with its events."""

    def __init__(self) -> None:
        super().__init__(PortSettings("127.0.0.1", 0, ("127.0.0.1",)), WORKERS)
        self.events: list[MediaEvent] = []
        self.listen(self.events.append)

    def expects(self, room: str, *members: str) -> None:
        for member in members:
            self.allow(MeetingId(room), MemberId(member), MediaRights(audio=True))

    async def port_of(self, room: str) -> int:
        """Return the port on which a member of this room is answered."""
        answer = await self.connect(MeetingId(room), MemberId("an"), an_offer(), Device.VIRTUAL)
        found = re.search(r" (\d+) typ host", answer.sdp)
        assert found is not None
        return int(found[1])

    def lost_rooms(self) -> list[frozenset[MeetingId]]:
        return [event.rooms for event in self.events if isinstance(event, EngineLost)]


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    built = Pool()
    await built.start()
    yield built
    await built.stop()


async def test_a_room_goes_where_the_fewest_members_are_and_stays_there(pool: Pool) -> None:
    pool.expects("large", "an", "binh", "chi")
    pool.expects("small", "an")
    pool.expects("late", "an")

    large, small, late = [await pool.port_of(room) for room in ("large", "small", "late")]
    assert small != large
    assert late == small
    assert await pool.port_of("large") == large


async def test_a_room_that_was_closed_makes_room_for_another(pool: Pool) -> None:
    pool.expects("large", "an", "binh", "chi")
    large = await pool.port_of("large")
    pool.expects("small", "an", "binh")

    pool.close_room(MeetingId("large"))
    pool.expects("next", "an")

    assert await pool.port_of("next") == large


async def test_a_worker_that_is_killed_loses_its_own_rooms_only_and_they_come_back(pool: Pool) -> None:
    pool.expects("first", "an", "binh")
    pool.expects("second", "an")
    first, second = await pool.port_of("first"), await pool.port_of("second")
    killed = next(engine for engine in pool.engines if engine.port == first)
    assert killed.worker_pid is not None

    os.kill(killed.worker_pid, signal.SIGKILL)
    await until(lambda: not pool.is_running)
    with pytest.raises(EngineUnavailable):
        await pool.port_of("first")
    assert await pool.port_of("second") == second

    await until(lambda: pool.lost_rooms() == [frozenset({MeetingId("first")})])
    assert await pool.port_of("first") == killed.port
    assert await pool.port_of("second") == second


async def test_workers_take_the_ports_that_follow_each_other() -> None:
    pool = EnginePool(PortSettings("127.0.0.1", 18_180, ("127.0.0.1",)), 3)

    assert [engine.settings.port for engine in pool.engines] == [18_180, 18_181, 18_182]
