"""What the tables say about one meeting before it opens, and the plan that is made of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, select

from server import vietnam_time
from server.declined import Declined
from server.meeting.agenda import ItemPlan, Stage, Step
from server.meeting.identity import CellId, ItemId, MeetingId, MemberId, Seat
from server.meeting.plan import Invited, MeetingPlan, ReviewedTask, Site
from server.meeting.roll import Leave, RollEntry
from server.meeting.rules import MeetingKind, rule_set_on
from server.organisations import (
    authorisation_on,
    ballot_permission_on,
    cell_of,
    recording_permission_on,
    sites_in,
    superior,
)
from server.roster import observers, roll_of
from server.tables import agenda_items, guests, meetings, members, papers, replies, reviewed_tasks

REPLY_HOUR = 17  # replies are asked for until 17:00 of the day before


class MeetingState(Enum):
    DRAFT = "draft"
    PREPARED = "prepared"
    NOTIFIED = "notified"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"  # never in the table: a row keeps the state in which it was cancelled

    @property
    def is_before(self) -> bool:
        """Not opened yet: everything may still be changed."""
        return self in (MeetingState.DRAFT, MeetingState.PREPARED, MeetingState.NOTIFIED)


class Answer(Enum):
    WILL_ATTEND = "will_attend"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class MeetingSheet:
    """What is written about a meeting outside its log."""

    id: MeetingId
    cell: CellId
    kind: MeetingKind
    title: str
    starts_at: datetime
    state: MeetingState
    chair: MemberId
    minute_taker: MemberId | None
    committee_met_on: date | None
    notified_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    called_at: datetime | None
    moved_from: datetime | None
    moved_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    changed_at: datetime
    revision: int

    @property
    def was_told(self) -> bool:
        """Somebody has been notified of it."""
        return self.notified_at is not None

    @property
    def was_held(self) -> bool:
        """Closed after a call to order. A room that was only tried out, or shut again, was no meeting."""
        return self.state is MeetingState.CLOSED and self.called_at is not None

    @property
    def day(self) -> date:
        """The day on the wall."""
        return vietnam_time.day_of(self.starts_at)

    @property
    def reply_by_at(self) -> datetime:
        """Until when replies are asked for; a later one is still taken until the meeting opens."""
        eve = self.starts_at.astimezone(vietnam_time.HANOI) - timedelta(days=1)
        return eve.replace(hour=REPLY_HOUR, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Reply:
    member: MemberId
    answer: Answer
    reason: str
    replied_at: datetime
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class Attended:
    """A member's line of one closed meeting; `is_counted` says whether it enters the attendance rate."""

    meeting: MeetingId
    member: MemberId
    state: str
    is_counted: bool


def sheet_of(at: Connection, meeting: str) -> MeetingSheet:
    """Raises nothing-there."""
    row = at.execute(select(meetings).where(meetings.c.id == meeting)).first()
    if row is None:
        raise Declined("nothing-there")
    return sheet_from(row)


def sheet_from(row: Row[*tuple[Any, ...]]) -> MeetingSheet:
    """A row of `meetings`."""
    return MeetingSheet(
        id=MeetingId(row.id),
        cell=CellId(row.cell_id),
        kind=MeetingKind(row.kind),
        title=row.title,
        starts_at=row.starts_at,
        state=MeetingState.CANCELLED if row.cancelled_at else MeetingState(row.state),
        chair=MemberId(row.chair_id),
        minute_taker=MemberId(row.minute_taker_id) if row.minute_taker_id else None,
        committee_met_on=row.committee_met_on,
        notified_at=row.notified_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        called_at=row.called_at,
        moved_from=row.moved_from,
        moved_at=row.moved_at,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
        changed_at=row.changed_at or row.notified_at or row.created_at,
        revision=row.revision,
    )


def changeable(at: Connection, meeting: str) -> MeetingSheet:
    """Raises nothing-there, meeting-cancelled, and meeting-fixed once the meeting is open."""
    sheet = sheet_of(at, meeting)
    if sheet.state is MeetingState.CANCELLED:
        raise Declined("meeting-cancelled")
    if not sheet.state.is_before:
        raise Declined("meeting-fixed")
    return sheet


