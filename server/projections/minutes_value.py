"""Minutes as a value: every fact that the document states, before a single sentence is made of it.

Moments are aware UTC datetimes; the document shows them in Vietnamese time. Numbers are whole. Nothing here is
rounded, worded or laid out: `minutes_text` makes the sentences, `recordings.minutes_document` the files.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from server.meeting.attendance import AttendanceState
from server.meeting.closing import Unfinished
from server.meeting.floor import FloorKind
from server.meeting.plan import ReviewedTask
from server.meeting.roll import Base, Status
from server.meeting.rules import Majority, MeetingKind
from server.meeting.voting import VoteForm


@dataclass(frozen=True, slots=True)
class Person:
    """A name with the title it is mentioned with, empty if none; `offices` are the codes of the roll, if a member."""

    name: str
    office: str = ""
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteHeads:
    """How many members sat at one điểm cầu."""

    name: str
    heads: int


@dataclass(frozen=True, slots=True)
class StatusGroup:
    """Members with a status that changes the counts, by name."""

    status: Status
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strength:
    """The cell on the day (đảng số); members attached here are not in `official` or `probationary`."""

    official: int
    probationary: int
    groups: tuple[StatusGroup, ...]


@dataclass(frozen=True, slots=True)
class Absence:
    """An absent member and the accepted reason."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Late:
    """Came in after the grace. `note` is what the minute-taker added, such as that it was announced."""

    name: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Out of the room between two spells, longer than the grace; `votes` were taken in that time."""

    name: str
    from_at: datetime
    until_at: datetime
    votes: int


@dataclass(frozen=True, slots=True)
class LeftEarly:
    """Left and did not come back."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AttendanceCorrection:
    """Attendance set by hand."""

    name: str
    state: AttendanceState
    author: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who was there. `rated_present` of `rated` is the attendance rate; it is not the base of votes."""

    official: int
    probationary: int
    attached_here: int
    excused: tuple[Absence, ...]
    unexcused: tuple[str, ...]
    rated_present: int
    rated: int
    late: tuple[Late, ...]
    away: tuple[Away, ...]
    left_early: tuple[LeftEarly, ...]
    corrections: tuple[AttendanceCorrection, ...]

    @property
    def present(self) -> int:
        """Members who were in the meeting, of whatever standing."""
        return self.official + self.probationary


@dataclass(frozen=True, slots=True)
class ChairChange:
    """Somebody took the chair; `line_lost` because the chair's line was."""

    at: datetime
    chair: Person
    line_lost: bool


@dataclass(frozen=True, slots=True)
class Reserved:
    """A reserved opinion, in the member's own words."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class CastForAnother:
    """A vote entered for a member whose line failed, or at a site."""

    name: str
    author: str
    note: str


@dataclass(frozen=True, slots=True)
class VoteRecord:
    """A question that was put to the vote; not `binding` if it is a poll of opinion (thăm dò ý kiến).

    `entitled` of the `base` could vote, the rest were away. `passed` is None for a poll that binds nobody and for a
    vote without a result: `withheld` (fewer than three secret ballots) or given up for the reason `voided`.
    `may_reveal` if so few were entitled to a secret ballot that the chair was warned before it was opened.
    """

    question: str
    form: VoteForm
    binding: bool
    majority: Majority
    base: int
    needed: int
    entitled: int
    in_favour: int = 0
    against: int = 0
    other: int = 0
    invalid: int = 0
    not_voting: int = 0
    passed: bool | None = None
    withheld: bool = False
    voided: str | None = None
    may_reveal: bool = False
    reserved: tuple[Reserved, ...] = ()
    cast_for: tuple[CastForAnother, ...] = ()

    @property
    def absent(self) -> int:
        """Counted members who were not here when the question was open."""
        return self.base - self.entitled

    @property
    def is_unanimous(self) -> bool:
        """Everybody who answered was in favour."""
        return self.in_favour > 0 and self.against == self.other == self.invalid == 0


@dataclass(frozen=True, slots=True)
class ContentItem:
    """One item: who presented it, its papers by name, what was noted, the last tasks reviewed under it."""

    title: str
    presenter: Person | None
    papers: tuple[str, ...]
    text: str
    reviewed: tuple[ReviewedTask, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """One contribution in order. `gist` is empty if the minute-taker wrote none; `length_s` is the time spoken."""

    name: str
    kind: FloorKind
    is_guest: bool
    probationary: bool
    office: str
    place: str
    gist: str
    written: bool
    length_s: int


@dataclass(frozen=True, slots=True)
class Reordered:
    """The chair changed the order of speakers."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Discussion:
    """Contributions in order; `speakers` of `present` members spoke or wrote. `text` is what was noted beside."""

    text: str
    contributions: tuple[Spoken, ...]
    speakers: int
    present: int
    reordered: tuple[Reordered, ...] = ()


