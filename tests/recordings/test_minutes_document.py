"""What people type prints as they typed it, whatever it would mean to typst, Jinja, XML or a font."""

import io
import os
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from recordings import document_template
from recordings.letters import drawable
from recordings.minutes_document import docx_bytes, docx_of, pdf_of
from server.projections.document import Block, DocumentText, Line, Signature, Style, Table
from server.projections.vietnamese import one_line

ROOT = Path(__file__).parents[2]

HOSTILE = [
    '#strong[đậm] #let x = 1; #panic() #import "/etc/passwd": *',
    "*đậm* _nghiêng_ `mã` $x^2$ <nhãn> @nhãn -- --- ... \\ \\u{1F600} // chú thích /* chú thích */",
    "= Đề mục",
    "- gạch đầu dòng",
    "{{ 7 * 7 }} {% for x in y %} {# ghi chú #} {%p endfor %}",
    "{_{ part.text }_} {_% if %_}",
    "</w:t></w:r></w:p><w:p/> &amp; &lt; <!-- -->",
    "'nháy' \"kép\" “cong” ‘đơn’",
    "%PDF-1.7 \\textbf{x} ${jndi:ldap://x}",
]


def a_document(*blocks: Block, name: str = "Bùi Thanh Hương") -> DocumentText:
    return DocumentText(
        title="Biên bản",
        superior="Đảng bộ phường Sông Hồng",
        cell="Chi bộ Minh Phú",
        party="ĐẢNG CỘNG SẢN VIỆT NAM",
        type="BIÊN BẢN",
        subject="sinh hoạt chi bộ thường kỳ",
        blocks=blocks,
        signatures=(Signature("Người ghi biên bản", name), Signature("Chủ trì hội nghị", "Nguyễn Đức Thắng")),
        seal="",
        dated_at=datetime(2026, 12, 3, 14, 12, tzinfo=UTC),
    )


def in_pdf(document: DocumentText) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf_of(document))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def in_word(document: DocumentText) -> str:
    word = docx.Document(io.BytesIO(docx_of(document)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(one.text for one in word.paragraphs), *cells]).split())


@pytest.mark.parametrize("typed", HOSTILE)
def test_markup_in_an_opinion_prints_as_it_was_typed(typed: str) -> None:
    document = a_document(
        Line(Style.SUBHEADING, typed),
        Line(Style.BODY, typed),
        Table(("TT", "Nhiệm vụ", "Phụ trách", "Kết quả"), (("1", typed, typed, typed),), (3, 17, 10, 10)),
        name=typed,
    )
    squeezed = "".join(typed.split())

    assert "".join(in_pdf(document).split()).count(squeezed) >= 2  # table cells break over lines among each other
    assert "".join(in_word(document).split()).count(squeezed) == 6


def test_a_letter_without_a_glyph_is_written_as_its_code_point_and_the_file_is_still_written() -> None:
    document = a_document(Line(Style.BODY, "Nhất trí 👍 中 và Đỗ Ngọc Ẩn"))

    for text in (in_pdf(document), in_word(document)):
        assert "Nhất trí [U+1F44D] [U+4E2D] và Đỗ Ngọc Ẩn" in text


def test_every_letter_of_vietnamese_can_be_drawn() -> None:
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    letters = "".join(one_line(vowel + mark) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for mark in marks)

    assert drawable(f"{letters}đĐ…–“”‘’₫²%") == f"{letters}đĐ…–“”‘’₫²%"


def test_every_letter_that_is_let_through_can_be_archived() -> None:
    everything = [chr(code) for code in range(0x20, 0x1_0000) if one_line(f"a{chr(code)}a") == f"a{chr(code)}a"]
    let_through = [letter for letter in everything if drawable(letter) == letter]
    assert len(let_through) > 2_000

    pdf_of(a_document(*(Line(Style.BODY, " ".join(let_through[at : at + 80])) for at in range(0, 3_000, 80))))


