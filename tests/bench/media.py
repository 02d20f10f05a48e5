"""`make bench-media`: our media worker beside Debian's Janus and the floor, in one run; a table and a JSON.

The server has one core, the generator the other. Rounds are interleaved, figures are medians over the rounds, and only
figures of one run may be compared: microseconds per packet fall with load and differ by machine.
"""

import argparse
import asyncio
import dataclasses
import json
import os
import platform
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import ifaddr

from signaling.media.forwarder import forward, forward_in_python
from tests.bench.generator import CannotBuild, Counted, Generator, build
from tests.bench.servers import (
    Floor,
    Janus,
    Ours,
    OursInPython,
    Room,
    Seated,
    Server,
    cpu_s,
    leave_a_core_to_the_server,
)

FOLDER = Path("var/bench")
WARM_UP_S = 1.0
_PACKETS_PER_S = {"video": 120, "small": 15, "audio": 50}  # of one publisher at factor 1


@dataclass(frozen=True, slots=True)
class Scenario:
    """Rooms, and how much faster than life they publish."""

    name: str
    rooms: tuple[Room, ...]
    factors: tuple[float, ...]
    without: tuple[str, ...] = ()

    def packets_per_s(self, factor: float) -> float:
        """Return what goes out when nothing is lost."""
        return factor * sum(_PACKETS_PER_S[kind] * room.viewers for room in self.rooms for kind in room.kinds)


VIDEO, VOICE = ("video",), ("audio",)
PICTURE = Scenario("1 video to 30", (Room(VIDEO, 30),), (1, 12))
# Ours sends the three loudest of a room: ten voices go to thirty each in four rooms, the same packets in and out.
VOICES = Scenario("10 voices to 30 each, 4 rooms", tuple(Room(count * VOICE, 30) for count in (3, 3, 2, 2)), (1,))
ONE_ROOM = Scenario("10 voices to 30, 1 room", (Room(10 * VOICE, 30),), (1,), without=("ours", "python"))
# Four publishers, since one member may send no more than 2,500 packets a second.
RAMP = Scenario("4 videos to 30 each", (Room(VIDEO, 30),) * 4, (3, 5, 7, 8.4, 9, 10, 11, 12, 13, 14, 15, 16, 18))
RAMP_P99_MS = 10.0
# And the floor, which has a program of its own.
SERVERS: dict[str, Callable[[str, Path], Server]] = {"ours": Ours, "python": OursInPython, "janus": Janus}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured window."""

    server: str
    scenario: str
    factor: float
    round: int
    nominal_per_s: float
    received_per_s: float
    us_per_packet: float
    server_share: float  # of its core
    generator_share: float
    loss: float
    counted: Counted

    def is_clean(self) -> bool:
        """Say whether nothing was lost and nobody waited long."""
        return self.loss <= 0 and self.counted.p99_ms <= RAMP_P99_MS


class Bench:
    """One run. `choices` are the command's."""

    def __init__(self, choices: argparse.Namespace) -> None:
        self._choices = choices
        self._folder = FOLDER
        self._host = own_address()
        self._generator = build("generator", self._folder)
        self._floor = build("floor", self._folder)
        self.figures: list[Figure] = []

    async def run(self) -> None:
        """Measure everything asked for, round by round, the servers in turn."""
        for number in range(self._choices.rounds):
            names = self._choices.servers[number % len(self._choices.servers) :]
            names += self._choices.servers[: number % len(self._choices.servers)]
            for scenario in (PICTURE, VOICES, ONE_ROOM, RAMP):
                for name in names:
                    if name not in scenario.without and self._choices.only in scenario.name:
                        await self._measure(name, scenario, number)

    def _server(self, name: str) -> Server:
        if name == "floor":
            return Floor(self._host, self._floor)
        return SERVERS[name](self._host, self._folder)

    async def _measure(self, name: str, scenario: Scenario, number: int) -> None:
        server = self._server(name)
        generator = await Generator.start(self._generator, self._host, sum(room.clients for room in scenario.rooms))
        try:
            await server.start()
            await server.seat(generator, seated(scenario.rooms, generator))
            await generator.send(WARM_UP_S, min(scenario.factors))
            for factor in scenario.factors:
                figure = await self._window(server, generator, scenario, factor, number)
                if scenario is RAMP and self._is_over(figure):
                    break
        finally:
            await server.stop()
            await generator.stop()

    async def _window(
        self, server: Server, generator: Generator, scenario: Scenario, factor: float, number: int
    ) -> Figure:
        seconds = self._choices.ramp_seconds if scenario is RAMP else self._choices.seconds
        await generator.send(min(WARM_UP_S, seconds / 4), factor)
        before = cpu_s(server.pid)
        counted = await generator.measure(seconds, factor)
        used = cpu_s(server.pid) - before
        expected = counted.sent * scenario.rooms[0].viewers
        figure = Figure(
            server=server.name,
            scenario=scenario.name,
            factor=factor,
            round=number,
            nominal_per_s=scenario.packets_per_s(factor),
            received_per_s=counted.received / seconds,
            us_per_packet=used / max(1, counted.received) * 1e6,
            server_share=used / seconds,
            generator_share=counted.generator_cpu_s / seconds,
            loss=1 - counted.received / max(1, expected),
            counted=counted,
        )
        self.figures.append(figure)
        print(_progress(figure), file=sys.stderr, flush=True)
        return figure

    def _is_over(self, figure: Figure) -> bool:
        """Stop a ramp at its second unclean step: one may be a neighbour's noise."""
        steps = [one for one in self.figures[-2:] if (one.server, one.round) == (figure.server, figure.round)]
        return len(steps) == 2 and not any(one.scenario == RAMP.name and one.is_clean() for one in steps)


