"""What happens when somebody sends a command, or why not: the rules of a meeting in one place, pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from server.meeting import agenda, attendance, closing, floor, record, recording, rights, roll, voting
from server.meeting.agenda import AgendaEvent, Step
from server.meeting.attendance import AttendanceCommand, AttendanceEvent, AttendanceState
from server.meeting.closing import ClosingCommand, ClosingEvent
from server.meeting.floor import FloorCommand, FloorEvent
from server.meeting.identity import MemberId, Role
from server.meeting.meeting import (
    CalledToOrder,
    ChairTaken,
    Command,
    Event,
    Meeting,
    MeetingOpened,
    MinuteTakerAppointed,
    OfficersEvent,
)
from server.meeting.plan import MeetingPlan, require_openable
from server.meeting.record import RecordCommand, RecordEvent
from server.meeting.recording import RecordingCommand, RecordingEvent
from server.meeting.refusal import Refusal
from server.meeting.rights import AppointMinuteTaker, CallToOrder, HandOverChair, OfficersCommand, TakeChair
from server.meeting.roll import Standing
from server.meeting.rules import Matter
from server.meeting.voting import (
    BallotCount,
    CastBallot,
    CastVote,
    CloseVote,
    OpenVote,
    VoteForm,
    VotingCommand,
    VotingEvent,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What only the service can know when it decides: a key for a new box, and what a box held."""

    ballot_key: str | None = None
    count: BallotCount | None = None


def open_meeting(plan: MeetingPlan) -> list[Event]:
    """The first event. Raises too-few-official, no-authorisation, chair-not-on-roll."""
    require_openable(plan)
    return [MeetingOpened(plan)]


_NO_FACTS = Facts()
# What these change stands in the minutes; once adopted, nothing in them changes.
_IN_THE_MINUTES = (
    AppointMinuteTaker
    | attendance.TakeRoll
    | attendance.CorrectAttendance
    | agenda.AddItem
    | floor.SubmitWrittenOpinion
    | voting.OpenVote
    | voting.ReserveOpinion
    | RecordCommand
    | closing.AssignTask
    | closing.WithdrawTask
    | closing.RecordScore
    | closing.ReadMinutes
)
# What is told of these is what the minutes tell, too: they wait while it is voted on what was read out.
_TOLD_IN_THE_MINUTES = agenda.StartItem | agenda.FinishItem | agenda.SkipItem | floor.GiveFloor | floor.ReorderFloor
_TABLE = frozenset({Role.CHAIR, Role.MINUTE_TAKER})
_AFTER_THE_MINUTES = frozenset({Step.MINUTES, Step.CLOSE})


def decide(
    meeting: Meeting, command: Command, by: MemberId | None, at: datetime, facts: Facts = _NO_FACTS
) -> list[Event]:
    """What happens when `by` (None: the service) sends the command at that moment; no events: nothing new.

    Raises Refusal and changes nothing.
    """
    roles = _roles_to_send(meeting, command, by)
    events = _decide(meeting, command, by, roles, at, facts)
    # After the service itself has stopped, a grace begins only with this very command.
    if not events or isinstance(command, attendance.ResumeService) or meeting.phase is not rights.Phase.IN_SESSION:
        return events
    return [*_of_those_gone(meeting, events, at), *events]


def _of_those_gone(meeting: Meeting, events: list[Event], at: datetime) -> list[FloorEvent]:
    """Who is gone for longer than the grace waits no more and speaks no more.

    A page that is loaded again, or a tunnel, costs nobody the floor; the chair may end the turn at any time.
    Time alone makes no event, so the first thing that happens after the grace has run out says so.
    """
    here, holder = meeting.attendance.present(at) - _leaving(events), meeting.floor.holder
    gone: list[FloorEvent] = [
        floor.RequestWithdrawn(one.member) for one in meeting.floor.queue if one.member not in here
    ]
    if holder is None or any(isinstance(event, floor.FloorEnded) for event in events):
        return gone
    if holder in here:
        return gone
    return [*gone, floor.FloorEnded(holder, by_chair=False)]


