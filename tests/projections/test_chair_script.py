"""The chair's script: pressing what it offers holds a whole meeting, and it never offers what the rules refuse."""

from dataclasses import replace

import pytest

from server.event_codec import Json, decode
from server.meeting import voting
from server.meeting.agenda import FinishItem, StartItem
from server.meeting.attendance import CheckIn, Leave
from server.meeting.closing import ReadMinutes
from server.meeting.deciding import decide
from server.meeting.floor import AskForFloor, FloorKind, GiveFloor
from server.meeting.identity import ItemId
from server.meeting.record import WriteItem
from server.meeting.refusal import Refusal
from server.meeting.rights import RIGHTS, Phase
from server.meeting.rules import Matter
from server.meeting.voting import VoteForm
from server.projections.chair_script import Script, ScriptStep, script_of
from tests.meeting.scenes import (
    DUNG,
    HOA,
    KHOA,
    LAN,
    MAI,
    OFFICIAL_AND_HERE,
    PROGRAMME,
    SEALED,
    TUAN,
    VINH,
    VOTE,
    YEN,
    Scene,
    a_plan,
    closed,
    in_session,
    item,
    with_minutes_adopted,
)

KINDS = {kind.__name__: kind for kind in RIGHTS}
# What the page asks the chair for before it sends the step.
FILLED_IN: dict[str, dict[str, Json]] = {
    "RecordScore": {"points": [5, 5, 10, 40, 5, 30, 5]},
    "AppointMinuteTaker": {"member": HOA},
}


def script(scene: Scene) -> Script:
    return script_of(scene.meeting, scene.at)


def press(scene: Scene, step: ScriptStep) -> None:
    """As the page does: the step's own fields, and what a person types."""
    fields: dict[str, Json] = {**FILLED_IN.get(step.command, {}), **step.fields}
    if step.command == "OpenVote":
        fields |= {"question": f"q{len(scene.meeting.voting.questions)}", "text": "Đồng chí nào đồng ý?"}
    command = decode(KINDS[step.command], fields)
    scene.does(LAN, command)  # type: ignore[arg-type]  # KINDS holds commands only


def at_item(name: str, scene: Scene | None = None) -> Scene:
    scene = scene or in_session()
    scene.does(LAN, StartItem(ItemId(name), "Theo đề nghị của Chi ủy"))
    return scene


def test_pressing_the_primary_step_every_time_holds_a_whole_meeting() -> None:
    scene = Scene().joined(*OFFICIAL_AND_HERE, KHOA, YEN)
    scene.at = scene.meeting.plan.starts_at
    codes = []
    for _ in range(60):
        said = script(scene)
        codes.append(said.code)
        if scene.meeting.phase is Phase.CLOSED:
            break
        if codes.count("any-other") == 1 and said.code == "any-other":  # somebody wants to speak
            scene.does(TUAN, AskForFloor())
            scene.does(MAI, AskForFloor(FloorKind.QUESTION))
        question = scene.meeting.voting.open_question
        if question is not None:
            scene.in_favour(*question.voters, question=question.id)
        press(scene, script(scene).steps[0])

    assert scene.meeting.phase is Phase.CLOSED
    assert scene.meeting.closing.unfinished == ()
    assert [one.matter for one in scene.meeting.voting.questions] == [
        Matter.PROGRAMME,
        Matter.RESOLUTION,
        Matter.MINUTES,
    ]
    assert [one.member for one in scene.meeting.floor.contributions] == [TUAN, MAI, YEN]
    assert {"gathering", "take-roll", "adopt-programme", "superior", "score", "read-minutes", "close"} <= set(codes)
    assert codes[-1] == "closed"


@pytest.mark.parametrize("name", [one.id for one in PROGRAMME])
def test_no_step_is_offered_that_the_rules_refuse_for_more_than_a_reason(name: ItemId) -> None:
    scene = at_item(name)
    scene.does(TUAN, AskForFloor())

    for step in script(scene).steps:
        if step.command in ("OpenVote", *FILLED_IN):
            continue
        command = decode(KINDS[step.command], dict(step.fields))
        try:
            decide(scene.meeting, command, LAN, scene.at)  # type: ignore[arg-type]  # KINDS holds commands only
        except Refusal as refused:
            assert refused.code in {"gate-unmet", "order-needs-reason", "closing-incomplete"}, step  # noqa: PT017


