"""A meeting before it opens: draft, programme, papers, replies, leave. At opening all of it is frozen into a plan."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from server import meeting_changes, vietnam_time
from server.database import Database
from server.declined import Declined
from server.meeting.agenda import ItemPlan, Stage, Step
from server.meeting.identity import CellId, ItemId, MeetingId, MemberId
from server.meeting.meeting import Meeting
from server.meeting.plan import Invited, MeetingPlan, ReviewedTask
from server.meeting.roll import RollEntry
from server.meeting.rules import MeetingKind
from server.meeting_sheets import (
    Answer,
    Attended,
    MeetingSheet,
    MeetingState,
    Reply,
    changeable,
    invited_to,
    items_of,
    plan_from,
    replies_to,
    reviewed_of,
    roll_for,
    sheet_from,
    sheet_of,
)
from server.member_fields import read_line, read_required_line
from server.organisations import new_id
from server.programme import TEMPLATES, usual_title
from server.projections.attendance_sheet import sheet_of_record
from server.roster import roll_of
from server.tables import (
    agenda_items,
    attendance_records,
    events,
    guests,
    meetings,
    notifications,
    replies,
    reviewed_tasks,
)
from server.vietnam_time import Clock

TITLE_MAX = 200
REASON_MAX = 300  # as one line of the minutes
ITEMS_MAX = 60
ITEM_MINUTES_MAX = 240
TASKS_MAX = 40
STARTS_IN_THE_PAST = timedelta(hours=12)  # a meeting set for this morning may still be entered at noon


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item as edited; without an id it is new."""

    step: Step
    stage: Stage
    title: str
    minutes: int
    presenter: MemberId | None = None
    needs_vote: bool = False
    id: ItemId | None = None


