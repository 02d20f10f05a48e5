"""The recorder: a process of its own that takes a room's sound and pictures from a socket and writes sealed tracks.

Run as `python -m recordings.recorder`, told on its input in one line of JSON what to record; it answers `ready`, and
when its input is closed it writes what has come and ends, so that none outlives the service. Its folder then holds one
sealed file for each track and a sealed journal, a line for everything that happened, with seconds since 1970.

    {"what": "part", "at"}                                            the recorder is ready
    {"what": "track", "file", "member", "kind", "at"}                 somebody is let through
    {"what": "end", "file", "at", "packets", "missing", "dropped", "gaps": [{"at_s", "until_s", "packets"}]}
    {"what": "cut", "at"}, {"what": "resumed", "at"}                  the media worker was gone in between
    {"what": "stop", "at", "reason"}                                  in good order: `asked` or `disk-full`
"""

import base64
import contextlib
import json
import logging
import selectors
import shutil
import signal
import socket
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from recordings.frame_queue import Cut, Entry, FrameQueue, Sender
from recordings.sealed import SealedWriter
from recordings.track_file import TrackFile
from server import structured_log
from signaling.tap_wire import (
    Closed,
    Frames,
    KeyframeWanted,
    Opened,
    TapBroken,
    TrackKind,
    TrackPacket,
    encode,
)

log = logging.getLogger(__name__)

TICK_S = 0.1
ASK_KEYFRAME_EVERY_S = 0.5
LOOK_AT_DISK_EVERY_S = 5.0
RESERVE_BYTES = 300 << 20  # the database and the minutes need the rest of the disk more than the recording does
RECEIVE_BYTES = 256 << 10
DISK_FULL = 3  # how the process ends then
MAX_TRACKS_OPEN = 600  # sixty members with microphone, camera and screen are 180


@dataclass(frozen=True, slots=True)
class Job:
    """What one recorder has to do: `part` counts the recorders of a recording."""

    folder: Path
    key: bytes
    part: int
    socket: Path

    def as_json(self) -> str:
        """Return the line that the process is told."""
        key = base64.b64encode(self.key).decode()
        return json.dumps({"folder": str(self.folder), "key": key, "part": self.part, "socket": str(self.socket)})

    @classmethod
    def read(cls, line: str) -> "Job":
        """Return the job that a line tells of."""
        told = json.loads(line)
        return cls(Path(told["folder"]), base64.b64decode(told["key"]), told["part"], Path(told["socket"]))


@dataclass(slots=True)
class _Open:
    file: TrackFile
    name: str
    asked_at: float = field(default=float("-inf"))


class Recorder:
    """Turns entries of the queue into files. Used by one thread."""

    def __init__(self, job: Job, queue: FrameQueue) -> None:
        self._job = job
        self._queue = queue
        self._tracks: dict[tuple[Sender, int], _Open] = {}
        self._count = 0
        self._is_cut = False
        self._journal = SealedWriter(job.folder / f"{job.part:03d}-journal.sealed", job.key)
        self._wall = time.time() - time.monotonic()  # one reading: a clock that is put right must not move a track
        self._note(what="part", at=self._wall + time.monotonic())

    def run(self, connections: "Connections") -> int:
        """Write until the queue has ended or the disk is nearly full; return how the process has to end."""
        reason, looked_at, ticked_at = "asked", time.monotonic(), 0.0
        while not self._queue.is_over:
            found = self._queue.get(TICK_S)
            if found is not None:
                self._take(*found)
            now = time.monotonic()
            if now - ticked_at >= TICK_S:
                ticked_at = now
                self._tick(now, connections)
            if now - looked_at > LOOK_AT_DISK_EVERY_S:
                looked_at = now
                if shutil.disk_usage(self._job.folder).free < RESERVE_BYTES:
                    reason = "disk-full"
                    log.error("recording stopped, the disk is nearly full", extra={"part": self._job.part})
                    break
        self._end(reason)
        return 0 if reason == "asked" else DISK_FULL

    def _take(self, sender: Sender, entry: Entry) -> None:
        match entry:
            case TrackPacket(track):
                if (sender, track) in self._tracks:
                    self._tracks[sender, track].file.take(entry)
            case Opened():
                self._open(sender, entry)
            case Closed(track, last, at):
                self._close((sender, track), last, at)
            case Cut(at):
                self._cut(sender, at)

    def _cut(self, sender: Sender, at: float) -> None:
        cut = [key for key in self._tracks if key[0] == sender]
        for key in cut:
            self._close(key, None, at)
        if cut:
            self._is_cut = True
            self._note(what="cut", at=self._wall + at)

    def _open(self, sender: Sender, opened: Opened) -> None:
        if self._is_cut:
            self._is_cut = False
            self._note(what="resumed", at=self._wall + opened.at)
        self._close((sender, opened.track), None, opened.at)
        if len(self._tracks) == MAX_TRACKS_OPEN:
            return
        self._count += 1
        name = f"{self._job.part:03d}-{self._count:05d}.webm.sealed"
        self._tracks[sender, opened.track] = _Open(TrackFile(self._job.folder / name, self._job.key, opened), name)
        kind = opened.kind.name.lower()
        self._note(what="track", file=name, member=opened.member, kind=kind, at=self._wall + opened.at)

    def _close(self, key: tuple[Sender, int], last: int | None, at: float) -> None:
        track = self._tracks.pop(key, None)
        if track is None:
            return
        file = track.file
        file.close(last, at)
        self._note(
            what="end",
            file=track.name,
            at=self._wall + at,
            packets=file.packets,
            missing=file.missing,
            dropped=self._queue.dropped.pop(key, 0),
            gaps=[asdict(gap) for gap in file.gaps],
        )

    def _tick(self, now: float, connections: "Connections") -> None:
        for (sender, number), track in self._tracks.items():
            track.file.tick(now)
            if track.file.needs_keyframe and now - track.asked_at > ASK_KEYFRAME_EVERY_S:
                track.asked_at = now
                connections.tell(sender, KeyframeWanted(number))

    def _end(self, reason: str) -> None:
        now = time.monotonic()
        for key in list(self._tracks):
            self._close(key, None, now)
        self._note(what="stop", at=self._wall + now, reason=reason)
        self._journal.close()

    def _note(self, **fields: object) -> None:
        self._journal.write(json.dumps(fields).encode() + b"\n")


