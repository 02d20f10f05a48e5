"""Where a keyframe of AV1 starts: the aggregation header (AV1 RTP specification 4.4). Pure.

Its dependency descriptor is a header extension, which we never negotiate, so nothing has to be written anew.
"""

_CONTINUES, _NEW_SEQUENCE = 0x80, 0x08


def starts_keyframe(payload: bytes) -> bool:
    """Say whether a coded video sequence begins here; False for what is malformed: it cannot begin with a rest."""
    return len(payload) > 1 and payload[0] & (_CONTINUES | _NEW_SEQUENCE) == _NEW_SEQUENCE
