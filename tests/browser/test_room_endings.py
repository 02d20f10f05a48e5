"""When a page of the room will not come back by itself: it says what happened and what its member can do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, WebSocketRoute, expect

from tests.browser.room_scene import DESK, PATIENCE_MS, PHONE, Evening, an_evening


@pytest.fixture
async def evening(tmp_path: Path, chromium: Browser) -> AsyncIterator[Evening]:
    expect.set_options(timeout=PATIENCE_MS)
    async with an_evening(tmp_path, chromium) as open_evening:
        await open_evening.sits("thang")
        yield open_evening


async def loses_its_line(page: Page) -> None:
    """The line is gone for a moment, so that the page needs a new ticket."""
    await page.context.set_offline(True)
    await page.evaluate("window.dispatchEvent(new Event('offline'))")
    await expect(page.locator(".room-band")).to_contain_text("Mất kết nối")
    await page.context.set_offline(False)


async def test_a_page_whose_session_has_ended_says_so_and_leads_to_the_sign_in(evening: Evening) -> None:
    page = await evening.enters("nam", DESK)

    await page.context.clear_cookies()
    await loses_its_line(page)

    await expect(page.locator("h1")).to_have_text("Phiên đăng nhập đã hết")
    await page.get_by_role("button", name="Đăng nhập lại").click()
    await page.wait_for_url(f"**/sign-in?next=/meetings/{evening.meeting}/room")


async def test_a_page_that_has_no_part_in_the_meeting_any_more_says_so_and_does_not_try_for_ever(
    evening: Evening,
) -> None:
    page = await evening.enters("nam", PHONE)
    asked: list[str] = []

    async def refuse(route: Route) -> None:
        asked.append("ticket")
        await route.fulfill(status=404)

    await page.route("**/ticket", refuse)
    await loses_its_line(page)

    await expect(page.locator("h1")).to_have_text("Đồng chí chưa vào được phòng họp này")
    await expect(page.get_by_role("button")).to_have_count(0)
    await expect(page.get_by_role("link", name="Về trang cuộc họp")).to_be_visible()
    assert asked == ["ticket"]


async def test_a_page_that_sends_what_is_no_message_is_told_to_load_again(evening: Evening) -> None:
    page = await evening.page("nam", DESK)
    lines: list[WebSocketRoute] = []

    def between(line: WebSocketRoute) -> None:
        lines.append(line.connect_to_server())

    await page.route_web_socket("**/socket.io/**", between)
    await page.reload()
    await page.locator(".check__enter .button--quiet").click()
    await page.locator(".room").wait_for()

    lines[0].send("42[")

    await expect(page.locator("h1")).to_have_text("Trang này cần tải lại")
    await page.get_by_role("button", name="Tải lại trang").click()
    await page.locator(".check__enter").wait_for()


async def test_who_presses_leave_has_left_and_whose_line_drops_is_waited_for(evening: Evening) -> None:
    await evening.sits("lan")
    page, watching = await evening.enters("nam", DESK), await evening.enters("huong", DESK)
    await evening.chairs("CallToOrder")

    await page.get_by_role("button", name="Rời phòng").click()
    await page.locator("dialog[open]").get_by_role("button", name="Rời phòng").click()
    await page.wait_for_url(f"**/meetings/{evening.meeting}")
    await evening.sockets["lan"].io.disconnect()

    await watching.get_by_role("tab", name="Điểm danh").click()
    lost = watching.locator(".roll__group", has_text="Mất kết nối, đang chờ")
    gone = watching.locator(".roll__group", has_text="Không còn trong phòng")
    await expect(gone.locator("dt")).to_have_text(["Võ Hoài Nam"])
    await expect(gone.locator("dd")).to_contain_text("rời phòng lúc")
    await expect(lost.locator("dd")).to_contain_text("chờ đến")
