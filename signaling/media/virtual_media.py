"""VirtualMedia: a real WebRTC client without a person, for the demo: voice-like tone and moving picture with a name.

Made to be cheap: it sends only, decodes nothing, its frames are drawn once, and silence is not sent.
"""

import asyncio
import math
import time
from array import array
from collections.abc import Awaitable, Callable
from fractions import Fraction
from pathlib import Path

from av import AudioFrame, VideoFrame

from signaling.media import aiortc_seam
from signaling.media.aiortc_seam import ClientConnection, MediaStreamTrack
from signaling.media.virtual_picture import HEIGHT, WIDTH, Reel, draw_reel

FRAMES_PER_S = 6
_VIDEO_CLOCK_HZ = 90_000
_SAMPLE_RATE_HZ = 48_000
_SAMPLES = _SAMPLE_RATE_HZ // 50  # 20 ms, Opus's usual frame
_LOUD = 6_000  # of 32,767: about -18 dBov, a voice at arm's length
_TAIL_FRAMES = 10  # 200 ms of silence end a speech, so that level meters fall; then nothing is sent, as with Opus's DTX
_SYLLABLES_PER_S = 4  # what makes a tone sound like speech to a level meter

Exchange = Callable[[str], Awaitable[str]]


class VirtualMedia:
    """One virtual member's connection. `exchange` carries the offer to the engine and brings the answer's SDP."""

    def __init__(self, exchange: Exchange, name: str, tone_hz: float, font: Path | None = None) -> None:
        self._exchange = exchange
        self._voice = _Voice(tone_hz)
        self._picture = _Picture(draw_reel(name, round(tone_hz), font))
        self._connection: ClientConnection | None = None

    async def connect(self) -> None:
        """Join with sound and picture, replacing an earlier connection. Raises what `exchange` raises."""
        await self.close()
        self._connection = aiortc_seam.open_client()
        await aiortc_seam.offer_to_send(self._connection, self._voice, self._picture, self._exchange)

    def set_speaking(self, *, is_speaking: bool) -> None:
        """Speak, or send silence. Silent until told."""
        self._voice.speak(is_speaking=is_speaking)
        self._picture.is_speaking = is_speaking

    @property
    def is_connected(self) -> bool:
        """The line stands."""
        return self._connection is not None and self._connection.connectionState == "connected"

    async def close(self) -> None:
        """Leave; `connect` may be called again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


class _Voice(MediaStreamTrack):
    """A tone in syllables, one second of it made ahead.

    A silent member sends no sound at all: fifty empty packets a second for each were four fifths of what a virtual
    member cost (measured: 22 % of a core for four, 5 % without)."""

    kind = "audio"

    def __init__(self, tone_hz: float) -> None:
        super().__init__()
        self._speaks = asyncio.Event()
        self._tail = 0
        self._second = _syllables(tone_hz)
        self._silence = bytes(2 * _SAMPLES)
        self._clock = _Clock(1 / 50)
        self._at = 0

    def speak(self, *, is_speaking: bool) -> None:
        if is_speaking:
            self._speaks.set()
        else:
            self._speaks.clear()

    async def recv(self) -> AudioFrame:
        if not self._speaks.is_set() and self._tail == 0:
            await self._pause()
        self._tail = _TAIL_FRAMES if self._speaks.is_set() else max(0, self._tail - 1)
        await self._clock.next()
        frame = AudioFrame(format="s16", layout="mono", samples=_SAMPLES)
        frame.planes[0].update(self._second[self._at % 50] if self._speaks.is_set() else self._silence)
        frame.sample_rate = _SAMPLE_RATE_HZ
        frame.pts = self._at * _SAMPLES
        frame.time_base = Fraction(1, _SAMPLE_RATE_HZ)
        self._at += 1
        return frame

    async def _pause(self) -> None:
        """Wait for the next speech; its timestamps go on as if silence had been sent (RFC 3550 5.1)."""
        began = time.monotonic()
        await self._speaks.wait()
        self._at += round((time.monotonic() - began) * 50)
        self._clock = _Clock(1 / 50)


class _Picture(MediaStreamTrack):
    """The member's reel, round and round."""

    kind = "video"

    def __init__(self, reel: Reel) -> None:
        super().__init__()
        self.is_speaking = False
        self._reel = reel
        self._clock = _Clock(1 / FRAMES_PER_S)
        self._at = 0

    async def recv(self) -> VideoFrame:
        await self._clock.next()
        frames = self._reel.speaking if self.is_speaking else self._reel.silent
        drawn = frames[self._at % len(frames)]
        frame = VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for plane, content in zip(frame.planes, (drawn.luma, drawn.blue, drawn.red), strict=True):
            plane.update(_with_line_padding(content, plane.width, plane.line_size))
        frame.pts = self._at * _VIDEO_CLOCK_HZ // FRAMES_PER_S
        frame.time_base = Fraction(1, _VIDEO_CLOCK_HZ)
        self._at += 1
        return frame


class _Clock:
    """Keeps the pace of a track without drifting; after a stall it starts over rather than hurry."""

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self._next_at: float | None = None

    async def next(self) -> None:
        now = time.monotonic()
        if self._next_at is None or now - self._next_at > 1:
            self._next_at = now
        await asyncio.sleep(max(0.0, self._next_at - now))
        self._next_at += self._step_s


def _syllables(tone_hz: float) -> list[bytes]:
    frames = []
    for at in range(50):
        samples = array("h")
        for step in range(at * _SAMPLES, (at + 1) * _SAMPLES):
            seconds = step / _SAMPLE_RATE_HZ
            swell = 0.5 - 0.5 * math.cos(2 * math.pi * _SYLLABLES_PER_S * seconds)
            tone = math.sin(2 * math.pi * tone_hz * seconds) + 0.4 * math.sin(4 * math.pi * tone_hz * seconds)
            samples.append(int(_LOUD * swell * tone))
        frames.append(samples.tobytes())
    return frames


def _with_line_padding(content: bytes, width: int, line_size: int) -> bytes:
    if width == line_size:
        return content
    padding = bytes(line_size - width)
    rows = (content[start : start + width] for start in range(0, len(content), width))
    return b"".join(row + padding for row in rows)
