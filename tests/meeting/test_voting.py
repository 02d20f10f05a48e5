"""Votes in the room: who may, for whom, until when, and what the result says."""

from dataclasses import replace

import pytest

from server.meeting.attendance import AttendanceState, CheckIn, CorrectAttendance, Leave
from server.meeting.closing import ReadMinutes
from server.meeting.deciding import Facts
from server.meeting.floor import AskForFloor
from server.meeting.identity import QuestionId
from server.meeting.roll import Leave as LeaveRequest
from server.meeting.rules import Matter, MeetingKind
from server.meeting.voting import (
    Answer,
    BallotCast,
    BallotCount,
    CastBallot,
    CastVote,
    CloseVote,
    ExtendVote,
    OpenVote,
    ReserveOpinion,
    VoidVote,
    VoteForm,
)
from tests.meeting.scenes import (
    BICH,
    DUNG,
    HOA,
    KEY,
    KHOA,
    LAN,
    MAI,
    MINH,
    OFFICIAL_AND_HERE,
    PHUC,
    SEALED,
    SON,
    STRANGER,
    THAO,
    TUAN,
    VOTE,
    YEN,
    Scene,
    a_plan,
    entry,
    in_session,
    with_minutes_adopted,
)

YES = CastVote(VOTE, Answer.IN_FAVOUR)
WITH_KEY = Facts(ballot_key=KEY)


def open_vote(**fields: object) -> OpenVote:
    return OpenVote(**{"question": VOTE, "text": "Đồng ý?", "everyone_heard": True, **fields})  # type: ignore[arg-type]


# Opening


def test_who_may_vote_is_frozen_when_the_question_is_put() -> None:
    scene = in_session()
    scene.does(MAI, Leave())
    scene.later(200)

    question = scene.opens_vote()
    scene.joined(MAI)

    assert set(question.voters) == set(OFFICIAL_AND_HERE) - {MAI}
    assert scene.refusal(MAI, YES) == "not-on-voters-list"


def test_a_voter_whose_line_drops_may_still_vote_after_coming_back() -> None:
    scene = in_session()
    scene.opens_vote()
    scene.does(MAI, Leave())
    scene.later(600).joined(MAI).in_favour(MAI)

    assert MAI in scene.question().answers


def test_the_base_and_the_votes_needed_are_shown_with_the_question() -> None:
    question = in_session().opens_vote()

    assert (question.base, question.needed) == (6, 4)
    assert question.base_at_opening.official == 9  # Bích exempt, Sơn elsewhere, Quang suspended
    assert (question.base_at_opening.exempt, question.base_at_opening.attached_elsewhere) == (1, 1)


def test_a_member_attached_elsewhere_who_is_back_votes_and_counts() -> None:
    scene = in_session().joined(SON)

    question = scene.opens_vote()

    assert SON in question.voters
    assert question.base == 7


def test_everybody_who_asked_is_heard_before_a_vote_unless_the_chair_answers_for_it() -> None:
    scene = in_session()
    scene.does(TUAN, AskForFloor())
    assert scene.refusal(LAN, open_vote(everyone_heard=False)) == "speakers-waiting"

    scene.does(LAN, open_vote(everyone_heard=True))

    assert scene.question().is_open


def test_one_question_at_a_time_and_an_id_only_once() -> None:
    scene = in_session()
    scene.opens_vote()
    assert scene.refusal(LAN, open_vote(question=QuestionId("q2"))) == "vote-open"

    scene.closes_vote()

    assert scene.refusal(LAN, open_vote()) == "vote-closed"


@pytest.mark.parametrize("matter", [Matter.ELECTION, Matter.DISCIPLINE])
@pytest.mark.parametrize("form", VoteForm)
def test_statutory_secret_ballots_stay_on_paper(matter: Matter, form: VoteForm) -> None:
    scene = in_session(a_plan(permission="Thông báo số 3-TB/ĐU"))

    assert scene.refusal(LAN, open_vote(matter=matter, form=form), WITH_KEY) == "in-person-only"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": " "}, "text-empty"),
        ({"text": "x" * 8_001}, "text-too-long"),
        ({"duration_s": 14}, "number-out-of-range"),
        ({"duration_s": 1_801}, "number-out-of-range"),
        ({"question": "câu hỏi"}, "wrong-type"),
        ({"item": "nonsense"}, "no-such-item"),
        ({"matter": Matter.MINUTES}, "minutes-not-read"),
    ],
)
def test_what_is_no_question_is_not_put(fields: dict[str, object], code: str) -> None:
    assert in_session().refusal(LAN, open_vote(**fields)) == code


