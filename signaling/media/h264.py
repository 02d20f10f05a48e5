"""Where a keyframe of H.264 starts, by the types of its NAL units (RFC 6184 5.2 to 5.8). Pure."""

_SLICE_OF_KEYFRAME, _PARAMETERS = 5, 7
_STARTS = (_SLICE_OF_KEYFRAME, _PARAMETERS)  # parameters of a sequence come right before its keyframe
_STAP_A, _FU_A = 24, 28
_TYPE = 0x1F


def starts_keyframe(payload: bytes) -> bool:
    """Say whether a viewer may begin here; False for what is malformed."""
    if len(payload) < 2:
        return False
    kind = payload[0] & _TYPE
    if kind == _STAP_A:
        return _has_start(payload)
    if kind == _FU_A:
        return payload[1] >> 7 == 1 and payload[1] & _TYPE in _STARTS
    return kind in _STARTS


def _has_start(payload: bytes) -> bool:
    """Look through an aggregation packet: each unit has its size before it in two bytes (RFC 6184 5.7.1)."""
    at = 1
    while at + 2 < len(payload):
        size = int.from_bytes(payload[at : at + 2])
        if size == 0 or at + 2 + size > len(payload):
            return False
        if payload[at + 2] & _TYPE in _STARTS:
            return True
        at += 2 + size
    return False
