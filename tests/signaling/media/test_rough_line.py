"""A line that shuffles, or that is cut for a while: what is on it goes on, and nobody else notices."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence

import pytest

from signaling.media.bandwidth import PUBLISHER_START_BPS
from signaling.media.engine import Kind, Line, Supply, Tile, TileSize
from signaling.media.ice_lite import CONSENT_S, LINE_LOST_S
from tests.signaling.media.line_scene import (
    AN,
    BINH,
    VIEWER,
    Arrival,
    Scene,
    keyframe_head,
    speaker_of,
)
from tests.signaling.media.link import Way
from tests.signaling.media.loopback import OPUS, ROOM, VP8, until

CUT_FOR_S = 3.0
A_GAP_S = 1.5  # words come every 20 ms; other work on the machine held them up for 0.9 s (measured)
SETTLES_IN_S = 1.0
REPORTS_HAVE_COME_S = 3.0  # one a second
SMALL, LARGE = keyframe_head(180)[4:], keyframe_head(720)[4:]


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    built = Scene()
    yield built
    await built.close()


@pytest.mark.parametrize("rough", ["to the engine", "to the viewer"])
async def test_what_a_line_shuffles_arrives_whole_and_the_line_is_not_taken_for_weak(scene: Scene, rough: str) -> None:
    shuffling = Way(delay_s=0.02, jitter_s=0.06, detours=0.05)
    an = await scene.publish("an", shuffling if rough == "to the engine" else None)
    scene.sfu.show(ROOM, VIEWER, [Tile(AN, TileSize.LARGE)])
    audience = await scene.watch(shuffling if rough == "to the viewer" else Way())
    await until(lambda: any(LARGE in one.payload for _, one in audience.came), 8.0)
    await asyncio.sleep(SETTLES_IN_S)

    began_at = time.monotonic()
    await asyncio.sleep(4.0)
    ended_at = time.monotonic()
    await asyncio.sleep(SETTLES_IN_S)

    for payload_type in (OPUS, VP8):
        numbers = [one.sequence for at, one in audience.since(began_at, payload_type) if at < ended_at]
        came = [one.sequence for _, one in audience.since(0.0, payload_type)]
        assert numbers != sorted(numbers)
        assert len(came) == len(set(came))
        assert set(came).issuperset(range(min(numbers), max(numbers) + 1))
    assert len(an.asked_again) < 0.18 * an.sent
    assert an.asked_again.total() <= 1.1 * len(an.asked_again)
    assert audience.client.copies < 0.25 * len(audience.came)
    assert scene.supplies() == []
    assert an.allowed_bps > PUBLISHER_START_BPS


@pytest.mark.parametrize("whose", ["the speaker's", "the viewer's"])
async def test_after_three_seconds_without_a_line_the_same_connection_goes_on_by_itself(
    scene: Scene, whose: str
) -> None:
    an, _ = await scene.publish("an"), await scene.publish("binh", films=False)
    scene.sfu.show(ROOM, VIEWER, [Tile(AN, TileSize.SMALL)])
    audience = await scene.watch(Way())
    await until(lambda: scene.showing() == [AN] and {"an", "binh"} <= speakers_in(audience.came))
    await asyncio.sleep(2 * SETTLES_IN_S)  # so that the viewer has reported
    link = scene.links["an" if whose == "the speaker's" else VIEWER]
    allowed_bps = an.allowed_bps

    cut_at = time.monotonic()
    link.cut()
    await asyncio.sleep(CUT_FOR_S)
    mended_at = time.monotonic()
    link.down.is_cut = False
    await asyncio.sleep(0.1)  # or a report of before the first packet came would stand for the time without a line
    link.mend()
    await until(lambda: {"an", "binh"} <= speakers_in(audience.came, mended_at), 1.0)
    await until(lambda: any(SMALL in one.payload for _, one in audience.since(mended_at, VP8)), 2.0)
    await asyncio.sleep(REPORTS_HAVE_COME_S)

    assert longest_silence(audience.came, "an", cut_at) > CUT_FOR_S - A_GAP_S
    others = audience.came if whose == "the speaker's" else an.came
    assert longest_silence(others, "binh", cut_at) < A_GAP_S
    assert any(at > mended_at for at in an.asked_to_begin)
    assert scene.showing() == [AN]
    assert Supply.SOUND_ONLY not in scene.supplies()
    assert an.allowed_bps >= allowed_bps
    assert Line.LOST not in [*scene.lines(AN), *scene.lines(VIEWER)]


async def test_pictures_that_were_lost_on_their_speakers_line_are_not_held_against_their_viewers(scene: Scene) -> None:
    await scene.publish("an")
    await scene.publish("binh")
    scene.sfu.show(ROOM, VIEWER, [Tile(AN, TileSize.LARGE), Tile(BINH, TileSize.SMALL)])
    audience = await scene.watch(Way(delay_s=0.03))
    await until(lambda: any(LARGE in one.payload for _, one in audience.came), 8.0)
    await asyncio.sleep(SETTLES_IN_S)

    scene.links["an"].cut()
    await asyncio.sleep(1.0)
    scene.links["an"].mend()
    await asyncio.sleep(REPORTS_HAVE_COME_S)

    assert Supply.SOUND_ONLY not in scene.supplies()
    assert scene.showing() == [AN, BINH]


async def test_who_has_no_line_for_longer_than_their_consent_holds_is_given_up_and_may_come_again(scene: Scene) -> None:
    an, _ = await scene.publish("an"), await scene.publish("binh", films=False)
    scene.sfu.show(ROOM, VIEWER, [Tile(AN, TileSize.SMALL)])
    audience = await scene.watch(Way())
    await until(lambda: scene.showing() == [AN] and {"an", "binh"} <= speakers_in(audience.came))

    cut_at = time.monotonic()
    scene.links["an"].cut()
    scene.unheard_for(AN, LINE_LOST_S)
    await until(lambda: scene.lines(AN)[-1] is Line.LOST)
    assert scene.is_connected(AN)
    scene.unheard_for(AN, CONSENT_S - LINE_LOST_S)
    await until(lambda: not scene.is_connected(AN))
    scene.links["an"].mend()
    mended_at, answered = time.monotonic(), len(an.client.stun_answers)
    an.client.send_check()
    await asyncio.sleep(SETTLES_IN_S)

    assert scene.showing() == []
    assert scene.showing(Kind.AUDIO) == [BINH]
    assert speakers_in(audience.came, mended_at) == {"binh"}
    assert len(an.client.stun_answers) == answered
    await scene.publish("an")
    again_at = time.monotonic()
    await until(lambda: "an" in speakers_in(audience.came, again_at) and scene.showing() == [AN])
    assert scene.lines(AN)[-1] is Line.CONNECTED
    assert longest_silence(audience.came, "binh", cut_at) < A_GAP_S


@pytest.mark.parametrize("cut", ["to them", "from them"])
async def test_a_line_that_is_cut_one_way_goes_on_the_other_way(scene: Scene, cut: str) -> None:
    an, _ = await scene.publish("an", films=False), await scene.publish("binh", films=False)
    audience = await scene.watch(Way())
    await until(lambda: {"an", "binh"} <= speakers_in(audience.came) and "binh" in speakers_in(an.came))
    link = scene.links["an"]

    cut_at = time.monotonic()
    (link.down if cut == "to them" else link.up).is_cut = True
    await asyncio.sleep(CUT_FOR_S)
    link.mend()
    mended_at = time.monotonic()
    await until(lambda: "an" in speakers_in(audience.came, mended_at) and "binh" in speakers_in(an.came, mended_at), 1)

    ways = [(audience.came, "an"), (an.came, "binh")]
    goes_on, stands_still = ways if cut == "to them" else reversed(ways)
    assert longest_silence(*goes_on, cut_at) < A_GAP_S
    assert longest_silence(*stands_still, cut_at) > CUT_FOR_S - A_GAP_S
    assert longest_silence(audience.came, "binh", cut_at) < A_GAP_S


def speakers_in(came: Sequence[Arrival], since: float = 0.0) -> set[str]:
    return {speaker_of(packet) for at, packet in came if at >= since and packet.payload_type == OPUS}


def longest_silence(came: Sequence[Arrival], speaker: str, since: float) -> float:
    """Return the longest time from `since` until now in which no word of the speaker came."""
    words = [packet for packet in came if packet[1].payload_type == OPUS and speaker_of(packet[1]) == speaker]
    moments = [since, *(at for at, _ in words if at >= since), time.monotonic()]
    return max(later - earlier for earlier, later in itertools.pairwise(moments))
