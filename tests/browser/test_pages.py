"""Every page outside the room, in a real browser: nothing that axe finds, nothing that leaves the screen, no script."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from server.demo_people import PASSWORD
from tests.browser.room_scene import faults
from tests.flows.service import Service, a_service

# Higher than any page, so that the bar at the bottom of a phone covers nothing while axe measures.
DESKTOP: ViewportSize = {"width": 1440, "height": 4000}
PHONE: ViewportSize = {"width": 360, "height": 14_000}
ID = re.compile(r"[0-9a-f]{24}")
NOT_A_PAGE = re.compile(r"/(papers|documents)/|/room|\.(ics|xlsx)")
PAGES_MAX = 60


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with a_service(tmp_path) as running:
        yield running


async def sign_in(page: Page, address: str, name: str) -> None:
    await page.goto(f"{address}/sign-in")
    await page.fill("#name", f"{name}@minhphu.example")
    await page.fill("#password", PASSWORD)
    await page.click("button.button--primary")
    await page.wait_for_url(lambda url: "/sign-in" not in url)


async def pages_from(page: Page, address: str, start: str) -> AsyncIterator[str]:
    """Follow every link within the site, one address of each kind; the page stands there when its path is given."""
    waiting, seen = [start], set[str]()
    while waiting and len(seen) < PAGES_MAX:
        path = waiting.pop(0)
        kind = ID.sub("ID", path.split("#")[0])
        if kind in seen:
            continue
        seen.add(kind)
        answer = await page.goto(address + path)
        assert answer is not None
        assert answer.status < 400, path
        yield path
        links = await page.eval_on_selector_all("a[href^='/']", "all => all.map(one => one.getAttribute('href'))")
        waiting += [link for link in links if not NOT_A_PAGE.search(link)]


async def faults_of(service: Service, chromium: Browser, who: str, size: ViewportSize) -> list[str]:
    """What is wrong with the pages that this person can reach."""
    context = await chromium.new_context(viewport=size, locale="vi-VN", bypass_csp=True)  # axe is put in by the test
    page = await context.new_page()
    await sign_in(page, service.url, who)
    found, walked = [], 0
    async for path in pages_from(page, service.url, "/"):
        walked += 1
        found += [f"{who} {path}: {fault}" for fault in await faults(page)]
        wider = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{who} {path}: {wider} px wider than the screen"] if wider > 0 else []
    assert walked >= 4, who
    await context.close()
    return found


@pytest.mark.timeout(240)  # some ninety pages, each measured by axe
async def test_every_page_is_sound_for_all_readers(service: Service, chromium: Browser) -> None:
    found = await faults_of(service, chromium, "thang", DESKTOP)
    for who in ("thang", "nam", "ha", "quantri"):
        found += await faults_of(service, chromium, who, PHONE)

    assert not found, "\n".join(found)


async def test_a_member_answers_and_reads_without_any_script(service: Service, chromium: Browser) -> None:
    context = await chromium.new_context(viewport=PHONE, locale="vi-VN", java_script_enabled=False)
    page = await context.new_page()
    await sign_in(page, service.url, "nam")

    await page.click("text=Xin phép vắng mặt")
    await page.click("details#leave > summary")
    await page.fill("#reason", "đi công tác")
    await page.click("text=Gửi đơn xin phép")

    assert await page.locator("[role=status]").inner_text() == "Đã gửi đơn xin phép vắng mặt, chờ chi ủy xét."
    await context.close()
