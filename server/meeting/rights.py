"""One table: which role may send which command, and in which phase of the meeting."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from server.meeting import agenda, attendance, closing, floor, record, recording, voting
from server.meeting.identity import MemberId, Role
from server.meeting.refusal import Refusal


class Phase(Enum):
    """Where a meeting stands."""

    GATHERING = "gathering"  # the room is open, the chair has not called to order
    IN_SESSION = "in_session"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CallToOrder:
    """The chair opens the meeting: its start time."""


@dataclass(frozen=True, slots=True)
class AppointMinuteTaker:
    """Somebody of the roll writes the minutes of this meeting."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class HandOverChair:
    """The chair passes on, as when the secretary's own review is on the table."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class TakeChair:
    """The deputy takes the chair because the chair's line is lost."""


OfficersCommand = CallToOrder | AppointMinuteTaker | HandOverChair | TakeChair


@dataclass(frozen=True, slots=True)
class Right:
    """Roles and phases that a command is open to."""

    roles: frozenset[Role]
    phases: frozenset[Phase]


_BEFORE_CLOSE = frozenset({Phase.GATHERING, Phase.IN_SESSION})
_SESSION = frozenset({Phase.IN_SESSION})
_AFTER = frozenset({Phase.CLOSED})
_CHAIR = frozenset({Role.CHAIR})
_TABLE = frozenset({Role.CHAIR, Role.MINUTE_TAKER})
_MEMBERS = frozenset({Role.MEMBER})
_EVERYBODY = frozenset({Role.MEMBER, Role.OBSERVER, Role.GUEST})
_SERVICE = frozenset({Role.SERVICE})

RIGHTS: Mapping[type, Right] = {
    attendance.Join: Right(_EVERYBODY, _BEFORE_CLOSE),
    attendance.Leave: Right(_EVERYBODY, _BEFORE_CLOSE),
    attendance.LeaveRoom: Right(_EVERYBODY, _BEFORE_CLOSE),
    attendance.ResumeService: Right(_SERVICE, _BEFORE_CLOSE),
    attendance.CheckIn: Right(_EVERYBODY, _BEFORE_CLOSE),  # guests and observers say their site, and check in nobody
    attendance.ConfirmCheckIn: Right(_TABLE, _BEFORE_CLOSE),
    attendance.DeclineCheckIn: Right(_TABLE, _BEFORE_CLOSE),
    attendance.CheckOut: Right(_MEMBERS, _BEFORE_CLOSE),
    attendance.TakeRoll: Right(_TABLE, _SESSION),
    attendance.CorrectAttendance: Right(_TABLE, _BEFORE_CLOSE),
    CallToOrder: Right(_CHAIR, frozenset({Phase.GATHERING})),
    AppointMinuteTaker: Right(_CHAIR, _BEFORE_CLOSE),
    HandOverChair: Right(_CHAIR, _BEFORE_CLOSE),
    TakeChair: Right(frozenset({Role.DEPUTY}), _BEFORE_CLOSE),
    agenda.StartItem: Right(_CHAIR, _SESSION),
    agenda.FinishItem: Right(_CHAIR, _SESSION),
    agenda.SkipItem: Right(_CHAIR, _SESSION),
    agenda.AddItem: Right(_CHAIR, _BEFORE_CLOSE),
    floor.AskForFloor: Right(_MEMBERS, _SESSION),
    floor.WithdrawRequest: Right(_MEMBERS, _SESSION),
    floor.GiveFloor: Right(_CHAIR, _SESSION),
    floor.YieldFloor: Right(_EVERYBODY, _SESSION),
    floor.EndFloor: Right(_CHAIR, _SESSION),
    floor.ExtendFloor: Right(_CHAIR, _SESSION),
    floor.ReorderFloor: Right(_CHAIR, _SESSION),
    floor.OpenFreeDiscussion: Right(_CHAIR, _SESSION),
    floor.CloseFreeDiscussion: Right(_CHAIR, _SESSION),
    floor.SubmitWrittenOpinion: Right(_MEMBERS, _BEFORE_CLOSE),
    voting.OpenVote: Right(_CHAIR, _SESSION),
    voting.ExtendVote: Right(_CHAIR, _SESSION),
    voting.CastVote: Right(_EVERYBODY, _SESSION),  # observers get a refusal that says why, not a missing right
    voting.CastBallot: Right(_EVERYBODY, _SESSION),
    voting.CloseVote: Right(_CHAIR, _SESSION),
    voting.VoidVote: Right(_CHAIR | _SERVICE, _SESSION),
    voting.ReserveOpinion: Right(_MEMBERS, _SESSION),
    record.WriteItem: Right(_TABLE, _BEFORE_CLOSE),
    record.WriteConclusion: Right(_TABLE, _BEFORE_CLOSE),
    record.WriteGist: Right(_TABLE, _BEFORE_CLOSE),
    record.RecordDues: Right(_TABLE, _BEFORE_CLOSE),
    record.RecordDirection: Right(_TABLE, _BEFORE_CLOSE),
    record.RecordReview: Right(_TABLE, _BEFORE_CLOSE),
    recording.StartRecording: Right(_CHAIR, _SESSION),
    recording.StopRecording: Right(_CHAIR | _SERVICE, _SESSION),
    recording.ReportRecording: Right(_SERVICE, _SESSION | _AFTER),
    closing.AssignTask: Right(_TABLE, _BEFORE_CLOSE),
    closing.WithdrawTask: Right(_TABLE, _BEFORE_CLOSE),
    closing.RecordScore: Right(_TABLE, _SESSION),
    closing.ReadMinutes: Right(_TABLE, _SESSION),
    closing.CloseMeeting: Right(_CHAIR, _BEFORE_CLOSE),
    closing.FileMinutes: Right(_SERVICE, _AFTER),
    closing.DraftAnnex: Right(_TABLE, _AFTER),
    closing.SignAnnex: Right(_TABLE, _AFTER),
}


def require(command: type, roles: Collection[Role], phase: Phase) -> None:
    """Raises not-yours, meeting-closed, meeting-not-closed, not-called-to-order, already-called."""
    right = RIGHTS[command]
    if not right.roles & set(roles):
        raise Refusal("not-yours")
    if phase in right.phases:
        return
    if phase is Phase.CLOSED:
        raise Refusal("meeting-closed")
    if right.phases == _AFTER:
        raise Refusal("meeting-not-closed")
    raise Refusal("not-called-to-order" if phase is Phase.GATHERING else "already-called")


def allowed(roles: Collection[Role], phase: Phase) -> frozenset[str]:
    """Names of the commands that somebody with these roles may send in this phase."""
    mine = set(roles)
    return frozenset(
        command.__name__ for command, right in RIGHTS.items() if right.roles & mine and phase in right.phases
    )
