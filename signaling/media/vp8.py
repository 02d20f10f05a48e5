"""The VP8 payload descriptor (RFC 7741 4.2): where a keyframe starts, and renumbering of pictures. Pure."""

import struct
from dataclasses import dataclass, replace

PICTURE_MASK = (1 << 15) - 1
TL0_MASK = (1 << 8) - 1
WIDE = 0x8000  # the bit that says fifteen
_PICTURE = struct.Struct("!H")


class MalformedVp8(ValueError):
    """Not a VP8 payload; dropped and counted."""


@dataclass(slots=True)  # not frozen: one is made for each packet that comes in, and that would cost 1 us
class Vp8Descriptor:
    """What a forwarder needs of one payload.

    `picture` and `tl0` are None if absent. `picture_at` and `tl0_at` are their places in the payload; `picture_bytes`
    is 1 or 2. `height` is 0 unless the payload starts a keyframe.
    """

    picture: int | None
    picture_at: int
    picture_bytes: int
    tl0: int | None
    tl0_at: int
    starts_keyframe: bool
    height: int


NO_DESCRIPTOR = Vp8Descriptor(None, 0, 0, None, 0, False, 0)


def parse(payload: bytes) -> Vp8Descriptor:
    """Return the descriptor. Raises MalformedVp8 if it is cut short. An empty payload (a keep-alive) has none."""
    if not payload:
        return NO_DESCRIPTOR
    try:
        return _parse(payload)
    except IndexError:
        raise MalformedVp8("cut descriptor") from None


def widened(payload: bytes, descriptor: Vp8Descriptor) -> tuple[bytes, Vp8Descriptor]:
    """Return payload and descriptor with a picture number of fifteen bits, if it has one of seven.

    A slot goes on counting whatever publisher it shows, and needs the room. TL0PICIDX comes right behind it, if at all
    (RFC 7741 4.2).
    """
    if descriptor.picture is None or descriptor.picture_bytes == 2:
        return payload, descriptor
    at = descriptor.picture_at
    wide = payload[:at] + _PICTURE.pack(WIDE | descriptor.picture) + payload[at + 1 :]
    tl0_at = descriptor.tl0_at + 1 if descriptor.tl0 is not None else 0
    return wide, replace(descriptor, picture_bytes=2, tl0_at=tl0_at)


def _parse(payload: bytes) -> Vp8Descriptor:
    first, at = payload[0], 1
    picture = tl0 = None
    picture_at = picture_bytes = tl0_at = 0
    if first & 0x80:
        flags, at = payload[1], 2
        if flags & 0x80:
            picture_at = at
            picture_bytes = 2 if payload[at] & 0x80 else 1
            picture = payload[at] & 0x7F
            if picture_bytes == 2:
                picture = picture << 8 | payload[at + 1]
            at += picture_bytes
        if flags & 0x40:
            tl0, tl0_at = payload[at], at
            at += 1
        if flags & 0x30:
            at += 1
    # S bit and partition 0: this is the first packet of a frame, so the frame's own header follows (RFC 7741 4.3).
    starts_keyframe = first & 0x17 == 0x10 and not payload[at] & 0x01
    height = _height(payload, at) if starts_keyframe else 0
    return Vp8Descriptor(picture, picture_at, picture_bytes, tl0, tl0_at, starts_keyframe, height)


def _height(payload: bytes, at: int) -> int:
    if payload[at + 3 : at + 6] != b"\x9d\x01\x2a":  # start code of a keyframe, RFC 6386 9.1
        raise MalformedVp8("no start code")
    return (payload[at + 8] | payload[at + 9] << 8) & 0x3FFF