def _leaving(events: list[Event]) -> set[MemberId]:
    """Who is gone for good with these events: on purpose, from a seat at a site, or by the word of the officers."""
    leaving: set[MemberId] = set()
    for event in events:
        match event:
            case attendance.MemberDeparted() | attendance.MemberCheckedOut():
                leaving.add(event.member)
            case attendance.AttendanceCorrected() if event.state is not AttendanceState.PRESENT:
                leaving.add(event.member)
            case _:
                pass
    return leaving


def _decide(
    meeting: Meeting, command: Command, by: MemberId | None, roles: frozenset[Role], at: datetime, facts: Facts
) -> list[Event]:
    sender = meeting.chair if by is None else by
    match command:
        case CallToOrder() | AppointMinuteTaker() | HandOverChair() | TakeChair():
            return [*_decide_officers(meeting, command, sender, at)]
        case (
            attendance.Join()
            | attendance.Leave()
            | attendance.LeaveRoom()
            | attendance.CheckIn()
            | attendance.ConfirmCheckIn()
            | attendance.DeclineCheckIn()
            | attendance.CheckOut()
            | attendance.TakeRoll()
            | attendance.CorrectAttendance()
            | attendance.ResumeService()
        ):
            return [*_decide_attendance(meeting, command, sender, roles, at)]
        case agenda.StartItem():
            return [*_start_item(meeting, command)]
        case agenda.FinishItem():
            return [*agenda.finish(meeting.agenda, command, meeting.duty_undone(command.item))]
        case agenda.SkipItem():
            return [*agenda.skip(meeting.agenda, command)]
        case agenda.AddItem():
            adopted = meeting.voting.has_passed(Matter.PROGRAMME)
            return [*agenda.add(meeting.agenda, command, adopted=adopted)]
        case (
            floor.AskForFloor()
            | floor.WithdrawRequest()
            | floor.GiveFloor()
            | floor.YieldFloor()
            | floor.EndFloor()
            | floor.ExtendFloor()
            | floor.ReorderFloor()
            | floor.OpenFreeDiscussion()
            | floor.CloseFreeDiscussion()
            | floor.SubmitWrittenOpinion()
        ):
            return [*_decide_floor(meeting, command, sender, at)]
        case (
            voting.OpenVote()
            | voting.ExtendVote()
            | voting.CastVote()
            | voting.CastBallot()
            | voting.CloseVote()
            | voting.VoidVote()
            | voting.ReserveOpinion()
        ):
            return [*_decide_voting(meeting, command, sender, roles, at, facts)]
        case (
            record.WriteItem()
            | record.WriteConclusion()
            | record.WriteGist()
            | record.RecordDues()
            | record.RecordDirection()
            | record.RecordReview()
        ):
            return [*_decide_record(meeting, command)]
        case recording.StartRecording() | recording.StopRecording() | recording.ReportRecording():
            return [*_decide_recording(meeting, command)]
        case (
            closing.AssignTask()
            | closing.WithdrawTask()
            | closing.RecordScore()
            | closing.ReadMinutes()
            | closing.CloseMeeting()
            | closing.FileMinutes()
            | closing.DraftAnnex()
            | closing.SignAnnex()
        ):
            return [*_decide_closing(meeting, command, sender)]
        case _:
            assert_never(command)


def _roles_to_send(meeting: Meeting, command: Command, by: MemberId | None) -> frozenset[Role]:
    entry = None if by is None else meeting.plan.entry(by)
    if entry is not None and not entry.may_enter:
        raise Refusal("not-summoned")
    roles = frozenset({Role.SERVICE}) if by is None else meeting.roles(by)
    rights.require(type(command), roles, meeting.phase)
    if isinstance(command, _IN_THE_MINUTES):
        _require_not_adopted(meeting)
    if isinstance(command, _IN_THE_MINUTES | _TOLD_IN_THE_MINUTES) and not isinstance(command, OpenVote):
        _require_no_vote_on_minutes(meeting)
    return roles


