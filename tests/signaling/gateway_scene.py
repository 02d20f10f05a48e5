"""A gateway with everything real behind it: SQLite, the live meetings, the media engine, sockets on loopback."""

import asyncio
import contextlib
import secrets
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import socketio
from aiohttp import web

from server import catalogue, migrations
from server.ballot_box import BallotBox
from server.database import Database
from server.event_log import EventLog
from server.live_meetings import LiveMeetings, utc_now
from server.meeting.identity import MeetingId, MemberId
from server.meeting.plan import MeetingPlan
from server.tickets import Purpose, Ticket, Tickets
from signaling.gateway import Gateway
from signaling.media.engine_process import EmbeddedEngine
from signaling.media.sfu import PortSettings

ANSWER_WITHIN_S = 5.0


@dataclass(slots=True)
class Page:
    """A page as the gateway sees it: keeps the view by the rules of signaling/README.md."""

    io: socketio.AsyncClient
    view: dict[str, Any] = field(default_factory=dict)
    serial: int = -1
    version: int = 0
    gaps: int = 0
    heard: list[tuple[str, Any]] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, kind: str, command_id: str = "", /, **fields: Any) -> dict[str, Any]:
        """Send a command and return the answer."""
        payload = {"id": command_id or secrets.token_hex(8), "type": kind, "fields": fields}
        answer: dict[str, Any] = await self.io.call("command", payload, timeout=ANSWER_WITHIN_S)
        return answer

    async def sees(self, *path: str, value: Any) -> None:
        """Wait until that place of the view has that value."""
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                while self.at(*path) != value:
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            raise AssertionError(f"{path} is {self.at(*path)!r}, not {value!r}") from None

    def at(self, *path: str) -> Any:
        """The value at that place of the view; None where there is nothing."""
        place: Any = self.view
        for step in path:
            place = place.get(step) if isinstance(place, dict) else None
        return place

    async def hears(self, event: str) -> Any:
        """Wait for an event other than view and patch; returns its payload."""
        async with asyncio.timeout(ANSWER_WITHIN_S):
            while not any(name == event for name, _ in self.heard):
                self.changed.clear()
                await self.changed.wait()
        return next(payload for name, payload in self.heard if name == event)

    def _on_view(self, whole: dict[str, Any]) -> None:
        self.view, self.serial, self.version = whole["view"], whole["serial"], whole["version"]
        self.changed.set()

    def _on_patch(self, patch: dict[str, Any]) -> None:
        if patch["from"] < self.serial:
            return
        self.gaps += patch["from"] > self.serial
        self.view = {key: section for key, section in self.view.items() if key not in patch["drop"]} | patch["set"]
        self.serial, self.version = patch["serial"], patch["version"]
        self.changed.set()

    def _on_other(self, event: str, *payload: Any) -> None:
        self.heard.append((event, payload[0] if payload else None))
        self.changed.set()


@dataclass(slots=True)
class Scene:
    """The running parts."""

    url: str
    meetings: LiveMeetings
    log: EventLog
    tickets: Tickets
    gateway: Gateway
    engine: EmbeddedEngine
    ended_sessions: set[str]
    pages: list[Page] = field(default_factory=list)

    def ticket(self, meeting: MeetingId, member: MemberId) -> str:
        """A pass, as a room page holds it."""
        return self.tickets.issue(Ticket(Purpose.SOCKET, f"account-{member}", member, meeting, f"session-{member}"))

    async def page(self, meeting: MeetingId, member: MemberId, ticket: str | None = None) -> Page:
        """Open a page of that person and wait for its view. Raises socketio ConnectionError if refused."""
        page = Page(socketio.AsyncClient(reconnection=False))
        page.io.on("view", page._on_view)
        page.io.on("patch", page._on_patch)
        page.io.on("*", page._on_other)
        token = self.ticket(meeting, member) if ticket is None else ticket
        await page.io.connect(
            self.url, auth={"ticket": token, "language": "vi"}, transports=["websocket"], wait_timeout=5
        )
        self.pages.append(page)
        await page.sees("me", "member", value=member)
        return page

    async def told_at_the_door(self, meeting: MeetingId, member: MemberId, ticket: str | None = None) -> dict[str, Any]:
        """What somebody is told who is not let in; fails for somebody who is."""
        io = socketio.AsyncClient(reconnection=False)
        told: list[dict[str, Any]] = []
        io.on("connect_error", told.append)
        token = self.ticket(meeting, member) if ticket is None else ticket
        with contextlib.suppress(socketio.exceptions.ConnectionError):
            await io.connect(self.url, auth={"ticket": token, "language": "vi"}, transports=["websocket"])
            await io.disconnect()
            raise AssertionError(f"{member} was let in")
        (refused,) = told
        return {"message": refused["message"], **refused["data"]}

    async def leave(self) -> None:
        """Close every page."""
        for page in self.pages:
            await page.io.disconnect()
        self.pages.clear()


@contextlib.asynccontextmanager
async def a_scene(folder: Path) -> AsyncIterator[Scene]:
    """Everything running, with its database in `folder`; a second scene on the same folder is a restart."""
    address = f"sqlite:///{folder / 'chibo.db'}"
    migrations.upgrade(address)
    database = Database(address)
    log = EventLog(database)
    meetings = LiveMeetings(database, log, BallotBox(folder / "keys"))
    engine = EmbeddedEngine(PortSettings("127.0.0.1", 0, ("127.0.0.1",)))
    await engine.start()
    tickets = Tickets()
    ended: set[str] = set()

    async def still_signed_in(session: str) -> bool:
        if "the database fails" in ended:
            raise OSError("no disk")
        return session not in ended

    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        gateway = Gateway(
            meetings,
            tickets,
            engine,
            catalogue.load(catalogue.Missing.FAILS),
            (url,),
            still_signed_in,
            session_check_s=0.3,
        )
        app = web.Application()
        gateway.attach(app)
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        scene = Scene(url, meetings, log, tickets, gateway, engine, ended)
        try:
            yield scene
        finally:
            await scene.leave()
            await gateway.close()
            await runner.cleanup()
            await engine.stop()
            database.close()


async def opened(scene: Scene, plan: MeetingPlan) -> MeetingId:
    """A meeting that is open and begins now."""
    today = replace(plan, starts_at=utc_now() - timedelta(minutes=1))
    return (await scene.meetings.open(today, today.chair)).plan.id
