"""The attendance sheet: one row per member of the roll who was expected or came, then observers and guests.

A pure fold of the meeting, read at one moment: a closed meeting is read as at its close. Presence before the call to
order is no attendance; a line lost at the very end, within the grace, is no departure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from server.meeting.attendance import AttendanceState, Correction, Presence, Spell
from server.meeting.identity import MemberId
from server.meeting.meeting import Meeting
from server.meeting.plan import Invited
from server.meeting.roll import RollEntry, Standing, Status


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of presence or absence within the meeting."""

    from_at: datetime
    until_at: datetime

    @property
    def length_s(self) -> int:
        """Whole seconds."""
        return int((self.until_at - self.from_at).total_seconds())


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One member. `in_at` and `out_at` are None for one who was not there or was entered by hand.

    `present_s` counts from the call to order; `late` and `left_early` follow the plan's grace; `away` are the gaps
    between two stretches, longer than the grace. `excuse` is the accepted reason of an absent member, or what a
    latecomer had announced.
    """

    entry: RollEntry
    state: AttendanceState
    site: str
    stretches: tuple[Stretch, ...]
    present_s: int
    late: bool
    left_early: bool
    away: tuple[Stretch, ...]
    excuse: str
    correction: Correction | None

    @property
    def is_present(self) -> bool:
        """Was in the meeting."""
        return self.state is AttendanceState.PRESENT

    @property
    def in_at(self) -> datetime | None:
        """When the member came in, or the call to order if that was later."""
        return self.stretches[0].from_at if self.stretches else None

    @property
    def out_at(self) -> datetime | None:
        """When the member left, or the end of the meeting."""
        return self.stretches[-1].until_at if self.stretches else None


@dataclass(frozen=True, slots=True)
class InvitedRow:
    """An observer or guest who came."""

    invited: Invited
    stretches: tuple[Stretch, ...]
    present_s: int


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """The whole sheet, in the order of the roll."""

    from_at: datetime
    until_at: datetime
    rows: tuple[AttendanceRow, ...]
    invited: tuple[InvitedRow, ...]

    @property
    def present(self) -> tuple[AttendanceRow, ...]:
        """Members who were there, exempt ones and those attached elsewhere included."""
        return tuple(row for row in self.rows if row.is_present)

    @property
    def rated(self) -> tuple[AttendanceRow, ...]:
        """Members in the attendance rate: everybody who was summoned, official and probationary."""
        return tuple(row for row in self.rows if row.entry.is_summoned)

    @property
    def rated_present(self) -> int:
        """How many of `rated` were there."""
        return sum(1 for row in self.rated if row.is_present)


def attendance_sheet(meeting: Meeting, at: datetime) -> AttendanceSheet:
    """The sheet as it stands at that moment, or at the close if the meeting is closed."""
    from_at = meeting.called_at or meeting.opened_at
    until_at = max(from_at, meeting.closing.closed_at or at)
    whole = Stretch(from_at, until_at)
    rows = (_row(meeting, entry, whole) for entry in meeting.plan.roll)
    return AttendanceSheet(
        from_at,
        until_at,
        tuple(row for row in rows if row.entry.is_summoned or row.is_present),
        tuple(_invited_rows(meeting, whole)),
    )


def sheet_of_record(meeting: Meeting, at: datetime) -> AttendanceSheet:
    """The sheet that the minutes tell: as it stood when they were adopted, else as at that moment or the close."""
    if meeting.as_adopted is None:
        return attendance_sheet(meeting, at)
    return attendance_sheet(meeting.as_adopted, meeting.as_adopted.voting.questions[-1].closed_at or at)


def _row(meeting: Meeting, entry: RollEntry, whole: Stretch) -> AttendanceRow:
    presence = meeting.attendance.of(entry.member)
    stretches = _within(presence.spells, whole)
    state = _state(entry, presence, stretches)
    late = bool(stretches) and stretches[0].from_at > _late_from(meeting, whole)
    grace = timedelta(seconds=meeting.plan.reconnect_grace_s)
    return AttendanceRow(
        entry=entry,
        state=state,
        site=_site_name(meeting, entry.member),
        stretches=stretches,
        present_s=sum(stretch.length_s for stretch in stretches),
        late=late,
        left_early=bool(stretches) and whole.until_at - stretches[-1].until_at > grace,
        away=_gaps(stretches),
        excuse=_excuse(entry, presence, state, late=late),
        correction=presence.correction,
    )


def _state(entry: RollEntry, presence: Presence, stretches: tuple[Stretch, ...]) -> AttendanceState:
    if presence.correction is not None:
        return presence.correction.state
    if stretches:
        return AttendanceState.PRESENT
    match entry.status:
        case Status.EXEMPT:
            return AttendanceState.EXEMPT
        case Status.ATTACHED_ELSEWHERE:
            return AttendanceState.ATTACHED_ELSEWHERE
        case Status.SUSPENDED | Status.PROSECUTED | Status.TRANSFER_PENDING:
            return AttendanceState.SUSPENDED
        case Status.NORMAL | Status.REDUCED | Status.ATTACHED_HERE:
            excused = AttendanceState.ABSENT_WITH_REASON
            return excused if _leave_accepted(entry) else AttendanceState.ABSENT_WITHOUT_REASON


def _excuse(entry: RollEntry, presence: Presence, state: AttendanceState, *, late: bool) -> str:
    if state is AttendanceState.ABSENT_WITH_REASON and presence.correction is not None:
        return presence.correction.reason
    absent_or_late = late or state is AttendanceState.ABSENT_WITH_REASON
    return entry.leave.reason if absent_or_late and entry.leave and _leave_accepted(entry) else ""


def _leave_accepted(entry: RollEntry) -> bool:
    return entry.leave is not None and entry.leave.accepted is True


def _late_from(meeting: Meeting, whole: Stretch) -> datetime:
    """Nobody is late for a meeting that has not begun: the grace runs from the later of plan and call to order."""
    return max(meeting.plan.starts_at, whole.from_at) + timedelta(seconds=meeting.plan.late_after_s)


def _within(spells: tuple[Spell, ...], whole: Stretch) -> tuple[Stretch, ...]:
    """The parts of the spells inside the meeting. A spell that still lasts counts from its first instant."""
    return tuple(
        Stretch(max(one.from_at, whole.from_at), min(one.to_at or whole.until_at, whole.until_at))
        for one in spells
        if one.from_at <= whole.until_at and (one.to_at is None or one.to_at > whole.from_at)
    )


def _gaps(stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    return tuple(Stretch(before.until_at, after.from_at) for before, after in pairwise(stretches))


def _site_name(meeting: Meeting, member: MemberId) -> str:
    site = meeting.attendance.of(member).site
    return next((one.name for one in meeting.plan.sites if one.id == site), "")


def _invited_rows(meeting: Meeting, whole: Stretch) -> Iterator[InvitedRow]:
    for invited in meeting.plan.invited:
        if meeting.plan.invitation(invited.member) is None:
            continue
        stretches = _within(meeting.attendance.of(invited.member).spells, whole)
        if stretches:
            yield InvitedRow(invited, stretches, sum(stretch.length_s for stretch in stretches))


def standing_count(rows: tuple[AttendanceRow, ...], standing: Standing) -> int:
    """How many of the rows are of that standing."""
    return sum(1 for row in rows if row.entry.standing is standing)
