"""The costliest lines of the house: each is run for every packet of every viewer, so nothing in here is a call more.

They stand here and in `forwarder.c`, to the same contract: `forward` is the compiled one where there was a compiler at
installation, unless a benchmark declines it (CHIBO_TEST_FORWARDER=python).
"""

import logging
import os
import struct
from collections.abc import Callable, Sequence
from functools import cache

from signaling.media.aiortc_seam import STATUS_OK, seal_place
from signaling.media.fan_out import BATCH, MAX_PAYLOAD_BYTES, Destination, FanOut, Line, is_batched
from signaling.media.forwarding import Forwarded, Turn
from signaling.media.rtp import FIXED_HEADER_BYTES
from signaling.media.vp8 import PICTURE_MASK, TL0_MASK, WIDE

log = logging.getLogger(__name__)

Forward = Callable[[Forwarded, Sequence[Turn]], None]
_VERSION = 0x80  # no padding, no extensions, no CSRC


def forward_in_python(packet: Forwarded, turns: Sequence[Turn]) -> None:
    """Queue a packet for the viewers of these turns, in each one's own numbers; nothing for a line that is down.

    Done again, it gives the same bytes, as SRTP demands.
    """
    number, timestamp, marker, picture, tl0 = packet.number, packet.timestamp, packet.marker, packet.picture, packet.tl0
    size = len(packet.payload)
    if size > MAX_PAYLOAD_BYTES:
        return
    head, tail = _around_numbers(packet)
    write = _writer(len(head), size - len(head) - len(tail), len(tail))
    size += FIXED_HEADER_BYTES
    for turn in turns:
        line = turn.sender.line
        if line is None or number < turn.first:  # a straggler of the time before the switch
            continue
        out = line.fan_out
        at = out.count
        buffer = out.buffers[at]
        second, sequence = marker | turn.payload_type, (number + turn.sequence) & 0xFFFF
        time = (timestamp + turn.timestamp) & 0xFFFF_FFFF
        if tl0 >= 0:
            shown, tl0_shown = WIDE | (picture + turn.picture) & PICTURE_MASK, (tl0 + turn.tl0) & TL0_MASK
            write(buffer.view, 0, _VERSION, second, sequence, time, turn.ssrc, head, shown, tl0_shown, tail)
        elif head:
            shown = WIDE | (picture + turn.picture) & PICTURE_MASK
            write(buffer.view, 0, _VERSION, second, sequence, time, turn.ssrc, head, shown, tail)
        else:
            write(buffer.view, 0, _VERSION, second, sequence, time, turn.ssrc, tail)
        buffer.length[0] = size
        if line.seal(buffer.address, buffer.length) != STATUS_OK:
            out.dropped += 1
            continue
        if out.destinations[at] is not line.destination:
            out.address(at, line.destination)
        out.count = at + 1
        if at + 1 == BATCH:
            out.flush()


def _around_numbers(packet: Forwarded) -> tuple[bytes, bytes]:
    """Return what stands before and behind the picture's numbers; all behind, if there are none."""
    at = packet.picture_at
    if not at:
        return b"", packet.payload
    return packet.payload[:at], packet.payload[at + (2 if packet.tl0 < 0 else 3) :]


@cache
def _writer(head: int, numbers: int, tail: int) -> Callable[..., None]:
    """Return what writes first and second byte, sequence, timestamp, SSRC and the payload's parts in one call."""
    parts = {0: "", 2: f"{head}sH", 3: f"{head}sHB"}[numbers]
    return struct.Struct(f"!BBHII{parts}{tail}s").pack_into


def compiled(seal: int) -> Forward | None:
    """Return the loop in C, which seals by the function at this address; None where it is not built, or does not fit.

    There is one for the process: bound again, it seals by the new one.
    """
    if not is_batched():
        return None
    try:
        from signaling.media import _forwarder

        _forwarder.bind_to(Forwarded, Turn, Line, Destination, FanOut, seal, BATCH, MAX_PAYLOAD_BYTES)
    except ImportError:
        return None
    except (AttributeError, TypeError):
        log.exception("the compiled forwarder is of another version: install again")
        return None
    return _forwarder.forward


def _choose() -> Forward:
    if os.environ.get("CHIBO_TEST_FORWARDER") == "python":
        return forward_in_python
    try:
        return compiled(seal_place()) or forward_in_python
    except TypeError:
        log.exception("libsrtp is not called as the compiled forwarder calls it")
        return forward_in_python


forward = _choose()
