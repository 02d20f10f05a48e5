"""What the media worker tells the recorder over a socket: tracks and their packets, as frames with a length. Pure.

A track is one uninterrupted spell of one member's microphone, camera or screen, as long as the meeting lets it
through. Its packets are numbered without gaps by the sender: a number that never comes was lost on the line or
dropped on the way. Times are CLOCK_MONOTONIC seconds, which all processes of a machine share.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

MAX_FRAME_BYTES = 64 << 10  # a datagram and its head


class TrackKind(Enum):
    """What a track is of."""

    AUDIO = 0
    VIDEO = 1
    SCREEN = 2


class TapBroken(Exception):
    """The other side sent what is no frame of ours; the connection is of no more use."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A track begins; the number of its first packet is `first`."""

    track: int
    kind: TrackKind
    first: int
    at: float
    member: str


@dataclass(slots=True)  # not frozen: one is made for each packet
class TrackPacket:
    """One RTP packet of a track; `payload` with the payload descriptor of its codec."""

    track: int
    number: int
    timestamp: int
    at: float
    is_marked: bool
    payload: bytes


@dataclass(frozen=True, slots=True)
class Closed:
    """A track ends; its last packet had the number `last`, or `first - 1` if there was none."""

    track: int
    last: int
    at: float


@dataclass(frozen=True, slots=True)
class KeyframeWanted:
    """The recorder's only word: after a loss, the picture of this track needs a new beginning."""

    track: int


Frame = Opened | TrackPacket | Closed | KeyframeWanted
_HEAD = struct.Struct("!IB")
_OPENED = struct.Struct("!IBqd")
_PACKET = struct.Struct("!IqIdB")
_CLOSED = struct.Struct("!Iqd")
_WANTED = struct.Struct("!I")
_PACKET_HEAD = struct.Struct("!IBIqIdB")


def encode(frame: Frame) -> bytes:
    """Return the frame as it goes over the socket."""
    match frame:
        case Opened(track, kind, first, at, member):
            return _framed(1, _OPENED.pack(track, kind.value, first, at) + member.encode())
        case TrackPacket(track, number, timestamp, at, is_marked, payload):
            size = _PACKET.size + len(payload)
            return _PACKET_HEAD.pack(size, 2, track, number, timestamp, at, is_marked) + payload
        case Closed(track, last, at):
            return _framed(3, _CLOSED.pack(track, last, at))
        case KeyframeWanted(track):
            return _framed(4, _WANTED.pack(track))


class Frames:
    """Cuts what comes over a socket into frames."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, received: bytes) -> Iterator[Frame]:
        """Return the frames that are whole now. Raises TapBroken."""
        held, at = self._rest + received, 0
        while len(held) - at >= _HEAD.size:
            size, kind = _HEAD.unpack_from(held, at)
            if size > MAX_FRAME_BYTES:
                raise TapBroken("frame too long")
            begin, end = at + _HEAD.size, at + _HEAD.size + size
            if end > len(held):
                break
            yield _decoded(kind, held[begin:end])
            at = end
        self._rest = held[at:]


def _framed(kind: int, body: bytes) -> bytes:
    return _HEAD.pack(len(body), kind) + body


def _decoded(kind: int, body: bytes) -> Frame:
    try:
        match kind:
            case 1:
                track, what, first, at = _OPENED.unpack_from(body)
                return Opened(track, TrackKind(what), first, at, body[_OPENED.size :].decode())
            case 2:
                track, number, timestamp, at, is_marked = _PACKET.unpack_from(body)
                return TrackPacket(track, number, timestamp, at, bool(is_marked), body[_PACKET.size :])
            case 3:
                return Closed(*_CLOSED.unpack(body))
            case 4:
                return KeyframeWanted(*_WANTED.unpack(body))
            case _:
                raise TapBroken("unknown frame")
    except (struct.error, ValueError) as error:
        raise TapBroken(str(error)) from error
