"""Rows of text out of a spreadsheet that somebody sends us: XLSX or CSV, judged by its bytes and never trusted."""

import csv
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from server.declined import Declined
from server.papers import MIB, require_modest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

SHEET_MAX_BYTES = 5 * MIB
ROWS_MAX = 2_000  # the largest grassroots committee; cells have 60 members at most
COLUMNS_MAX = 60
CELL_MAX = 500
UNPACKED_MAX_BYTES = 40 * MIB  # the largest list has 2 MB of text in it
# What zip, zlib, expat and openpyxl raise for bytes that are not what they say they are.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError, OSError, EOFError, RuntimeError),
    *(LookupError, ValueError, TypeError, AttributeError, SyntaxError, ArithmeticError, AssertionError),
)
LINES_TO_GUESS_FROM = 12
_PARTS_TO_LOOK_INTO = 40
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as text. `number` is its number in the sheet, as the sender sees it."""

    number: int
    cells: tuple[str, ...]


def read_rows(file_name: str, content: bytes) -> tuple[Row, ...]:
    """The rows that hold anything.

    Raises file-empty, file-too-big, file-type, file-broken, file-macros, file-external, file-formulas, file-bomb,
    file-rows. Blocking: call it in a thread."""
    if not content.strip():
        raise Declined("file-empty", field="file")
    if len(content) > SHEET_MAX_BYTES:
        raise Declined("file-too-big", field="file", most=SHEET_MAX_BYTES // MIB)
    extension = file_name.lower().rpartition(".")[2]
    if extension == "xlsx" and content.startswith(b"PK\x03\x04"):
        rows = _xlsx_rows(content)
    elif extension == "csv" and b"\x00" not in content and not content.startswith(b"PK"):
        rows = _csv_rows(content)
    else:
        raise Declined("file-macros" if extension in ("xlsm", "xlsb") else "file-type", field="file")
    filled = tuple(row for row in rows if any(row.cells))
    if not filled:
        raise Declined("file-empty", field="file")
    return filled


def workbook_of(title: str, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> bytes:
    """A plain workbook of text cells, for templates and for rows sent back to be mended."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for column, heading in enumerate(headings, start=1):
        cell = sheet.cell(1, column, heading)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = max(14, len(heading) + 3)
    for number, row in enumerate(rows, start=2):
        for column, text in enumerate(row, start=1):
            written = sheet.cell(number, column, text)
            # A text that begins like a formula stays a text, here and in the program that opens the file.
            written.data_type = "s"
            written.number_format = "@"
            written.quotePrefix = text.startswith(_FORMULA_SIGNS)
    sheet.freeze_panes = "A2"
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()


def _xlsx_rows(content: bytes) -> tuple[Row, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            require_modest(archive, UNPACKED_MAX_BYTES)
            _require_plain(archive)
        return _sheet_rows(content)
    except _BROKEN:
        raise Declined("file-broken", field="file") from None


def _require_plain(archive: zipfile.ZipFile) -> None:
    """No macros, no links to other files, no entity declarations: a list of members needs none of them."""
    names = [entry.filename.lower() for entry in archive.infolist()]
    if any("vbaproject" in name or "/activex" in name or "/embeddings/" in name for name in names):
        raise Declined("file-macros", field="file")
    if any("externallinks/" in name or name.endswith("connections.xml") for name in names):
        raise Declined("file-external", field="file")
    xml = [entry for entry in archive.infolist() if entry.filename.lower().endswith((".xml", ".rels"))]
    for entry in xml[:_PARTS_TO_LOOK_INTO]:
        with archive.open(entry) as part:
            head = part.read(64 * 1024)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Declined("file-bomb", field="file")
    if len(xml) > _PARTS_TO_LOOK_INTO:
        raise Declined("file-bomb", field="file")


def _sheet_rows(content: bytes) -> tuple[Row, ...]:
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # the size a file claims for itself may be a lie
        rows = []
        for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX), start=1):
            if number > ROWS_MAX:
                raise Declined("file-rows", field="file", most=ROWS_MAX)
            if any(cell.data_type == "f" for cell in cells):
                raise Declined("file-formulas", field="file", row=number)
            rows.append(Row(number, tuple(_text(cell.value) for cell in cells)))
        return tuple(rows)
    finally:
        workbook.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().strftime("%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # Excel keeps 0912000143 as the number 912000143.0
    return str(value).strip()[:CELL_MAX]


def _csv_rows(content: bytes) -> tuple[Row, ...]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Declined("file-broken", field="file") from None
    delimiter = _delimiter(text.splitlines()[:LINES_TO_GUESS_FROM])
    rows = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), start=1):
            if number > ROWS_MAX:
                raise Declined("file-rows", field="file", most=ROWS_MAX)
            if any(_is_formula(cell) for cell in cells):
                raise Declined("file-formulas", field="file", row=number)
            rows.append(Row(number, tuple(cell.strip()[:CELL_MAX] for cell in cells[:COLUMNS_MAX])))
    except csv.Error:
        raise Declined("file-broken", field="file") from None
    return tuple(rows)


def _delimiter(lines: Sequence[str]) -> str:
    """What the fullest line is cut by; the first line may be a title of the list, with a comma in it or nothing.

    Excel in Vietnamese writes semicolons."""
    return max((";", ",", "\t"), key=lambda sign: max((line.count(sign) for line in lines), default=0))


def _is_formula(cell: str) -> bool:
    """What a spreadsheet would run. '+84 912…' and '-' are what people write."""
    return cell.startswith(("=", "@")) or re.match(r"[+-][^0-9\s]", cell) is not None
