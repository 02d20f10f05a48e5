"""What the page's media scripts decide by themselves: layers, line quality, the level meter, the last press."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser.media_scene import Stage, Tab, stage


@pytest.fixture
async def room(chromium: Browser, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(chromium, tmp_path) as built:
        yield built


async def test_the_pages_own_decisions(room: Stage) -> None:
    """One page for all of them: opening a browser takes longer than the rest."""
    an = await room.enter("an", None, 440)

    await check_that_a_camera_sends_the_layers_its_height_yields(an)
    await check_that_a_line_is_named_by_its_worse_side(an)
    await check_that_the_meter_tells_a_tone_from_silence(an)
    await check_that_the_devices_are_listed(an)
    await check_that_the_last_press_counts(an)


async def check_that_a_camera_sends_the_layers_its_height_yields(an: Tab) -> None:
    scales = await an.page.evaluate("[null, 0, 180, 360, 540, 1080].map(scene.layerScales)")

    nothing, small, middle, large = [None, None, None], [1, None, None], [2, 1, None], [4, 2, 1]
    assert scales == [nothing, small, small, middle, large, large]


async def check_that_a_line_is_named_by_its_worse_side(an: Tab) -> None:
    words = await an.page.evaluate(
        """[[0, 0.05, true], [0.01, 0.6, true], [0.05, 0.1, true], [0.2, 0.1, true], [0, 1.5, true], [0, 0, false]]
        .map(([lossShare, roundTripS, isAlive]) => scene.judgeLine({lossShare, roundTripS, isAlive}))"""
    )

    assert words == ["good", "fair", "fair", "weak", "weak", "lost"]


async def check_that_the_meter_tells_a_tone_from_silence(an: Tab) -> None:
    tone, silence = await an.page.evaluate("scene.levels()")

    assert 0.6 < tone < 0.95
    assert silence == 0


async def check_that_the_devices_are_listed(an: Tab) -> None:
    devices = await an.page.evaluate("scene.devices()")

    assert devices["cameras"]
    assert devices["microphones"]


async def check_that_the_last_press_counts(an: Tab) -> None:
    assert await an.page.evaluate("scene.pressTwice()") == {"isOn": False, "state": "ended"}
