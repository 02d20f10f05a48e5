"""What codecs the engine passes through, which forms of them, and how each one's payloads are read. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from signaling.media import av1, h264, vp8, vp9

PICTURE_AT = 1  # in a payload of VP9

_VALUE = re.compile(r"[0-9A-Fa-f]{1,6}")


class Codec(Enum):
    """By the name of its rtpmap."""

    OPUS = "opus/48000/2"
    VP8 = "VP8/90000"
    H264 = "H264/90000"
    VP9 = "VP9/90000"
    AV1 = "AV1/90000"


@dataclass(frozen=True, slots=True)
class OfferedCodec:
    """A codec with the payload type and the parameters of one offer, which are only such as we know."""

    codec: Codec
    payload_type: int
    parameters: dict[str, str] = field(default_factory=dict)


SOUND = frozenset({Codec.OPUS})
PICTURES = frozenset(Codec) - SOUND
_BY_NAME = {codec.value.lower(): codec for codec in Codec}
_PARAMETERS = {
    Codec.H264: ("level-asymmetry-allowed", "packetization-mode", "profile-level-id"),
    Codec.VP9: ("profile-id",),
    Codec.AV1: ("level-idx", "profile", "tier"),
}


def read_codec(name: str, payload_type: int, parameters: str) -> OfferedCodec | None:
    """Return the codec of an rtpmap and its fmtp; None if it, or this form of it, is not one of ours."""
    codec = _BY_NAME.get(name.lower())
    if codec is None:
        return None
    pairs = (pair.strip().partition("=") for pair in parameters.split(";"))
    known = _PARAMETERS.get(codec, ())
    values = {key.lower(): value for key, _, value in pairs if key.lower() in known and _VALUE.fullmatch(value)}
    return OfferedCodec(codec, payload_type, values) if _is_ours(codec, values) else None


def _is_ours(codec: Codec, values: dict[str, str]) -> bool:
    """The one form of each that every browser decodes; without a word a codec is in the first (RFC 6184 8.1)."""
    if codec is Codec.H264:
        is_baseline = re.fullmatch("42[0-9A-Fa-f]{4}", values.get("profile-level-id", "420010")) is not None
        return is_baseline and values.get("packetization-mode") == "1"
    return values.get("profile-id", "0") == "0" and values.get("profile", "0") == "0"


def _read_h264(payload: bytes) -> vp8.Vp8Descriptor:
    return _KEYFRAME if h264.starts_keyframe(payload) else vp8.NO_DESCRIPTOR


def _read_av1(payload: bytes) -> vp8.Vp8Descriptor:
    return _KEYFRAME if av1.starts_keyframe(payload) else vp8.NO_DESCRIPTOR


def _read_vp9(payload: bytes) -> vp8.Vp8Descriptor:
    found = vp9.parse(payload)
    at = PICTURE_AT if found.picture is not None else 0
    return vp8.Vp8Descriptor(found.picture, at, found.picture_bytes, None, 0, found.starts_keyframe, 0)


_KEYFRAME = vp8.Vp8Descriptor(None, 0, 0, None, 0, starts_keyframe=True, height=0)
# Chosen once for a stream, so that a packet of VP8 pays nothing for the others.
READERS: dict[Codec, Callable[[bytes], vp8.Vp8Descriptor]] = {
    Codec.OPUS: lambda _: vp8.NO_DESCRIPTOR,
    Codec.VP8: vp8.parse,
    Codec.H264: _read_h264,
    Codec.VP9: _read_vp9,
    Codec.AV1: _read_av1,
}
