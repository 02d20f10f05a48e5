"""The floor: one order for all, one speaker at a time, a limit everybody sees."""

import pytest

from server.meeting.agenda import StartItem
from server.meeting.attendance import CheckIn, CheckOut, Join, Leave, ResumeService
from server.meeting.closing import CloseMeeting
from server.meeting.floor import (
    AskForFloor,
    CloseFreeDiscussion,
    EndFloor,
    ExtendFloor,
    FloorEnded,
    FloorGiven,
    FloorKind,
    GiveFloor,
    OpenFreeDiscussion,
    ReorderFloor,
    SubmitWrittenOpinion,
    WithdrawRequest,
    YieldFloor,
)
from server.meeting.identity import ItemId, MemberId, QuestionId
from server.meeting.voting import OpenVote
from tests.meeting.scenes import (
    BICH,
    DUNG,
    HOA,
    KHOA,
    LAN,
    MAI,
    MINH,
    PHUC,
    STRANGER,
    THAO,
    TUAN,
    YEN,
    Scene,
    in_session,
    with_minutes_adopted,
)


def queue(scene: Scene) -> list[MemberId]:
    return [request.member for request in scene.meeting.floor.queue]


def asked(*members: MemberId) -> Scene:
    scene = in_session()
    for member in members:
        scene.does(member, AskForFloor())
    return scene


def test_those_who_ask_wait_in_the_order_in_which_they_asked() -> None:
    scene = asked(TUAN, KHOA, MAI)

    assert queue(scene) == [TUAN, KHOA, MAI]
    assert scene.meeting.floor.place_of(MAI) == 3
    assert scene.meeting.floor.place_of(LAN) is None


def test_a_point_of_order_goes_before_all_else_and_behind_earlier_points_of_order() -> None:
    scene = asked(TUAN, MAI)
    scene.does(MINH, AskForFloor(FloorKind.POINT_OF_ORDER))
    scene.does(DUNG, AskForFloor(FloorKind.POINT_OF_ORDER))
    scene.does(HOA, AskForFloor(FloorKind.QUESTION))

    assert queue(scene) == [MINH, DUNG, TUAN, MAI, HOA]


def test_nobody_waits_twice_or_waits_while_speaking() -> None:
    scene = asked(TUAN)
    assert scene.refusal(TUAN, AskForFloor()) == "already-asked"

    scene.does(LAN, GiveFloor(TUAN))

    assert scene.refusal(TUAN, AskForFloor()) == "already-holding"
    assert queue(scene) == []


def test_a_request_can_be_withdrawn_once() -> None:
    scene = asked(TUAN)
    scene.does(TUAN, WithdrawRequest())

    assert queue(scene) == []
    assert scene.refusal(TUAN, WithdrawRequest()) == "not-asked"


def test_giving_the_floor_ends_the_turn_before() -> None:
    scene = asked(TUAN, MAI)
    scene.does(LAN, GiveFloor(TUAN))

    events = scene.does(LAN, GiveFloor(MAI))

    assert events[0] == FloorEnded(TUAN, by_chair=True)
    assert isinstance(events[1], FloorGiven)
    assert scene.meeting.floor.holder == MAI
    ended = scene.meeting.floor.contributions[0]
    assert (ended.member, ended.until_at) == (TUAN, scene.at)


def test_a_turn_keeps_what_it_was_asked_for_unless_the_chair_says_otherwise() -> None:
    scene = in_session()
    scene.does(TUAN, AskForFloor(FloorKind.QUESTION))
    scene.does(LAN, GiveFloor(TUAN))
    scene.does(LAN, GiveFloor(MINH, kind=FloorKind.REPLY))
    scene.does(LAN, GiveFloor(MAI))

    assert [one.kind for one in scene.meeting.floor.contributions] == [
        FloorKind.QUESTION,
        FloorKind.REPLY,
        FloorKind.SPEECH,
    ]


def test_the_floor_is_given_only_to_somebody_in_the_room() -> None:
    scene = asked(TUAN)
    scene.does(TUAN, Leave())
    scene.later(200)

    assert scene.refusal(LAN, GiveFloor(TUAN)) == "not-here"
    assert scene.refusal(LAN, GiveFloor(BICH)) == "not-here"
    assert scene.refusal(LAN, GiveFloor(STRANGER)) == "no-such-member"
    assert queue(scene) == [TUAN], "a refusal changes nothing"


