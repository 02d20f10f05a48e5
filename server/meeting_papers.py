"""The papers of a meeting: kept, listed with who has read them, taken back."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, select, update

from server import vietnam_time
from server.database import Database
from server.declined import Declined
from server.meeting.identity import ItemId, MeetingId, MemberId
from server.meeting_sheets import changeable, items_of
from server.member_fields import read_line
from server.papers import MEETING_MAX_BYTES, MIB, CheckedPaper, PaperStore
from server.tables import papers, reading_marks
from server.vietnam_time import Clock

TITLE_MAX = 200


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a meeting. `readers` counts members who opened it; `read` says whether the asking one did."""

    id: str
    meeting: MeetingId
    item: ItemId | None
    title: str
    file_name: str
    media_type: str
    size_bytes: int
    pages: int | None
    uploaded_at: datetime
    readers: int = 0
    read: bool = False


class MeetingPapers:
    """Papers in the table and on the disk."""

    def __init__(self, database: Database, store: PaperStore, clock: Clock = vietnam_time.now) -> None:
        self._database = database
        self._store = store
        self._clock = clock

    async def add(
        self, meeting: MeetingId, paper: CheckedPaper, title: str, *, by: MemberId, item: ItemId | None = None
    ) -> str:
        """Keep a paper, of one item of the programme or of the whole meeting.

        Raises meeting-fixed, papers-too-many (MEETING_MAX_BYTES in all), field-long, choice-unknown (the item)."""
        shown = read_line(title, "title", TITLE_MAX) or paper.file_name.rpartition(".")[0]
        size = len(paper.content)
        await self._database.read(lambda at: _require_room_for(at, meeting, size))
        paper_id = await asyncio.to_thread(self._store.keep, paper)

        def work(at: Connection) -> str:
            changeable(at, meeting)
            _require_room_for(at, meeting, size)
            if item is not None and item not in {planned.id for planned in items_of(at, meeting)}:
                raise Declined("choice-unknown", field="item")
            values = {
                "title": shown,
                "file_name": paper.file_name,
                "media_type": paper.kind.media_type,
                "size_bytes": size,
                "sha256": paper.sha256,
                "pages": paper.pages,
                "item_id": item,
            }
            now = self._clock()
            at.execute(
                insert(papers).values(id=paper_id, meeting_id=meeting, uploaded_by=by, uploaded_at=now, **values)
            )
            return paper_id

        try:
            return await self._database.write(work)
        except Declined:
            await asyncio.to_thread(self._store.drop, paper_id)
            raise

    async def remove(self, meeting: MeetingId, paper_id: str) -> None:
        """Take a paper back. Raises meeting-fixed, nothing-there."""

        def work(at: Connection) -> None:
            changeable(at, meeting)
            mine = and_(papers.c.id == paper_id, papers.c.meeting_id == meeting, papers.c.removed_at.is_(None))
            if not at.execute(update(papers).where(mine).values(removed_at=self._clock())).rowcount:
                raise Declined("nothing-there")

        await self._database.write(work)
        await asyncio.to_thread(self._store.drop, paper_id)

    async def drop(self, paper_ids: Sequence[str]) -> None:
        """The files of papers whose meeting is gone."""
        for paper_id in paper_ids:
            await asyncio.to_thread(self._store.drop, paper_id)

    async def of(self, meeting: MeetingId, reader: MemberId | None = None) -> tuple[Paper, ...]:
        """The papers in the order of coming, as this reader sees them."""
        return await self._database.read(lambda at: _papers(at, meeting, reader))

    async def one(self, meeting: MeetingId, paper_id: str) -> Paper:
        """Raises nothing-there, also for a paper of another meeting."""
        for paper in await self.of(meeting):
            if paper.id == paper_id:
                return paper
        raise Declined("nothing-there")

    async def mark_read(self, paper_id: str, member: MemberId) -> None:
        """The member has opened the paper."""
        mine = and_(reading_marks.c.paper_id == paper_id, reading_marks.c.member_id == member)

        def work(at: Connection) -> None:
            if not at.execute(select(exists().where(mine))).scalar():
                at.execute(insert(reading_marks).values(paper_id=paper_id, member_id=member, read_at=self._clock()))

        await self._database.write(work)

    def path(self, paper: Paper) -> Path:
        """Where the file lies."""
        return self._store.path(paper.id)


def _papers(at: Connection, meeting: str, reader: MemberId | None) -> tuple[Paper, ...]:
    readers = (
        select(func.count())
        .select_from(reading_marks)
        .where(reading_marks.c.paper_id == papers.c.id)
        .scalar_subquery()
        .label("readers")
    )
    by_reader: ColumnElement[bool] = and_(
        reading_marks.c.paper_id == papers.c.id, reading_marks.c.member_id == (reader or "")
    )
    query = (
        select(papers, readers, exists().where(by_reader).label("read"))
        .where(papers.c.meeting_id == meeting, papers.c.removed_at.is_(None))
        .order_by(papers.c.uploaded_at, papers.c.id)
    )
    return tuple(
        Paper(
            row.id,
            MeetingId(row.meeting_id),
            ItemId(row.item_id) if row.item_id else None,
            row.title,
            row.file_name,
            row.media_type,
            row.size_bytes,
            row.pages,
            row.uploaded_at,
            row.readers,
            bool(row.read),
        )
        for row in at.execute(query)
    )


def _require_room_for(at: Connection, meeting: str, size_bytes: int) -> None:
    query = select(func.sum(papers.c.size_bytes)).where(papers.c.meeting_id == meeting, papers.c.removed_at.is_(None))
    if (at.execute(query).scalar() or 0) + size_bytes > MEETING_MAX_BYTES:
        raise Declined("papers-too-many", field="file", most=MEETING_MAX_BYTES // MIB)
