"""Virtual members of the demo, a process of their own: `python -m signaling.virtual_members ADDRESS < cast.json`.

Each is a client like anybody's browser: signs in with the form, takes a ticket, connects its socket, offers real sound
and picture, and does what the view lets it do. Nothing in the service knows that they are not people. The cast is one
line of JSON on standard input; when that is closed, whoever started us is gone and we go too."""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import random
import re
import ssl
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import socketio
from yarl import URL

from server import vietnam_time
from signaling.media.virtual_media import VirtualMedia
from signaling.virtual_behaviour import Part, Pen, Wish, holds_floor, is_closed, wishes

log = logging.getLogger(__name__)

POLL_S = 2.0  # how often one of them looks whether a meeting is open
ARRIVE_S = 2.0  # they come in one after the other, as people do
RETRY_S = (1.0, 4.0)
MEDIA_RETRY_S = (3.0, 6.0)
ANSWER_S = 15.0
BREATH_S = 0.8  # between being given the floor and the first word
NICENESS = 5  # browser and service come first on a small machine
MEETING_LINK = re.compile(r"/meetings/([0-9a-f]{24})\b")
FORM_TOKEN = re.compile(r'name="form_token"[^>]*?value="([^"]*)"|value="([^"]*)"[^>]*?name="form_token"')
FONT = Path(__file__).parent.parent / "recordings" / "fonts" / "Tinos_700Bold.ttf"


class NotLetIn(Exception):
    """The service does not let this member do it now: signed out, no such meeting, not open."""


class MediaRefused(Exception):
    """The offer was not answered."""


class Door(Enum):
    """The door of a meeting's room, seen from outside."""

    NOT_YET = "not yet"
    OPEN = "open"
    CLOSED = "closed"


class Outcome(Enum):
    """How a stay in the room ended."""

    CLOSED = "closed"  # the meeting is over
    REPLACED = "replaced"  # a person took this member's place: it is theirs
    LOST = "lost"  # the line; come back


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays, and with what words. `pace` multiplies every human delay; tests are in a hurry."""

    password: str
    pen: Pen
    parts: tuple[Part, ...]
    pace: float = 1.0


def read_cast(line: str) -> Cast:
    """The cast of a line of JSON. Raises ValueError, KeyError, TypeError for anything else."""
    told = json.loads(line)
    pen = told["pen"]
    parts = tuple(
        Part(**{**one, "brings": tuple(one["brings"]), "asks_in": tuple(one["asks_in"]), "place": place})
        for place, one in enumerate(told["members"])
    )
    return Cast(
        told["password"],
        Pen(**{**pen, "tasks": tuple(pen["tasks"]), "score": tuple(pen["score"])}),
        parts,
        told.get("pace", 1.0),
    )


class Browser:
    """One member's pages: cookies, the sign-in form, tickets."""

    def __init__(self, address: str, tls: ssl.SSLContext | None, sign_in: str, password: str) -> None:
        self.address = address
        self._sign_in = sign_in
        self._password = password
        self.form_token = ""
        connector = aiohttp.TCPConnector(ssl=tls if tls is not None else True)
        self.session = aiohttp.ClientSession(
            connector=connector,
            # The service is this machine: an address without a name is fine, and so is a secure cookie behind a proxy.
            cookie_jar=aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=URL(address)),
            timeout=aiohttp.ClientTimeout(total=ANSWER_S),
            headers={"Accept-Language": "vi"},
        )

    async def close(self) -> None:
        await self.session.close()

    async def meetings(self) -> list[str]:
        """The meetings that the first page names, in its order. Raises NotLetIn."""
        page = await self._page("/")
        return list(dict.fromkeys(MEETING_LINK.findall(page)))

    async def door(self, meeting: str) -> Door:
        """Whether the room can be entered: its page is there, leads on to the minutes, or is not there yet."""
        async with self.session.get(f"{self.address}/meetings/{meeting}/room", allow_redirects=False) as answer:
            if answer.status == HTTPStatus.OK:
                return Door.OPEN
            if answer.status != HTTPStatus.SEE_OTHER:
                return Door.NOT_YET
            asks_who = _asks_who(answer)
        if asks_who:
            await self._page("/")
        return Door.NOT_YET if asks_who else Door.CLOSED

    async def ticket(self, meeting: str) -> str:
        """A pass to the socket of an open meeting, signed in again if the session has ended. Raises NotLetIn."""
        if not self.form_token:
            await self._page("/")
        ticket = await self._ticket(meeting)
        if ticket is None:
            await self._page("/")
            ticket = await self._ticket(meeting)
        if ticket is None:
            raise NotLetIn("no ticket")
        return ticket

    async def _ticket(self, meeting: str) -> str | None:
        """A pass; None where the service asks who it is. Raises NotLetIn."""
        headers = {"X-Form-Token": self.form_token}
        url = f"{self.address}/meetings/{meeting}/ticket"
        async with self.session.post(url, headers=headers, allow_redirects=False) as answer:
            if _asks_who(answer):
                return None
            if answer.status != HTTPStatus.OK:
                raise NotLetIn(f"ticket: {answer.status}")
            return str((await answer.json())["ticket"])

    async def _page(self, path: str) -> str:
        """A page, signed in on the way if that is asked for. Raises NotLetIn."""
        async with self.session.get(f"{self.address}{path}") as answer:
            page, where = await answer.text(), answer.url.path
        if where == "/sign-in":
            page = await self._signed_in(page)
        self._note_token(page)
        return page

    async def _signed_in(self, form: str) -> str:
        self._note_token(form)
        fields = {"form_token": self.form_token, "name": self._sign_in, "password": self._password, "next": "/"}
        async with self.session.post(f"{self.address}/sign-in", data=fields) as answer:
            page = await answer.text()
            if answer.status != HTTPStatus.OK or answer.url.path == "/sign-in":
                raise NotLetIn(f"sign-in: {answer.status}")
        return page

    def _note_token(self, page: str) -> None:
        found = FORM_TOKEN.search(page)
        if found is not None:
            self.form_token = found[1] or found[2]