def test_a_room_without_voters_votes_on_nothing() -> None:
    scene = Scene(a_plan(chair=THAO)).joined(THAO, KHOA).called_to_order()

    assert scene.refusal(THAO, open_vote()) == "nobody-to-vote"


def test_nothing_is_put_to_the_vote_once_the_minutes_are_adopted() -> None:
    assert with_minutes_adopted(in_session()).refusal(LAN, open_vote()) == "minutes-adopted"


# Answering


def test_an_answer_may_be_changed_until_the_vote_is_closed() -> None:
    scene = in_session()
    scene.opens_vote()
    scene.in_favour(TUAN).votes(Answer.AGAINST, TUAN)
    assert scene.does(TUAN, CastVote(VOTE, Answer.AGAINST)) == [], "the same again is nothing new"

    result = scene.closes_vote().result

    assert result is not None
    assert (result.in_favour, result.against) == (0, 1)
    assert scene.refusal(TUAN, YES) == "vote-closed"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (KHOA, "no-vote-probationary"),
        (YEN, "no-vote-observer"),
        (PHUC, "no-vote-observer"),
        (THAO, "no-vote-status"),
        (BICH, "not-on-voters-list"),
        (STRANGER, "not-yours"),
    ],
)
@pytest.mark.parametrize("form", VoteForm)
def test_who_does_not_vote_is_told_why(who: str, code: str, form: VoteForm) -> None:
    scene = in_session().joined(PHUC, THAO)
    scene.opens_vote(form=form)
    command = YES if form is VoteForm.OPEN else CastBallot(VOTE, SEALED)

    assert scene.refusal(who, command) == code  # type: ignore[arg-type]  # ids of the scene


def test_an_answer_to_no_question_or_in_the_wrong_form_is_refused() -> None:
    scene = in_session()
    assert scene.refusal(TUAN, YES) == "no-such-question"
    scene.opens_vote()

    assert scene.refusal(TUAN, CastBallot(VOTE, SEALED)) == "wrong-form"
    assert scene.refusal(TUAN, CastVote(QuestionId("q9"), Answer.OTHER)) == "no-such-question"


def test_a_keeper_answers_for_those_beside_them_one_by_one_and_by_name() -> None:
    scene = in_session()
    scene.does(MAI, Leave())
    scene.does(LAN, CheckIn((MAI, BICH), keeper=DUNG))
    scene.opens_vote()

    scene.does(DUNG, CastVote(VOTE, Answer.OTHER, on_behalf_of=MAI))

    assert scene.question().answers[MAI].entered_by == DUNG
    assert scene.refusal(TUAN, CastVote(VOTE, Answer.OTHER, on_behalf_of=BICH)) == "not-site-keeper"
    assert scene.refusal(DUNG, CastVote(VOTE, Answer.OTHER, on_behalf_of=KHOA)) == "no-vote-probationary"
    assert scene.refusal(DUNG, CastVote(VOTE, Answer.OTHER, on_behalf_of=STRANGER)) == "no-such-member"


def test_a_vote_stated_by_voice_is_entered_by_the_table_with_a_note() -> None:
    scene = in_session()
    scene.opens_vote()
    by_voice = CastVote(VOTE, Answer.IN_FAVOUR, on_behalf_of=MAI)
    assert scene.refusal(HOA, by_voice) == "note-needed"
    assert scene.refusal(TUAN, CastVote(VOTE, Answer.IN_FAVOUR, MAI, "Mai nói thế")) == "not-site-keeper"

    scene.does(HOA, CastVote(VOTE, Answer.IN_FAVOUR, MAI, "Mất tiếng, biểu quyết qua điện thoại"))

    entered = scene.question().answers[MAI]
    assert (entered.entered_by, entered.note) == (HOA, "Mất tiếng, biểu quyết qua điện thoại")


