"""Sound and pictures for recorders: real Opus and VP8 in RTP packets, and a real recorder process to send them to."""

import contextlib
import json
import math
import secrets
import socket
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av

from recordings.recorder import Job
from recordings.sealed import KEY_BYTES, SealedReader
from signaling.tap_wire import Closed, Frame, Opened, TrackKind, TrackPacket, encode

SAMPLES = 960  # 20 ms at 48 kHz
FRAMES_PER_S = 20
_MTU = 1_000


@cache
def spoken(seconds: float, tone_hz: int = 440) -> tuple[bytes, ...]:
    """Opus packets of 20 ms with a tone."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "mono", "s16"
    encoder.time_base = Fraction(1, 48_000)
    packets = []
    for at in range(round(seconds * 50)):
        frame = av.AudioFrame(format="s16", layout="mono", samples=SAMPLES)
        wave = (int(9_000 * math.sin(2 * math.pi * tone_hz * (at * SAMPLES + i) / 48_000)) for i in range(SAMPLES))
        frame.planes[0].update(array("h", wave).tobytes())
        frame.sample_rate, frame.pts = 48_000, at * SAMPLES
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return tuple(packets)


@cache
def filmed(seconds: float, luma: int = 120, keyframe_every: int = 1_000) -> tuple[bytes, ...]:
    """VP8 frames of one grey with a bar that moves."""
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 320, 180, "yuv420p"
    encoder.time_base, encoder.gop_size = Fraction(1, FRAMES_PER_S), keyframe_every
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "error-resilient": "default"}
    frames = []
    for at in range(round(seconds * FRAMES_PER_S)):
        frame = av.VideoFrame(320, 180, "yuv420p")
        rows = bytearray(bytes([luma]) * (frame.planes[0].line_size * 180))
        start = (at * 4 % 170) * frame.planes[0].line_size
        rows[start : start + 10 * frame.planes[0].line_size] = b"\xeb" * (10 * frame.planes[0].line_size)
        frame.planes[0].update(bytes(rows))
        for plane in frame.planes[1:]:
            plane.update(b"\x80" * plane.buffer_size)
        frame.pts = at
        frames += [bytes(packet) for packet in encoder.encode(frame)]
    return tuple(frames)


def sound_packets(track: int, at: float, seconds: float, tone_hz: int = 440) -> list[TrackPacket]:
    """A track's packets from the time `at` on, numbered from 100."""
    return [
        TrackPacket(track, 100 + n, 7_000 + n * SAMPLES, at + n / 50, False, payload)
        for n, payload in enumerate(spoken(seconds, tone_hz))
    ]


def picture_packets(
    track: int, at: float, seconds: float, luma: int = 120, keyframe_every: int = 1_000
) -> list[TrackPacket]:
    """As a browser sends them: a frame in as many packets as it needs."""
    packets: list[TrackPacket] = []
    for n, coded in enumerate(filmed(seconds, luma, keyframe_every)):
        for start in range(0, len(coded), _MTU):
            descriptor = b"\x90\x80\x81\x05" if start == 0 else b"\x80\x80\x81\x05"
            payload = descriptor + coded[start : start + _MTU]
            is_last = start + _MTU >= len(coded)
            number, stamp = 100 + len(packets), 9_000 + n * 90_000 // FRAMES_PER_S
            packets.append(TrackPacket(track, number, stamp, at + n / FRAMES_PER_S, is_last, payload))
    return packets


@dataclass
class Studio:
    """A recorder process and the line to it."""

    folder: Path
    socket_folder: Path
    part: int = 1
    key: bytes = field(default_factory=lambda: secrets.token_bytes(KEY_BYTES))

    def start(self) -> None:
        place = self.socket_folder / f"{self.part}"
        job = Job(self.folder, self.key, self.part, place)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "recordings.recorder"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(job.as_json().encode() + b"\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == b"ready\n"
        self.reconnect()

    def reconnect(self) -> None:
        """A new line, as a media worker's successor opens it."""
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.line.connect(str(self.socket_folder / f"{self.part}"))

    def send(self, *frames: Frame) -> None:
        self.line.sendall(b"".join(map(encode, frames)))

    def record(self, kind: TrackKind, packets: list[TrackPacket], member: str = "ba") -> None:
        """Send a whole track at once."""
        first, last = packets[0], packets[-1]
        self.send(Opened(first.track, kind, first.number, first.at, member), *packets)
        self.send(Closed(first.track, last.number, last.at))

    def wait_for_end(self) -> None:
        """Wait until a track was ended."""
        deadline = now() + 5
        while not self.told("end"):
            assert now() < deadline, "no track was ended"
            time.sleep(0.02)

    def stop(self) -> None:
        """Hang up and let the recorder end."""
        self.line.close()
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(20) == 0

    def told(self, what: str) -> list[dict[str, Any]]:
        return [line for line in journal_of(self.folder, self.key, self.part) if line["what"] == what]

    def tracks(self) -> list[Path]:
        return sorted(self.folder.glob("*.webm.sealed"))


@contextlib.contextmanager
def a_studio(folder: Path) -> Iterator[Studio]:
    """A recorder that listens; killed at the end if it still runs."""
    with TemporaryDirectory() as sockets:  # a path of a test may be too long for a socket's address
        studio = Studio(folder, Path(sockets))
        studio.start()
        try:
            yield studio
        finally:
            studio.process.kill()
            studio.process.wait()
            for stream in (studio.process.stdin, studio.process.stdout, studio.line):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()


@dataclass(frozen=True)
class Played:
    """What a player makes of a file."""

    codec: str
    frames: int
    began_s: float
    until_s: float


def played(place: Path, key: bytes) -> Played:
    """Decode a sealed track from beginning to end."""
    with av.open(SealedReader(place, key), "r") as container:
        stream = container.streams[0]
        frames = [one for one in container.decode(stream) if isinstance(one, av.AudioFrame | av.VideoFrame)]
        first, last = frames[0], frames[-1]
        lasting = last.samples / last.sample_rate if isinstance(last, av.AudioFrame) else 1 / FRAMES_PER_S
        assert first.time is not None
        assert last.time is not None
        return Played(stream.codec_context.name, len(frames), first.time, last.time + lasting)


def journal_of(folder: Path, key: bytes, part: int = 1) -> list[dict[str, Any]]:
    """What a part's journal says, line by line."""
    text = SealedReader(folder / f"{part:03d}-journal.sealed", key).read()
    return [json.loads(line) for line in text.splitlines()]


def ends_in(folder: Path, key: bytes) -> list[dict[str, Any]]:
    """The journal's last word on each track, in the order of their files."""
    return sorted((line for line in journal_of(folder, key) if line["what"] == "end"), key=lambda line: line["file"])


def now() -> float:
    return time.monotonic()
