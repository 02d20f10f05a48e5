"""RTP headers and their one-byte extensions (RFC 3550 5.1, RFC 8285), copying only what is kept. Pure."""

import struct
from dataclasses import dataclass

FIXED_HEADER_BYTES = 12
SEQUENCE_MODULUS = 1 << 16
TIMESTAMP_MODULUS = 1 << 32
_ONE_BYTE_PROFILE = 0xBEDE
_read_header = struct.Struct("!BBHII").unpack_from
_read_extension_head = struct.Struct("!HH").unpack_from


class MalformedRtp(ValueError):
    """Not RTP we could forward; dropped and counted."""


@dataclass(slots=True)  # not frozen: one is made for each packet that comes in, and that would cost 1 us
class RtpPacket:
    """A packet as its publisher sent it; `payload` has no padding. `extension_block` is unread: see `extensions`."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    extension_block: bytes
    payload: bytes

    def extensions(self) -> dict[int, bytes]:
        """Return the raw bytes by id. Raises MalformedRtp. Few packets need it, and it is half of reading one."""
        return _extensions(self.extension_block)


def parse(datagram: memoryview | bytes) -> RtpPacket:
    """Return the packet. Raises MalformedRtp if any length in it is not true."""
    size = len(datagram)
    if size < FIXED_HEADER_BYTES:
        raise MalformedRtp("short")
    first, second, sequence, timestamp, ssrc = _read_header(datagram)
    if first >> 6 != 2:
        raise MalformedRtp("version")
    start = FIXED_HEADER_BYTES + 4 * (first & 0x0F)
    block = b""
    if first & 0x10:
        if start + 4 > size:
            raise MalformedRtp("cut extension header")
        profile, words = _read_extension_head(datagram, start)
        begin, start = start + 4, start + 4 + 4 * words
        if profile == _ONE_BYTE_PROFILE:  # two-byte form was never answered, so nobody may need it
            block = bytes(datagram[begin:start])
    if start > size:
        raise MalformedRtp("cut header")
    if first & 0x20:
        size = _without_padding(datagram, start, size)
    return RtpPacket(second & 0x7F, second > 0x7F, sequence, timestamp, ssrc, block, bytes(datagram[start:size]))


def sequence_distance(later: int, earlier: int) -> int:
    """Return how far `later` is ahead of `earlier` on the 16-bit circle: -32768 to 32767."""
    return ((later - earlier + 0x8000) & 0xFFFF) - 0x8000


def _extensions(block: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    position, end = 0, len(block)
    while position < end:
        head = block[position]
        position += 1
        if head == 0:
            continue
        if head >> 4 == 15:
            break
        length = (head & 0x0F) + 1
        if position + length > end:
            raise MalformedRtp("cut extension")
        found[head >> 4] = block[position : position + length]
        position += length
    return found


def _without_padding(datagram: memoryview | bytes, start: int, size: int) -> int:
    padding = datagram[size - 1]
    if padding == 0 or size - padding < start:
        raise MalformedRtp("padding")
    return size - padding
