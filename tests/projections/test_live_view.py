"""What each person sees: sections by audience, one's own answers, the count bar, and what changes by the clock."""

import json
from datetime import timedelta

import pytest

from server.event_codec import encode
from server.meeting.agenda import StartItem
from server.meeting.attendance import AttendanceState, CheckIn, CorrectAttendance, Leave, LeaveRoom
from server.meeting.closing import CloseMeeting
from server.meeting.floor import AskForFloor, GiveFloor
from server.meeting.identity import ItemId, MemberId
from server.meeting.roll import Leave as LeaveRequest
from server.meeting.rules import Matter
from server.meeting.voting import Answer, CastBallot, CastVote, VoteForm
from server.projections.live_view import Audience, audience_of, counts, next_change_at, own_view, shared_view
from signaling.wire import patch
from tests.meeting.scenes import (
    A_CELL,
    BICH,
    DUNG,
    HOA,
    KHOA,
    LAN,
    MAI,
    MINH,
    PHUC,
    QUANG,
    SEALED,
    STRANGER,
    THAO,
    TUAN,
    VINH,
    VOTE,
    YEN,
    Scene,
    a_plan,
    entry,
    in_session,
)


def me(scene: Scene, member: MemberId) -> dict[str, object]:
    own = own_view(scene.meeting, member, scene.at)["me"]
    assert isinstance(own, dict)
    return dict(own)


def section(scene: Scene, key: str, audience: Audience = Audience.MEMBERS) -> dict[str, object]:
    seen = shared_view(scene.meeting, audience, scene.at)[key]
    assert isinstance(seen, dict)
    return dict(seen)


def test_audiences() -> None:
    meeting = in_session().meeting

    assert {audience_of(meeting, member) for member in (LAN, HOA)} == {Audience.OFFICERS}
    assert {audience_of(meeting, member) for member in (TUAN, KHOA, MINH)} == {Audience.MEMBERS}
    assert {audience_of(meeting, member) for member in (PHUC, STRANGER, QUANG)} == {Audience.GUESTS}
    assert audience_of(meeting, YEN) is Audience.OBSERVERS


@pytest.mark.parametrize("audience", Audience)
def test_a_view_is_json(audience: Audience) -> None:
    scene = in_session()
    scene.opens_vote()
    scene.in_favour(TUAN)
    scene.does(LAN, GiveFloor(TUAN))

    assert json.loads(json.dumps(shared_view(scene.meeting, audience, scene.at)))


def test_while_a_vote_is_open_nobody_sees_more_than_how_many_have_voted() -> None:
    scene = in_session()
    scene.opens_vote()
    scene.in_favour(TUAN).votes(Answer.AGAINST, MAI)

    for audience in Audience:
        seen = section(scene, "vote:q1", audience)
        assert (seen["voted"], seen["voters"], seen["result"]) == (2, 6, None)
        assert "answers" not in seen
    assert section(scene, "vote:q1", Audience.OFFICERS)["not_yet"] == ["dung", "hoa", "lan", "minh"]
    assert "not_yet" not in section(scene, "vote:q1")


def test_a_changed_answer_changes_nothing_that_others_see() -> None:
    scene = in_session()
    scene.opens_vote()
    scene.in_favour(TUAN)
    before = {audience: shared_view(scene.meeting, audience, scene.at) for audience in Audience}

    scene.votes(Answer.AGAINST, TUAN)

    for audience in Audience:
        assert patch(before[audience], shared_view(scene.meeting, audience, scene.at)) == {"set": {}, "drop": []}


def test_one_sees_ones_own_answer_and_those_of_the_members_beside_one() -> None:
    scene = in_session()
    scene.does(MAI, Leave())
    scene.does(LAN, CheckIn((MAI,), VINH, DUNG))
    scene.opens_vote()
    scene.in_favour(TUAN, DUNG)
    scene.does(DUNG, CastVote(VOTE, Answer.OTHER, on_behalf_of=MAI))

    assert me(scene, DUNG)["answers"] == {"q1": {"dung": "in_favour", "mai": "other"}}
    assert me(scene, TUAN)["answers"] == {"q1": {"tuan": "in_favour"}}
    assert me(scene, HOA)["answers"] == {"q1": {}}
    assert me(scene, DUNG)["vote"] == {"question": "q1", "for": ["dung", "mai"], "refused": None}


def test_after_the_close_an_open_vote_is_named() -> None:
    scene = in_session()
    scene.opens_vote()
    scene.in_favour(TUAN).closes_vote()

    answers = section(scene, "vote:q1")["answers"]
    assert answers == {"tuan": {"answer": "in_favour", "entered_by": None, "note": None}}


