"""Papers are judged by their bytes; their names go into a header and nowhere else."""

import io
import re
import secrets
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.declined import Declined
from server.papers import PAPER_MAX_BYTES, PaperKind, PaperStore, check, disposition, shown_name
from server.spreadsheet import workbook_of
from tests.pages.papers import PDF, docx, garbled, png, png_that_claims


def declined(name: str, content: bytes) -> str:
    with pytest.raises(Declined) as refusal:
        check(name, content)
    return refusal.value.code


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Nghị quyết.pdf", PDF, PaperKind.PDF),
        ("ANH.PNG", png(), PaperKind.PNG),
        ("du-thao.docx", docx(), PaperKind.DOCX),
    ],
)
def test_honest_papers_are_taken(name: str, content: bytes, kind: PaperKind) -> None:
    assert check(name, content).kind is kind


def test_pages_of_a_plain_pdf_are_counted() -> None:
    assert check("a.pdf", PDF).pages == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("trang.html", b"<script>alert(1)</script>", "paper-type"),
        ("hinh.svg", b"<svg onload='alert(1)'/>", "paper-type"),
        ("chay.exe", b"MZ", "paper-type"),
        ("khong-duoi", PDF, "paper-type"),
        ("trang.pdf", b"<html><script>alert(1)</script></html>", "paper-mismatch"),
        ("anh.png", PDF, "paper-mismatch"),
        ("a.pdf", png(), "paper-mismatch"),
        ("a.pdf", b"%PDF-1.7 cut short", "paper-broken"),
        ("a.png", png()[:40], "paper-broken"),
        ("a.png", png_that_claims(50_000, 50_000), "paper-pixels"),
        ("a.docx", b"PK\x03\x04 no zip", "paper-broken"),
        ("a.docx", docx(**{"../../etc/passwd": b"x"}), "file-bomb"),
        ("a.docx", docx(**{"word/vbaProject.bin": b"x"}), "file-macros"),
        ("a.docx", docx(**{"word/big.xml": b" " * 30_000_000}), "file-bomb"),
        ("a.docx", docx(**{"inner.zip": b"x"}), "file-bomb"),
        ("a.docx", garbled(docx(), "word/document.xml"), "paper-broken"),
        ("a.docx", docx("TỐI MẬT</w:t></w:p><w:p><w:t>Kế hoạch"), "paper-secret-marked"),
        ("a.pdf", PDF + b"x" * PAPER_MAX_BYTES, "paper-too-big"),
    ],
)
def test_other_files_are_refused(name: str, content: bytes, code: str) -> None:
    assert declined(name, content) == code


CHART = "word/embeddings/Microsoft_Excel_Worksheet.xlsx"
TABLE = workbook_of("Sheet1", ("Tháng", "Tỷ lệ"), (("10", "95"), ("11", "97")))


def zip_with(**parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


def test_a_word_file_with_a_chart_is_taken() -> None:
    assert check("bao-cao.docx", docx("Báo cáo", **{CHART: TABLE, "word/charts/chart1.xml": b"<c/>"})).pages is None


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({CHART: zip_with(**{"xl/sheet1.xml": b" " * 30_000_000})}, "file-bomb"),
        ({CHART: zip_with(**{"xl/embeddings/inner.xlsx": TABLE})}, "file-bomb"),
        ({CHART: zip_with(**{"inner.zip": b"x"})}, "file-bomb"),
        ({CHART: zip_with(**{"../../xl/sheet1.xml": b"x"})}, "file-bomb"),
        ({CHART: zip_with(**{"xl/vbaProject.bin": b"x"})}, "file-macros"),
        ({CHART: b"no zip at all"}, "paper-broken"),
        ({"word/media/table.xlsx": TABLE}, "file-bomb"),
        ({"word/embeddings/deeper/table.xlsx": TABLE}, "file-bomb"),
        ({"word/embeddings/inner.docx": docx()}, "file-bomb"),
    ],
)
def test_what_hides_behind_a_chart_is_measured_too(parts: dict[str, bytes], code: str) -> None:
    assert declined("bao-cao.docx", docx("Báo cáo", **parts)) == code


