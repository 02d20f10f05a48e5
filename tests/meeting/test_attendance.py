"""Attendance by join time: spells, grace, sites, corrections, and what happens when the service itself stops."""

from datetime import timedelta

import pytest

from server.meeting.agenda import StartItem
from server.meeting.attendance import (
    AttendanceState,
    CheckIn,
    CheckInAsked,
    CheckOut,
    ConfirmCheckIn,
    CorrectAttendance,
    DeclineCheckIn,
    Join,
    Leave,
    LeaveRoom,
    MemberJoined,
    ResumeService,
    Spell,
    TakeRoll,
)
from server.meeting.floor import AskForFloor, GiveFloor
from server.meeting.identity import ItemId, MemberId, QuestionId, SiteId
from server.meeting.roll import Leave as LeaveRequest
from server.meeting.voting import Answer, CastVote
from server.projections.live_view import is_late, state_of
from tests.meeting.scenes import (
    BICH,
    DUNG,
    EVENING,
    HOA,
    KHOA,
    LAN,
    MAI,
    MINH,
    PHUC,
    QUANG,
    SON,
    STRANGER,
    THAO,
    TUAN,
    VINH,
    YEN,
    Scene,
    a_plan,
    entry,
    in_session,
    with_minutes_adopted,
)

ABSENT = AttendanceState.ABSENT_WITHOUT_REASON
PRESENT = AttendanceState.PRESENT


def is_present(scene: Scene, member: MemberId) -> bool:
    return scene.meeting.attendance.is_present(member, scene.at)


def spells(scene: Scene, member: MemberId) -> tuple[Spell, ...]:
    return scene.meeting.attendance.of(member).spells


def test_joining_is_being_present_from_that_moment() -> None:
    scene = Scene()
    assert not is_present(scene, MAI)

    scene.joined(MAI)

    assert is_present(scene, MAI)
    assert spells(scene, MAI) == (Spell(scene.at),)


def test_a_second_tab_is_no_second_arrival() -> None:
    scene = Scene().joined(MAI)

    assert scene.does(MAI, Join()) == []


def test_leaving_without_having_come_is_nothing() -> None:
    assert Scene().does(MAI, Leave()) == []


@pytest.mark.parametrize(("away_s", "expected"), [(5, 1), (119, 1), (121, 2), (3_600, 2)])
def test_a_line_back_within_two_minutes_was_never_gone(away_s: int, expected: int) -> None:
    scene = Scene().joined(MAI)
    scene.does(MAI, Leave())

    scene.later(away_s - 1).joined(MAI)

    assert len(spells(scene, MAI)) == expected


def test_within_the_grace_the_member_still_counts_as_present_and_then_no_more() -> None:
    scene = Scene().joined(MAI)
    scene.does(MAI, Leave())

    assert is_present(scene.later(120), MAI)
    assert not is_present(scene.later(1), MAI)


def test_a_spell_ends_when_the_line_was_lost_not_when_the_grace_ran_out() -> None:
    scene = Scene().joined(MAI)
    scene.does(MAI, Leave())
    left_at = scene.at

    scene.later(600).joined(MAI)

    assert spells(scene, MAI)[0].to_at == left_at


def test_the_grace_is_that_of_the_plan() -> None:
    scene = Scene().joined(MAI)

    assert scene.meeting.attendance.grace_s == scene.meeting.plan.reconnect_grace_s == 120


def test_who_may_come_in() -> None:
    scene = Scene()

    scene.joined(LAN, KHOA, BICH, SON, THAO, YEN, PHUC)

    assert scene.refusal(QUANG, Join()) == "not-summoned"
    assert scene.refusal(STRANGER, Join()) == "not-yours"


# Sites


def a_site() -> Scene:
    """Dũng keeps the site in Vinh; Khoa and Thảo sit beside him."""
    scene = Scene().joined(LAN, DUNG)
    scene.does(LAN, CheckIn((KHOA, THAO), VINH, DUNG))
    return scene


def test_members_beside_the_keeper_are_present_each_by_name() -> None:
    scene = a_site()

    assert is_present(scene, KHOA)
    assert scene.meeting.attendance.kept_by(DUNG) == (KHOA, THAO)
    assert {scene.meeting.attendance.of(member).site for member in (DUNG, KHOA, THAO)} == {VINH}


