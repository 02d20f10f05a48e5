"""From RTP packets of VP8 (RFC 7741) to whole frames, beginning with a keyframe; after a loss, with the next. Pure."""

from dataclasses import dataclass

from signaling.tap_wire import TrackPacket

MAX_FRAME_BYTES = 4 << 20  # a keyframe of a shared 4K screen has a tenth of it
_START_CODE = b"\x9d\x01\x2a"  # RFC 6386 9.1
_KEYFRAME_HEAD_BYTES = 10


@dataclass(frozen=True, slots=True)
class Picture:
    """One coded frame; `width` and `height` are known of keyframes only."""

    coded: bytes
    timestamp: int
    at: float
    is_keyframe: bool
    width: int = 0
    height: int = 0


class Vp8Frames:
    """Puts the packets of one track together, given in order and told of every loss."""

    def __init__(self) -> None:
        self.needs_keyframe = True
        self._parts: list[bytes] = []
        self._size = 0
        self._timestamp = 0

    def lost(self) -> None:
        """Packets are missing: what follows refers to what nobody has, until the next keyframe."""
        self.needs_keyframe = True
        self._parts = []

    def take(self, packet: TrackPacket) -> Picture | None:
        """Take in the next packet; return the frame it completes, if it can be shown."""
        begins, coded = _without_descriptor(packet.payload)
        if begins:
            if self._parts and packet.timestamp != self._timestamp:
                self.lost()  # the frame before has no end
            if not self._parts:
                self._size, self._timestamp = 0, packet.timestamp
        elif not self._parts or packet.timestamp != self._timestamp:
            self.lost()
            return None
        self._parts.append(coded)
        self._size += len(coded)
        if self._size > MAX_FRAME_BYTES:
            self.lost()
        return self._whole(packet) if packet.is_marked and self._parts else None

    def _whole(self, packet: TrackPacket) -> Picture | None:
        coded, self._parts = b"".join(self._parts), []
        is_keyframe = len(coded) >= _KEYFRAME_HEAD_BYTES and not coded[0] & 1 and coded[3:6] == _START_CODE
        if self.needs_keyframe and not is_keyframe:
            return None
        self.needs_keyframe = False
        if not is_keyframe:
            return Picture(coded, packet.timestamp, packet.at, is_keyframe=False)
        width, height = (int.from_bytes(coded[at : at + 2], "little") & 0x3FFF for at in (6, 8))
        return Picture(coded, packet.timestamp, packet.at, True, width, height)


def _without_descriptor(payload: bytes) -> tuple[bool, bytes]:
    """Return whether a frame begins here, and the payload without its descriptor (RFC 7741 4.2)."""
    if not payload:
        return False, b""
    first, at = payload[0], 1
    if first & 0x80 and len(payload) > 1:
        flags, at = payload[1], 2
        if flags & 0x80:
            at += 2 if payload[at : at + 1] >= b"\x80" else 1
        at += bool(flags & 0x40) + bool(flags & 0x30)
    begins = first & 0x17 == 0x10  # S, and partition 0
    return begins, payload[at:]
