"""Part I of the minutes: who was there, from when to when, and who is counted."""

import pytest

from server.meeting import attendance, rights
from server.meeting.attendance import AttendanceState
from server.meeting.roll import Leave, Standing, Status
from server.meeting.rules import Matter
from server.projections.minutes_text import minutes_text
from server.projections.vietnamese import Vietnamese
from tests.meeting.scenes import (
    A_CELL,
    BICH,
    DUNG,
    HOA,
    KHOA,
    LAN,
    MAI,
    MINH,
    OFFICIAL_AND_HERE,
    PHUC,
    QUANG,
    SON,
    THAO,
    TUAN,
    VINH,
    Scene,
    a_plan,
    closed,
    entry,
    in_session,
)
from tests.projections.reading import line, lines, minutes


def test_everybody_not_there_is_named_and_an_undecided_leave_is_no_excuse(words: Vietnamese) -> None:
    undecided = entry("an", "Đinh Thị An", leave=Leave("xin nghỉ việc riêng", accepted=None))
    excused = entry("binh", "Lưu Văn Bình", leave=Leave("đi viện.", accepted=True))
    scene = in_session(a_plan((*A_CELL, undecided, excused)))

    assert line(scene, words, "- Vắng mặt có") == "- Vắng mặt có lý do: 01 (đồng chí Lưu Văn Bình - đi viện)."
    assert line(scene, words, "- Vắng mặt không").startswith("- Vắng mặt không có lý do: 02 (")
    assert "đồng chí Đinh Thị An" in line(scene, words, "- Vắng mặt không")
    assert "Đỗ Phương Thảo" in line(scene, words, "- Vắng mặt không"), "attached here, and summoned"


def test_statuses_are_named_and_the_member_attached_here_is_not_in_the_strength(words: Vietnamese) -> None:
    scene = in_session()

    assert line(scene, words, "- Tổng số") == "- Tổng số: 10 đồng chí (chính thức 09, dự bị 01)."
    assert line(scene, words, "+ Được miễn") == "+ Được miễn công tác và sinh hoạt đảng: 01 (đồng chí Bùi Ngọc Bích)."
    assert line(scene, words, "+ Bị đình chỉ") == "+ Bị đình chỉ sinh hoạt đảng: 01 (đồng chí Dương Văn Quang)."
    assert "(không tính vào tổng số): 01 (đồng chí Đỗ Phương Thảo)" in line(scene, words, "+ Đảng viên nơi khác")
    assert line(scene, words, "- Số đảng viên chính thức tính") == (
        "- Số đảng viên chính thức tính kết quả biểu quyết: 06 (09 trừ 01 đồng chí được miễn vắng mặt, 01 đồng chí "
        "sinh hoạt tạm thời nơi khác và 01 đồng chí bị đình chỉ sinh hoạt đảng). Số tán thành cần có để thông qua: từ "
        "04 trở lên."
    )


def test_an_exempt_member_who_comes_and_votes_is_counted_again(words: Vietnamese) -> None:
    scene = in_session().joined(BICH)
    scene.carries("q1", Matter.RESOLUTION)

    assert minutes(scene).base.exempt == 0
    assert minutes(scene).base.count == 7
    assert minutes(scene).votes[0].base == 7
    assert "trừ 01 đồng chí sinh hoạt" in line(scene, words, "- Số đảng viên chính thức tính")


def test_an_exempt_member_who_comes_and_does_not_vote_is_neither_counted_nor_absent() -> None:
    scene = in_session().joined(BICH)
    scene.opens_vote()
    scene.in_favour(LAN, MINH, HOA, DUNG)
    scene.closes_vote()

    vote = minutes(scene).votes[0]
    assert (vote.base, vote.entitled, vote.not_voting, vote.absent) == (6, 6, 2, 0)
    assert minutes(scene).attendance.rated_present == 7, "the rate leaves her out"
    assert minutes(scene).attendance.present == 8


def test_coming_late_leaving_early_and_a_lost_line_are_told_with_their_moments(words: Vietnamese) -> None:
    scene = Scene().joined(LAN, MINH, HOA, DUNG, TUAN).called_to_order().appointed()
    scene.later(11 * 60)
    scene.joined(MAI)
    scene.later(60).does(TUAN, attendance.Leave())
    scene.later(600).joined(TUAN)
    scene.later(60).does(DUNG, attendance.Leave())
    scene.later(1800)
    closed(scene)

    assert line(scene, words, "- Vào muộn") == "- Vào muộn: đồng chí Vũ Thị Mai (19 giờ 11 phút)."
    assert line(scene, words, "- Về sớm") == "- Về sớm: đồng chí Phạm Tiến Dũng (19 giờ 23 phút)."
    assert line(scene, words, "- Mất kết nối").startswith(
        "- Mất kết nối: đồng chí Hoàng Anh Tuấn (từ 19 giờ 12 phút đến 19 giờ 22 phút; không có nội dung biểu quyết"
    )


def test_a_vote_taken_while_a_line_was_lost_is_told(words: Vietnamese) -> None:
    scene = in_session()
    scene.does(TUAN, attendance.Leave())
    scene.later(300)
    scene.carries("q1", Matter.RESOLUTION)
    scene.later(300).joined(TUAN)

    assert "trong khoảng thời gian này có 01 nội dung biểu quyết" in line(scene, words, "- Mất kết nối")
    assert line(scene, words, "1. Biểu quyết").endswith(
        "tán thành 05/06 (83,3%); không tán thành 0; ý kiến khác 0; không biểu quyết 01 (vắng mặt). Kết quả: được "
        "thông qua."
    )