def _require_not_adopted(meeting: Meeting) -> None:
    if meeting.minutes_adopted:
        raise Refusal("minutes-adopted")


def _require_no_vote_on_minutes(meeting: Meeting) -> None:
    """Raises vote-open while it is voted on what was read out."""
    question = meeting.voting.open_question
    if question is not None and question.matter is Matter.MINUTES:
        raise Refusal("vote-open")


def _decide_officers(meeting: Meeting, command: OfficersCommand, by: MemberId, at: datetime) -> list[OfficersEvent]:
    match command:
        case CallToOrder():
            return [CalledToOrder()]
        case AppointMinuteTaker():
            member = _present_member(meeting, command.member, at)
            if member == meeting.chair:  # the minutes bear two signatures, and so does every annex
                raise Refusal("chair-takes-no-minutes")
            return [] if member == meeting.minute_taker else [MinuteTakerAppointed(member)]
        case HandOverChair():
            member = _present_member(meeting, command.member, at)
            if member == meeting.chair:
                raise Refusal("already-chair")
            if not meeting.attendance.of(member).has_own_line:  # could not send a single command
                raise Refusal("not-here")
            entry = meeting.plan.entry(member)
            if entry is None or not roll.may_vote(entry):
                raise Refusal("chair-not-official")
            if member == meeting.minute_taker:
                raise Refusal("chair-takes-no-minutes")
            return [ChairTaken(member, by_deputy=False)]
        case TakeChair():
            if meeting.attendance.of(meeting.chair).has_own_line:
                raise Refusal("already-chair")
            return [ChairTaken(by, by_deputy=True)]


def _decide_attendance(
    meeting: Meeting, command: AttendanceCommand, by: MemberId, roles: frozenset[Role], at: datetime
) -> list[AttendanceEvent]:
    sheet = meeting.attendance
    match command:
        case attendance.Join():
            return attendance.join(sheet, by)
        case attendance.Leave():
            return attendance.leave(sheet, by)
        case attendance.LeaveRoom():
            return attendance.leave_room(sheet, by)
        case attendance.CheckIn():
            return _check_in(meeting, command, by, roles)
        case attendance.ConfirmCheckIn():
            return attendance.confirm_check_in(sheet, command)
        case attendance.DeclineCheckIn():
            return attendance.decline_check_in(sheet, command)
        case attendance.CheckOut():
            _require_keeper(roles, by, sheet.of(command.member).via)
            return attendance.check_out(sheet, command.member)
        case attendance.TakeRoll():
            here = sheet.present(at)
            return attendance.take_roll(sheet, tuple(e.member for e in meeting.plan.roll if e.member in here))
        case attendance.CorrectAttendance():
            return _correct(meeting, command, by)
        case attendance.ResumeService():
            # The pulse that says when the service stopped may be of another machine, whose clock is ahead.
            return attendance.resume(sheet, attendance.ResumeService(min(command.down_from_at, at)))


def _check_in(
    meeting: Meeting, command: attendance.CheckIn, by: MemberId, roles: frozenset[Role]
) -> list[AttendanceEvent]:
    keeper = command.keeper or by
    _require_keeper(roles, by, keeper)
    if command.members and meeting.plan.entry(keeper) is None:  # a keeper enters votes
        raise Refusal("not-a-member")
    _require_site(meeting, command)
    events = attendance.check_in(meeting.attendance, command, keeper)
    return events if roles & _TABLE else attendance.ask_check_in(meeting.attendance, events)


def _require_keeper(roles: frozenset[Role], by: MemberId, keeper: MemberId | None) -> None:
    if keeper != by and not roles & _TABLE:
        raise Refusal("not-site-keeper")


