"""The attendance sheet in words: one row of text per person, for the page, for CSV and for XLSX."""

from collections.abc import Iterator
from datetime import datetime

from server.meeting.identity import Seat
from server.meeting.meeting import Meeting
from server.projections.attendance_sheet import AttendanceRow, InvitedRow, Stretch, attendance_sheet
from server.projections.vietnamese import Words, one_line, phrase, time

COLUMNS = ("number", "name", "standing", "site", "state", "in", "out", "minutes", "remarks")

Row = tuple[str, ...]


def headings(words: Words) -> Row:
    """The names of the columns."""
    return tuple(words.text(f"documents-sheet-column-{column}") for column in COLUMNS)


def attendance_rows(meeting: Meeting, at: datetime, words: Words) -> tuple[Row, ...]:
    """Members in the order of the roll, then observers and guests; moments in Vietnamese time, lengths in minutes."""
    sheet = attendance_sheet(meeting, at)
    members = [_member(meeting, row, words) for row in sheet.rows]
    invited = [_invited(row, words) for row in sheet.invited]
    return tuple((str(number), *cells) for number, cells in enumerate([*members, *invited], start=1))


def _member(meeting: Meeting, row: AttendanceRow, words: Words) -> Row:
    return (
        one_line(row.entry.name),
        words.text(f"documents-sheet-standing-{row.entry.standing.value}"),
        one_line(row.site),
        words.text(f"documents-sheet-state-{row.state.value.replace('_', '-')}"),
        time(words, row.in_at) if row.in_at else "",
        time(words, row.out_at) if row.out_at else "",
        str(row.present_s // 60) if row.stretches else "",
        "; ".join(_remarks(meeting, row, words)),
    )


def _invited(row: InvitedRow, words: Words) -> Row:
    seat = "observer" if row.invited.seat is Seat.OBSERVER else "guest"
    return (
        one_line(row.invited.name),
        words.text(f"documents-sheet-seat-{seat}"),
        "",
        words.text("documents-sheet-state-present"),
        time(words, row.stretches[0].from_at),
        time(words, row.stretches[-1].until_at),
        str(row.present_s // 60),
        phrase(row.invited.title),
    )


def _remarks(meeting: Meeting, row: AttendanceRow, words: Words) -> Iterator[str]:
    if row.late:
        yield words.text("documents-sheet-late")
    if row.excuse:
        yield phrase(row.excuse)
    for gap in row.away:
        yield _away(gap, words)
    if row.left_early:
        yield words.text("documents-sheet-left-early")
    if row.correction is not None:
        author = one_line(meeting.plan.name_of(row.correction.by))
        yield words.text("documents-sheet-corrected", author=author, reason=phrase(row.correction.reason))


def _away(gap: Stretch, words: Words) -> str:
    return words.text("documents-sheet-away", **{"from": time(words, gap.from_at), "until": time(words, gap.until_at)})
