"""What a member chooses for the own machine: going in at once, which microphone, and sound without pictures."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.persons import FLOWS_WITHIN_S, Person, signed_in
from tests.flows.service import Service, a_service

WATCH_S = 2.0
SENT_FROM = """() => window.connections.flatMap((one) => one.getSenders())
  .filter((one) => one.track?.kind === 'audio').map((one) => one.track.label)"""
# A camera that needs longer than its owner; every track that was ever opened is remembered.
SLOW_CAMERA = """
window.opened = [];
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  if (wanted.video) await new Promise((resolve) => setTimeout(resolve, 4000));
  const stream = await open(wanted);
  window.opened.push(...stream.getTracks());
  return stream;
};"""
# What a browser says when its screen goes dark; a headless one has no screen.
DARK = """(isDark) => {
  Object.defineProperty(document, 'hidden', { value: isDark, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
LIVE_CAMERAS = "window.opened.filter((one) => one.kind === 'video' && one.readyState === 'live').length"


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with a_service(tmp_path) as running:
        yield running


@pytest.mark.timeout(200)
async def test_the_chosen_microphone_is_sent_and_sound_alone_stops_every_picture(
    chromium: Browser, service: Service
) -> None:
    thang, nam = [await signed_in(chromium, service, name) for name in ("thang", "nam")]
    await thang.open_tonights_meeting()
    await thang.enter()
    await nam.page.goto(thang.page.url)
    await nam.page.get_by_label("Chọn micro").select_option(label="Fake Audio Input 2")
    await nam.page.get_by_role("button", name="Bật tiếng khi vào").click()
    await nam.enter()

    async with asyncio.timeout(FLOWS_WITHIN_S):
        while await nam.page.evaluate(SENT_FROM) != ["Fake Audio Input 2"]:
            await asyncio.sleep(0.3)
        while (await nam.measured()).pictures < 1:
            await asyncio.sleep(0.3)

    await nam.page.get_by_role("button", name="Thêm", exact=True).click()
    await nam.page.get_by_role("button", name="Chỉ nghe tiếng, tắt hình").click()

    await expect(nam.page.get_by_role("button", name="Bật hình", exact=True)).to_be_visible()
    async with asyncio.timeout(FLOWS_WITHIN_S):
        while await _frames(nam) > 0:
            pass
    assert await nam.page.evaluate(SENT_FROM) == ["Fake Audio Input 2"]

    await nam.page.get_by_role("button", name="Thêm", exact=True).click()
    await nam.page.get_by_role("button", name="Bật lại hình").click()
    async with asyncio.timeout(FLOWS_WITHIN_S):
        while await _frames(nam) == 0:
            pass


@pytest.mark.timeout(200)
async def test_a_page_that_nobody_looks_at_is_sent_no_pictures(chromium: Browser, service: Service) -> None:
    thang, nam = [await signed_in(chromium, service, name) for name in ("thang", "nam")]
    await thang.open_tonights_meeting()
    await thang.enter()
    await nam.follow(thang)
    async with asyncio.timeout(FLOWS_WITHIN_S):
        while await _frames(nam) == 0:
            pass

    await nam.page.evaluate(DARK, True)
    async with asyncio.timeout(FLOWS_WITHIN_S):
        while await _frames(nam) > 0:
            pass

    await nam.page.evaluate(DARK, False)
    async with asyncio.timeout(FLOWS_WITHIN_S):
        while await _frames(nam) == 0:
            pass


@pytest.mark.timeout(200)
async def test_who_goes_in_before_the_camera_has_opened_is_seen_once_it_has(
    chromium: Browser, service: Service
) -> None:
    thang, nam, lam = [await signed_in(chromium, service, name) for name in ("thang", "nam", "lam")]
    await thang.open_tonights_meeting()
    await thang.enter()
    for person in (nam, lam):
        await person.page.add_init_script(SLOW_CAMERA)
        await person.page.goto(thang.page.url)

    await nam.enter()
    await lam.page.get_by_role("button", name="Vào bằng chữ, không tiếng không hình").click()

    await expect(nam.page.get_by_role("button", name="Tắt hình", exact=True)).to_be_visible(timeout=15_000)
    async with asyncio.timeout(FLOWS_WITHIN_S):
        while (await thang.measured()).pictures < 1:
            await asyncio.sleep(0.3)
    assert await nam.page.evaluate(LIVE_CAMERAS) == 1

    # Whoever goes in without picture has no camera running, though it opened later.
    async with asyncio.timeout(FLOWS_WITHIN_S):
        while await lam.page.evaluate("window.opened.length") < 2:
            await asyncio.sleep(0.3)
    assert await lam.page.evaluate(LIVE_CAMERAS) == 0


async def _frames(person: Person) -> int:
    """How many frames were decoded in WATCH_S seconds."""
    before = (await person.measured()).frames
    await asyncio.sleep(WATCH_S)
    return (await person.measured()).frames - before
