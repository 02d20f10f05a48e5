"""The simple face of the room hides nothing that a member must know."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, WebSocketRoute, expect

from tests.browser.room_scene import PATIENCE_MS, PHONE, Evening, an_evening, faults

SHOW_SIMPLE = "sessionStorage.setItem('chibo-simple', 'on')"


@pytest.fixture
async def evening(tmp_path: Path, chromium: Browser) -> AsyncIterator[Evening]:
    expect.set_options(timeout=PATIENCE_MS)
    async with an_evening(tmp_path, chromium) as open_evening:
        await open_evening.sits("thang", "lan", "huong")
        yield open_evening


async def takes_the_simple_face(page: Page) -> None:
    await page.evaluate(SHOW_SIMPLE)
    await page.reload()
    await page.locator(".check__enter .button--quiet").click()
    await page.locator(".simple").wait_for()


async def test_the_simple_face_says_who_is_counted_and_what_a_vote_needs(evening: Evening) -> None:
    await evening.chairs("CallToOrder")
    page = await evening.page("nam", PHONE)
    await takes_the_simple_face(page)
    chair = evening.sockets["thang"]
    await chair.sees("counts", "official_present", value=4)
    counts = chair.at("counts")

    said = page.locator(".simple__counts")
    await expect(said).to_contain_text(f"{counts['present']}/{counts['summoned']}")
    await expect(said).to_contain_text(f"4/{counts['base']} có mặt · cần từ {counts['needed']}")


async def test_the_simple_face_shows_a_refusal_and_the_result_of_a_vote(evening: Evening) -> None:
    await evening.chairs("CallToOrder")
    page = await evening.page("nam", PHONE)

    def between(line: WebSocketRoute) -> None:
        service = line.connect_to_server()
        line.on_message(lambda told: service.send(str(told).replace("AskForFloor", "WithdrawRequest")))

    await page.route_web_socket("**/socket.io/**", between)
    await takes_the_simple_face(page)

    await page.get_by_role("button", name="Xin phát biểu").click()

    notice = page.locator(".simple .note--error")
    await expect(notice).to_contain_text("chưa đăng ký phát biểu")
    assert await faults(page) == []
    await page.get_by_role("button", name="Đã đọc").click()
    await expect(notice).to_have_count(0)

    await evening.vote()
    await expect(page.locator(".simple__button--gold")).to_be_visible()
    await evening.chairs("CloseVote", question="q")
    await expect(page.locator(".simple__result")).to_contain_text("KHÔNG")
    await page.get_by_role("button", name="Đã đọc").click()
    await expect(page.locator(".simple__result")).to_have_count(0)