def test_nobody_at_the_table_casts_a_secret_ballot_for_another() -> None:
    scene = in_session()
    scene.opens_vote(form=VoteForm.SECRET)

    assert scene.refusal(HOA, CastBallot(VOTE, SEALED, on_behalf_of=MAI)) == "not-site-keeper"


def test_more_time_may_be_given() -> None:
    scene = in_session()
    scene.opens_vote()
    scene.does(LAN, ExtendVote(VOTE, 30))

    assert scene.question().duration_s == 90
    assert scene.refusal(LAN, ExtendVote(VOTE, 9)) == "number-out-of-range"


# Results


def test_an_answer_that_was_not_given_is_no_yes_and_stays_in_the_base() -> None:
    scene = in_session()
    scene.opens_vote()
    scene.in_favour(LAN, MINH, HOA)

    result = scene.closes_vote().result

    assert result is not None
    assert (result.in_favour, result.not_voting, result.base, result.passed) == (3, 3, 6, False)


def test_an_opinion_poll_binds_nobody() -> None:
    scene = in_session()
    question = scene.opens_vote(matter=Matter.OPINION)
    scene.in_favour(*OFFICIAL_AND_HERE)

    result = scene.closes_vote().result

    assert not question.binding
    assert result is not None
    assert (result.passed, result.base) == (None, 6)


@pytest.mark.parametrize(("permission", "binding", "passed"), [(None, False, None), ("QĐ 01", True, True)])
def test_a_secret_vote_binds_only_with_a_written_permission(
    permission: str | None, binding: bool, passed: bool | None
) -> None:
    scene = in_session(a_plan(permission=permission))
    question = scene.opens_vote(form=VoteForm.SECRET)
    for member in OFFICIAL_AND_HERE[:4]:
        scene.does(member, CastBallot(VOTE, SEALED))

    result = scene.closes_vote(count=BallotCount(4, 0, 0)).result

    assert question.binding is binding
    assert result is not None
    assert result.passed is passed


def test_a_ballot_marks_the_roll_and_says_nothing_else() -> None:
    scene = in_session()
    scene.opens_vote(form=VoteForm.SECRET)

    (event,) = scene.does(TUAN, CastBallot(VOTE, SEALED))

    assert event == BallotCast(VOTE, TUAN)
    assert scene.refusal(TUAN, CastBallot(VOTE, SEALED)) == "ballot-already-cast"
    assert scene.refusal(MAI, CastBallot(VOTE, SEALED[:-1])) == "sealed-malformed"


@pytest.mark.parametrize("cast", [0, 1, 2])
def test_fewer_than_three_secret_ballots_are_withheld(cast: int) -> None:
    scene = in_session(a_plan(permission="QĐ 01"))
    scene.opens_vote(form=VoteForm.SECRET)
    for member in OFFICIAL_AND_HERE[:cast]:
        scene.does(member, CastBallot(VOTE, SEALED))

    result = scene.closes_vote(count=BallotCount(cast, 0, 0)).result

    assert result is not None
    assert result.withheld
    assert (result.in_favour, result.against, result.other, result.cast, result.passed) == (0, 0, 0, cast, None)


@pytest.mark.parametrize(("count", "reason"), [(BallotCount(3, 0, 0), "box-and-roll-differ"), (None, "key-lost")])
def test_a_box_that_disagrees_with_the_roll_or_cannot_be_opened_is_void(count: BallotCount | None, reason: str) -> None:
    scene = in_session()
    scene.opens_vote(form=VoteForm.SECRET)
    for member in OFFICIAL_AND_HERE[:4]:
        scene.does(member, CastBallot(VOTE, SEALED))

    question = scene.closes_vote(count=count)

    assert (question.voided, question.result, question.is_open) == (reason, None, False)


def test_secret_votes_of_a_few() -> None:
    three = [entry("lan"), entry("minh"), entry("hoa")]
    scene = Scene(a_plan(three, invited=())).joined(LAN, MINH).called_to_order()
    secret = open_vote(form=VoteForm.SECRET)
    assert scene.refusal(LAN, secret, WITH_KEY) == "secret-too-few"

    scene.joined(HOA)

    assert scene.refusal(LAN, secret, WITH_KEY) == "secret-few-confirm"
    assert scene.refusal(LAN, open_vote(form=VoteForm.SECRET, may_reveal=True)) == "chair-waits-for-key"
    scene.does(LAN, open_vote(form=VoteForm.SECRET, may_reveal=True), facts=WITH_KEY)


