"""What the facts of the meeting propose for its score; the cell decides (step 15 of the procedure).

Points and their steps follow section II of 42-HD/BTCTW (2025) as local forms print them. A group is proposed only
where every part of it can be computed: a half-computed proposal would be taken for a whole one.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from server.meeting.closing import SCORE_MAXIMA
from server.meeting.meeting import Meeting
from server.meeting.plan import ReviewedTask
from server.meeting.rules import rule_set
from server.projections.minutes import minutes_of
from server.projections.minutes_value import Attendance, Discussion
from server.vietnam_time import HANOI

_LENGTH, _ATTENDANCE, _RESULTS = 0, 1, 5  # places of groups 1, 2 and 6 among the seven

# Share that is reached -> points, best first. The first step of attendance is the target of the rule set.
_ATTENDANCE_STEPS = ((Fraction(75, 100), 3), (Fraction(65, 100), 2))
_RESULT_STEPS = (
    (Fraction(90, 100), 30),
    (Fraction(80, 100), 27),
    (Fraction(70, 100), 24),
    (Fraction(60, 100), 20),
    (Fraction(50, 100), 15),
)
_SPEAKER_STEPS = ((Fraction(40, 100), 4), (Fraction(30, 100), 3))

_DONE = ("hoàn thành", "đã hoàn thành", "xong", "đã xong")
_OPEN = ("đang", "chưa", "tiếp tục", "chuyển")
_SHARE = re.compile(r"(\d+)(?:,(\d+))?\s*%")
_NUMBERS = re.compile(r"\d+(?:/\d+)+")


@dataclass(frozen=True, slots=True)
class ScoreProposal:
    """Points of the seven groups in order, None where people have to judge.

    `present` is the part of group 2 for the rate of attendance, of 4; `speakers` is 4.5, of 5, which alone makes no
    group; `results` is the average of the finished tasks of the last resolution.
    """

    groups: tuple[int | None, ...]
    present: int | None
    speakers: int | None
    results: Fraction | None


class _Unreadable(Exception):
    """A result that is no share of work done."""


def score_proposal(meeting: Meeting, at: datetime, excused_in_a_row: int | None = None) -> ScoreProposal:
    """The proposal as the meeting stands.

    `excused_in_a_row` is how often the member excused longest was excused running this year, None if the year is not
    known here: then attendance is not proposed.
    """
    minutes, rules = minutes_of(meeting, at), rule_set(meeting.plan.rules)
    present = _present(minutes.attendance, Fraction(rules.attendance_target_per_mille, 1_000))
    results = _results(meeting.record.review or meeting.plan.last_tasks, meeting.plan.starts_at)
    groups: list[int | None] = [None] * len(SCORE_MAXIMA)
    groups[_LENGTH] = _length(meeting, at)
    if present is not None and excused_in_a_row is not None:
        groups[_ATTENDANCE] = present + (excused_in_a_row <= rules.excused_in_a_row_max)
    groups[_RESULTS] = None if results is None else _step(results, _RESULT_STEPS, 10)
    return ScoreProposal(tuple(groups), present, _speakers(minutes.discussion), results)


def _length(meeting: Meeting, at: datetime) -> int | None:
    least, short = meeting.least_minutes, meeting.minutes_short(at)
    if least is None or meeting.called_at is None:
        return None
    if short <= 30:
        return 5 if short == 0 else 4 if short <= 15 else 3
    return 2 if 2 * short <= least else 1


def _present(attendance: Attendance, target: Fraction) -> int | None:
    if attendance.rated == 0:
        return None
    if attendance.unexcused:
        return 1
    return _step(Fraction(attendance.rated_present, attendance.rated), ((target, 4), *_ATTENDANCE_STEPS), 1)


def _speakers(discussion: Discussion) -> int | None:
    """Full points for more than half; the form does not place exactly half, which is taken as the step below."""
    if discussion.present == 0:
        return None
    share = Fraction(discussion.speakers, discussion.present)
    return 5 if share > Fraction(1, 2) else _step(share, _SPEAKER_STEPS, 2)


def _results(tasks: tuple[ReviewedTask, ...], starts_at: datetime) -> Fraction | None:
    """The average of the finished tasks; open ones are left out. None if one of them cannot be read, or none is."""
    month = starts_at.astimezone(HANOI).month
    try:
        shares = [_share(task.result, month) for task in tasks]
    except _Unreadable:
        return None
    finished = [share for share in shares if share is not None]
    return sum(finished, Fraction(0)) / len(finished) if finished else None


def _share(result: str, month: int) -> Fraction | None:
    """How much of a task is done, None if it is open. Raises _Unreadable."""
    said = result.strip().casefold()
    if said.startswith(_OPEN):
        return None
    if not said.startswith(_DONE):
        raise _Unreadable
    share = _SHARE.search(said)
    if share is not None:
        whole, places = share[1], share[2] or ""
        return min(Fraction(1), Fraction(int(whole + places), 100 * 10 ** len(places)))
    numbers = _NUMBERS.search(said)
    return Fraction(1) if numbers is None else _fraction_or_day(numbers[0], month)


def _fraction_or_day(numbers: str, month: int) -> Fraction:
    """`02/03` is two of three, `22/11` a day in November: done. Raises _Unreadable for what may be either."""
    first, second, *year = (int(part) for part in numbers.split("/"))
    if year or first > second:
        return Fraction(1)
    if second in (month, (month - 2) % 12 + 1):  # a day of this month or the last
        raise _Unreadable
    return Fraction(first, second)


def _step(share: Fraction, steps: tuple[tuple[Fraction, int], ...], least: int) -> int:
    return next((points for reached, points in steps if share >= reached), least)
