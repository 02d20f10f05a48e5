"""Restricted items: criticism and self-criticism, members by name, are for the cell and its superior only."""

import json

from server.meeting.agenda import SkipItem, StartItem, Step
from server.meeting.closing import ReadMinutes
from server.meeting.floor import AskForFloor, GiveFloor, OpenFreeDiscussion, SubmitWrittenOpinion
from server.meeting.identity import ContributionId, ItemId, MemberId
from server.meeting.meeting import MediaRights
from server.meeting.record import WriteConclusion, WriteGist, WriteItem
from server.meeting.restricted import for_guests
from server.meeting.rules import Matter
from server.projections.live_view import Audience, audience_of, own_view, shared_view
from server.projections.minutes import minutes_of
from tests.meeting.scenes import HOA, LAN, PHUC, PROGRAMME, TUAN, YEN, Scene, a_plan, in_session, item

CRITICISM = item("criticism", Step.PARTY_BUILDING)
SECRET = "Đồng chí Tuấn tự phê bình"
SILENT = MediaRights(audio=False, video=False, screen=False)


def criticised() -> Scene:
    """Tuan criticises himself, it is written down, and the cell votes on it."""
    plan = a_plan(items=(*PROGRAMME[:5], CRITICISM, *PROGRAMME[5:]))
    scene = in_session(plan).joined(PHUC)
    scene.does(LAN, StartItem(CRITICISM.id, "Vào việc chính"))
    scene.does(LAN, GiveFloor(TUAN))
    scene.does(HOA, WriteItem(CRITICISM.id, SECRET), WriteConclusion(CRITICISM.id, SECRET))
    scene.does(HOA, WriteGist(ContributionId("c1"), SECRET))
    scene.does(TUAN, SubmitWrittenOpinion(SECRET))
    scene.opens_vote("q1", Matter.PROPOSAL, text=f"{SECRET}?")
    scene.in_favour(LAN, HOA, TUAN).closes_vote()
    return scene


def seen(scene: Scene, member: MemberId) -> str:
    view = shared_view(scene.meeting, audience_of(scene.meeting, member), scene.at)
    return json.dumps({**view, **own_view(scene.meeting, member, scene.at)}, ensure_ascii=False)


def test_a_guest_reads_nothing_of_a_restricted_item_during_and_after_it() -> None:
    scene = criticised()

    assert SECRET in seen(scene, LAN)
    assert SECRET in seen(scene, TUAN)
    assert SECRET not in seen(scene, PHUC)
    scene.does(LAN, StartItem(ItemId("talk")))
    scene.does(LAN, ReadMinutes())
    assert SECRET not in seen(scene, PHUC)
    guest = shared_view(scene.meeting, Audience.GUESTS, scene.at)
    assert guest["votes"] == []
    assert not [key for key in guest if key.startswith(("contribution:", "vote:"))]
    assert guest["item:criticism"]["title"] == CRITICISM.title  # type: ignore[index,call-overload]


def test_the_superiors_representative_attends_restricted_items() -> None:
    scene = criticised()

    assert SECRET in seen(scene, YEN)
    assert scene.meeting.hears(YEN)


def test_the_minutes_on_a_guests_screen_have_nothing_of_it_before_and_after_they_are_adopted() -> None:
    scene = criticised()
    scene.does(LAN, StartItem(ItemId("minutes"), "Gấp"), ReadMinutes())

    assert SECRET in str(minutes_of(scene.meeting, scene.at))
    assert SECRET not in str(minutes_of(for_guests(scene.meeting), scene.at))
    scene.carries("adopted", Matter.MINUTES)
    assert for_guests(scene.meeting).minutes_adopted
    assert SECRET in str(minutes_of(scene.meeting, scene.at))
    assert SECRET not in str(minutes_of(for_guests(scene.meeting), scene.at))


def test_a_guest_neither_hears_nor_is_heard_while_it_lasts_and_both_again_after_it() -> None:
    scene = criticised()
    scene.does(LAN, OpenFreeDiscussion())

    assert not scene.meeting.hears(PHUC)
    assert scene.meeting.media_rights(PHUC) == SILENT
    assert scene.refusal(LAN, GiveFloor(PHUC)) == "not-here"
    assert own_view(scene.meeting, PHUC, scene.at)["me"]["hears"] is False  # type: ignore[index,call-overload]
    scene.does(LAN, StartItem(ItemId("talk")))
    assert scene.meeting.hears(PHUC)
    assert scene.meeting.media_rights(PHUC).video


def test_a_guest_does_not_see_who_waits_and_speaks_in_it() -> None:
    scene = criticised()
    scene.does(HOA, AskForFloor())

    floor = shared_view(scene.meeting, Audience.GUESTS, scene.at)["floor"]

    assert floor == {"turn": None, "queue": [], "free_discussion": False, "last_reordering": None}


def test_why_it_was_left_out_is_no_business_of_a_guest_either() -> None:
    plan = a_plan(items=(*PROGRAMME[:5], CRITICISM, *PROGRAMME[5:]))
    scene = in_session(plan).joined(PHUC)
    scene.does(LAN, StartItem(CRITICISM.id, "Vào việc chính"), SkipItem(CRITICISM.id, SECRET))

    assert SECRET not in seen(scene, PHUC)


def test_a_meeting_with_nothing_restricted_is_the_same_for_all() -> None:
    scene = in_session().joined(PHUC)
    scene.does(LAN, StartItem(ItemId("reason")))

    assert for_guests(scene.meeting) is scene.meeting
