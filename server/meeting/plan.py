"""What is frozen when a meeting opens: the roll, the programme, the officers, the permissions."""

from dataclasses import dataclass
from datetime import datetime

from server.meeting.agenda import ItemPlan
from server.meeting.identity import CellId, MeetingId, MemberId, Seat, SiteId
from server.meeting.refusal import Refusal
from server.meeting.roll import RollEntry, official_members
from server.meeting.rules import FEWEST_OFFICIAL_MEMBERS, MeetingKind


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody in the room who is not on this cell's roll: an observer from the committee, or a guest."""

    member: MemberId
    name: str
    seat: Seat
    title: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A điểm cầu."""

    id: SiteId
    name: str


@dataclass(frozen=True, slots=True)
class ReviewedTask:
    """A task of the last resolution, with its result as reported: step 7 of the regular meeting."""

    text: str
    owner: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """A meeting as prepared, frozen at opening.

    `authorisation` names the document that lets this cell meet online (03-HD/TW of 27/12/2022); `ballot_permission`
    the written permission for binding secret ballots, None for the usual case in which a secret vote is an opinion
    poll; `recording_permission` that for recording sound and picture, None as a rule. `rules` is the version of the
    rule set. Durations are seconds.
    """

    id: MeetingId
    cell: CellId
    cell_name: str
    superior_name: str
    kind: MeetingKind
    title: str
    starts_at: datetime
    roll: tuple[RollEntry, ...]
    invited: tuple[Invited, ...]
    sites: tuple[Site, ...]
    items: tuple[ItemPlan, ...]
    chair: MemberId
    minute_taker: MemberId | None
    authorisation: str
    rules: str
    ballot_permission: str | None = None
    recording_permission: str | None = None
    last_tasks: tuple[ReviewedTask, ...] = ()
    late_after_s: int = 300
    reconnect_grace_s: int = 120

    def entry(self, member: MemberId) -> RollEntry | None:
        """The member's line of the roll; None for observers, guests and strangers."""
        return next((entry for entry in self.roll if entry.member == member), None)

    def invitation(self, member: MemberId) -> Invited | None:
        """The person's invitation; None for members and strangers. On the roll beats invited (T14)."""
        if self.entry(member) is not None:
            return None
        return next((invited for invited in self.invited if invited.member == member), None)

    def name_of(self, member: MemberId) -> str:
        """The full name. Raises no-such-member."""
        person = self.entry(member) or self.invitation(member)
        if person is None:
            raise Refusal("no-such-member")
        return person.name


def require_openable(plan: MeetingPlan) -> None:
    """Raises too-few-official, no-authorisation, chair-not-on-roll."""
    if official_members(plan.roll) < FEWEST_OFFICIAL_MEMBERS:
        raise Refusal("too-few-official", needed=FEWEST_OFFICIAL_MEMBERS)
    if not plan.authorisation.strip():
        raise Refusal("no-authorisation")
    chair = plan.entry(plan.chair)
    if chair is None or not chair.may_enter:
        raise Refusal("chair-not-on-roll")