def test_observers_and_guests_do_not_ask_but_may_be_given_the_floor_and_give_it_back() -> None:
    scene = in_session().joined(PHUC)
    assert scene.refusal(YEN, AskForFloor()) == "not-yours"
    assert scene.refusal(PHUC, AskForFloor()) == "not-yours"

    scene.does(LAN, GiveFloor(YEN))
    assert scene.meeting.media_rights(YEN).audio
    scene.does(YEN, YieldFloor())

    assert scene.meeting.floor.turn is None
    assert not scene.meeting.media_rights(YEN).audio


def test_only_the_holder_yields_and_only_the_chair_ends() -> None:
    scene = asked(TUAN)
    assert scene.refusal(LAN, EndFloor()) == "nobody-holding"
    assert scene.refusal(LAN, ExtendFloor()) == "nobody-holding"
    scene.does(LAN, GiveFloor(TUAN))
    assert scene.refusal(MAI, YieldFloor()) == "not-holding"
    assert scene.refusal(MAI, EndFloor()) == "not-yours"
    assert scene.refusal(LAN, GiveFloor(TUAN)) == "already-holding"

    (event,) = scene.does(LAN, EndFloor())

    assert event == FloorEnded(TUAN, by_chair=True)


@pytest.mark.parametrize("limit_s", [29, 3_601, 0, -5])
def test_a_limit_has_limits(limit_s: int) -> None:
    assert in_session().refusal(LAN, GiveFloor(TUAN, limit_s)) == "number-out-of-range"


def test_the_limit_is_three_minutes_and_may_be_extended() -> None:
    scene = in_session()
    scene.does(LAN, GiveFloor(TUAN), ExtendFloor(60))
    assert scene.refusal(LAN, ExtendFloor(601)) == "number-out-of-range"

    turn = scene.meeting.floor.turn
    assert turn is not None
    assert turn.limit_s == 240


def test_the_chair_reorders_with_a_reason_that_everybody_sees() -> None:
    scene = asked(TUAN, KHOA, MAI)
    assert scene.refusal(LAN, ReorderFloor((MAI, TUAN, KHOA), "")) == "reason-needed"
    for wrong in ((MAI, TUAN), (MAI, MAI, TUAN), (MAI, TUAN, HOA), ()):
        assert scene.refusal(LAN, ReorderFloor(wrong, "Theo chủ đề")) == "bad-order"

    scene.does(LAN, ReorderFloor((MAI, TUAN, KHOA), "Đồng chí Mai phải vào ca"))

    assert queue(scene) == [MAI, TUAN, KHOA]
    assert scene.meeting.floor.reorderings[-1].reason == "Đồng chí Mai phải vào ca"


def test_in_free_discussion_every_member_is_heard_and_no_observer() -> None:
    scene = in_session()
    scene.does(LAN, OpenFreeDiscussion())
    assert scene.meeting.media_rights(KHOA).audio
    assert not scene.meeting.media_rights(YEN).audio
    assert scene.refusal(LAN, OpenFreeDiscussion()) == "free-discussion-on"

    scene.does(LAN, CloseFreeDiscussion())

    assert not scene.meeting.media_rights(KHOA).audio
    assert scene.refusal(LAN, CloseFreeDiscussion()) == "free-discussion-off"


def test_a_written_opinion_counts_as_a_contribution_to_the_current_item() -> None:
    scene = in_session()
    scene.does(LAN, StartItem(ItemId("reason")))
    assert scene.refusal(TUAN, SubmitWrittenOpinion(" ")) == "text-empty"
    assert scene.refusal(TUAN, SubmitWrittenOpinion("x" * 8_001)) == "text-too-long"

    scene.does(TUAN, SubmitWrittenOpinion("  Đề nghị giữ thời hạn.\n"))

    (written,) = scene.meeting.floor.contributions
    assert (written.member, written.written, written.item) == (TUAN, "Đề nghị giữ thời hạn.", "reason")


def test_contributions_have_ids_in_the_order_of_the_meeting() -> None:
    scene = in_session()
    scene.does(LAN, GiveFloor(TUAN))
    scene.does(MAI, SubmitWrittenOpinion("Nhất trí."))
    scene.does(LAN, GiveFloor(YEN))

    assert [one.id for one in scene.meeting.floor.contributions] == ["c1", "c2", "c3"]
    assert [one.member for one in scene.meeting.floor.contributions] == [TUAN, MAI, YEN]


def test_a_turn_that_lasts_at_the_close_ends_with_it() -> None:
    scene = in_session()
    scene.does(LAN, GiveFloor(TUAN))
    scene.does(LAN, CloseMeeting("Mất điện"))

    assert scene.meeting.floor.turn is None
    assert scene.meeting.floor.contributions[0].until_at == scene.at