def _correct(meeting: Meeting, command: attendance.CorrectAttendance, by: MemberId) -> list[AttendanceEvent]:
    entry = meeting.plan.entry(command.member)
    if entry is None:
        raise Refusal("no-such-member")
    if not entry.may_enter:
        raise Refusal("not-summoned")
    return attendance.correct(command, by)


def _start_item(meeting: Meeting, command: agenda.StartItem) -> list[AgendaEvent]:
    """Business begun after the minutes were adopted would be in no minutes."""
    if meeting.agenda.item(command.item).plan.step not in _AFTER_THE_MINUTES:
        _require_not_adopted(meeting)
    return agenda.start(meeting.agenda, command, meeting.duty_undone(meeting.agenda.current))


def _decide_floor(meeting: Meeting, command: FloorCommand, by: MemberId, at: datetime) -> list[FloorEvent]:
    now, item = meeting.floor, meeting.agenda.current
    match command:
        case floor.AskForFloor():
            return floor.ask(now, command, _at_my_site(meeting, command.on_behalf_of, by))
        case floor.WithdrawRequest():
            return floor.withdraw(now, _at_my_site(meeting, command.on_behalf_of, by))
        case floor.GiveFloor():
            meeting.plan.name_of(command.member)
            is_here = meeting.attendance.is_present(command.member, at) and meeting.hears(command.member)
            return floor.give(now, command, item, is_here=is_here)
        case floor.YieldFloor():
            return floor.yield_floor(now, by if now.holder is None or meeting.line_of(now.holder) != by else now.holder)
        case floor.EndFloor():
            return floor.end(now)
        case floor.ExtendFloor():
            return floor.extend(now, command)
        case floor.ReorderFloor():
            return floor.reorder(now, command)
        case floor.OpenFreeDiscussion():
            return floor.open_free(now)
        case floor.CloseFreeDiscussion():
            return floor.close_free(now)
        case floor.SubmitWrittenOpinion():
            return floor.submit_written(now, command.text, by, item)


def _decide_voting(
    meeting: Meeting,
    command: VotingCommand,
    by: MemberId,
    roles: frozenset[Role],
    at: datetime,
    facts: Facts,
) -> list[VotingEvent]:
    votes = meeting.voting
    match command:
        case OpenVote():
            return _open_vote(meeting, command, at, facts)
        case voting.ExtendVote():
            return voting.extend(votes, command)
        case CastVote():
            voter = _voter(meeting, command, by, roles)
            return voting.cast(votes, command, voter, None if voter == by else by)
        case CastBallot():
            return voting.cast_ballot(votes, command, _voter(meeting, command, by, roles))
        case CloseVote():
            question = votes.question(command.question)
            part = voting.took_part(question)
            absent = meeting.never_here() - part  # whoever voted was here, whatever was corrected since
            base = roll.base_of(meeting.plan.roll, meeting.plan.kind, {*question.voters, *part}, part, absent)
            return voting.close(votes, command, base, facts.count)
        case voting.VoidVote():
            return voting.void(votes, command)
        case voting.ReserveOpinion():
            return voting.reserve(votes, command, by)


def _decide_recording(meeting: Meeting, command: RecordingCommand) -> list[RecordingEvent]:
    match command:
        case recording.StartRecording():
            question = None if command.question is None else meeting.voting.question(command.question)
            carried = question is not None and question.result is not None and question.result.passed is True
            permission = meeting.plan.recording_permission
            return recording.start(meeting.recordings, command, permission=permission, carried=carried)
        case recording.StopRecording():
            return recording.stop(meeting.recordings)
        case recording.ReportRecording():
            return recording.report(meeting.recordings, command)


def _decide_record(meeting: Meeting, command: RecordCommand) -> list[RecordEvent]:
    match command:
        case record.WriteItem() | record.WriteConclusion():
            meeting.agenda.item(command.item)
        case record.WriteGist():
            if meeting.floor.contribution(command.contribution) is None:
                raise Refusal("no-such-item")
        case record.RecordDirection():
            meeting.plan.name_of(command.speaker)
        case record.RecordDues() | record.RecordReview():
            pass
    return record.write(command)