def test_before_the_meeting_it_counts_and_calls_to_order() -> None:
    said = script(Scene().joined(*OFFICIAL_AND_HERE))

    assert said.code == "gathering"
    assert dict(said.params) == {"official": 6, "base": 6, "needed": 4}
    assert [step.command for step in said.steps] == ["CallToOrder"]


def test_the_planned_minute_taker_is_proposed_by_name() -> None:
    scene = Scene().joined(LAN, HOA).called_to_order()
    said = script(at_item("taker", scene))

    assert (said.code, said.params["name"]) == ("appoint-minute-taker", "Lê Thị Hoa")
    assert said.steps[0].fields == {"member": HOA}


def test_without_a_planned_minute_taker_the_chair_chooses() -> None:
    scene = Scene(replace(a_plan(), minute_taker=None)).joined(LAN).called_to_order()

    assert script(at_item("taker", scene)).code == "choose-minute-taker"


def test_who_speaks_and_who_is_next() -> None:
    scene = at_item("talk")
    for member in (TUAN, MAI, KHOA):
        scene.does(member, AskForFloor())
    assert script(scene).code == "invite"
    assert dict(script(scene).params) == {"speaker": "Hoàng Anh Tuấn", "place": "Đà Nẵng", "following": "Vũ Thị Mai"}
    press(scene, script(scene).steps[0])

    said = script(scene)

    assert said.code == "next-speaker"
    assert (said.params["name"], said.params["speaker"]) == ("Hoàng Anh Tuấn", "Vũ Thị Mai")
    assert [step.command for step in said.steps] == ["GiveFloor", "EndFloor", "ExtendFloor"]


def test_a_presenter_is_given_the_floor_before_the_vote_on_what_they_present() -> None:
    programme = (item("decide", PROGRAMME[7].step, needs_vote=True, presenter=TUAN), PROGRAMME[-1])
    scene = Scene(a_plan(items=programme)).joined(*OFFICIAL_AND_HERE).called_to_order()
    at_item("decide", scene)
    assert script(scene).code == "presenter"

    press(scene, script(scene).steps[0])
    press(scene, script(scene).steps[0])

    assert script(scene).code == "put-to-vote"


def test_a_presenter_who_is_not_here_is_not_called_up() -> None:
    programme = (item("talk", PROGRAMME[5].step, presenter=TUAN), PROGRAMME[-1])
    scene = Scene(a_plan(items=programme)).joined(*OFFICIAL_AND_HERE).called_to_order()
    scene.does(TUAN, Leave())
    at_item("talk", scene.later(200))

    assert script(scene).code == "any-other"


def test_somebody_who_asked_and_lost_the_line_does_not_block_the_order() -> None:
    scene = at_item("talk")
    scene.does(TUAN, AskForFloor())
    scene.does(MAI, AskForFloor())
    scene.does(TUAN, Leave())
    scene.later(200)

    assert script(scene).params["speaker"] == "Vũ Thị Mai"


def test_while_a_vote_is_open_it_says_how_many_are_left_and_never_what_they_said() -> None:
    scene = in_session()
    scene.opens_vote()
    scene.in_favour(TUAN)
    said = script(scene)
    assert (said.code, dict(said.params)) == ("vote-open", {"left": 5})
    assert [step.command for step in said.steps] == ["CloseVote", "ExtendVote"]

    scene.in_favour(*OFFICIAL_AND_HERE)

    assert script(scene).code == "vote-all-in"


@pytest.mark.parametrize(("in_favour", "code"), [(4, "passed"), (3, "not-passed")])
def test_a_result_is_announced_by_the_rule(in_favour: int, code: str) -> None:
    scene = at_item("decide")
    scene.opens_vote(item=ItemId("decide"))
    scene.in_favour(*OFFICIAL_AND_HERE[:in_favour]).closes_vote()

    said = script(scene)

    assert said.code == code
    assert dict(said.params) == {"in_favour": in_favour, "base": 6, "needed": 4}


