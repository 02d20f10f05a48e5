"""The programme: one current item, steps in order, gates that ask for a reason."""

import pytest

from server.meeting.agenda import (
    AddItem,
    Duty,
    FinishItem,
    ItemFinished,
    ItemSkipped,
    ItemStarted,
    SkipItem,
    StartItem,
    Step,
)
from server.meeting.attendance import TakeRoll
from server.meeting.closing import RecordScore
from server.meeting.identity import ItemId, MemberId
from server.meeting.rules import Matter
from tests.meeting.scenes import HOA, LAN, MINH, TUAN, YEN, Scene, in_session, with_minutes_adopted

REASON = "Đại biểu phải về sớm"


def named(name: str) -> ItemId:
    return ItemId(name)


def at_item(name: str) -> Scene:
    """That item is current, all before it left out with a reason."""
    scene = in_session()
    scene.does(LAN, StartItem(named(name), REASON))
    return scene


def test_there_is_one_current_item_for_everybody() -> None:
    scene = in_session()
    scene.does(LAN, StartItem(named("reason")))

    events = scene.does(LAN, StartItem(named("taker")))

    assert events == [ItemFinished(named("reason")), ItemStarted(named("taker"))]
    assert scene.meeting.agenda.current == "taker"
    assert scene.meeting.agenda.item(named("reason")).finished_at is not None


def test_passing_items_over_asks_for_a_reason_that_goes_into_the_minutes() -> None:
    scene = in_session()
    assert scene.refusal(LAN, StartItem(named("taker"))) == "order-needs-reason"
    assert scene.refusal(LAN, StartItem(named("taker"), " \n")) == "order-needs-reason"

    scene.does(LAN, StartItem(named("roll"), REASON))

    left_out = [scene.meeting.agenda.item(named(name)) for name in ("reason", "taker")]
    assert [(item.skipped, item.reason) for item in left_out] == [(True, REASON), (True, REASON)]


@pytest.mark.parametrize(
    ("name", "duty"),
    [
        ("roll", Duty.ROLL_TAKEN),
        ("adopt", Duty.PROGRAMME_ADOPTED),
        ("decide", Duty.VOTE_HELD),
        ("score", Duty.SCORE_ENTERED),
        ("minutes", Duty.MINUTES_ADOPTED),
    ],
)
def test_a_step_with_its_duty_undone_is_finished_only_with_a_reason(name: str, duty: Duty) -> None:
    scene = at_item(name)
    assert scene.meeting.duty_undone(named(name)) is duty
    assert scene.refusal(LAN, FinishItem(named(name))) == "gate-unmet"

    (event,) = scene.does(LAN, FinishItem(named(name), REASON))

    assert event == ItemFinished(named(name), duty, REASON)


def test_the_minute_taker_is_appointed_before_that_step_is_over() -> None:
    scene = Scene().joined(LAN, HOA, MINH).called_to_order()
    scene.does(LAN, StartItem(named("taker"), REASON))
    assert scene.refusal(LAN, StartItem(named("roll"))) == "gate-unmet"

    scene.appointed()

    scene.does(LAN, StartItem(named("roll")))


def test_a_duty_that_is_done_opens_the_gate() -> None:
    scene = at_item("roll")
    scene.does(HOA, TakeRoll())
    scene.does(LAN, StartItem(named("adopt")))
    scene.carries("programme", Matter.PROGRAMME)
    scene.does(LAN, FinishItem(named("adopt")))
    scene.does(LAN, StartItem(named("decide"), REASON))
    scene.carries("resolution", Matter.RESOLUTION, named("decide"))
    scene.does(LAN, StartItem(named("score")))
    scene.does(HOA, RecordScore((1, 1, 1, 1, 1, 1, 1)))
    scene.does(LAN, StartItem(named("minutes")))
    with_minutes_adopted(scene)

    scene.does(LAN, StartItem(named("close")))

    assert scene.meeting.agenda.current == "close"


def test_a_vote_that_fails_is_still_a_vote_held_but_adopts_no_programme() -> None:
    scene = at_item("adopt")
    scene.opens_vote("programme", Matter.PROGRAMME, item=named("adopt"))
    scene.closes_vote("programme")

    assert scene.meeting.duty_undone(named("adopt")) is Duty.PROGRAMME_ADOPTED
    scene.does(LAN, StartItem(named("decide"), REASON))
    scene.opens_vote("resolution", item=named("decide"))
    scene.closes_vote("resolution")
    assert scene.meeting.duty_undone(named("decide")) is None


