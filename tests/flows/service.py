"""The whole service as a process of its own, with the demo cell: started, stopped and killed like the real one."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import socketio

from server.demo_people import PASSWORD
from server.vietnam_time import day_of, now
from signaling.virtual_members import Browser
from tests.signaling.gateway_scene import Page

START_WITHIN_S = 60.0
ENVIRONMENT = {"CHIBO_MEDIA_PORT": "0", "CHIBO_MEDIA_HOST": "127.0.0.1"}


@dataclass(slots=True)
class Service:
    """One service over one data folder; may be killed and started again."""

    folder: Path
    port: int
    virtual_members: int = 0
    database_url: str = ""  # empty: SQLite in the folder
    process: asyncio.subprocess.Process | None = None
    members: list["Member"] = field(default_factory=list)
    more: Mapping[str, str] = field(default_factory=dict)  # settings

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start the process and wait until it is healthy."""
        environment = {**os.environ, **ENVIRONMENT, "CHIBO_DATA_DIR": str(self.folder)}
        environment["CHIBO_VIRTUAL_MEMBERS"] = str(self.virtual_members)
        environment["CHIBO_DATABASE_URL"] = self.database_url
        environment.update(self.more)
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "server", "run", "--demo", "--host", "127.0.0.1", "--port", str(self.port)),
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=(self.folder / "log").open("ab"),
        )
        async with asyncio.timeout(START_WITHIN_S), aiohttp.ClientSession() as session:
            while not await self._is_healthy(session):
                assert self.process.returncode is None, (self.folder / "log").read_text()[-2000:]
                await asyncio.sleep(0.1)

    async def end(self, number: signal.Signals) -> int:
        """Send the signal and wait for the end; returns the exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await self.process.wait()

    async def member(self, sign_in: str) -> "Member":
        """Sign somebody in."""
        member = Member(self, Browser(self.url, None, sign_in, PASSWORD))
        self.members.append(member)
        return member

    async def health(self) -> tuple[int, dict[str, bool]]:
        """Ask what it says of itself; returns status and words."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/healthz") as answer:
            return answer.status, await answer.json()

    def media_worker(self) -> int:
        """Return the process id of its media worker."""
        assert self.process is not None
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes()
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue  # gone meanwhile
            if b"signaling.media.worker" in words and int(parent) == self.process.pid:
                return int(folder.name)
        raise AssertionError("no media worker runs")

    async def _is_healthy(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"{self.url}/healthz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


@dataclass(slots=True)
class Member:
    """Somebody with a browser."""

    service: Service
    browser: Browser

    async def post(self, path: str, **form: Any) -> tuple[int, str]:
        """Send a form; returns status and where it leads."""
        await self.browser.meetings()  # signs in where needed, and gives the form's token
        form["form_token"] = self.browser.form_token
        url = f"{self.service.url}{path}"
        async with self.browser.session.post(url, data=form, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location", await answer.text())

    async def get(self, path: str) -> tuple[int, bytes]:
        """Fetch something; returns status and content."""
        await self.browser.meetings()
        async with self.browser.session.get(f"{self.service.url}{path}", allow_redirects=False) as answer:
            return answer.status, await answer.read()

    async def is_permitted_to_record(self, document: str) -> None:
        """The committee's officer enters the document on the page of this member's cell."""
        found = re.search(r"/cells/([0-9a-f]{24})", (await self.get("/"))[1].decode())
        assert found is not None
        officer = await self.service.member("nguyet@minhphu.example")
        yesterday = str(day_of(now()) - timedelta(days=1))
        days = {"issued_on": yesterday, "valid_from": yesterday, "valid_to": ""}
        status, where = await officer.post(f"/cells/{found[1]}/recording-permissions", document=document, **days)
        assert status == 303, where

    async def enter(self, meeting: str) -> Page:
        """Enter the room."""
        page = Page(socketio.AsyncClient(reconnection=False))
        page.io.on("view", page._on_view)
        page.io.on("patch", page._on_patch)
        page.io.on("*", page._on_other)
        auth = {"ticket": await self.browser.ticket(meeting), "language": "vi"}
        await page.io.connect(self.service.url, auth=auth, transports=["websocket"], wait_timeout=5)
        await page.sees("meeting", "id", value=meeting)
        return page


def seed(folder: Path) -> None:
    """Put the demo cell into a new data folder."""
    environment = {**os.environ, **ENVIRONMENT, "CHIBO_DATA_DIR": str(folder)}
    subprocess.run([sys.executable, "-m", "server", "demo"], env=environment, check=True, capture_output=True)


@asynccontextmanager
async def a_service(
    folder: Path, virtual_members: int = 0, database_url: str = "", more: Mapping[str, str] | None = None
) -> AsyncIterator[Service]:
    """A service with the demo cell; ended at the end, whatever happened."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    service = Service(folder, port, virtual_members, database_url, more=more or {})
    await service.start()
    try:
        yield service
    finally:
        for member in service.members:
            await member.browser.close()
        await service.end(signal.SIGKILL)
