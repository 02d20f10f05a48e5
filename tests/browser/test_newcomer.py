"""The newcomer's evening: the secretary chairs a whole meeting alone in a browser, with a member on a phone and the
virtual members, from sign-in to the filed minutes. Everything is pressed, nothing is sent behind the page's back."""

import asyncio
import hashlib
import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from server.demo_people import PASSWORD
from tests.flows.service import Service, a_service

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
VIRTUAL_MEMBERS = 6  # with those at their sites, enough for a majority of the cell
WHOLE_MEETING_S = 240
STEPS_MAX = 150
SETTLE_S = 0.5
VOTES_IN_S = 12.0
ARRIVED_S = 40.0


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with a_service(tmp_path, VIRTUAL_MEMBERS) as running:
        yield running


@dataclass(slots=True)
class Person:
    """Somebody at a browser. `faults` are errors that a page reported."""

    page: Page
    faults: list[str]

    async def sign_in(self, service: Service, name: str) -> None:
        await self.page.goto(f"http://localhost:{service.port}/sign-in")
        await self.page.fill("input[name=name]", f"{name}@minhphu.example")
        await self.page.fill("input[name=password]", PASSWORD)
        await self.page.click("main form button[type=submit]")
        await expect(self.page.locator("h1")).to_be_visible()

    async def enter(self) -> None:
        """Through the device check into the room."""
        await self.page.get_by_role("button", name="Vào phòng họp").click(timeout=30_000)
        await expect(self.page.get_by_role("navigation", name="Điều khiển")).to_be_visible(timeout=15_000)

    def primary(self) -> Locator:
        return self.page.locator(".room-script__actions .button--primary")

    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")


async def _person(browser: Browser, size: dict[str, int]) -> tuple[Person, BrowserContext]:
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, permissions=["camera", "microphone"]
    )
    page = await context.new_page()
    person = Person(page, [])
    page.on("pageerror", lambda error: person.faults.append(str(error)))
    page.on(
        "console",
        lambda line: person.faults.append(line.text) if line.type == "error" and "404" not in line.text else None,
    )
    return person, context


@pytest.mark.timeout(420)
async def test_the_secretary_chairs_a_whole_meeting_in_a_browser_and_the_minutes_are_there(
    chromium: Browser, service: Service
) -> None:
    (chair, _), (member, _) = await _person(chromium, DESKTOP), await _person(chromium, PHONE)
    await chair.sign_in(service, "thang")
    await _open_tonights_meeting(chair)
    await chair.enter()
    await member.sign_in(service, "nam")
    await member.page.goto(re.sub(r"\?.*", "", chair.page.url))
    await member.enter()
    await _gathered(chair)

    await _sees_and_hears_somebody(chair)
    async with asyncio.timeout(WHOLE_MEETING_S):
        await _chair_until_closed(chair, member)

    await expect(chair.page.locator("a[download]")).to_have_count(2, timeout=5_000)
    await expect(member.page.locator("a[download]")).to_have_count(2, timeout=5_000)
    text = await _downloaded_minutes(chair)
    assert "BIÊN BẢN" in text
    assert "Trần Thu Hà" in text or "Đại biểu" in text
    assert "được thông qua" in text
    assert chair.faults == []
    assert member.faults == []


async def _open_tonights_meeting(chair: Person) -> None:
    await chair.page.get_by_role("link", name=re.compile("Mở trang cuộc họp|Vào trang cuộc họp")).first.click()
    await chair.page.get_by_role("button", name="Mở phòng họp").click()


async def _gathered(chair: Person) -> None:
    """Wait for a majority, as a chair would."""
    async with asyncio.timeout(ARRIVED_S):
        while True:
            words = await chair.page.get_by_role("banner").inner_text()
            found = re.search(r"(\d+)/(\d+) có mặt", words)
            if found and int(found[1]) > int(found[2]) / 2 + 1:
                return
            await asyncio.sleep(SETTLE_S)


async def _sees_and_hears_somebody(chair: Person) -> None:
    """A picture of somebody else moves, and sound arrives."""
    moving = """() => [...document.querySelectorAll('video')].filter(v => v.videoWidth > 0 && !v.paused).length"""
    async with asyncio.timeout(20):
        while await chair.page.evaluate(moving) < 2:
            await asyncio.sleep(SETTLE_S)


async def _chair_until_closed(chair: Person, member: Person) -> None:
    for _ in range(STEPS_MAX):
        if await chair.page.locator("main.closed").count():
            return
        if await chair.dialog().count():
            await _answer_dialog(chair)
        elif await chair.page.locator(".vote__answer").count():
            await _vote(chair, member)
            await chair.primary().click()
        elif await chair.primary().count():
            await chair.primary().click()
        await asyncio.sleep(SETTLE_S)
    raise AssertionError(f"not closed after {STEPS_MAX} presses")


async def _answer_dialog(chair: Person) -> None:
    dialog = chair.dialog()
    empty = dialog.locator("textarea")
    if await empty.count() and not (await empty.first.input_value()).strip():
        await empty.first.fill("Đồng chí có tán thành nội dung vừa trình bày không?")
    for points in await dialog.locator(".score input").all():
        await points.fill("5")  # no group has less than 5 points
    await dialog.locator(".button--primary").click()


async def _vote(chair: Person, member: Person) -> None:
    """Chair and member answer by hand; then the chair waits for the others, as the script says."""
    for person in (chair, member):
        answer = person.page.get_by_role("button", name="Tán thành", exact=True)
        await expect(answer).to_be_visible()
        await answer.click()
        await expect(answer).to_have_attribute("aria-pressed", "true")
    deadline = asyncio.get_running_loop().time() + VOTES_IN_S
    while asyncio.get_running_loop().time() < deadline:
        found = re.search(r"(\d+)/(\d+)", await chair.page.locator(".vote").inner_text())
        if found and int(found[1]) * 2 > int(found[2]) + 1:
            return
        await asyncio.sleep(SETTLE_S)


async def _downloaded_minutes(chair: Person) -> str:
    link = chair.page.locator("a[download][href$='minutes.pdf']")
    async with chair.page.expect_download() as waiting:
        await link.click()
    content = Path(await (await waiting.value).path()).read_bytes()
    shown = await chair.page.locator("main.closed").inner_text()
    assert hashlib.sha256(content).hexdigest()[:12] in shown
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", " ")
