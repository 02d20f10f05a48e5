"""RTCP as a forwarder needs it: read what pages report, write what they must hear (RFC 3550, 4585, 5104). Pure."""

import struct
from dataclasses import dataclass

_SR, _RR, _SDES, _BYE, _APP, _RTPFB, _PSFB = range(200, 207)
_NACK = 1
_PLI = 1
_FIR = 4
_REMB = 15
NTP_UNIX_OFFSET_S = 2_208_988_800
_MAX_LOST = 500  # sequence numbers one message may ask for; the window has no more
_BLOCK_BYTES = 24


class MalformedRtcp(ValueError):
    """Not RTCP we could use; dropped and counted."""


@dataclass(frozen=True, slots=True)
class SenderReport:
    """A publisher's clock: `ntp` 64-bit, `timestamp` the RTP time of the same moment."""

    ssrc: int
    ntp: int
    timestamp: int


@dataclass(frozen=True, slots=True)
class ReceptionReport:
    """What a receiver says of one of our streams. `loss` is a share from 0 to 1 since its last report.

    `last_sr` is the middle of the NTP time of our last sender report it had, `since_last_sr` how long ago that came in
    1/65,536 s (RFC 3550 6.4.1); both 0 if it had none.
    """

    ssrc: int
    loss: float
    highest: int  # the newest packet it had, wraps counted above bit 16
    jitter: int
    last_sr: int = 0
    since_last_sr: int = 0


@dataclass(frozen=True, slots=True)
class Nack:
    """Packets of `ssrc` the receiver misses."""

    ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyframeRequest:
    """PLI or FIR for `ssrc`."""

    ssrc: int


@dataclass(frozen=True, slots=True)
class BandwidthEstimate:
    """What the receiver believes its line carries (REMB)."""

    bitrate_bps: int


@dataclass(frozen=True, slots=True)
class Bye:
    """Streams that have ended."""

    ssrcs: tuple[int, ...]


Feedback = SenderReport | ReceptionReport | Nack | KeyframeRequest | BandwidthEstimate | Bye


def parse(datagram: bytes) -> list[Feedback]:
    """Return what a compound packet says, unknown parts left out. Raises MalformedRtcp if a length is not true."""
    found: list[Feedback] = []
    position = 0
    while position < len(datagram):
        if position + 4 > len(datagram):
            raise MalformedRtcp("cut header")
        first, kind, words = struct.unpack_from("!BBH", datagram, position)
        end = position + 4 + 4 * words
        if first >> 6 != 2 or end > len(datagram):
            raise MalformedRtcp("header")
        found += _part(kind, first & 0x1F, datagram[position + 4 : end])
        position = end
    return found


def ntp_from_unix(unix_s: float) -> int:
    """Return the 64-bit NTP time of a moment in unix seconds."""
    return int((unix_s + NTP_UNIX_OFFSET_S) * (1 << 32)) & 0xFFFF_FFFF_FFFF_FFFF


def round_trip_s(report: ReceptionReport, ntp_now: int) -> float | None:
    """Return the round trip a report measures (RFC 3550 6.4.1), None if it has had no sender report of ours."""
    if not report.last_sr:
        return None
    units = ((ntp_now >> 16) - report.last_sr - report.since_last_sr) & 0xFFFF_FFFF
    return (units - (1 << 32) if units >> 31 else units) / 65_536


def sender_report(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int, cname: bytes) -> bytes:
    """Return SR and SDES in one compound packet."""
    report = struct.pack("!IQIII", ssrc, ntp, timestamp, packets & 0xFFFF_FFFF, octets & 0xFFFF_FFFF)
    return _packet(0, _SR, report) + _sdes(ssrc, cname)


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """One stream in a receiver report; `loss` is 0 to 255 as on the wire, the times as RFC 3550 6.4.1 has them."""

    ssrc: int
    loss: int
    lost: int
    highest: int
    jitter: int
    last_sr: int
    since_last_sr: int


def receiver_report(ssrc: int, blocks: list[ReportBlock], cname: bytes) -> bytes:
    """Return RR and SDES in one compound packet; at most 31 blocks."""
    body = struct.pack("!I", ssrc)
    for block in blocks:
        lost = max(-(1 << 23), min(block.lost, (1 << 23) - 1)) & 0xFFFFFF
        body += struct.pack(
            "!IIIIII",
            block.ssrc,
            block.loss << 24 | lost,
            block.highest,
            block.jitter,
            block.last_sr,
            block.since_last_sr,
        )
    return _packet(len(blocks), _RR, body) + _sdes(ssrc, cname)


