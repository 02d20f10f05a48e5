"""The end of a meeting: tasks, score, minutes read out, close; and what may still be added: an annex.

A closed meeting never changes. A correction is an annex, drafted by one of chair and minute-taker and signed by
both.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from server.meeting.identity import AnnexId, MemberId, TaskId
from server.meeting.refusal import Refusal, a_line, a_reason, a_text, an_id, cleaned

SCORE_MAXIMA = (5, 5, 10, 40, 5, 30, 5)  # the seven groups of 42-HD/BTCTW, 100 in all


class Unfinished(Enum):
    """What a meeting may leave undone when it closes; each needs the reason given for closing."""

    NOT_CALLED_TO_ORDER = "not_called_to_order"
    ROLL_NOT_TAKEN = "roll_not_taken"
    PROGRAMME_NOT_ADOPTED = "programme_not_adopted"
    ITEM_WITHOUT_RESULT = "item_without_result"
    ITEMS_LEFT = "items_left"
    TASKS_UNASSIGNED = "tasks_unassigned"  # each task has an owner and a date (42-HD/BTCTW, step 12)
    NO_MINUTE_TAKER = "no_minute_taker"
    MINUTES_NOT_ADOPTED = "minutes_not_adopted"


@dataclass(frozen=True, slots=True)
class Task:
    """Somebody does something by a day. `due_on` is None for a standing task."""

    id: TaskId
    text: str
    owner: MemberId | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """A file on the shelf. `kind` is its name there (minutes.pdf, minutes.docx)."""

    kind: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Annex:
    """A correction after closing; in force when both have signed."""

    id: AnnexId
    text: str
    reason: str
    drafted_at: datetime
    signed_by: tuple[MemberId, ...]


# Commands


@dataclass(frozen=True, slots=True)
class AssignTask:
    """A task of the conclusion. The same id again rewrites it."""

    task: TaskId
    text: str
    owner: MemberId | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class WithdrawTask:
    task: TaskId


@dataclass(frozen=True, slots=True)
class RecordScore:
    """The cell scores its own meeting: points of the seven groups, in order."""

    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReadMinutes:
    """The minutes are on everybody's screen and are read out."""