@dataclass(frozen=True, slots=True)
class Direction:
    """What the superior's representative said and how the chair answered it; `response` may be empty."""

    name: str
    text: str
    response: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A conclusion of the chair; `title` names the item, empty for the meeting as a whole."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """A task. `owner` is empty if it is the whole cell's; `due_on` None for a standing task."""

    text: str
    owner: str
    due_on: date | None


class Grade(Enum):
    """Grades of a meeting (42-HD/BTCTW): 90, 70 and 50 points are the steps."""

    GOOD = "good"
    FAIR = "fair"
    AVERAGE = "average"
    POOR = "poor"


@dataclass(frozen=True, slots=True)
class Score:
    """The cell's own score: points and maximum of each criterion, their sum, the grade."""

    points: tuple[tuple[int, int], ...]
    total: int
    grade: Grade


@dataclass(frozen=True, slots=True)
class Reasoned:
    """Something left out, left undone or added, with the reason."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class DuesState:
    """How many of those who pay here have paid; `title` is that of the item."""

    title: str
    paid: int
    due: int
    note: str


@dataclass(frozen=True, slots=True)
class Opening:
    """Part II: the dues, the vote on the programme, what was noted."""

    text: str
    dues: DuesState | None
    programme: VoteRecord | None


@dataclass(frozen=True, slots=True)
class RecordingTold:
    """A recording of sound and picture. `until_at` is None while it goes on, or if it ended only with the meeting.

    `gaps` and `missing_s` were known before the close; what is found later stands on the meeting's page only.
    """

    from_at: datetime
    until_at: datetime | None
    decision: str
    voted: bool
    gaps: int
    missing_s: int


@dataclass(frozen=True, slots=True)
class Closing:
    """Part VI. `changes` are the contributions made when the minutes were read.

    `ended_after_adoption` are items left out or broken off when part V could no longer name them; `short_min` is how
    much the meeting was shorter than its rules want.
    """

    text: str
    was_read: bool
    adoption: VoteRecord | None
    changes: tuple[Spoken, ...]
    unfinished: tuple[Unfinished, ...]
    items_left: tuple[str, ...]
    ended_after_adoption: tuple[Reasoned, ...]
    reason: str
    ended_at: datetime | None
    short_min: int = 0
    recordings: tuple[RecordingTold, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnexRecord:
    """A correction after closing: by whom, why, and who has signed it; in force when both officers have."""

    text: str
    reason: str
    author: str
    drafted_at: datetime
    signed_by: tuple[str, ...]

    @property
    def in_force(self) -> bool:
        """Whether both officers have signed."""
        return len(self.signed_by) > 1


@dataclass(frozen=True, slots=True)
class Seal:
    """The head of the event log these minutes were folded from."""

    version: int
    hash: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of one meeting, complete.

    While the meeting goes on, `closing.ended_at` and `seal` are None. `further` are noted items of the last part
    that are neither conclusion nor vote. `annexes` came after closing and are not in the document of the minutes;
    `chair_changes_after` came after the minutes were adopted.
    """

    superior_name: str
    cell_name: str
    kind: MeetingKind
    title: str
    starts_at: datetime
    started_at: datetime
    authorisation: str
    sites: tuple[SiteHeads, ...]
    alone: int
    strength: Strength
    attendance: Attendance
    base: Base
    needed: int
    observers: tuple[Person, ...]
    guests: tuple[Person, ...]
    chair: Person
    chair_changes: tuple[ChairChange, ...]
    minute_taker: Person | None
    minute_taker_vote: VoteRecord | None
    opening: Opening
    content: tuple[ContentItem, ...]
    discussion: Discussion
    directions: tuple[Direction, ...]
    conclusions: tuple[Conclusion, ...]
    votes: tuple[VoteRecord, ...]
    assignments: tuple[Assignment, ...]
    further: tuple[ContentItem, ...]
    score: Score | None
    skipped: tuple[Reasoned, ...]
    undone: tuple[Reasoned, ...]
    added: tuple[Reasoned, ...]
    closing: Closing
    annexes: tuple[AnnexRecord, ...]
    seal: Seal | None
    chair_changes_after: tuple[ChairChange, ...] = ()

    @property
    def length_min(self) -> int | None:
        """Whole minutes from start to end; None while the meeting goes on."""
        if self.closing.ended_at is None:
            return None
        return int((self.closing.ended_at - self.started_at).total_seconds()) // 60


def grade_of(total: int) -> Grade:
    """The grade of a total out of 100."""
    if total >= 90:
        return Grade.GOOD
    if total >= 70:
        return Grade.FAIR
    return Grade.AVERAGE if total >= 50 else Grade.POOR
