"""A meeting is a log: its commands, its events, and the state they fold into. `deciding` says what happens next."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce

from server.meeting import agenda, attendance, closing, floor, record, recording, roll, voting
from server.meeting.agenda import Agenda, AgendaCommand, AgendaEvent, Duty, Item, Step
from server.meeting.attendance import Attendance, AttendanceCommand, AttendanceEvent
from server.meeting.closing import Closing, ClosingCommand, ClosingEvent, Unfinished
from server.meeting.floor import Floor, FloorCommand, FloorEvent
from server.meeting.identity import ItemId, MemberId, Role, Seat
from server.meeting.plan import MeetingPlan
from server.meeting.record import Record, RecordCommand, RecordEvent
from server.meeting.recording import RecordingCommand, RecordingEvent, Recordings
from server.meeting.rights import (
    OfficersCommand,
    Phase,
)
from server.meeting.rules import Matter, MeetingKind, rule_set
from server.meeting.voting import (
    Voting,
    VotingCommand,
    VotingEvent,
)


@dataclass(frozen=True, slots=True)
class MeetingOpened:
    """The first event of every log: everything that was prepared, frozen."""

    plan: MeetingPlan


@dataclass(frozen=True, slots=True)
class CalledToOrder:
    pass


@dataclass(frozen=True, slots=True)
class MinuteTakerAppointed:
    member: MemberId


@dataclass(frozen=True, slots=True)
class ChairTaken:
    """Somebody presides from now on; `by_deputy` because the chair's line was lost."""

    member: MemberId
    by_deputy: bool


OfficersEvent = CalledToOrder | MinuteTakerAppointed | ChairTaken

