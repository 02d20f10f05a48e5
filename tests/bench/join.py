"""`make bench-join`: how long a newcomer waits for the first picture and the first sound, with sixty in the room.

The newcomers are real Chromium tabs with the room page's own script, one after the other; one more tab speaks and is
seen. The others are clients of the load generator: two voices and eight small pictures, sent to everybody. The way over
the room's socket is left out (the offer goes by HTTP); what is counted begins with the offer and ends with a frame on
the screen and with sound that is louder than silence.
"""

import argparse
import asyncio
import json
import math
import os
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import async_playwright

from server.meeting.identity import MemberId
from signaling.media.engine import EngineUnavailable
from tests import machine as tests_machine
from tests.bench.generator import CannotBuild, Generator, build
from tests.bench.media import FOLDER, machine, own_address, seated
from tests.bench.servers import Ours, Room
from tests.browser.media_scene import ROOM, Stage, stage

OTHERS = Room((*("audio",) * 2, *("small",) * 8), 48)  # 58, with who speaks and the newcomer sixty
SPEAKER = "an"
KEEP_SENDING_S = 600.0


async def _join(room: Stage, number: int) -> tuple[float, float]:
    tab = await room.prepare(f"newcomer-{number}", "green", 880)
    came = await tab.page.evaluate("member => scene.connectTimed(member)", SPEAKER)
    room.engine.disconnect(ROOM, tab.member)
    await tab.page.close()
    del room.tabs[tab.member]
    return came["sightMs"], came["soundMs"]


async def run(choices: argparse.Namespace) -> None:
    """Fill the room, let newcomers in one by one, and write down how long they waited."""
    path = tests_machine.chromium()
    if path is None:
        raise CannotBuild("no Chromium is installed")
    program, host = build("generator", FOLDER), own_address()
    came: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=path, args=[*tests_machine.CHROMIUM_ARGUMENTS], chromium_sandbox=False
            )
            async with stage(browser, Path(folder), host) as room:
                generator = await Generator.start(program, host, OTHERS.clients)
                await room.enter(SPEAKER, "red", 440)
                await Ours(host, FOLDER, room.engine).seat(generator, seated((OTHERS,), generator))
                room.engine.prefer(ROOM, [MemberId(SPEAKER)])
                sending = asyncio.ensure_future(generator.send(KEEP_SENDING_S, 1))
                for number in range(choices.newcomers):
                    came.append(await _join(room, number))
                    print(
                        f"{number + 1:3}  picture {came[-1][0]:5.0f} ms  sound {came[-1][1]:5.0f} ms", file=sys.stderr
                    )
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)
                await generator.stop()
            await browser.close()
    for name, values in zip(("picture", "sound"), zip(*came, strict=True), strict=True):
        print(f"first {name}: median {statistics.median(values):.0f} ms, p95 {_p95(values):.0f} ms, of {len(values)}")
    report = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(), "ms": came}
    choices.json.write_text(json.dumps(report, indent=1) + "\n")


def _p95(values: tuple[float, ...]) -> float:
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="make bench-join", description=__doc__)
    parser.add_argument("--newcomers", type=int, default=20)
    parser.add_argument("--json", type=Path, default=FOLDER / "join.json")
    os.makedirs(FOLDER, exist_ok=True)
    try:
        asyncio.run(run(parser.parse_args()))
    except (CannotBuild, EngineUnavailable) as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
