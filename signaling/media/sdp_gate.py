"""What an offer may contain: a strict scanner of our own, since a browser's offer is a stranger's text.

The plan of m-lines is the server's; whatever departs from it is refused whole, before any transport exists. Remote
candidates are never read: an ICE-lite agent answers checks and calls on nobody. Data channels are refused here because
aiortc's SCTP must not be reachable. Pure.
"""

import re
from dataclasses import dataclass

from signaling.media.codecs import PICTURES, SOUND, Codec, OfferedCodec, read_codec
from signaling.media.engine import Kind, OfferProblem, OfferRefused, SlotPlan

MAX_OFFER_BYTES = 256_000  # Chromium's full offer of 19 lines is 79 kB
MAX_RIDS = 3
MAX_SSRCS = 16
MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID_URI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
SEND_TIME_URI = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
_KNOWN_URIS = (MID_URI, RID_URI, LEVEL_URI, SEND_TIME_URI)
_ONE_BYTE_IDS = range(1, 15)  # RFC 8285 4.2; we never answer the two-byte form
_PROTOCOL = "UDP/TLS/RTP/SAVPF"
_CODECS = {"audio": SOUND, "video": PICTURES}
# Dynamic ones; 64 to 95 would look like RTCP with the marker bit set (RFC 5761 4).
_PAYLOAD_TYPES = frozenset(str(number) for number in (*range(35, 64), *range(96, 128)))
_SEND_LINES = (Kind.AUDIO, Kind.VIDEO, Kind.SCREEN)
_MID = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,16}")
_RID = re.compile(r"[A-Za-z0-9_-]{1,16}")
_UFRAG = re.compile(r"[A-Za-z0-9+/]{4,256}")
_PASSWORD = re.compile(r"[A-Za-z0-9+/]{22,256}")
_SHA256 = re.compile(r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}")
_SETUPS = ("actpass", "active")


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """One m-line that passed. `extensions` maps the URIs we know to ids; `rids` are in the offer's order.

    `codecs` are those we answer with: what is sent has the one the offer likes best, a slot all that we know, since it
    shows different publishers in turn.
    """

    mid: str
    kind: Kind
    sends: bool
    is_inactive: bool
    codecs: tuple[OfferedCodec, ...]
    extensions: dict[str, int]
    rids: tuple[str, ...]
    ssrcs: tuple[int, ...]

    @property
    def payload_type(self) -> int:
        """The one of what is sent."""
        return self.codecs[0].payload_type

    @property
    def payload_types(self) -> dict[Codec, int]:
        """What each codec is called."""
        return {one.codec: one.payload_type for one in self.codecs}

    @property
    def media(self) -> str:
        """The word of the m-line: a screen is video on the wire."""
        return "audio" if self.kind is Kind.AUDIO else "video"


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer that follows the plan. `session` names the browser's connection and stays the same on ICE restart."""

    session: str
    ufrag: str
    password: str
    fingerprint: str
    lines: tuple[OfferedLine, ...]


@dataclass(slots=True)
class _Section:
    head: str
    attributes: list[tuple[str, str]]

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


def read_offer(sdp: str, plan: SlotPlan) -> Offer:
    """Return the offer. Raises OfferRefused with the first thing found wrong, and nothing else, whatever the text."""
    if len(sdp) > MAX_OFFER_BYTES or len(sdp.encode("utf-8", "replace")) > MAX_OFFER_BYTES:
        raise OfferRefused(OfferProblem.TOO_LARGE)
    session, origin, sections = _sections(sdp)
    kinds = _planned_kinds(plan)
    if any(section.head.startswith("application") for section in sections):
        raise OfferRefused(OfferProblem.DATA_CHANNEL)
    if len(sections) != len(kinds):
        raise OfferRefused(OfferProblem.WRONG_LINES)
    lines = tuple(
        _line(section, kind, sends=at < len(_SEND_LINES))
        for at, (section, kind) in enumerate(zip(sections, kinds, strict=True))
    )
    _check_mids(session, lines)
    ufrag, password = _ice(session, sections)
    return Offer(origin, ufrag, password, _fingerprint(session, sections), lines)


