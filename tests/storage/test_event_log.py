"""The log's laws, on SQLite and on PostgreSQL: versions without gaps, done once, and no row changed unseen."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from server.database import Database
from server.event_log import GENESIS, AlreadyDone, BrokenChain, Conflict, EventLog
from server.meeting.attendance import MemberJoined, MemberLeft
from server.meeting.identity import CommandId, MeetingId
from server.meeting.meeting import Event, MeetingOpened
from server.migrations import upgrade
from server.tables import events
from tests.meeting.scenes import EVENING, HOA, LAN, MINH, a_plan

OURS = MeetingId("meeting-1")
OTHER = MeetingId("meeting-2")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    await asyncio.to_thread(upgrade, database_url)
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def log(database: Database) -> EventLog:
    return EventLog(database)


async def write(
    log: EventLog, version: int, *new: Event, meeting: MeetingId = OURS, command: str | None = None
) -> list[int]:
    at = EVENING + timedelta(seconds=version)
    command_id = CommandId(command) if command else None
    return [one.version for one in await log.append(meeting, version, new, by=LAN, at=at, command_id=command_id)]


async def with_six_rows(log: EventLog, meeting: MeetingId = OURS) -> None:
    await write(log, 0, MeetingOpened(a_plan()), meeting=meeting)
    await write(log, 1, MemberJoined(LAN), MemberJoined(HOA), meeting=meeting, command="press-1")
    await write(log, 3, MemberJoined(MINH), meeting=meeting)
    await write(log, 4, MemberLeft(MINH), MemberJoined(MINH), meeting=meeting)


async def test_versions_start_at_one_and_have_no_gaps(log: EventLog) -> None:
    await with_six_rows(log)

    assert [one.version for one in await log.read(OURS)] == [1, 2, 3, 4, 5, 6]


async def test_what_is_read_is_what_was_written_and_in_order(log: EventLog) -> None:
    await write(log, 0, MeetingOpened(a_plan()))
    (first,) = await log.read(OURS)

    assert (first.event, first.by, first.at) == (MeetingOpened(a_plan()), LAN, EVENING)
    assert first.at.tzinfo is not None


async def test_reading_after_a_version_gives_only_what_is_newer(log: EventLog) -> None:
    await with_six_rows(log)

    assert [one.version for one in await log.read(OURS, after=4)] == [5, 6]
    assert await log.read(OURS, after=6) == []


async def test_an_append_at_another_version_is_a_conflict_and_writes_nothing(log: EventLog) -> None:
    await with_six_rows(log)

    for expected in (0, 5, 7, 100):
        with pytest.raises(Conflict):
            await write(log, expected, MemberLeft(LAN))

    assert len(await log.read(OURS)) == 6


async def test_meetings_have_versions_and_commands_of_their_own(log: EventLog) -> None:
    await with_six_rows(log)
    await write(log, 0, MeetingOpened(a_plan(meeting="meeting-2")), meeting=OTHER, command="press-1")

    assert await log.meetings() == [OURS, OTHER]
    assert await log.version_of(OURS, CommandId("press-1")) == 3
    assert await log.version_of(OTHER, CommandId("press-1")) == 1


async def test_a_command_is_done_once_and_says_at_which_version(log: EventLog) -> None:
    await with_six_rows(log)

    with pytest.raises(AlreadyDone) as done:
        await write(log, 6, MemberLeft(LAN), command="press-1")

    assert done.value.version == 3
    assert len(await log.read(OURS)) == 6


async def test_a_command_is_done_once_also_after_a_restart(database_url: str) -> None:
    await asyncio.to_thread(upgrade, database_url)
    first = Database(database_url)
    await with_six_rows(EventLog(first))
    first.close()
    second = Database(database_url)

    with pytest.raises(AlreadyDone) as done:
        await write(EventLog(second), 6, MemberLeft(LAN), command="press-1")

    assert done.value.version == 3
    second.close()


async def test_what_goes_along_is_undone_with_the_events(log: EventLog, database: Database) -> None:
    def fails(connection: object) -> None:
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        await log.append(
            OURS, 0, [MeetingOpened(a_plan())], by=LAN, at=EVENING, command_id=CommandId("p"), alongside=fails
        )

    assert await log.read(OURS) == []
    assert await log.version_of(OURS, CommandId("p")) is None


async def test_of_many_appends_at_once_one_wins_and_the_rest_conflict(database_url: str) -> None:
    """Two processes with four tasks each, all expecting the same version."""
    await asyncio.to_thread(upgrade, database_url)
    databases = [Database(database_url) for _ in range(2)]
    logs = [EventLog(database) for database in databases]
    await write(logs[0], 0, MeetingOpened(a_plan()))

    outcomes = await asyncio.gather(
        *(write(log, 1, MemberJoined(LAN), MemberJoined(HOA)) for log in logs for _ in range(4)),
        return_exceptions=True,
    )

    assert sorted(map(str, outcomes)) == sorted(["[2, 3]", *[""] * 7])
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 7
    assert await logs[0].verify(OURS) == 3
    for database in databases:
        database.close()


async def test_the_head_is_the_hash_of_the_last_row(log: EventLog, database: Database) -> None:
    assert await log.head_hash(OURS) == GENESIS

    await with_six_rows(log)

    rows = await database.read(lambda c: c.execute(events.select().order_by(events.c.version)).all())
    assert await log.head_hash(OURS) == rows[-1].hash
    assert len({row.hash for row in rows}) == 6


async def test_an_untouched_chain_is_verified(log: EventLog) -> None:
    await with_six_rows(log)

    assert await log.verify(OURS) == 6


# What is done to the rows of one meeting (":ours"), and the first version that is bad then.
TAMPERED = {
    "a letter of a body": ("SET body = replace(body, 'Sông Lam', 'Sông Mã') WHERE version = 1", 1),
    "who did it": ("SET \"by\" = 'tuan' WHERE version = 3", 3),
    "nobody did it": ('SET "by" = NULL WHERE version = 3', 3),
    "the kind of event": ("SET type = 'MemberLeft' WHERE version = 4", 4),
    "the press": ("SET command_id = 'press-2' WHERE version = 2", 2),
    "a hash": ("SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE version = 5", 5),
    "a row moved away": ("SET version = 99 WHERE version = 4", 4),
    "a row cut out": ("SET meeting_id = 'gone' WHERE version = 3", 3),
    "the first row cut out": ("SET meeting_id = 'gone too' WHERE version = 1", 1),
}


async def test_a_changed_chain_is_found_and_the_first_bad_row_named(log: EventLog, database: Database) -> None:
    for number, (name, (change, first_bad)) in enumerate(TAMPERED.items()):
        meeting = MeetingId(f"tampered-{number}")
        await with_six_rows(log, meeting)
        statement = text(f"UPDATE events {change} AND meeting_id = :ours")
        changed = await database.write(lambda c: c.execute(statement, {"ours": meeting}).rowcount)  # noqa: B023
        assert changed == 1, name

        with pytest.raises(BrokenChain) as broken:
            await log.verify(meeting)

        assert (broken.value.meeting, broken.value.version) == (meeting, first_bad), name


async def test_two_rows_exchanged_are_found(log: EventLog, database: Database) -> None:
    await with_six_rows(log)
    for old, new in ((2, 102), (3, 2), (102, 3)):
        move = events.update().where(events.c.version == old).values(version=new)
        await database.write(lambda c: c.execute(move))  # noqa: B023

    with pytest.raises(BrokenChain) as broken:
        await log.verify(OURS)

    assert broken.value.version == 2


async def test_a_row_deleted_is_found(log: EventLog, database: Database) -> None:
    await with_six_rows(log)
    await database.write(lambda c: c.execute(events.delete().where(events.c.version == 4)))

    with pytest.raises(BrokenChain) as broken:
        await log.verify(OURS)

    assert broken.value.version == 4


@pytest.fixture(scope="module")
def chained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with six rows, made once; each example of the next test works on a copy of its rows."""
    path = tmp_path_factory.mktemp("chain") / "chibo.db"
    upgrade(f"sqlite:///{path}")
    database = Database(f"sqlite:///{path}")
    asyncio.run(with_six_rows(EventLog(database)))
    database.close()
    return path


