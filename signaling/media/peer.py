"""One member's connection: ICE, DTLS, keys, what it publishes, and the slots it looks through."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from signaling.media.aiortc_seam import DtlsServer, SrtpContext
from signaling.media.bandwidth import PublisherLine, ViewerLine
from signaling.media.budget import (
    HANDSHAKE_AT_ONCE,
    HANDSHAKE_PER_S,
    KEYFRAMES_AT_ONCE,
    KEYFRAMES_PER_S,
    PacketBudget,
    RepairBudget,
)
from signaling.media.codecs import Codec
from signaling.media.engine import Kind, Slot
from signaling.media.fan_out import Line
from signaling.media.forwarding import OutSlot, Stream
from signaling.media.ice_lite import IceLite, IceSession
from signaling.media.layers import nominal
from signaling.media.loudness import Loudness
from signaling.media.rtp import RtpPacket
from signaling.media.sdp_gate import LEVEL_URI, MID_URI, RID_URI, SEND_TIME_URI, Offer, OfferedLine

MAX_STREAMS = 16  # five are normal; each costs libsrtp memory
FORGOTTEN_AFTER_S = 10.0  # longer than any of FLOWS_FOR_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """How a slot stood when its viewer last reported on it."""

    at: float = float("inf")
    packets: int = 0  # sent
    octets: int = 0
    highest: int = 0  # the newest packet they had
    came_bps: int = 0  # how fast they went on since the report before, losses included; 0 if unknown
    came_before_bps: int = 0  # and before that
    last_sr: int = 0  # our report they had
    source: int = 0  # SSRC of the stream it showed
    missing: int = 0  # of that stream, packets that had not come to us
    untold: int = 0  # of those, still to be expected in the next report: it was written before
    was_down: bool = False  # the line, so that what was lost did not count


class Peer:
    """A connection as the room sees it. The owner moves its packets; this keeps what belongs to one member."""

    def __init__(self, offer: Offer, port: IceLite, now: float) -> None:
        self.offer = offer
        self.budget = PacketBudget(now)  # of packets opened with the member's own key: nobody else can spend it
        self.handshakes = PacketBudget(now, HANDSHAKE_PER_S, HANDSHAKE_AT_ONCE)
        self.keyframe_wishes = PacketBudget(now, KEYFRAMES_PER_S, KEYFRAMES_AT_ONCE)
        self.repairs = RepairBudget(now)
        self.publishing = PublisherLine()
        self.viewing = ViewerLine()
        self.reported: dict[int, Reported] = {}  # by slot
        self.sent_octets, self.sent_until = 0, now  # when the line was judged last
        self.gets_bps = 0  # between the last two times
        self.loudness = Loudness()
        self.streams: dict[int, Stream] = {}
        self.malformed = 0
        self.own_ssrc = _ssrc()
        self.started_at = now
        self.forwarded: frozenset[Kind] = frozenset()  # the room's word: what may leave the engine
        self.slots = [self._slot(line) for line in offer.lines if not line.sends and not line.is_inactive]
        self.slots_by_ssrc = {slot.ssrc: slot for slot in self.slots}
        self._slots_of = {kind: [slot for slot in self.slots if slot.kind is kind] for kind in Kind}
        self._decoded = {kind: _decoded(slots) for kind, slots in self._slots_of.items()}
        self.report_at = now  # when the line is to be told and judged next
        self.is_step_due = False  # a report says that it is to be sooner
        self.on_ready: Callable[[], None] = _nothing
        self.on_over: Callable[[], None] = _nothing
        self.on_move: Callable[[], None] = _nothing
        self.ice = IceSession(port, offer.ufrag, now, lambda: self.on_move(), self._find_line)
        self.dtls = DtlsServer(self._send_plain, self._on_dtls_change)
        self.line: Line | None = None
        self.inbound: SrtpContext | None = None
        self.outbound: SrtpContext | None = None
        self._lines = {line.mid: line for line in offer.lines if line.sends}
        self._payload_types = {line.kind: line.payload_type for line in self._lines.values()}
        self._declared = {ssrc: line for line in self._lines.values() for ssrc in line.ssrcs}
        extensions = {uri: number for line in self._lines.values() for uri, number in line.extensions.items()}
        self.send_time_id = extensions.get(SEND_TIME_URI, 0)
        self.level_id = extensions.get(LEVEL_URI, 0)
        self._mid_id = extensions.get(MID_URI, 0)
        self._rid_id = extensions.get(RID_URI, 0)

    def decodes(self, kind: Kind, codec: Codec) -> bool:
        """Say whether what is in this codec may be put in any slot of this kind."""
        return codec in self._decoded[kind]

    def codec_of(self, kind: Kind) -> Codec:
        """Return what this kind is sent in."""
        return self._line_for(kind).codecs[0].codec

    def slots_of(self, kind: Kind) -> Sequence[OutSlot]:
        """Return the slots of one kind in the order of their lines."""
        return self._slots_of[kind]

    def described_slots(self) -> tuple[Slot, ...]:
        """Return the slots as the answer names them."""
        return tuple(Slot(slot.mid, slot.kind) for slot in self.slots)

    def layers(self, kind: Kind) -> list[Stream]:
        """Return the streams of one kind, smallest layer first; of one layer only the newest SSRC."""
        newest = {stream.rid: stream for stream in self.streams.values() if stream.kind is kind}
        rids = self.rids(kind)
        return sorted(newest.values(), key=lambda stream: rids.index(stream.rid) if stream.rid in rids else -1)

    def rids(self, kind: Kind) -> tuple[str, ...]:
        """Return the names of the layers offered, smallest first; none without simulcast."""
        return next((tuple(line.rids) for line in self._lines.values() if line.kind is kind), ())

    def flowing(self, now: float) -> tuple[Kind, ...]:
        """Return the kinds that arrive now."""
        return tuple(kind for kind in Kind if any(stream.is_flowing(now) for stream in self.layers(kind)))

    def stream_of(self, packet: RtpPacket, now: float) -> Stream | None:
        """Return the stream this packet belongs to; None if it fits no line of the offer."""
        stream = self.streams.get(packet.ssrc)
        if stream is None:
            stream = self._bind(packet, now)
        if stream is None or packet.payload_type != self._payload_types[stream.kind]:
            return None
        return stream

    def may_be_heard_from(self, ssrc: int, now: float) -> bool:
        """Say whether another SSRC may still be opened; each one makes libsrtp keep a context.

        A page that changes its devices often leaves streams behind: the longest silent one makes room.
        """
        if ssrc in self.streams or len(self.streams) < MAX_STREAMS:
            return True
        oldest = min(self.streams.values(), key=lambda stream: stream.heard_at)
        if now - oldest.heard_at < FORGOTTEN_AFTER_S or self.inbound is None:
            return False
        oldest.withdraw()
        del self.streams[oldest.ssrc]
        self.inbound.forget(oldest.ssrc)
        return True

    def is_same_connection(self, offer: Offer) -> bool:
        """Say whether an offer comes from the RTCPeerConnection this peer was made for."""
        ours = self.offer
        if self.dtls.is_over:
            return False
        same_lines = [line.mid for line in ours.lines] == [line.mid for line in offer.lines]
        return same_lines and (ours.session, ours.fingerprint) == (offer.session, offer.fingerprint)

    def restart_ice(self, offer: Offer) -> None:
        """Take in a new offer of the same connection; keys and slots stay."""
        if offer.ufrag != self.offer.ufrag:
            self.ice.restart(offer.ufrag)
        self.offer = offer

    def send_rtcp(self, datagram: bytes) -> None:
        """Queue an RTCP packet; nothing while the line is down."""
        path = self.ice.in_use
        if path is not None and self.outbound is not None:
            path.fan_out.rtcp(path.destination, self.outbound, datagram)

    def forward_only(self, kinds: frozenset[Kind]) -> None:
        """Obey the room at once: what is not in `kinds` leaves every slot now."""
        self.forwarded = kinds
        for stream in self.streams.values():
            if stream.kind not in kinds:
                stream.withdraw()

    def leave_slots(self) -> None:
        """Be in nobody's slots and have nobody in one's own."""
        for slot in self.slots:
            slot.clear()
        for stream in self.streams.values():
            stream.withdraw()

    async def close(self) -> None:
        """Say goodbye on the wire and forget the keys."""
        self.on_ready = self.on_over = self.on_move = _nothing
        self.leave_slots()
        await self.dtls.stop()
        self.inbound = self.outbound = None
        self.ice.close()

    def _bind(self, packet: RtpPacket, now: float) -> Stream | None:
        line = self._line_of(packet)
        if line is None or line.is_inactive or len(self.streams) >= MAX_STREAMS:
            return None
        rid = packet.extensions().get(self._rid_id, b"").decode("ascii", "replace") if line.rids else ""
        if rid and rid not in line.rids:
            return None
        stream = Stream(packet.ssrc, line.kind, rid, now, line.codecs[0].codec)
        if stream.codec is not Codec.VP8 and rid:
            stream.height = nominal(line.rids.index(rid), None).height  # its keyframes do not tell
        self.streams[packet.ssrc] = stream
        return stream

    def _line_of(self, packet: RtpPacket) -> OfferedLine | None:
        mid = packet.extensions().get(self._mid_id)
        if mid is not None:
            return self._lines.get(mid.decode("ascii", "replace"))
        declared = self._declared.get(packet.ssrc)
        if declared is not None:
            return declared
        # Sound has a payload type of its own; camera and screen do not, unless a rid says so.
        if packet.payload_type == self._payload_types[Kind.AUDIO]:
            return self._line_for(Kind.AUDIO)
        return self._line_for(Kind.VIDEO) if self._rid_id in packet.extensions() else None

    def _line_for(self, kind: Kind) -> OfferedLine:
        return next(line for line in self._lines.values() if line.kind is kind)

    def _slot(self, line: OfferedLine) -> OutSlot:
        return OutSlot(line.mid, line.kind, _ssrc(), line.payload_types, secrets.randbelow(1 << 15), self)

    def _send_plain(self, datagram: bytes) -> None:
        path = self.ice.in_use
        if path is not None:
            path.fan_out.plain(path.destination, datagram)
            path.fan_out.flush()

    def _find_line(self) -> None:
        """Note where packets go, once for all of them."""
        path, outbound = self.ice.in_use, self.outbound
        self.line = Line(path.fan_out, path.destination, outbound.seal, outbound.place) if path and outbound else None

    def _on_dtls_change(self) -> None:
        if self.dtls.is_connected:
            self.inbound, self.outbound = self.dtls.inbound(), self.dtls.outbound()
            self._find_line()
            self.on_ready()
        elif self.dtls.is_over:
            self.on_over()


def _decoded(slots: Sequence[OutSlot]) -> frozenset[Codec]:
    return frozenset(codec for codec in Codec if all(codec in slot.payload_types for slot in slots))


def _ssrc() -> int:
    return secrets.randbelow((1 << 32) - 1) + 1


def _nothing() -> None:
    """Nobody listens yet, or any more."""
