"""Import of members: every cell is judged, hostile files stop at the door, nothing is written before it is accepted."""

import io
import re
import secrets
import unicodedata
import zipfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from server import member_import
from server.declined import Declined
from server.member_import import MemberImport, Preview
from server.spreadsheet import ROWS_MAX, SHEET_MAX_BYTES
from tests.pages.papers import garbled
from tests.storage.a_registry import Scene, a_registry

HEADINGS = ("Họ và tên", "Giới tính", "Ngày vào Đảng", "Ngày chính thức", "Loại", "Điện thoại")
GOOD = ("Đinh Văn Sơn", "Nam", "19/05/2011", "19/05/2012", "Chính thức", "0912 777 106")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_registry(f"sqlite:///{tmp_path / 'chibo.db'}") as made:
        yield made


def xlsx(*rows: Sequence[object]) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()


def csv_file(*rows: Sequence[str], separator: str = ",") -> bytes:
    return "\n".join(separator.join(row) for row in rows).encode()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    kept = io.BytesIO(content)
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return kept.getvalue()


def replaced(content: bytes, name: str, part: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, part if entry.filename == name else old.read(entry))
    return kept.getvalue()


async def preview_of(scene: Scene, content: bytes, name: str = "danh-sach.xlsx") -> Preview:
    return await MemberImport(scene.database, scene.clock).preview(scene.cell, "secretary", name, content)


async def declined(scene: Scene, content: bytes, name: str = "danh-sach.xlsx") -> str:
    with pytest.raises(Declined) as refusal:
        await preview_of(scene, content, name)
    return refusal.value.code


async def test_a_good_row_is_written_when_accepted_and_not_before(scene: Scene) -> None:
    importing = MemberImport(scene.database, scene.clock)

    preview = await importing.preview(scene.cell, "secretary", "danh-sach.xlsx", xlsx(HEADINGS, GOOD))
    before = await scene.registry.roll_on(scene.cell, scene.today)
    await importing.accept(preview.id, "secretary")
    after = await scene.registry.roll_on(scene.cell, scene.today)

    assert len(after) == len(before) + 1
    assert "Đinh Văn Sơn" in {entry.name for entry in after}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "above",
    [
        "DANH SÁCH ĐẢNG VIÊN",
        "DANH SÁCH ĐẢNG VIÊN, CHI BỘ HẠ TẦNG MINH PHÚ, NĂM 2026",
        "ĐẢNG BỘ PHƯỜNG; CHI BỘ MINH PHÚ\n\nDANH SÁCH ĐẢNG VIÊN (đến 30/11/2026)\n",
    ],
)
async def test_titles_may_stand_above_the_headings_of_a_csv_file(scene: Scene, above: str, separator: str) -> None:
    table = csv_file(HEADINGS, GOOD, separator=separator).decode()

    preview = await preview_of(scene, f"\ufeff{above}\n{table}".encode(), "danh-sach.csv")

    assert [row.fields.name for row in preview.good if row.fields] == ["Đinh Văn Sơn"]
    assert not preview.bad


async def test_titles_may_stand_above_the_headings_of_a_workbook(scene: Scene) -> None:
    preview = await preview_of(scene, xlsx(("DANH SÁCH ĐẢNG VIÊN",), (), ("STT", *HEADINGS), (1, *GOOD)))

    assert [row.number for row in preview.good] == [4]


@pytest.mark.parametrize("heading", ["Chức vụ", "CHỨC VỤ", "Chức vụ chính quyền", "Chức danh"])
async def test_an_office_is_read_under_the_headings_that_lists_give_it(scene: Scene, heading: str) -> None:
    preview = await preview_of(scene, xlsx((*HEADINGS, heading), (*GOOD, "Trưởng phòng")))

    (row,) = preview.good
    assert row.fields is not None
    assert row.fields.other_office == "Trưởng phòng"
    assert preview.unread == ()


