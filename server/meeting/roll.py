"""Who is summoned, who is counted (the base) and who may vote, from the statuses on the day of the meeting."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum

from server.meeting.identity import MemberId, SiteId
from server.meeting.rules import MeetingKind


class Standing(Enum):
    """Official members vote, elect and stand; probationary members attend and speak (Statute art. 3)."""

    OFFICIAL = "official"
    PROBATIONARY = "probationary"


class Status(Enum):
    """A member's dated status in Party life."""

    NORMAL = "normal"
    REDUCED = "reduced"  # giảm công tác, sinh hoạt
    EXEMPT = "exempt"  # được miễn công tác và sinh hoạt đảng
    ATTACHED_ELSEWHERE = "attached_elsewhere"  # sinh hoạt tạm thời nơi khác
    ATTACHED_HERE = "attached_here"  # sinh hoạt tạm thời đến
    SUSPENDED = "suspended"  # đình chỉ sinh hoạt đảng
    PROSECUTED = "prosecuted"  # khởi tố, truy tố, tạm giam
    TRANSFER_PENDING = "transfer_pending"  # chưa nộp giấy giới thiệu


_SUMMONED = frozenset({Status.NORMAL, Status.REDUCED, Status.ATTACHED_HERE})
_MAY_ENTER = _SUMMONED | {Status.EXEMPT, Status.ATTACHED_ELSEWHERE}
_NEVER_COUNTED = frozenset({Status.SUSPENDED, Status.PROSECUTED, Status.TRANSFER_PENDING})


@dataclass(frozen=True, slots=True)
class Leave:
    """A request to be absent. `accepted` is None while nobody has decided."""

    reason: str
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class RollEntry:
    """One member of the cell on the day of the meeting."""

    member: MemberId
    name: str
    standing: Standing
    status: Status
    offices: tuple[str, ...] = ()
    workplace: str = ""
    site: SiteId | None = None
    leave: Leave | None = None

    @property
    def is_summoned(self) -> bool:
        """Is expected: counts in the attendance rate, both official and probationary."""
        return self.status in _SUMMONED

    @property
    def may_enter(self) -> bool:
        """May come in: those summoned, the exempt who wish to, and a member attached elsewhere who is back."""
        return self.status in _MAY_ENTER

    @property
    def belongs_here(self) -> bool:
        """Is on this cell's own strength (đảng số); a member attached here counts at home."""
        return self.status is not Status.ATTACHED_HERE


@dataclass(frozen=True, slots=True)
class Base:
    """The number a vote is measured against, with its derivation (24-QĐ/TW 9.3.2, kept by 294-QĐ/TW).

    `count` = official - exempt - attached_elsewhere - suspended - prosecuted - transfer_pending - absent_congress.
    """

    official: int
    exempt: int
    attached_elsewhere: int
    suspended: int
    prosecuted: int
    transfer_pending: int
    absent_congress: int

    @property
    def count(self) -> int:
        """Official members whose votes are counted."""
        return self.official - (
            self.exempt
            + self.attached_elsewhere
            + self.suspended
            + self.prosecuted
            + self.transfer_pending
            + self.absent_congress
        )


def official_members(roll: Iterable[RollEntry]) -> int:
    """Official members of this cell, whatever their status (Statute art. 24.1 wants three)."""
    return sum(1 for entry in roll if entry.standing is Standing.OFFICIAL and entry.belongs_here)


def base_of(
    roll: Iterable[RollEntry],
    kind: MeetingKind,
    present: Collection[MemberId],
    took_part: Collection[MemberId],
    absent_whole_congress: Collection[MemberId] = (),
) -> Base:
    """The base of one question.

    An exempt member who takes part is counted again, one attached elsewhere if present. Official members away on
    business stay in the base of an ordinary meeting; only a congress lets excused absentees out (294-QĐ/TW 9.3.2).
    """
    out = dict.fromkeys((Status.EXEMPT, Status.ATTACHED_ELSEWHERE, *_NEVER_COUNTED), 0)
    official = absent_congress = 0
    for entry in roll:
        if entry.standing is not Standing.OFFICIAL or not entry.belongs_here:
            continue
        official += 1
        if entry.status in _NEVER_COUNTED or _left_out(entry, present, took_part):
            out[entry.status] += 1
        elif kind is MeetingKind.CONGRESS and entry.member in absent_whole_congress and _excused(entry):
            absent_congress += 1
    return Base(
        official,
        exempt=out[Status.EXEMPT],
        attached_elsewhere=out[Status.ATTACHED_ELSEWHERE],
        suspended=out[Status.SUSPENDED],
        prosecuted=out[Status.PROSECUTED],
        transfer_pending=out[Status.TRANSFER_PENDING],
        absent_congress=absent_congress,
    )


def may_vote(entry: RollEntry) -> bool:
    """Official, of this cell, and not suspended, prosecuted or without papers."""
    return entry.standing is Standing.OFFICIAL and entry.belongs_here and entry.status not in _NEVER_COUNTED


def voters(roll: Iterable[RollEntry], present: Collection[MemberId]) -> frozenset[MemberId]:
    """Who may vote on a question opened now: in the base and here."""
    return frozenset(entry.member for entry in roll if may_vote(entry) and entry.member in present)


def _left_out(entry: RollEntry, present: Collection[MemberId], took_part: Collection[MemberId]) -> bool:
    if entry.status is Status.EXEMPT:
        return entry.member not in took_part
    return entry.status is Status.ATTACHED_ELSEWHERE and entry.member not in present


def _excused(entry: RollEntry) -> bool:
    return entry.leave is not None and entry.leave.accepted is True
