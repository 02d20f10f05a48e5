"""Figures that pages show: who will come, and how a cell's year has gone. People are counted one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from server.meeting.attendance import AttendanceState
from server.meeting.identity import CellId, MemberId
from server.meeting.roll import RollEntry, Standing, base_of, may_vote
from server.meeting.rules import Majority, MeetingKind, rule_set_on
from server.meeting_sheets import Answer, Attended, MeetingSheet, Reply
from server.preparation import Preparation
from server.vietnam_time import HANOI

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class ReplyCount:
    """Answers against the base a vote would have if all came as they said."""

    base: int
    needed: int
    official: int
    probationary: int
    waiting: int
    excused: int
    silent: int

    @property
    def is_enough(self) -> bool:
        """Whether a resolution can pass if those come who said so."""
        return self.official >= self.needed


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the year: the regular meeting's figures, and whether there was a thematic one."""

    number: int
    present: int | None
    counted: int
    thematic: bool


@dataclass(frozen=True, slots=True)
class Year:
    """A cell's year so far. `held` regular meetings, `on_time` of them by the day that the rules name last."""

    year: int
    months: tuple[Month, ...]
    held: int
    on_time: int
    present: int
    counted: int
    by_member: dict[MemberId, tuple[int, int]]
    closed: tuple[MeetingSheet, ...]
    own: dict[str, str]


def count_replies(kind: MeetingKind, roll: Sequence[RollEntry], replies: Sequence[Reply]) -> ReplyCount:
    """The figures of the count bar before a meeting."""
    coming = {reply.member for reply in replies if reply.answer is Answer.WILL_ATTEND}
    asked = {reply.member: reply.accepted for reply in replies if reply.answer is Answer.LEAVE}
    base = base_of(roll, kind, coming, coming).count
    return ReplyCount(
        base=base,
        needed=Majority.MORE_THAN_HALF.needed(base),
        official=sum(1 for entry in roll if may_vote(entry) and entry.member in coming),
        probationary=sum(1 for e in roll if e.standing is Standing.PROBATIONARY and e.member in coming),
        waiting=sum(1 for accepted in asked.values() if accepted is None),
        excused=sum(1 for accepted in asked.values() if accepted),
        silent=sum(1 for e in roll if e.is_summoned and e.member not in coming and e.member not in asked),
    )


async def year_of(preparation: Preparation, cell: CellId, year: int, member: MemberId | None = None) -> Year:
    """The meetings held in one calendar year; `own` is the member's state by meeting."""
    since, until = (datetime(at, 1, 1, tzinfo=HANOI).astimezone(UTC) for at in (year, year + 1))
    sheets = [sheet for sheet in await preparation.sheets_of((cell,), since=since) if sheet.starts_at < until]
    attended = await preparation.attended((cell,), since, until)
    closed = tuple(sheet for sheet in sheets if sheet.was_held)
    regular = [sheet for sheet in closed if sheet.kind is MeetingKind.REGULAR]
    counted = [line for line in attended if line.is_counted]
    return Year(
        year=year,
        months=tuple(_month(number, closed, attended) for number in MONTHS),
        held=len(regular),
        on_time=sum(1 for sheet in regular if sheet.day.day <= rule_set_on(sheet.day).regular_latest_day),
        present=sum(1 for line in counted if _is_present(line)),
        counted=len(counted),
        by_member=_by_member(counted),
        closed=closed,
        own={line.meeting: line.state for line in attended if line.member == member},
    )


def _month(number: int, closed: Sequence[MeetingSheet], attended: Sequence[Attended]) -> Month:
    in_month = [sheet for sheet in closed if sheet.day.month == number]
    regular = next((sheet for sheet in in_month if sheet.kind is MeetingKind.REGULAR), None)
    lines = [line for line in attended if regular is not None and line.meeting == regular.id and line.is_counted]
    return Month(
        number,
        sum(1 for line in lines if _is_present(line)) if regular is not None else None,
        len(lines),
        any(sheet.kind is MeetingKind.THEMATIC for sheet in in_month),
    )


def _by_member(counted: Sequence[Attended]) -> dict[MemberId, tuple[int, int]]:
    found: dict[MemberId, tuple[int, int]] = {}
    for line in counted:
        present, whole = found.get(line.member, (0, 0))
        found[line.member] = (present + _is_present(line), whole + 1)
    return found


def _is_present(line: Attended) -> bool:
    return line.state == AttendanceState.PRESENT.value
