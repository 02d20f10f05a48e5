"""Sound and picture in the real room: three tabs see and hear each other; without the floor nobody is heard."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.test_newcomer import Person, _open_tonights_meeting
from tests.flows.service import Service, a_service, seed

SIZE = {"width": 1366, "height": 900}  # tall enough for the strip of tiles
FLOWS_WITHIN_S = 60.0
LISTEN_S = 2.0
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

UNMUTE_TRACKS = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  for (const connection of window.connections) {
    for (const sender of connection.getSenders().slice(0, 1)) {
      await sender.replaceTrack(stream.getAudioTracks()[0]);
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings) encoding.active = true;
      await sender.setParameters(parameters);
    }
  }
}"""


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    seed(folder)
    return folder


@pytest.fixture
async def service(seeded: Path) -> AsyncIterator[Service]:
    async with a_service(seeded) as running:
        yield running


async def _tab(browser: Browser, service: Service, name: str) -> Person:
    context = await browser.new_context(
        viewport={"width": SIZE["width"], "height": SIZE["height"]}, permissions=["camera", "microphone"]
    )
    await context.add_init_script(WATCH)
    person = Person(await context.new_page(), [])
    await person.sign_in(service, name)
    return person


async def _energy_per_s(person: Person) -> float:
    before = await person.page.evaluate(MEASURE)
    await asyncio.sleep(LISTEN_S)
    after = await person.page.evaluate(MEASURE)
    return float(after["energy"] - before["energy"]) / LISTEN_S


async def _unmute(person: Person) -> None:
    await person.page.get_by_role("button", name="Bật tiếng", exact=True).first.click()
    await expect(person.page.get_by_role("button", name="Tắt tiếng", exact=True).first).to_be_visible()


async def _until_heard(person: Person) -> None:
    async with asyncio.timeout(FLOWS_WITHIN_S):
        while await _energy_per_s(person) < HEARD:
            pass


@pytest.mark.timeout(240)
async def test_three_tabs_see_and_hear_each_other_and_without_the_floor_nobody_is_heard(
    chromium: Browser, service: Service
) -> None:
    thang, nam, lam = [await _tab(chromium, service, name) for name in ("thang", "nam", "lam")]
    await _open_tonights_meeting(thang)
    await thang.enter()
    for person in (nam, lam):
        await person.page.goto(thang.page.url)
        await person.enter()

    # Each decodes the two others.
    async with asyncio.timeout(FLOWS_WITHIN_S):
        for person in (thang, nam, lam):
            while (await person.page.evaluate(MEASURE))["pictures"] < 2:
                await asyncio.sleep(0.3)

    # Before the call to order everybody may be heard: Nam speaks, the others hear.
    await _unmute(nam)
    for person in (thang, lam):
        await _until_heard(person)

    # Called to order, nobody has the floor: Nam's browser goes on sending, nobody hears.
    await thang.page.get_by_role("button", name="Khai mạc").click()
    await expect(nam.page.get_by_role("banner")).to_contain_text("Đã họp")
    await asyncio.sleep(1)
    await nam.page.evaluate(UNMUTE_TRACKS)  # a changed browser: it sends, whatever the page shows
    sent = (await nam.page.evaluate(MEASURE))["sent"]
    energies = await asyncio.gather(*(_energy_per_s(person) for person in (thang, lam)))
    assert (await nam.page.evaluate(MEASURE))["sent"] > sent
    assert max(energies) < HEARD