def test_a_secret_question_is_put_a_second_time_only_when_the_chair_confirms_it() -> None:
    scene = in_session()
    scene.opens_vote(form=VoteForm.SECRET)
    for member in OFFICIAL_AND_HERE:
        scene.does(member, CastBallot(VOTE, SEALED))
    scene.closes_vote(count=BallotCount(5, 1, 0))
    again = OpenVote(QuestionId("q2"), " Đồng chí nào  ĐỒNG Ý? ", form=VoteForm.SECRET, everyone_heard=True)

    assert scene.refusal(LAN, again, WITH_KEY) == "secret-again-confirm"
    scene.does(LAN, replace(again, again=True), facts=WITH_KEY)


def test_a_secret_question_that_came_to_nothing_may_be_put_again_without_a_word() -> None:
    scene = in_session()
    scene.opens_vote(form=VoteForm.SECRET)
    scene.does(LAN, VoidVote(VOTE, "Mất điện"))

    scene.opens_vote("q2", form=VoteForm.SECRET)

    assert scene.question("q2").is_open


def test_a_vote_given_up_needs_a_reason_and_may_be_held_again_as_a_new_question() -> None:
    scene = in_session()
    scene.opens_vote()
    assert scene.refusal(LAN, VoidVote(VOTE, " ")) == "reason-needed"

    scene.does(LAN, VoidVote(VOTE, "Đặt câu hỏi chưa rõ"))
    scene.opens_vote("q2")

    assert scene.question().voided == "Đặt câu hỏi chưa rõ"
    assert scene.refusal(LAN, CloseVote(VOTE)) == "vote-closed"


def test_at_a_congress_whoever_voted_is_in_the_base_whatever_is_corrected_later() -> None:
    roll = [*(entry(f"m{number}") for number in range(5)), entry("back", leave=LeaveRequest("Công tác", accepted=True))]
    scene = Scene(a_plan(roll, kind=MeetingKind.CONGRESS)).joined(*(one.member for one in roll)).called_to_order()
    question = scene.opens_vote()
    scene.in_favour(*question.voters)
    absent = CorrectAttendance(roll[5].member, AttendanceState.ABSENT_WITH_REASON, "Nhầm người")
    scene.does(roll[0].member, absent)

    result = scene.closes_vote().result

    assert result is not None
    assert (result.base, result.cast, result.not_voting) == (6, 6, 0)


# Reserved opinions


def test_a_voter_may_keep_a_contrary_opinion_on_record_and_word_it_anew() -> None:
    scene = in_session()
    scene.opens_vote()
    assert scene.refusal(TUAN, ReserveOpinion(VOTE, "Tôi bảo lưu")) == "not-closed-yet"
    scene.closes_vote()

    scene.does(TUAN, ReserveOpinion(VOTE, "Tôi bảo lưu"), ReserveOpinion(VOTE, "Tôi bảo lưu về thời hạn"))

    assert [(one.member, one.text) for one in scene.question().reserved] == [(TUAN, "Tôi bảo lưu về thời hạn")]
    assert scene.refusal(KHOA, ReserveOpinion(VOTE, "Tôi cũng vậy")) == "not-on-voters-list"
    assert scene.refusal(TUAN, ReserveOpinion(VOTE, " ")) == "text-empty"


def test_while_the_minutes_are_voted_on_nothing_in_them_changes() -> None:
    scene = in_session()
    scene.opens_vote()
    scene.closes_vote()
    scene.does(HOA, ReadMinutes())
    scene.opens_vote("minutes", Matter.MINUTES)

    assert scene.refusal(TUAN, ReserveOpinion(VOTE, "Tôi bảo lưu")) == "vote-open"
    assert scene.refusal(HOA, ReadMinutes()) == "vote-open"
    scene.closes_vote("minutes")
    scene.does(HOA, ReadMinutes())
