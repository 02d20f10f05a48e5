"""The device check says which way sound and picture take out of this network, and what to do if there is none."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests import machine
from tests.browser.persons import a_person
from tests.browser.test_media_relay import COTURN, SECRET, coturn
from tests.flows.service import a_service

NOBODY = {"CHIBO_MEDIA_ADDRESSES": "127.0.0.77"}  # the engine listens at 127.0.0.1 only
FOUND_WITHIN_MS = 30_000


async def _the_page_says(chromium: Browser, folder: Path, settings: Mapping[str, str], words: str) -> None:
    async with a_service(folder, more=settings) as service:
        person, _ = await a_person(chromium)
        await person.sign_in(service, "thang")
        await person.open_tonights_meeting()
        row = person.page.locator(".check__row", has_text="Đường truyền")
        await expect(row).to_contain_text(words, timeout=FOUND_WITHIN_MS)
        await expect(person.page.get_by_role("button", name="Vào phòng họp")).to_be_enabled()
        assert person.faults == []


async def test_an_open_network_is_called_good(chromium: Browser, tmp_path: Path) -> None:
    await _the_page_says(chromium, tmp_path, {}, "Đủ cho tiếng và hình")


async def test_a_network_that_lets_nothing_through_is_named_with_what_to_do(chromium: Browser, tmp_path: Path) -> None:
    await _the_page_says(chromium, tmp_path, NOBODY, "Đồng chí dùng 4G hoặc Wi-Fi khác")


@pytest.mark.skipif(COTURN is None, reason="needs the package coturn")
@pytest.mark.parametrize(
    ("transport", "words"), [("udp", "qua máy chuyển tiếp"), ("tcp", "Mạng này chặn đường truyền nhanh (UDP)")]
)
async def test_a_network_that_lets_only_the_relay_through_is_named(
    chromium: Browser, tmp_path: Path, transport: str, words: str
) -> None:
    host = machine.own_address()
    async with coturn(tmp_path, host) as port:
        urls = f"turn:{host}:{port}?transport={transport}"
        settings = {**NOBODY, "CHIBO_TURN_URLS": urls, "CHIBO_TURN_SECRET": SECRET}
        await _the_page_says(chromium, tmp_path, settings, words)