Command = (
    OfficersCommand
    | AttendanceCommand
    | AgendaCommand
    | FloorCommand
    | VotingCommand
    | RecordCommand
    | RecordingCommand
    | ClosingCommand
)
Event = (
    MeetingOpened
    | OfficersEvent
    | AttendanceEvent
    | AgendaEvent
    | FloorEvent
    | VotingEvent
    | RecordEvent
    | RecordingEvent
    | ClosingEvent
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place in the log. Versions start at 1 and have no gaps; `by` is None for the service."""

    version: int
    at: datetime
    by: MemberId | None
    event: Event


@dataclass(frozen=True, slots=True)
class Presiding:
    """Somebody was in the chair from a moment on."""

    member: MemberId
    from_at: datetime
    by_deputy: bool = False


@dataclass(frozen=True, slots=True)
class MediaRights:
    """What the server forwards of a person, whatever the browser sends."""

    audio: bool
    video: bool
    screen: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """The state of a meeting after `version` events."""

    plan: MeetingPlan
    version: int
    opened_at: datetime
    chairs: tuple[Presiding, ...]
    minute_taker: MemberId | None
    called_at: datetime | None
    attendance: Attendance
    agenda: Agenda
    floor: Floor = field(default_factory=Floor)
    voting: Voting = field(default_factory=Voting)
    record: Record = field(default_factory=Record)
    recordings: Recordings = ()
    closing: Closing = field(default_factory=Closing)
    changed_since_read: bool = False  # something was written after the minutes had been read out
    as_adopted: "Meeting | None" = None  # this meeting when its minutes were adopted: what they say from then on

    @property
    def chair(self) -> MemberId:
        """Who presides now."""
        return self.chairs[-1].member

    @property
    def phase(self) -> Phase:
        """Where the meeting stands."""
        if self.closing.closed_at is not None:
            return Phase.CLOSED
        return Phase.GATHERING if self.called_at is None else Phase.IN_SESSION

    @property
    def minutes_adopted(self) -> bool:
        """Whether the minutes were read and adopted by a vote; from then on nothing in them changes."""
        return self.voting.has_passed(Matter.MINUTES)

    def is_reading(self, item: ItemId | None) -> bool:
        """Whether the minutes are read under that item: what is said there amends them."""
        return item is not None and self.agenda.item(item).plan.step is Step.MINUTES

    def roles(self, member: MemberId) -> frozenset[Role]:
        """What the person may do here. Empty for strangers and for members who may not come in."""
        entry = self.plan.entry(member)
        if entry is None:
            invitation = self.plan.invitation(member)
            if invitation is None:
                return frozenset()
            return frozenset({Role.OBSERVER if invitation.seat is Seat.OBSERVER else Role.GUEST})
        if not entry.may_enter:
            return frozenset()
        found = {Role.MEMBER}
        if member == self.chair:
            found.add(Role.CHAIR)
        if member == self.minute_taker:
            found.add(Role.MINUTE_TAKER)
        if "deputy" in entry.offices or ("secretary" in entry.offices and member != self.chair):
            found.add(Role.DEPUTY)
        return frozenset(found)

    def base(self, at: datetime) -> roll.Base:
        """The base of a question put now: everybody present is taken to take part."""
        present = self.attendance.present(at)
        return roll.base_of(self.plan.roll, self.plan.kind, present, present, self.never_here())

    def voters(self, at: datetime) -> frozenset[MemberId]:
        """Who may vote on a question put now."""
        return roll.voters(self.plan.roll, self.attendance.present(at))

    def waiting(self, at: datetime) -> tuple[MemberId, ...]:
        """Who waits for the floor and is here; a lost line keeps its place for the grace, then holds nobody up."""
        return tuple(one.member for one in self.floor.queue if self.attendance.is_present(one.member, at))

    def duty_undone(self, item: ItemId | None) -> Duty | None:
        """What the item should leave behind and has not; None if nothing is missing."""
        if item is None:
            return None
        plan = self.agenda.item(item).plan
        for step, duty, done in self._duties():
            if plan.step is step and not done:
                return duty
        if plan.needs_vote and not any(q.item == item and q.is_decided for q in self.voting.questions):
            return Duty.VOTE_HELD
        return None

    def unfinished(self) -> tuple[Unfinished, ...]:
        """What closing now would leave undone, in the order of the meeting."""
        items = [item for item in self.agenda.items if item.plan.step is not Step.CLOSE]
        checks = (
            (Unfinished.NOT_CALLED_TO_ORDER, self.called_at is None),
            (Unfinished.NO_MINUTE_TAKER, self.minute_taker is None),
            (Unfinished.ROLL_NOT_TAKEN, self.attendance.opening_roll is None),
            (Unfinished.PROGRAMME_NOT_ADOPTED, not self.voting.has_passed(Matter.PROGRAMME)),
            (Unfinished.ITEM_WITHOUT_RESULT, any(self._lacks_result(item) for item in items)),
            (Unfinished.ITEMS_LEFT, any(not item.is_done and self._matters(item) for item in items)),
            (Unfinished.TASKS_UNASSIGNED, not self.closing.tasks_are_assigned),
            (Unfinished.MINUTES_NOT_ADOPTED, not self.minutes_adopted),
        )
        return tuple(what for what, missing in checks if missing)

    @property
    def least_minutes(self) -> int | None:
        """How long it should last by its rule set (42-HD/BTCTW; a subject presented in the same sitting needs more).

        None for kinds that have no minimum. Falling short blocks nothing: the minutes say so.
        """
        if self.plan.kind is not MeetingKind.REGULAR:
            return None
        rules = rule_set(self.plan.rules)
        combined = self.agenda.step(Step.PRESENTATION) is not None
        return rules.combined_min_minutes if combined else rules.regular_min_minutes

    def minutes_short(self, at: datetime) -> int:
        """How many whole minutes a close at that moment would be, or was, too early; a warning, no hindrance."""
        if self.called_at is None or self.least_minutes is None:
            return 0
        length = (self.closing.closed_at or at) - self.called_at
        return max(0, self.least_minutes - int(length.total_seconds()) // 60)

    def line_of(self, member: MemberId) -> MemberId:
        """Whose connection carries the member: the keeper's for somebody at a site, else their own."""
        return self.attendance.of(member).via or member

    def hears(self, member: MemberId) -> bool:
        """Whether sound and picture of the room reach the person: no guest is there for a restricted item."""
        item = self.agenda.current_item
        return item is None or not item.plan.is_restricted or self.roles(member) != {Role.GUEST}

    def media_rights(self, member: MemberId) -> MediaRights:
        """Who may speak is heard, by one microphone at each site; chair, speaker and presenter may share a screen."""
        if self.phase is Phase.CLOSED or not self.roles(member) or not self.hears(member):
            return MediaRights(audio=False, video=False, screen=False)
        item = self.agenda.current_item
        presents = item is not None and item.plan.presenter == member
        return MediaRights(
            audio=self._may_speak(member) and self.open_microphone(member) in (None, member),
            video=True,
            screen=self._presides_or_speaks(member) or presents or member == self.minute_taker,
        )

    def open_microphone(self, member: MemberId) -> MemberId | None:
        """Whose microphone is open where the member sits; None unless they and others with their own lines may speak.

        One is open at a site, for every other would give back what the loudspeakers beside it say: the speaker's, else
        the chair's, else that of a keeper, through whom others speak, else that of who came first.
        """
        here = self.attendance.of(member)
        if here.site is None or not here.has_own_line:
            return None
        beside = [one for one in self.attendance.with_own_line_at(here.site) if self._may_speak(one)]
        if member not in beside or beside == [member]:
            return None
        speaking = None if self.floor.holder is None else self.line_of(self.floor.holder)
        return min(beside, key=lambda one: (one != speaking, one != self.chair, not self.attendance.kept_by(one)))

    def _may_speak(self, member: MemberId) -> bool:
        """Chair and floor holder; everybody before the call to order, every member in free discussion."""
        if self.phase is Phase.GATHERING:
            return bool(self.roles(member))
        return self._presides_or_speaks(member) or (self.floor.free_discussion and Role.MEMBER in self.roles(member))

    def _presides_or_speaks(self, member: MemberId) -> bool:
        holder = self.floor.holder
        return member == self.chair or (holder is not None and member in (holder, self.line_of(holder)))

    def _duties(self) -> tuple[tuple[Step, Duty, bool], ...]:
        return (
            (Step.MINUTE_TAKER, Duty.MINUTE_TAKER_APPOINTED, self.minute_taker is not None),
            (Step.ROLL, Duty.ROLL_TAKEN, self.attendance.opening_roll is not None),
            (Step.PROGRAMME, Duty.PROGRAMME_ADOPTED, self.voting.has_passed(Matter.PROGRAMME)),
            (Step.TASKS, Duty.TASKS_ASSIGNED, self.closing.tasks_are_assigned),
            (Step.SCORE, Duty.SCORE_ENTERED, self.closing.score is not None),
            (Step.MINUTES, Duty.MINUTES_ADOPTED, self.minutes_adopted),
        )

    def _lacks_result(self, item: Item) -> bool:
        return item.finished_at is None and not item.skipped and self.duty_undone(item.plan.id) is Duty.VOTE_HELD

    def _matters(self, item: Item) -> bool:
        """The current item needs no finishing of its own when nothing of it is undone."""
        return item.plan.id != self.agenda.current or self.duty_undone(item.plan.id) is not None

    def never_here(self) -> frozenset[MemberId]:
        """Members of the roll who have not been present at all so far."""
        return frozenset(entry.member for entry in self.plan.roll if not self.attendance.was_here(entry.member))


def opened(recorded: Recorded) -> Meeting:
    """The meeting after its first event, which must be MeetingOpened."""
    if not isinstance(recorded.event, MeetingOpened):
        raise ValueError("a log begins with MeetingOpened")
    plan = recorded.event.plan
    return Meeting(
        plan=plan,
        version=recorded.version,
        opened_at=recorded.at,
        chairs=(Presiding(plan.chair, recorded.at),),
        minute_taker=None,
        called_at=None,
        attendance=Attendance(plan.reconnect_grace_s),
        agenda=agenda.of_plan(plan.items),
    )


def apply(meeting: Meeting, recorded: Recorded) -> Meeting:
    """The meeting after one more event. Never refuses: the past is not argued with."""
    after = replace(_applied(meeting, recorded), changed_since_read=_changed_since_read(meeting, recorded.event))
    if after.minutes_adopted and after.as_adopted is None:
        return replace(after, as_adopted=after)
    return after


def _applied(meeting: Meeting, recorded: Recorded) -> Meeting:
    event, at = recorded.event, recorded.at
    meeting = replace(meeting, version=recorded.version)
    if isinstance(event, AttendanceEvent):
        return replace(meeting, attendance=attendance.apply(meeting.attendance, event, at))
    if isinstance(event, AgendaEvent):
        return replace(meeting, agenda=agenda.apply(meeting.agenda, event, at))
    if isinstance(event, FloorEvent):
        return replace(meeting, floor=floor.apply(meeting.floor, event, at))
    if isinstance(event, VotingEvent):
        return replace(meeting, voting=voting.apply(meeting.voting, event, at))
    if isinstance(event, RecordEvent):
        return replace(meeting, record=record.apply(meeting.record, event))
    if isinstance(event, RecordingEvent):
        return replace(meeting, recordings=recording.apply(meeting.recordings, event, at, recorded.by))
    if isinstance(event, ClosingEvent):
        return _with_closing(meeting, event, at)
    match event:
        case MeetingOpened():
            return opened(recorded)
        case CalledToOrder():
            return replace(meeting, called_at=at)
        case MinuteTakerAppointed():
            return replace(meeting, minute_taker=event.member)
        case ChairTaken():
            return replace(meeting, chairs=(*meeting.chairs, Presiding(event.member, at, event.by_deputy)))


def replay(log: Iterable[Recorded]) -> Meeting:
    """The meeting as its log tells it. The log must not be empty."""
    events = iter(log)
    return reduce(apply, events, opened(next(events)))


def _changed_since_read(meeting: Meeting, event: Event) -> bool:
    if isinstance(event, closing.MinutesRead):
        return False
    was_read = meeting.closing.minutes_read_at is not None
    return meeting.changed_since_read or (was_read and _is_written(meeting, event))


def _is_written(meeting: Meeting, event: Event) -> bool:
    """Whether the event puts something into the minutes that has to be read out; what amends them was just heard."""
    match event:
        case floor.FloorGiven() | floor.WrittenOpinionSubmitted():
            return not meeting.is_reading(event.item)
        case record.GistWritten():
            spoken = meeting.floor.contribution(event.contribution)
            return spoken is None or not meeting.is_reading(spoken.item)
        case voting.VoteClosed() | voting.VoteVoided():
            return meeting.voting.question(event.question).matter is not Matter.MINUTES
        case agenda.ItemFinished():
            return event.reason is not None
        case _:
            return isinstance(event, _WRITTEN)


_WRITTEN = (
    RecordEvent
    | MinuteTakerAppointed
    | attendance.AttendanceCorrected
    | agenda.ItemSkipped
    | agenda.ItemAdded
    | floor.FloorReordered
    | voting.OpinionReserved
    | closing.TaskAssigned
    | closing.TaskWithdrawn
    | closing.ScoreRecorded
)


def _with_closing(meeting: Meeting, event: ClosingEvent, at: datetime) -> Meeting:
    if isinstance(event, closing.MeetingClosed):
        ended = recording.closed(meeting.recordings, at)
        meeting = replace(meeting, floor=_floor_at_close(meeting.floor, at), recordings=ended)
    return replace(meeting, closing=closing.apply(meeting.closing, event, at))


def _floor_at_close(now: Floor, at: datetime) -> Floor:
    """A turn that lasts at the close ends with it; the close says so without an event of its own."""
    if now.turn is None:
        return now
    return floor.apply(now, floor.FloorEnded(now.turn.member, by_chair=True), at)
