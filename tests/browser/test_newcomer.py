"""The newcomer's evening: the secretary chairs a whole meeting alone in a browser, with a member on a phone and the
virtual members, from sign-in to the filed minutes. Everything is pressed, nothing is sent behind the page's back."""

import asyncio
import contextlib
import hashlib
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from docx import Document
from playwright.async_api import Browser, expect
from pypdf import PdfReader

from tests.browser.persons import DESKTOP, HEARD, PHONE, Person, a_person
from tests.flows.service import Service, a_service

VIRTUAL_MEMBERS = 6  # with those at their sites, enough for a majority of the cell
WHOLE_MEETING_S = 240
STEPS_MAX = 150
ANSWERS_MAX = 3  # of one dialog in a row; then it is closed, as by somebody who reads why it was refused
SETTLE_S = 0.5
VOTES_IN_S = 12.0
ASKED_WITHIN_S = 8.0
SPOKEN_S = 4.0  # who is asked to speak is left the time for some words
ARRIVED_S = 40.0
FILED_WITHIN_MS = 1_000  # before the closing page has finished drawing, to an eye


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with a_service(tmp_path, VIRTUAL_MEMBERS) as running:
        yield running


@pytest.mark.timeout(420)
async def test_the_secretary_chairs_a_whole_meeting_in_a_browser_and_the_minutes_are_there(
    chromium: Browser, service: Service
) -> None:
    (chair, _), (member, _) = await a_person(chromium, DESKTOP), await a_person(chromium, PHONE)
    await chair.sign_in(service, "thang")
    await chair.open_tonights_meeting()
    await _sees_and_hears_oneself(chair)
    await chair.enter()
    await member.sign_in(service, "nam")
    await member.follow(chair)
    await _gathered(chair)

    await _sees_somebody(chair)
    async with asyncio.timeout(WHOLE_MEETING_S):
        heard = await _chair_until_closed(chair, member)

    assert heard > HEARD, "nobody was heard in the whole meeting"
    await expect(chair.page.locator("a[download]")).to_have_count(2, timeout=FILED_WITHIN_MS)
    await expect(member.page.locator("a[download]")).to_have_count(2, timeout=5_000)
    text = await _minutes_as_pdf(chair)
    assert "BIÊN BẢN" in text
    assert "Trần Thu Hà" in text or "Đại biểu" in text
    assert "được thông qua" in text
    assert chair.faults == []
    assert member.faults == []


async def _gathered(chair: Person) -> None:
    """Confirm who keepers say sit beside them and wait for a majority, as a chair would."""
    confirm = chair.primary().get_by_text("Xác nhận có mặt", exact=True)
    async with asyncio.timeout(ARRIVED_S):
        while True:
            if await confirm.count():
                await confirm.click()
            words = await chair.page.get_by_role("banner").inner_text()
            found = re.search(r"(\d+)/(\d+) có mặt", words)
            if found and int(found[1]) > int(found[2]) / 2 + 1:
                return
            await asyncio.sleep(SETTLE_S)


async def _sees_and_hears_oneself(chair: Person) -> None:
    """In the device check the camera's picture moves and the microphone's meter shows a level."""
    own = chair.page.locator(".check__picture video")
    async with asyncio.timeout(ARRIVED_S):
        while await own.count() == 0 or await own.evaluate("video => video.videoWidth") == 0:
            await asyncio.sleep(SETTLE_S)
    await expect(chair.page.locator(".meter__cell--full").first).to_be_visible(timeout=ARRIVED_S * 1_000)


async def _sees_somebody(chair: Person) -> None:
    """A picture of somebody else is decoded and moves."""
    async with asyncio.timeout(ARRIVED_S):
        while (first := await chair.measured()).pictures < 1:
            await asyncio.sleep(SETTLE_S)
        while (await chair.measured()).frames <= first.frames:
            await asyncio.sleep(SETTLE_S)


async def _chair_until_closed(chair: Person, member: Person) -> float:
    """Press what the script proposes; return the energy of what was heard meanwhile, in joules."""
    heard, answered = 0.0, 0
    for _ in range(STEPS_MAX):
        if await chair.page.locator("main.closed").count():
            return heard
        heard = max(heard, (await chair.measured()).energy)
        answered = answered + 1 if await chair.dialog().count() else 0
        if answered > ANSWERS_MAX:  # refused: somebody had an opinion written down after the minutes were read
            await chair.dialog().get_by_role("button", name="Đóng").click()
        elif answered:
            await _answer_dialog(chair)
        elif await chair.page.locator(".vote__answer").count():
            await _vote(chair, member)
            await chair.primary().click()
        elif await chair.primary().count():
            if heard < HEARD and "Sang bước" in await chair.primary().inner_text():
                await _wait_for_requests(chair)
            invites = "Mời đồng chí" in await chair.primary().inner_text()
            await chair.primary().click()
            await asyncio.sleep(SPOKEN_S if invites else 0.0)
        await asyncio.sleep(SETTLE_S)
    raise AssertionError(f"not closed after {STEPS_MAX} presses")


async def _wait_for_requests(chair: Person) -> None:
    """Leave the members the time to ask for the floor, as a chair does who asks who would like to speak."""
    with contextlib.suppress(AssertionError):
        await expect(chair.primary()).to_contain_text("Mời đồng chí", timeout=ASKED_WITHIN_S * 1_000)


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


async def _minutes_as_pdf(chair: Person) -> str:
    """Download both documents: they are those whose hashes the page shows, and say the same. Returns the PDF's text."""
    pdf, docx = await _downloaded(chair, "minutes.pdf"), await _downloaded(chair, "minutes.docx")
    written = " ".join(paragraph.text for paragraph in Document(io.BytesIO(docx)).paragraphs)
    assert "BIÊN BẢN" in written
    assert "được thông qua" in written
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", " ")


async def _downloaded(chair: Person, name: str) -> bytes:
    async with chair.page.expect_download() as waiting:
        await chair.page.locator(f"a[download][href$='{name}']").click()
    content = Path(await (await waiting.value).path()).read_bytes()
    assert hashlib.sha256(content).hexdigest()[:12] in await chair.page.locator("main.closed").inner_text()
    return content
