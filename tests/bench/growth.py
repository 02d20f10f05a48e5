"""`make bench-rooms`: how the media worker's cost grows with rooms and with members, and what a member costs in memory.

Each room has three voices and nine small pictures, sent to everybody: a cell in which the screens are full. The worker
has one core, the generator the other; rooms are added until one core no longer carries them cleanly, then the most
that it carried is held. Writes a JSON and a plot.
"""

import argparse
import asyncio
import dataclasses
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.generator import CannotBuild, Generator, build
from tests.bench.media import FOLDER, machine, own_address, seated
from tests.bench.plot import Curve, Plot, draw
from tests.bench.servers import Ours, Room, cpu_s, leave_a_core_to_the_server

KINDS = (*("audio",) * 3, *("small",) * 9)
MEMBERS = 60
ROOMS = tuple(range(1, 21))
SIZES = (10, 20, 30, 45, 60, 90, 120)
P99_MS = 20.0
WARM_UP_S = 2.0
HOLD_WINDOW_S = 10.0
_BYTES_PER_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Step:
    """One measured window: so many rooms of so many viewers. `share` is of the worker's core."""

    rooms: int
    members: int
    received_per_s: float
    share: float
    generator_share: float
    p50_ms: float
    p99_ms: float
    loss: float
    bad: int
    kb_per_member: float

    @property
    def is_clean(self) -> bool:
        """Say whether nothing was lost and nobody waited long."""
        return self.loss <= 0 and self.p99_ms <= P99_MS


class Growth:
    """One run."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._host = own_address()
        self._generator = build("generator", FOLDER)

    async def step(self, rooms: int, members: int) -> Step:
        """Measure one window in a worker of its own."""
        async for found in self._windows(rooms, members, self._seconds):
            return found
        raise AssertionError("no window")

    async def hold(self, rooms: int, members: int, minutes: float) -> list[Step]:
        """Measure one window after the other for so long, in one worker."""
        found: list[Step] = []
        async for one in self._windows(rooms, members, HOLD_WINDOW_S):
            found.append(one)
            if len(found) * HOLD_WINDOW_S >= minutes * 60:
                break
        return found

    async def _windows(self, rooms: int, members: int, seconds: float) -> AsyncIterator[Step]:
        layout = (Room(KINDS, members),) * rooms
        server = Ours(self._host, FOLDER)
        generator = await Generator.start(self._generator, self._host, sum(room.clients for room in layout))
        try:
            await server.start()
            empty = resident(server.pid)
            await server.seat(generator, seated(layout, generator))
            await generator.send(WARM_UP_S, 1)
            while True:
                before = cpu_s(server.pid)
                counted = await generator.measure(seconds, 1)
                step = Step(
                    rooms=rooms,
                    members=members,
                    received_per_s=counted.received / seconds,
                    share=(cpu_s(server.pid) - before) / seconds,
                    generator_share=counted.generator_cpu_s / seconds,
                    p50_ms=counted.p50_ms,
                    p99_ms=counted.p99_ms,
                    loss=1 - counted.received / max(1, counted.sent * members),
                    bad=counted.bad,
                    kb_per_member=(resident(server.pid) - empty) / 1_000 / sum(room.clients for room in layout),
                )
                print(_line(step), file=sys.stderr, flush=True)
                yield step
        finally:
            await server.stop()
            await generator.stop()


def resident(pid: int) -> int:
    """Return the bytes of memory that a process has in use."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _BYTES_PER_PAGE


def _line(step: Step) -> str:
    return (
        f"{step.rooms:3} rooms of {step.members:3}  {step.received_per_s:9,.0f}/s  core {step.share:4.0%}"
        f"  p50 {step.p50_ms:.2f}  p99 {step.p99_ms:.2f} ms  loss {step.loss:.3%}  bad {step.bad}"
        f"  {step.kb_per_member:.0f} kB/member  generator {step.generator_share:.0%}"
    )


async def run(choices: argparse.Namespace) -> None:
    """Measure, hold, and write down."""
    growth = Growth(choices.seconds)
    by_size = [await growth.step(1, members) for members in SIZES]
    by_rooms: list[Step] = []
    for rooms in ROOMS:
        by_rooms.append(await growth.step(rooms, MEMBERS))
        if len(by_rooms) > 1 and not any(step.is_clean for step in by_rooms[-2:]):
            break  # one unclean step may be a neighbour's noise
    most = max((step.rooms for step in by_rooms if step.is_clean), default=0)
    held = await growth.hold(most, MEMBERS, choices.hold_minutes) if most and choices.hold_minutes else []
    _write(choices.json, by_size, by_rooms, held)
    draw(_plot(by_size, by_rooms), choices.plot)
    unclean = sum(not step.is_clean for step in held)
    print(f"{most} rooms of {MEMBERS} on one core, p99 <= {P99_MS:.0f} ms, nothing lost")
    if held:
        print(
            f"held for {len(held) * HOLD_WINDOW_S / 60:.0f} minutes: {unclean} of {len(held)} windows unclean,"
            f" p99 {max(step.p99_ms for step in held):.1f} ms at worst, memory of a member"
            f" {held[0].kb_per_member:.0f} kB at first, {held[-1].kb_per_member:.0f} kB at last"
        )


def _plot(by_size: Sequence[Step], by_rooms: Sequence[Step]) -> Plot:
    return Plot(
        "Share of one core, three voices and nine small pictures to everybody",
        (
            Curve("one room, by members", [(step.members, step.share) for step in by_size]),
            Curve(f"rooms of {MEMBERS}, by rooms", [(step.rooms, step.share) for step in by_rooms]),
        ),
    )


def _write(path: Path, by_size: Sequence[Step], by_rooms: Sequence[Step], held: Sequence[Step]) -> None:
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "by_size": [dataclasses.asdict(step) for step in by_size],
        "by_rooms": [dataclasses.asdict(step) for step in by_rooms],
        "held": [dataclasses.asdict(step) for step in held],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n")


def _choices() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-rooms", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each measured window")
    parser.add_argument("--hold-minutes", type=float, default=10.0)
    parser.add_argument("--json", type=Path, default=FOLDER / "rooms.json")
    parser.add_argument("--plot", type=Path, default=FOLDER / "rooms.svg")
    return parser.parse_args()


def main() -> None:
    """Run from the command line."""
    choices = _choices()
    leave_a_core_to_the_server()
    try:
        asyncio.run(run(choices))
    except CannotBuild as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