async def test_a_column_that_is_not_understood_is_named_and_not_dropped_in_silence(scene: Scene) -> None:
    importing = MemberImport(scene.database, scene.clock)
    content = xlsx(("STT", *HEADINGS, "Trình độ"), ("1", *GOOD[:4], "Chính thuc", GOOD[5], "Thạc sĩ"))

    preview = await importing.preview(scene.cell, "secretary", "danh-sach.xlsx", content)
    mended = await importing.mend(preview.id, "secretary", 2, "standing", "Chính thức")

    assert preview.unread == mended.unread == ("Trình độ",)


async def test_accepting_twice_writes_once(scene: Scene) -> None:
    importing = MemberImport(scene.database, scene.clock)
    preview = await importing.preview(scene.cell, "secretary", "danh-sach.xlsx", xlsx(HEADINGS, GOOD))
    await importing.accept(preview.id, "secretary")

    with pytest.raises(Declined) as refusal:
        await importing.accept(preview.id, "secretary")

    assert refusal.value.code == "preview-gone"


async def test_a_preview_belongs_to_its_author(scene: Scene) -> None:
    importing = MemberImport(scene.database, scene.clock)
    preview = await importing.preview(scene.cell, "secretary", "danh-sach.xlsx", xlsx(HEADINGS, GOOD))

    with pytest.raises(Declined) as refusal:
        await importing.accept(preview.id, "somebody else")

    assert refusal.value.code == "preview-gone"


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("Ngày vào Đảng", "31/02/2015", "date-impossible"),
        ("Ngày vào Đảng", "mùa xuân 2015", "date-unreadable"),
        ("Ngày vào Đảng", "01/01/2031", "date-in-future"),
        ("Ngày chính thức", "19/05/2009", "official-before-admission"),
        ("Loại", "Chính thuc", "standing-suggest"),
        ("Loại", "cảm tình", "standing-unknown"),
        ("Loại", "Dự bị", "standing-contradicts"),
        ("Điện thoại", "12", "phone-unlikely"),
        ("Điện thoại", "", "no-contact"),
        ("Điện thoại", "0912000000", "contact-taken"),
        ("Họ và tên", "", "field-missing"),
        ("Họ và tên", "<script>alert(1)</script>", "name-unlikely"),
        ("Họ và tên", "Đinh\u202eVăn Sơn", "field-characters"),
        ("Giới tính", "không rõ", "sex-unknown"),
    ],
)
async def test_each_wrong_cell_has_its_own_sentence(scene: Scene, column: str, text: str, code: str) -> None:
    row = [text if heading == column else cell for heading, cell in zip(HEADINGS, GOOD, strict=True)]

    preview = await preview_of(scene, xlsx(HEADINGS, row))

    assert [problem.code for problem in preview.rows[0].problems] == [code]
    assert preview.rows[0].problems[0].field in preview.columns


async def test_good_rows_are_taken_and_bad_ones_kept_for_mending(scene: Scene) -> None:
    bad = ("Phan Thị Hòa", "Nữ", "31/02/2015", "", "", "0912 777 107")

    preview = await preview_of(scene, xlsx(HEADINGS, GOOD, bad))

    assert [row.number for row in preview.good] == [2]
    assert [row.number for row in preview.bad] == [3]


async def test_a_sure_suggestion_mends_the_cell(scene: Scene) -> None:
    importing = MemberImport(scene.database, scene.clock)
    row = (*GOOD[:4], "Chính thuc", GOOD[5])
    preview = await importing.preview(scene.cell, "secretary", "danh-sach.xlsx", xlsx(HEADINGS, row))

    mended = await importing.mend(preview.id, "secretary", 2, "standing", "Chính thức")

    assert mended.rows[0].is_good


