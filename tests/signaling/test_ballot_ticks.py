"""An open secret vote tells the room how many have voted, in ticks: nobody hears the moment of a ballot."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from server.ballot_box import seal
from server.meeting.identity import MeetingId, QuestionId
from server.meeting.voting import Answer, CastBallot, VoteForm
from server.projections.live_view import own_view
from signaling.ballot_ticks import TICK_S, BallotTicks, with_own
from tests.meeting.scenes import LAN, MINH, SEALED, TUAN, VOTE, Scene, a_plan, in_session
from tests.signaling import gateway_scene
from tests.signaling.gateway_scene import Page, a_scene, opened


def told(ticks: BallotTicks, scene: Scene, now_s: float) -> int:
    return len(ticks.as_told(scene.meeting, now_s).voting.question(VOTE).voted)


def test_a_ballot_is_told_at_the_tick_after_it_and_not_at_what_happens_meanwhile() -> None:
    scene, ticks = in_session(), BallotTicks()
    scene.opens_vote(form=VoteForm.SECRET)
    assert told(ticks, scene, 100.0) == 0
    assert ticks.due_in_s(100.0) is None

    scene.does(TUAN, CastBallot(VOTE, SEALED))

    assert told(ticks, scene, 103.0) == 0, "a tick has passed, but the ballot is younger than it"
    assert ticks.due_in_s(103.0) == pytest.approx(1.0)
    assert told(ticks, scene, 103.9) == 0
    scene.does(MINH, CastBallot(VOTE, SEALED))
    assert told(ticks, scene, 104.1) == 1
    assert told(ticks, scene, 106.1) == 2
    assert ticks.due_in_s(106.1) is None


def test_the_version_tells_no_ballot_either() -> None:
    scene, ticks = in_session(), BallotTicks()
    scene.opens_vote(form=VoteForm.SECRET)
    version = ticks.as_told(scene.meeting, 0.0).version

    scene.does(TUAN, CastBallot(VOTE, SEALED))

    assert ticks.as_told(scene.meeting, 0.5).version == version
    assert ticks.told_version(scene.meeting.version) == version
    assert ticks.as_told(scene.meeting, 2.5).version == version + 1


def test_ones_own_ballot_shows_at_once_and_the_chairs_words_count_no_other() -> None:
    scene, ticks = in_session(), BallotTicks()
    scene.opens_vote(form=VoteForm.SECRET)
    held = ticks.as_told(scene.meeting, 0.0)
    left = own_view(held, LAN, scene.at)["me"]["script"]["params"]["left"]  # type: ignore[index,call-overload]

    scene.does(TUAN, CastBallot(VOTE, SEALED))
    held = ticks.as_told(scene.meeting, 0.5)

    def own(member: str) -> Any:
        return own_view(with_own(held, scene.meeting, (member,)), member, scene.at)["me"]  # type: ignore[arg-type]

    assert own(TUAN)["ballots"] == {"q1": [TUAN]}
    assert own(LAN)["script"]["params"]["left"] == left


def test_a_meeting_without_an_open_secret_vote_is_told_as_it_is() -> None:
    scene, ticks = in_session(), BallotTicks()
    scene.opens_vote()

    assert ticks.as_told(scene.meeting, 0.0) is scene.meeting
    assert ticks.told_version(7) == 7


@pytest_asyncio.fixture
async def running(tmp_path: Path) -> AsyncIterator[gateway_scene.Scene]:
    async with a_scene(tmp_path) as service:
        yield service


async def casts(page: Page, meeting: MeetingId) -> dict[str, Any]:
    sealed = seal(page.at("vote:q1", "ballot_key"), QuestionId("q1"), Answer.AGAINST)
    return await page.send("CastBallot", question="q1", sealed=sealed)


async def test_over_the_socket_nothing_at_all_is_sent_to_others_when_a_ballot_is_cast(
    running: gateway_scene.Scene,
) -> None:
    meeting = await opened(running, a_plan())
    lan, tuan, minh = [await running.page(meeting, member) for member in (LAN, TUAN, MINH)]
    await lan.send("CallToOrder")
    await lan.send("OpenVote", question="q1", text="Tín nhiệm?", matter="opinion", form="secret", may_reveal=True)
    for page in (tuan, minh):
        await page.sees("votes", value=["q1"])
    await asyncio.sleep(TICK_S * 0.1)
    serials = lan.serial, minh.serial

    answer = await casts(tuan, meeting)
    await tuan.sees("me", "ballots", "q1", value=[TUAN])
    again = await minh.send("AskForFloor")
    await lan.sees("floor", "queue", value=minh.at("floor", "queue"))

    assert tuan.at("vote:q1", "voted") == 0
    assert lan.at("vote:q1", "voted") == minh.at("vote:q1", "voted") == 0
    assert (lan.serial, minh.serial) == (serials[0] + 1, serials[1] + 1), "the floor was shown, the ballot was not"
    assert answer["version"] == again["version"]
    await minh.sees("vote:q1", "voted", value=1)
    await tuan.sees("vote:q1", "voted", value=1)
    assert [page.gaps for page in (lan, tuan, minh)] == [0, 0, 0]