def test_the_whole_room_sees_at_once_who_was_entered_by_somebody_else_and_later_what_and_why() -> None:
    scene = in_session()
    scene.does(MAI, Leave())
    scene.does(LAN, CheckIn((MAI,), VINH, DUNG))
    scene.opens_vote()
    scene.in_favour(DUNG)
    scene.does(DUNG, CastVote(VOTE, Answer.AGAINST, on_behalf_of=MAI))
    scene.does(HOA, CastVote(VOTE, Answer.OTHER, on_behalf_of=TUAN, note="Nêu ý kiến bằng lời"))

    for audience in Audience:
        seen = section(scene, "vote:q1", audience)
        assert seen["entered"] == {"mai": "dung", "tuan": "hoa"}
        assert not {"against", "other", "Nêu ý kiến bằng lời"} & set(json.dumps(seen, ensure_ascii=False).split('"'))
    scene.in_favour(TUAN)
    assert section(scene, "vote:q1")["entered"] == {"mai": "dung"}, "whoever answers himself needs nobody's hand"

    scene.closes_vote()

    answers = section(scene, "vote:q1")["answers"]
    assert isinstance(answers, dict)
    assert answers["mai"] == {"answer": "against", "entered_by": "dung", "note": None}


def test_a_secret_vote_names_nobody_before_or_after() -> None:
    scene = in_session()
    scene.opens_vote(form=VoteForm.SECRET)
    scene.does(TUAN, CastBallot(VOTE, SEALED))

    for _ in range(2):
        for audience in Audience:
            seen = json.dumps(section(scene, "vote:q1", audience))
            assert '"tuan"' not in seen
            assert SEALED not in seen
        assert me(scene, TUAN)["ballots"] == {"q1": ["tuan"]}
        assert me(scene, MAI)["ballots"] == {"q1": []}
        if scene.question().is_open:
            scene.closes_vote()
    assert section(scene, "vote:q1")["ballot_key"] is None, "the key of a closed box is nobody's business"


@pytest.mark.parametrize(
    ("member", "why"),
    [
        (KHOA, "no-vote-probationary"),
        (YEN, "no-vote-observer"),
        (THAO, "no-vote-status"),
        (BICH, "not-on-voters-list"),
        (TUAN, None),
    ],
)
def test_who_cannot_vote_is_told_why(member: MemberId, why: str | None) -> None:
    scene = in_session().joined(THAO)
    scene.opens_vote()

    vote = me(scene, member)["vote"]
    assert isinstance(vote, dict)
    assert vote["refused"] == why


def test_guests_see_no_reasons_of_absence() -> None:
    away = entry("away", "Mai Văn Vắng", leave=LeaveRequest("Phẫu thuật", accepted=True))
    scene = Scene(a_plan([*A_CELL, away])).joined(LAN)
    scene.does(LAN, CorrectAttendance(TUAN, AttendanceState.ABSENT_WITH_REASON, "Ốm nặng"))

    for_guests = json.dumps(shared_view(scene.meeting, Audience.GUESTS, scene.at), ensure_ascii=False)
    for_members = json.dumps(shared_view(scene.meeting, Audience.MEMBERS, scene.at), ensure_ascii=False)
    assert "Phẫu thuật" not in for_guests
    assert "Ốm nặng" not in for_guests
    assert "Phẫu thuật" in for_members
    assert "Ốm nặng" in for_members


def test_the_count_bar_keeps_base_and_attendance_apart() -> None:
    scene = in_session()

    seen = counts(scene.meeting, scene.at)

    # Summoned: six official, Khoa, and Thảo, who is attached here; Bích, Sơn and Quang are not expected.
    assert (seen["present"], seen["summoned"]) == (7, 8)
    assert (seen["official_present"], seen["probationary_present"]) == (6, 1)
    assert (seen["base"], seen["needed"], seen["lost"]) == (6, 4, 0)


def test_the_counts_say_what_a_question_of_each_matter_needs() -> None:
    scene = in_session().joined(BICH)  # seven official members

    needs = counts(scene.meeting, scene.at)["majorities"]
    assert isinstance(needs, dict)
    opened = scene.opens_vote(matter=Matter.ADMISSION)

    assert needs["admission"] == {"majority": "at_least_two_thirds", "needed": 5}
    assert needs["admission"] == {"majority": opened.majority.value, "needed": opened.needed}
    assert needs["resolution"] == {"majority": "more_than_half", "needed": 4}
    assert needs["opinion"] is None, "a poll binds nobody"
    assert "discipline" not in needs, "voted on paper"


def test_an_exempt_member_who_comes_raises_the_base_shown() -> None:
    scene = in_session().joined(BICH)

    assert counts(scene.meeting, scene.at)["base"] == 7


