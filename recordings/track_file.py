"""One track on disk: a sealed WebM of one member's sound or picture, as it was sent, nothing decoded.

One file for each track, not one for the meeting: Matroska names its tracks at the head of a file, and members come,
speak and go; a file that is damaged costs one spell of one member. When each began stands in the part's journal.
Clusters are half a second long, so that a process killed in mid-word has lost no more than that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import OutputContainer
from av.stream import Stream

from recordings.packet_order import Missing, PacketOrder
from recordings.sealed import SealedWriter
from recordings.vp8_frames import Picture, Vp8Frames
from signaling.tap_wire import Opened, TrackKind, TrackPacket

CLUSTER_MS = 500
CLOCK_HZ = {TrackKind.AUDIO: 48_000, TrackKind.VIDEO: 90_000, TrackKind.SCREEN: 90_000}
# Lost pictures are asked for again within a second; sound is not, it only comes in another order now and then.
PATIENCE_S = {TrackKind.AUDIO: 0.1, TrackKind.VIDEO: 0.6, TrackKind.SCREEN: 0.6}
CLOCK_TRUSTED_S = 10.0  # further from the clock on the wall than this, a publisher's clock has started over
_OPTIONS = {"live": "1", "cluster_time_limit": str(CLUSTER_MS)}
_MILLISECOND = Fraction(1, 1000)
_MAX_OPUS_BYTES = 1_275  # RFC 6716 3.2.1, of one frame; a packet of ours has one


@dataclass(slots=True)
class Gap:
    """From `at_s` to `until_s` of the track nothing can be heard or seen; so many packets never came."""

    at_s: float
    until_s: float
    packets: int


class TrackFile:
    """Takes the packets of one track in any order and writes what can be played."""

    def __init__(self, place: Path, key: bytes, opened: Opened) -> None:
        self.opened = opened
        self.gaps: list[Gap] = []
        self.packets = 0
        self.missing = 0
        self._sealed = SealedWriter(place, key)
        self._order = PacketOrder(opened.first, PATIENCE_S[opened.kind])
        self._clock = _TrackClock(CLOCK_HZ[opened.kind], opened.at)
        self._frames = None if opened.kind is TrackKind.AUDIO else Vp8Frames()
        self._container: OutputContainer | None = None
        self._stream: Stream | None = None
        self._written_ms = -1
        self._unfinished: Gap | None = None

    @property
    def needs_keyframe(self) -> bool:
        """Whether nothing can be shown before the publisher sends one."""
        return self._frames is not None and self._frames.needs_keyframe

    def take(self, packet: TrackPacket) -> None:
        """Take in a packet."""
        self._write_all(self._order.take(packet))

    def tick(self, now: float) -> None:
        """Stop waiting for what is late."""
        self._write_all(self._order.due(now))

    def close(self, last: int | None, at: float) -> None:
        """Write what is left and end the file. `last` is None where nobody knows: the line to the sender was cut."""
        self._write_all(self._order.end(self._order.next - 1 if last is None else last))
        if self._unfinished is not None:
            self._unfinished.until_s = max(self._unfinished.at_s, round(at - self.opened.at, 3))
            self.gaps.append(self._unfinished)
            self._unfinished = None
        if self._container is not None:
            self._container.close()
        self._sealed.close()

    def _write_all(self, due: Iterator[TrackPacket | Missing]) -> None:
        for one in due:
            if isinstance(one, Missing):
                self._note_missing(one.packets)
            else:
                self.packets += 1
                self._write_packet(one)

    def _note_missing(self, packets: int) -> None:
        self.missing += packets
        at_s = max(0, self._written_ms) / 1000
        if self._unfinished is None:
            self._unfinished = Gap(at_s, at_s, 0)
        self._unfinished.packets += packets
        if self._frames is not None:
            self._frames.lost()

    def _write_packet(self, packet: TrackPacket) -> None:
        if self._frames is None:
            if 0 < len(packet.payload) <= _MAX_OPUS_BYTES:
                self._mux(packet.payload, self._clock.at_ms(packet.timestamp, packet.at), is_keyframe=True)
            return
        picture = self._frames.take(packet)
        if picture is not None:
            self._begin(picture)
            self._mux(picture.coded, self._clock.at_ms(picture.timestamp, picture.at), picture.is_keyframe)

    def _begin(self, picture: Picture | None = None) -> None:
        if self._container is not None:
            return
        self._container = av.open(self._sealed, "w", format="webm", options=_OPTIONS)
        if picture is None:
            # The encoder only writes the head that players expect; it never gets a sound.
            self._stream = self._container.add_stream("libopus", rate=CLOCK_HZ[TrackKind.AUDIO])
        else:
            size = {"width": picture.width, "height": picture.height}
            self._stream = self._container.add_mux_stream("libvpx", time_base=_MILLISECOND, **size)

    def _mux(self, coded: bytes, at_ms: int, is_keyframe: bool) -> None:
        self._begin()
        assert self._container is not None
        assert self._stream is not None
        at_ms = max(at_ms, self._written_ms + 1)
        packet: av.Packet[Stream] = av.Packet(coded)
        packet.stream = self._stream
        packet.time_base = _MILLISECOND
        packet.pts = packet.dts = at_ms
        packet.is_keyframe = is_keyframe
        self._container.mux_one(packet)
        self._written_ms = at_ms
        if self._unfinished is not None:
            self._unfinished.until_s = at_ms / 1000
            self.gaps.append(self._unfinished)
            self._unfinished = None


class _TrackClock:
    """Where a packet stands in its file: by its publisher's clock, as long as that goes like ours."""

    def __init__(self, hz: int, began_at: float) -> None:
        self._hz = hz
        self._began_at = began_at
        self._newest: int | None = None
        self._ticks = 0
        self._offset_s = 0.0

    def at_ms(self, timestamp: int, at: float) -> int:
        on_wall_s = at - self._began_at
        if self._newest is not None:
            self._ticks += ((timestamp - self._newest + 0x8000_0000) & 0xFFFF_FFFF) - 0x8000_0000
        else:
            self._offset_s = on_wall_s
        self._newest = timestamp
        in_file_s = self._offset_s + self._ticks / self._hz
        if abs(in_file_s - on_wall_s) > CLOCK_TRUSTED_S:
            self._offset_s += on_wall_s - in_file_s
            in_file_s = on_wall_s
        return round(in_file_s * 1000)
