"""How documents write numbers and sentences, and that every choice of the core has its words."""

from collections.abc import Iterable

import pytest

from server.catalogue import Language
from server.meeting import attendance, closing
from server.meeting.attendance import AttendanceState
from server.meeting.roll import Standing, Status
from server.meeting.rules import MeetingKind
from server.meeting.voting import VoteForm
from server.projections.minutes_value import Grade
from server.projections.vietnamese import Vietnamese, count, fraction, percent, phrase, sentence


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        *((12, 15, "80,0%"), (13, 15, "86,7%"), (15, 17, "88,2%"), (1, 15, "6,7%"), (1, 8, "12,5%")),
        *((1, 16, "6,3%"), (0, 0, "0,0%"), (0, 5, "0,0%"), (5, 5, "100,0%"), (2, 3, "66,7%"), (1, 2000, "0,1%")),
    ],
)
def test_percentages_have_one_place_and_a_comma(part: int, whole: int, written: str) -> None:
    assert percent(part, whole) == written


def test_numbers_of_people_take_two_digits_and_nought_takes_one() -> None:
    assert [count(number) for number in (0, 5, 10, 123)] == ["0", "05", "10", "123"]
    assert fraction(8, 15) == "08/15"


def test_a_sentence_ends_once() -> None:
    assert sentence("nhất trí") == "nhất trí."
    assert sentence("nhất trí. ") == "nhất trí."
    assert sentence("nhất trí,") == "nhất trí."
    assert sentence("đúng không?") == "đúng không?"
    assert sentence("  ") == ""
    assert phrase("nghỉ ốm. ") == "nghỉ ốm"


def test_every_choice_of_the_core_has_its_words(words: Vietnamese) -> None:
    def dashed(values: Iterable[str]) -> list[str]:
        return [value.replace("_", "-") for value in values]

    keys = [
        *(f"documents-status-{one}" for one in dashed(one.value for one in Status if one is not Status.NORMAL)),
        *(f"documents-kind-{one.value}" for one in MeetingKind if one is not MeetingKind.REGULAR),
        *(f"documents-unfinished-{one}" for one in dashed(one.value for one in closing.Unfinished)),
        *(f"documents-corrected-{one}" for one in dashed(one.value for one in attendance.CORRECTABLE)),
        *(f"documents-sheet-state-{one}" for one in dashed(one.value for one in AttendanceState)),
        *(f"documents-sheet-standing-{one.value}" for one in Standing),
        *(f"documents-grade-{one.value}" for one in Grade),
        *(f"documents-poll-form-{one.value}" for one in VoteForm),
    ]

    assert [key for key in keys if not words.catalogue.has(Language.VIETNAMESE, key)] == []