def test_when_the_keepers_line_drops_everybody_at_the_site_is_lost_and_comes_back_together() -> None:
    scene = a_site()
    scene.does(DUNG, Leave())
    assert not scene.meeting.attendance.of(KHOA).is_connected

    scene.later(30).joined(DUNG)

    assert len(spells(scene, KHOA)) == 1
    assert scene.meeting.attendance.of(KHOA).is_connected


def test_a_member_who_leaves_the_site_does_not_come_back_with_the_keeper() -> None:
    scene = a_site()
    scene.does(DUNG, CheckOut(KHOA), Leave())
    scene.later(300).joined(DUNG)

    assert not is_present(scene, KHOA)
    assert is_present(scene, THAO)


def test_a_member_with_a_line_of_their_own_is_not_taken_behind_another() -> None:
    scene = Scene().joined(DUNG, KHOA)

    assert scene.does(LAN, CheckIn((KHOA,), keeper=DUNG)) == []
    assert scene.meeting.attendance.of(KHOA).via is None


def test_a_member_at_a_site_who_opens_their_own_line_stays_when_the_keeper_goes() -> None:
    scene = a_site()
    scene.joined(KHOA)
    scene.does(DUNG, Leave())
    scene.later(500)

    assert is_present(scene, KHOA)
    assert not is_present(scene, THAO)
    assert len(spells(scene, KHOA)) == 1


def test_a_keeper_cannot_sit_behind_another_keeper() -> None:
    """Otherwise the people behind both would be connected for ever: nobody's line would end theirs."""
    scene = Scene().joined(LAN, DUNG)
    scene.does(LAN, CheckIn((TUAN,)))

    assert scene.refusal(TUAN, CheckIn((MAI,))) == "not-here"
    assert scene.refusal(LAN, CheckIn((MAI,), keeper=TUAN)) == "not-here"


def test_the_table_may_check_in_for_a_keeper_and_nobody_else_may() -> None:
    scene = in_session()

    scene.does(HOA, CheckIn((THAO,), VINH, keeper=DUNG))

    assert scene.meeting.attendance.of(THAO).via == DUNG
    assert scene.refusal(TUAN, CheckIn((BICH,), keeper=DUNG)) == "not-site-keeper"
    assert scene.refusal(TUAN, CheckOut(THAO)) == "not-site-keeper"
    scene.does(LAN, CheckOut(THAO))
    assert scene.refusal(LAN, CheckOut(THAO)) == "not-here"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (CheckIn((STRANGER,)), "no-such-member"),
        (CheckIn((YEN,)), "no-such-member"),
        (CheckIn((QUANG,)), "not-summoned"),
        (CheckIn((KHOA,), SiteId("nowhere")), "no-such-item"),
        (CheckIn((THAO,), keeper=MAI), "not-here"),
        (CheckIn((THAO,), keeper=YEN), "not-a-member"),
    ],
)
def test_who_cannot_be_checked_in(command: CheckIn, code: str) -> None:
    scene = Scene().joined(LAN, YEN)

    assert scene.refusal(LAN, command) == code


def test_checking_in_nobody_only_names_the_site() -> None:
    scene = Scene().joined(DUNG)

    scene.does(DUNG, CheckIn((), VINH))
    again = scene.does(LAN, CheckIn((DUNG, DUNG), VINH, DUNG))

    assert scene.meeting.attendance.of(DUNG).site == VINH
    assert again == []


# The opening roll


def test_the_opening_roll_is_who_was_present_and_stays_so() -> None:
    scene = in_session()
    scene.does(HOA, TakeRoll())
    scene.does(TUAN, Leave())
    scene.later(600)

    roll = scene.meeting.attendance.opening_roll
    assert roll is not None
    assert TUAN in roll
    assert YEN not in roll, "observers are not on the roll"
    assert scene.meeting.attendance.opening_roll_at is not None