COLUMNS = ("body", "type", "at", "by", "command_id", "hash")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(version=st.integers(1, 6), column=st.sampled_from(COLUMNS), place=st.integers(0, 10_000), bit=st.integers(0, 6))
def test_any_flipped_bit_is_found(chained: Path, version: int, column: str, place: int, bit: int) -> None:
    """Also bits that leave behind what is no text, no time and no JSON any more."""
    found = asyncio.run(_verify_with_a_flip(chained, version, column, place, bit))

    assert found in (version, None)
    if found is None:  # an empty column has no bit to flip
        assert column == "command_id"
        assert version not in (2, 3)


async def _verify_with_a_flip(path: Path, version: int, column: str, place: int, bit: int) -> int | None:
    database = Database(f"sqlite:///{path}")
    where = text(f'UPDATE events SET "{column}" = CAST(:value AS TEXT) WHERE version = :version')
    stored = text(f'SELECT CAST("{column}" AS BLOB) FROM events WHERE version = :version')
    try:
        original = await database.read(lambda c: c.execute(stored, {"version": version}).scalar())
        if original is None:
            return None
        flipped = bytearray(original)
        flipped[place % len(flipped)] ^= 1 << bit
        await database.write(lambda c: c.execute(where, {"value": bytes(flipped), "version": version}))
        try:
            await EventLog(database).verify(OURS)
        except BrokenChain as broken:
            return broken.version
        finally:
            await database.write(lambda c: c.execute(where, {"value": original, "version": version}))
        raise AssertionError(f"bit {bit} of byte {place % len(flipped)} in {column} of {version} was not found")
    finally:
        database.close()
