"""A weak or lossy line between a member and the real engine: sound first, then what fits."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator

import pytest

from signaling.media import reports
from signaling.media.engine import Kind, LayersWanted, Supply, Tile, TileSize
from signaling.media.layers import VOICE_BPS
from signaling.media.pictures import SETTLING_S, UNWANTED_FOR_S
from tests.signaling.media.line_scene import AN, BINH, VIEWER, Scene, keyframe_head, word_of, words_in
from tests.signaling.media.link import Way
from tests.signaling.media.loopback import OPUS, ROOM, VP8, until

QUEUE_DRAINS_IN_S = 3.0


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    built = Scene()
    yield built
    await built.close()


async def test_a_line_of_384_kbits_has_clean_sound_and_one_small_picture(scene: Scene) -> None:
    an = await scene.publish("an")
    await scene.publish("binh")
    scene.sfu.show(ROOM, VIEWER, [Tile(BINH, TileSize.SMALL), Tile(AN, TileSize.LARGE)])
    audience = await scene.watch(Way(bitrate_bps=384_000, queue_bytes=20_000, delay_s=0.03))

    await until(lambda: Supply.REDUCED in scene.supplies() and scene.showing() == [AN], 15.0)
    await asyncio.sleep(QUEUE_DRAINS_IN_S)
    began_at, first = time.monotonic(), an.words
    await asyncio.sleep(4.0)
    last = an.words
    await asyncio.sleep(0.5)

    moments = [at for at, _ in audience.since(began_at, OPUS)]
    pictures_bps = sum(len(packet.payload) for _, packet in audience.since(began_at, VP8)) * 8 / 4.5
    assert len(words_in(audience, began_at, first, last)) >= 0.97 * (last - first)
    assert max(later - earlier for earlier, later in itertools.pairwise(moments)) < 0.5
    assert 80_000 < pictures_bps < 384_000 - VOICE_BPS  # in these seconds more may have been tried
    assert scene.showing() == [AN]
    assert Supply.SOUND_ONLY not in scene.supplies()


async def test_a_shared_screen_that_a_line_does_not_carry_leaves_it_to_the_words(scene: Scene) -> None:
    an = await scene.publish("an")
    scene.present(an)
    scene.sfu.show(ROOM, VIEWER, [Tile(AN, TileSize.SMALL)])
    audience = await scene.watch(Way(bitrate_bps=384_000, queue_bytes=20_000, delay_s=0.03))

    await until(lambda: Supply.REDUCED in scene.supplies() and scene.showing(Kind.SCREEN) == [], 15.0)
    await asyncio.sleep(QUEUE_DRAINS_IN_S)
    began_at, first = time.monotonic(), an.words
    await asyncio.sleep(3.0)
    last = an.words
    await asyncio.sleep(0.5)

    assert len(words_in(audience, began_at, first, last)) >= 0.97 * (last - first)
    assert scene.showing(Kind.SCREEN) == []
    assert scene.showing() == [AN]


async def test_a_good_line_is_never_called_weak_and_gets_720_lines_within_five_seconds(scene: Scene) -> None:
    await scene.publish("an")
    scene.sfu.show(ROOM, VIEWER, [Tile(AN, TileSize.LARGE)])

    audience = await scene.watch(Way(bitrate_bps=20_000_000, delay_s=0.03))

    large = keyframe_head(720)[4:]
    await until(lambda: any(large in packet.payload for _, packet in audience.came), 5.0)
    assert scene.supplies() == []


async def test_a_line_is_not_judged_by_the_rate_of_a_moment(scene: Scene) -> None:
    await scene.publish("an", films=False)
    audience = await scene.watch(Way())
    await until(lambda: len(audience.came) > 10)
    peer, now = scene.sfu._rooms[ROOM].members[VIEWER].peer, time.monotonic()
    assert peer is not None
    peer.sent_octets, peer.sent_until = 0, now - 0.5

    reports.judge_line(peer, now)
    rate = peer.gets_bps
    reports.judge_line(peer, now + 0.06)

    assert rate > 0
    assert peer.gets_bps == rate


async def test_a_small_camera_goes_on_with_what_it_has_though_a_larger_layer_would_be_liked(scene: Scene) -> None:
    await scene.publish("an", layers=("q", "h"))
    scene.sfu.show(ROOM, VIEWER, [Tile(AN, TileSize.LARGE)])

    audience = await scene.watch(Way())
    await asyncio.sleep(SETTLING_S + UNWANTED_FOR_S + 1)

    wanted = [event.rids for event in scene.events if isinstance(event, LayersWanted) and event.member == AN]
    assert all("h" in rids for rids in wanted)
    assert any(keyframe_head(360)[4:] in packet.payload for _, packet in audience.came)
    assert scene.supplies() == []


async def test_words_do_not_wait_behind_the_pictures_of_who_speaks_on_a_thin_line(scene: Scene) -> None:
    thin = Way(bitrate_bps=500_000, queue_bytes=1 << 20, delay_s=0.03)  # a queue that would hold 17 s and loses nothing
    an = await scene.publish("an", thin)
    scene.sfu.show(ROOM, VIEWER, [Tile(AN, TileSize.SMALL)])
    audience = await scene.watch(Way())
    await asyncio.sleep(20.0)

    lately = audience.since(time.monotonic() - 2.0, OPUS)
    waited = [at - an.spoken_at(word_of(packet)) for at, packet in lately]
    assert len(waited) > 90
    assert max(waited) < 0.3
    assert audience.since(time.monotonic() - 1.0, VP8)


@pytest.mark.parametrize("lossy", ["to the engine", "to the viewer"])
async def test_at_a_fifth_lost_the_picture_is_whole_again_and_words_are_covered_by_the_next(
    scene: Scene, lossy: str
) -> None:
    loss = Way(loss=0.2, delay_s=0.02)
    an = await scene.publish("an", loss if lossy == "to the engine" else None)
    scene.sfu.show(ROOM, VIEWER, [Tile(AN, TileSize.SMALL)])
    audience = await scene.watch(loss if lossy == "to the viewer" else Way())
    await until(lambda: len(audience.since(0.0, VP8)) > 20)

    began_at, first = time.monotonic(), an.words
    await asyncio.sleep(5.0)
    last = an.words
    ended_at = time.monotonic()
    await asyncio.sleep(1.0)

    # In-band FEC lets each packet of Opus carry the one before it, too (RFC 6716 2.1.7).
    heard = words_in(audience, began_at, first, last)
    covered = [word for word in range(first + 1, last) if word in heard or word + 1 in heard]
    numbers = {packet.sequence for at, packet in audience.since(began_at, VP8) if at < ended_at - 1.0}
    came = {packet.sequence for _, packet in audience.since(0.0, VP8)}
    span = range(min(numbers), max(numbers) + 1)
    assert loss.dropped > 100
    assert len(covered) >= 0.9 * (last - first)
    assert len(came.intersection(span)) >= 0.98 * len(span)
    assert scene.showing() == [AN]