def test_an_item_is_left_out_with_a_reason_only() -> None:
    scene = in_session()
    assert scene.refusal(LAN, SkipItem(named("last"), "")) == "reason-needed"

    (event,) = scene.does(LAN, SkipItem(named("last"), REASON))

    assert event == ItemSkipped(named("last"), REASON)
    assert scene.refusal(LAN, SkipItem(named("last"), REASON)) == "item-finished"
    assert scene.refusal(LAN, StartItem(named("last"))) == "item-finished"


def test_leaving_out_the_current_item_leaves_none_current() -> None:
    scene = at_item("last")
    scene.does(LAN, SkipItem(named("last"), REASON))

    assert scene.meeting.agenda.current is None
    assert scene.meeting.agenda.next_item is not None


def test_only_the_current_item_can_be_finished() -> None:
    scene = at_item("talk")

    assert scene.refusal(LAN, FinishItem(named("superior"))) == "item-not-current"
    assert scene.refusal(LAN, StartItem(named("talk"))) == "item-finished"
    assert scene.refusal(LAN, StartItem(named("nonsense"))) == "no-such-item"
    assert scene.refusal(LAN, SkipItem(named("nonsense"), REASON)) == "no-such-item"


def test_an_item_is_added_after_another_and_before_adoption_without_a_reason() -> None:
    scene = in_session()
    scene.does(LAN, AddItem(named("extra"), named("last"), "Hỗ trợ đồng chí bị bão", 15))

    order = [item.plan.id for item in scene.meeting.agenda.items]
    assert order.index(named("extra")) == order.index(named("last")) + 1


def test_an_adopted_programme_changes_with_a_reason_only() -> None:
    scene = in_session()
    scene.carries("programme", Matter.PROGRAMME)
    extra = AddItem(named("extra"), named("last"), "Hỗ trợ đồng chí bị bão", 15, needs_vote=True)
    assert scene.refusal(LAN, extra) == "programme-locked"

    scene.does(LAN, AddItem(named("extra"), named("last"), extra.title, 15, needs_vote=True, reason=REASON))

    added = scene.meeting.agenda.item(named("extra"))
    assert (added.plan.step, added.plan.needs_vote, added.reason) == (Step.RESOLUTION, True, REASON)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"item": "Việc gì đó"}, "wrong-type"),
        ({"item": ""}, "wrong-type"),
        ({"item": "x" * 41}, "wrong-type"),
        ({"item": "talk"}, "item-finished"),
        ({"after": "nonsense"}, "no-such-item"),
        ({"title": " \x00 "}, "text-empty"),
        ({"title": "x" * 301}, "text-too-long"),
        ({"minutes": 0}, "number-out-of-range"),
        ({"minutes": 241}, "number-out-of-range"),
        ({"reason": "x" * 301}, "text-too-long"),
    ],
)
def test_what_is_no_item_is_not_added(change: dict[str, object], code: str) -> None:
    fields = {"item": "extra", "after": "last", "title": "Nội dung", "minutes": 10, **change}
    command = AddItem(**fields)  # type: ignore[arg-type]  # wrong on purpose

    assert in_session().refusal(LAN, command) == code


def test_the_programme_cannot_grow_once_the_minutes_are_adopted() -> None:
    scene = with_minutes_adopted(in_session())

    assert scene.refusal(LAN, AddItem(named("extra"), named("last"), "Thêm", 5, reason=REASON)) == "minutes-adopted"


@pytest.mark.parametrize("member", [HOA, TUAN, YEN])
def test_only_the_chair_leads_through_the_programme(member: MemberId) -> None:
    scene = at_item("talk")

    for command in (StartItem(named("superior")), FinishItem(named("talk")), SkipItem(named("score"), REASON)):
        assert scene.refusal(member, command) == "not-yours"


def test_nothing_starts_before_the_call_to_order() -> None:
    assert Scene().joined(LAN).refusal(LAN, StartItem(named("reason"))) == "not-called-to-order"


def test_text_keeps_its_lines_and_loses_what_no_document_can_hold() -> None:
    scene = in_session()
    scene.does(LAN, AddItem(named("extra"), named("last"), "Hỗ\x00 trợ\x0b\ud800 bão\ufffe", 15))

    assert scene.meeting.agenda.item(named("extra")).plan.title == "Hỗ trợ bão"
