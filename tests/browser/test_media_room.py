"""Three real Chromium tabs in one room: who is seen, who is heard, and who is not."""

import asyncio
import operator
import os
import signal
from collections.abc import AsyncIterator, Awaitable
from functools import partial
from pathlib import Path

import pytest
import segno
from playwright.async_api import Browser

from server.meeting.identity import MemberId
from signaling.media.engine import Device, MediaRights, SupplyChanged
from signaling.media.virtual_media import VirtualMedia
from tests.browser.media_scene import (
    FLOOR_ROUNDS,
    ROOM,
    Stage,
    eventually,
    hears,
    is_colour,
    is_quiet_in_some_round,
    stage,
)
from tests.signaling.media.link import Link, Way

STROKE_PX = 2  # as wide as the strokes of letters of 12 pt
WATCH_S = 3.0
NOT_NOTICED_MS = 125  # sound after picture (ITU-R BT.1359)
HELD_MS = 700
BACK_WITHIN_S = 5.0
HELD_FULLY_AFTER_S = 5.0
RED, GREEN, BLUE = (255, 0, 0), (0, 128, 0), (0, 0, 255)


@pytest.fixture
async def room(chromium: Browser, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(chromium, tmp_path) as built:
        yield built


def _is_alone_in_first_slot(tone_hz: int, heard: list[float]) -> bool:
    return hears(tone_hz)(heard[:1]) and hears(tone_hz)(heard)


async def test_three_tabs_see_and_hear_each_other(room: Stage) -> None:
    an = await room.enter("an", "red", 440)
    binh = await room.enter("binh", "green", 880)
    chi = await room.enter("chi", "blue", 1320)

    await room.show_all()

    await eventually(lambda: an.colour_of("binh"), is_colour(GREEN))
    await eventually(lambda: an.colour_of("chi"), is_colour(BLUE))
    await eventually(lambda: binh.colour_of("an"), is_colour(RED))
    await eventually(lambda: chi.colour_of("an"), is_colour(RED))
    await eventually(lambda: chi.colour_of("binh"), is_colour(GREEN))
    await eventually(an.tones, hears(880, 1320))
    await eventually(binh.tones, hears(440, 1320))
    await eventually(chi.tones, hears(440, 880))
    frames = await an.frames()
    await eventually(an.frames, lambda now: now > frames + 20)


async def test_a_member_whose_right_is_withdrawn_is_heard_by_nobody_though_the_browser_goes_on_sending(
    room: Stage,
) -> None:
    an = await room.enter("an", "red", 440)
    binh = await room.enter("binh", "green", 880)
    chi = await room.enter("chi", "blue", 1320)
    await eventually(an.tones, hears(880, 1320))
    await eventually(chi.tones, hears(440, 880))

    room.engine.allow(ROOM, MemberId("binh"), MediaRights(video=True))

    await eventually(an.tones, hears(1320))
    await eventually(chi.tones, hears(440))
    sent = await binh.packets_sent("audio")
    await eventually(lambda: binh.packets_sent("audio"), lambda now: now > sent + 50)
    assert hears(1320)(await an.tones())

    room.engine.allow(ROOM, MemberId("binh"), MediaRights(audio=True, video=True))

    await eventually(an.tones, hears(880, 1320))


async def test_when_the_floor_goes_on_the_next_speaker_is_heard_and_seen_in_the_same_slots(room: Stage) -> None:
    an = await room.enter("an", "red", 440)
    binh = await room.enter("binh", "green", 880)
    chi = await room.enter("chi", "blue", 1320, MediaRights())

    begged = [0]
    for _ in range(FLOOR_ROUNDS):
        for speaker, before, colour, tone in ((an, binh, RED, 440), (binh, an, GREEN, 880)):
            await room.give_floor(speaker, before, chi)
            await eventually(partial(chi.colour_of, speaker.member), is_colour(colour))
            await eventually(chi.tones, partial(_is_alone_in_first_slot, tone))
        begged.append((await chi.slots_used())["begged"])

    assert is_quiet_in_some_round(begged)
    assert await chi.slots_used() == {"slots": 1, "lost": 0, "begged": begged[-1]}


async def test_lips_move_when_words_are_heard_though_the_voice_lies_in_the_buffer(room: Stage) -> None:
    an = await room.enter("an", "red", 440)
    binh = await room.enter("binh", "green", 880, MediaRights())
    await room.show_all()
    await an.page.evaluate("scene.clap()")
    await eventually(lambda: binh.heard_late_ms("an"), lambda late: abs(late) < NOT_NOTICED_MS)

    await binh.page.evaluate("ms => scene.holdVoices(ms)", HELD_MS)
    await asyncio.sleep(HELD_FULLY_AFTER_S)

    await eventually(lambda: binh.heard_late_ms("an"), lambda late: abs(late) < NOT_NOTICED_MS)


async def test_a_shared_screen_is_seen_by_the_others_and_gone_when_sharing_ends(room: Stage) -> None:
    an = await room.enter("an", "red", 440)
    binh = await room.enter("binh", "green", 880)

    await an.page.evaluate("scene.share('blue')")

    await eventually(lambda: binh.colour_of("an", "screen"), is_colour(BLUE))
    await an.page.evaluate("scene.media.stopShare()")
    await eventually(lambda: binh.colour_of("an", "screen"), lambda seen: seen is None)


async def test_switching_the_camera_off_really_sends_nothing_and_on_again_shows_it_again(room: Stage) -> None:
    an = await room.enter("an", None, 440)
    binh = await room.enter("binh", "green", 880)
    await an.page.evaluate("scene.media.setCamera(true)")
    await room.show_all()
    await eventually(lambda: binh.colour_of("an"), lambda seen: seen is not None)

    await an.page.evaluate("scene.media.setCamera(false)")

    await eventually(lambda: binh.colour_of("an"), lambda seen: seen is None)
    sent = await an.packets_sent("video")
    await asyncio.sleep(1_000 / 1000)
    assert await an.packets_sent("video") <= sent + 1
    await an.page.evaluate("scene.media.setCamera(true)")
    await eventually(lambda: binh.colour_of("an"), lambda seen: seen is not None)


async def test_when_the_worker_is_killed_another_takes_over_and_pictures_and_voices_are_back(room: Stage) -> None:
    an = await room.enter("an", "red", 440)
    binh = await room.enter("binh", "green", 880)
    await room.show_all()
    await eventually(lambda: an.colour_of("binh"), is_colour(GREEN))
    killed = room.engine.worker_pid
    assert killed is not None

    os.kill(killed, signal.SIGKILL)

    await eventually(lambda: _current(room), lambda pid: pid not in (None, killed))
    await eventually(lambda: an.colour_of("binh"), is_colour(GREEN))
    await eventually(an.tones, hears(880))
    await eventually(binh.tones, hears(440))


async def test_a_virtual_member_made_with_aiortc_is_seen_and_heard_in_chromium(room: Stage) -> None:
    an = await room.enter("an", "red", 440)
    room.engine.allow(ROOM, MemberId("hoa"), MediaRights(audio=True, video=True))

    async def exchange(offer: str) -> str:
        return (await room.engine.connect(ROOM, MemberId("hoa"), offer, Device.VIRTUAL)).sdp

    hoa = VirtualMedia(exchange, "Nguyễn Thị Hoa", tone_hz=600)
    await hoa.connect()
    hoa.set_speaking(is_speaking=True)
    await an.page.evaluate("scene.media.show([{member: 'hoa', size: 'small'}])")

    try:
        await eventually(lambda: an.colour_of("hoa"), lambda seen: seen is not None)
        await eventually(an.tones, hears(600))
        frames = await an.frames()
        await eventually(an.frames, lambda now: now > frames + 10)
    finally:
        await hoa.close()


async def test_small_print_on_a_shared_screen_can_be_read_and_follows_what_moves(room: Stage) -> None:
    printed = ["".join(map(str, row)) for row in segno.make("Nghị quyết số 29-NQ/CB " * 9, error="l").matrix]
    an = await room.enter("an", None, 440)
    binh = await room.enter("binh", None, 880)

    await an.page.evaluate("([rows, side]) => scene.shareSheet(rows, side)", [printed, STROKE_PX])

    def read() -> Awaitable[list[str]]:
        return binh.page.evaluate("([n, side]) => scene.readSheet('an', n, side)", [len(printed), STROKE_PX])

    await eventually(read, partial(operator.eq, printed))
    frames = await binh.frames()
    await asyncio.sleep(WATCH_S)
    assert await binh.frames() - frames >= 5 * WATCH_S
    assert await read() == printed


async def test_a_camera_of_720_lines_is_sent_in_three_layers_and_each_tile_gets_the_one_that_fits(room: Stage) -> None:
    an = await room.enter("an", None, 440)
    binh = await room.enter("binh", None, 880)
    await an.page.evaluate("scene.media.setCamera(true)")

    for size, lines in (("small", 180), ("large", 720), ("medium", 360)):
        await binh.page.evaluate("size => scene.media.show([{member: 'an', size}])", size)
        await eventually(binh.lines_of_picture, partial(operator.eq, lines))
    assert not [event for event in room.events if isinstance(event, SupplyChanged)]


async def test_a_layer_that_nobody_looks_at_is_not_sent_and_comes_back_when_somebody_does(room: Stage) -> None:
    an = await room.enter("an", None, 440)
    binh = await room.enter("binh", None, 880)
    await an.page.evaluate("scene.media.setCamera(true)")
    await binh.page.evaluate("scene.media.show([{member: 'an', size: 'large'}])")
    await eventually(binh.lines_of_picture, partial(operator.eq, 720))

    await eventually(an.layers_sent, partial(operator.eq, ["f", "q"]))
    assert await binh.lines_of_picture() == 720

    await binh.page.evaluate("scene.media.show([])")
    await eventually(an.layers_sent, partial(operator.eq, ["q"]))

    await binh.page.evaluate("scene.media.show([{member: 'an', size: 'large'}])")
    asked_at = asyncio.get_running_loop().time()
    await eventually(binh.lines_of_picture, partial(operator.eq, 720))
    assert asyncio.get_running_loop().time() - asked_at < 5


async def test_a_line_that_moves_is_followed_by_an_ice_restart_without_a_new_connection(room: Stage) -> None:
    an = await room.enter("an", "red", 440)
    binh = await room.enter("binh", "green", 880)
    await room.show_all()
    await eventually(lambda: an.colour_of("binh"), is_colour(GREEN))

    await an.page.evaluate("scene.restartIce()")

    await eventually(lambda: an.page.evaluate("scene.ufrags()"), lambda ufrags: len(set(ufrags)) == 2)
    frames = await an.frames()
    await eventually(an.frames, lambda now: now > frames + 20)
    await eventually(binh.tones, hears(440))


@pytest.mark.parametrize("effort", ["restart", "none"])
async def test_sound_is_back_within_five_seconds_when_the_address_has_changed(room: Stage, effort: str) -> None:
    """A page that has noticed makes an ICE restart; for one that has not, the browser's next check does it."""
    assert room.engine.port is not None
    link = await Link(Way(delay_s=0.1), Way(delay_s=0.1)).open(room.engine.port)
    room.links[MemberId("an")] = link
    an = await room.enter("an", "red", 440)
    binh = await room.enter("binh", "green", 880)
    await eventually(an.tones, hears(880))
    await eventually(binh.tones, hears(440))

    await link.move()
    moved_at = asyncio.get_running_loop().time()
    before = await an.packets_heard(), await binh.packets_heard()
    if effort == "restart":
        await an.page.evaluate("scene.restartIce()")
    await eventually(an.packets_heard, lambda count: count > before[0] + 25)  # half a second of sound
    await eventually(binh.packets_heard, lambda count: count > before[1] + 25)

    assert asyncio.get_running_loop().time() - moved_at < BACK_WITHIN_S
    await eventually(an.tones, hears(880))
    await eventually(binh.tones, hears(440))
    link.close()


async def test_a_device_that_is_not_there_is_said_in_a_word_the_page_can_translate(room: Stage) -> None:
    an = await room.enter("an", None, 440)

    problem = await an.page.evaluate(
        "scene.media.chooseCamera('none such').then(() => scene.media.setCamera(true)).catch(error => error.problem)"
    )

    assert problem == "no-device"


async def _current(room: Stage) -> int | None:
    return room.engine.worker_pid