def test_control_characters_and_direction_marks_do_not_reach_the_paper() -> None:
    assert one_line("A\x00B\x1b[31m\u202eC\u200b\ud800\r\nD\tE\u2028F") == "AB[31mC D E F"


def test_a_word_longer_than_the_line_is_broken_and_stays_on_the_paper() -> None:
    word = "https://" + "a" * 300

    text = pypdf.PdfReader(io.BytesIO(pdf_of(a_document(Line(Style.BODY, word))))).pages[0].extract_text()

    lines = [line for line in text.replace("\u200b", "").splitlines() if "aaaa" in line]
    assert "".join("".join(lines).split()) == word
    assert len(lines) >= 4


def test_an_empty_document_and_one_of_many_pages_are_written() -> None:
    many = a_document(*(Line(Style.BODY, f"Ý kiến thứ {number}. " * 30) for number in range(60)))

    assert "BIÊN BẢN" in in_pdf(a_document())
    assert len(pypdf.PdfReader(io.BytesIO(pdf_of(many))).pages) > 5
    assert in_word(many).count("Ý kiến thứ 59.") == 30


def test_the_same_document_gives_the_same_bytes_in_another_process_and_time_zone() -> None:
    program = textwrap.dedent("""
        import hashlib
        from recordings.minutes_document import docx_of, pdf_of
        from server.projections.document import Line, Style
        from tests.recordings.test_minutes_document import a_document

        document = a_document(Line(Style.BODY, "Một dòng."))
        print(hashlib.sha256(pdf_of(document) + docx_of(document)).hexdigest())
    """)
    hashes = set()
    for zone, seed in (("Asia/Ho_Chi_Minh", "1"), ("America/New_York", "2")):
        around = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", program], env=around, capture_output=True, text=True, check=True)
        hashes.add(done.stdout)

    assert len(hashes) == 1


def test_other_words_give_other_bytes() -> None:
    one, other = a_document(Line(Style.BODY, "Một.")), a_document(Line(Style.BODY, "Hai."))

    assert pdf_of(one) != pdf_of(other)
    assert docx_of(one) != docx_of(other)


def test_the_word_file_says_who_and_when_and_nothing_of_the_machine() -> None:
    properties = docx.Document(io.BytesIO(docx_of(a_document()))).core_properties

    assert (properties.title, properties.author) == ("Biên bản", "Chi bộ Minh Phú")
    assert properties.created == properties.modified == datetime(2026, 12, 3, 14, 12, tzinfo=UTC)
    with zipfile.ZipFile(io.BytesIO(docx_of(a_document()))) as parts:
        assert parts.testzip() is None
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in name for name in parts.namelist())


def test_the_word_file_is_set_in_times_new_roman_and_its_tables_are_ruled() -> None:
    table = Table(("TT", "Nhiệm vụ", "Phụ trách", "Kết quả"), (("1", "a", "b", "c"),), (3, 17, 10, 10))
    word = docx.Document(io.BytesIO(docx_of(a_document(Line(Style.HEADING, "I- MỤC"), table))))

    used = {one.style.name: one.style.font.name for one in word.paragraphs if one.style is not None}
    assert set(used.values()) == {"Times New Roman"}
    assert "Heading 1" in used
    languages = [one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))]
    assert languages
    assert set(languages) == {"vi-VN"}, "Word would underline every word"
    ruled = [one for one in word.tables if one.style is not None and one.style.name == "Table Grid"]
    assert [[cell.text for cell in row.cells] for row in ruled[0].rows] == [list(table.header), list(table.rows[0])]


def test_the_committed_form_is_what_its_program_builds() -> None:
    assert document_template.TEMPLATE.read_bytes() == docx_bytes(document_template.build())


def test_the_date_of_the_files_is_the_date_of_the_meeting() -> None:
    later = replace(a_document(), dated_at=datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC))
    metadata = pypdf.PdfReader(io.BytesIO(pdf_of(later))).metadata

    assert metadata is not None
    assert metadata.creation_date == datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC)
