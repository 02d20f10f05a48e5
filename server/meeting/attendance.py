"""Attendance by join time: spells of presence, a grace for dropped lines, sites with several members.

Joining is being present, from that moment. A line that drops and is back within the grace has not left. A line that
drops because the service itself stopped is given the grace from the moment the service is back. Who leaves by their
own word has left at once: no grace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

from server.meeting.identity import MemberId, SiteId
from server.meeting.refusal import Refusal, a_reason


class AttendanceState(Enum):
    """How a member stands in the roll."""

    PRESENT = "present"
    ABSENT_WITH_REASON = "absent_with_reason"
    ABSENT_WITHOUT_REASON = "absent_without_reason"
    EXEMPT = "exempt"
    ATTACHED_ELSEWHERE = "attached_elsewhere"
    SUSPENDED = "suspended"


CORRECTABLE = frozenset(
    {AttendanceState.PRESENT, AttendanceState.ABSENT_WITH_REASON, AttendanceState.ABSENT_WITHOUT_REASON}
)


@dataclass(frozen=True, slots=True)
class Spell:
    """One stretch of presence; `to_at` is None while it lasts."""

    from_at: datetime
    to_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry of the roll put right by hand."""

    state: AttendanceState
    reason: str
    by: MemberId
    at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """One person's spells, and through whose connection: `via` is the keeper of a site, None for an own line.

    `grace_from_at` is set when the line was lost because the service stopped: the moment the service was back.
    `departed` is set by leaving on purpose, until the person comes again.
    """

    spells: tuple[Spell, ...] = ()
    grace_from_at: datetime | None = None
    departed: bool = False
    via: MemberId | None = None
    site: SiteId | None = None
    correction: Correction | None = None

    @property
    def is_connected(self) -> bool:
        """Whether a spell lasts."""
        return bool(self.spells) and self.spells[-1].to_at is None

    @property
    def has_own_line(self) -> bool:
        """Whether the person is connected, and not behind the keeper of a site."""
        return self.is_connected and self.via is None

    @property
    def first_joined_at(self) -> datetime | None:
        """When the person came in."""
        return self.spells[0].from_at if self.spells else None

    @property
    def last_left_at(self) -> datetime | None:
        """When the line was lost or closed; None while connected or never here."""
        return self.spells[-1].to_at if self.spells else None

    def corrected(self) -> AttendanceState | None:
        """What was put right by hand and still holds; None if the line tells."""
        if self.correction is None:
            return None
        if self.correction.state is not AttendanceState.PRESENT:
            return self.correction.state
        last = self.spells[-1] if self.spells else None
        moved = last is not None and (last.to_at or last.from_at) > self.correction.at  # came or went after that
        return None if moved else AttendanceState.PRESENT


# Commands


@dataclass(frozen=True, slots=True)
class Join:
    """The first connection of a person is open. Sent by the gateway."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The last connection of a person is gone. Sent by the gateway."""


@dataclass(frozen=True, slots=True)
class LeaveRoom:
    """The person leaves on purpose, and is present no longer from that moment."""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Members who sit with the keeper at one site, behind one connection.

    Chair and minute-taker check them in; a keeper alone only says so, for a keeper enters their votes.
    """

    members: tuple[MemberId, ...]
    site: SiteId | None = None
    keeper: MemberId | None = None  # None: whoever sends it


@dataclass(frozen=True, slots=True)
class ConfirmCheckIn:
    """Chair or minute-taker has seen who sits beside this keeper: they are present from now on."""

    keeper: MemberId


@dataclass(frozen=True, slots=True)
class DeclineCheckIn:
    """They are not there, or not all of them."""

    keeper: MemberId


@dataclass(frozen=True, slots=True)
class CheckOut:
    """A member leaves the site."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class TakeRoll:
    """Freeze the opening roll."""


@dataclass(frozen=True, slots=True)
class CorrectAttendance:
    """Put an entry of the roll right, with a reason."""

    member: MemberId
    state: AttendanceState
    reason: str


@dataclass(frozen=True, slots=True)
class ResumeService:
    """The service is back after it stopped at `down_from_at`: every line was lost then, nobody left."""

    down_from_at: datetime


