"""A real server with every page, over a real database: a committee, two cells, and browsers that sign in."""

import json
import re
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, CookieJar, FormData, web
from aiohttp.test_utils import TestClient, TestServer

from recordings.keeper import Keeper
from recordings.sealed import RecordingKeys
from recordings.shelf import Shelf
from server import pages
from server.ballot_box import BallotBox
from server.catalogue import Missing, load
from server.event_log import EventLog
from server.live_meetings import LiveMeetings
from server.meeting.identity import CellId, MeetingId, MemberId
from server.meeting.rules import MeetingKind
from server.organisations import Ground, OrganisationKind, Permission
from server.pages.keys import DESK, Parts
from server.pages.static_files import StaticFiles
from server.roster import Office
from server.tickets import Tickets
from signaling.media.engine import WorkerStatistics
from tests.storage.a_registry import FOUNDED, Cast, Scene, a_registry, fields

PASSWORD = "mua xuan nho nho 1980"
CATALOGUE = load(Missing.FAILS)
BUILT = (
    "page.css",
    "room.css",
    "room.js",
    "icons/mark.svg",
    "be-vietnam-pro-latin-400-normal.woff2",
    "be-vietnam-pro-vietnamese-400-normal.woff2",
)


@dataclass(frozen=True, slots=True)
class DeskSettings:
    paper_folder: Path
    address: str = "http://localhost"
    secure_cookies: bool = False
    trusted_proxies: tuple[str, ...] = ()
    language: str = "vi"
    turn_urls: tuple[str, ...] = ()
    turn_secret: str = ""
    turn_pass_s: int = 60


class Browser:
    """A browser that keeps cookies and sends our forms with their token."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self.client = client
        self._token = ""

    async def get(self, path: str, **options: Any) -> ClientResponse:
        return await self.client.get(path, **{"allow_redirects": False, **options})

    async def text(self, path: str) -> str:
        answer = await self.get(path)
        assert answer.status == 200, (path, answer.status, answer.headers.get("Location"))
        return await answer.text()

    async def token(self) -> str:
        if not self._token:
            page = await (await self.client.get("/setup")).text()
            found = re.search(r'name="form_token" value="([^"]+)"', page)
            assert found is not None
            self._token = found[1]
        return self._token

    async def post(self, path: str, fields: Mapping[str, str] | None = None) -> ClientResponse:
        form = {"form_token": await self.token(), **(fields or {})}
        return await self.client.post(path, data=form, allow_redirects=False)

    async def upload(
        self, path: str, name: str, content: bytes, fields: Mapping[str, str] | None = None
    ) -> ClientResponse:
        form = FormData(quote_fields=False)  # browsers send names as UTF-8
        for key, value in {"form_token": await self.token(), **(fields or {})}.items():
            form.add_field(key, value)
        form.add_field("file", content, filename=name, content_type="application/octet-stream")
        return await self.client.post(path, data=form, allow_redirects=False)

    async def sign_in(self, name: str, password: str = PASSWORD) -> ClientResponse:
        return await self.post("/sign-in", {"name": name, "password": password, "next": ""})


@dataclass(frozen=True, slots=True)
class Others:
    """People and things outside the first cell. `neighbour` is a cell that nobody of the first has to do with."""

    neighbour: CellId
    neighbours_secretary: MemberId
    officer: MemberId
    observer: MemberId
    stranger: MemberId


@dataclass(frozen=True, slots=True)
class Template:
    """A database made once for all tests, to be copied."""

    file: Path
    cast: Cast
    others: Others


@dataclass
class Desk:
    """The server and who is who in it."""

    scene: Scene
    others: Others
    app: web.Application
    server: TestServer
    meetings: LiveMeetings
    shelf: Shelf
    browsers: list[TestClient[web.Request, web.Application]]

    @property
    def neighbour(self) -> CellId:
        return self.others.neighbour

    @property
    def neighbours_secretary(self) -> MemberId:
        return self.others.neighbours_secretary

    @property
    def officer(self) -> MemberId:
        return self.others.officer

    @property
    def observer(self) -> MemberId:
        return self.others.observer

    @property
    def stranger(self) -> MemberId:
        return self.others.stranger

    @property
    def cell(self) -> CellId:
        return self.scene.cell

    async def browser(self) -> Browser:
        client = TestClient[web.Request, web.Application](self.server, cookie_jar=CookieJar(unsafe=True))
        self.browsers.append(client)
        return Browser(client)

    async def signed_in(self, member: MemberId) -> Browser:
        """A browser of this person, by the same door as everybody."""
        token = await self.scene.accounts.invite(member, None)
        browser = await self.browser()
        await browser.get(f"/invitation/{token}")
        answer = await browser.post("/invitation", {"password": PASSWORD, "again": PASSWORD})
        assert answer.status == 303, await answer.text()
        return browser

    async def administrator(self) -> Browser:
        code = await self.scene.accounts.make_setup_code()
        browser = await self.browser()
        fields = {"code": code, "name": "Quản Trị", "contact": "quantri@example.vn"}
        answer = await browser.post("/setup", {**fields, "password": PASSWORD, "again": PASSWORD})
        assert answer.status == 303, await answer.text()
        return browser

    async def a_meeting(self, *, notified: bool = True, at: datetime | None = None) -> MeetingId:
        """A regular meeting of the first cell, three days ahead."""
        scene = self.scene
        starts_at = at or scene.clock() + timedelta(days=3)
        meeting = await scene.preparation.create(scene.cell, MeetingKind.REGULAR, starts_at, by=scene.secretary)
        if notified:
            await scene.preparation.notify(meeting)
        return meeting

    async def papers_of(self, meeting: MeetingId) -> list[str]:
        """The ids of a meeting's papers."""
        return [paper.id for paper in await self.app[DESK].papers.of(meeting)]

    async def count(self, table: Any) -> int:
        rows = await self.scene.database.read(lambda at: at.execute(table.select()).all())
        return len(rows)