def _asks_who(answer: aiohttp.ClientResponse) -> bool:
    """Whether the page leads to the sign-in: the session has ended."""
    return answer.status == HTTPStatus.SEE_OTHER and answer.headers.get("Location", "").startswith("/sign-in")


@dataclass(slots=True)
class _Stay:
    """One connection to a room: what was seen, what is wished, what was done."""

    view: dict[str, Any] = field(default_factory=dict)
    serial: int = 0
    is_speaking: bool = False
    wished: set[str] = field(default_factory=set)


class VirtualMember:
    """One of them. `attend` is called once a meeting is open, and stays to its end."""

    def __init__(self, part: Part, cast: Cast, browser: Browser) -> None:
        self.part = part
        self._cast = cast
        self._browser = browser
        self._dice = random.Random(part.sign_in)  # noqa: S311  decides how long a pause is, nothing else
        self._tasks: set[asyncio.Task[None]] = set()
        self._io: Any = None
        self._stay = _Stay()
        self._media = VirtualMedia(self._exchange, part.name, float(part.tone_hz), FONT)
        self._outcome: asyncio.Future[Outcome] | None = None

    async def attend(self, meeting: str) -> Outcome:
        """Be in the meeting until it is closed or a person takes the place."""
        await asyncio.sleep(self._cast.pace * ARRIVE_S * (self.part.place + self._dice.random()))
        while True:
            outcome = Outcome.LOST
            try:
                outcome = await self._sit(meeting)
            except (NotLetIn, aiohttp.ClientError, socketio.exceptions.SocketIOError, OSError, TimeoutError) as lost:
                log.info("virtual member is out", extra={"why": type(lost).__name__})
            if outcome is not Outcome.LOST:
                return outcome
            await asyncio.sleep(self._dice.uniform(*RETRY_S))

    async def _sit(self, meeting: str) -> Outcome:
        self._stay = _Stay()
        self._outcome = asyncio.get_running_loop().create_future()
        ticket = await self._browser.ticket(meeting)
        self._io = self._socket()
        try:
            await self._io.connect(
                self._browser.address,
                auth={"ticket": ticket, "language": "vi"},
                transports=["websocket"],
                wait_timeout=ANSWER_S,
            )
            return await self._outcome
        finally:
            for task in self._tasks:
                task.cancel()
            self._media.set_speaking(is_speaking=False)
            with contextlib.suppress(Exception):  # whatever is wrong with the line, it is given up here
                await self._io.disconnect()
            await self._media.close()

    def _socket(self) -> Any:
        io = socketio.AsyncClient(reconnection=False, http_session=self._browser.session)
        io.on("view", self._on_view)
        io.on("patch", self._on_patch)
        io.on("replaced", self._on_replaced)
        io.on("media-lost", self._on_media_lost)
        io.on("disconnect", self._on_disconnect)
        return io

    # What the service tells

    async def _on_view(self, told: dict[str, Any]) -> None:
        is_first = not self._stay.view
        self._stay.view, self._stay.serial = dict(told["view"]), told["serial"]
        if is_first and not is_closed(self._stay.view):
            self._later(self._keep_media())
        self._look()

    async def _on_patch(self, told: dict[str, Any]) -> None:
        stay = self._stay
        if not stay.view or told["from"] < stay.serial:
            return
        if told["from"] > stay.serial:
            await self._io.emit("resync", {})
            return
        stay.serial = told["serial"]
        stay.view.update(told["set"])
        for key in told["drop"]:
            stay.view.pop(key, None)
        self._look()

    async def _on_replaced(self, _: object) -> None:
        self._end(Outcome.REPLACED)

    async def _on_media_lost(self, _: object) -> None:
        await self._media.close()

    async def _on_disconnect(self, *_: object) -> None:
        self._end(Outcome.LOST)

    def _end(self, outcome: Outcome) -> None:
        if self._outcome is not None and not self._outcome.done():
            self._outcome.set_result(outcome)

    # What the member does

    def _look(self) -> None:
        """See what has changed, and make up one's mind."""
        if is_closed(self._stay.view):
            self._end(Outcome.CLOSED)
            return
        if holds_floor(self._stay.view) is not self._stay.is_speaking:
            self._stay.is_speaking = not self._stay.is_speaking
            self._later(self._speak(self._stay.is_speaking))
        for wish in self._wishes():
            if wish.key not in self._stay.wished:
                self._stay.wished.add(wish.key)
                self._later(self._act(wish))

    def _wishes(self) -> list[Wish]:
        return wishes(self._stay.view, self.part, self._cast.pen, vietnam_time.day_of(vietnam_time.now()))

    async def _act(self, wish: Wish) -> None:
        """After a human while, if it is still wished: do it. A wish that has passed may come again."""
        await asyncio.sleep(self._cast.pace * self._dice.uniform(*wish.after_s))
        again = next((one for one in self._wishes() if one.key == wish.key), None)
        if again is None:
            self._stay.wished.discard(wish.key)
            return
        told = await self._call("command", {"id": uuid4().hex, "type": wish.command, "fields": again.fields()})
        if "refused" in told:
            log.info("virtual member was refused", extra={"command": wish.command, "code": told["refused"]})

    async def _speak(self, is_speaking: bool) -> None:
        if is_speaking:
            await asyncio.sleep(self._cast.pace * BREATH_S)
        if is_speaking is not self._stay.is_speaking:
            return  # the floor was taken back within a breath
        self._media.set_speaking(is_speaking=is_speaking)
        await self._tell_media_state(is_speaking)

    async def _tell_media_state(self, is_speaking: bool) -> None:
        await self._call("media-state", {"microphone": is_speaking, "camera": True, "screen": False})

    async def _keep_media(self) -> None:
        """Offer sound and picture, and again whenever the line is gone."""
        while True:
            if not self._media.is_connected:
                try:
                    await self._tell_media_state(self._stay.is_speaking)
                    await asyncio.wait_for(self._media.connect(), ANSWER_S)
                except (MediaRefused, TimeoutError, socketio.exceptions.SocketIOError, OSError) as lost:
                    log.info("virtual member has no media", extra={"why": type(lost).__name__})
            await asyncio.sleep(self._dice.uniform(*MEDIA_RETRY_S))

    async def _exchange(self, offer: str) -> str:
        told = await self._call("media-offer", {"sdp": offer, "device": "virtual"})
        if "sdp" not in told:
            raise MediaRefused(told.get("refused", ""))
        return str(told["sdp"])

    async def _call(self, event: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        told = await self._io.call(event, payload, timeout=ANSWER_S)
        return told if isinstance(told, dict) else {}

    def _later(self, work: Awaitable[None]) -> None:
        async def quietly() -> None:
            with contextlib.suppress(socketio.exceptions.SocketIOError, OSError):  # the line: `attend` comes back
                await work

        task = asyncio.ensure_future(quietly())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def play(address: str, cast: Cast, tls: ssl.SSLContext | None = None) -> None:
    """Attend every meeting of the cast's cell that is opened, until cancelled."""
    browsers = [Browser(address, tls, part.sign_in, cast.password) for part in cast.parts]
    troupe = [VirtualMember(part, cast, browser) for part, browser in zip(cast.parts, browsers, strict=True)]
    over: set[str] = set()
    try:
        while troupe:
            meeting = await _open_meeting(browsers[0], over)
            await asyncio.gather(*(member.attend(meeting) for member in troupe))
            over.add(meeting)  # closed, or every place was taken by a person
    finally:
        for browser in browsers:
            await browser.close()


async def _open_meeting(lookout: Browser, over: set[str]) -> str:
    """Wait for an open meeting; one member looks for all."""
    while True:
        try:
            for meeting in await lookout.meetings():
                door = Door.CLOSED if meeting in over else await lookout.door(meeting)
                if door is Door.OPEN:
                    return meeting
                if door is Door.CLOSED:
                    over.add(meeting)
        except (NotLetIn, aiohttp.ClientError, OSError, TimeoutError) as lost:
            log.info("virtual members wait", extra={"why": type(lost).__name__})
        await asyncio.sleep(POLL_S)


async def _until_left_alone(address: str, cast: Cast, tls: ssl.SSLContext | None) -> None:
    """Play until standard input is closed."""
    playing = asyncio.create_task(play(address, cast, tls))
    starter_gone = asyncio.create_task(_end_of_input())
    await asyncio.wait({playing, starter_gone}, return_when=asyncio.FIRST_COMPLETED)
    starter_gone.cancel()
    playing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await playing


async def _end_of_input() -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


def main() -> None:
    parser = argparse.ArgumentParser(description="Virtual members of the demo; the cast comes on standard input.")
    parser.add_argument("address", help="where the service is, e.g. http://localhost:8080")
    parser.add_argument("--certificate", type=Path, help="the service's own certificate, if it made one itself")
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    cast = read_cast(sys.stdin.readline())
    tls = ssl.create_default_context(cafile=chosen.certificate) if chosen.certificate else None
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with contextlib.suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_until_left_alone(chosen.address, cast, tls))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


if __name__ == "__main__":
    main()