def test_the_roll_is_taken_once_and_the_meeting_goes_on() -> None:
    scene = in_session()
    scene.does(LAN, StartItem(ItemId("roll"), "Vào việc"))
    scene.does(HOA, TakeRoll())
    first = scene.meeting.attendance.opening_roll
    scene.later(60).joined(BICH)

    assert scene.refusal(LAN, TakeRoll()) == "roll-taken"

    assert scene.meeting.attendance.opening_roll == first
    scene.does(LAN, StartItem(ItemId("adopt")))


# Corrections


def test_a_correction_needs_a_reason_and_a_member_and_a_state_that_people_may_give() -> None:
    scene = in_session()

    assert scene.refusal(LAN, CorrectAttendance(TUAN, ABSENT, "  ")) == "reason-needed"
    assert scene.refusal(LAN, CorrectAttendance(YEN, ABSENT, "Về sớm")) == "no-such-member"
    assert scene.refusal(LAN, CorrectAttendance(TUAN, AttendanceState.EXEMPT, "Tuổi cao")) == "wrong-type"
    assert scene.refusal(TUAN, CorrectAttendance(TUAN, PRESENT, "Tôi có mặt")) == "not-yours"
    assert scene.refusal(LAN, CorrectAttendance(QUANG, PRESENT, "Đã đến")) == "not-summoned"


def test_who_is_heard_by_telephone_is_put_down_as_present_and_may_be_given_a_vote() -> None:
    scene = in_session()
    scene.does(HOA, CorrectAttendance(THAO, PRESENT, "Dự qua điện thoại"))

    assert is_present(scene, THAO)
    correction = scene.meeting.attendance.of(THAO).correction
    assert correction is not None
    assert (correction.by, correction.reason) == (HOA, "Dự qua điện thoại")


def test_who_was_put_down_as_absent_and_then_comes_is_present() -> None:
    scene = Scene().joined(LAN)
    scene.does(LAN, CorrectAttendance(MAI, ABSENT, "Không liên lạc được"))

    scene.later(600).joined(MAI)

    assert is_present(scene, MAI)
    assert state_of(scene.meeting, a_plan().roll[5]) is PRESENT


def test_who_was_put_down_as_absent_while_connected_stays_absent_though_the_line_flickers() -> None:
    """Somebody else sits at that screen."""
    scene = in_session()
    scene.does(LAN, CorrectAttendance(TUAN, ABSENT, "Người khác đăng nhập thay"))
    for flicker in (Leave(), Join()):
        scene.does(TUAN, flicker)

        assert not is_present(scene, TUAN)


def test_who_was_put_down_as_present_is_present_until_they_come_and_go_again() -> None:
    scene = in_session()
    scene.does(HOA, CorrectAttendance(MINH, PRESENT, "Mất mạng, dự qua điện thoại"))
    scene.joined(MINH)
    scene.does(MINH, Leave())
    scene.later(600)

    assert not is_present(scene, MINH)
    assert scene.meeting.attendance.was_here(MINH)


def test_the_roll_cannot_be_corrected_once_the_minutes_are_adopted() -> None:
    scene = with_minutes_adopted(in_session())

    assert scene.refusal(LAN, CorrectAttendance(TUAN, ABSENT, "Về sớm")) == "minutes-adopted"
    assert scene.refusal(LAN, TakeRoll()) == "minutes-adopted"


# The service stops


def test_nobody_left_when_the_service_stopped_for_ten_minutes() -> None:
    scene = in_session()
    down_from_at = scene.at
    scene.later(600).does(None, ResumeService(down_from_at))
    assert is_present(scene, TUAN)

    scene.later(100).joined(TUAN)

    assert len(spells(scene, TUAN)) == 1


def test_who_does_not_come_back_after_the_stop_left_when_the_service_stopped() -> None:
    scene = in_session()
    down_from_at = scene.at
    scene.later(600).does(None, ResumeService(down_from_at))
    scene.later(121)

    assert not is_present(scene, TUAN)
    assert spells(scene, TUAN)[-1].to_at == down_from_at


def test_who_had_gone_home_before_the_stop_is_not_brought_back_by_it() -> None:
    scene = in_session()
    scene.does(TUAN, Leave())
    scene.later(1_800)
    scene.later(60).does(None, ResumeService(scene.at - timedelta(seconds=50)))

    assert not is_present(scene, TUAN)
    scene.later(10).joined(TUAN)
    assert len(spells(scene, TUAN)) == 2