# Events


@dataclass(frozen=True, slots=True)
class MemberJoined:
    member: MemberId


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """The line is gone: that may be a lost one."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class MemberDeparted:
    """The person said so and left."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class MembersCheckedIn:
    keeper: MemberId
    site: SiteId | None
    members: tuple[MemberId, ...]


@dataclass(frozen=True, slots=True)
class CheckInAsked:
    """The keeper says who sits there; it takes the place of what the same keeper said before."""

    keeper: MemberId
    site: SiteId | None
    members: tuple[MemberId, ...]


@dataclass(frozen=True, slots=True)
class CheckInDeclined:
    keeper: MemberId


@dataclass(frozen=True, slots=True)
class MemberCheckedOut:
    member: MemberId


@dataclass(frozen=True, slots=True)
class RollTaken:
    """The opening roll: everybody of the roll who was present."""

    present: tuple[MemberId, ...]


@dataclass(frozen=True, slots=True)
class AttendanceCorrected:
    member: MemberId
    state: AttendanceState
    reason: str
    by: MemberId


@dataclass(frozen=True, slots=True)
class ServiceResumed:
    down_from_at: datetime


AttendanceCommand = (
    Join
    | Leave
    | LeaveRoom
    | CheckIn
    | ConfirmCheckIn
    | DeclineCheckIn
    | CheckOut
    | TakeRoll
    | CorrectAttendance
    | ResumeService
)
AttendanceEvent = (
    MemberJoined
    | MemberLeft
    | MemberDeparted
    | MembersCheckedIn
    | CheckInAsked
    | CheckInDeclined
    | MemberCheckedOut
    | RollTaken
    | AttendanceCorrected
    | ServiceResumed
)


@dataclass(frozen=True, slots=True)
class Attendance:
    """Everybody's presence. `grace_s` is how long a lost line is still a presence."""

    grace_s: int
    presences: Mapping[MemberId, Presence] = field(default_factory=dict)
    opening_roll: tuple[MemberId, ...] | None = None
    opening_roll_at: datetime | None = None
    asked: tuple[CheckInAsked, ...] = ()  # waiting for chair or minute-taker

    def of(self, member: MemberId) -> Presence:
        """The person's presence, empty if never here."""
        return self.presences.get(member, _NEVER_HERE)

    def is_present(self, member: MemberId, at: datetime) -> bool:
        """Connected, or within the grace of a lost line, unless corrected by hand since."""
        presence = self.of(member)
        corrected = presence.corrected()
        if corrected is not None:
            return corrected is AttendanceState.PRESENT
        return presence.is_connected or self._within_grace(presence, at)

    def present(self, at: datetime) -> frozenset[MemberId]:
        """Everybody who is present at that moment, observers and guests included."""
        return frozenset(member for member in self.presences if self.is_present(member, at))

    def was_here(self, member: MemberId) -> bool:
        """Whether the person has been present at all."""
        presence = self.of(member)
        if presence.correction is not None:
            return presence.correction.state is AttendanceState.PRESENT
        return bool(presence.spells)

    def kept_by(self, keeper: MemberId) -> tuple[MemberId, ...]:
        """The members behind the keeper's connection."""
        return tuple(member for member, presence in self.presences.items() if presence.via == keeper)

    def with_own_line_at(self, site: SiteId) -> tuple[MemberId, ...]:
        """Who sits at the site with a connection of their own; who came first is first."""
        there = [
            (presence.spells[0].from_at, member)
            for member, presence in self.presences.items()
            if presence.site == site and presence.has_own_line
        ]
        return tuple(member for _, member in sorted(there))

    def grace_ends_at(self, member: MemberId) -> datetime | None:
        """Until when a lost line is still a presence; None while connected, after leaving on purpose or never here."""
        presence = self.of(member)
        if presence.departed:
            return None
        since_at = presence.grace_from_at or presence.last_left_at
        return None if since_at is None else since_at + timedelta(seconds=self.grace_s)

    def _within_grace(self, presence: Presence, at: datetime) -> bool:
        since_at = presence.grace_from_at or presence.last_left_at
        return not presence.departed and since_at is not None and at - since_at <= timedelta(seconds=self.grace_s)

    def _lost_with_the_service(self, down_from_at: datetime) -> tuple[MemberId, ...]:
        """Who was connected then, or had lost the line so shortly before that there was no time to come back."""
        return tuple(
            member
            for member, presence in self.presences.items()
            if presence.is_connected or self._within_grace(presence, down_from_at)
        )


