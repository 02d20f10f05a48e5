"""The media worker dies in mid-meeting: the page says so in words, the meeting goes on, sound and picture come back."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.persons import FLOWS_WITHIN_S, signed_in
from tests.flows.service import Service, a_service

BACK_WITHIN_S = 6.0
# The band may be there for half a second only; nothing that was ever shown is missed.
REMEMBER_BANDS = """() => {
  window.bands = [];
  new MutationObserver(() => {
    for (const band of document.querySelectorAll('.room-band')) window.bands.push(band.textContent);
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with a_service(tmp_path) as running:
        yield running


@pytest.mark.timeout(200)
async def test_when_sound_and_picture_fail_the_page_says_so_the_meeting_goes_on_and_they_come_back(
    chromium: Browser, service: Service
) -> None:
    thang, nam = [await signed_in(chromium, service, name) for name in ("thang", "nam")]
    await thang.open_tonights_meeting()
    await thang.enter()
    await nam.page.goto(thang.page.url)
    await nam.enter()
    async with asyncio.timeout(FLOWS_WITHIN_S):
        while (await nam.measured()).pictures < 1:
            await asyncio.sleep(0.3)
    await nam.page.evaluate(REMEMBER_BANDS)
    connections = await nam.page.evaluate("window.connections.length")

    os.kill(service.media_worker(), signal.SIGKILL)
    await thang.page.get_by_role("button", name="Khai mạc").click()

    await expect(nam.page.get_by_role("banner")).to_contain_text("Đã họp")
    async with asyncio.timeout(BACK_WITHIN_S):
        while await nam.page.evaluate("window.connections.length") == connections:
            await asyncio.sleep(0.2)
        while (await nam.measured()).pictures < 1:
            await asyncio.sleep(0.2)
    bands = await nam.page.evaluate("window.bands")
    assert any("Chưa có tiếng và hình. Máy đang tự nối lại." in band for band in bands)
    await expect(nam.page.get_by_role("banner")).to_contain_text("Đường truyền", timeout=15_000)
    await expect(nam.page.locator(".room-band")).to_have_count(0, timeout=15_000)