def test_who_lost_the_line_just_before_the_stop_gets_the_grace_too() -> None:
    scene = in_session()
    scene.does(TUAN, Leave())
    down_from_at = scene.later(30).at
    scene.later(900).does(None, ResumeService(down_from_at))

    assert is_present(scene, TUAN)


def test_a_second_stop_right_after_the_first_extends_the_grace() -> None:
    scene = in_session()
    scene.later(300).does(None, ResumeService(scene.at))
    scene.later(60)
    scene.later(300).does(None, ResumeService(scene.at - timedelta(seconds=300)))

    assert is_present(scene, TUAN)


def test_a_pulse_from_a_clock_ahead_makes_no_spell_that_ends_in_the_future() -> None:
    scene = in_session()
    scene.does(None, ResumeService(scene.at + timedelta(hours=7)))

    to_at = spells(scene, TUAN)[-1].to_at
    assert to_at is not None
    assert to_at <= scene.at


def test_a_pulse_older_than_the_arrival_makes_no_spell_that_runs_backwards() -> None:
    scene = Scene().joined(MAI)
    scene.does(None, ResumeService(scene.at - timedelta(seconds=5)))

    (spell,) = spells(scene, MAI)
    assert spell.to_at == spell.from_at


def test_a_stop_of_an_empty_room_is_no_event() -> None:
    assert Scene().does(None, ResumeService(EVENING)) == []


# How a member stands in the roll


def test_lateness_counts_from_the_later_of_plan_and_call_to_order() -> None:
    scene = Scene().joined(LAN, TUAN)
    scene.at = EVENING + timedelta(minutes=20)  # everybody waited for the chair
    scene.joined(HOA).called_to_order()
    on_time = scene.later(290).joined(MINH)
    assert not is_late(on_time.meeting, on_time.meeting.attendance.of(MINH))

    scene.later(30).joined(MAI)

    assert is_late(scene.meeting, scene.meeting.attendance.of(MAI))
    assert not is_late(scene.meeting, scene.meeting.attendance.of(HOA))


def test_nobody_is_late_before_the_meeting_has_begun() -> None:
    scene = Scene()
    scene.at = EVENING + timedelta(hours=1)
    scene.joined(MAI)

    assert not is_late(scene.meeting, scene.meeting.attendance.of(MAI))


@pytest.mark.parametrize(
    ("accepted", "state"),
    [
        (True, AttendanceState.ABSENT_WITH_REASON),
        (False, AttendanceState.ABSENT_WITHOUT_REASON),
        (None, AttendanceState.ABSENT_WITHOUT_REASON),
    ],
)
def test_an_absence_is_excused_only_if_the_leave_was_accepted(accepted: bool | None, state: AttendanceState) -> None:
    away = entry("away", leave=LeaveRequest("Đi công tác", accepted))
    scene = Scene(a_plan([*a_plan().roll, away]))

    assert state_of(scene.meeting, away) is state


def test_the_registry_speaks_for_those_who_did_not_come() -> None:
    scene = in_session()
    states = {one.member: state_of(scene.meeting, one) for one in scene.meeting.plan.roll}

    assert states[BICH] is AttendanceState.EXEMPT
    assert states[SON] is AttendanceState.ATTACHED_ELSEWHERE
    assert states[QUANG] is AttendanceState.SUSPENDED
    assert states[LAN] is PRESENT


def test_an_exempt_member_who_comes_is_present() -> None:
    scene = in_session().joined(BICH)

    assert state_of(scene.meeting, a_plan().roll[7]) is PRESENT
    assert scene.does(BICH, Leave(), Join())[-1] == MemberJoined(BICH)


