"""`make bench-recovery`: a worker is killed with sixty in its room; how long until each hears and sees again?

The sixty are small clients that offer anew as soon as the engine says that the old worker is gone, as pages do. Their
side of the handshakes is on one core, the worker on the other.
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from signaling.media.engine_process import EmbeddedEngine
from signaling.media.sfu import PortSettings
from tests.bench.crowd import HOST
from tests.bench.media import FOLDER, machine
from tests.bench.servers import SERVER_CPU, leave_a_core_to_the_server, on_cpu
from tests.signaling.media.full_room import FullRoom
from tests.signaling.media.loopback import until

PATIENCE_S = 30.0
CALM_S = 3.0


async def run(times: int) -> list[list[float]]:
    """Return for each death how many seconds each member waited, shortest first."""
    engine = EmbeddedEngine(PortSettings(HOST, 0, (HOST,)), "json")
    room = FullRoom(engine)
    waited: list[list[float]] = []
    try:
        with on_cpu(SERVER_CPU):
            await engine.start()
        room.enter()
        await until(lambda: room.is_whole, PATIENCE_S)
        while len(waited) < times:
            await asyncio.sleep(CALM_S)
            assert engine.worker_pid is not None
            # The next worker is started by this process, and inherits its core.
            with on_cpu(SERVER_CPU):
                killed_at = time.monotonic()
                os.kill(engine.worker_pid, signal.SIGKILL)
                await until(lambda: room.deaths > len(waited), PATIENCE_S)
            await until(lambda: room.is_whole, PATIENCE_S)
            waited.append(sorted(at - killed_at for at in room.came_at.values()))
            print(f"death {len(waited)}: {_line(waited[-1])}", file=sys.stderr, flush=True)
    finally:
        await room.close()
        await engine.stop()
    return waited


def _line(waited: list[float]) -> str:
    half = statistics.median(waited)
    return f"{len(waited)} back, first after {waited[0]:.2f} s, half {half:.2f}, last {waited[-1]:.2f} s"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="make bench-recovery", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", type=Path, default=FOLDER / "recovery.json")
    choices = parser.parse_args()
    leave_a_core_to_the_server()
    FOLDER.mkdir(parents=True, exist_ok=True)
    waited = asyncio.run(run(choices.times))
    print(f"the last of {len(waited[0])} was back after {', '.join(f'{one[-1]:.2f}' for one in waited)} s")
    report = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(), "waited_s": waited}
    choices.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
