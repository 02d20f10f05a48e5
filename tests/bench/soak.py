"""`make soak`: a full room for twenty minutes, while members come and go; nothing may grow, nothing may be lost.

Three voices and nine small pictures go to sixty; all the while one more member comes in every second and leaves ten
seconds later. Fails if packets were lost or wrong, if somebody could not come in, or if the worker's memory at the end
is more than GROWTH above what it was after the first fifth.
"""

import argparse
import asyncio
import json
import statistics
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from server.meeting.identity import MemberId
from signaling.media.engine import Tile, TileSize
from signaling.media.engine_process import EmbeddedEngine
from signaling.media.sfu import PortSettings
from tests.bench.crowd import HOST
from tests.bench.generator import CannotBuild, Generator, build
from tests.bench.growth import KINDS, MEMBERS, resident
from tests.bench.media import FOLDER, machine, seated
from tests.bench.servers import SERVER_CPU, Ours, Room, leave_a_core_to_the_server, on_cpu
from tests.signaling.media import full_room
from tests.signaling.media.full_room import WorkerClient

ROOM = Room(KINDS, MEMBERS)
WINDOW_S = 10.0
COMES_EVERY_S, STAYS_S = 1.0, 10.0
GROWTH = 1.05


@dataclass(frozen=True, slots=True)
class Window:
    """What one window saw. `memory_mb` is the worker's."""

    memory_mb: float
    lost: int
    bad: int
    p99_ms: float
    came: int


class Visits:
    """Members who come and go."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self.came = 0
        self.refused = 0
        self._engine = engine
        self._tasks: set[asyncio.Task[None]] = set()

    async def go_on(self) -> None:
        """Let one in after the other, until cancelled."""
        number = 0
        try:
            while True:
                number += 1
                task = asyncio.ensure_future(self._visit(WorkerClient(f"visitor-{number % 100}")))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
                await asyncio.sleep(COMES_EVERY_S)
        finally:
            for task in self._tasks:
                task.cancel()

    async def _visit(self, visitor: WorkerClient) -> None:
        try:
            self._engine.show(full_room.ROOM, MemberId(visitor.name), [Tile(MemberId("member-0"), TileSize.SMALL)])
            await visitor.enter(self._engine)
            self.came += 1
            await asyncio.sleep(STAYS_S)
        except (AssertionError, TimeoutError):
            self.refused += 1
        finally:
            await visitor.leave()


async def run(minutes: float) -> tuple[list[Window], int]:
    """Return the windows, and how many could not come in."""
    program = build("generator", FOLDER)
    engine = EmbeddedEngine(PortSettings(HOST, 0, (HOST,)), "json")
    generator = await Generator.start(program, HOST, ROOM.clients)
    visits = Visits(engine)
    found: list[Window] = []
    try:
        with on_cpu(SERVER_CPU):
            await engine.start()
        await Ours(HOST, FOLDER, engine).seat(generator, seated((ROOM,), generator))
        await generator.send(2.0, 1)
        visiting = asyncio.ensure_future(visits.go_on())
        while len(found) * WINDOW_S < minutes * 60:
            counted = await generator.measure(WINDOW_S, 1)
            assert engine.worker_pid is not None
            memory_mb = resident(engine.worker_pid) / 1e6
            lost = counted.sent * MEMBERS - counted.received
            found.append(Window(memory_mb, lost, counted.bad, counted.p99_ms, visits.came))
            print(_line(found[-1], len(found)), file=sys.stderr, flush=True)
        visiting.cancel()
        await asyncio.gather(visiting, return_exceptions=True)
    finally:
        await engine.stop()
        await generator.stop()
    return found, visits.refused


def _line(window: Window, number: int) -> str:
    return (
        f"{number * WINDOW_S / 60:5.1f} min  {window.memory_mb:6.1f} MB  p99 {window.p99_ms:6.2f} ms"
        f"  lost {window.lost}  bad {window.bad}  came {window.came}"
    )


def problems(windows: list[Window], refused: int) -> list[str]:
    """Return what must not be."""
    found = [f"{refused} could not come in"] if refused else []
    lost, bad = sum(window.lost for window in windows), sum(window.bad for window in windows)
    found += [f"{lost} packets lost"] if lost else []
    found += [f"{bad} packets wrong"] if bad else []
    fifth = max(1, len(windows) // 5)
    early = statistics.median(window.memory_mb for window in windows[fifth : 2 * fifth] or windows)
    late = statistics.median(window.memory_mb for window in windows[-fifth:])
    return found + ([f"memory grew from {early:.1f} to {late:.1f} MB"] if late > GROWTH * early else [])


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--json", type=Path, default=FOLDER / "soak.json")
    choices = parser.parse_args()
    leave_a_core_to_the_server()
    try:
        windows, refused = asyncio.run(run(choices.minutes))
    except CannotBuild as missing:
        sys.exit(str(missing))
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "windows": [asdict(window) for window in windows],
        "refused": refused,
    }
    choices.json.write_text(json.dumps(report, indent=1) + "\n")
    found = problems(windows, refused)
    print("\n".join(found) or "nothing lost, nothing grew")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