async def make_template(folder: Path) -> Template:
    """The two cells and the outsiders, written once."""
    file = folder / "template.db"
    async with a_registry(f"sqlite:///{file}") as scene:
        neighbour, neighbours_secretary = await _neighbour(scene)
        others = Others(neighbour, neighbours_secretary, *await _outsiders(scene))
        await scene.database.forget_deleted()
        return Template(file, scene.cast, others)


@asynccontextmanager
async def a_desk(folder: Path, template: Template, settings: DeskSettings | None = None) -> AsyncIterator[Desk]:
    """A server of this test's own over a copy of the template."""
    shutil.copy(template.file, folder / "chibo.db")
    async with a_registry(f"sqlite:///{folder / 'chibo.db'}", template.cast) as scene:
        (folder / "build").mkdir(exist_ok=True)
        (folder / "build" / "manifest.json").write_text(json.dumps({name: name.rpartition("/")[2] for name in BUILT}))
        meetings = LiveMeetings(scene.database, EventLog(scene.database), BallotBox(folder / "keys"), scene.clock)
        shelf = Shelf(folder / "shelf")
        app = web.Application(client_max_size=256 * 1024)
        log, keys = EventLog(scene.database), RecordingKeys(folder / "recording.key")
        keeper = Keeper(folder / "recordings", keys, meetings, log, no_tap, keep=timedelta(days=90))
        parts = Parts(
            database=scene.database,
            accounts=scene.accounts,
            preparation=scene.preparation,
            meetings=meetings,
            shelf=shelf,
            keeper=keeper,
            tickets=Tickets(),
            catalogue=CATALOGUE,
            media_addresses=lambda: [("192.0.2.7", 8080)],
            media_statistics=no_media,
        )
        own_settings = replace(settings or DeskSettings(folder), paper_folder=folder / "papers")
        statics = StaticFiles(folder / "build")
        pages.install(app, parts, b"a secret of the test" * 2, own_settings, statics=statics, clock=scene.clock)
        server = TestServer(app)
        await server.start_server()
        desk = Desk(scene, template.others, app, server, meetings, shelf, [])
        try:
            yield desk
        finally:
            for browser in desk.browsers:
                await browser.close()
            await server.close()


def no_tap(_: MeetingId, __: str | None) -> None:
    """No engine, so nobody is recorded."""


async def no_media() -> tuple[WorkerStatistics, ...]:
    """What an engine without a room says."""
    return (WorkerStatistics(0, 0, 0, 0, 0, 0, 0, ()),)


async def _neighbour(scene: Scene) -> tuple[CellId, MemberId]:
    other = await scene.organisations.found(
        kind=OrganisationKind.COMMUNE,
        name="Đảng ủy phường Ngọc Lâm",
        founded_on=FOUNDED,
        parent=scene.province,
    )
    cell = await scene.organisations.found_cell("Chi bộ Tổ dân phố số 7", "Tổ 7", FOUNDED, parent=other)
    permission = Permission("Công văn số 7-CV/ĐU", FOUNDED, FOUNDED, None, Ground.EMERGENCY)
    await scene.organisations.authorise_online(cell, permission)
    members = [await scene.registry.add_member(fields("Phạm Thị Hợi", 400 + n), cell, since=FOUNDED) for n in range(3)]
    await scene.registry.appoint(members[0], cell, Office.SECRETARY, FOUNDED)
    return cell, members[0]


async def _outsiders(scene: Scene) -> tuple[MemberId, MemberId, MemberId]:
    officer = await scene.registry.add_member(fields("Trần Thu Hà", 501))
    await scene.registry.appoint(officer, scene.committee, Office.STANDING_MEMBER, FOUNDED)
    observer = await scene.registry.add_member(fields("Lê Quang Vịnh", 502))
    await scene.registry.assign_observer(observer, scene.cell, FOUNDED, None, "Ủy viên Ban Chấp hành")
    stranger = await scene.registry.add_member(fields("Người Lạ", 503))
    return officer, observer, stranger
