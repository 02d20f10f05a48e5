"""The media worker: a process around one Sfu, told what to do over the socket it was started with.

Run as `python -m signaling.media.worker FD SETTINGS`. It ends when the app closes the socket, so that no worker
outlives an app that was killed.
"""

import asyncio
import contextlib
import gc
import importlib.util
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import cast

from server import structured_log
from signaling.media import engine_wire as wire
from signaling.media.engine import EngineLost, MediaEvent, OfferRefused
from signaling.media.forwarder import forward, forward_in_python
from signaling.media.sfu import PortSettings, Sfu

log = logging.getLogger(__name__)

PRIORITY = -5  # three times the time of others when all want it; what is left still carries floor and votes
_MAX_UNSENT_BYTES = 8 << 20  # an app that does not read for this long is dead or stuck


class Worker:
    """Turns orders into calls of the Sfu, and its events into reports."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, settings: PortSettings) -> None:
        self._reader = reader
        self._writer = writer
        self._sfu = Sfu(settings, self._tell)

    async def run(self) -> None:
        """Serve until the app closes the socket."""
        self._sfu.start()
        compiled, joins = forward is not forward_in_python, self._sfu.joins
        log.info("media worker started", extra={"port": self._sfu.port, "compiled": compiled, "joins": joins})
        self._say(wire.Ready(self._sfu.port))
        try:
            while (message := await wire.read(self._reader)) is not None:
                try:
                    self._obey(message)
                except wire.WireBroken:
                    raise
                except Exception:
                    # The door of the worker: an order about one member must not end everybody's sound.
                    log.exception("order not obeyed", extra={"order": type(message).__name__})
        finally:
            await self._sfu.stop()
            self._writer.close()

    def _obey(self, message: wire.Message) -> None:
        match message:
            case wire.Connect():
                self._connect(message)
            case wire.Disconnect(room, member):
                self._sfu.disconnect(room, member)
            case wire.Allow(room, member, rights):
                self._sfu.allow(room, member, rights)
            case wire.Mute(room, member, muted):
                self._sfu.mute(room, member, muted)
            case wire.Show(room, viewer, tiles):
                self._sfu.show(room, viewer, tiles)
            case wire.Prefer(room, members):
                self._sfu.prefer(room, members)
            case wire.Record(room, address):
                self._sfu.record(room, address or None)
            case wire.CloseRoom(room):
                self._sfu.close_room(room)
            case wire.Count(number):
                self._say(wire.Counted(number, self._sfu.statistics()))
            case wire.Ping(number):
                self._say(wire.Pong(number))
            case _:
                raise wire.WireBroken(f"not an order: {type(message).__name__}")

    def _connect(self, order: wire.Connect) -> None:
        try:
            answer = self._sfu.connect(order.room, order.member, order.offer_sdp, order.device)
        except OfferRefused as refused:
            self._say(wire.Refused(order.number, refused.code))
        except Exception:
            # A stranger's offer must not end everybody's sound, and its page must not wait.
            log.exception("offer not answered", extra={"meeting": order.room, "member": order.member})
            self._say(wire.Failed(order.number))
        else:
            self._say(wire.Connected(order.number, answer))

    def _tell(self, event: MediaEvent) -> None:
        if not isinstance(event, EngineLost):  # a worker cannot report its own death
            self._say(event)

    def _say(self, report: wire.Report) -> None:
        if self._writer.transport.get_write_buffer_size() > _MAX_UNSENT_BYTES:
            self._writer.transport.abort()
        else:
            self._writer.write(wire.encode(report))


async def _serve(fd: int, settings: PortSettings) -> None:
    sock = socket.socket(fileno=fd)
    reader, writer = await asyncio.open_connection(sock=sock)
    # Ctrl-C and a service manager's SIGTERM go to the whole group; the app decides when the worker ends.
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, lambda: None)
    await Worker(reader, writer, settings).run()


def main() -> None:
    """Run a worker from the command line it was started with."""
    fields = json.loads(sys.argv[2])
    structured_log.configure(fields["log_form"], stream=sys.stderr)
    settings = PortSettings(**fields["settings"] | {"announced": tuple(fields["settings"]["announced"])})
    _go_before_pages()
    # Three quarters of all objects are modules, and looking through them for garbage took 50 ms of silence each time.
    gc.collect()
    gc.freeze()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(int(sys.argv[1]), settings))


def _go_before_pages() -> None:
    """Take a higher priority where the system allows it (RLIMIT_NICE): a word that waits is lost, a page is not."""
    if hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return uvloop's loop where there is one: a fifth cheaper per packet (measured)."""
    if importlib.util.find_spec("uvloop") is None:
        return asyncio.new_event_loop
    return cast(Callable[[], asyncio.AbstractEventLoop], importlib.import_module("uvloop").new_event_loop)


if __name__ == "__main__":
    main()