def test_a_lost_line_is_shown_as_lost_while_its_grace_runs() -> None:
    scene = in_session()
    scene.does(TUAN, Leave())

    assert counts(scene.meeting, scene.at)["lost"] == 1
    assert counts(scene.meeting, scene.at)["present"] == 7
    assert section(scene, "member:tuan")["connected"] is False


def test_who_is_waited_for_who_is_gone_and_who_left_are_told_apart() -> None:
    scene = in_session()
    scene.does(MINH, LeaveRoom())
    scene.does(TUAN, Leave())
    lost_at = scene.at

    def where(member: str) -> object:
        return section(scene, f"member:{member}")["where"]

    assert [where(one) for one in ("lan", "tuan", "minh", "son")] == ["here", "lost", "left", None]
    assert section(scene, "member:tuan")["waited_for_until"] == encode(lost_at + timedelta(seconds=120))
    assert counts(scene.meeting, scene.at)["lost"] == 1
    scene.later(130)
    assert [where(one) for one in ("tuan", "minh")] == ["gone", "left"]
    scene.does(HOA, CorrectAttendance(TUAN, AttendanceState.ABSENT_WITH_REASON, "Báo mất điện."))
    assert where("tuan") is None


def test_the_next_change_by_the_clock_is_the_next_end_of_a_grace() -> None:
    scene = in_session()
    assert next_change_at(scene.meeting, scene.at) is None
    scene.does(TUAN, Leave())
    first = scene.at + timedelta(seconds=120)
    scene.later(30).does(MAI, Leave())

    assert next_change_at(scene.meeting, scene.at) == first
    assert next_change_at(scene.meeting, first + timedelta(seconds=1)) == scene.at + timedelta(seconds=120)
    assert next_change_at(scene.meeting, scene.at + timedelta(seconds=200)) is None


def test_members_are_shown_in_the_room_with_what_is_heard_of_them() -> None:
    scene = in_session()
    scene.does(LAN, GiveFloor(TUAN))

    heard = {one.member for one in A_CELL if section(scene, f"member:{one.member}")["heard"]}
    assert heard == {LAN, TUAN}
    assert section(scene, "member:yen")["seat"] == "observer"
    assert section(scene, "member:yen")["votes"] is False


def test_what_is_unfinished_is_shown_to_the_table_until_the_close_and_then_to_all() -> None:
    scene = in_session()
    assert section(scene, "closing", Audience.OFFICERS)["unfinished"]
    assert section(scene, "closing")["least_minutes"] == 90
    assert section(scene, "closing")["unfinished"] == []

    scene.does(LAN, CloseMeeting("Mất điện"))

    assert section(scene, "closing", Audience.GUESTS)["unfinished"]
    assert section(scene, "meeting")["phase"] == "closed"


def test_only_the_chair_gets_the_script() -> None:
    scene = in_session()

    assert me(scene, LAN)["script"] is not None
    assert me(scene, HOA)["script"] is None
    assert "OpenVote" in str(me(scene, LAN)["may"])
    assert "OpenVote" not in str(me(scene, TUAN)["may"])


def test_ones_place_in_the_queue() -> None:
    scene = in_session()
    scene.does(MAI, AskForFloor())
    scene.does(TUAN, AskForFloor())

    assert (me(scene, TUAN)["place"], me(scene, LAN)["place"]) == (2, None)


def test_a_patch_leads_from_one_view_to_the_next() -> None:
    scene = in_session()
    before = shared_view(scene.meeting, Audience.MEMBERS, scene.at)
    scene.carries("programme", Matter.PROGRAMME, ItemId("adopt"))
    scene.does(TUAN, AskForFloor())
    after = shared_view(scene.meeting, Audience.MEMBERS, scene.at)

    change = patch(before, after)

    changed, dropped = change["set"], change["drop"]
    assert isinstance(changed, dict)
    assert isinstance(dropped, list)
    assert {**{key: value for key, value in before.items() if key not in dropped}, **changed} == after
    assert "floor" in changed
    assert "member:lan" not in changed
    assert "sites" not in changed


def test_while_the_cell_scores_its_meeting_everybody_sees_what_the_facts_propose() -> None:
    scene = in_session()
    assert shared_view(scene.meeting, Audience.MEMBERS, scene.at)["score_proposed"] is None

    scene.later(100 * 60).does(scene.meeting.chair, StartItem(ItemId("score"), "Đến giờ"))

    proposed = shared_view(scene.meeting, Audience.MEMBERS, scene.at)["score_proposed"]
    assert proposed == [5, None, None, None, None, None, None]