def items_of(at: Connection, meeting: str) -> tuple[ItemPlan, ...]:
    """The programme in order, each item with the titles of its papers as they came."""
    handed_out = _paper_titles(at, meeting)
    query = select(agenda_items).where(agenda_items.c.meeting_id == meeting).order_by(agenda_items.c.position)
    return tuple(
        ItemPlan(
            id=ItemId(row.id),
            step=Step(row.step),
            stage=Stage(row.stage),
            title=row.title,
            minutes=row.minutes,
            presenter=MemberId(row.presenter_id) if row.presenter_id else None,
            needs_vote=row.needs_vote,
            papers=tuple(handed_out.get(row.id, ())),
        )
        for row in at.execute(query)
    )


def _paper_titles(at: Connection, meeting: str) -> dict[str, list[str]]:
    query = (
        select(papers.c.item_id, papers.c.title)
        .where(papers.c.meeting_id == meeting, papers.c.item_id.is_not(None), papers.c.removed_at.is_(None))
        .order_by(papers.c.uploaded_at, papers.c.id)
    )
    titles: dict[str, list[str]] = {}
    for row in at.execute(query):
        titles.setdefault(row.item_id, []).append(row.title)
    return titles


def reviewed_of(at: Connection, meeting: str) -> tuple[ReviewedTask, ...]:
    """The tasks to review in step 7."""
    query = select(reviewed_tasks).where(reviewed_tasks.c.meeting_id == meeting).order_by(reviewed_tasks.c.position)
    return tuple(ReviewedTask(row.task, row.owner, row.result) for row in at.execute(query))


def invited_to(at: Connection, sheet: MeetingSheet) -> tuple[Invited, ...]:
    """Observers of the cell on that day, then guests; each person once."""
    query = (
        select(guests.c.member_id, members.c.name, guests.c.title)
        .join(members, members.c.id == guests.c.member_id)
        .where(guests.c.meeting_id == sheet.id)
        .order_by(members.c.name)
    )
    invited = [
        *observers(at, sheet.cell, sheet.day),
        *(Invited(MemberId(row.member_id), row.name, Seat.GUEST, row.title) for row in at.execute(query)),
    ]
    return tuple({one.member: one for one in reversed(invited)}.values())[::-1]


def roll_for(at: Connection, sheet: MeetingSheet) -> tuple[RollEntry, ...]:
    """The roll of the day, with the leave asked for."""
    asked = {reply.member: reply for reply in replies_to(at, sheet.id) if reply.answer is Answer.LEAVE}

    def with_leave(entry: RollEntry) -> RollEntry:
        reply = asked.get(entry.member)
        return replace(entry, leave=Leave(reply.reason, reply.accepted)) if reply else entry

    return tuple(with_leave(entry) for entry in roll_of(at, sheet.cell, sheet.day))


def replies_to(at: Connection, meeting: str) -> tuple[Reply, ...]:
    """All answers so far, oldest first."""
    query = select(replies).where(replies.c.meeting_id == meeting).order_by(replies.c.replied_at)
    return tuple(
        Reply(MemberId(row.member_id), Answer(row.answer), row.reason, row.replied_at, row.accepted)
        for row in at.execute(query)
    )


def plan_from(at: Connection, sheet: MeetingSheet) -> MeetingPlan:
    """Everything prepared, as it will be frozen into the log."""
    cell = cell_of(at, sheet.cell)
    above = superior(at, sheet.cell, sheet.day)
    authorisation = authorisation_on(at, sheet.cell, sheet.day)
    ballot_permission = ballot_permission_on(at, sheet.cell, sheet.day)
    recording_permission = recording_permission_on(at, sheet.cell, sheet.day)
    return MeetingPlan(
        id=sheet.id,
        cell=sheet.cell,
        cell_name=cell.name,
        superior_name=above.name if above else "",
        kind=sheet.kind,
        title=sheet.title,
        starts_at=sheet.starts_at,
        roll=roll_for(at, sheet),
        invited=invited_to(at, sheet),
        sites=tuple(Site(site.id, site.name) for site in sites_in(at, sheet.cell)),
        items=items_of(at, sheet.id),
        chair=sheet.chair,
        minute_taker=sheet.minute_taker,
        authorisation=authorisation.document if authorisation else "",
        rules=rule_set_on(sheet.day).version,
        ballot_permission=ballot_permission.document if ballot_permission else None,
        recording_permission=recording_permission.document if recording_permission else None,
        last_tasks=reviewed_of(at, sheet.id),
        late_after_s=cell.late_after_s,
    )