def test_a_keeper_alone_makes_nobody_present_until_chair_or_minute_taker_confirms() -> None:
    scene = Scene().joined(LAN, DUNG)

    scene.does(DUNG, CheckIn((THAO, BICH), VINH))

    assert not is_present(scene, THAO)
    assert scene.meeting.attendance.asked == (CheckInAsked(DUNG, VINH, (THAO, BICH)),)
    assert scene.does(DUNG, CheckIn((THAO, BICH), VINH)) == [], "said once is enough"
    assert scene.refusal(TUAN, ConfirmCheckIn(DUNG)) == "not-yours"
    scene.does(LAN, ConfirmCheckIn(DUNG))
    assert is_present(scene, THAO)
    assert scene.meeting.attendance.of(THAO).via == DUNG
    assert not scene.meeting.attendance.asked


def test_nobody_votes_for_a_member_whose_presence_nobody_confirmed() -> None:
    scene = in_session()
    scene.does(MAI, LeaveRoom())
    scene.does(DUNG, CheckIn((MAI,), VINH))
    scene.opens_vote()

    assert scene.refusal(DUNG, CastVote(QuestionId("q1"), Answer.IN_FAVOUR, on_behalf_of=MAI)) == "not-site-keeper"


def test_what_a_keeper_says_may_be_declined_and_said_again() -> None:
    scene = Scene().joined(LAN, DUNG)
    scene.does(DUNG, CheckIn((THAO, BICH), VINH))
    scene.does(DUNG, CheckIn((THAO,), VINH))
    assert [one.members for one in scene.meeting.attendance.asked] == [(THAO,)], "the last word counts"

    scene.does(LAN, DeclineCheckIn(DUNG))

    assert scene.meeting.attendance.asked == ()
    assert scene.refusal(LAN, ConfirmCheckIn(DUNG)) == "not-asked"
    assert scene.does(DUNG, CheckIn((THAO,), VINH)) != []


def test_who_came_on_an_own_line_meanwhile_is_not_put_behind_the_keeper() -> None:
    scene = Scene().joined(LAN, DUNG)
    scene.does(DUNG, CheckIn((THAO,), VINH))
    scene.joined(THAO)

    scene.does(LAN, ConfirmCheckIn(DUNG))

    assert scene.meeting.attendance.of(THAO).has_own_line
    assert scene.meeting.attendance.asked == ()


def test_who_leaves_on_purpose_has_left_at_once() -> None:
    scene = in_session()

    scene.does(TUAN, LeaveRoom())

    assert not is_present(scene, TUAN)
    assert scene.meeting.attendance.grace_ends_at(TUAN) is None
    assert spells(scene, TUAN)[-1].to_at == scene.at
    assert scene.does(TUAN, Leave()) == [], "the line that closes after that says nothing new"
    assert scene.refusal(TUAN, LeaveRoom()) == "already-left"


def test_who_left_on_purpose_and_comes_again_within_the_grace_has_been_out() -> None:
    scene = in_session()
    scene.does(TUAN, LeaveRoom())

    scene.later(30).joined(TUAN)

    assert is_present(scene, TUAN)
    assert len(spells(scene, TUAN)) == 2
    scene.does(TUAN, Leave())
    assert is_present(scene, TUAN), "this time it is a lost line"


def test_who_leaves_on_purpose_waits_for_the_floor_no_more_and_speaks_no_more() -> None:
    scene = in_session()
    scene.does(TUAN, AskForFloor())
    scene.does(MINH, AskForFloor())
    scene.does(LAN, GiveFloor(MINH))

    scene.does(TUAN, LeaveRoom())
    scene.does(MINH, LeaveRoom())

    assert scene.meeting.floor.queue == ()
    assert scene.meeting.floor.holder is None


def test_when_the_keeper_of_a_site_leaves_the_others_there_have_lost_their_line_only() -> None:
    scene = Scene().joined(LAN, DUNG)
    scene.does(LAN, CheckIn((TUAN,), VINH, DUNG))

    scene.does(DUNG, LeaveRoom())

    assert not is_present(scene, DUNG)
    assert is_present(scene, TUAN)
    assert not is_present(scene.later(121), TUAN)


def test_nobody_who_left_on_purpose_comes_back_with_the_service() -> None:
    scene = in_session()
    scene.does(TUAN, LeaveRoom())

    scene.later(20).does(None, ResumeService(scene.at))

    assert not is_present(scene, TUAN)
    assert is_present(scene, MINH)