class Preparation:
    """Everything that happens to a meeting until its log begins, and the few facts kept of it afterwards."""

    def __init__(self, database: Database, clock: Clock = vietnam_time.now) -> None:
        self._database = database
        self._clock = clock

    # The meeting

    async def create(
        self, cell: CellId, kind: MeetingKind, starts_at: datetime, *, by: MemberId, title: str = "", form: str = ""
    ) -> MeetingId:
        """A draft with the steps of its kind; the secretary is in the chair.

        `form` names the form that was sent: the same one sent twice makes one meeting. Raises meeting-starts-past,
        no-secretary, field-long."""
        meeting = MeetingId(_id_of_form(cell, by, form) if form else new_id())

        def work(at: Connection) -> MeetingId:
            if at.execute(select(exists().where(meetings.c.id == meeting))).scalar():
                return meeting
            day = self._future_day(starts_at)
            chair = _chair_of(roll_of(at, cell, day))
            values = {
                "title": read_line(title, "title", TITLE_MAX) or usual_title(kind, day.month, day.year),
                "state": MeetingState.DRAFT.value,
                "created_at": self._clock(),
            }
            at.execute(
                insert(meetings).values(
                    id=meeting,
                    cell_id=cell,
                    kind=kind.value,
                    starts_at=starts_at,
                    chair_id=chair,
                    created_by=by,
                    **values,
                )
            )
            for position, item in enumerate(TEMPLATES.get(kind, TEMPLATES[MeetingKind.REGULAR])):
                draft = ItemDraft(item.step, item.stage, item.title, item.minutes, None, item.needs_vote)
                at.execute(insert(agenda_items).values(id=new_id(), **_item_values(meeting, position, draft)))
            return meeting

        try:
            return await self._database.write(work)
        except IntegrityError:  # the other press of the same button was quicker
            return (await self.sheet(meeting)).id

    async def edit(
        self,
        meeting: MeetingId,
        *,
        title: str,
        starts_at: datetime,
        chair: MemberId,
        minute_taker: MemberId | None,
        committee_met_on: date | None,
    ) -> None:
        """A new time of a meeting that members know of is a move, which they see.

        Raises meeting-fixed once open, meeting-cancelled, meeting-starts-past, field-missing, choice-unknown."""

        def work(at: Connection) -> None:
            sheet = changeable(at, meeting)
            day = self._future_day(starts_at) if starts_at != sheet.starts_at else sheet.day
            on_roll = {entry.member for entry in roll_of(at, sheet.cell, day) if entry.may_enter}
            for field, chosen in (("chair", chair), ("minute_taker", minute_taker)):
                if chosen is not None and chosen not in on_roll:
                    raise Declined("choice-unknown", field=field)
            state = sheet.state
            if state is MeetingState.DRAFT and committee_met_on is not None:
                state = MeetingState.PREPARED
            values = {
                "title": read_required_line(title, "title", TITLE_MAX),
                "starts_at": starts_at,
                "chair_id": chair,
                "minute_taker_id": minute_taker,
                "committee_met_on": committee_met_on,
                "state": state.value,
            }
            at.execute(update(meetings).where(meetings.c.id == meeting).values(**values))
            if starts_at != sheet.starts_at and sheet.was_told:
                meeting_changes.move(at, sheet, self._clock())
            if (values["title"], starts_at) != (sheet.title, sheet.starts_at):
                meeting_changes.note_change(at, meeting, self._clock())

        await self._database.write(work)

    async def cancel(self, meeting: MeetingId, reason: str) -> None:
        """It will not be held; whoever was told sees the reason. Raises field-missing, not-notified, meeting-fixed."""
        said = read_required_line(reason, "cancel_reason", REASON_MAX)
        await self._database.write(lambda at: meeting_changes.cancel(at, meeting, said, self._clock()))

    async def delete_draft(self, meeting: MeetingId) -> tuple[str, ...]:
        """A meeting that nobody was told of is gone; the ids of its papers. Raises meeting-told, meeting-fixed."""
        return await self._database.write(lambda at: meeting_changes.delete_draft(at, meeting))

    async def sheet(self, meeting: MeetingId) -> MeetingSheet:
        """Raises nothing-there."""
        return await self._database.read(lambda at: sheet_of(at, meeting))

    async def sheets_of(self, cells: Sequence[CellId], *, since: datetime | None = None) -> tuple[MeetingSheet, ...]:
        """The meetings of these cells, newest first."""
        query = select(meetings).where(meetings.c.cell_id.in_(cells)).order_by(meetings.c.starts_at.desc())
        if since is not None:
            query = query.where(meetings.c.starts_at >= since)
        return await self._database.read(lambda at: tuple(sheet_from(row) for row in at.execute(query)))

    # The programme

    async def items(self, meeting: MeetingId) -> tuple[ItemPlan, ...]:
        """The programme in order."""
        return await self._database.read(lambda at: items_of(at, meeting))

    async def save_programme(self, meeting: MeetingId, drafts: Sequence[ItemDraft]) -> None:
        """The whole programme anew, in this order; items keep their ids, those left out are gone.

        Raises meeting-fixed, agenda-empty, rows-too-many, and for a row field-missing, field-long, number-unlikely,
        choice-unknown; the field is then `title-3` for the fourth row."""
        if not drafts:
            raise Declined("agenda-empty")
        if len(drafts) > ITEMS_MAX:
            raise Declined("rows-too-many", most=ITEMS_MAX)

        def work(at: Connection) -> None:
            sheet = changeable(at, meeting)
            on_roll = {entry.member for entry in roll_of(at, sheet.cell, sheet.day)}
            on_roll |= {one.member for one in invited_to(at, sheet)}
            known = {item.id for item in items_of(at, meeting)}
            rows = []
            for position, draft in enumerate(drafts):
                if draft.presenter is not None and draft.presenter not in on_roll:
                    raise Declined("choice-unknown", field=f"presenter-{position}")
                rows.append(
                    {"id": draft.id if draft.id in known else new_id(), **_item_values(meeting, position, draft)}
                )
            kept = [row["id"] for row in rows]
            at.execute(delete(agenda_items).where(agenda_items.c.meeting_id == meeting, agenda_items.c.id.not_in(kept)))
            for row in rows:
                if row["id"] in known:
                    at.execute(update(agenda_items).where(agenda_items.c.id == row["id"]).values(**row))
                else:
                    at.execute(insert(agenda_items).values(**row))
            meeting_changes.note_change(at, meeting, self._clock())

        await self._database.write(work)

    async def review_tasks(self, meeting: MeetingId, tasks: Sequence[ReviewedTask]) -> None:
        """The tasks of the last resolution with their results, for step 7.

        Raises meeting-fixed, rows-too-many, and for a row field-missing, field-long, field-characters; the field is
        then `task-3` for the fourth row."""
        if len(tasks) > TASKS_MAX:
            raise Declined("rows-too-many", most=TASKS_MAX)

        def work(at: Connection) -> None:
            changeable(at, meeting)
            at.execute(delete(reviewed_tasks).where(reviewed_tasks.c.meeting_id == meeting))
            for position, task in enumerate(tasks):
                at.execute(
                    insert(reviewed_tasks).values(
                        meeting_id=meeting,
                        position=position,
                        task=read_required_line(task.text, f"task-{position}", REASON_MAX),
                        owner=read_line(task.owner, f"owner-{position}"),
                        result=read_line(task.result, f"result-{position}", REASON_MAX),
                    )
                )

        await self._database.write(work)

    async def reviewed(self, meeting: MeetingId) -> tuple[ReviewedTask, ...]:
        """The tasks to review in step 7."""
        return await self._database.read(lambda at: reviewed_of(at, meeting))

    # Those who come

    async def invite_guest(self, meeting: MeetingId, member: MemberId, title: str = "") -> None:
        """A person of the registry as a guest of this one meeting. Raises meeting-fixed."""

        def work(at: Connection) -> None:
            changeable(at, meeting)
            at.execute(delete(guests).where(guests.c.meeting_id == meeting, guests.c.member_id == member))
            at.execute(insert(guests).values(meeting_id=meeting, member_id=member, title=read_line(title, "title")))

        await self._database.write(work)

    async def withdraw_guest(self, meeting: MeetingId, member: MemberId) -> None:
        """The person is no guest of this meeting any more. Raises meeting-fixed."""

        def work(at: Connection) -> None:
            changeable(at, meeting)
            at.execute(delete(guests).where(guests.c.meeting_id == meeting, guests.c.member_id == member))

        await self._database.write(work)

    async def invited_for(self, meeting: MeetingId) -> tuple[Invited, ...]:
        """Observers assigned to the cell on that day, then guests of this meeting."""
        return await self._database.read(lambda at: invited_to(at, sheet_of(at, meeting)))

    async def roll(self, meeting: MeetingId) -> tuple[RollEntry, ...]:
        """The roll of the meeting's day, with the leave asked for."""
        return await self._database.read(lambda at: roll_for(at, sheet_of(at, meeting)))

    async def notify(self, meeting: MeetingId) -> int:
        """Tell every summoned member and observer who has not been told; how many that were. Raises meeting-fixed."""

        def work(at: Connection) -> int:
            sheet = changeable(at, meeting)
            if not items_of(at, meeting):
                raise Declined("agenda-empty")
            told = set(
                at.execute(select(notifications.c.member_id).where(notifications.c.meeting_id == meeting)).scalars()
            )
            wanted = [entry.member for entry in roll_for(at, sheet) if entry.is_summoned]
            wanted += [one.member for one in invited_to(at, sheet)]
            now = self._clock()
            new = [member for member in dict.fromkeys(wanted) if member not in told]
            for member in new:
                at.execute(insert(notifications).values(meeting_id=meeting, member_id=member, sent_at=now))
            values = {"state": MeetingState.NOTIFIED.value, "notified_at": sheet.notified_at or now}
            at.execute(update(meetings).where(meetings.c.id == meeting).values(**values))
            return len(new)

        return await self._database.write(work)

    async def note_seen(self, meeting: MeetingId, member: MemberId) -> None:
        """The member has opened the meeting's page; only the first time is kept."""
        mine = and_(notifications.c.meeting_id == meeting, notifications.c.member_id == member)
        fresh = and_(mine, notifications.c.seen_at.is_(None))
        if await self._database.read(lambda at: bool(at.execute(select(exists().where(fresh))).scalar())):
            now = self._clock()

            def work(at: Connection) -> None:
                at.execute(update(notifications).where(fresh).values(seen_at=now))

            await self._database.write(work)

    async def told(self, meeting: MeetingId) -> tuple[int, int]:
        """How many have been told, and how many of them have opened the page."""
        query = select(func.count(), func.count(notifications.c.seen_at)).where(notifications.c.meeting_id == meeting)

        def work(at: Connection) -> tuple[int, int]:
            sent, seen = at.execute(query).one()
            return sent, seen

        return await self._database.read(work)

    async def reply(self, meeting: MeetingId, member: MemberId, answer: Answer, reason: str = "") -> None:
        """Will attend, or asks leave with a reason; a new answer replaces the old one and its decision.

        Raises reply-not-yours (not summoned), meeting-cancelled, reply-late (opened), leave-reason, field-long."""
        said = read_line(reason, "reason", REASON_MAX) if answer is Answer.LEAVE else ""
        if answer is Answer.LEAVE and not said:
            raise Declined("leave-reason", field="reason")

        def work(at: Connection) -> None:
            sheet = sheet_of(at, meeting)
            if not any(entry.member == member and entry.may_enter for entry in roll_of(at, sheet.cell, sheet.day)):
                raise Declined("reply-not-yours")
            if sheet.state is MeetingState.CANCELLED:
                raise Declined("meeting-cancelled")
            if not sheet.state.is_before:
                raise Declined("reply-late")
            at.execute(delete(replies).where(replies.c.meeting_id == meeting, replies.c.member_id == member))
            values = {"answer": answer.value, "reason": said, "replied_at": self._clock()}
            at.execute(insert(replies).values(meeting_id=meeting, member_id=member, **values))

        await self._database.write(work)

    async def decide_leave(self, meeting: MeetingId, member: MemberId, accepted: bool, *, by: MemberId) -> None:
        """Accept or refuse a request. Raises leave-not-asked, meeting-fixed."""

        def work(at: Connection) -> None:
            changeable(at, meeting)
            asked = and_(replies.c.meeting_id == meeting, replies.c.member_id == member)
            values = {"accepted": accepted, "decided_by": by, "decided_at": self._clock()}
            mine = and_(asked, replies.c.answer == Answer.LEAVE.value)
            if not at.execute(update(replies).where(mine).values(**values)).rowcount:
                raise Declined("leave-not-asked")

        await self._database.write(work)

    async def replies(self, meeting: MeetingId) -> tuple[Reply, ...]:
        """All answers so far."""
        return await self._database.read(lambda at: replies_to(at, meeting))

    # Opening and afterwards

    async def plan_of(self, meeting: MeetingId) -> MeetingPlan:
        """Everything prepared, as it will be frozen into the log. Raises nothing-there."""
        return await self._database.read(lambda at: plan_from(at, sheet_of(at, meeting)))

    async def begin(self, meeting: MeetingId) -> MeetingPlan:
        """Fix the meeting and give its plan; from now on nothing prepared can change. Safe to repeat.

        Raises not-notified, meeting-cancelled, meeting-fixed (closed), already-in-session (another of the cell)."""

        def work(at: Connection) -> MeetingPlan:
            sheet = sheet_of(at, meeting)
            if sheet.state is MeetingState.CANCELLED:
                raise Declined("meeting-cancelled")
            if sheet.state is MeetingState.CLOSED:
                raise Declined("meeting-fixed")
            if sheet.state in (MeetingState.DRAFT, MeetingState.PREPARED):
                raise Declined("not-notified")
            if sheet.state is MeetingState.NOTIFIED:
                values = {"state": MeetingState.OPEN.value, "opened_at": self._clock()}
                try:
                    at.execute(update(meetings).where(meetings.c.id == meeting).values(**values))
                except IntegrityError:
                    raise Declined("already-in-session") from None
            return plan_from(at, sheet)

        return await self._database.write(work)

    async def take_back(self, meeting: MeetingId) -> None:
        """The rules of the meeting refused the opening: it is as before. A meeting with a log stays open."""

        def work(at: Connection) -> None:
            has_log = select(exists().where(events.c.meeting_id == meeting))
            if not at.execute(has_log).scalar():
                values = {"state": MeetingState.NOTIFIED.value, "opened_at": None}
                mine = and_(meetings.c.id == meeting, meetings.c.state == MeetingState.OPEN.value)
                at.execute(update(meetings).where(mine).values(**values))

        await self._database.write(work)

    async def note_closed(self, closed: Meeting) -> None:
        """The log says that the meeting has closed; the cell may open another. Safe to repeat.

        Who attended is what its minutes say. A room that was shut without a call to order was no meeting: nobody
        attended it, and nobody missed it."""
        closed_at, meeting = closed.closing.closed_at, closed.plan.id
        assert closed_at is not None
        rows = sheet_of_record(closed, closed_at).rows if closed.called_at is not None else ()

        def work(at: Connection) -> None:
            mine = meetings.c.id == meeting
            values = {"state": MeetingState.CLOSED.value, "closed_at": closed_at, "called_at": closed.called_at}
            if not at.execute(update(meetings).where(mine).values(**values)).rowcount:
                return
            at.execute(delete(attendance_records).where(attendance_records.c.meeting_id == meeting))
            for row in rows:
                line = {"state": row.state.value, "is_counted": row.entry.is_summoned}
                at.execute(insert(attendance_records).values(meeting_id=meeting, member_id=row.entry.member, **line))

        await self._database.write(work)

    async def attended(self, cells: Sequence[CellId], since: datetime, until: datetime) -> tuple[Attended, ...]:
        """Attendance in the closed meetings of these cells that started in that time."""
        query = (
            select(attendance_records)
            .join(meetings, meetings.c.id == attendance_records.c.meeting_id)
            .where(meetings.c.cell_id.in_(cells), meetings.c.starts_at >= since, meetings.c.starts_at < until)
        )

        def work(at: Connection) -> tuple[Attended, ...]:
            return tuple(
                Attended(MeetingId(row.meeting_id), MemberId(row.member_id), row.state, row.is_counted)
                for row in at.execute(query)
            )

        return await self._database.read(work)

    async def where_invited(self, member: MemberId) -> tuple[MeetingId, ...]:
        """The meetings that this person is a guest of."""
        query = select(guests.c.meeting_id).where(guests.c.member_id == member)
        return await self._database.read(lambda at: tuple(MeetingId(row.meeting_id) for row in at.execute(query)))

    def _future_day(self, starts_at: datetime) -> date:
        if starts_at < self._clock() - STARTS_IN_THE_PAST:
            raise Declined("meeting-starts-past", field="starts_at")
        return vietnam_time.day_of(starts_at)


def _id_of_form(cell: CellId, by: MemberId, form: str) -> str:
    return hashlib.sha256(f"{cell}\n{by}\n{form}".encode()).hexdigest()[:24]


def _chair_of(roll: Sequence[RollEntry]) -> MemberId:
    """The secretary, else the deputy. Raises no-secretary."""
    for office in ("secretary", "deputy"):
        for entry in roll:
            if office in entry.offices and entry.may_enter:
                return entry.member
    raise Declined("no-secretary")


def _item_values(meeting: MeetingId, position: int, draft: ItemDraft) -> dict[str, object]:
    if not 0 <= draft.minutes <= ITEM_MINUTES_MAX:
        raise Declined("number-unlikely", field=f"minutes-{position}", low=0, high=ITEM_MINUTES_MAX)
    return {
        "meeting_id": meeting,
        "position": position,
        "step": draft.step.value,
        "stage": draft.stage.value,
        "title": read_required_line(draft.title, f"title-{position}", TITLE_MAX),
        "minutes": draft.minutes,
        "presenter_id": draft.presenter,
        "needs_vote": draft.needs_vote,
    }
