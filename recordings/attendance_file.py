"""The attendance sheet as a file: CSV and XLSX, in which nothing that was typed is ever run as a formula."""

import csv
import io
from datetime import datetime

from server.meeting.meeting import Meeting
from server.projections.attendance_table import attendance_rows, headings
from server.projections.vietnamese import Words
from server.spreadsheet import workbook_of

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for a code page and spoils every Vietnamese letter


def csv_of(meeting: Meeting, at: datetime, words: Words) -> bytes:
    """The sheet as CSV (RFC 4180, UTF-8). A cell that a spreadsheet would run gets an apostrophe before it."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    for row in (headings(words), *attendance_rows(meeting, at, words)):
        table.writerow([_inert(cell) for cell in row])
    return (_BYTE_ORDER_MARK + text.getvalue()).encode("utf-8")


def xlsx_of(meeting: Meeting, at: datetime, words: Words) -> bytes:
    """The sheet as XLSX: every cell is typed as text, so that none is a formula. Blocking: call it in a thread."""
    return workbook_of(words.text("documents-sheet-title"), headings(words), attendance_rows(meeting, at, words))


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