def _planned_kinds(plan: SlotPlan) -> list[Kind]:
    slots = [Kind.AUDIO] * plan.audio + [Kind.VIDEO] * plan.video + [Kind.SCREEN] * plan.screen
    return [*_SEND_LINES, *slots]


def _sections(sdp: str) -> tuple[_Section, str, list[_Section]]:
    session = _Section("", [])
    sections: list[_Section] = []
    origin = ""
    rows = sdp.replace("\r\n", "\n").rstrip("\n").split("\n")
    if rows[0] != "v=0":
        raise OfferRefused(OfferProblem.NOT_SDP)
    for row in rows:
        if len(row) < 2 or row[1] != "=" or not row.isprintable():
            raise OfferRefused(OfferProblem.NOT_SDP)
        kind, rest = row[0], row[2:]
        if kind == "m":
            sections.append(_Section(rest, []))
        elif kind == "o":
            origin = _origin(rest)
        elif kind == "a":
            name, _, value = rest.partition(":")
            (sections[-1] if sections else session).attributes.append((name, value))
    if not origin:
        raise OfferRefused(OfferProblem.NOT_SDP)
    return session, origin, sections


def _origin(rest: str) -> str:
    words = rest.split(" ")
    if len(words) != 6 or len(words[1]) > 40:
        raise OfferRefused(OfferProblem.NOT_SDP)
    return words[1]


def _line(section: _Section, kind: Kind, *, sends: bool) -> OfferedLine:
    media, payload_types = _head(section.head, kind)
    if "rtcp-mux" not in (name for name, _ in section.attributes):
        raise OfferRefused(OfferProblem.NO_RTCP_MUX)
    codecs = _codecs(section, media, payload_types)
    return OfferedLine(
        mid=_only(section.values("mid"), _MID, OfferProblem.WRONG_MID),
        kind=kind,
        sends=sends,
        is_inactive=_is_inactive(section, sends=sends),
        codecs=codecs[:1] if sends else codecs,
        extensions=_extensions(section),
        rids=_rids(section) if kind is Kind.VIDEO and sends else (),
        ssrcs=_ssrcs(section) if sends else (),
    )


def _head(head: str, kind: Kind) -> tuple[str, list[str]]:
    words = head.split(" ")
    media = "audio" if kind is Kind.AUDIO else "video"
    if len(words) < 4 or words[0] != media or words[2] != _PROTOCOL:
        raise OfferRefused(OfferProblem.WRONG_LINES)
    return media, words[3:]


def _is_inactive(section: _Section, *, sends: bool) -> bool:
    directions = [name for name, _ in section.attributes if name in ("sendrecv", "sendonly", "recvonly", "inactive")]
    if directions == ["inactive"]:
        return True
    if directions != ["sendonly" if sends else "recvonly"]:
        raise OfferRefused(OfferProblem.WRONG_DIRECTION)
    return False


def _codecs(section: _Section, media: str, payload_types: list[str]) -> tuple[OfferedCodec, ...]:
    """Return the codecs we know in the offer's order of preference, each in the first form that is one of ours."""
    names, parameters = _by_number(section, "rtpmap"), _by_number(section, "fmtp")
    found: dict[Codec, OfferedCodec] = {}
    for number in payload_types:
        if number in _PAYLOAD_TYPES and number in names:
            one = read_codec(names[number], int(number), parameters.get(number, ""))
            if one is not None and one.codec in _CODECS[media]:
                found.setdefault(one.codec, one)
    if not found:
        raise OfferRefused(OfferProblem.NO_CODEC)
    return tuple(found.values())