@dataclass(frozen=True, slots=True)
class CloseMeeting:
    """Close. `reason` is needed if something is left unfinished."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FileMinutes:
    """The documents are on the shelf. Sent by the service."""

    documents: tuple[FiledDocument, ...]


@dataclass(frozen=True, slots=True)
class DraftAnnex:
    annex: AnnexId
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class SignAnnex:
    annex: AnnexId


# Events


@dataclass(frozen=True, slots=True)
class TaskAssigned:
    task: Task


@dataclass(frozen=True, slots=True)
class TaskWithdrawn:
    task: TaskId


@dataclass(frozen=True, slots=True)
class ScoreRecorded:
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MinutesRead:
    pass


@dataclass(frozen=True, slots=True)
class MeetingClosed:
    unfinished: tuple[Unfinished, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MinutesFiled:
    documents: tuple[FiledDocument, ...]


@dataclass(frozen=True, slots=True)
class AnnexDrafted:
    annex: AnnexId
    text: str
    reason: str
    by: MemberId


@dataclass(frozen=True, slots=True)
class AnnexSigned:
    annex: AnnexId
    by: MemberId


ClosingCommand = (
    AssignTask | WithdrawTask | RecordScore | ReadMinutes | CloseMeeting | FileMinutes | DraftAnnex | SignAnnex
)
ClosingEvent = (
    TaskAssigned
    | TaskWithdrawn
    | ScoreRecorded
    | MinutesRead
    | MeetingClosed
    | MinutesFiled
    | AnnexDrafted
    | AnnexSigned
)


@dataclass(frozen=True, slots=True)
class Closing:
    """Tasks, score, the reading of the minutes, and what was filed."""

    tasks: tuple[Task, ...] = ()
    score: tuple[int, ...] | None = None
    minutes_read_at: datetime | None = None
    closed_at: datetime | None = None
    unfinished: tuple[Unfinished, ...] = ()
    reason: str | None = None
    filed: tuple[FiledDocument, ...] = ()
    annexes: tuple[Annex, ...] = ()

    @property
    def tasks_are_assigned(self) -> bool:
        """Whether somebody by name has each task."""
        return all(task.owner is not None for task in self.tasks)

    @property
    def standing_tasks(self) -> int:
        """How many have no day: done every month, or forgotten; the checklist asks which."""
        return sum(task.due_on is None for task in self.tasks)


def assign(command: AssignTask) -> list[ClosingEvent]:
    """A task. Raises wrong-type for a bad id, text-empty, text-too-long."""
    an_id(command.task)
    return [TaskAssigned(Task(command.task, a_line(command.text), command.owner, command.due_on))]


def withdraw(closing: Closing, command: WithdrawTask) -> list[ClosingEvent]:
    """Take a task back. Raises no-such-task."""
    if not any(task.id == command.task for task in closing.tasks):
        raise Refusal("no-such-task")
    return [TaskWithdrawn(command.task)]


def record_score(command: RecordScore) -> list[ClosingEvent]:
    """The seven groups. Raises score-out-of-range."""
    if len(command.points) != len(SCORE_MAXIMA):
        raise Refusal("score-out-of-range", group=len(command.points))
    for group, (points, most) in enumerate(zip(command.points, SCORE_MAXIMA, strict=True), start=1):
        if not 0 <= points <= most:
            raise Refusal("score-out-of-range", group=group, most=most)
    return [ScoreRecorded(command.points)]


def read_minutes() -> list[ClosingEvent]:
    """The minutes are read out; they may be read again after corrections."""
    return [MinutesRead()]


def close(command: CloseMeeting, unfinished: tuple[Unfinished, ...], *, vote_open: bool) -> list[ClosingEvent]:
    """Close. Raises vote-still-open; closing-incomplete if something is left and no reason given."""
    if vote_open:
        raise Refusal("vote-still-open")
    if not unfinished:
        return [MeetingClosed()]
    if not cleaned(command.reason or ""):
        raise Refusal("closing-incomplete", missing=" ".join(one.value for one in unfinished))
    return [MeetingClosed(unfinished, a_reason(command.reason))]


def file_minutes(closing: Closing, command: FileMinutes) -> list[ClosingEvent]:
    """The documents are filed; filing them twice is one event."""
    return [] if closing.filed == command.documents else [MinutesFiled(command.documents)]


def draft_annex(closing: Closing, command: DraftAnnex, by: MemberId) -> list[ClosingEvent]:
    """A correction, signed by its author. Raises text-empty, reason-needed, already-signed for a used id."""
    an_id(command.annex)
    if any(annex.id == command.annex for annex in closing.annexes):
        raise Refusal("already-signed")
    return [AnnexDrafted(command.annex, a_text(command.text), a_reason(command.reason), by)]


def sign_annex(closing: Closing, command: SignAnnex, by: MemberId) -> list[ClosingEvent]:
    """The second signature. Raises no-such-annex, already-signed."""
    annex = next((one for one in closing.annexes if one.id == command.annex), None)
    if annex is None:
        raise Refusal("no-such-annex")
    if by in annex.signed_by:
        raise Refusal("already-signed")
    return [AnnexSigned(command.annex, by)]


def apply(closing: Closing, event: ClosingEvent, at: datetime) -> Closing:
    """The end of the meeting after the event."""
    match event:
        case TaskAssigned():
            return replace(closing, tasks=_with_task(closing.tasks, event.task))
        case TaskWithdrawn():
            return replace(closing, tasks=tuple(task for task in closing.tasks if task.id != event.task))
        case ScoreRecorded():
            return replace(closing, score=event.points)
        case MinutesRead():
            return replace(closing, minutes_read_at=at)
        case MeetingClosed():
            return replace(closing, closed_at=at, unfinished=event.unfinished, reason=event.reason)
        case MinutesFiled():
            return replace(closing, filed=event.documents)
        case AnnexDrafted():
            annex = Annex(event.annex, event.text, event.reason, at, (event.by,))
            return replace(closing, annexes=(*closing.annexes, annex))
        case AnnexSigned():
            signed = tuple(
                replace(one, signed_by=(*one.signed_by, event.by)) if one.id == event.annex else one
                for one in closing.annexes
            )
            return replace(closing, annexes=signed)


def _with_task(tasks: tuple[Task, ...], task: Task) -> tuple[Task, ...]:
    if any(one.id == task.id for one in tasks):
        return tuple(task if one.id == task.id else one for one in tasks)
    return (*tasks, task)
