"""The log of every meeting: appended in one transaction, read in order, chained by hashes.

Each row's hash is SHA-256 of the hash before it and the row in canonical JSON; changing, moving or cutting out a row
is found by `verify`. Cutting off the end is found by comparing the head with the one printed in the minutes.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, String, insert, select, type_coerce
from sqlalchemy.exc import DBAPIError, IntegrityError

from server.database import Database
from server.event_codec import canonical, encode, event_from_json, event_to_json
from server.meeting.identity import CommandId, MeetingId, MemberId
from server.meeting.meeting import Event, Recorded
from server.tables import commands, events

GENESIS = "0" * 64


class Conflict(Exception):
    """Somebody else appended first: the expected version is not the log's."""


class AlreadyDone(Exception):
    """The command is in the log, at `version`."""

    def __init__(self, version: int) -> None:
        super().__init__(f"done at version {version}")
        self.version = version


class BrokenChain(Exception):
    """The first row that does not follow from the one before it."""

    def __init__(self, meeting: MeetingId, version: int) -> None:
        super().__init__(f"{meeting} at version {version}")
        self.meeting = meeting
        self.version = version


class EventLog:
    """Append and read. Versions start at 1 and have no gaps."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(
        self,
        meeting: MeetingId,
        expected_version: int,
        new: Sequence[Event],
        *,
        by: MemberId | None,
        at: datetime,
        command_id: CommandId | None,
        alongside: Callable[[Connection], None] | None = None,
    ) -> list[Recorded]:
        """Append the events of one command, with `alongside` in the same transaction.

        Raises Conflict unless the log is at `expected_version`, AlreadyDone if the command is in it.
        """

        def work(connection: Connection) -> list[Recorded]:
            if command_id is not None:
                done = _version_of(connection, meeting, command_id)
                if done is not None:
                    raise AlreadyDone(done)
            head = _head(connection, meeting)
            if head.version != expected_version:
                raise Conflict
            recorded = [Recorded(expected_version + n, at, by, event) for n, event in enumerate(new, start=1)]
            chain = head.hash
            rows = []
            for one in recorded:
                row = _row(meeting, one, command_id)
                chain = row["hash"] = _link(chain, row)
                rows.append(row)
            connection.execute(insert(events), rows)
            if command_id is not None:
                version = recorded[-1].version
                connection.execute(
                    insert(commands), {"meeting_id": meeting, "command_id": command_id, "version": version}
                )
            if alongside is not None:
                alongside(connection)
            return recorded

        try:
            return await self._database.write(work)
        except IntegrityError:  # PostgreSQL: two processes at once; the second finds the first's rows
            raise Conflict from None

    async def read(self, meeting: MeetingId, after: int = 0) -> list[Recorded]:
        """The events after that version, in order; empty if none."""
        query = (
            select(events).where(events.c.meeting_id == meeting, events.c.version > after).order_by(events.c.version)
        )
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [_recorded(row) for row in rows]

    async def version_of(self, meeting: MeetingId, command_id: CommandId) -> int | None:
        """The version at which the command was done; None if it was not."""
        return await self._database.read(lambda connection: _version_of(connection, meeting, command_id))

    async def head_hash(self, meeting: MeetingId) -> str:
        """The hash of the last row; GENESIS for an empty log."""
        head = await self._database.read(lambda connection: _head(connection, meeting))
        return head.hash

    async def hash_at(self, meeting: MeetingId, version: int) -> str:
        """The hash of the row with that version. Raises NoResultFound if the log is shorter."""
        query = select(events.c.hash).where(events.c.meeting_id == meeting, events.c.version == version)
        return await self._database.read(lambda connection: str(connection.execute(query).scalar_one()))

    async def meetings(self) -> list[MeetingId]:
        """Every meeting that has a log."""
        query = select(events.c.meeting_id).where(events.c.version == 1).order_by(events.c.at)
        return [MeetingId(one) for one in await self._database.read(lambda c: c.execute(query).scalars().all())]

    async def with_event(self, kind: type) -> set[MeetingId]:
        """The meetings in whose log an event of that type stands."""
        query = select(events.c.meeting_id).where(events.c.type == kind.__name__).distinct()
        return {MeetingId(one) for one in await self._database.read(lambda c: c.execute(query).scalars().all())}

    async def verify(self, meeting: MeetingId) -> int:
        """The number of rows, all of them chained. Raises BrokenChain at the first that is not."""
        return await self._database.read(lambda connection: _verified(connection, meeting))


def _row(meeting: MeetingId, one: Recorded, command_id: CommandId | None) -> dict[str, object]:
    return {
        "meeting_id": meeting,
        "version": one.version,
        "type": type(one.event).__name__,
        "body": event_to_json(one.event),
        "at": one.at,
        "by": one.by,
        "command_id": command_id,
    }


def _link(chain: object, row: dict[str, object]) -> str:
    content = {key: encode(row[key]) for key in ("meeting_id", "version", "type", "body", "at", "by", "command_id")}
    return hashlib.sha256(f"{chain}{canonical(content)}".encode()).hexdigest()


def _verified(connection: Connection, meeting: MeetingId) -> int:
    as_stored = type_coerce(events.c.at, String).label("at_as_stored")
    query = select(events, as_stored).where(events.c.meeting_id == meeting).order_by(events.c.version)
    rows, chain = connection.execute(query), GENESIS
    for version in count(1):
        try:
            row = rows.fetchone()
        except (ValueError, DBAPIError):  # bytes that are no text or no time any more
            raise BrokenChain(meeting, version) from None
        if row is None:
            return version - 1
        chain = _link(chain, dict(row._mapping))
        if row.version != version or row.hash != chain or not _is_as_written(row):
            raise BrokenChain(meeting, version)
    raise AssertionError("counting has no end")


def _is_as_written(row: Row[Any]) -> bool:
    """SQLite keeps times as text, of which several spellings mean the same; only one of them is ours."""
    return not isinstance(row.at_as_stored, str) or row.at_as_stored == f"{row.at:%Y-%m-%d %H:%M:%S.%f}"


def _recorded(row: Row[Any]) -> Recorded:
    by = None if row.by is None else MemberId(row.by)
    return Recorded(row.version, row.at, by, event_from_json(row.body))


@dataclass(frozen=True, slots=True)
class _Head:
    version: int
    hash: str


def _head(connection: Connection, meeting: MeetingId) -> _Head:
    query = (
        select(events.c.version, events.c.hash)
        .where(events.c.meeting_id == meeting)
        .order_by(events.c.version.desc())
        .limit(1)
    )
    last = connection.execute(query).first()
    return _Head(0, GENESIS) if last is None else _Head(last.version, last.hash)


def _version_of(connection: Connection, meeting: MeetingId, command_id: CommandId) -> int | None:
    query = select(commands.c.version).where(commands.c.meeting_id == meeting, commands.c.command_id == command_id)
    return connection.execute(query).scalar()
