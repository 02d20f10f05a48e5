"""A headless Firefox driven over WebDriver BiDi, the protocol it speaks itself: a page, its address, its scripts."""

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

STARTS_WITHIN_S = 60.0
# A fake camera and microphone, no questions, and nobody called at the start.
PREFERENCES: dict[str, bool | int | str] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "app.update.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.prefetch-next": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.unified": False,
}


class FirefoxPage:
    """One tab. `evaluate` is what Playwright's is, as far as the scenes use it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, object]]] = {}
        self._context = ""
        self._reader = asyncio.ensure_future(self._read())

    async def open(self) -> None:
        await self._ask("session.new", {"capabilities": {}})
        self._context = str((await self._ask("browsingContext.create", {"type": "tab"}))["context"])

    async def goto(self, url: str) -> None:
        await self._ask("browsingContext.navigate", {"context": self._context, "url": url, "wait": "complete"})

    async def evaluate(self, expression: str, arg: object = None) -> object:
        """Return the value of an expression, or of a function called with `arg`, as JSON carries it."""
        script = f"""(async () => {{ const it = ({expression});
          const value = typeof it === "function" ? await it({json.dumps(arg)}) : await it;
          return JSON.stringify(value ?? null); }})()"""
        target = {"context": self._context}
        said = await self._ask("script.evaluate", {"expression": script, "target": target, "awaitPromise": True})
        match said:
            case {"type": "success", "result": {"value": str(value)}}:
                return json.loads(value)
            case _:
                raise RuntimeError(f"Firefox: {said}")

    async def close(self) -> None:
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        await self._socket.close()

    async def _ask(self, method: str, params: dict[str, object]) -> dict[str, object]:
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, object]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        await self._socket.send_json({"id": number, "method": method, "params": params})
        return await answer

    async def _read(self) -> None:
        async for message in self._socket:
            said = json.loads(message.data)
            waiting = self._waiting.pop(said.get("id"), None)
            if waiting is None or waiting.done():
                continue  # an event, or nobody waits any more
            if said["type"] == "error":
                waiting.set_exception(RuntimeError(f"Firefox: {said['error']}: {said['message']}"))
            else:
                waiting.set_result(said["result"])


@asynccontextmanager
async def a_firefox(path: Path, folder: Path) -> AsyncIterator[FirefoxPage]:
    """Start the Firefox at `path` with an empty profile in `folder`; end it afterwards."""
    profile = folder / "firefox"
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines))
    process = await asyncio.create_subprocess_exec(
        *(str(path), "--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", str(profile)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        address = await asyncio.wait_for(_address(process), STARTS_WITHIN_S)
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{address}/session", max_msg_size=0) as socket,
        ):
            page = FirefoxPage(socket)
            await page.open()
            yield page
            await page.close()
    finally:
        process.terminate()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    async for line in process.stderr:
        found = re.search(rb"WebDriver BiDi listening on (ws://\S+)", line)
        if found:
            return found[1].decode()
    raise RuntimeError("Firefox ended before it listened")
