"""What the minutes say about meetings that do not go as the specimen did."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server.meeting import agenda, attendance, closing, floor, record, recording, rights
from server.meeting.floor import FloorKind
from server.meeting.identity import AnnexId, ItemId, MemberId, TaskId
from server.meeting.rules import Matter, MeetingKind
from server.meeting.voting import Answer
from server.projections.document import Line, Table
from server.projections.minutes import minutes_of
from server.projections.minutes_text import annex_text, minutes_text
from server.projections.minutes_value import Grade, grade_of
from server.projections.vietnamese import Vietnamese
from tests.meeting.scenes import (
    DUNG,
    EVENING,
    HOA,
    KHOA,
    LAN,
    MAI,
    MINH,
    PHUC,
    PROGRAMME,
    THAO,
    TUAN,
    YEN,
    Scene,
    a_plan,
    closed,
    in_session,
    item,
    with_minutes_adopted,
)
from tests.projections.reading import line, lines, minutes

COMBINED = (item("paper", agenda.Step.PRESENTATION), *PROGRAMME)
LONG_AFTER = EVENING + timedelta(days=365)


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
    speaks(scene, MINH, None)
    scene.does(HOA, record.WriteItem(ItemId("last"), "Cơ bản hoàn thành.\n\nCòn chậm một việc"))

    told = lines(scene, words)
    start = told.index("1. Nội dung last")
    assert told[start + 1 : start + 5] == [
        "Đồng chí Trần Văn Minh trình bày.",
        "Cơ bản hoàn thành.",
        "Còn chậm một việc.",
        "Tài liệu: Kế hoạch số 58-KH/ĐU; Báo cáo tháng 11.",
    ]


def test_a_planned_presenter_who_never_spoke_is_not_said_to_have_presented(words: Vietnamese) -> None:
    items = tuple(replace(one, presenter=MINH) if one.id == "last" else one for one in a_plan().items)
    scene = in_session(a_plan(items=items))
    scene.does(LAN, agenda.StartItem(ItemId("last"), "vào việc"))
    scene.does(HOA, record.WriteItem(ItemId("last"), "Đồng chí chủ trì báo cáo"))

    assert not any("Trần Văn Minh trình bày" in one for one in lines(scene, words))


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


def test_adopted_minutes_stay_as_they_were_read_and_what_came_after_stands_in_the_last_part(words: Vietnamese) -> None:
    scene = at_discussion(in_session())
    scene.does(HOA, record.WriteItem(ItemId("talk"), "Chi bộ thảo luận sôi nổi."))
    adopted = up_to_the_close(with_minutes_adopted(scene), words)

    speaks(scene, TUAN, None)
    scene.does(LAN, agenda.SkipItem(ItemId("talk"), "không kịp"), rights.HandOverChair(MINH))
    scene.does(MAI, attendance.Leave())
    scene.joined(THAO).later(600)
    scene.does(MINH, closing.CloseMeeting("Hết giờ"))

    assert up_to_the_close(scene, words) == adopted
    assert line(scene, words, "Nội dung không thực hiện sau").endswith(": Nội dung talk (lý do: không kịp).")
    assert line(scene, words, "Từ 19 giờ").endswith("đồng chí Trần Văn Minh, Phó Bí thư Chi bộ được giao chủ trì.")
    assert minutes_text(minutes(scene), words).signatures[1].name == "Trần Văn Minh"
    assert line(scene, words, "Người ghi biên bản đọc").endswith("không có ý kiến sửa đổi.")


def up_to_the_close(scene: Scene, words: Vietnamese) -> list[str]:
    told = lines(scene, words)
    return told[: told.index("VI- KẾT THÚC")]


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


@pytest.mark.parametrize(
    ("kind", "items", "lasted", "told"),
    [
        (MeetingKind.REGULAR, PROGRAMME, 90, ""),
        (MeetingKind.REGULAR, PROGRAMME, 89, "thiếu 01 phút so với mức tối thiểu 90 phút."),
        (MeetingKind.REGULAR, COMBINED, 90, "thiếu 30 phút so với mức tối thiểu 120 phút."),
        (MeetingKind.THEMATIC, COMBINED, 60, ""),
    ],
)
def test_a_meeting_shorter_than_its_rules_want_says_so_and_closes_all_the_same(
    words: Vietnamese, kind: MeetingKind, items: tuple[agenda.ItemPlan, ...], lasted: int, told: str
) -> None:
    scene = Scene(a_plan(kind=kind, items=items)).joined(LAN).called_to_order()
    scene.later(lasted * 60)
    closed(scene)

    assert line(scene, words, "Thời lượng buổi sinh hoạt").endswith(told)
    assert bool(line(scene, words, "Thời lượng buổi sinh hoạt")) == bool(told)


def test_before_the_close_it_can_be_told_how_much_too_early_it_would_be() -> None:
    scene = Scene().joined(LAN)
    assert scene.meeting.minutes_short(scene.at) == 0, "not called to order yet"
    scene.called_to_order().later(30 * 60)

    assert scene.meeting.minutes_short(scene.at) == 60


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


# Recording


def test_the_minutes_tell_of_a_recording_its_decision_and_what_is_missing(words: Vietnamese) -> None:
    scene = in_session(a_plan(may_record="Công văn số 52-CV/ĐU"))
    scene.does(LAN, recording.StartRecording(document="Kế hoạch số 7-KH/CB")).clear()
    scene.later(600).does(LAN, recording.StopRecording())
    scene.does(None, recording.ReportRecording(1, 2, 5))

    said = line(scene, words, "Có ghi âm, ghi hình")

    assert "19 giờ 00 phút đến 19 giờ 10 phút, theo văn bản: Kế hoạch số 7-KH/CB." in said
    assert said.endswith("Bản ghi thiếu 02 đoạn, tổng cộng 05 giây.")


def test_what_is_found_missing_after_the_close_changes_no_minutes(words: Vietnamese) -> None:
    scene = in_session(a_plan(may_record="Công văn số 52-CV/ĐU"))
    scene.does(LAN, recording.StartRecording(document="Kế hoạch số 7-KH/CB"))
    said = lines(closed(scene), words)

    scene.does(None, recording.ReportRecording(1, 2, 5))

    assert lines(scene, words) == said
    assert "đến khi kết thúc buổi sinh hoạt" in line(scene, words, "Có ghi âm, ghi hình")


def test_the_minutes_of_a_meeting_that_was_not_recorded_say_nothing_of_it(words: Vietnamese) -> None:
    assert line(closed(in_session()), words, "Có ghi âm") == ""
