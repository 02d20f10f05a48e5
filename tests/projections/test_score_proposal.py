"""What the facts propose for the score of a meeting, and what they leave to people."""

from fractions import Fraction

import pytest

from server.meeting import attendance, floor, record
from server.meeting.attendance import AttendanceState
from server.meeting.plan import ReviewedTask
from server.meeting.rules import MeetingKind
from server.projections.score_proposal import ScoreProposal, score_proposal
from tests.meeting.scenes import HOA, LAN, MAI, MINH, OFFICIAL_AND_HERE, THAO, TUAN, Scene, a_plan, entry, in_session


def proposed(scene: Scene, excused_in_a_row: int | None = 0) -> ScoreProposal:
    return score_proposal(scene.meeting, scene.at, excused_in_a_row)


def test_what_people_have_to_judge_is_not_proposed() -> None:
    scene = in_session().later(100 * 60)

    assert proposed(scene).groups == (5, 2, None, None, None, None, None)


@pytest.mark.parametrize(("lasted", "points"), [(90, 5), (75, 4), (74, 3), (60, 3), (59, 2), (45, 2), (44, 1)])
def test_length_is_measured_against_the_rule_set(lasted: int, points: int) -> None:
    scene = Scene().joined(LAN).called_to_order()
    scene.later(lasted * 60)

    assert proposed(scene).groups[0] == points


def test_a_kind_without_a_least_length_has_no_points_for_it() -> None:
    scene = Scene(a_plan(kind=MeetingKind.THEMATIC)).joined(LAN).called_to_order()

    assert proposed(scene).groups[0] is None
    assert proposed(Scene()).groups[0] is None, "not called to order"


def of_twenty(present: int) -> Scene:
    """A cell of twenty, of whom so many are here and the others are excused."""
    members = [entry(f"m{number:02}") for number in range(20)]
    scene = Scene(a_plan(members)).joined(*(one.member for one in members[:present])).called_to_order()
    for one in members[present:]:
        excused = attendance.CorrectAttendance(one.member, AttendanceState.ABSENT_WITH_REASON, "Ốm")
        scene.does(scene.meeting.chair, excused)
    return scene


@pytest.mark.parametrize(("here", "points"), [(20, 4), (18, 4), (17, 3), (15, 3), (14, 2), (13, 2), (12, 1)])
def test_attendance_steps_begin_at_90_75_and_65_in_a_hundred(here: int, points: int) -> None:
    assert proposed(of_twenty(here)).present == points


def test_the_point_for_the_year_needs_the_year() -> None:
    scene = of_twenty(20)

    assert [proposed(scene, times).groups[1] for times in (0, 3, 4, None)] == [5, 5, 4, None]


def test_one_absence_without_a_reason_leaves_one_point() -> None:
    scene = of_twenty(19)
    absent = attendance.CorrectAttendance(
        scene.meeting.plan.roll[-1].member, AttendanceState.ABSENT_WITHOUT_REASON, "?"
    )
    scene.does(scene.meeting.chair, absent)

    assert proposed(scene).present == 1


@pytest.mark.parametrize(("speakers", "points"), [(4, 5), (3, 4), (2, 3), (1, 2), (0, 2)])
def test_more_than_half_must_speak_for_full_points(speakers: int, points: int) -> None:
    scene = Scene().joined(*OFFICIAL_AND_HERE).called_to_order()
    for member in (LAN, MINH, TUAN, MAI)[:speakers]:
        scene.does(LAN, floor.GiveFloor(member), floor.EndFloor())
    scene.does(THAO, floor.SubmitWrittenOpinion("Tôi nhất trí."))  # absent: no share of those present

    assert proposed(scene).speakers == points


@pytest.mark.parametrize(
    ("results", "average", "points"),
    [
        (["Hoàn thành", "Đã xong"], Fraction(1), 30),
        (["Hoàn thành 22/11", "Hoàn thành 02/03", "Đang thực hiện", "Hoàn thành 17/11"], Fraction(8, 9), 27),
        (["Hoàn thành 02/11/2026"], Fraction(1), 30),
        (["Hoàn thành 72,5%"], Fraction(725, 1000), 24),
        (["Hoàn thành 120%", "Hoàn thành 2/10"], Fraction(6, 10), 20),
        (["Hoàn thành 1/2"], Fraction(1, 2), 15),
        (["Hoàn thành 1/4"], Fraction(1, 4), 10),
        (["Hoàn thành 05/11"], None, None),  # a day in November, or five of eleven
        (["Tốt"], None, None),
        (["", "Hoàn thành"], None, None),
        (["Chưa hoàn thành"], None, None),
        ([], None, None),
    ],
)
def test_the_finished_tasks_of_the_last_resolution_are_averaged(
    results: list[str], average: Fraction | None, points: int | None
) -> None:
    scene = in_session()
    scene.does(HOA, record.RecordReview(tuple(ReviewedTask("Việc", "Chi ủy", result) for result in results)))

    assert (proposed(scene).results, proposed(scene).groups[5]) == (average, points)