async def test_the_same_phone_twice_names_the_row_above(scene: Scene) -> None:
    other = ("Ngô Văn Tiến", *GOOD[1:])

    preview = await preview_of(scene, xlsx(HEADINGS, GOOD, other))

    assert preview.rows[0].is_good
    assert [(problem.code, problem.params) for problem in preview.rows[1].problems] == [("row-twice", {"row": 2})]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
async def test_csv_is_read_with_any_usual_separator(scene: Scene, separator: str) -> None:
    content = b"\xef\xbb\xbf" + csv_file(HEADINGS, GOOD, separator=separator)

    preview = await preview_of(scene, content, "danh-sach.csv")

    assert preview.rows[0].is_good, preview.rows[0].problems


async def test_headings_are_known_without_marks_in_capitals_decomposed_and_under_a_title(scene: Scene) -> None:
    odd = ("HO VA TEN", "giới TÍNH", unicodedata.normalize("NFD", "Ngày vào Đảng"), "ngay chinh thuc", "loai", "SĐT")
    headings = (*odd[:5], "Số điện thoại *")

    preview = await preview_of(scene, xlsx(("Danh sách đảng viên",), headings, GOOD))

    assert preview.rows[0].is_good, preview.rows[0].problems
    assert preview.rows[0].number == 3


async def test_names_written_with_separate_marks_become_whole_letters(scene: Scene) -> None:
    row = (unicodedata.normalize("NFD", GOOD[0]), *GOOD[1:])

    preview = await preview_of(scene, xlsx(HEADINGS, row))

    assert preview.rows[0].fields is not None
    assert preview.rows[0].fields.name == "Đinh Văn Sơn"


async def test_a_phone_that_excel_made_a_number_is_understood(scene: Scene) -> None:
    preview = await preview_of(scene, xlsx(HEADINGS, (*GOOD[:5], 912777106)))

    assert preview.rows[0].fields is not None
    assert preview.rows[0].fields.phone == "0912777106"


async def test_the_template_can_be_sent_in_as_it_is_downloaded(scene: Scene) -> None:
    preview = await preview_of(scene, member_import.template())

    assert all(row.is_good for row in preview.rows), [row.problems for row in preview.rows]
    assert len(preview.rows) == 2


async def test_rows_to_mend_can_be_sent_in_again(scene: Scene) -> None:
    bad = ("=cmd|' /C calc'!A0", "Nữ", "31/02/2015", "", "", "0912 777 107")
    preview = await preview_of(scene, xlsx(HEADINGS, ("Phan Thị Hòa", *bad[1:])))

    again = await preview_of(scene, member_import.rows_to_mend(preview, {2: "=HYPERLINK(1)"}))

    assert [problem.code for problem in again.rows[0].problems] == ["date-impossible"]


async def test_missing_headings_are_named(scene: Scene) -> None:
    with pytest.raises(Declined) as refusal:
        await preview_of(scene, xlsx(("Họ và tên", "Ghi chú"), ("Đinh Văn Sơn", "")))

    assert refusal.value.code == "headings-missing"
    assert "Điện thoại" in str(refusal.value.params["missing"])


