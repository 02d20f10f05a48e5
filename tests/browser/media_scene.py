"""A room of real Chromium tabs around a real engine process: the stage of the media tests."""

import asyncio
import itertools
import json
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from aiohttp import web
from playwright.async_api import Browser

from server.meeting.identity import MeetingId, MemberId
from server.relay_pass import RelayPass
from signaling.media.engine import (
    PLANS,
    Device,
    EngineLost,
    EngineUnavailable,
    LayersWanted,
    MediaEvent,
    MediaRights,
    Muted,
    SlotsChanged,
    Tile,
    TileSize,
)
from signaling.media.engine_process import EmbeddedEngine
from signaling.media.sfu import PortSettings
from tests.signaling.media.link import Link

ROOM = MeetingId("m1")
EVERYTHING = MediaRights(audio=True, video=True, screen=True)
REPOSITORY = Path(__file__).parents[2]
FLOOR_ROUNDS = 3
PATIENCE_S = 20.0  # two cores and several tabs; what comes at all comes within a few seconds
Seen = TypeVar("Seen")


async def eventually(look: Callable[[], Awaitable[Seen]], is_right: Callable[[Seen], bool]) -> Seen:
    """Return the first sight that is right; fail with the last one if none comes in time."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_S
    while not is_right(seen := await look()):
        assert asyncio.get_running_loop().time() < deadline, f"still {seen!r} after {PATIENCE_S} s"
        await asyncio.sleep(0.2)
    return seen


def is_colour(wanted: tuple[int, int, int]) -> Callable[[list[int] | None], bool]:
    """Return a judge of colours that forgives what a video codec does to them."""
    return lambda seen: seen is not None and all(abs(a - b) < 60 for a, b in zip(seen, wanted, strict=True))


def hears(*tones_hz: int) -> Callable[[list[float]], bool]:
    """Return a judge of what the slots sound like: exactly these tones, in any order."""

    def judge(heard: list[float]) -> bool:
        sounding = sorted(tone for tone in heard if tone > 0)
        return len(sounding) == len(tones_hz) and all(
            abs(a - b) < 20 for a, b in zip(sounding, sorted(tones_hz), strict=True)
        )

    return judge


def is_quiet_in_some_round(begged: Sequence[int]) -> bool:
    """Say whether a browser once showed a whole round of speakers without asking for a keyframe.

    `begged` counts from before the first round on. A machine that stands still for a moment makes a browser beg, too;
    a slot that is switched wrongly makes it beg in every round.
    """
    return any(before == after for before, after in itertools.pairwise(begged))


class PageOfScene(Protocol):
    """A tab of any browser: Playwright's, or Firefox's."""

    async def goto(self, url: str) -> object: ...

    async def evaluate(self, expression: str, arg: Any = None) -> Any: ...

    async def close(self) -> None: ...


@dataclass(slots=True)
class Tab:
    """One member's tab."""

    member: MemberId
    page: PageOfScene
    device: Device

    async def colour_of(self, member: str, kind: str = "video") -> list[int] | None:
        seen: list[int] | None = await self.page.evaluate("([m, k]) => scene.colourOf(m, k)", [member, kind])
        return seen

    async def tones(self) -> list[float]:
        heard: list[float] = await self.page.evaluate("scene.tonesHeard()")
        return heard

    async def frames(self) -> int:
        count: int = await self.page.evaluate("scene.framesDecoded()")
        return count

    async def packets_heard(self) -> int:
        count: int = await self.page.evaluate("scene.packetsHeard()")
        return count

    async def slots_used(self) -> dict[str, int]:
        """Return how many picture `slots` have shown something, packets `lost`, and keyframes `begged` for."""
        used: dict[str, int] = await self.page.evaluate("scene.slotsUsed()")
        return used

    async def codecs(self) -> list[str]:
        """Return the codecs of the pictures with frames since the last call."""
        names: list[str] = await self.page.evaluate("scene.codecsDecoded()")
        return names

    async def packets_sent(self, kind: str) -> int:
        sent: dict[str, int] = await self.page.evaluate("scene.packetsSent()")
        return sent.get(kind, 0)

    async def layers_sent(self) -> list[str]:
        """Return the rids of the camera layers with frames since the last call."""
        rids: list[str] = await self.page.evaluate("scene.layersSent()")
        return rids

    async def lines_of_picture(self) -> int:
        """Return the height of the first picture that is shown, 0 without one."""
        lines: int = await self.page.evaluate("scene.linesOfPicture()")
        return lines

    async def heard_late_ms(self, member: str) -> float:
        """Return how much later a clapping member's claps are heard than seen; NaN while one of both is missing."""
        late: float | None = await self.page.evaluate("member => scene.heardLateMs(member)", member)
        return float("nan") if late is None else late

    async def lines(self) -> list[str]:
        words: list[str] = await self.page.evaluate("scene.lines")
        return words


