"""The recorder and the mix as the service sees them: processes that are started, watched, and ended in order."""

import asyncio
import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from recordings.mix import MixJob
from recordings.recorder import Job

START_WITHIN_S = 15.0  # Python and FFmpeg's libraries on a cold, busy disk
STOP_WITHIN_S = 20.0  # what waits in the queue is written first


class ProcessFailed(Exception):
    """It did not come up, or did not do its work."""


class RecorderProcess:
    """One recorder. It ends when its input is closed, so it does not outlive a service that was killed."""

    def __init__(self, process: asyncio.subprocess.Process, sockets: Path) -> None:
        self.address = str(sockets / "tap")
        self.process = process
        self._sockets = sockets

    @classmethod
    async def start(cls, folder: Path, key: bytes, part: int) -> "RecorderProcess":
        """Return a recorder that listens. Raises ProcessFailed."""
        sockets = Path(tempfile.mkdtemp(prefix="chibo-"))  # a socket's path has 107 letters; a data folder may be deep
        process = await _started("recordings.recorder")
        recorder = cls(process, sockets)
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(Job(folder, key, part, Path(recorder.address)).as_json().encode() + b"\n")
            async with asyncio.timeout(START_WITHIN_S):
                if await process.stdout.readline() != b"ready\n":
                    raise ProcessFailed("recorder")
        except (TimeoutError, OSError, asyncio.CancelledError, ProcessFailed) as error:
            await recorder.stop()
            if isinstance(error, asyncio.CancelledError):
                raise
            raise ProcessFailed("recorder") from error
        return recorder

    async def stop(self) -> int:
        """Close its input, let it write what it has, and return how it ended. Calling it twice is harmless."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        code = await _ended(self.process, STOP_WITHIN_S)
        await asyncio.to_thread(shutil.rmtree, self._sockets, ignore_errors=True)
        return code


async def mix_apart(job: MixJob, progress: Callable[[float], None]) -> None:
    """Mix in a process of its own, telling how far it is. Raises ProcessFailed; cancelled, it is ended too."""
    process = await _started("recordings.mix")
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(job.as_json().encode() + b"\n")
        process.stdin.close()
        while line := await process.stdout.readline():
            progress(float(line))
        if await process.wait() != 0:
            raise ProcessFailed("mix")
    finally:
        await _ended(process, 0)


async def _started(module: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )


async def _ended(process: asyncio.subprocess.Process, within_s: float) -> int:
    try:
        async with asyncio.timeout(within_s):
            return await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        return await process.wait()