def _decide_closing(meeting: Meeting, command: ClosingCommand, by: MemberId) -> list[ClosingEvent]:
    end = meeting.closing
    match command:
        case closing.AssignTask():
            if command.owner is not None:
                meeting.plan.name_of(command.owner)
            return closing.assign(command)
        case closing.WithdrawTask():
            return closing.withdraw(end, command)
        case closing.RecordScore():
            return closing.record_score(command)
        case closing.ReadMinutes():
            return closing.read_minutes()
        case closing.CloseMeeting():
            vote_open = meeting.voting.open_question is not None
            return closing.close(command, meeting.unfinished(), vote_open=vote_open)
        case closing.FileMinutes():
            return closing.file_minutes(end, command)
        case closing.DraftAnnex():
            return closing.draft_annex(end, command, by)
        case closing.SignAnnex():
            return closing.sign_annex(end, command, by)


def _open_vote(meeting: Meeting, command: OpenVote, at: datetime, facts: Facts) -> list[VotingEvent]:
    if command.item is not None:
        meeting.agenda.item(command.item)
    if command.matter is Matter.MINUTES:
        _require_read(meeting)
    # A secret vote online is an opinion poll unless the cell holds a written permission (03-HD/TW of 20/3/2020).
    binding = command.form is VoteForm.OPEN or meeting.plan.ballot_permission is not None
    return voting.open_vote(
        meeting.voting,
        command,
        voters=meeting.voters(at),
        base=meeting.base(at),
        waiting=len(meeting.waiting(at)),
        binding=binding and command.matter is not Matter.OPINION,
        ballot_key=facts.ballot_key,
    )


def _require_read(meeting: Meeting) -> None:
    """Raises minutes-not-read; minutes-changed if something was written since: nothing is adopted unread."""
    if meeting.closing.minutes_read_at is None:
        raise Refusal("minutes-not-read")
    if meeting.changed_since_read:
        raise Refusal("minutes-changed")


def _voter(meeting: Meeting, command: CastVote | CastBallot, by: MemberId, roles: frozenset[Role]) -> MemberId:
    voter = by if command.on_behalf_of is None else command.on_behalf_of
    entry = meeting.plan.entry(voter)
    if entry is None:
        raise Refusal("no-vote-observer" if meeting.plan.invitation(voter) else "no-such-member")
    if entry.standing is Standing.PROBATIONARY:
        raise Refusal("no-vote-probationary")
    if not roll.may_vote(entry):
        raise Refusal("no-vote-status")
    if voter == by or meeting.attendance.of(voter).via == by:
        return voter
    # A member whose line fails may state the vote by voice; chair or minute-taker enters it with a note.
    if isinstance(command, CastBallot) or not roles & {Role.CHAIR, Role.MINUTE_TAKER}:
        raise Refusal("not-site-keeper")
    if not (command.note or "").strip():
        raise Refusal("note-needed")
    return voter


def _at_my_site(meeting: Meeting, member: MemberId | None, by: MemberId) -> MemberId:
    """Whom a site's one line speaks for: oneself, or somebody who is here behind it."""
    if member is None or member == by:
        return by
    if meeting.attendance.of(member).via != by:
        raise Refusal("not-site-keeper")
    return member


def _present_member(meeting: Meeting, member: MemberId, at: datetime) -> MemberId:
    if meeting.plan.entry(member) is None:
        raise Refusal("no-such-member")
    if not meeting.attendance.is_present(member, at):
        raise Refusal("not-here")
    return member


def _require_site(meeting: Meeting, command: attendance.CheckIn) -> None:
    if command.site is not None and all(site.id != command.site for site in meeting.plan.sites):
        raise Refusal("no-such-item")
    for member in command.members:
        entry = meeting.plan.entry(member)
        if entry is None:
            raise Refusal("no-such-member")
        if not entry.may_enter:
            raise Refusal("not-summoned")
