"""The media worker dies in mid-meeting: the page says so in words, the meeting goes on, sound and picture come back."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.test_newcomer import _open_tonights_meeting
from tests.browser.test_room_media import FLOWS_WITHIN_S, MEASURE, _tab
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


def media_worker(service: Service) -> int:
    """Return the process id of the service's media worker."""
    assert service.process is not None
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words, parent = (
                (folder / "cmdline").read_bytes(),
                (folder / "stat").read_text().rpartition(")")[2].split()[1],
            )
        except OSError:
            continue  # gone meanwhile
        if b"signaling.media.worker" in words and int(parent) == service.process.pid:
            return int(folder.name)
    raise AssertionError("no media worker runs")


@pytest.mark.timeout(200)
async def test_when_sound_and_picture_fail_the_page_says_so_the_meeting_goes_on_and_they_come_back(
    chromium: Browser, service: Service
) -> None:
    thang, nam = [await _tab(chromium, service, name) for name in ("thang", "nam")]
    await _open_tonights_meeting(thang)
    await thang.enter()
    await nam.page.goto(thang.page.url)
    await nam.enter()
    async with asyncio.timeout(FLOWS_WITHIN_S):
        while (await nam.page.evaluate(MEASURE))["pictures"] < 1:
            await asyncio.sleep(0.3)
    await nam.page.evaluate(REMEMBER_BANDS)
    connections = await nam.page.evaluate("window.connections.length")

    os.kill(media_worker(service), signal.SIGKILL)
    await thang.page.get_by_role("button", name="Khai mạc").click()

    await expect(nam.page.get_by_role("banner")).to_contain_text("Đã họp")
    async with asyncio.timeout(BACK_WITHIN_S):
        while await nam.page.evaluate("window.connections.length") == connections:
            await asyncio.sleep(0.2)
        while (await nam.page.evaluate(MEASURE))["pictures"] < 1:
            await asyncio.sleep(0.2)
    bands = await nam.page.evaluate("window.bands")
    assert any("Chưa có tiếng và hình. Máy đang tự nối lại." in band for band in bands)
    await expect(nam.page.get_by_role("banner")).to_contain_text("Đường truyền", timeout=15_000)
    await expect(nam.page.locator(".room-band")).to_have_count(0, timeout=15_000)
