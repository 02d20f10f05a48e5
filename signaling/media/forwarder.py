"""The costliest lines of the house: each is run for every packet of every viewer, so nothing in here is a call more."""

import struct
from collections.abc import Callable, Iterable
from functools import cache

from signaling.media.aiortc_seam import STATUS_OK
from signaling.media.fan_out import BATCH, MAX_PAYLOAD_BYTES
from signaling.media.forwarding import Forwarded, Turn
from signaling.media.rtp import FIXED_HEADER_BYTES
from signaling.media.vp8 import PICTURE_MASK, TL0_MASK, WIDE

_VERSION = 0x80  # no padding, no extensions, no CSRC
_write_picture = struct.Struct("!H").pack_into
_write_picture_and_tl0 = struct.Struct("!HB").pack_into


def forward(packet: Forwarded, turns: Iterable[Turn]) -> None:
    """Queue a packet for the viewers of these turns, in each one's own numbers; nothing for a line that is down.

    Done again, it gives the same bytes, as SRTP demands.
    """
    number, timestamp, payload, marker = packet.number, packet.timestamp, packet.payload, packet.marker
    picture, tl0 = packet.picture, packet.tl0
    picture_at = FIXED_HEADER_BYTES + packet.picture_at if packet.picture_at else 0
    size = FIXED_HEADER_BYTES + len(payload)
    if len(payload) > MAX_PAYLOAD_BYTES:
        return
    write = _writer(len(payload))
    for turn in turns:
        line = turn.sender.line
        if line is None or number < turn.first:  # a straggler of the time before the switch
            continue
        out = line.fan_out
        at = out.count
        buffer = out.buffers[at]
        view, length = buffer.view, buffer.length
        sequence, time = (number + turn.sequence) & 0xFFFF, (timestamp + turn.timestamp) & 0xFFFF_FFFF
        write(view, 0, _VERSION, marker | turn.payload_type, sequence, time, turn.ssrc, payload)
        if picture_at:
            if tl0 >= 0:
                both = WIDE | (picture + turn.picture) & PICTURE_MASK, (tl0 + turn.tl0) & TL0_MASK
                _write_picture_and_tl0(view, picture_at, *both)
            else:
                _write_picture(view, picture_at, WIDE | (picture + turn.picture) & PICTURE_MASK)
        length[0] = size
        if line.seal(buffer.address, length) != STATUS_OK:
            out.dropped += 1
            continue
        if out.destinations[at] is not line.destination:
            out.address(at, line.destination)
        out.count = at + 1
        if at + 1 == BATCH:
            out.flush()


@cache
def _writer(payload_bytes: int) -> Callable[..., None]:
    """Return what writes first and second byte, sequence, timestamp, SSRC and a payload of this length in one call."""
    return struct.Struct(f"!BBHII{payload_bytes}s").pack_into
