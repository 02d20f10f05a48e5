"""What goes along with the service comes when it answers and leaves when it stops, even if it would rather not."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from server import until_stopped
from server.until_stopped import Companion, Visit

ROOT = Path(__file__).parents[2]
# Writes what it is told and then waits for the end of its input; with "stubborn" it would stay for ever.
GUEST = """
import sys, time
told = sys.stdin.readline().strip()
with open(sys.argv[1], "a") as book:
    print("came", told, file=book, flush=True)
    sys.stdin.read()
    if told == "stubborn":
        time.sleep(600)
    print("left", file=book, flush=True)
"""


def visit(port: int, book: Path, told: str) -> Visit:
    return Visit("127.0.0.1", port, "the banner", Companion((sys.executable, "-c", GUEST, str(book)), told))


async def serve_and_be_told_to_stop(port: int, book: Path, events: list[str]) -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", port)
    try:
        while not (book.exists() and "came" in book.read_text()):
            await asyncio.sleep(0.02)
        events.append("asked")
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()
    finally:
        events.append(f"ended after {book.read_text().split()}")
        server.close()


def test_the_companion_comes_after_the_banner_and_leaves_before_the_service(
    tmp_path: Path, unused_tcp_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    book, events = tmp_path / "book", list[str]()

    until_stopped.run(
        lambda: serve_and_be_told_to_stop(unused_tcp_port, book, events), visit(unused_tcp_port, book, "hello"), 5
    )

    assert capsys.readouterr().out == "the banner\n"
    assert events == ["asked", "ended after ['came', 'hello', 'left']"]


def test_a_companion_that_does_not_leave_is_put_out(
    tmp_path: Path, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(until_stopped, "COMPANION_LEAVES_S", 0.2)
    book, events = tmp_path / "book", list[str]()

    until_stopped.run(
        lambda: serve_and_be_told_to_stop(unused_tcp_port, book, events), visit(unused_tcp_port, book, "stubborn"), 5
    )

    assert events == ["asked", "ended after ['came', 'stubborn']"]


def test_what_goes_wrong_in_the_service_comes_out(tmp_path: Path, unused_tcp_port: int) -> None:
    async def fail() -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        until_stopped.run(fail, visit(unused_tcp_port, tmp_path / "book", "hello"), 5)


CLINGING = """
import asyncio, os, signal, threading
from server import until_stopped

async def cling():
    os.kill(os.getpid(), signal.SIGTERM)
    while True:
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            {when_cancelled}

until_stopped.run(cling, until_stopped.Visit("127.0.0.1", 1, "the banner"), {stop_timeout_s})
"""


def ended(when_cancelled: str, stop_timeout_s: float) -> subprocess.CompletedProcess[str]:
    code = CLINGING.format(when_cancelled=when_cancelled, stop_timeout_s=stop_timeout_s)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=30, check=False, text=True
    )


def test_a_service_that_does_not_end_is_left_after_the_time_it_was_given() -> None:
    assert ended("pass", 0.1).returncode == 1


def test_who_presses_twice_does_not_wait() -> None:
    done = ended("threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()", 600)

    assert done.returncode == 130
    assert "Traceback" not in done.stderr
