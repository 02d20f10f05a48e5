"""Dates, times, shares and sizes as people of a cell write them."""

from datetime import UTC, date, datetime

import pytest

from server.catalogue import Language, Missing, load
from server.pages import formats

VI, EN = Language.VIETNAMESE, Language.ENGLISH


def test_a_moment_is_told_in_the_time_of_hanoi() -> None:
    at = datetime(2026, 12, 3, 18, 30, tzinfo=UTC)

    assert formats.day(at) == "04/12/2026"
    assert formats.clock(at) == "01:30"


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(12, 15, "80,0%"), (7, 15, "46,7%"), (2, 3, "66,7%"), (0, 9, "0,0%"), (1, 0, "–")]
)
def test_a_share_has_one_decimal_and_a_comma(part: int, whole: int, text: str) -> None:
    assert formats.percent(VI, part, whole) == text


def test_english_takes_a_point() -> None:
    assert formats.percent(EN, 12, 15) == "80.0%"


@pytest.mark.parametrize(("size", "text"), [(999, "999 B"), (210_400, "210 kB"), (1_240_000, "1,2 MB")])
def test_a_file_size_is_short(size: int, text: str) -> None:
    assert formats.file_size(VI, size) == text


def test_a_day_is_written_out_in_both_languages() -> None:
    catalogue = load(Missing.FAILS)

    assert formats.long_day(catalogue, VI, date(2026, 12, 3)) == "Thứ Năm, ngày 03 tháng 12 năm 2026"
    assert formats.long_day(catalogue, EN, date(2026, 12, 3)) == "Thursday, 03 December 2026"


@pytest.mark.parametrize(
    ("on", "text"),
    [(date(2026, 12, 3), "còn 3 ngày"), (date(2026, 11, 30), "hôm nay"), (date(2026, 11, 28), "quá 2 ngày")],
)
def test_a_distance_says_how_long_is_left_or_over(on: date, text: str) -> None:
    assert formats.distance(load(Missing.FAILS), VI, on, date(2026, 11, 30)) == text
