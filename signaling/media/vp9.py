"""The VP9 payload descriptor (RFC 9628 4.2): where a keyframe starts, and where the picture's number stands. Pure.

The number is continued like VP8's: without layers libwebrtc takes each picture to refer to the number before its own.
TL0PICIDX stays byte for byte: it comes only with temporal layers (4.2), which no page of ours asks for.
"""

from dataclasses import dataclass

_PICTURE, _INTER, _LAYERS, _BEGINS = 0x80, 0x40, 0x20, 0x08
_SPATIAL_LAYER = 0x0E


@dataclass(frozen=True, slots=True)
class Vp9Descriptor:
    """What a forwarder needs of one payload; `picture` is None if absent, `picture_bytes` 1 or 2 otherwise."""

    picture: int | None
    picture_bytes: int
    starts_keyframe: bool


_NOTHING = Vp9Descriptor(None, 0, starts_keyframe=False)


def parse(payload: bytes) -> Vp9Descriptor:
    """Return the descriptor; one of nothing, if it is cut short."""
    try:
        return _parse(payload)
    except IndexError:
        return _NOTHING


def _parse(payload: bytes) -> Vp9Descriptor:
    flags, at = payload[0], 1
    picture, picture_bytes = None, 0
    if flags & _PICTURE:
        picture_bytes = 2 if payload[at] & 0x80 else 1
        picture = payload[at] & 0x7F
        if picture_bytes == 2:
            picture = picture << 8 | payload[at + 1]
        at += picture_bytes
    is_lowest = not flags & _LAYERS or not payload[at] & _SPATIAL_LAYER
    begins = flags & (_INTER | _BEGINS) == _BEGINS
    return Vp9Descriptor(picture, picture_bytes, begins and is_lowest and at < len(payload))