def test_a_line_that_is_back_within_the_grace_was_never_lost(words: Vietnamese) -> None:
    scene = in_session()
    scene.does(TUAN, attendance.Leave())
    scene.later(90).joined(TUAN)

    assert line(scene, words, "- Mất kết nối") == ""


def test_one_who_was_here_before_the_call_to_order_only_was_not_present() -> None:
    scene = Scene().joined(*OFFICIAL_AND_HERE)
    scene.does(MAI, attendance.Leave())
    scene.later(600).called_to_order()

    assert minutes(scene).attendance.official == 5
    assert "Vũ Thị Mai" in minutes(scene).attendance.unexcused


def test_a_correction_counts_and_is_told_with_author_and_reason(words: Vietnamese) -> None:
    scene = in_session()
    scene.does(HOA, attendance.CorrectAttendance(THAO, AttendanceState.ABSENT_WITH_REASON, "báo ốm qua điện thoại"))
    scene.does(HOA, attendance.CorrectAttendance(TUAN, AttendanceState.ABSENT_WITHOUT_REASON, "chỉ mở máy"))

    assert line(scene, words, "- Vắng mặt có") == (
        "- Vắng mặt có lý do: 01 (đồng chí Đỗ Phương Thảo - báo ốm qua điện thoại)."
    )
    assert "Hoàng Anh Tuấn" in line(scene, words, "- Vắng mặt không")
    assert line(scene, words, "- Điều chỉnh") == (
        "- Điều chỉnh điểm danh: đồng chí Hoàng Anh Tuấn: xác nhận vắng mặt không có lý do (đồng chí Lê Thị Hoa ghi "
        "lúc 19 giờ 00 phút, lý do: chỉ mở máy); đồng chí Đỗ Phương Thảo: xác nhận vắng mặt có lý do (đồng chí Lê Thị "
        "Hoa ghi lúc 19 giờ 00 phút, lý do: báo ốm qua điện thoại)."
    )


def test_members_behind_one_connection_are_counted_one_by_one(words: Vietnamese) -> None:
    scene = in_session()
    scene.does(LAN, attendance.CheckIn((THAO,), VINH, DUNG))

    assert line(scene, words, "Các điểm cầu") == ("Các điểm cầu: Điểm cầu Vinh (02 đồng chí); tham gia riêng lẻ (06).")
    assert line(scene, words, "- Có mặt") == (
        "- Có mặt: 08 đồng chí (chính thức 07, dự bị 01; trong đó 01 đồng chí sinh hoạt tạm thời đến)."
    )


def test_observers_and_guests_are_named_only_if_they_came(words: Vietnamese) -> None:
    scene = in_session()
    assert line(scene, words, "Khách mời") == ""

    scene.joined(PHUC)

    assert line(scene, words, "4.") == (
        "4. Đại biểu dự và chỉ đạo: đồng chí Lý Hải Yến, Ủy viên Ban Thường vụ Đảng ủy phường."
    )
    assert line(scene, words, "Khách mời") == "Khách mời: Trịnh Hữu Phúc, Trưởng ban công tác Mặt trận."


def test_who_takes_the_chair_is_told_and_who_presides_at_the_end_signs(words: Vietnamese) -> None:
    scene = in_session()
    scene.later(600).does(LAN, attendance.Leave())
    scene.does(MINH, rights.TakeChair())
    scene.later(600)
    closed(scene)

    text = minutes_text(minutes(scene), words)
    assert line(scene, words, "5.") == "5. Chủ trì: đồng chí Nguyễn Thị Lan, Bí thư Chi bộ."
    assert line(scene, words, "Từ 19 giờ") == (
        "Từ 19 giờ 10 phút, đồng chí Trần Văn Minh, Phó Bí thư Chi bộ chủ trì thay do đồng chí chủ trì mất kết nối."
    )
    assert [one.name for one in text.signatures] == ["Lê Thị Hoa", "Trần Văn Minh"]


@pytest.mark.parametrize(
    ("offices", "told"),
    [
        (("cell_committee", "secretary"), "đồng chí Lưu Thị Xuân, Bí thư Chi bộ"),
        (("cell_committee",), "đồng chí Lưu Thị Xuân, Chi ủy viên"),
        (("Tổ trưởng tổ đảng số 2",), "đồng chí Lưu Thị Xuân, Tổ trưởng tổ đảng số 2"),
        ((), "đồng chí Lưu Thị Xuân"),
    ],
)
def test_the_chair_is_named_with_the_highest_office(words: Vietnamese, offices: tuple[str, ...], told: str) -> None:
    scene = Scene(a_plan((entry("xuan", "Lưu Thị Xuân", offices=offices), *A_CELL)))

    assert line(scene, words, "5.") == f"5. Chủ trì: {told}."


def test_nobody_on_the_roll_is_lost(words: Vietnamese) -> None:
    """Whoever is on the roll stands in the attendance or in a group of statuses."""
    scene = in_session()
    told = "\n".join(lines(scene, words))

    absent_by_status = {one.name for one in A_CELL if one.status in (Status.EXEMPT, Status.ATTACHED_ELSEWHERE)}
    missing = {one.name for one in A_CELL if one.member in (SON, QUANG, THAO, BICH)} | absent_by_status
    assert all(name in told for name in missing)
    here = sum(1 for one in A_CELL if one.member in (*OFFICIAL_AND_HERE, KHOA))
    assert minutes(scene).attendance.present == here == 7
    assert {one.standing for one in A_CELL} == set(Standing)
