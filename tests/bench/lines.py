"""`make bench-lines`: what Chromium itself counts on a good line and on one of 384 kbit/s, and how soon 720 lines come.

Two speak: one with a camera of 720 lines, who is on everybody's stage, one with a small picture. Two watch: one on
loopback as it is, one through a line with a queue that is too narrow for the picture on the stage.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from server.meeting.identity import MemberId
from signaling.media.engine import Device, EngineUnavailable, MediaRights, Supply, SupplyChanged
from tests import machine as tests_machine
from tests.bench.generator import CannotBuild
from tests.bench.media import FOLDER, machine
from tests.browser.media_scene import ROOM, Stage, Tab, stage
from tests.signaling.media.link import Link, Way

NARROW_BPS, QUEUE_BYTES, DELAY_S = 384_000, 48_000, 0.04
SPEAKS, LISTENS = MediaRights(audio=True, video=True), MediaRights()
SETTLES_S = 20.0
PATIENCE_S = 30.0
LINES = 720

Stats = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Between:
    """What a connection counted between two looks, `seconds` apart."""

    before: Stats
    after: Stats
    seconds: float

    def of(self, kind: str, direction: str = "inbound-rtp") -> list[str]:
        """Return the ids of the RTP streams of a kind that moved meanwhile."""
        count = "packetsReceived" if direction == "inbound-rtp" else "packetsSent"
        return [
            name
            for name, stat in self.after.items()
            if stat["type"] == direction and stat["kind"] == kind and self.grew(name, count) > 0
        ]

    def grew(self, name: str, count: str) -> float:
        """Return by how much a counter has grown."""
        return float(self.after[name].get(count, 0) - self.before.get(name, {}).get(count, 0))

    def kbps(self, name: str, count: str = "bytesReceived") -> float:
        """Return the rate of a counter of bytes."""
        return self.grew(name, count) * 8 / 1_000 / self.seconds


async def run(seconds: float) -> tuple[float, Between, dict[str, Between], Supply]:
    """Return when 720 lines came, what the camera's owner and the viewers counted, and what the narrow one is told."""
    path = tests_machine.chromium()
    if path is None:
        raise CannotBuild("no Chromium is installed")
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=path, args=[*tests_machine.CHROMIUM_ARGUMENTS], chromium_sandbox=False
            )
            async with stage(browser, Path(folder)) as room:
                found = await _watch(room, seconds)
            await browser.close()
    return found


async def _watch(room: Stage, seconds: float) -> tuple[float, Between, dict[str, Between], Supply]:
    assert room.engine.port is not None
    down = Way(NARROW_BPS, QUEUE_BYTES, DELAY_S)
    link = room.links[MemberId("narrow")] = await Link(Way(delay_s=DELAY_S), down).open(room.engine.port)
    camera = await room.enter("camera", None, 440, SPEAKS, Device.DESKTOP)
    await room.enter("small", "green", 880, SPEAKS, Device.DESKTOP)
    viewers = [await room.enter(name, None, 1320, LISTENS, Device.DESKTOP) for name in ("good", "narrow")]
    room.engine.prefer(ROOM, [camera.member])
    for viewer in viewers:
        tiles = [{"member": "camera", "size": "large"}, {"member": "small", "size": "small"}]
        await viewer.page.evaluate("tiles => scene.media.show(tiles)", tiles)
    began_at = time.monotonic()
    await camera.page.evaluate("scene.media.setCamera(true)")
    await camera.page.evaluate("scene.media.setMicrophone(true)")
    while not any(stat.get("frameHeight") == LINES for stat in (await _look(viewers[0])).values()):
        if time.monotonic() - began_at > PATIENCE_S:
            raise CannotBuild(f"no picture of {LINES} lines within {PATIENCE_S:.0f} s")
        await asyncio.sleep(0.05)
    ramp_s = time.monotonic() - began_at
    await asyncio.sleep(SETTLES_S)
    tabs = [camera, *viewers]
    before, began_at = [await _look(tab) for tab in tabs], time.monotonic()
    await asyncio.sleep(seconds)
    elapsed_s = time.monotonic() - began_at
    sender, *watchers = [Between(was, await _look(tab), elapsed_s) for was, tab in zip(before, tabs, strict=True)]
    told = [one for one in room.events if isinstance(one, SupplyChanged) and one.member == "narrow"]
    link.close()
    supply = told[-1].supply if told else Supply.FULL
    return ramp_s, sender, dict(zip(("good", "narrow"), watchers, strict=True)), supply


