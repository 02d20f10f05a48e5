"""The whole service with the demo cell, tonight's meeting open, and members who sit in it: some in real browsers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page

from server.demo_people import PASSWORD
from tests.flows.service import Service, a_service
from tests.signaling.gateway_scene import Page as Socket

DESK: Mapping[str, int] = {"width": 1440, "height": 900}
PHONE: Mapping[str, int] = {"width": 360, "height": 740}
PATIENCE_MS = 20_000  # two cores, a browser and a service; what comes at all comes within a few seconds
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(slots=True)
class Evening:
    """Tonight's meeting. `sockets` are members without a browser, by the name before the @."""

    service: Service
    chromium: Browser
    meeting: str
    sockets: dict[str, Socket] = field(default_factory=dict)

    async def sits(self, *names: str) -> None:
        """These members are in the room, over a socket only."""
        for name in names:
            member = await self.service.member(f"{name}@minhphu.example")
            self.sockets[name] = await member.enter(self.meeting)

    async def checks_in(self, keeper: str, most: int) -> None:
        """Members who may vote and are not here yet sit down beside the keeper; the chair confirms it if here."""
        socket = self.sockets[keeper]
        people = {key.removeprefix("member:"): one for key, one in socket.view.items() if key.startswith("member:")}
        free = [member for member, one in people.items() if one["votes"] and one["summoned"] and not one["connected"]]
        here = [socket.at("meeting", "chair")]  # comes with a line of his own
        await socket.send("CheckIn", members=[member for member in free if member not in here][:most])
        if "thang" in self.sockets:
            await self.chairs("ConfirmCheckIn", keeper=socket.at("me", "member"))

    async def chairs(self, kind: str, **fields: Any) -> None:
        """The chair sends a command."""
        answer = await self.sockets["thang"].send(kind, **fields)
        assert "refused" not in answer, answer

    async def vote(self, text: str = "Đồng chí có tán thành không?", **more: Any) -> None:
        """The chair puts a question, with the id "q"."""
        await self.chairs("OpenVote", question="q", text=text, **more)

    async def page(self, name: str, size: Mapping[str, int], look: str = "100.light.vi") -> Page:
        """A browser of this member at the door of the room, its devices checked."""
        context = await self.chromium.new_context(
            viewport={"width": size["width"], "height": size["height"]}, locale="vi-VN"
        )
        await context.add_cookies([{"name": "chibo_look", "value": look, "url": self.service.url}])
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        await page.goto(f"{self.service.url}/sign-in?next=/meetings/{self.meeting}/room")
        await page.fill("#name", f"{name}@minhphu.example")
        await page.fill("#password", PASSWORD)
        await page.locator(".sign-in__form button.button--primary").click()
        await page.wait_for_url("**/*")
        await page.goto(f"{self.service.url}/meetings/{self.meeting}/room")
        await page.locator(".check__enter").wait_for()
        return page

    async def enters(self, name: str, size: Mapping[str, int], look: str = "100.light.vi") -> Page:
        """A browser of this member in the room, in writing: no camera, no microphone."""
        page = await self.page(name, size, look)
        await page.locator(".check__enter .button--quiet").click()
        await page.locator(".room, .closed").wait_for()
        return page


@asynccontextmanager
async def an_evening(folder: Path, chromium: Browser, may_record: str = "") -> AsyncIterator[Evening]:
    """Tonight's meeting, opened by its secretary; `may_record` is the document that permits recording."""
    async with a_service(folder) as service:
        secretary = await service.member("thang@minhphu.example")
        if may_record:
            await secretary.is_permitted_to_record(may_record)
        meetings = await secretary.browser.meetings()
        meeting = meetings[0]
        status, where = await secretary.post(f"/meetings/{meeting}/open")
        assert status == 303, where
        evening = Evening(service, chromium, meeting)
        try:
            yield evening
        finally:
            for socket in evening.sockets.values():
                await socket.io.disconnect()


async def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    await page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = await page.evaluate("rules => axe.run(document, {runOnly: rules})", AXE_RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


async def is_whole(page: Page, element: Locator) -> bool:
    """Whether nothing of the element is cut, covered or scrolled away."""
    return bool(
        await element.evaluate(
            """element => {
              const box = element.getBoundingClientRect();
              const points = [[box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2]];
              const inside = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
              return inside && points.every(([x, y]) => {
                const there = document.elementFromPoint(x, y);
                return element === there || element.contains(there) || (there !== null && there.contains(element));
              });
            }"""
        )
    )
