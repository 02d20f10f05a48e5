"""Firefox and Chromium in one room: both see and hear each other over the same one negotiation."""

import asyncio
import operator
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser

from server.meeting.identity import MemberId
from signaling.media.engine import MediaRights
from tests import machine
from tests.browser.firefox import FirefoxPage, a_firefox
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
from tests.conftest import unavailable

RED, GREEN = (255, 0, 0), (0, 128, 0)
FAKE_MICROPHONE_HZ = 1_000  # Firefox's own
WATCH_S = 1.0

# Firefox never checks a path to 127.0.0.1.
pytestmark = pytest.mark.skipif(machine.own_address().startswith("127."), reason="needs an address besides loopback")


@pytest.fixture
async def firefox(tmp_path: Path) -> AsyncIterator[FirefoxPage]:
    path = machine.firefox()
    if path is None:
        unavailable("no Firefox is installed")
    async with a_firefox(path, tmp_path) as page:
        yield page


@pytest.fixture
async def room(chromium: Browser, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(chromium, tmp_path, machine.own_address()) as built:
        yield built


async def test_firefox_and_chromium_see_and_hear_each_other_until_a_right_is_withdrawn(
    room: Stage, firefox: FirefoxPage
) -> None:
    an = await room.enter("an", "red", 440)
    binh = await room.enter("binh", "green", 880, page=firefox)
    await room.show_all()
    # Without a sound device its AudioContext makes no tone of its own: the fake microphone does.
    await firefox.evaluate("scene.media.setMicrophone(false).then(() => scene.media.setMicrophone(true))")

    await eventually(lambda: binh.colour_of("an"), is_colour(RED))
    await eventually(lambda: an.colour_of("binh"), is_colour(GREEN))
    await eventually(an.tones, hears(FAKE_MICROPHONE_HZ))
    await eventually(partial(firefox.evaluate, "scene.soundHeard()"), lambda joules: float(str(joules)) > 0)

    room.engine.allow(ROOM, MemberId("binh"), MediaRights(video=True))
    await eventually(an.tones, hears())


async def test_in_firefox_the_next_speaker_is_seen_in_the_same_slot(room: Stage, firefox: FirefoxPage) -> None:
    an = await room.enter("an", "red", 440)
    binh = await room.enter("binh", "green", 880)
    chi = await room.enter("chi", "blue", 1320, MediaRights(), page=firefox)

    begged = [0]
    for _ in range(FLOOR_ROUNDS):
        for speaker, before, colour in ((an, binh, RED), (binh, an, GREEN)):
            await room.give_floor(speaker, before, chi)
            await eventually(partial(chi.colour_of, speaker.member), is_colour(colour))
        begged.append((await chi.slots_used())["begged"])

    assert is_quiet_in_some_round(begged)
    assert await chi.slots_used() == {"slots": 1, "lost": 0, "begged": begged[-1]}


async def test_a_camera_of_firefox_is_sent_in_three_layers(room: Stage, firefox: FirefoxPage) -> None:
    an = await room.enter("an", None, 440)
    await room.enter("binh", None, 880, page=firefox)
    await firefox.evaluate("scene.media.setCamera(true)")

    for size, lines in (("small", 180), ("large", 720), ("medium", 360)):
        await an.page.evaluate("size => scene.media.show([{member: 'binh', size}])", size)
        await eventually(an.lines_of_picture, partial(operator.eq, lines))

    frames = await an.frames()
    await asyncio.sleep(WATCH_S)
    assert await an.frames() > frames
