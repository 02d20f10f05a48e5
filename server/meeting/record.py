"""What the minute-taker writes while the meeting runs: texts, gists, dues, directions, conclusions.

Everything may be rewritten until the minutes are adopted; the last text counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from server.meeting.identity import ContributionId, ItemId, MemberId
from server.meeting.plan import ReviewedTask
from server.meeting.refusal import LINE_MAX, TEXT_MAX, Refusal, a_line, a_number, a_text, cleaned

MEMBERS_MAX = 2_000  # a whole grassroots committee, far above any cell
REVIEWED_MAX = 40


@dataclass(frozen=True, slots=True)
class Dues:
    """State of Party dues: how many paid, out of how many who pay here."""

    paid: int
    due: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Direction:
    """What the superior's representative said, and the chair's response."""

    speaker: MemberId
    text: str
    response: str = ""


# Commands


@dataclass(frozen=True, slots=True)
class WriteItem:
    """What was said under an item."""

    item: ItemId
    text: str


@dataclass(frozen=True, slots=True)
class WriteConclusion:
    """The chair's conclusion of an item."""

    item: ItemId
    text: str


@dataclass(frozen=True, slots=True)
class WriteGist:
    """The gist of a contribution."""

    contribution: ContributionId
    text: str


@dataclass(frozen=True, slots=True)
class RecordDues:
    paid: int
    due: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordDirection:
    speaker: MemberId
    text: str
    response: str = ""


@dataclass(frozen=True, slots=True)
class RecordReview:
    """Results of the last resolution, task by task."""

    tasks: tuple[ReviewedTask, ...]


# Events


@dataclass(frozen=True, slots=True)
class ItemWritten:
    item: ItemId
    text: str


@dataclass(frozen=True, slots=True)
class ConclusionWritten:
    item: ItemId
    text: str


@dataclass(frozen=True, slots=True)
class GistWritten:
    contribution: ContributionId
    text: str


@dataclass(frozen=True, slots=True)
class DuesRecorded:
    dues: Dues


@dataclass(frozen=True, slots=True)
class DirectionRecorded:
    direction: Direction


@dataclass(frozen=True, slots=True)
class ReviewRecorded:
    tasks: tuple[ReviewedTask, ...]


RecordCommand = WriteItem | WriteConclusion | WriteGist | RecordDues | RecordDirection | RecordReview
RecordEvent = ItemWritten | ConclusionWritten | GistWritten | DuesRecorded | DirectionRecorded | ReviewRecorded


@dataclass(frozen=True, slots=True)
class Record:
    """The texts of the minutes so far."""

    items: Mapping[ItemId, str] = field(default_factory=dict)
    conclusions: Mapping[ItemId, str] = field(default_factory=dict)
    gists: Mapping[ContributionId, str] = field(default_factory=dict)
    dues: Dues | None = None
    directions: tuple[Direction, ...] = ()
    review: tuple[ReviewedTask, ...] = ()


def write(command: RecordCommand) -> list[RecordEvent]:
    """Write a text; the caller has checked that the item or the contribution exists.

    Raises text-empty, text-too-long, number-out-of-range.
    """
    match command:
        case WriteItem():
            return [ItemWritten(command.item, a_text(command.text))]
        case WriteConclusion():
            return [ConclusionWritten(command.item, a_text(command.text))]
        case WriteGist():
            return [GistWritten(command.contribution, a_text(command.text))]
        case RecordDues():
            due = a_number(command.due, 0, MEMBERS_MAX)
            return [DuesRecorded(Dues(a_number(command.paid, 0, due), due, _short(command.note, LINE_MAX)))]
        case RecordDirection():
            text, response = a_text(command.text), _short(command.response, TEXT_MAX)
            return [DirectionRecorded(Direction(command.speaker, text, response))]
        case RecordReview():
            if len(command.tasks) > REVIEWED_MAX:
                raise Refusal("number-out-of-range", low=0, high=REVIEWED_MAX)
            return [ReviewRecorded(tuple(_reviewed(task) for task in command.tasks))]


def apply(record: Record, event: RecordEvent) -> Record:
    """The record after the event."""
    match event:
        case ItemWritten():
            return replace(record, items={**record.items, event.item: event.text})
        case ConclusionWritten():
            return replace(record, conclusions={**record.conclusions, event.item: event.text})
        case GistWritten():
            return replace(record, gists={**record.gists, event.contribution: event.text})
        case DuesRecorded():
            return replace(record, dues=event.dues)
        case DirectionRecorded():
            others = tuple(one for one in record.directions if one.speaker != event.direction.speaker)
            return replace(record, directions=(*others, event.direction))
        case ReviewRecorded():
            return replace(record, review=event.tasks)


def _reviewed(task: ReviewedTask) -> ReviewedTask:
    return ReviewedTask(a_line(task.text), _short(task.owner, LINE_MAX), _short(task.result, LINE_MAX))


def _short(text: str, most: int) -> str:
    text = cleaned(text)
    if len(text) > most:
        raise Refusal("text-too-long", most=most)
    return text
