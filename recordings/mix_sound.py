"""The sound of a mix: every track decoded where it stands in time, summed, encoded again, and who spoke when."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.fifo import AudioFifo
from av.audio.resampler import AudioResampler
from av.filter import Graph
from av.filter.context import FilterContext

from recordings.recorded import Track
from recordings.sealed import SealedReader

RATE_HZ = 48_000
BLOCK = RATE_HZ // 10  # samples: a tenth of a second, as long as a picture stands
BIT_RATE_BPS = 48_000  # Opus is transparent for one voice below that
SPEAKS_ABOVE = 0.02  # of full scale, about -34 dB: breath and fans are below
PAUSE_S = 1.0  # a shorter pause belongs to the speech
SHORTEST_S = 0.4  # a cough is no speech
_APART = 2 * RATE_HZ // 50  # two packets: less is the rounding of clocks
_TIME_BASE = Fraction(1, RATE_HZ)


@dataclass(slots=True)
class Speech:
    """Somebody spoke, in seconds of the mix."""

    member: str
    at_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class Sound:
    """The mixed sound as coded packets with their time in samples, and who spoke when, in order."""

    packets: list[tuple[int, bytes]]
    head: bytes
    speeches: list[Speech]


def mix(tracks: Sequence[Track], key: bytes, began_at: float, blocks: int, progress: Callable[[float], None]) -> Sound:
    """Return the sum of all tracks over so many blocks."""
    lanes = [_Lane(lane, key, began_at) for lane in _side_by_side(tracks)] or [_Lane([], key, began_at)]
    graph, inputs, output = _adder(len(lanes))
    encoder = _encoder()
    packets: list[tuple[int, bytes]] = []
    listening = _Listening()
    for block in range(blocks):
        for lane, source in zip(lanes, inputs, strict=True):
            frame, member = lane.block(block * BLOCK)
            if member is not None:
                listening.note(member, block, _peak(frame))
            source.push(frame)
        packets += _coded(encoder, output)
        progress((block + 1) / blocks)
    for source in inputs:
        source.push(None)
    packets += _coded(encoder, output)
    packets += [(packet.pts or 0, bytes(packet)) for packet in encoder.encode(None)]
    del graph  # only now: its ends live on it
    return Sound(packets, encoder.extradata or b"", listening.speeches())


def _side_by_side(tracks: Sequence[Track]) -> list[list[Track]]:
    """Return as few lanes as possible, in each of which no track overlaps another: adders have a fixed width."""
    lanes: list[list[Track]] = []
    for track in sorted(tracks, key=lambda one: one.at):
        free = next((lane for lane in lanes if lane[-1].until + 1 < track.at), None)
        if free is None:
            lanes.append([track])
        else:
            free.append(track)
    return lanes


class _Lane:
    """Tracks one after the other as one sound without an end, silent in between."""

    def __init__(self, tracks: list[Track], key: bytes, began_at: float) -> None:
        self._tracks = iter(tracks)
        self._key = key
        self._began_at = began_at
        self._next = next(self._tracks, None)
        self._now: _Voice | None = None

    def block(self, at: int) -> tuple[av.AudioFrame, str | None]:
        """Return the samples from `at` on, and whose they are."""
        if self._now is not None and self._now.is_over:
            self._now = None
        if self._now is None and self._next is not None and self._starts(self._next) < at + BLOCK:
            self._now = _Voice(self._next, self._key, self._starts(self._next), at)
            self._next = next(self._tracks, None)
        frame = self._now.block(at) if self._now is not None else _silence(BLOCK)
        frame.pts, frame.time_base, frame.sample_rate = at, _TIME_BASE, RATE_HZ
        return frame, self._now.member if self._now is not None else None

    def _starts(self, track: Track) -> int:
        return round((track.at - self._began_at) * RATE_HZ)


class _Voice:
    """One track being played."""

    def __init__(self, track: Track, key: bytes, starts: int, at: int) -> None:
        self.member = track.member
        self.is_over = False
        self._starts = starts
        self._held = AudioFifo()
        self._written = at  # in samples of the mix
        self._frames = _decoded(track, key)

    def block(self, at: int) -> av.AudioFrame:
        while self._written < at + BLOCK and not self.is_over:
            frame = next(self._frames, None)
            if frame is None:
                self.is_over = True
            else:
                self._append(frame)
        missing = at + BLOCK - self._written
        if missing > 0:
            self._hold(_silence(missing))
        found = self._held.read(BLOCK)
        assert found is not None
        return found

    def _append(self, frame: av.AudioFrame) -> None:
        stands = self._starts + round((frame.time or 0.0) * RATE_HZ)
        apart = stands - self._written
        if apart > _APART:
            self._hold(_silence(apart))
        if apart > -_APART:  # otherwise this moment has been played already
            self._hold(frame)

    def _hold(self, frame: av.AudioFrame) -> None:
        frame.pts = None  # the queue would otherwise insist on times without a gap
        self._written += frame.samples
        self._held.write(frame)


def _decoded(track: Track, key: bytes) -> Iterator[av.AudioFrame]:
    resampler = AudioResampler("fltp", "mono", RATE_HZ)
    reader = SealedReader(track.place, key)
    try:
        with av.open(reader, "r", format="matroska") as container:
            for packet in container.demux(audio=0):
                try:
                    for frame in packet.decode():
                        time = frame.time
                        for one in resampler.resample(frame):
                            one.time_base, one.pts = _TIME_BASE, round((time or 0.0) * RATE_HZ)
                            yield one
                except av.InvalidDataError:
                    continue  # what a member sent is no Opus; it costs them this packet
    except (av.InvalidDataError, av.EOFError):
        return  # nothing was ever written, or it was cut in its head
    finally:
        reader.close()


def _silence(samples: int) -> av.AudioFrame:
    frame = av.AudioFrame(format="fltp", layout="mono", samples=samples)
    frame.sample_rate = RATE_HZ
    frame.planes[0].update(bytes(frame.planes[0].buffer_size))
    return frame


def _adder(width: int) -> tuple[Graph, list[FilterContext], FilterContext]:
    graph = Graph()
    adder = graph.add("amix", f"inputs={width}:normalize=0:dropout_transition=0")
    inputs = []
    for at in range(width):
        source = graph.add_abuffer(format="fltp", sample_rate=RATE_HZ, layout="mono", time_base=_TIME_BASE)
        source.link_to(adder, 0, at)
        inputs.append(source)
    limiter = graph.add("alimiter", "limit=0.95:level=0")  # voices at once must not clip
    output = graph.add("abuffersink")
    adder.link_to(limiter)
    limiter.link_to(output)
    graph.configure()
    return graph, inputs, output


def _encoder() -> AudioCodecContext:
    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, AudioCodecContext)
    encoder.sample_rate, encoder.format, encoder.bit_rate = RATE_HZ, av.AudioFormat("flt"), BIT_RATE_BPS
    encoder.layout = "mono"
    encoder.time_base = _TIME_BASE
    encoder.open()
    return encoder


def _coded(encoder: AudioCodecContext, output: FilterContext) -> Iterator[tuple[int, bytes]]:
    while True:
        try:
            frame = output.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        assert isinstance(frame, av.AudioFrame)
        for packet in encoder.encode(frame):
            yield packet.pts or 0, bytes(packet)


def _peak(frame: av.AudioFrame) -> float:
    """Return how loud a block is, from every sixteenth sample: enough to tell speech from none."""
    samples = array("f", bytes(frame.planes[0])[: 4 * frame.samples])[::16]
    return max(max(samples, default=0.0), -min(samples, default=0.0))


class _Listening:
    """Turns loud blocks into speeches."""

    def __init__(self) -> None:
        self._open: dict[str, Speech] = {}
        self._done: list[Speech] = []

    def note(self, member: str, block: int, peak: float) -> None:
        if peak < SPEAKS_ABOVE:
            return
        at_s, until_s = block * BLOCK / RATE_HZ, (block + 1) * BLOCK / RATE_HZ
        speech = self._open.get(member)
        if speech is not None and at_s - speech.until_s <= PAUSE_S:
            speech.until_s = until_s
            return
        if speech is not None:
            self._done.append(speech)
        self._open[member] = Speech(member, at_s, until_s)

    def speeches(self) -> list[Speech]:
        found = [one for one in (*self._done, *self._open.values()) if one.until_s - one.at_s >= SHORTEST_S]
        return sorted(found, key=lambda one: (one.at_s, one.member))