@pytest.mark.parametrize("form", VoteForm, ids=lambda form: form.value)
def test_a_poll_is_announced_as_a_poll_whatever_its_form(form: VoteForm) -> None:
    scene = at_item("talk")
    scene.opens_vote(matter=Matter.OPINION, item=ItemId("talk"), form=form)
    if form is VoteForm.SECRET:
        for member in OFFICIAL_AND_HERE:
            scene.does(member, voting.CastBallot(VOTE, SEALED))
    scene.closes_vote(count=voting.BallotCount(5, 1, 0))

    assert script(scene).code == "poll-result"


def test_a_result_that_would_give_members_away_is_not_announced_as_one() -> None:
    scene = at_item("talk")
    scene.opens_vote(matter=Matter.OPINION, item=ItemId("talk"), form=VoteForm.SECRET)
    scene.closes_vote(count=voting.BallotCount(0, 0, 0))

    assert script(scene).code == "withheld"


@pytest.mark.parametrize(("in_favour", "code"), [(4, "passed"), (3, "not-passed")])
def test_a_binding_secret_ballot_is_announced_as_a_decision(in_favour: int, code: str) -> None:
    scene = at_item("decide", in_session(a_plan(permission="Công văn 5-CV/ĐU")))
    scene.opens_vote(item=ItemId("decide"), form=VoteForm.SECRET)
    for member in OFFICIAL_AND_HERE:
        scene.does(member, voting.CastBallot(VOTE, SEALED))
    scene.closes_vote(count=voting.BallotCount(in_favour, 6 - in_favour, 0))

    assert script(scene).code == code


def test_after_a_poll_the_vote_that_decides_is_still_to_be_put() -> None:
    scene = at_item("decide")
    scene.opens_vote(matter=Matter.OPINION, item=ItemId("decide"))
    scene.in_favour(*OFFICIAL_AND_HERE).closes_vote()

    said = script(scene)
    assert (said.code, said.steps[0].command) == ("poll-result", "OpenVote")
    scene.carries("q2", Matter.RESOLUTION, ItemId("decide"))

    assert script(scene).code == "passed"


def test_minutes_that_were_written_in_since_are_read_again() -> None:
    scene = at_item("minutes")
    scene.does(HOA, ReadMinutes(), WriteItem(ItemId("talk"), "Thống nhất."))
    assert script(scene).code == "read-minutes"

    press(scene, script(scene).steps[0])

    assert script(scene).code == "adopt-minutes"


def test_after_the_minutes_only_the_close_is_proposed() -> None:
    scene = with_minutes_adopted(in_session())
    assert script(scene).steps[0].fields == {"item": "close"}

    assert script(at_item("close", scene)).steps[0].command == "CloseMeeting"


def test_the_superiors_representative_is_invited_and_thanked_or_missed() -> None:
    scene = at_item("superior")
    assert script(scene).code == "superior"
    press(scene, script(scene).steps[0])
    press(scene, script(scene).steps[0])
    assert script(scene).code == "superior-thanks"

    nobody = in_session()
    nobody.does(YEN, Leave())

    assert script(at_item("superior", nobody.later(200))).code == "superior-absent"


def test_a_closed_meeting_has_nothing_to_press() -> None:
    assert script(closed(in_session())) == Script("closed")


def test_between_items_the_next_is_named_and_after_the_last_the_close() -> None:
    scene = in_session()
    assert script(scene).code == "next-item"
    at_item("close", scene)
    scene.does(LAN, FinishItem(ItemId("close")))

    assert script(scene).code == "all-done"


def test_who_is_invited_is_placed_at_their_site_before_their_workplace() -> None:
    scene = at_item("talk")
    scene.does(DUNG, CheckIn((), VINH))
    for member in (DUNG, TUAN):
        scene.does(member, AskForFloor())

    first = script(scene)
    scene.does(LAN, GiveFloor(DUNG))
    second = script(scene)

    assert first.params["place"] == "Điểm cầu Vinh"
    assert second.params["place"] == "Đà Nẵng"