_NEVER_HERE = Presence()


def join(attendance: Attendance, by: MemberId) -> list[AttendanceEvent]:
    """The person is here; nothing if already so on an own line."""
    presence = attendance.of(by)
    return [] if presence.has_own_line else [MemberJoined(by)]


def leave(attendance: Attendance, by: MemberId) -> list[AttendanceEvent]:
    """The person's own line is gone; nothing if it was not there."""
    presence = attendance.of(by)
    return [MemberLeft(by)] if presence.has_own_line else []


def leave_room(attendance: Attendance, by: MemberId) -> list[AttendanceEvent]:
    """The person leaves on purpose. Raises already-left unless here on an own line."""
    if not attendance.of(by).has_own_line:
        raise Refusal("already-left")
    return [MemberDeparted(by)]


def check_in(attendance: Attendance, command: CheckIn, keeper: MemberId) -> list[AttendanceEvent]:
    """Members at the keeper's site. Those who are here on a line of their own are left out.

    Raises not-here unless the keeper has a line of their own; no members to check in is no event.
    """
    if not attendance.of(keeper).has_own_line:
        raise Refusal("not-here")
    new = tuple(
        member
        for member in dict.fromkeys(command.members)
        if member != keeper and not attendance.of(member).is_connected
    )
    if not new and command.site == attendance.of(keeper).site:
        return []
    return [MembersCheckedIn(keeper, command.site, new)]


def ask_check_in(attendance: Attendance, checked_in: list[AttendanceEvent]) -> list[AttendanceEvent]:
    """What checking in would do, put as a question where it would make somebody present; once is enough."""
    asked: list[AttendanceEvent] = []
    for event in checked_in:
        question = event
        if isinstance(event, MembersCheckedIn) and event.members:
            question = CheckInAsked(event.keeper, event.site, event.members)
        if question not in attendance.asked:
            asked.append(question)
    return asked


def confirm_check_in(attendance: Attendance, command: ConfirmCheckIn) -> list[AttendanceEvent]:
    """Those whom the keeper named are present. Raises not-asked, not-here for a keeper whose line is gone."""
    asked = _asked_by(attendance, command.keeper)
    return check_in(attendance, CheckIn(asked.members, asked.site), command.keeper) or [CheckInDeclined(command.keeper)]


def decline_check_in(attendance: Attendance, command: DeclineCheckIn) -> list[AttendanceEvent]:
    """Nobody is made present. Raises not-asked."""
    return [CheckInDeclined(_asked_by(attendance, command.keeper).keeper)]


def _asked_by(attendance: Attendance, keeper: MemberId) -> CheckInAsked:
    for one in attendance.asked:
        if one.keeper == keeper:
            return one
    raise Refusal("not-asked")


def check_out(attendance: Attendance, member: MemberId) -> list[AttendanceEvent]:
    """A member leaves the site. Raises not-here unless checked in behind somebody's connection."""
    presence = attendance.of(member)
    if presence.via is None or not presence.is_connected:
        raise Refusal("not-here")
    return [MemberCheckedOut(member)]


def take_roll(attendance: Attendance, present: tuple[MemberId, ...]) -> list[AttendanceEvent]:
    """Freeze the opening roll. Raises roll-taken: who comes or goes later changes the roll of the opening no more."""
    if attendance.opening_roll is not None:
        raise Refusal("roll-taken")
    return [RollTaken(present)]


def correct(command: CorrectAttendance, by: MemberId) -> list[AttendanceEvent]:
    """Put an entry right. Raises reason-needed; wrong-type for a state that only the registry gives."""
    if command.state not in CORRECTABLE:
        raise Refusal("wrong-type", field="state")
    return [AttendanceCorrected(command.member, command.state, a_reason(command.reason), by)]


