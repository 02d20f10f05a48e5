"""Sound and picture in the real room: three tabs see and hear each other; without the floor nobody is heard."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.persons import FLOWS_WITHIN_S, HEARD, Person, signed_in
from tests.flows.service import Service, a_service, seed

LISTEN_S = 2.0
UNMUTE_TRACKS = """async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  for (const connection of window.connections.filter((one) => one.connectionState === 'connected')) {
    for (const sender of connection.getSenders().slice(0, 1)) {
      await sender.replaceTrack(stream.getAudioTracks()[0]);
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings) encoding.active = true;
      await sender.setParameters(parameters);
    }
  }
}"""


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    seed(tmp_path)
    async with a_service(tmp_path) as running:
        yield running


async def _energy_per_s(person: Person) -> float:
    before = await person.measured()
    await asyncio.sleep(LISTEN_S)
    return ((await person.measured()).energy - before.energy) / LISTEN_S


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
    thang, nam, lam = [await signed_in(chromium, service, name) for name in ("thang", "nam", "lam")]
    await thang.open_tonights_meeting()
    await thang.enter()
    for person in (nam, lam):
        await person.follow(thang)

    # Each decodes the two others.
    async with asyncio.timeout(FLOWS_WITHIN_S):
        for person in (thang, nam, lam):
            while (await person.measured()).pictures < 2:
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
    sent = (await nam.measured()).sent
    energies = await asyncio.gather(*(_energy_per_s(person) for person in (thang, lam)))
    assert (await nam.measured()).sent > sent
    assert max(energies) < HEARD


@pytest.mark.timeout(300)
async def test_who_has_the_floor_is_heard_until_the_turn_ends_and_everybody_in_free_discussion(
    chromium: Browser, service: Service
) -> None:
    thang, nam, ha = [await signed_in(chromium, service, name) for name in ("thang", "nam", "ha")]
    await thang.open_tonights_meeting()
    await thang.enter()
    for person in (nam, ha):
        await person.follow(thang)
    await thang.page.get_by_role("button", name="Khai mạc").click()
    await expect(ha.page.get_by_role("banner")).to_contain_text("Đã họp")

    await _give_floor(thang, "Võ Hoài Nam")
    await _unmute(nam)
    for person in (thang, ha):
        await _until_heard(person)

    await thang.page.locator(".room-panel").get_by_role("button", name="Kết thúc lượt").click()
    await expect(nam.page.get_by_role("button", name="Tắt tiếng", exact=True)).to_have_count(0)
    await nam.page.evaluate(UNMUTE_TRACKS)
    assert max(await asyncio.gather(*(_energy_per_s(person) for person in (thang, ha)))) < HEARD

    await thang.page.get_by_role("button", name="Mở thảo luận tự do").click()
    await _unmute(nam)
    await _until_heard(thang)
    await thang.page.get_by_role("button", name="Kết thúc thảo luận tự do").click()

    # An observer asks nothing of the meeting, but may be asked to speak.
    await _give_floor(thang, "Trần Thu Hà")
    await _unmute(ha)
    await _until_heard(nam)


async def _give_floor(chair: Person, name: str) -> None:
    await chair.page.get_by_role("button", name="Mời phát biểu").click()
    option = chair.dialog().locator("select option", has_text=name)
    await chair.page.get_by_label("Mời đồng chí").select_option(value=await option.get_attribute("value"))
    await chair.dialog().get_by_role("button", name="Mời phát biểu").click()
    await expect(chair.page.locator(".room-panel")).to_contain_text(name)
