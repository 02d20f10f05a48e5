"""Votes in the minutes: every figure, and none that may not be told."""

import pytest

from server.meeting import record, voting
from server.meeting.identity import QuestionId
from server.meeting.rules import Matter
from server.meeting.voting import Answer, BallotCount, VoteForm
from server.projections.vietnamese import Vietnamese
from tests.meeting.scenes import (
    DUNG,
    HOA,
    LAN,
    MAI,
    MINH,
    OFFICIAL_AND_HERE,
    SEALED,
    TUAN,
    Scene,
    a_plan,
    in_session,
)
from tests.projections.reading import line


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


def test_a_binding_ballot_that_is_withheld_is_no_poll(words: Vietnamese) -> None:
    scene = in_session(a_plan(permission="Công văn 5-CV/ĐU"))
    secret(scene, 2, BallotCount(2, 0, 0))

    assert line(scene, words, "1. Biểu quyết bằng phiếu kín").endswith(
        "không công bố kết quả vì có dưới 03 phiếu; nội dung chưa có kết quả biểu quyết."
    )


@pytest.mark.parametrize(("here", "warned"), [(4, True), (5, False)])
def test_a_secret_poll_of_so_few_that_it_may_reveal_says_so(words: Vietnamese, here: int, warned: bool) -> None:
    scene = Scene().joined(*OFFICIAL_AND_HERE[:here]).called_to_order()
    scene.opens_vote(form=VoteForm.SECRET, may_reveal=True)
    for member in OFFICIAL_AND_HERE[:here]:
        scene.does(member, voting.CastBallot(QuestionId("q1"), SEALED))
    scene.closes_vote(count=BallotCount(here, 0, 0))

    told = "Chi bộ đã được lưu ý: số phiếu ít, kết quả có thể cho biết ý kiến từng đồng chí."
    assert line(scene, words, "1. Thăm dò").endswith(told) == warned


def test_an_open_vote_of_few_has_nothing_to_reveal(words: Vietnamese) -> None:
    scene = Scene().joined(LAN, MINH, HOA).called_to_order()
    scene.carries("q1", Matter.RESOLUTION)

    assert "lưu ý" not in line(scene, words, "1. Biểu quyết")


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