def test_no_opinion_comes_in_writing_once_the_minutes_are_adopted() -> None:
    scene = with_minutes_adopted(in_session())

    assert scene.refusal(TUAN, SubmitWrittenOpinion("Còn một ý nữa")) == "minutes-adopted"


def test_somebody_at_a_site_is_heard_through_the_keepers_line_and_gives_the_floor_back_through_it() -> None:
    scene = in_session()
    scene.does(LAN, CheckIn((THAO,), keeper=DUNG))
    scene.does(DUNG, AskForFloor(on_behalf_of=THAO))

    scene.does(LAN, GiveFloor(THAO))

    assert scene.meeting.media_rights(DUNG).audio
    assert not scene.meeting.media_rights(TUAN).audio
    assert scene.refusal(TUAN, YieldFloor()) == "not-holding"
    scene.does(DUNG, YieldFloor())
    assert scene.meeting.floor.holder is None
    assert not scene.meeting.media_rights(DUNG).audio


def test_only_the_keeper_asks_for_those_at_the_site_and_withdraws_for_them() -> None:
    scene = in_session()
    scene.does(LAN, CheckIn((THAO,), keeper=DUNG))

    assert scene.refusal(TUAN, AskForFloor(on_behalf_of=THAO)) == "not-site-keeper"
    scene.does(DUNG, AskForFloor(on_behalf_of=THAO))
    assert scene.refusal(TUAN, WithdrawRequest(on_behalf_of=THAO)) == "not-site-keeper"
    scene.does(DUNG, WithdrawRequest(on_behalf_of=THAO))

    assert scene.meeting.floor.queue == ()


def test_a_lost_line_keeps_its_place_for_the_grace_and_no_longer() -> None:
    scene = asked(TUAN, MAI)
    scene.does(TUAN, Leave())
    scene.later(100).does(KHOA, AskForFloor())
    assert queue(scene) == [TUAN, MAI, KHOA]

    scene.later(60).does(HOA, AskForFloor())

    assert queue(scene) == [MAI, KHOA, HOA]
    scene.joined(TUAN).does(TUAN, AskForFloor())
    assert queue(scene) == [MAI, KHOA, HOA, TUAN]


def test_who_left_the_queue_with_the_room_does_not_hold_up_a_vote() -> None:
    scene = asked(TUAN)
    vote = OpenVote(QuestionId("q1"), "Đồng chí nào đồng ý?")
    scene.does(TUAN, Leave())
    assert scene.refusal(LAN, vote) == "speakers-waiting"

    scene.later(200).does(LAN, vote)

    assert queue(scene) == []


def test_a_speaker_whose_line_drops_for_a_moment_keeps_the_floor() -> None:
    scene = in_session()
    scene.does(LAN, GiveFloor(TUAN))

    scene.later(30).does(TUAN, Leave())
    scene.later(20).does(TUAN, Join())

    assert scene.meeting.floor.holder == TUAN


def test_a_turn_ends_once_its_speaker_is_gone_for_longer_than_the_grace() -> None:
    scene = in_session()
    scene.does(LAN, GiveFloor(TUAN))
    scene.later(30).does(TUAN, Leave())

    scene.later(200).does(KHOA, AskForFloor())

    assert scene.meeting.floor.turn is None
    assert scene.meeting.floor.contributions[0].until_at == scene.at


def test_a_turn_at_a_site_ends_with_the_way_home_and_outlives_a_moment_of_the_keepers_line() -> None:
    for command, is_over in ((Leave(), False), (CheckOut(THAO), True)):
        scene = in_session()
        scene.does(LAN, CheckIn((THAO,), keeper=DUNG))
        scene.does(LAN, GiveFloor(THAO))

        scene.does(DUNG, command)

        assert (scene.meeting.floor.turn is None) is is_over


def test_a_speaker_who_does_not_come_back_after_the_service_stopped_holds_nobody_up() -> None:
    scene = in_session()
    scene.does(MAI, AskForFloor())
    scene.does(LAN, GiveFloor(TUAN))
    stopped_at = scene.at
    scene.later(600).does(None, ResumeService(stopped_at))
    assert scene.meeting.floor.holder == TUAN, "nobody left while the service was away"
    assert queue(scene) == [MAI]

    scene.joined(LAN, MAI).later(200).does(KHOA, Join())

    assert scene.meeting.floor.turn is None
    assert queue(scene) == [MAI]
