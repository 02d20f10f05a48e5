"""The calendar file follows RFC 5545: CRLF, folded by octets, escaped text, times in UTC."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from server.calendar_file import LINE_OCTETS, CalendarEntry, calendar_file, escaped, folded

ENTRY = CalendarEntry(
    uid="abc@chibo",
    title="Sinh hoạt thường kỳ tháng 12/2026; Chi bộ Công ty Cổ phần Hạ tầng Minh Phú, điểm cầu Hà Nội",
    place="Phòng họp trực tuyến",
    description="Vào phòng tại https://chibo.example/meetings/abc.\nKhông trao đổi nội dung thuộc bí mật nhà nước.",
    url="https://chibo.example/meetings/abc",
    starts_at=datetime(2026, 12, 3, 12, 30, tzinfo=UTC),
    minutes=100,
    changed_at=datetime(2026, 11, 30, 8, 0, tzinfo=UTC),
)


def unfolded(file: bytes) -> list[str]:
    return file.decode().replace("\r\n ", "").split("\r\n")


def test_the_meeting_begins_and_ends_when_planned() -> None:
    lines = unfolded(calendar_file(ENTRY))

    assert "DTSTART:20261203T123000Z" in lines
    assert "DTEND:20261203T141000Z" in lines


def test_no_line_is_longer_than_75_octets_and_each_ends_with_crlf() -> None:
    file = calendar_file(ENTRY)

    assert all(len(line) <= LINE_OCTETS for line in file.split(b"\r\n"))
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")


def test_text_is_escaped() -> None:
    assert escaped("a;b,c\\d\r\ne\x07") == "a\\;b\\,c\\\\d\\ne"


def test_a_title_cannot_add_a_line_of_its_own() -> None:
    lines = unfolded(calendar_file(replace(ENTRY, title="x\r\nATTENDEE:mailto:evil@example.vn")))

    assert not any(line.startswith("ATTENDEE") for line in lines)


@given(st.text(max_size=400))
def test_folding_loses_nothing_and_cuts_no_letter(text: str) -> None:
    line = folded("SUMMARY:" + escaped(text))

    assert line.replace("\r\n ", "") == "SUMMARY:" + escaped(text)
    assert all(len(part.encode()) <= LINE_OCTETS for part in line.split("\r\n"))
