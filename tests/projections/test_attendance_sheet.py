"""The attendance sheet: who was in the meeting, from when to when, and for how long."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue import Missing, load
from server.meeting import attendance
from server.meeting.attendance import AttendanceState
from server.meeting.identity import MemberId
from server.meeting.roll import Leave
from server.projections.attendance_sheet import AttendanceRow, AttendanceSheet, attendance_sheet
from server.projections.attendance_table import attendance_rows, headings
from server.projections.vietnamese import Vietnamese
from tests.meeting.scenes import (
    A_CELL,
    BICH,
    EVENING,
    LAN,
    MAI,
    OFFICIAL_AND_HERE,
    QUANG,
    SON,
    TUAN,
    Scene,
    a_plan,
    closed,
    entry,
    in_session,
)


def sheet(scene: Scene) -> AttendanceSheet:
    return attendance_sheet(scene.meeting, scene.at)


def row(scene: Scene, member: MemberId) -> AttendanceRow:
    (found,) = (one for one in sheet(scene).rows if one.entry.member == member)
    return found


def test_every_summoned_member_has_one_row_and_others_only_if_they_come() -> None:
    scene = in_session()
    assert {one.entry.member for one in sheet(scene).rows}.isdisjoint({BICH, SON, QUANG})
    assert len(sheet(scene).rows) == sum(1 for one in A_CELL if one.is_summoned)

    scene.joined(BICH)

    assert row(scene, BICH).is_present
    assert BICH not in {one.entry.member for one in sheet(scene).rated}


def test_presence_counts_from_the_call_to_order_to_the_close() -> None:
    scene = in_session()
    start = scene.meeting.called_at
    scene.later(3600)
    closed(scene)
    end = scene.meeting.closing.closed_at

    here = row(scene, TUAN)
    assert (here.in_at, here.out_at) == (start, end)
    assert start is not None
    assert end is not None
    assert here.present_s == (end - start).total_seconds()
    assert not here.late
    assert not here.left_early


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (299, False), (302, True)])
def test_lateness_begins_after_the_grace_of_the_plan(seconds: int, late: bool) -> None:
    scene = Scene().joined(LAN).called_to_order()
    scene.later(seconds - (scene.at - EVENING).total_seconds())

    scene.joined(MAI)

    assert row(scene, MAI).late is late


def test_nobody_is_late_for_a_meeting_that_began_late_itself() -> None:
    scene = Scene().joined(LAN)
    scene.at = EVENING + timedelta(minutes=20)
    scene.called_to_order()
    scene.later(60).joined(MAI)

    assert not row(scene, MAI).late


def test_a_latecomer_who_had_announced_it_has_the_reason_beside_the_name() -> None:
    announced = entry("cuong", "Lý Quốc Cường", leave=Leave("tan ca lúc 19 giờ 30", accepted=True))
    scene = in_session(a_plan((*A_CELL, announced)))
    scene.later(1800).joined(MemberId("cuong"))

    assert row(scene, MemberId("cuong")).late
    assert row(scene, MemberId("cuong")).excuse == "tan ca lúc 19 giờ 30"


def test_a_member_entered_by_hand_is_present_without_moments() -> None:
    scene = in_session()
    thao = MemberId("thao")
    scene.does(LAN, attendance.CorrectAttendance(thao, AttendanceState.PRESENT, "ngồi cùng đồng chí Dũng"))

    assert row(scene, thao).is_present
    assert (row(scene, thao).in_at, row(scene, thao).present_s) == (None, 0)


def test_a_line_lost_just_before_the_close_is_no_early_departure() -> None:
    scene = in_session()
    scene.later(600).does(TUAN, attendance.Leave())
    scene.later(100)
    closed(scene)

    assert not row(scene, TUAN).left_early


@given(st.lists(st.tuples(st.integers(1, 400), st.sampled_from(OFFICIAL_AND_HERE), st.booleans()), max_size=30))
def test_stretches_never_overlap_never_run_backwards_and_stay_in_the_meeting(
    moves: list[tuple[int, MemberId, bool]],
) -> None:
    scene = Scene().joined(LAN).called_to_order()
    for seconds, member, comes in moves:
        scene.later(seconds).does(member, attendance.Join() if comes else attendance.Leave())
    scene.later(10)

    found = sheet(scene)

    for one in found.rows:
        moments = [moment for stretch in one.stretches for moment in (stretch.from_at, stretch.until_at)]
        assert moments == sorted(moments)
        assert all(found.from_at <= moment <= found.until_at for moment in moments)
        assert one.present_s <= (found.until_at - found.from_at).total_seconds()
        assert len(one.away) == max(0, len(one.stretches) - 1)
        assert all(gap.length_s > scene.meeting.plan.reconnect_grace_s for gap in one.away)


def test_the_table_says_it_all_in_words() -> None:
    words = Vietnamese(load(Missing.FAILS))
    scene = Scene().joined(LAN, TUAN, MemberId("yen")).called_to_order()
    scene.later(600).joined(MAI)
    scene.does(TUAN, attendance.Leave())
    scene.later(600).joined(TUAN)
    scene.later(600).does(TUAN, attendance.Leave())
    scene.later(1200)
    closed(scene)

    rows = {one[1]: one for one in attendance_rows(scene.meeting, scene.at, words)}

    assert headings(words)[0] == "TT"
    assert all(len(one) == len(headings(words)) for one in rows.values())
    assert rows["Vũ Thị Mai"][4:] == ("có mặt", "19 giờ 10 phút", "19 giờ 50 phút", "40", "vào muộn")
    assert rows["Hoàng Anh Tuấn"][8] == "mất kết nối từ 19 giờ 10 phút đến 19 giờ 20 phút; về sớm"
    assert rows["Lê Thị Hoa"][4:] == ("vắng mặt không có lý do", "", "", "", "")
    assert rows["Lý Hải Yến"][2:] == (
        "đại biểu dự",
        "",
        "có mặt",
        "19 giờ 00 phút",
        "19 giờ 50 phút",
        "50",
        "Ủy viên Ban Thường vụ Đảng ủy phường",
    )
    assert [one[0] for one in rows.values()] == [str(number) for number in range(1, len(rows) + 1)]
