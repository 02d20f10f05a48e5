"""A meeting after it has closed: votes, attendance, tasks, and the documents on the shelf."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from aiohttp import web

from server.live_meetings import UnknownMeeting
from server.meeting.meeting import Meeting
from server.pages import formats
from server.pages.gate import may_here
from server.pages.keys import CELL, DESK, SHEET
from server.pages.recording_lines import lines_of
from server.pages.rendering import RENDERER, render, sentence
from server.pages.rights import Action
from server.papers import disposition
from server.projections.attendance_sheet import AttendanceRow, attendance_sheet
from server.projections.attendance_table import attendance_rows, headings
from server.projections.minutes import minutes_of
from server.projections.vietnamese import Vietnamese
from server.spreadsheet import XLSX, workbook_of


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """One person of the attendance table, as the page shows it."""

    name: str
    in_at: datetime | None
    out_at: datetime | None
    minutes: int
    note: str


async def show_after(request: web.Request) -> web.StreamResponse:
    """The page of a closed meeting, folded from its log."""
    desk, sheet = request.app[DESK], request[SHEET]
    meeting = await closed_meeting(request)
    at = desk.clock()
    minutes = minutes_of(meeting, at)
    return render(
        request,
        "meeting_after.html",
        area="meetings",
        sheet=sheet,
        cell=request[CELL],
        minutes=minutes,
        tasks=sorted(minutes.assignments, key=lambda task: task.due_on or date.max),
        closed_at=meeting.closing.closed_at,
        lines=list(_lines(request, meeting, at)),
        documents=documents_of(meeting) if may_here(request, Action.READ_DOCUMENTS) else (),
        recordings=await lines_of(request, meeting),
        may_have_recordings=may_here(request, Action.READ_RECORDINGS),
        kept_days=desk.keeper.keep.days,
        papers=await desk.papers.of(sheet.id),
        today=desk.registry.today(),
    )


async def download_attendance(request: web.Request) -> web.StreamResponse:
    """The attendance sheet as a workbook, in the words of the record."""
    meeting, sheet = await closed_meeting(request), request[SHEET]
    words = Vietnamese(request.app[RENDERER].catalogue)
    content = workbook_of("Điểm danh", headings(words), attendance_rows(meeting, request.app[DESK].clock(), words))
    name = f"diem-danh-{request[CELL].short_name}-{sheet.day:%Y-%m-%d}.xlsx"
    return web.Response(
        body=content, content_type=XLSX, headers={"Content-Disposition": disposition(name, inline=False)}
    )


async def closed_meeting(request: web.Request) -> Meeting:
    """The meeting of the address, which must have closed; else not found."""
    try:
        meeting = await request.app[DESK].meetings.get(request[SHEET].id)
    except UnknownMeeting:
        raise web.HTTPNotFound from None
    if meeting.closing.closed_at is None:
        raise web.HTTPNotFound
    return meeting


def documents_of(meeting: Meeting) -> tuple[tuple[str, int], ...]:
    """The filed documents: name on the shelf and size in bytes."""
    return tuple((filed.kind, filed.size_bytes) for filed in meeting.closing.filed)


def _lines(request: web.Request, meeting: Meeting, at: datetime) -> Iterator[AttendanceLine]:
    sheet = attendance_sheet(meeting, at)
    for row in sheet.rows:
        note = ", ".join(_remarks(request, meeting, row))
        yield AttendanceLine(row.entry.name, row.in_at, row.out_at, row.present_s // 60, note)
    for one in sheet.invited:
        seat = sentence(request, f"seat-{one.invited.seat.value}")
        first, last = one.stretches[0].from_at, one.stretches[-1].until_at
        yield AttendanceLine(one.invited.name, first, last, one.present_s // 60, seat)


def _remarks(request: web.Request, meeting: Meeting, row: AttendanceRow) -> Iterator[str]:
    """The state in words, then what was out of the ordinary."""
    state = sentence(request, f"after-state-{row.state.value.replace('_', '-')}")
    yield f"{state}: {row.excuse}" if row.excuse and not row.is_present else state
    if row.late:
        yield sentence(request, "after-late") + (f" ({row.excuse})" if row.excuse else "")
    for gap in row.away:
        yield sentence(
            request, "after-away", **{"from": formats.clock(gap.from_at), "until": formats.clock(gap.until_at)}
        )
    if row.left_early:
        yield sentence(request, "after-left-early")
    if row.correction is not None:
        yield sentence(request, "after-corrected", author=meeting.plan.name_of(row.correction.by))
