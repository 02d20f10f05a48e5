"""Pictures in other codecs than VP8: passed on to whoever decodes them, and to nobody else."""

import operator
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser

from signaling.media.engine import Kind, SlotsChanged
from tests.browser.media_scene import Stage, Tab, eventually, is_colour, stage

RED, GREEN, BLUE = (255, 0, 0), (0, 128, 0), (0, 0, 255)
POWER = """(codec => {
  navigator.mediaCapabilities.encodingInfo = asked =>
    Promise.resolve({ powerEfficient: asked.video.contentType.startsWith(codec) });
})"""


@pytest.fixture
async def room(chromium: Browser, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(chromium, tmp_path) as built:
        yield built


async def see(tab: Tab, member: str) -> None:
    await tab.page.evaluate("member => scene.media.show([{ member, size: 'medium' }])", member)


def places(room: Stage, viewer: str) -> list[tuple[str, str]]:
    """Return in which slot a viewer was shown whose picture, in order."""
    told = [event for event in room.events if isinstance(event, SlotsChanged) and event.member == viewer]
    pictures = [(one.mid, one.member) for event in told for one in event.showing if one.kind is Kind.VIDEO]
    return list(dict.fromkeys(pictures))


@pytest.mark.parametrize("codec", ["video/VP9", "video/AV1", "video/H264"])
async def test_a_slot_goes_over_from_vp8_to_another_codec_and_back(room: Stage, codec: str) -> None:
    chi = await room.enter("chi", "blue", 1320)
    await room.enter("an", "red", 440)
    await room.enter("binh", "green", 880, script=f"scene.sendsIn = '{codec}'")
    await see(chi, "an")
    await eventually(lambda: chi.colour_of("an"), is_colour(RED))
    await eventually(chi.codecs, lambda names: names == ["video/VP8"])

    await see(chi, "binh")

    await eventually(lambda: chi.colour_of("binh"), is_colour(GREEN))
    for _ in range(3):  # it goes on
        await eventually(chi.codecs, lambda names: names == [codec])
    await see(chi, "an")
    await eventually(lambda: chi.colour_of("an"), is_colour(RED))
    await eventually(chi.codecs, lambda names: names == ["video/VP8"])
    assert len({mid for mid, _ in places(room, "chi")}) == 1


async def test_a_camera_in_h264_is_sent_in_three_layers_too_and_each_tile_gets_the_one_that_fits(room: Stage) -> None:
    an = await room.enter("an", None, 440, script="scene.sendsIn = 'video/H264'")
    binh = await room.enter("binh", None, 880)
    await an.page.evaluate("scene.media.setCamera(true)")

    for size, lines in (("small", 180), ("large", 720), ("medium", 360), ("large", 720)):
        await binh.page.evaluate("size => scene.media.show([{member: 'an', size}])", size)
        await eventually(binh.lines_of_picture, partial(operator.eq, lines))
        await eventually(binh.codecs, lambda names: names == ["video/H264"])
    used = await binh.slots_used()
    assert (used["slots"], used["lost"]) == (1, 0)


async def test_members_who_send_in_three_codecs_are_seen_side_by_side(room: Stage) -> None:
    an = await room.enter("an", "red", 440)
    binh = await room.enter("binh", "green", 880, script="scene.sendsIn = 'video/VP9'")
    chi = await room.enter("chi", "blue", 1320, script="scene.sendsIn = 'video/AV1'")

    await room.show_all()

    await eventually(lambda: an.colour_of("binh"), is_colour(GREEN))
    await eventually(lambda: an.colour_of("chi"), is_colour(BLUE))
    await eventually(lambda: binh.colour_of("an"), is_colour(RED))
    await eventually(lambda: chi.colour_of("binh"), is_colour(GREEN))
    await eventually(an.codecs, lambda names: names == ["video/AV1", "video/VP9"])


async def test_whoever_does_not_decode_a_codec_is_not_sent_it_and_sees_the_others(room: Stage) -> None:
    an = await room.enter("an", "red", 440, script="scene.takesOnly = 'video/VP8'")
    binh = await room.enter("binh", "green", 880, script="scene.sendsIn = 'video/VP9'")
    chi = await room.enter("chi", "blue", 1320)

    await room.show_all()

    await eventually(lambda: chi.colour_of("binh"), is_colour(GREEN))
    await eventually(lambda: an.colour_of("chi"), is_colour(BLUE))
    await eventually(lambda: binh.colour_of("an"), is_colour(RED))
    assert "binh" not in [member for _, member in places(room, "an")]
    assert await an.codecs() == ["video/VP8"]


@pytest.mark.parametrize(
    ("phone", "efficient", "offered"),
    [
        ("true", "video/H264", ["H264", "VP8"]),
        ("true", "video/", ["VP8"]),
        ("true", "none", ["VP8"]),
        ("false", "video/H264", ["VP8"]),
    ],
    ids=["a phone with hardware for it", "with hardware for both", "with none", "no phone"],
)
async def test_only_a_phone_that_saves_power_with_h264_offers_it(
    room: Stage, phone: str, efficient: str, offered: list[str]
) -> None:
    an = await room.enter("an", "red", 440, script=f"scene.isPhone = {phone}; {POWER}('{efficient}')")
    binh = await room.enter("binh", "green", 880)
    await see(binh, "an")

    await eventually(lambda: binh.colour_of("an"), is_colour(RED))

    assert await an.page.evaluate("scene.cameraCodecs()") == offered
    await eventually(binh.codecs, lambda names: names == [f"video/{offered[0]}"])
