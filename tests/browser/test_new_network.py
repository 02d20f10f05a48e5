"""A phone changes from Wi-Fi to mobile data: the page does not wait until its old lines are known to be dead."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.persons import FLOWS_WITHIN_S, signed_in
from tests.flows.service import a_service

BACK_WITHIN_MS = 5_000  # a socket by itself needs ten seconds to find that its line is dead
UFRAG = "() => window.connections.at(-1).localDescription.sdp.match(/ice-ufrag:(.*)/)[1].trim()"


class Street:
    """A TCP way to the service. After a move its sockets lead nowhere, and nobody is told.

    Requests that are no socket are cut, as browsers cut them themselves.
    """

    def __init__(self) -> None:
        self.target = 0
        self._ways: list[_Way] = []
        self._server: asyncio.Server | None = None

    async def open(self) -> int:
        """Return the port of its near end."""
        self._server = await asyncio.start_server(self._lay, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def move(self) -> None:
        for way in self._ways:
            way.move()
        self._ways.clear()

    def close(self) -> None:
        for way in self._ways:
            way.cut()
        if self._server is not None:
            self._server.close()

    async def _lay(self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        far, far_out = await asyncio.open_connection("127.0.0.1", self.target)
        self._ways.append(_Way((near, far), (far_out, near_out)))


class _Way:
    """One connection through the street, both directions."""

    def __init__(self, sources: Sequence[asyncio.StreamReader], sinks: Sequence[asyncio.StreamWriter]) -> None:
        self._is_socket = False
        self._is_dead = False
        self._sinks = sinks
        self._tasks = [asyncio.ensure_future(self._carry(*ends)) for ends in zip(sources, sinks, strict=True)]

    def move(self) -> None:
        self._is_dead = True
        if not self._is_socket:
            self.cut()

    def cut(self) -> None:
        for task in self._tasks:
            task.cancel()
        for sink in self._sinks:
            sink.close()

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            self._is_socket = self._is_socket or b"Upgrade: websocket" in data
            if not self._is_dead:
                sink.write(data)
        if not self._is_dead:
            sink.close()


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    built = Street()
    yield built
    built.close()


@pytest.mark.timeout(200)
async def test_the_room_is_back_soon_after_the_network_has_changed(
    chromium: Browser, street: Street, tmp_path: Path
) -> None:
    port = await street.open()
    async with a_service(tmp_path, more={"CHIBO_OTHER_ORIGINS": f"http://localhost:{port}"}) as service:
        street.target = service.port
        thang = await signed_in(chromium, service, "thang")
        await thang.open_tonights_meeting()
        await thang.enter()
        nam = await signed_in(chromium, service, "nam")
        await nam.page.goto(re.sub(r"localhost:\d+", f"localhost:{port}", thang.page.url).partition("?")[0])
        await nam.enter()
        async with asyncio.timeout(FLOWS_WITHIN_S):
            while (await nam.measured()).pictures < 1:
                await asyncio.sleep(0.3)
        ufrag = await nam.page.evaluate(UFRAG)

        street.move()
        await nam.page.evaluate("() => { window.dispatchEvent(new Event('online')); }")
        await thang.page.get_by_role("button", name="Khai mạc").click()

        await expect(nam.page.get_by_role("banner")).to_contain_text("Đã họp", timeout=BACK_WITHIN_MS)
        async with asyncio.timeout(BACK_WITHIN_MS / 1_000):
            while await nam.page.evaluate(UFRAG) == ufrag:
                await asyncio.sleep(0.2)
        frames = (await nam.measured()).frames
        async with asyncio.timeout(BACK_WITHIN_MS / 1_000):
            while (await nam.measured()).frames <= frames:
                await asyncio.sleep(0.2)
        await expect(nam.page.locator(".room-band")).to_have_count(0, timeout=15_000)
