"""People at browsers in the real service: they sign in, go through the device check, and are measured."""

import re
from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from server.demo_people import PASSWORD
from tests.flows.service import Service

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
FLOWS_WITHIN_S = 60.0
HEARD = 1e-4  # joules per second of a slot that carries the fake microphone's beeps; a silent slot stays far below

# The page's own connections, so that its statistics can be read; the page itself is untouched.
WATCH = """
window.connections = [];
const Real = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Real { constructor(...a) { super(...a); window.connections.push(this); } };
"""
MEASURE = """async () => {
  const sums = { frames: 0, pictures: 0, energy: 0, sent: 0 };
  for (const connection of window.connections.filter((one) => one.connectionState === 'connected')) {
    for (const [, one] of await connection.getStats()) {
      if (one.type === 'inbound-rtp' && one.kind === 'video' && one.framesDecoded > 0) {
        sums.frames += one.framesDecoded; sums.pictures += 1;
      }
      if (one.type === 'inbound-rtp' && one.kind === 'audio') sums.energy += one.totalAudioEnergy ?? 0;
      if (one.type === 'outbound-rtp' && one.kind === 'audio') sums.sent += one.packetsSent;
    }
  }
  return sums;
}"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a page's connections came to since they began: of others' pictures, of sound in joules, of packets sent."""

    frames: int
    pictures: int
    energy: float
    sent: int


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

    async def open_tonights_meeting(self) -> None:
        await self.page.get_by_role("link", name=re.compile("Mở trang cuộc họp|Vào trang cuộc họp")).first.click()
        await self.page.get_by_role("button", name="Mở phòng họp").click()

    async def enter(self) -> None:
        """Through the device check into the room."""
        await self.page.get_by_role("button", name="Vào phòng họp").click(timeout=30_000)
        await expect(self.page.get_by_role("navigation", name="Điều khiển")).to_be_visible(timeout=15_000)

    async def follow(self, other: "Person") -> None:
        """Enter the room in which somebody else is."""
        await self.page.goto(re.sub(r"\?.*", "", other.page.url))
        await self.enter()

    async def measured(self) -> Measured:
        return Measured(**await self.page.evaluate(MEASURE))

    def primary(self) -> Locator:
        return self.page.locator(".room-script__actions .button--primary")

    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]")


async def a_person(browser: Browser, size: dict[str, int] = DESKTOP) -> tuple[Person, BrowserContext]:
    """Open a tab in a profile of its own, whose errors are noted."""
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, permissions=["camera", "microphone"]
    )
    await context.add_init_script(WATCH)
    page = await context.new_page()
    person = Person(page, [])
    page.on("pageerror", lambda error: person.faults.append(str(error)))
    page.on(
        "console",
        lambda line: person.faults.append(line.text) if line.type == "error" and "404" not in line.text else None,
    )
    return person, context


async def signed_in(browser: Browser, service: Service, name: str) -> Person:
    """Open a tab and sign somebody in."""
    person, _ = await a_person(browser)
    await person.sign_in(service, name)
    return person
