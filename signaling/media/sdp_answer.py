"""The text of our answer: ICE-lite, passive, one port, one SSRC for each slot. Pure.

Fingerprint and setup stand in every m-line: Firefox's content process crashes otherwise (measured).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from signaling.media.codecs import Codec, OfferedCodec
from signaling.media.engine import Kind
from signaling.media.sdp_gate import LEVEL_URI, MID_URI, RID_URI, SEND_TIME_URI, Offer, OfferedLine

CNAME = "chibo"
# RFC 7587: forward error correction keeps words whole at 10 % loss; DTX sends nothing while nobody speaks.
_OPUS_PARAMETERS = "minptime=10;useinbandfec=1;usedtx=1"
_VIDEO_FEEDBACK = ("ccm fir", "nack", "nack pli", "goog-remb")
_NOWHERE = "0.0.0.0"  # noqa: S104 - text of a bundled m-line, nothing binds to it
_PREFERENCE_STEP = 1 << 8
_HOST_PRIORITY = (126 << 24) | 255  # RFC 8445 5.1.2: host type, component 1


@dataclass(frozen=True, slots=True)
class ServerTransport:
    """Where and as whom this connection is answered. Addresses are tried in this order."""

    addresses: Sequence[str]
    port: int
    ufrag: str
    password: str
    fingerprint: str


def write_answer(offer: Offer, transport: ServerTransport, slot_ssrcs: dict[str, int]) -> str:
    """Return the answer; `slot_ssrcs` gives each receive slot's SSRC by mid."""
    mids = " ".join(line.mid for line in offer.lines)
    rows = ["v=0", f"o=- {offer.session} 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=ice-lite"]
    rows += [f"a=group:BUNDLE {mids}", "a=msid-semantic:WMS *"]
    for at, line in enumerate(offer.lines):
        rows += _head(line, transport, is_first=at == 0)
        rows += _send_line(line) if line.sends else _slot_line(line, slot_ssrcs[line.mid])
    return "\r\n".join(rows) + "\r\n"


def _head(line: OfferedLine, transport: ServerTransport, *, is_first: bool) -> list[str]:
    address = transport.addresses[0] if is_first else _NOWHERE
    family = "IP6" if ":" in address else "IP4"
    port = transport.port if is_first else 9
    numbers = " ".join(str(one.payload_type) for one in line.codecs)
    rows = [f"m={line.media} {port} UDP/TLS/RTP/SAVPF {numbers}", f"c=IN {family} {address}"]
    rows += [f"a=ice-ufrag:{transport.ufrag}", f"a=ice-pwd:{transport.password}"]
    rows += [f"a=fingerprint:sha-256 {transport.fingerprint}", "a=setup:passive"]
    if is_first:
        rows += [_candidate(at, host, transport.port) for at, host in enumerate(transport.addresses)]
        rows += ["a=end-of-candidates"]
    rows += [f"a=mid:{line.mid}", _direction(line), "a=rtcp-mux"]
    return rows + [row for one in line.codecs for row in _codec(one)]


def _direction(line: OfferedLine) -> str:
    if line.is_inactive:
        return "a=inactive"
    return "a=recvonly" if line.sends else "a=sendonly"


def _candidate(at: int, host: str, port: int) -> str:
    priority = _HOST_PRIORITY + (65_535 - at * 100) * _PREFERENCE_STEP
    return f"a=candidate:{at + 1} 1 udp {priority} {host} {port} typ host"


def _codec(one: OfferedCodec) -> list[str]:
    number = one.payload_type
    rows = [f"a=rtpmap:{number} {one.codec.value}"]
    if one.codec is Codec.OPUS:
        return [*rows, f"a=fmtp:{number} {_OPUS_PARAMETERS}"]
    rows += [f"a=rtcp-fb:{number} {feedback}" for feedback in _VIDEO_FEEDBACK]
    parameters = ";".join(f"{name}={value}" for name, value in one.parameters.items())
    return [*rows, f"a=fmtp:{number} {parameters}"] if parameters else rows


def _send_line(line: OfferedLine) -> list[str]:
    wanted = {Kind.AUDIO: (LEVEL_URI, SEND_TIME_URI, MID_URI), Kind.VIDEO: (SEND_TIME_URI, MID_URI, RID_URI)}
    uris = wanted.get(line.kind, (SEND_TIME_URI, MID_URI))
    rows = [f"a=extmap:{line.extensions[uri]} {uri}" for uri in uris if uri in line.extensions]
    if line.rids and RID_URI in line.extensions:
        rows += [f"a=rid:{rid} recv" for rid in line.rids]
        rows += [f"a=simulcast:recv {';'.join(line.rids)}"]
    return rows


def _slot_line(line: OfferedLine, ssrc: int) -> list[str]:
    if line.is_inactive:
        return []
    return [f"a=msid:s{line.mid} t{line.mid}", f"a=ssrc:{ssrc} cname:{CNAME}"]
