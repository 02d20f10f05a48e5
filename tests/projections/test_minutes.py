"""What the minutes say about meetings that do not go as the specimen did."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server.catalogue import Language, Missing, load
from server.meeting import agenda, attendance, closing, floor, record, rights, voting
from server.meeting.attendance import AttendanceState
from server.meeting.floor import FloorKind
from server.meeting.identity import AnnexId, ItemId, MemberId, QuestionId, TaskId
from server.meeting.roll import Leave, Standing, Status
from server.meeting.rules import Matter, MeetingKind
from server.meeting.voting import Answer, BallotCount, VoteForm
from server.projections.document import Line, Table
from server.projections.minutes import minutes_of
from server.projections.minutes_text import annex_text, minutes_text
from server.projections.minutes_value import Grade, Minutes, grade_of
from server.projections.vietnamese import Vietnamese, count, fraction, percent, phrase, sentence
from tests.meeting.scenes import (
    A_CELL,
    BICH,
    DUNG,
    EVENING,
    HOA,
    KHOA,
    LAN,
    MAI,
    MINH,
    OFFICIAL_AND_HERE,
    PHUC,
    QUANG,
    SEALED,
    SON,
    THAO,
    TUAN,
    VINH,
    YEN,
    Scene,
    a_plan,
    closed,
    entry,
    in_session,
    with_minutes_adopted,
)

LONG_AFTER = EVENING + timedelta(days=365)


@pytest.fixture(scope="module")
def words() -> Vietnamese:
    return Vietnamese(load(Missing.FAILS))


def minutes(scene: Scene) -> Minutes:
    return minutes_of(scene.meeting, scene.at)


def lines(scene: Scene, words: Vietnamese) -> list[str]:
    blocks = minutes_text(minutes(scene), words).blocks
    return [block.text.replace("\u00a0", " ") for block in blocks if isinstance(block, Line)]


def line(scene: Scene, words: Vietnamese, start: str) -> str:
    """The one line that begins so; empty if there is none."""
    found = [one for one in lines(scene, words) if one.startswith(start)]
    assert len(found) < 2
    return found[0] if found else ""


# Who was there


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
    scene.does(DUNG, attendance.CheckIn((THAO,), VINH))

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


# Votes


def test_a_lost_vote_and_a_divided_one_show_every_figure(words: Vietnamese) -> None:
    scene = in_session()
    scene.opens_vote(text="thông qua nghị quyết")
    scene.in_favour(LAN, MINH, HOA)
    scene.votes(Answer.AGAINST, TUAN)
    scene.votes(Answer.OTHER, MAI)
    scene.closes_vote()

    assert line(scene, words, "1. Biểu quyết") == (
        "1. Biểu quyết thông qua nghị quyết (biểu quyết công khai): tán thành 03/06 (50,0%); không tán thành 01 "
        "(16,7%); ý kiến khác 01 (16,7%); không biểu quyết 01. Kết quả: không được thông qua."
    )


def test_a_matter_of_two_thirds_says_what_it_needs(words: Vietnamese) -> None:
    scene = in_session()
    scene.carries("q1", Matter.ADMISSION)

    assert "cần ít nhất hai phần ba, tức từ 04 trở lên" in line(scene, words, "1. Biểu quyết: Đồng chí nào đồng ý?")


def secret(scene: Scene, ballots: int, counted: BallotCount) -> None:
    scene.opens_vote(form=VoteForm.SECRET)
    for member in OFFICIAL_AND_HERE[:ballots]:
        scene.does(member, voting.CastBallot(QuestionId("q1"), SEALED))
    scene.closes_vote(count=counted)


def test_a_secret_vote_is_a_poll_of_those_present_and_decides_nothing(words: Vietnamese) -> None:
    scene = in_session()
    secret(scene, 5, BallotCount(3, 1, 0, 1))

    assert line(scene, words, "1. Thăm dò") == (
        "1. Thăm dò ý kiến (phiếu kín): Đồng chí nào đồng ý?: tán thành 03/06 (50,0%); không tán thành 01 (16,7%); "
        "ý kiến khác 0; phiếu không hợp lệ 01; không biểu quyết 01. Kết quả thăm dò không có giá trị quyết định."
    )


def test_a_secret_ballot_under_a_permission_is_binding(words: Vietnamese) -> None:
    scene = in_session(a_plan(permission="Công văn 5-CV/ĐU"))
    secret(scene, 5, BallotCount(5, 0, 0))

    assert line(scene, words, "1. Biểu quyết bằng phiếu kín").endswith("Kết quả: được thông qua.")


def test_two_secret_ballots_are_never_told(words: Vietnamese) -> None:
    scene = in_session()
    secret(scene, 2, BallotCount(2, 0, 0))

    told = line(scene, words, "1. Thăm dò")
    assert told.endswith("không công bố kết quả vì có dưới 03 phiếu.")
    assert "tán thành" not in told


def test_a_vote_that_was_given_up_says_why(words: Vietnamese) -> None:
    scene = in_session()
    scene.opens_vote()
    scene.does(LAN, voting.VoidVote(QuestionId("q1"), "câu hỏi chưa rõ."))
    scene.opens_vote("q2", form=VoteForm.SECRET)
    scene.closes_vote("q2", BallotCount(1, 0, 0))

    assert "không có kết quả (câu hỏi chưa rõ)." in line(scene, words, "1. Biểu quyết")
    assert "không có kết quả (số phiếu trong hòm không khớp" in line(scene, words, "2. Biểu quyết")


def test_a_reserved_opinion_and_a_vote_stated_by_voice_stand_with_the_result(words: Vietnamese) -> None:
    scene = in_session()
    scene.opens_vote()
    scene.in_favour(LAN, MINH, HOA, DUNG)
    scene.votes(Answer.AGAINST, TUAN)
    scene.does(HOA, voting.CastVote(QuestionId("q1"), Answer.IN_FAVOUR, MAI, "mất tiếng, nêu qua điện thoại"))
    scene.closes_vote()
    scene.does(TUAN, voting.ReserveOpinion(QuestionId("q1"), "Chỉ tiêu quá cao"))

    assert line(scene, words, "1. Biểu quyết").endswith(
        "Kết quả: được thông qua. Ý kiến biểu quyết của đồng chí Vũ Thị Mai do đồng chí Lê Thị Hoa ghi thay (mất "
        "tiếng, nêu qua điện thoại). Đồng chí Hoàng Anh Tuấn đề nghị bảo lưu ý kiến: Chỉ tiêu quá cao."
    )


def test_an_earlier_failed_vote_on_the_programme_is_not_lost(words: Vietnamese) -> None:
    scene = in_session()
    scene.opens_vote("q1", Matter.PROGRAMME)
    scene.in_favour(LAN)
    scene.closes_vote("q1")
    scene.carries("q2", Matter.PROGRAMME)

    assert "thông qua chương trình: tán thành 06/06 (100,0%)." in line(scene, words, "Đồng chí chủ trì tuyên bố")
    assert line(scene, words, "1. Biểu quyết").endswith("Kết quả: không được thông qua.")


def test_the_minute_taker_without_a_vote_is_named_without_one(words: Vietnamese) -> None:
    assert line(in_session(), words, "6.") == "6. Người ghi biên bản: đồng chí Lê Thị Hoa."
    assert line(Scene().joined(LAN).called_to_order(), words, "6.") == "6. Người ghi biên bản: chưa cử."


def test_a_vote_that_did_not_appoint_the_minute_taker_is_told_with_the_others(words: Vietnamese) -> None:
    scene = Scene().joined(*OFFICIAL_AND_HERE).called_to_order()
    scene.opens_vote("q1", Matter.MINUTE_TAKER)
    scene.in_favour(LAN)
    scene.closes_vote("q1")
    scene.appointed()

    assert line(scene, words, "6.") == "6. Người ghi biên bản: đồng chí Lê Thị Hoa."
    assert line(scene, words, "1. Biểu quyết").endswith("Kết quả: không được thông qua.")


def test_dues_are_told_even_without_an_item_of_their_own(words: Vietnamese) -> None:
    scene = in_session()
    scene.does(HOA, record.RecordDues(9, 10))

    assert line(scene, words, "Đồng chí chủ trì tuyên bố").endswith(
        "; tình hình nộp đảng phí: 09/10 đồng chí thuộc diện nộp tại chi bộ đã nộp."
    )


# What was said


def at_discussion(scene: Scene) -> Scene:
    scene.does(LAN, agenda.StartItem(ItemId("talk"), "đi thẳng vào thảo luận"))
    return scene


def speaks(scene: Scene, member: MemberId, gist: str | None, kind: FloorKind = FloorKind.SPEECH) -> None:
    scene.does(LAN, floor.GiveFloor(member, kind=kind))
    scene.later(150).does(member, floor.YieldFloor())
    if gist is not None:
        scene.does(HOA, record.WriteGist(scene.meeting.floor.contributions[-1].id, gist))


def test_speakers_are_counted_once_and_told_in_order(words: Vietnamese) -> None:
    scene = at_discussion(in_session())
    speaks(scene, TUAN, "đề nghị giảm chỉ tiêu")
    speaks(scene, KHOA, None)
    speaks(scene, TUAN, "bổ sung:\nxin thêm kinh phí", FloorKind.REPLY)
    speaks(scene, MAI, "đề nghị đi đúng chương trình", FloorKind.POINT_OF_ORDER)

    told = lines(scene, words)
    start = told.index("IV- THẢO LUẬN (02/07 đồng chí phát biểu, đạt 28,6%)")
    assert told[start + 1 : start + 6] == [
        "1. Đồng chí Hoàng Anh Tuấn: đề nghị giảm chỉ tiêu.",
        "2. Đồng chí Đặng Đình Khoa (dự bị): đã phát biểu (03 phút).",
        "3. Đồng chí Hoàng Anh Tuấn: bổ sung:",
        "xin thêm kinh phí.",
        "4. Đồng chí Vũ Thị Mai (về cách tiến hành): đề nghị đi đúng chương trình.",
    ]


def test_a_written_opinion_of_an_absent_member_is_read_but_does_not_raise_the_share(words: Vietnamese) -> None:
    scene = at_discussion(in_session())
    scene.does(THAO, floor.SubmitWrittenOpinion("Tôi nhất trí với dự thảo."))
    scene.does(MAI, floor.SubmitWrittenOpinion("Đề nghị họp sớm hơn"))

    assert "IV- THẢO LUẬN (01/07 đồng chí phát biểu, đạt 14,3%)" in lines(scene, words)
    assert line(scene, words, "1. Đồng chí Đỗ") == (
        "1. Đồng chí Đỗ Phương Thảo (ý kiến bằng văn bản): Tôi nhất trí với dự thảo."
    )


def test_the_direction_of_the_superior_replaces_the_bare_turn(words: Vietnamese) -> None:
    scene = at_discussion(in_session())
    speaks(scene, YEN, None)
    assert line(scene, words, "1. Đồng chí Lý Hải Yến").startswith(
        "1. Đồng chí Lý Hải Yến (Ủy viên Ban Thường vụ Đảng ủy phường): đã phát biểu"
    )

    scene.does(HOA, record.RecordDirection(YEN, "Biểu dương chi bộ", "Xin tiếp thu"))

    assert line(scene, words, "1. Đồng chí Lý Hải Yến") == ""
    assert line(scene, words, "Ý kiến đồng chí") == (
        "Ý kiến đồng chí Lý Hải Yến: Biểu dương chi bộ. Đồng chí chủ trì: Xin tiếp thu."
    )


def test_a_guest_who_speaks_is_not_called_comrade_and_is_not_counted(words: Vietnamese) -> None:
    scene = at_discussion(in_session().joined(PHUC))
    speaks(scene, PHUC, "cảm ơn chi bộ")

    assert line(scene, words, "1. Trịnh") == "1. Trịnh Hữu Phúc (Trưởng ban công tác Mặt trận): cảm ơn chi bộ."
    assert "IV- THẢO LUẬN (0/07 đồng chí phát biểu, đạt 0,0%)" in lines(scene, words)


def test_a_presenter_who_presents_is_no_speaker_in_the_discussion(words: Vietnamese) -> None:
    items = tuple(replace(one, presenter=MINH) if one.id == "last" else one for one in a_plan().items)
    scene = in_session(a_plan(items=items))
    scene.does(LAN, agenda.StartItem(ItemId("last"), "vào việc"))
    speaks(scene, MINH, None)

    assert "IV- THẢO LUẬN" in lines(scene, words)
    assert line(scene, words, "1. Nội dung last") == "1. Nội dung last: đồng chí Trần Văn Minh trình bày."


def test_an_item_names_its_papers_and_its_presenter(words: Vietnamese) -> None:
    papers = ("Kế hoạch số 58-KH/ĐU.", "Báo cáo tháng 11")
    items = tuple(replace(one, presenter=MINH, papers=papers) if one.id == "last" else one for one in a_plan().items)
    scene = in_session(a_plan(items=items))
    scene.does(LAN, agenda.StartItem(ItemId("last"), "vào việc"))
    scene.does(HOA, record.WriteItem(ItemId("last"), "Cơ bản hoàn thành.\n\nCòn chậm một việc"))

    told = lines(scene, words)
    start = told.index("1. Nội dung last")
    assert told[start + 1 : start + 5] == [
        "Đồng chí Trần Văn Minh trình bày.",
        "Cơ bản hoàn thành.",
        "Còn chậm một việc.",
        "Tài liệu: Kế hoạch số 58-KH/ĐU; Báo cáo tháng 11.",
    ]


def test_a_changed_order_of_speakers_is_told_with_its_reason(words: Vietnamese) -> None:
    scene = at_discussion(in_session())
    scene.does(TUAN, floor.AskForFloor())
    scene.does(MAI, floor.AskForFloor())
    scene.does(LAN, floor.ReorderFloor((MAI, TUAN), "đồng chí Mai phải vào ca"))

    assert "(lý do: đồng chí Mai phải vào ca)." in line(scene, words, "Đồng chí chủ trì thay đổi thứ tự")


# The end


def test_what_was_left_out_undone_or_added_is_told_with_its_reason(words: Vietnamese) -> None:
    scene = in_session()
    scene.does(LAN, agenda.SkipItem(ItemId("last"), "chưa có số liệu"))
    scene.does(LAN, agenda.StartItem(ItemId("decide"), "hết giờ"))
    scene.does(LAN, agenda.AddItem(ItemId("gift"), ItemId("decide"), "Thăm hỏi gia đình", 5, reason="việc gấp"))
    scene.does(LAN, agenda.FinishItem(ItemId("decide"), "để sang tháng sau"))

    assert "Nội dung last (lý do: chưa có số liệu)" in line(scene, words, "1. Nội dung không thực hiện")
    assert "2. Nội dung thực hiện chưa đầy đủ: Nội dung decide (lý do: để sang tháng sau)." in lines(scene, words)
    assert "3. Nội dung bổ sung vào chương trình: Thăm hỏi gia đình (lý do: việc gấp)." in lines(scene, words)


def test_conclusions_tasks_and_score_stand_in_the_fifth_part(words: Vietnamese) -> None:
    scene = in_session()
    scene.does(HOA, record.WriteConclusion(ItemId("talk"), "Thống nhất."))
    scene.does(HOA, closing.AssignTask(TaskId("t1"), "Dọn vệ sinh"))
    scene.does(HOA, closing.RecordScore((5, 1, 5, 20, 5, 10, 5)))

    assert line(scene, words, "1. Đồng chí chủ trì kết luận") == (
        "1. Đồng chí chủ trì kết luận (Nội dung talk): Thống nhất."
    )
    (table,) = (block for block in minutes_text(minutes(scene), words).blocks if isinstance(block, Table))
    assert table.rows == (("1", "Dọn vệ sinh", "Chi bộ", "thường xuyên"),)
    assert line(scene, words, "3. Tự đánh giá").endswith("Tổng 51/100 điểm, xếp loại Trung bình.")


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        *((100, Grade.GOOD), (90, Grade.GOOD), (89, Grade.FAIR), (70, Grade.FAIR)),
        *((69, Grade.AVERAGE), (50, Grade.AVERAGE), (49, Grade.POOR), (0, Grade.POOR)),
    ],
)
def test_grades_begin_at_90_70_and_50(total: int, grade: Grade) -> None:
    assert grade_of(total) is grade


def test_minutes_adopted_against_a_vote_and_with_a_correction_say_so(words: Vietnamese) -> None:
    scene = in_session()
    scene.does(LAN, agenda.StartItem(ItemId("minutes"), "gần hết giờ"))
    scene.does(HOA, closing.ReadMinutes())
    speaks(scene, TUAN, "sửa tên gói thầu")
    scene.opens_vote("q9", Matter.MINUTES)
    scene.in_favour(LAN, MINH, HOA, DUNG, question="q9")
    scene.votes(Answer.AGAINST, TUAN, question="q9")
    scene.closes_vote("q9")

    assert line(scene, words, "Người ghi biên bản đọc") == (
        "Người ghi biên bản đọc biên bản; chi bộ biểu quyết thông qua: tán thành 04/06 (66,7%); không tán thành 01 "
        "(16,7%); ý kiến khác 0; không biểu quyết 01; ý kiến sửa đổi: đồng chí Hoàng Anh Tuấn: sửa tên gói thầu."
    )
    assert "IV- THẢO LUẬN" in lines(scene, words), "a correction of the minutes is no contribution to the discussion"


def test_a_meeting_closed_early_says_what_is_left_and_why(words: Vietnamese) -> None:
    scene = closed(in_session())

    assert "Biên bản chưa được đọc và thông qua tại buổi sinh hoạt." in lines(scene, words)
    left = line(scene, words, "Khi bế mạc")
    assert left.endswith("(lý do: Mất điện toàn khu vực).")
    assert "biên bản chưa được thông qua" in left
    assert line(scene, words, "Nội dung chưa tiến hành").startswith("Nội dung chưa tiến hành: Nội dung reason; ")
    assert "Nội dung close" not in line(scene, words, "Nội dung chưa tiến hành")


def test_a_meeting_over_midnight_ends_on_another_date(words: Vietnamese) -> None:
    scene = in_session().later(5 * 3600 + 120)
    closed(scene)

    assert lines(scene, words)[-1].startswith(
        "Buổi sinh hoạt kết thúc hồi 00 giờ 02 phút, ngày 04 tháng 12 năm 2026, thời lượng 302 phút."
    )


def test_minutes_of_a_closed_meeting_do_not_depend_on_when_they_are_read(words: Vietnamese) -> None:
    scene = closed(with_minutes_adopted(in_session()))

    early, late = (minutes_of(scene.meeting, at) for at in (scene.at, LONG_AFTER))

    assert early == late
    assert minutes_text(early, words) == minutes_text(late, words)


def test_minutes_can_be_read_while_the_meeting_goes_on(words: Vietnamese) -> None:
    for scene in (Scene(), Scene().joined(LAN), in_session()):
        text = minutes_text(minutes(scene), words)

        assert not any("Buổi sinh hoạt kết thúc" in one for one in lines(scene, words))
        assert text.seal == ""


def test_an_annex_names_its_author_its_reason_and_who_signed_and_leaves_the_minutes_alone(words: Vietnamese) -> None:
    scene = closed(with_minutes_adopted(in_session()))
    before = minutes_text(minutes(scene), words)
    scene.does(HOA, closing.DraftAnnex(AnnexId("a1"), "Đồng chí Dũng phát biểu sau đồng chí Mai.", "ghi nhầm thứ tự"))
    assert not minutes(scene).annexes[0].in_force
    scene.does(LAN, closing.SignAnnex(AnnexId("a1")))

    annex = annex_text(minutes(scene), 1, words)

    assert minutes(scene).annexes[0].in_force
    assert minutes_text(minutes(scene), words) == before
    assert annex.type == "PHỤ LỤC BIÊN BẢN"
    assert annex.subject == "số 01, sinh hoạt chi bộ thường kỳ tháng 12 năm 2026"
    said = [block.text for block in annex.blocks if isinstance(block, Line)]
    assert "Lý do: ghi nhầm thứ tự." in said
    assert "Đồng chí Dũng phát biểu sau đồng chí Mai." in said
    assert said[-1] == "Đã ký xác nhận trên hệ thống: đồng chí Lê Thị Hoa, đồng chí Nguyễn Thị Lan."


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Học tập Nghị quyết số 12", "sinh hoạt chuyên đề: Học tập Nghị quyết số 12"),
        ("Sinh hoạt chuyên đề quý IV", "sinh hoạt chuyên đề quý IV"),
    ],
)
def test_a_thematic_meeting_is_titled_by_its_theme(words: Vietnamese, title: str, subject: str) -> None:
    scene = Scene(replace(a_plan(kind=MeetingKind.THEMATIC), title=title))

    assert minutes_text(minutes(scene), words).subject == subject


def test_a_regular_meeting_in_january_writes_its_month_with_a_zero(words: Vietnamese) -> None:
    new_year = datetime(2027, 1, 2, 18, 0, tzinfo=UTC)  # 01:00 on the 3rd in Hà Nội
    text = minutes_text(minutes(Scene(replace(a_plan(), starts_at=new_year))), words)

    assert text.subject == "sinh hoạt chi bộ thường kỳ tháng 01 năm 2027"


# How numbers and sentences are written


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