def _by_number(section: _Section, name: str) -> dict[str, str]:
    return {number: rest for number, _, rest in (value.partition(" ") for value in section.values(name))}


def _extensions(section: _Section) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in section.values("extmap"):
        number, _, rest = value.partition(" ")
        uri = rest.split(" ")[0]
        if uri not in _KNOWN_URIS:
            continue
        digits = number.split("/")[0]
        if not re.fullmatch(r"\d{1,2}", digits) or uri in found or int(digits) in found.values():
            raise OfferRefused(OfferProblem.ODD_EXTENSION)
        if int(digits) in _ONE_BYTE_IDS:
            found[uri] = int(digits)
    return found


def _rids(section: _Section) -> tuple[str, ...]:
    found: list[str] = []
    for value in section.values("rid"):
        words = value.split(" ")
        if len(words) < 2 or words[1] != "send" or not _RID.fullmatch(words[0]) or words[0] in found:
            raise OfferRefused(OfferProblem.WRONG_LINES)
        found.append(words[0])
    if len(found) > MAX_RIDS or (found and not section.values("simulcast")):
        raise OfferRefused(OfferProblem.WRONG_LINES)
    return tuple(found)


def _ssrcs(section: _Section) -> tuple[int, ...]:
    found: list[int] = []
    for value in section.values("ssrc"):
        digits = value.split(" ")[0]
        if not re.fullmatch(r"\d{1,10}", digits) or int(digits) >= 1 << 32:
            raise OfferRefused(OfferProblem.WRONG_LINES)
        if int(digits) not in found:
            found.append(int(digits))
    if len(found) > MAX_SSRCS:
        raise OfferRefused(OfferProblem.WRONG_LINES)
    return tuple(found)


def _check_mids(session: _Section, lines: tuple[OfferedLine, ...]) -> None:
    mids = [line.mid for line in lines]
    if len(set(mids)) != len(mids):
        raise OfferRefused(OfferProblem.WRONG_MID)
    groups = [value.split(" ") for value in session.values("group")]
    bundles = [words[1:] for words in groups if words[0] == "BUNDLE"]
    if len(bundles) != 1 or bundles[0] != mids:
        raise OfferRefused(OfferProblem.NO_BUNDLE)


def _ice(session: _Section, sections: list[_Section]) -> tuple[str, str]:
    ufrags = _everywhere("ice-ufrag", session, sections)
    passwords = _everywhere("ice-pwd", session, sections)
    if not ufrags or not passwords:
        raise OfferRefused(OfferProblem.NO_ICE)
    return _only(ufrags, _UFRAG, OfferProblem.ODD_ICE), _only(passwords, _PASSWORD, OfferProblem.ODD_ICE)


def _fingerprint(session: _Section, sections: list[_Section]) -> str:
    found = _everywhere("fingerprint", session, sections)
    per_line = all(session.values("fingerprint") or section.values("fingerprint") for section in sections)
    if not found or not per_line:
        raise OfferRefused(OfferProblem.NO_FINGERPRINT)
    strong = [value.partition(" ")[2].upper() for value in found if value.partition(" ")[0].lower() == "sha-256"]
    if not strong:
        raise OfferRefused(OfferProblem.ODD_FINGERPRINT)
    setups = _everywhere("setup", session, sections)
    if not setups or any(setup not in _SETUPS for setup in setups):
        raise OfferRefused(OfferProblem.WRONG_SETUP)
    return _only(strong, _SHA256, OfferProblem.ODD_FINGERPRINT)


def _everywhere(name: str, session: _Section, sections: list[_Section]) -> list[str]:
    return [value for section in (session, *sections) for value in section.values(name)]


def _only(values: list[str], pattern: re.Pattern[str], problem: OfferProblem) -> str:
    """Return the one value that all of them are."""
    if not values or any(value != values[0] for value in values) or not pattern.fullmatch(values[0]):
        raise OfferRefused(problem)
    return values[0]
