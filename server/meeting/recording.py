"""Recording of sound and picture: only while the cell is permitted to, and by a decision that everybody can look up.

Off by default. An online service must not record without consent (Law 91/2025/QH15, art. 29), and the guidance on
online meetings (03-HD/TW of 27/12/2022) knows no recording; so a cell needs its committee's written permission, and
each recording a vote of this meeting that was carried, or the number of a document.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from server.meeting.identity import MemberId, QuestionId
from server.meeting.refusal import Refusal, a_line, a_number

MISSING_MAX_S = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class StartRecording:
    """The chair has the meeting recorded: by a vote that was carried here, or by a document that says so."""

    question: QuestionId | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class StopRecording:
    """The recording ends; another one needs a decision again."""


@dataclass(frozen=True, slots=True)
class ReportRecording:
    """The service has looked through a recording that ended: how often something is missing, how long in all."""

    number: int
    gaps: int
    missing_s: int


RecordingCommand = StartRecording | StopRecording | ReportRecording


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """Recording `number` of this meeting began; exactly one of `question` and `document` is its decision."""

    number: int
    question: QuestionId | None
    document: str | None


@dataclass(frozen=True, slots=True)
class RecordingStopped:
    """It ended: by the chair, or by the service when it could not go on."""

    number: int


@dataclass(frozen=True, slots=True)
class RecordingReported:
    """What is missing in it."""

    number: int
    gaps: int
    missing_s: int


RecordingEvent = RecordingStarted | RecordingStopped | RecordingReported


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording. `by` pressed the button; `reported_at` is None until the service has looked through it."""

    number: int
    by: MemberId | None
    question: QuestionId | None
    document: str | None
    started_at: datetime
    stopped_at: datetime | None = None
    gaps: int = 0
    missing_s: int = 0
    reported_at: datetime | None = None


Recordings = tuple[Recording, ...]


def running(recordings: Recordings) -> Recording | None:
    """The one that goes on now."""
    return next((one for one in recordings if one.stopped_at is None), None)


def start(
    recordings: Recordings, command: StartRecording, *, permission: str | None, carried: bool
) -> list[RecordingEvent]:
    """`carried`: the vote it names was. Raises recording-not-permitted, recording-on, recording-undecided."""
    if permission is None:
        raise Refusal("recording-not-permitted")
    if running(recordings) is not None:
        raise Refusal("recording-on")
    number = len(recordings) + 1
    if command.question is not None:
        if not carried:
            raise Refusal("recording-undecided")
        return [RecordingStarted(number, command.question, None)]
    if command.document is None or not command.document.strip():
        raise Refusal("recording-undecided")
    return [RecordingStarted(number, None, a_line(command.document))]


def stop(recordings: Recordings) -> list[RecordingEvent]:
    """Raises recording-off."""
    now = running(recordings)
    if now is None:
        raise Refusal("recording-off")
    return [RecordingStopped(now.number)]


def report(recordings: Recordings, command: ReportRecording) -> list[RecordingEvent]:
    """Nothing new if it was told before. Raises number-out-of-range for one that never was."""
    a_number(command.number, 1, len(recordings))
    a_number(command.gaps, 0, 1_000_000)
    a_number(command.missing_s, 0, MISSING_MAX_S)
    if recordings[command.number - 1].reported_at is not None:
        return []
    return [RecordingReported(command.number, command.gaps, command.missing_s)]


def apply(recordings: Recordings, event: RecordingEvent, at: datetime, by: MemberId | None) -> Recordings:
    """The recordings after one more event."""
    match event:
        case RecordingStarted():
            return (*recordings, Recording(event.number, by, event.question, event.document, at))
        case RecordingStopped():
            return tuple(replace(one, stopped_at=at) if one.number == event.number else one for one in recordings)
        case RecordingReported(number, gaps, missing_s):
            return tuple(
                replace(one, gaps=gaps, missing_s=missing_s, reported_at=at) if one.number == number else one
                for one in recordings
            )


def closed(recordings: Recordings, at: datetime) -> Recordings:
    """A recording that lasts at the close ends with it; the close says so without an event of its own."""
    return tuple(one if one.stopped_at is not None else replace(one, stopped_at=at) for one in recordings)