def test_many_small_tables_cannot_add_up_to_a_bomb() -> None:
    noise = secrets.token_bytes(1000)
    table = zip_with(**{f"xl/sheet{n}.xml": noise * 700 for n in range(40)})  # 28 MB each once unpacked
    parts = {f"word/embeddings/t{n}.xlsx": table for n in range(12)}

    assert declined("bao-cao.docx", docx("Báo cáo", **parts)) == "file-bomb"


@pytest.mark.parametrize("text", ["<" * 200_000, "</w:p>" * 30_000, "<a" * 100_000, "> <" * 60_000])
def test_no_word_file_takes_long_to_look_into(text: str) -> None:
    # A pattern that begins anew at every sign took minutes for this, and the whole service stood still meanwhile.
    began_s = time.process_time()

    check("a.docx", docx(text))

    assert time.process_time() - began_s < 1


def relation(kind: str, mode: str = ' TargetMode="External"') -> bytes:
    what = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    return f"<Relationships><Relationship Id='r1' Type='{what}{kind}' Target='http://x.example'{mode}/>".encode()


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject", "frame"])
def test_a_word_file_that_fetches_something_when_it_is_opened_is_refused(kind: str) -> None:
    for mode in (' TargetMode="External"', " TargetMode = 'external'"):
        assert declined("a.docx", docx(**{"word/_rels/settings.xml.rels": relation(kind, mode)})) == "file-external"


def test_a_word_file_with_links_to_press_is_taken() -> None:
    links = relation("hyperlink") + relation("image", "")

    assert check("a.docx", docx(**{"word/_rels/document.xml.rels": links})).kind is PaperKind.DOCX


def test_the_word_secret_inside_a_sentence_is_no_marking() -> None:
    assert check("a.docx", docx("Giữ bí mật nhà nước; không ghi chữ MẬT vào biên bản")).kind is PaperKind.DOCX


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("..\\..\\windows\\win.ini.pdf", "win.ini.pdf"),
        ("/etc/passwd.pdf", "passwd.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie: x.pdf"),
        ("ảnh\u202egnp.pdf", "ảnhgnp.pdf"),
        ("...", "tai-lieu"),
    ],
)
def test_names_lose_paths_and_what_cannot_be_seen(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown


def test_a_very_long_name_keeps_its_extension() -> None:
    assert shown_name("ế" * 300 + ".pdf").endswith(".pdf")
    assert len(shown_name("ế" * 300 + ".pdf")) == 150


def test_vietnamese_names_survive_the_header() -> None:
    assert disposition("Nghị quyết tháng 12.pdf", inline=False) == (
        'attachment; filename="Nghi quyet thang 12.pdf"; '
        "filename*=UTF-8''Ngh%E1%BB%8B%20quy%E1%BA%BFt%20th%C3%A1ng%2012.pdf"
    )


@given(st.text(max_size=300))
def test_no_name_breaks_out_of_the_header(name: str) -> None:
    header = disposition(name, inline=True)

    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert re.fullmatch(r"inline; filename=\"[^\"\\]*\"; filename\*=UTF-8''[!-~]*", header)


def test_papers_lie_under_random_names(tmp_path: Path) -> None:
    store = PaperStore(tmp_path)

    first, second = store.keep(check("../a.pdf", PDF)), store.keep(check("../a.pdf", PDF))

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted((first, second))
    assert re.fullmatch("[0-9a-f]{32}", first)


@pytest.mark.parametrize("paper_id", ["../../etc/passwd", "", "a" * 31, "A" * 32, "0" * 32 + "/x"])
def test_only_ids_of_ours_lead_to_a_file(tmp_path: Path, paper_id: str) -> None:
    with pytest.raises(Declined):
        PaperStore(tmp_path).path(paper_id)