def resume(attendance: Attendance, command: ResumeService) -> list[AttendanceEvent]:
    """The service is back; nothing if nobody lost a line with it."""
    return [ServiceResumed(command.down_from_at)] if attendance._lost_with_the_service(command.down_from_at) else []


def apply(attendance: Attendance, event: AttendanceEvent, at: datetime) -> Attendance:
    """The attendance after the event."""
    match event:
        case MemberJoined():
            own = replace(attendance.of(event.member), via=None)
            joined = _with(attendance, {event.member: own})
            return _opened(joined, (event.member, *attendance.kept_by(event.member)), at)
        case MemberLeft():
            return _ended(attendance, (event.member, *attendance.kept_by(event.member)), at)
        case MemberDeparted():  # those at the same site have lost their line, and may find another keeper
            ended = _ended(attendance, (event.member, *attendance.kept_by(event.member)), at)
            return _with(ended, {event.member: replace(ended.of(event.member), departed=True)})
        case MembersCheckedIn():
            return _checked_in(attendance, event, at)
        case CheckInAsked():
            return replace(attendance, asked=(*_asked_by_others(attendance, event.keeper), event))
        case CheckInDeclined():
            return replace(attendance, asked=_asked_by_others(attendance, event.keeper))
        case MemberCheckedOut():
            ended = _ended(attendance, (event.member,), at)
            return _with(ended, {event.member: replace(ended.of(event.member), via=None)})
        case RollTaken():
            return replace(attendance, opening_roll=event.present, opening_roll_at=at)
        case AttendanceCorrected():
            correction = Correction(event.state, event.reason, event.by, at)
            return _with(attendance, {event.member: replace(attendance.of(event.member), correction=correction)})
        case ServiceResumed():
            lost = attendance._lost_with_the_service(event.down_from_at)
            ended = _ended(attendance, lost, event.down_from_at)
            return _with(ended, {member: replace(ended.of(member), grace_from_at=at) for member in lost})


def _checked_in(attendance: Attendance, event: MembersCheckedIn, at: datetime) -> Attendance:
    keeper = replace(attendance.of(event.keeper), site=event.site)
    kept = {member: replace(attendance.of(member), via=event.keeper, site=event.site) for member in event.members}
    opened = _opened(_with(attendance, {event.keeper: keeper, **kept}), event.members, at)
    return replace(opened, asked=_asked_by_others(attendance, event.keeper))


def _asked_by_others(attendance: Attendance, keeper: MemberId) -> tuple[CheckInAsked, ...]:
    return tuple(one for one in attendance.asked if one.keeper != keeper)


def _opened(attendance: Attendance, members: tuple[MemberId, ...], at: datetime) -> Attendance:
    return _with(attendance, {member: _with_spell(attendance, member, at) for member in members})


def _with_spell(attendance: Attendance, member: MemberId, at: datetime) -> Presence:
    presence = attendance.of(member)
    if presence.is_connected:
        return presence
    spells, correction = presence.spells, _not_overtaken(presence)
    if attendance._within_grace(presence, at):  # the line was back in time: one spell, nobody left
        spells = (*spells[:-1], Spell(spells[-1].from_at))
    else:
        spells = (*spells, Spell(at))
    return replace(presence, spells=spells, grace_from_at=None, departed=False, correction=correction)


def _not_overtaken(presence: Presence) -> Correction | None:
    """Who was put down as absent and then comes is present; who was put down so while connected stays so."""
    correction = presence.correction
    if correction is None or correction.state is AttendanceState.PRESENT:
        return correction
    left_at = presence.last_left_at
    return None if left_at is None or left_at <= correction.at else correction


def _ended(attendance: Attendance, members: tuple[MemberId, ...], at: datetime) -> Attendance:
    ended = {}
    for member in members:
        presence = attendance.of(member)
        if presence.is_connected:
            last = presence.spells[-1]
            # A clock set back must not make a spell run backwards.
            ended[member] = replace(
                presence, spells=(*presence.spells[:-1], Spell(last.from_at, max(at, last.from_at)))
            )
    return _with(attendance, ended)


def _with(attendance: Attendance, changed: Mapping[MemberId, Presence]) -> Attendance:
    return replace(attendance, presences={**attendance.presences, **changed})
