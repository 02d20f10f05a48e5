"""A planned meeting that does not come as planned: moved, cancelled, or a draft that is thrown away.

Whoever was told of a meeting can see what became of it; a meeting that nobody was told of may vanish."""

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from server.declined import Declined
from server.meeting_sheets import MeetingSheet, changeable
from server.tables import (
    agenda_items,
    guests,
    meetings,
    notifications,
    papers,
    reading_marks,
    replies,
    reviewed_tasks,
)


def note_change(at: Connection, meeting: str, now: datetime) -> None:
    """Something that stands in members' calendars is not what it was."""
    values = {"changed_at": now, "revision": meetings.c.revision + 1}
    at.execute(update(meetings).where(meetings.c.id == meeting).values(values))


def move(at: Connection, sheet: MeetingSheet, now: datetime) -> None:
    """Keep the time that members have been told, and ask everybody to look again."""
    values = {"moved_from": sheet.starts_at, "moved_at": now}
    at.execute(update(meetings).where(meetings.c.id == sheet.id).values(**values))
    at.execute(update(notifications).where(notifications.c.meeting_id == sheet.id).values(seen_at=None))


def cancel(at: Connection, meeting: str, reason: str, now: datetime) -> None:
    """Raises meeting-fixed, meeting-cancelled, and not-notified for a draft, which is deleted instead."""
    if not changeable(at, meeting).was_told:
        raise Declined("not-notified")
    values = {"cancelled_at": now, "cancel_reason": reason}
    at.execute(update(meetings).where(meetings.c.id == meeting).values(**values))
    note_change(at, meeting, now)


def delete_draft(at: Connection, meeting: str) -> tuple[str, ...]:
    """The ids of its papers, whose files are nobody's any more. Raises meeting-told, meeting-fixed."""
    if changeable(at, meeting).was_told:
        raise Declined("meeting-told")
    own = select(papers.c.id).where(papers.c.meeting_id == meeting)
    left = tuple(at.execute(own.where(papers.c.removed_at.is_(None))).scalars())
    at.execute(delete(reading_marks).where(reading_marks.c.paper_id.in_(own)))
    for table in (papers, agenda_items, guests, reviewed_tasks, replies):
        at.execute(delete(table).where(table.c.meeting_id == meeting))
    at.execute(delete(meetings).where(meetings.c.id == meeting))
    return left
