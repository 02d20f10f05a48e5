"""Runs the service in the foreground: says where it is found, and ends it in order when asked to."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 0.05
COMPANION_LEAVES_S = 5.0
ENDED_BY_SIGINT = 130  # what shells call it: 128 and the signal's number


@dataclass(frozen=True, slots=True)
class Companion:
    """A process of its own that goes along with the service: how it is started, and what it is told on its input.

    It ends when its input is closed, so it notices even that we were killed."""

    command: tuple[str, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Where the service answers, and what is printed as soon as it does."""

    host: str
    port: int
    banner: str
    companion: Companion | None = None


def run(serve: Callable[[], Coroutine[None, None, None]], visit: Visit, stop_timeout_s: float) -> None:
    """Serve until SIGTERM or SIGINT; then cancel `serve` and give it so many seconds. A second signal ends at once.

    If it has not ended by then, the process ends with status 1. Raises what `serve` raises."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_until_signalled(serve, visit, stop_timeout_s))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


async def _until_signalled(
    serve: Callable[[], Coroutine[None, None, None]], visit: Visit, stop_timeout_s: float
) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)
    for number in signals:
        loop.add_signal_handler(number, asked.set)
    serving = asyncio.create_task(serve())
    welcoming = asyncio.create_task(_welcome(visit))
    waiting = asyncio.create_task(asked.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for number in signals:  # who asks twice does not wait; every transaction is whole or not there
        loop.add_signal_handler(number, os._exit, ENDED_BY_SIGINT)
    if asked.is_set():
        log.info("stopping")
    waiting.cancel()
    welcoming.cancel()
    await asyncio.wait({welcoming}, timeout=COMPANION_LEAVES_S + 1)
    serving.cancel()
    await asyncio.wait({serving}, timeout=stop_timeout_s)
    if not serving.done():
        log.error("did not end in time")
        logging.shutdown()
        os._exit(1)
    if not serving.cancelled():
        serving.result()  # raises what went wrong, if something did
    log.info("stopped")


async def _welcome(visit: Visit) -> None:
    while not await _answers(visit):  # noqa: ASYNC110  # the service knows nobody whom it could tell
        await asyncio.sleep(LOOK_AGAIN_S)
    print(visit.banner, flush=True)
    if visit.companion is not None:
        await _accompany(visit.companion)


async def _answers(visit: Visit) -> bool:
    try:
        _, writer = await asyncio.open_connection(visit.host, visit.port)
    except OSError:
        return False
    writer.close()
    return True


async def _accompany(companion: Companion) -> None:
    # A session of its own: Ctrl+C is for us alone, and we end it.
    process = await asyncio.create_subprocess_exec(
        *companion.command, stdin=asyncio.subprocess.PIPE, start_new_session=True
    )
    assert process.stdin is not None
    try:
        process.stdin.write(f"{companion.told}\n".encode())
        await process.wait()
        log.warning("companion ended", extra={"exit_status": process.returncode})
    finally:
        process.stdin.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), COMPANION_LEAVES_S)
        if process.returncode is None:
            process.kill()