def nack(ssrc: int, media: int, sequences: list[int]) -> bytes:
    """Return a generic NACK; sequence numbers must be in order."""
    entries: list[tuple[int, int]] = []
    for sequence in sequences:
        if entries and 0 < (sequence - entries[-1][0]) % 0x10000 <= 16:
            first, mask = entries[-1]
            entries[-1] = (first, mask | 1 << (sequence - first) % 0x10000 - 1)
        else:
            entries.append((sequence, 0))
    body = struct.pack("!II", ssrc, media) + b"".join(struct.pack("!HH", *entry) for entry in entries)
    return _packet(_NACK, _RTPFB, body)


def picture_loss(ssrc: int, media: int) -> bytes:
    """Return a PLI: please send a keyframe."""
    return _packet(_PLI, _PSFB, struct.pack("!II", ssrc, media))


def bandwidth_estimate(ssrc: int, bitrate_bps: int, media: list[int]) -> bytes:
    """Return a REMB (draft-alvestrand-rmcat-remb) for these streams together."""
    exponent = max(0, bitrate_bps.bit_length() - 18)
    mantissa = bitrate_bps >> exponent
    head = struct.pack("!II4sI", ssrc, 0, b"REMB", len(media) << 24 | exponent << 18 | mantissa)
    return _packet(_REMB, _PSFB, head + b"".join(struct.pack("!I", one) for one in media))


def _packet(count: int, kind: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def _sdes(ssrc: int, cname: bytes) -> bytes:
    item = struct.pack("!IBB", ssrc, 1, len(cname)) + cname + b"\0"
    return _packet(1, _SDES, item + bytes(-len(item) % 4))


def _part(kind: int, count: int, body: bytes) -> list[Feedback]:
    if kind == _SR:
        if len(body) < 24:
            raise MalformedRtcp("SR")
        ssrc, ntp, timestamp = struct.unpack_from("!IQI", body)
        return [SenderReport(ssrc, ntp, timestamp), *_reports(body, 24, count)]
    if kind == _RR:
        return list(_reports(body, 4, count))
    if kind == _BYE:
        if len(body) < 4 * count:
            raise MalformedRtcp("BYE")
        return [Bye(struct.unpack_from(f"!{count}I", body))]
    if kind in (_RTPFB, _PSFB):
        return _feedback(kind, count, body)
    return []


def _reports(body: bytes, start: int, count: int) -> list[ReceptionReport]:
    if len(body) < start + count * _BLOCK_BYTES:
        raise MalformedRtcp("reports")
    found = []
    for index in range(count):
        ssrc, loss, highest, *rest = struct.unpack_from("!IIIIII", body, start + index * _BLOCK_BYTES)
        found.append(ReceptionReport(ssrc, (loss >> 24) / 256, highest, *rest))
    return found


def _feedback(kind: int, fmt: int, body: bytes) -> list[Feedback]:
    if len(body) < 8:
        raise MalformedRtcp("feedback")
    media = struct.unpack_from("!I", body, 4)[0]
    if kind == _RTPFB and fmt == _NACK:
        return [Nack(media, _nacked(body))]
    if kind == _PSFB and fmt == _PLI:
        return [KeyframeRequest(media)]
    if kind == _PSFB and fmt == _FIR:
        return [KeyframeRequest(struct.unpack_from("!I", body, at)[0]) for at in range(8, len(body) - 7, 8)]
    if kind == _PSFB and fmt == _REMB and body[8:12] == b"REMB":
        return _remb(body)
    return []


def _nacked(body: bytes) -> tuple[int, ...]:
    sequences: list[int] = []
    for at in range(8, len(body) - 3, 4):
        first, mask = struct.unpack_from("!HH", body, at)
        sequences.append(first)
        sequences += [(first + 1 + bit) % 0x10000 for bit in range(16) if mask >> bit & 1]
    return tuple(sequences[:_MAX_LOST])


def _remb(body: bytes) -> list[Feedback]:
    if len(body) < 16:
        raise MalformedRtcp("REMB")
    word = struct.unpack_from("!I", body, 12)[0]
    return [BandwidthEstimate((word & 0x3FFFF) << (word >> 18 & 0x3F))]
