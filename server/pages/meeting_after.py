"""A meeting after it has closed: votes, attendance, tasks, and the documents on the shelf."""

from aiohttp import web

from server.live_meetings import UnknownMeeting
from server.meeting.meeting import Meeting
from server.pages.gate import may_here
from server.pages.keys import CELL, DESK, SHEET
from server.pages.rendering import RENDERER, render
from server.pages.rights import Action
from server.projections.attendance_table import attendance_rows, headings
from server.projections.minutes import minutes_of
from server.projections.vietnamese import Vietnamese


async def show_after(request: web.Request) -> web.StreamResponse:
    """The page of a closed meeting, folded from its log."""
    desk, sheet = request.app[DESK], request[SHEET]
    try:
        meeting = await desk.meetings.get(sheet.id)
    except UnknownMeeting:
        raise web.HTTPNotFound from None
    at = desk.clock()
    words = Vietnamese(request.app[RENDERER].catalogue)  # the record's own words, whatever the page's language
    reads = may_here(request, Action.READ_DOCUMENTS)
    return render(
        request,
        "meeting_after.html",
        area="meetings",
        sheet=sheet,
        cell=request[CELL],
        minutes=minutes_of(meeting, at),
        closed_at=meeting.closing.closed_at,
        headings=headings(words),
        rows=attendance_rows(meeting, at, words),
        documents=documents_of(meeting) if reads else (),
        papers=await desk.papers.of(sheet.id),
        today=desk.registry.today(),
    )


def documents_of(meeting: Meeting) -> tuple[tuple[str, int], ...]:
    """The filed documents: name on the shelf and size in bytes."""
    return tuple((filed.kind, filed.size_bytes) for filed in meeting.closing.filed)
