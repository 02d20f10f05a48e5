"""A room's tap: what the meeting lets through goes to the recorder as well, and nothing ever waits for that.

A seat of the tap is a slot like a viewer's, so that keyframes and lost pictures are asked for on its behalf, and what
a member may no longer send leaves it at once. It has no line: its packets go to a Unix socket instead, with the
numbers of their stream.
"""

import asyncio
import logging
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from server.meeting.identity import MemberId
from signaling.media.codecs import Codec
from signaling.media.engine import Kind
from signaling.media.forwarding import Forwarded, OutSlot, Stream
from signaling.media.peer import Peer
from signaling.media.pictures import camera_of
from signaling.tap_wire import Closed, Frames, KeyframeWanted, Opened, TapBroken, TrackKind, TrackPacket, encode

log = logging.getLogger(__name__)

SEND_AT_BYTES = 32 << 10  # or with the next tick: one call for each packet would double what a packet costs
MAX_UNSENT_BYTES = 2 << 20  # for sound; pictures are dropped from half of it on
_RECEIVE_BYTES = 4 << 10
_UNSENT_FOR = {Kind.AUDIO: MAX_UNSENT_BYTES, Kind.VIDEO: MAX_UNSENT_BYTES // 2, Kind.SCREEN: MAX_UNSENT_BYTES // 2}
_RECORDED = {Codec.OPUS: 0, Codec.VP8: 0}  # of a member whose camera is in another codec, the sound alone
_TRACK_KINDS = {Kind.AUDIO: TrackKind.AUDIO, Kind.VIDEO: TrackKind.VIDEO, Kind.SCREEN: TrackKind.SCREEN}


class _NoLine:
    """What a seat's packets are forwarded to: nowhere."""

    line = None


@dataclass(slots=True)
class _Seat:
    """What of one member is recorded now. `track` is 0 while it is nothing."""

    member: MemberId
    slot: OutSlot
    track: int = 0
    stream: Stream | None = None
    last: int = 0


class Tap:
    """The line from one room to its recorder. Called from one event loop only."""

    def __init__(self, address: str) -> None:
        """Raises OSError if nobody listens there."""
        self.dropped = 0
        self.is_over = False
        self._seats: dict[tuple[MemberId, Kind], _Seat] = {}
        self._tracks: dict[int, _Seat] = {}
        self._count = 0
        self._unsent = bytearray()
        self._words = Frames()
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._line.setblocking(False)
        try:
            self._line.connect(address)
        except OSError:
            self._line.close()
            raise
        asyncio.get_running_loop().add_reader(self._line, self._hear)

    def assign(self, peers: Iterable[tuple[MemberId, Peer | None]], now: float) -> None:
        """Take a seat wherever a member is let through, and leave those where nobody is any more."""
        if self.is_over:
            return
        wanted: dict[tuple[MemberId, Kind], Stream] = {}
        for member, peer in peers:
            for kind in peer.forwarded if peer is not None else ():
                stream = _best(peer, kind, now) if peer is not None else None
                if stream is not None:
                    wanted[member, kind] = stream
        for place, seat in self._seats.items():
            if seat.track and seat.slot.current is not seat.stream:
                self._end(seat, now)
            if place not in wanted:
                seat.slot.clear()
                self._end(seat, now)
        for place, stream in wanted.items():
            self._seat(*place).slot.switch(stream)

    def take(self, member: MemberId, stream: Stream, packet: Forwarded, now: float) -> None:
        """Pass on a packet that was just forwarded, if this is the stream that is recorded."""
        seat = self._seats.get((member, stream.kind))
        if seat is None or seat.slot.current is not stream:
            return
        if seat.stream is not stream:
            self._begin(seat, stream, packet, now)
        seat.last = max(seat.last, packet.number)
        if len(self._unsent) > _UNSENT_FOR[stream.kind]:
            self.dropped += 1
            return
        self._unsent += encode(
            TrackPacket(seat.track, packet.number, packet.timestamp, now, bool(packet.marker), packet.payload)
        )
        if len(self._unsent) > SEND_AT_BYTES:
            self.flush()

    def flush(self) -> None:
        """Send what the socket takes without waiting."""
        if not self._unsent or self.is_over:
            return
        try:
            sent = self._line.send(self._unsent)
        except BlockingIOError:
            return
        except OSError:
            self._give_up()
        else:
            del self._unsent[:sent]

    def close(self, now: float) -> None:
        """End every track, send what can be sent, and hang up. Calling it twice is harmless."""
        for seat in self._seats.values():
            seat.slot.clear()
            self._end(seat, now)
        self.flush()
        self._give_up()

    def _seat(self, member: MemberId, kind: Kind) -> _Seat:
        place = member, kind
        if place not in self._seats:
            self._seats[place] = _Seat(member, OutSlot("", kind, 0, _RECORDED, 0, _NoLine()))
        return self._seats[place]

    def _begin(self, seat: _Seat, stream: Stream, packet: Forwarded, now: float) -> None:
        self._end(seat, now)
        self._count += 1
        seat.track, seat.stream, seat.last = self._count, stream, packet.number - 1
        self._tracks[seat.track] = seat
        self._unsent += encode(Opened(seat.track, _TRACK_KINDS[stream.kind], packet.number, now, seat.member))

    def _end(self, seat: _Seat, now: float) -> None:
        if seat.track:
            self._unsent += encode(Closed(seat.track, seat.last, now))
            del self._tracks[seat.track]
        seat.track, seat.stream = 0, None

    def _hear(self) -> None:
        """The recorder asks for a keyframe, or is gone."""
        try:
            received = self._line.recv(_RECEIVE_BYTES)
            for word in self._words.feed(received):
                seat = self._tracks.get(word.track) if isinstance(word, KeyframeWanted) else None
                target = seat.slot.target() if seat is not None else None
                if target is not None:
                    target.keyframes.want()
        except BlockingIOError:
            return
        except (OSError, TapBroken):
            received = b""
        if not received:
            self._give_up()

    def _give_up(self) -> None:
        if self.is_over:
            return
        self.is_over = True
        for seat in self._seats.values():
            seat.slot.clear()
        self._unsent.clear()
        asyncio.get_running_loop().remove_reader(self._line)
        self._line.close()
        if self.dropped:
            log.warning("recording lacks what its line did not take", extra={"packets": self.dropped})


def _best(peer: Peer, kind: Kind, now: float) -> Stream | None:
    """Return the highest layer that flows."""
    if kind is Kind.VIDEO:
        camera = camera_of(peer, now)
        flowing = [camera.streams[layer.ssrc] for layer in camera.layers if layer.is_flowing]
    else:
        flowing = [stream for stream in peer.layers(kind) if stream.is_flowing(now)]
    return flowing[-1] if flowing else None
