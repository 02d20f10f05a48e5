"""One open microphone at each site: who sits beside a loudspeaker with a machine of their own does not send it back."""

from collections.abc import Iterable

from server.meeting.attendance import CheckIn, Join, Leave
from server.meeting.floor import EndFloor, GiveFloor, OpenFreeDiscussion
from server.meeting.identity import MemberId
from server.projections.live_view import own_view
from tests.meeting.scenes import DUNG, HOA, KHOA, LAN, MAI, MINH, PHUC, THAO, TUAN, VINH, YEN, Scene, in_session

EVERYBODY = (LAN, MINH, HOA, DUNG, TUAN, MAI, KHOA)


def at_vinh(*members: MemberId, free: bool = True) -> Scene:
    """They say that they sit in Vinh, each with a machine of their own."""
    scene = in_session()
    for member in members:
        scene.does(member, CheckIn((), VINH))
    if free:
        scene.does(LAN, OpenFreeDiscussion())
    return scene


def heard(scene: Scene, members: Iterable[MemberId] = EVERYBODY) -> set[MemberId]:
    return {member for member in members if scene.meeting.media_rights(member).audio}


def test_who_came_first_to_a_site_has_its_microphone_and_other_places_have_theirs() -> None:
    scene = at_vinh(TUAN, KHOA, DUNG)  # said in this order; Dũng joined first

    assert heard(scene) == {*EVERYBODY} - {TUAN, KHOA}
    assert scene.meeting.open_microphone(KHOA) == DUNG
    assert scene.meeting.open_microphone(DUNG) == DUNG
    assert scene.meeting.open_microphone(MAI) is None


def test_the_keeper_of_others_goes_before_who_came_earlier_for_they_speak_there() -> None:
    scene = at_vinh(DUNG, TUAN)
    scene.does(LAN, CheckIn((THAO,), VINH, keeper=TUAN))

    assert heard(scene, (DUNG, TUAN)) == {TUAN}


def test_the_chair_is_heard_at_a_site_unless_somebody_there_has_the_floor() -> None:
    scene = at_vinh(DUNG, LAN, free=False)
    assert heard(scene) == {LAN}

    scene.does(LAN, GiveFloor(DUNG))
    assert heard(scene) == {DUNG}, "in one room with the chair, who is heard through the same microphone"

    scene.does(LAN, EndFloor())
    assert heard(scene) == {LAN}


def test_who_may_not_speak_is_not_told_to_speak_at_another_machine() -> None:
    scene = at_vinh(DUNG, LAN, KHOA, free=False)

    scene.does(LAN, GiveFloor(DUNG))

    assert scene.meeting.open_microphone(LAN) == DUNG
    assert scene.meeting.open_microphone(KHOA) is None, "it is not Khoa's turn, and that is what the page says"


def test_a_speaker_elsewhere_and_the_chair_at_a_site_are_both_heard() -> None:
    scene = at_vinh(DUNG, LAN, free=False)

    scene.does(LAN, GiveFloor(MAI))

    assert heard(scene) == {LAN, MAI}


def test_who_speaks_through_the_line_of_a_keeper_opens_the_keepers_microphone() -> None:
    scene = at_vinh(DUNG, KHOA)
    scene.does(LAN, CheckIn((THAO,), VINH, keeper=KHOA))

    scene.does(LAN, GiveFloor(THAO))

    assert heard(scene, (DUNG, KHOA)) == {KHOA}


def test_the_microphone_goes_on_to_the_next_when_its_line_is_lost_and_comes_back_with_it() -> None:
    scene = at_vinh(DUNG, TUAN)
    scene.does(DUNG, Leave())
    assert heard(scene, (DUNG, TUAN)) == {TUAN, DUNG}, "who is away says nothing"
    assert scene.meeting.open_microphone(TUAN) is None

    scene.does(DUNG, Join())

    assert heard(scene, (DUNG, TUAN)) == {DUNG}


def test_who_says_that_they_sit_elsewhere_has_a_microphone_of_their_own_again() -> None:
    scene = at_vinh(DUNG, TUAN)

    scene.does(TUAN, CheckIn((), None))

    assert heard(scene, (DUNG, TUAN)) == {DUNG, TUAN}


def test_one_microphone_at_a_site_while_the_room_gathers_too() -> None:
    scene = Scene().joined(LAN, DUNG, TUAN)
    for member in (DUNG, TUAN):
        scene.does(member, CheckIn((), VINH))

    assert heard(scene) == {*EVERYBODY} - {TUAN}


def test_a_guest_says_their_site_too_and_the_floor_they_have_opens_their_microphone_alone() -> None:
    scene = at_vinh(DUNG).joined(PHUC)
    scene.does(PHUC, CheckIn((), VINH))

    assert heard(scene, (DUNG, PHUC)) == {DUNG}
    scene.does(LAN, GiveFloor(PHUC))

    assert heard(scene, (DUNG, PHUC)) == {PHUC}
    assert scene.refusal(PHUC, CheckIn((THAO,), VINH)) == "not-a-member"


def test_an_observer_at_a_site_is_quiet_beside_its_microphone_while_the_room_gathers() -> None:
    scene = Scene().joined(LAN, DUNG, YEN)

    assert heard(scene, (DUNG, YEN)) == {DUNG, YEN}
    for one in (YEN, DUNG):
        scene.does(one, CheckIn((), VINH))

    assert heard(scene, (DUNG, YEN)) == {DUNG}


def test_the_page_is_told_whose_microphone_is_open_beside_it() -> None:
    scene = at_vinh(DUNG, TUAN)

    (tuan, mai) = (own_view(scene.meeting, member, scene.at)["me"] for member in (TUAN, MAI))

    assert isinstance(tuan, dict)
    assert isinstance(mai, dict)
    assert (tuan["open_microphone"], mai["open_microphone"]) == (DUNG, None)
