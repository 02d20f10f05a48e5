"""`make bench-crowd`: sixty members come in within five seconds; what do those notice who are inside already?

Inside are two voices and fifty-eight listeners of the load generator, who measure how late each packet of sound is,
first in quiet and then while the others come. Those who come have a DTLS handshake each, against the one worker's core.
"""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from server.meeting.identity import MemberId
from signaling.media.engine import Tile, TileSize
from signaling.media.engine_process import EmbeddedEngine
from signaling.media.sfu import PortSettings
from tests.bench.generator import CannotBuild, Counted, Generator, build
from tests.bench.media import FOLDER, machine, seated
from tests.bench.servers import SERVER_CPU, Ours, Room, leave_a_core_to_the_server, on_cpu
from tests.signaling.media.full_room import ROOM, WorkerClient

HOST = "127.0.0.1"
INSIDE = Room(("audio", "audio"), 58)
COMING, WITHIN_S = 60, 5.0
WINDOW_S = WITHIN_S + 1.0  # the last ones' handshakes too


async def _come(engine: EmbeddedEngine, newcomers: list[WorkerClient]) -> int:
    """Send them in one after the other; return how many were in when the last one was."""
    coming: list[asyncio.Task[None]] = []
    for newcomer in newcomers:
        engine.show(ROOM, MemberId(newcomer.name), [Tile(MemberId("member-0"), TileSize.SMALL)])
        coming.append(asyncio.ensure_future(newcomer.enter(engine)))
        await asyncio.sleep(WITHIN_S / len(newcomers))
    came = await asyncio.gather(*coming, return_exceptions=True)
    return sum(one is None for one in came)


async def run(choices: argparse.Namespace) -> None:
    """Measure quiet and crowd in turn, a new worker each round."""
    program = build("generator", FOLDER)
    rounds = [await _round(program) for _ in range(choices.rounds)]
    for quiet, crowd, came in rounds:
        print(
            f"{came} of {COMING} came in; the latest packet of {crowd.received:,}: {crowd.max_ms:.1f} ms, p99 "
            f"{crowd.p99_ms:.1f} ms (quiet {quiet.max_ms:.1f}, {quiet.p99_ms:.1f}), lost {_lost(crowd)}"
        )
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "rounds": [{"quiet": asdict(quiet), "crowd": asdict(crowd), "came": came} for quiet, crowd, came in rounds],
    }
    choices.json.write_text(json.dumps(report, indent=1) + "\n")


async def _round(program: Path) -> tuple[Counted, Counted, int]:
    engine = EmbeddedEngine(PortSettings(HOST, 0, (HOST,)), "json")
    generator = await Generator.start(program, HOST, INSIDE.clients)
    newcomers = [WorkerClient(f"newcomer-{at}") for at in range(COMING)]
    try:
        with on_cpu(SERVER_CPU):
            await engine.start()
        await Ours(HOST, FOLDER, engine).seat(generator, seated((INSIDE,), generator))
        await generator.send(1.0, 1)
        quiet = await generator.measure(WINDOW_S, 1)
        crowd, came = await asyncio.gather(generator.measure(WINDOW_S, 1), _come(engine, newcomers))
    finally:
        for newcomer in newcomers:
            await newcomer.leave()
        await engine.stop()
        await generator.stop()
    return quiet, crowd, came


def _lost(counted: Counted) -> int:
    return counted.sent * INSIDE.viewers - counted.received


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="make bench-crowd", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, default=FOLDER / "crowd.json")
    leave_a_core_to_the_server()
    try:
        asyncio.run(run(parser.parse_args()))
    except CannotBuild as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
