"""The attendance sheet as CSV and XLSX: readable in Excel, and never a formula."""

import csv
import io

import pytest
from openpyxl import load_workbook

from recordings.attendance_file import csv_of, xlsx_of
from server.catalogue import Missing, load
from server.meeting.identity import MemberId
from server.projections.vietnamese import Vietnamese
from tests.meeting.scenes import A_CELL, Scene, a_plan, entry, in_session

FORMULAS = ["=HYPERLINK('http://x')", "+1+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0"]


@pytest.fixture(scope="module")
def words() -> Vietnamese:
    return Vietnamese(load(Missing.FAILS))


def named(name: str) -> Scene:
    scene = in_session(a_plan((*A_CELL, entry("evil", name))))
    return scene.joined(MemberId("evil"))


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_that_looks_like_a_formula_is_text_in_both_files(words: Vietnamese, name: str) -> None:
    scene = named(name)

    rows = csv_rows(csv_of(scene.meeting, scene.at, words))
    sheet = load_workbook(io.BytesIO(xlsx_of(scene.meeting, scene.at, words))).active

    assert f"'{name}" in [row[1] for row in rows]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)
    assert sheet is not None
    cells = {cell.value: cell.data_type for line in sheet.iter_rows() for cell in line}
    assert cells[name] == "s"
    assert "f" not in cells.values()


def test_a_tab_or_a_line_break_in_a_name_does_not_make_a_cell(words: Vietnamese) -> None:
    scene = named('\t=1+1\r\nLê, "Tám"')

    rows = csv_rows(csv_of(scene.meeting, scene.at, words))

    assert '\'=1+1 Lê, "Tám"' in [row[1] for row in rows]
    assert len({len(row) for row in rows}) == 1


def test_the_csv_begins_with_the_mark_that_excel_needs_for_vietnamese(words: Vietnamese) -> None:
    scene = in_session()
    content = csv_of(scene.meeting, scene.at, words)

    assert content.startswith(b"\xef\xbb\xbfTT,")
    assert "Nguyễn Thị Lan" in content.decode("utf-8-sig")
    assert content.endswith(b"\r\n")


def test_both_files_hold_the_same_rows(words: Vietnamese) -> None:
    scene = in_session()

    sheet = load_workbook(io.BytesIO(xlsx_of(scene.meeting, scene.at, words))).active

    assert sheet is not None
    written = [[str(cell.value or "") for cell in line] for line in sheet.iter_rows()]
    assert written == csv_rows(csv_of(scene.meeting, scene.at, words))