async def _look(tab: Tab) -> Stats:
    stats: Stats = await tab.page.evaluate("scene.statistics()")
    return stats


def _print(name: str, seen: Between) -> None:
    pairs = [stat for stat in seen.after.values() if stat["type"] == "candidate-pair" and stat.get("nominated")]
    round_trip_ms = max((1_000 * stat.get("currentRoundTripTime", 0) for stat in pairs), default=0)
    print(f"{name}: round trip {round_trip_ms:.0f} ms")
    for at in seen.of("audio"):
        samples = seen.grew(at, "totalSamplesReceived")
        hidden = seen.grew(at, "concealedSamples") - seen.grew(at, "silentConcealedSamples")
        waits_ms = 1_000 * seen.grew(at, "jitterBufferDelay") / max(1, seen.grew(at, "jitterBufferEmittedCount"))
        print(
            f"  voice   {seen.kbps(at):6.0f} kbit/s  lost {seen.grew(at, 'packetsLost'):.0f}"
            f" of {seen.grew(at, 'packetsReceived'):.0f}  concealed {hidden / max(1, samples):.2%}"
            f"  jitter buffer {waits_ms:.0f} ms"
        )
    for at in seen.of("video"):
        stat = seen.after[at]
        print(
            f"  picture {seen.kbps(at):6.0f} kbit/s  {stat.get('frameWidth')}x{stat.get('frameHeight')}"
            f"  {seen.grew(at, 'framesDecoded') / seen.seconds:.1f} frames/s  lost {seen.grew(at, 'packetsLost'):.0f}"
            f"  asked again {seen.grew(at, 'nackCount'):.0f}  begged {seen.grew(at, 'pliCount'):.0f}"
            f"  frozen {seen.grew(at, 'totalFreezesDuration'):.1f} s"
        )


def _print_sender(seen: Between) -> None:
    print("camera sends:")
    for at in seen.of("audio", "outbound-rtp"):
        print(f"  voice   {seen.kbps(at, 'bytesSent'):6.0f} kbit/s")
    for at in seen.of("video", "outbound-rtp"):
        stat = seen.after[at]
        print(
            f"  layer {stat.get('rid')} {seen.kbps(at, 'bytesSent'):6.0f} kbit/s"
            f"  {stat.get('frameWidth')}x{stat.get('frameHeight')}"
            f"  {seen.grew(at, 'framesSent') / seen.seconds:.1f} frames/s"
            f"  held back by {stat.get('qualityLimitationReason')}"
        )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="make bench-lines", description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0, help="that are counted")
    parser.add_argument("--json", type=Path, default=FOLDER / "lines.json")
    choices = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        ramp_s, sender, watchers, supply = asyncio.run(run(choices.seconds))
    except (CannotBuild, EngineUnavailable) as missing:
        sys.exit(str(missing))
    print(f"{LINES} lines on the good line {ramp_s:.1f} s after the camera was switched on")
    _print_sender(sender)
    for name, seen in watchers.items():
        _print(name, seen)
    print(f"the narrow line's page is told: {supply.value}")
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "ramp_s": ramp_s,
        "seconds": sender.seconds,
        "statistics": {name: one.after for name, one in {"camera": sender, **watchers}.items()},
    }
    choices.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
