"""Recording in the room: why it is off, how the chair begins it by a decision, and what every screen says meanwhile."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import av
import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.room_scene import DESK, PHONE, Evening, an_evening, faults, is_whole

SPEECH_S = 5.0
PERMIT, DECISION = "Công văn số 52-CV/ĐU", "Kế hoạch số 7-KH/CB"


@pytest.fixture
async def evening(chromium: Browser, tmp_path: Path) -> AsyncIterator[Evening]:
    async with an_evening(tmp_path, chromium) as built:
        yield built


@pytest.fixture
async def permitted(chromium: Browser, tmp_path: Path) -> AsyncIterator[Evening]:
    async with an_evening(tmp_path, chromium, may_record=PERMIT) as built:
        yield built


async def _menu(page: Page, entry: str) -> None:
    await page.locator(".room-header__look").click()
    await page.locator("dialog").get_by_role("button", name=entry).click()


@pytest.mark.timeout(180)
async def test_the_dialog_says_why_nothing_is_recorded_and_offers_no_button(evening: Evening) -> None:
    await evening.sits("nam")
    page = await evening.enters("thang", DESK)
    await page.get_by_role("button", name="Khai mạc").click()

    await _menu(page, "Ghi hình cuộc họp")

    dialog = page.locator("dialog")
    await expect(dialog).to_contain_text("Mặc định không ghi âm, ghi hình")
    await expect(dialog).to_contain_text("điều 29")
    await expect(dialog.get_by_role("button", name="Bắt đầu ghi")).to_have_count(0)
    assert await faults(page) == []


@pytest.mark.timeout(180)
async def test_the_chair_begins_by_a_decision_and_every_screen_says_so_until_it_ends(permitted: Evening) -> None:
    await permitted.sits("nam")
    chair = await permitted.enters("thang", DESK)
    phone = await permitted.enters("lan", PHONE)
    await chair.get_by_role("button", name="Khai mạc").click()

    await _menu(chair, "Ghi hình cuộc họp")
    dialog = chair.locator("dialog")
    await expect(dialog).to_contain_text(PERMIT)
    await dialog.get_by_label("Số, tên văn bản").fill(DECISION)
    await dialog.get_by_role("button", name="Bắt đầu ghi").click()

    for page in (chair, phone):
        band = page.locator(".room-band--recording")
        await expect(band).to_contain_text("Đang ghi hình")
        await expect(band).to_contain_text(DECISION)
        await expect(band).to_contain_text("Nguyễn Đức Thắng")
        assert await is_whole(page, band)
        assert await faults(page) == []
    await expect(phone.locator("#urgent")).to_contain_text("bắt đầu được ghi hình")

    await _menu(chair, "Dừng ghi hình")
    await chair.locator("dialog").get_by_role("button", name="Dừng ghi").click()
    await expect(phone.locator(".room-band--recording")).to_have_count(0)


@pytest.mark.timeout(240)
async def test_what_a_real_browser_sends_can_be_heard_and_seen_in_the_mix(permitted: Evening) -> None:
    await permitted.sits("thang", "lan")
    nam = await permitted.page("nam", DESK)
    await nam.locator(".check__enter .button--primary").click()
    await nam.locator(".room").wait_for()
    await permitted.chairs("CallToOrder")
    await permitted.chairs("StartRecording", document=DECISION)
    socket = permitted.sockets["thang"]
    member = next(key for key, one in socket.view.items() if key.startswith("member:") and one["name"] == "Võ Hoài Nam")
    await permitted.chairs("GiveFloor", member=member.removeprefix("member:"))

    await nam.get_by_role("button", name="Bật tiếng", exact=True).first.click()
    await expect(nam.get_by_role("button", name="Tắt tiếng", exact=True).first).to_be_visible()
    await asyncio.sleep(SPEECH_S)
    await permitted.chairs("StopRecording")
    await permitted.chairs("CloseMeeting", reason="thử máy")

    content = await _mixed(permitted)
    with av.open(io.BytesIO(content), "r") as container:
        names = {bytes(packet).decode() for packet in container.demux(subtitles=0) if packet.size}
    with av.open(io.BytesIO(content), "r") as container:
        pictures = [bytes(frame.planes[0]) for frame in container.decode(video=0)]
    print("from Chromium:", names, len(pictures), "pictures,", len(set(pictures)), "different")
    assert names == {"Võ Hoài Nam"}
    assert len(set(pictures)) > 10 * SPEECH_S / 2  # the fake camera moves; a slate would stand still


async def _mixed(evening: Evening) -> bytes:
    secretary = await evening.service.member("thang@minhphu.example")
    async with asyncio.timeout(60):
        while True:
            status, content = await secretary.get(f"/meetings/{evening.meeting}/recordings/1")
            if status == 200:
                return content
            await asyncio.sleep(0.3)
