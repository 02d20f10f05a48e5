"""Dated thresholds, days and lengths. A closed meeting keeps the set it was held under.

Figures and where they come from: Statute art. 9.5, 11, 12.3, 24.1; Guidance 12-HD/BTCTW (06/7/2018);
Directive 50-CT/TW (23/7/2025); Guidance 42-HD/BTCTW (28/10/2025).
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from server.meeting.refusal import Refusal


class MeetingKind(Enum):
    """Regular and thematic meetings are different meetings; neither replaces the other."""

    REGULAR = "regular"  # thường kỳ
    THEMATIC = "thematic"  # chuyên đề
    EXTRAORDINARY = "extraordinary"  # bất thường
    CONGRESS = "congress"  # đại hội


class Majority(Enum):
    """How many of the base must be in favour."""

    MORE_THAN_HALF = "more_than_half"  # strict: 5 of 10 fails
    AT_LEAST_TWO_THIRDS = "at_least_two_thirds"  # 8 of 12 passes

    def needed(self, base: int) -> int:
        """The fewest votes in favour that pass with this base."""
        match self:
            case Majority.MORE_THAN_HALF:
                return base // 2 + 1
            case Majority.AT_LEAST_TWO_THIRDS:
                return -(-2 * base // 3)

    def passes(self, in_favour: int, base: int) -> bool:
        """Whether so many in favour pass. A base of nobody passes nothing."""
        return base > 0 and in_favour >= self.needed(base)


class Matter(Enum):
    """What a question is about; it decides the majority and whether the room may vote on it."""

    PROGRAMME = "programme"
    MINUTE_TAKER = "minute_taker"
    RESOLUTION = "resolution"
    CONCLUSION = "conclusion"
    PROPOSAL = "proposal"  # praise, tasks, sending somebody to a course
    CLASSIFICATION = "classification"
    MINUTES = "minutes"
    OPINION = "opinion"  # thăm dò ý kiến
    ADMISSION = "admission"
    OFFICIAL_STATUS = "official_status"
    REMOVE_NAME = "remove_name"
    DISCIPLINE = "discipline"
    ELECTION = "election"

    @property
    def majority(self) -> Majority:
        """Statute arts. 4, 5 and 9.5; 208-QĐ/TW for the removal of a name."""
        return Majority.AT_LEAST_TWO_THIRDS if self in _TWO_THIRDS else Majority.MORE_THAN_HALF

    @property
    def in_person_only(self) -> bool:
        """Statutory secret ballots: paper, tellers, a sealed box. 190-QĐ/TW art. 3; 03-HD/TW (20/3/2020)."""
        return self in (Matter.DISCIPLINE, Matter.ELECTION)


_TWO_THIRDS = frozenset({Matter.ADMISSION, Matter.OFFICIAL_STATUS, Matter.REMOVE_NAME})

FEWEST_OFFICIAL_MEMBERS = 3  # Statute art. 24.1: below that it cannot meet as a cell
FEWEST_SECRET_BALLOTS = 3  # fewer, and the figures name the voter
SMALL_SECRET_POLL = 5  # fewer entitled: the chair confirms that the result may reveal votes


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One dated set of figures. Days are days of the month, lengths are minutes, rates are thousandths."""

    version: str
    effective_from: date
    regular_day: int
    regular_latest_day: int
    regular_min_minutes: int
    combined_min_minutes: int
    thematic_per_quarter: int
    papers_lead_days: int
    publish_days: int
    attendance_target_per_mille: int
    excused_in_a_row_max: int


RULE_SETS = (
    RuleSet("12-HD/BTCTW-2018", date(2018, 7, 6), 10, 10, 90, 120, 1, 1, 2, 850, 3),
    RuleSet("42-HD/BTCTW-2025", date(2025, 10, 28), 3, 10, 90, 120, 1, 1, 2, 900, 3),
)


def rule_set_on(day: date) -> RuleSet:
    """The rules in force on that day; the oldest set for a day before all of them."""
    in_force = [rules for rules in RULE_SETS if rules.effective_from <= day]
    return in_force[-1] if in_force else RULE_SETS[0]


def rule_set(version: str) -> RuleSet:
    """The set a meeting was held under. Raises KeyError for a version never shipped."""
    return {rules.version: rules for rules in RULE_SETS}[version]


def require_online(matter: Matter) -> None:
    """Raises in-person-only for the ballots that the Statute wants on paper."""
    if matter.in_person_only:
        raise Refusal("in-person-only")