@dataclass(slots=True)
class Stage:
    """The engine, the page server and the tabs; it plays the app's part between them."""

    engine: EmbeddedEngine
    browser: Browser
    address: str = ""
    tabs: dict[MemberId, Tab] = field(default_factory=dict)
    links: dict[MemberId, Link] = field(default_factory=dict)  # who does not reach the engine on the direct way
    events: list[MediaEvent] = field(default_factory=list)
    told: set[asyncio.Task[None]] = field(default_factory=set)

    async def enter(
        self,
        name: str,
        colour: str | None,
        tone_hz: int,
        rights: MediaRights = EVERYTHING,
        device: Device = Device.PHONE,
        relays: Sequence[RelayPass] = (),
        page: PageOfScene | None = None,
        script: str = "",
    ) -> Tab:
        """Open a tab for a member and connect it, with a picture of this colour and this tone, or by relay only.

        `script` is run before.
        """
        tab = await self.open(name, rights, device, page)
        if script:
            await tab.page.evaluate(script)
        await tab.page.evaluate(
            "([p, c, t, r]) => scene.join(p, c, t, r)",
            [_counts(device), colour, tone_hz, [one.as_ice_server() for one in relays]],
        )
        return tab

    async def prepare(self, name: str, colour: str, tone_hz: int, device: Device = Device.DESKTOP) -> Tab:
        """Open a tab that is ready to connect."""
        tab = await self.open(name, EVERYTHING, device)
        await tab.page.evaluate("([p, c, t]) => scene.prepare(p, c, t)", [_counts(device), colour, tone_hz])
        return tab

    async def open(self, name: str, rights: MediaRights, device: Device, page: PageOfScene | None = None) -> Tab:
        """Open a tab for a member."""
        member = MemberId(name)
        self.engine.allow(ROOM, member, rights)
        if page is None:
            page = await (await self.browser.new_context()).new_page()
        tab = self.tabs[member] = Tab(member, page, device)
        await page.goto(f"{self.address}?member={name}")
        return tab

    async def show_all(self) -> None:
        """Have every tab ask for every other one's picture."""
        for tab in self.tabs.values():
            tiles = [{"member": other, "size": "medium"} for other in self.tabs if other != tab.member]
            await tab.page.evaluate("tiles => scene.media.show(tiles)", tiles)

    async def give_floor(self, speaker: Tab, before: Tab, viewer: Tab) -> None:
        """Let one speak instead of another, and the viewer look at them."""
        self.engine.allow(ROOM, before.member, MediaRights(video=True))
        self.engine.allow(ROOM, speaker.member, MediaRights(audio=True, video=True))
        self.engine.prefer(ROOM, [speaker.member])
        tile = {"member": speaker.member, "size": "large"}
        await viewer.page.evaluate("tile => scene.media.show([tile])", tile)

    def hear(self, event: MediaEvent) -> None:
        """Carry the engine's word to the tab it is for."""
        self.events.append(event)
        if isinstance(event, SlotsChanged) and event.member in self.tabs:
            showing = [{"mid": s.mid, "member": s.member, "kind": s.kind.value} for s in event.showing]
            self._tell(self.tabs[event.member], "showing => window.scene?.media?.showSlots(showing)", showing)
        elif isinstance(event, LayersWanted) and event.member in self.tabs:
            rids = list(event.rids)
            self._tell(self.tabs[event.member], "rids => window.scene?.media?.wantLayers(rids)", rids)
        elif isinstance(event, EngineLost):
            for tab in self.tabs.values():
                self._tell(tab, "() => scene.media.reconnect()", None)

    def _tell(self, tab: Tab, script: str, argument: object) -> None:
        task = asyncio.ensure_future(_evaluate(tab.page, script, argument))
        self.told.add(task)
        task.add_done_callback(self.told.discard)

    async def take(self, request: web.Request) -> web.Response:
        """Hear what a page posts, as the app's gateway would."""
        member, value = MemberId(request.match_info["member"]), json.loads(await request.text())
        match request.match_info["what"]:
            case "offer":
                return await self._answer(member, value)
            case "tiles":
                tiles = [Tile(MemberId(tile["member"]), TileSize(tile["size"])) for tile in value]
                self.engine.show(ROOM, member, tiles)
            case "muted":
                self.engine.mute(ROOM, member, Muted(**value))
            case _:
                return web.json_response(None, status=404)
        return web.json_response(None)

    async def _answer(self, member: MemberId, sdp: str) -> web.Response:
        try:
            answer = await self.engine.connect(ROOM, member, sdp, self.tabs[member].device)
        except EngineUnavailable:
            return web.json_response(None, status=503)
        slots = [{"mid": slot.mid, "kind": slot.kind.value} for slot in answer.slots]
        link = self.links.get(member)
        sdp = answer.sdp.replace(f" {self.engine.port} typ host", f" {link.port} typ host") if link else answer.sdp
        return web.json_response({"sdp": sdp, "slots": slots})


def _counts(device: Device) -> dict[str, int]:
    plan = PLANS[device]
    return {"audio": plan.audio, "video": plan.video, "screen": plan.screen}


@asynccontextmanager
async def stage(browser: Browser, folder: Path, host: str = "127.0.0.1") -> AsyncIterator[Stage]:
    """Build the page, start the engine at this address, and clear everything away afterwards."""
    await asyncio.to_thread(_build, folder / "page.js")
    engine = EmbeddedEngine(PortSettings(host, 0, (host,)))
    await engine.start()
    built = Stage(engine, browser)
    runner, built.address = await _serve(folder, built.take)
    engine.listen(built.hear)
    try:
        yield built
    finally:
        for tab in built.tabs.values():
            await tab.page.close()
        await asyncio.gather(*built.told, return_exceptions=True)
        await engine.stop()
        await runner.cleanup()


async def _evaluate(page: PageOfScene, script: str, argument: object) -> None:
    await page.evaluate(script, argument)


async def _serve(folder: Path, take: Callable[[web.Request], Awaitable[web.Response]]) -> tuple[web.AppRunner, str]:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text='<!doctype html><script src="page.js"></script>', content_type="text/html")

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_post("/hands/{member}/{what}", take)
    app.router.add_static("/", folder)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/"


def _build(target: Path) -> None:
    esbuild = REPOSITORY / "node_modules" / ".bin" / "esbuild"
    source = REPOSITORY / "tests" / "browser" / "media_page.ts"
    command = [str(esbuild), str(source), "--bundle", "--format=iife", "--log-level=warning", f"--outfile={target}"]
    subprocess.run(command, check=True, cwd=REPOSITORY)