def seated(rooms: Sequence[Room], generator: Generator) -> list[Seated]:
    waiting = iter(generator.clients)
    return [
        Seated(
            room,
            number,
            [next(waiting) for _ in room.kinds],
            [next(waiting) for _ in range(room.viewers)],
        )
        for number, room in enumerate(rooms)
    ]


def own_address() -> str:
    """Return an address of this machine that Janus accepts; what is sent to it stays on loopback."""
    addresses = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
    return next((address for address in addresses if not address.startswith("127.")), "127.0.0.1")


def _progress(figure: Figure) -> str:
    counted = figure.counted
    return (
        f"round {figure.round + 1}  {figure.server:15} {figure.scenario:30} {figure.received_per_s:9,.0f}/s"
        f"  {figure.us_per_packet:6.2f} us  p50 {counted.p50_ms:.2f}  p99 {counted.p99_ms:.2f} ms"
        f"  loss {figure.loss:.3%}  bad {counted.bad}  core {figure.server_share:.0%}"
        f"  generator {figure.generator_share:.0%} late {counted.late}"
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: medians over the rounds, and how far the rounds were apart."""

    scenario: str
    per_s: float
    server: str
    us_per_packet: float
    least_us: float
    most_us: float
    of_janus: float | None
    of_floor: float | None
    p50_ms: float
    p99_ms: float
    loss: float
    bad: int
    generator_share: float


def rows(figures: Sequence[Figure]) -> list[Row]:
    """Fold the rounds of every fixed rate."""
    keys = dict.fromkeys((one.scenario, one.nominal_per_s) for one in figures if one.scenario != RAMP.name)
    found: list[Row] = []
    for scenario, per_s in keys:
        here = [one for one in figures if (one.scenario, one.nominal_per_s) == (scenario, per_s)]
        cost = {name: _median([one.us_per_packet for one in here if one.server == name]) for name in _names(here)}
        for name in _names(here):
            mine = [one for one in here if one.server == name]
            found.append(
                Row(
                    scenario=scenario,
                    per_s=per_s,
                    server=name,
                    us_per_packet=cost[name],
                    least_us=min(one.us_per_packet for one in mine),
                    most_us=max(one.us_per_packet for one in mine),
                    of_janus=cost[name] / cost["janus"] if "janus" in cost else None,
                    of_floor=cost[name] / cost["floor"] if "floor" in cost else None,
                    p50_ms=_median([one.counted.p50_ms for one in mine]),
                    p99_ms=_median([one.counted.p99_ms for one in mine]),
                    loss=max(one.loss for one in mine),
                    bad=sum(one.counted.bad for one in mine),
                    generator_share=max(one.generator_share for one in mine),
                )
            )
    return found


def ramps(figures: Sequence[Figure]) -> dict[str, list[float]]:
    """Return for each server and round the highest rate at which nothing was lost and p99 was within RAMP_P99_MS."""
    found: dict[str, list[float]] = {}
    steps = [one for one in figures if one.scenario == RAMP.name]
    for name in _names(steps):
        for number in sorted({one.round for one in steps}):
            clean = [
                one.received_per_s for one in steps if one.server == name and one.round == number and one.is_clean()
            ]
            found.setdefault(name, []).append(max(clean, default=0.0))
    return found


def _names(figures: Sequence[Figure]) -> list[str]:
    return list(dict.fromkeys(sorted(one.server for one in figures)))


def _median(values: Sequence[float]) -> float:
    return statistics.median(values)


def _print_table(figures: Sequence[Figure]) -> None:
    print(
        "| Work | packets/s out | Server | CPU us/packet (least to most) | of Janus | of the floor | p50 ms | p99 ms"
        " | lost | bad |\n|---|---|---|---|---|---|---|---|---|---|"
    )
    for row in rows(figures):
        print(
            f"| {row.scenario} | {row.per_s:,.0f} | {row.server} | {row.us_per_packet:.2f}"
            f" ({row.least_us:.2f} to {row.most_us:.2f}) | {_ratio(row.of_janus)} | {_ratio(row.of_floor)}"
            f" | {row.p50_ms:.2f} | {row.p99_ms:.2f} | {row.loss:.3%} | {row.bad} |"
        )
    print()
    for name, highest in ramps(figures).items():
        each = ", ".join(f"{rate:,.0f}" for rate in highest)
        print(f"{name}: up to {_median(highest):,.0f} packets/s without loss, p99 <= {RAMP_P99_MS:.0f} ms ({each})")


def _ratio(value: float | None) -> str:
    return f"{value:.2f}" if value is not None else ""


def _write_json(path: Path, bench: Bench, choices: argparse.Namespace) -> None:
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "rounds": choices.rounds,
        "seconds": choices.seconds,
        "rows": [dataclasses.asdict(row) for row in rows(bench.figures)],
        "highest_clean_per_s": ramps(bench.figures),
        "figures": [dataclasses.asdict(figure) for figure in bench.figures],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n")


def machine() -> dict[str, str | int | None]:
    """Say on what was measured."""
    rows = Path("/proc/cpuinfo").read_text().splitlines()
    name = next((row.partition(": ")[2] for row in rows if row.startswith("model name")), "unknown")
    return {"cpu": name, "cores": os.cpu_count(), "kernel": platform.release()}


def _choices() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-media", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each measured window")
    parser.add_argument("--ramp-seconds", type=float, default=2.0)
    parser.add_argument("--servers", nargs="+", choices=("floor", *SERVERS), default=["floor", *SERVERS])
    parser.add_argument("--only", default="", help="scenarios whose name has this in it")
    parser.add_argument("--json", type=Path, default=FOLDER / "media.json")
    return parser.parse_args()


def main() -> None:
    """Run the benchmark from the command line."""
    choices = _choices()
    leave_a_core_to_the_server()
    if "janus" in choices.servers and not Janus.is_installed():
        print("Janus is left out: apt-get install --no-install-recommends janus", file=sys.stderr)
        choices.servers.remove("janus")
    if "python" in choices.servers and forward is forward_in_python:
        print("Without the loop in C (Python's headers and gcc, then install again) ours is in Python", file=sys.stderr)
        choices.servers.remove("python")
    try:
        bench = Bench(choices)
    except CannotBuild as missing:
        sys.exit(str(missing))
    asyncio.run(bench.run())
    _print_table(bench.figures)
    _write_json(choices.json, bench, choices)


if __name__ == "__main__":
    main()
