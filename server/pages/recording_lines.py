"""What the page of a closed meeting says of its recordings."""

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from recordings.keeper import Standing
from server.meeting.meeting import Meeting
from server.pages.keys import DESK


@dataclass(frozen=True, slots=True)
class RecordingLine:
    """One recording, as the page of its meeting shows it."""

    number: int
    started_at: datetime
    stopped_at: datetime | None
    decision: str
    voted: bool
    gaps: int
    missing_s: int
    standing: Standing


async def lines_of(request: web.Request, meeting: Meeting) -> tuple[RecordingLine, ...]:
    """Every recording of the meeting, in order."""
    keeper = request.app[DESK].keeper
    return tuple(
        [
            RecordingLine(
                one.number,
                one.started_at,
                one.stopped_at,
                (one.document if one.question is None else meeting.voting.question(one.question).text) or "",
                one.question is not None,
                one.gaps,
                one.missing_s,
                await keeper.standing(meeting, one),
            )
            for one in meeting.recordings
        ]
    )