class Connections:
    """The recorder's socket: media workers connect, and one thread reads them all and never waits for the disk."""

    def __init__(self, place: Path, queue: FrameQueue) -> None:
        self._queue = queue
        self._lines: dict[Sender, _Line] = {}
        self._count = 0
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(str(place))
        place.chmod(0o600)
        self._listening.listen()
        self._listening.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listening, selectors.EVENT_READ)
        self._is_stopping = threading.Event()

    def run(self) -> None:
        """Read until `stop`, then what has been sent by then, and end the queue."""
        while True:
            is_last = self._is_stopping.is_set()
            ready = self._selector.select(0 if is_last else TICK_S)
            if is_last and not ready:
                break
            for key, _ in ready:
                if key.data is None:
                    self._accept()
                else:
                    self._read(key.data)
        for line in list(self._lines.values()):
            self._hang_up(line)
        self._queue.end()

    def stop(self) -> None:
        """Take in what has been sent and nothing more."""
        self._is_stopping.set()

    def tell(self, sender: Sender, word: KeyframeWanted) -> None:
        """Send a word if there is room for it; it will be said again."""
        line = self._lines.get(sender)
        if line is not None:
            with contextlib.suppress(OSError):  # full, or just closed
                line.socket.send(encode(word), socket.MSG_DONTWAIT)

    def _accept(self) -> None:
        connection, _ = self._listening.accept()
        self._count += 1
        line = _Line(Sender(self._count), connection)
        self._lines[line.sender] = line
        self._selector.register(connection, selectors.EVENT_READ, line)

    def _read(self, line: "_Line") -> None:
        try:
            received = line.socket.recv(RECEIVE_BYTES)
            for frame in line.frames.feed(received):
                if isinstance(frame, KeyframeWanted):
                    raise TapBroken("our own word")
                if isinstance(frame, Opened):
                    line.kinds[frame.track] = frame.kind
                self._queue.put(line.sender, frame, line.kinds.get(frame.track))
        except TapBroken:
            log.exception("media worker speaks nonsense")
            self._hang_up(line)
        except OSError:
            self._hang_up(line)
        else:
            if not received:
                self._hang_up(line)

    def _hang_up(self, line: "_Line") -> None:
        self._queue.put(line.sender, Cut(time.monotonic()))
        self._selector.unregister(line.socket)
        del self._lines[line.sender]
        line.socket.close()


@dataclass(slots=True)
class _Line:
    sender: Sender
    socket: socket.socket
    frames: Frames = field(default_factory=Frames)
    kinds: dict[int, TrackKind] = field(default_factory=dict)


def main() -> None:
    """Record what the input tells of, until it is closed."""
    structured_log.configure("auto", stream=sys.stderr)
    # Ctrl-C and a service manager's SIGTERM go to the whole group; the service decides when the recorder ends.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    job = Job.read(sys.stdin.readline())
    queue = FrameQueue()
    connections = Connections(job.socket, queue)
    recorder = Recorder(job, queue)
    reading = threading.Thread(target=connections.run, daemon=True)
    reading.start()
    threading.Thread(target=_stop_when_told, args=(connections,), daemon=True).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.exit(recorder.run(connections))


def _stop_when_told(connections: Connections) -> None:
    sys.stdin.read()
    connections.stop()


if __name__ == "__main__":
    main()