async def test_hostile_files_stop_at_the_door(scene: Scene) -> None:
    plain_file = xlsx(HEADINGS, GOOD)
    swelling = b"<worksheet>" + b" " * 60_000_000
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'

    assert await declined(scene, b"") == "file-empty"
    assert await declined(scene, b"x" * (SHEET_MAX_BYTES + 1)) == "file-too-big"
    assert await declined(scene, b"MZ\x90\x00", "danh-sach.exe") == "file-type"
    assert await declined(scene, b"not a workbook") == "file-type"
    assert await declined(scene, b"PK\x03\x04 but no zip") == "file-broken"
    assert await declined(scene, plain_file[: len(plain_file) // 2]) == "file-broken"
    assert await declined(scene, plain_file, "danh-sach.csv") == "file-type"
    assert await declined(scene, plain_file, "danh-sach.xlsm") == "file-macros"
    assert await declined(scene, with_part(plain_file, "xl/vbaProject.bin", b"x")) == "file-macros"
    assert (
        await declined(scene, with_part(plain_file, "xl/externalLinks/externalLink1.xml", b"<x/>")) == "file-external"
    )
    assert await declined(scene, with_part(plain_file, "xl/worksheets/sheet9.xml", swelling)) == "file-bomb"
    assert await declined(scene, with_part(plain_file, "xl/extra.xml", entities)) == "file-bomb"
    assert await declined(scene, with_part(plain_file, "../../etc/passwd", b"x")) == "file-bomb"
    assert await declined(scene, with_part(plain_file, "inner.zip", b"x")) == "file-bomb"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
async def test_a_part_that_cannot_be_unpacked_is_a_broken_file(scene: Scene, part: str) -> None:
    assert await declined(scene, garbled(xlsx(HEADINGS, GOOD), part)) == "file-broken"


@pytest.mark.parametrize(("place", "value"), [(6, 1), (8, 99)], ids=["encrypted", "packed in an unknown way"])
async def test_a_part_that_needs_what_we_have_not_is_a_broken_file(scene: Scene, place: int, value: int) -> None:
    content = bytearray(xlsx(HEADINGS, GOOD))
    for found in re.finditer(rb"PK\x01\x02", bytes(content)):
        content[found.start() + place + 2] = value
    for found in re.finditer(rb"PK\x03\x04", bytes(content)):
        content[found.start() + place] = value

    assert await declined(scene, bytes(content)) == "file-broken"


@pytest.mark.parametrize("day", ["1e308", "-99999999999", "99999999999"])
async def test_a_day_that_no_calendar_has_spoils_nothing_but_its_file(scene: Scene, day: str) -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1"><c r="A1" s="1"><v>{day}</v></c></row></sheetData></worksheet>'
    )

    assert await declined(scene, replaced(xlsx(HEADINGS, GOOD), "xl/worksheets/sheet1.xml", sheet.encode())) in (
        "file-broken",
        "headings-missing",
    )


async def test_a_list_that_unpacks_to_more_than_any_list_is_refused(scene: Scene) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(12):  # each of them modest by itself
            archive.writestr(f"xl/{number}.bin", secrets.token_bytes(100_000) + bytes(3_900_000))

    assert len(kept.getvalue()) < SHEET_MAX_BYTES
    assert await declined(scene, kept.getvalue()) == "file-bomb"


async def test_a_zip_of_very_many_entries_is_not_unpacked(scene: Scene) -> None:
    kept = io.BytesIO(xlsx(HEADINGS, GOOD))
    with zipfile.ZipFile(kept, "a") as archive:
        for number in range(3_000):
            archive.writestr(f"xl/{number}.txt", b"")

    assert await declined(scene, kept.getvalue()) == "file-bomb"


async def test_formulas_are_refused_with_their_row(scene: Scene) -> None:
    with pytest.raises(Declined) as refusal:
        await preview_of(scene, xlsx(HEADINGS, GOOD, ('=HYPERLINK("http://x")', *GOOD[1:])))

    assert (refusal.value.code, refusal.value.params["row"]) == ("file-formulas", 3)
    assert await declined(scene, csv_file(HEADINGS, ("=1+1", *GOOD[1:])), "danh-sach.csv") == "file-formulas"


async def test_a_list_longer_than_any_committee_is_refused(scene: Scene) -> None:
    rows = [f"Tên,Nam,,,,09{number:08d}" for number in range(ROWS_MAX + 1)]

    assert await declined(scene, "\n".join([",".join(HEADINGS), *rows]).encode(), "danh-sach.csv") == "file-rows"


async def test_text_in_another_encoding_is_refused(scene: Scene) -> None:
    assert await declined(scene, "Họ và tên;Giới tính".encode("cp1258", "replace") + b"\xff", "a.csv") == "file-broken"
