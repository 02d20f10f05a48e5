"""The embedded engine itself: rooms and connections behind one port, without decoding and without a task per packet."""

import asyncio
import gc
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.meeting.identity import MeetingId, MemberId
from signaling.media import reports, rtcp, rtp, vp8
from signaling.media.aiortc_seam import PacketBuffer
from signaling.media.engine import PLANS, Answer, Device, Kind, Listener, MediaRights, Muted, Tile, WorkerStatistics
from signaling.media.fan_out import FanOut
from signaling.media.forwarder import forward
from signaling.media.forwarding import ClockReading, OutSlot
from signaling.media.ice_lite import CONSENT_S, IceLite, IceSession
from signaling.media.loudness import level_of
from signaling.media.peer import Peer
from signaling.media.pictures import STALLED_S
from signaling.media.room import Room
from signaling.media.sdp_answer import ServerTransport, write_answer
from signaling.media.sdp_gate import read_offer
from signaling.media.statistics import of_rooms
from signaling.media.tap import Tap
from signaling.media.udp_port import UdpPort

log = logging.getLogger(__name__)

TICK_S = 0.05  # what has changed, NACK, keyframe requests; the members whose turn it is
LISTEN_EVERY_S = 0.1  # who speaks: half of the 200 ms it may take
LOOK_EVERY_S = 0.5  # who shares, who is there, which layers are wanted
REPORT_EVERY_S = 1.0  # one member's RR, SR, REMB, line, slots, and expiry
STEPS_AT_ONCE = 5  # turns brought forward in one tick: sixty pages that open together report together
CONNECT_WITHIN_S = 30.0
COLLECTED_TOGETHER = 20  # connections that are over: 2 MB, and 10 ms to find them


@dataclass(frozen=True, slots=True)
class PortSettings:
    """Where the engine listens. `announced` are the addresses pages are told, most likely first; port 0 = any.

    `joins`: what goes to one viewer may leave together, where the kernel is known to take it apart again.
    """

    host: str
    port: int
    announced: tuple[str, ...]
    joins: bool = True


@dataclass(slots=True)
class _Ended:
    """What connections that are over have counted."""

    over_budget: int = 0
    malformed: int = 0
    uncollected: int = 0


@dataclass(slots=True)
class _Connection:
    room: Room
    member: MemberId
    peer: Peer


class Sfu:
    """All rooms of one worker. Called from one event loop only; `tell` is called from it, too."""

    def __init__(self, settings: PortSettings, tell: Listener) -> None:
        self.strays = 0  # datagrams from addresses that no check has validated
        self.refused = 0  # forged, replayed or malformed media
        self._settings = settings
        self._tell = tell
        self._rooms: dict[MeetingId, Room] = {}
        self._ice = IceLite()
        self._connections: dict[IceSession, _Connection] = {}
        self._port = UdpPort(settings.host, settings.port, settings.announced, self._receive, joins=settings.joins)
        self._timers: list[asyncio.Task[None]] = []
        self._opened = 0
        self._ended = _Ended()
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """The UDP port really in use."""
        return self._port.port

    @property
    def joins(self) -> bool:
        """Whether what goes to one viewer leaves together."""
        return all(fan_out.joins for fan_out in self._port.fan_outs)

    def start(self) -> None:
        """Begin to read and to tick, in the running loop."""
        self._port.start()
        rounds = (
            (TICK_S, self._repair),
            (LISTEN_EVERY_S, self._listen),
            (LOOK_EVERY_S, self._look),
            (TICK_S, self._report),
        )
        # One after the other, since all at once would keep the packets waiting.
        self._timers = [
            asyncio.ensure_future(_every(seconds, work, at * TICK_S / len(rounds)))
            for at, (seconds, work) in enumerate(rounds)
        ]

    async def stop(self) -> None:
        """Say goodbye to every connection and free the port."""
        for timer in self._timers:
            timer.cancel()
        await asyncio.gather(*self._timers, return_exceptions=True)
        for room in list(self._rooms):
            self.close_room(room)
        await asyncio.gather(*self._closing, return_exceptions=True)
        self._port.flush()
        self._port.close()

    def connect(self, room: MeetingId, member: MemberId, offer_sdp: str, device: Device) -> Answer:
        """See MediaEngine.connect."""
        offer = read_offer(offer_sdp, PLANS[device])
        now = time.monotonic()
        its_room = self._room(room)
        peer = its_room.member(member).peer
        if peer is not None and peer.is_same_connection(offer):
            peer.restart_ice(offer)
        else:
            if peer is not None:
                self._close(_Connection(its_room, member, peer))
            peer = self._open(its_room, member, Peer(offer, self._ice, now))
        newest = peer.ice.newest
        transport = ServerTransport(
            self._settings.announced, self.port, newest.ufrag, newest.password, peer.dtls.fingerprint
        )
        sdp = write_answer(offer, transport, {slot.mid: slot.ssrc for slot in peer.slots})
        return Answer(sdp, peer.described_slots())

    def disconnect(self, room: MeetingId, member: MemberId) -> None:
        """See MediaEngine.disconnect."""
        its_room = self._rooms.get(room)
        peer = its_room.member(member).peer if its_room is not None else None
        if its_room is not None and peer is not None:
            self._close(_Connection(its_room, member, peer))

    def allow(self, room: MeetingId, member: MemberId, rights: MediaRights) -> None:
        """See MediaEngine.allow."""
        self._room(room).allow(member, rights)

    def mute(self, room: MeetingId, member: MemberId, muted: Muted) -> None:
        """See MediaEngine.mute."""
        self._room(room).mute(member, muted)

    def show(self, room: MeetingId, viewer: MemberId, tiles: Sequence[Tile]) -> None:
        """See MediaEngine.show."""
        self._room(room).show(viewer, tiles, time.monotonic())
        self._repair()

    def prefer(self, room: MeetingId, members: Sequence[MemberId]) -> None:
        """See MediaEngine.prefer."""
        self._room(room).prefer(members, time.monotonic())

    def record(self, room: MeetingId, address: str | None) -> None:
        """See MediaEngine.record."""
        its_room = self._room(room) if address is not None else self._rooms.get(room)
        if its_room is None:
            return
        if its_room.tap is not None:
            its_room.tap.close(time.monotonic())
        its_room.tap = None
        its_room.is_unsettled = True
        if address is not None:
            try:
                its_room.tap = Tap(address)
            except OSError:
                log.exception("recorder not reached", extra={"meeting": room})

    def close_room(self, room: MeetingId) -> None:
        """See MediaEngine.close_room."""
        self.record(room, None)
        its_room = self._rooms.pop(room, None)
        for one in list(its_room.members.values()) if its_room is not None else []:
            if its_room is not None and one.peer is not None:
                self._close(_Connection(its_room, one.member, one.peer))

    def statistics(self) -> WorkerStatistics:
        """See MediaEngine.statistics."""
        peers = [connection.peer for connection in self._connections.values()]
        return WorkerStatistics(
            received=self._port.received,
            sent=sum(fan_out.sent for fan_out in self._port.fan_outs),
            dropped=sum(fan_out.dropped for fan_out in self._port.fan_outs),
            refused=self.refused + self._ice.refused,
            strays=self.strays,
            over_budget=self._ended.over_budget + sum(peer.budget.dropped for peer in peers),
            malformed=self._ended.malformed + sum(peer.malformed for peer in peers),
            rooms=of_rooms(self._rooms.values(), time.monotonic()),
        )

    def _room(self, room: MeetingId) -> Room:
        found = self._rooms.get(room)
        if found is None:
            found = self._rooms[room] = Room(room, self._tell)
        return found

    def _open(self, room: Room, member: MemberId, peer: Peer) -> Peer:
        connection = _Connection(room, member, peer)
        peer.on_ready = lambda: self._on_ready(connection)
        peer.on_over = lambda: self._close(connection)
        peer.on_move = lambda: self._on_move(peer)
        self._connections[peer.ice] = connection
        self._opened += 1
        peer.report_at += self._opened * TICK_S % REPORT_EVERY_S
        room.enter(member, peer)
        peer.dtls.start(peer.offer.fingerprint)
        return peer

    def _close(self, connection: _Connection) -> None:
        """Free the place at once; the goodbye on the wire may take its time."""
        peer = connection.peer
        if self._connections.pop(peer.ice, None) is None:
            return
        self._ended.over_budget += peer.budget.dropped
        self._ended.malformed += peer.malformed
        self._ended.uncollected += 1
        closing = asyncio.ensure_future(peer.close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        peer.leave_slots()
        if connection.room.member(connection.member).peer is peer:
            connection.room.leave(connection.member)

    def _on_ready(self, connection: _Connection) -> None:
        log.info("media connected", extra={"meeting": connection.room.room, "member": connection.member})
        now = time.monotonic()
        connection.room.seat((connection.member,), now)
        connection.room.look_round(now)
        self._repair()

    def _on_move(self, peer: Peer) -> None:
        """A changed path has lost packets both ways, and browsers take seconds to say so (measured)."""
        for slot in peer.slots:
            target = slot.target()
            if target is not None and slot.kind is not Kind.AUDIO:
                target.keyframes.want()
        for stream in peer.streams.values():
            if stream.viewers and stream.kind is not Kind.AUDIO:
                stream.keyframes.want()

    def _receive(self, fan_out: FanOut, address: tuple[str, int], buffer: PacketBuffer, size: int) -> None:
        """Sort a datagram by its first byte (RFC 7983 7)."""
        if not size:
            return
        first = buffer.view[0]
        now = time.monotonic()
        if first < 4:
            self._ice.on_datagram(fan_out, address, bytes(buffer.view[:size]), now)
            return
        path = self._ice.path(fan_out, address)
        connection = self._connections.get(path.session) if path is not None else None
        if connection is None:
            self.strays += 1
        elif 20 <= first < 64:
            if connection.peer.handshakes.spend(now):
                connection.peer.dtls.feed(bytes(buffer.view[:size]))
        elif 128 <= first < 192 and size >= rtp.FIXED_HEADER_BYTES:
            self._on_media(connection, buffer, size, now)

    def _on_media(self, connection: _Connection, buffer: PacketBuffer, size: int, now: float) -> None:
        peer = connection.peer
        try:
            if 192 <= buffer.view[1] < 224:  # RFC 5761 4
                self._on_rtcp(peer, buffer, size, now)
            else:
                self._on_rtp(connection, buffer, size, now)
        except (rtp.MalformedRtp, rtcp.MalformedRtcp, vp8.MalformedVp8):
            # Sealed with the member's own key, so the fault is theirs; the connection lives on (ASVS 17.2.4).
            peer.malformed += 1

    def _on_rtp(self, connection: _Connection, buffer: PacketBuffer, size: int, now: float) -> None:
        peer = connection.peer
        ssrc = int.from_bytes(buffer.view[8:12])
        if peer.inbound is None or not peer.may_be_heard_from(ssrc, now):
            return
        size = peer.inbound.unprotect(buffer, size)
        if not size:
            self.refused += 1
            return
        if not peer.budget.spend(now):
            return
        packet = rtp.parse(buffer.view[:size])
        stream = peer.stream_of(packet, now)
        if stream is None:
            return
        descriptor = vp8.NO_DESCRIPTOR if stream.kind is Kind.AUDIO else stream.read(packet.payload)
        is_first = not stream.window.received
        taken = stream.take_in(packet, descriptor, now)
        if stream.kind is Kind.AUDIO and taken is not None:
            peer.loudness.note(level_of(packet.extensions().get(peer.level_id)), now)
        elif packet.marker and (sent := packet.extensions().get(peer.send_time_id)):  # one of each picture will do
            peer.publishing.queue.note(int.from_bytes(sent), now)
        if is_first:
            connection.room.is_unsettled = True
        if taken is not None and stream.kind in peer.forwarded:
            begins = bool(stream.waiting) and taken.may_begin
            stream.begin_turns(taken, now)
            forward(taken, stream.turns)
            if connection.room.tap is not None:
                connection.room.tap.take(connection.member, stream, taken, now)
            if begins:
                connection.room.tell_slots()

    def _on_rtcp(self, peer: Peer, buffer: PacketBuffer, size: int, now: float) -> None:
        size = peer.inbound.unprotect_rtcp(buffer, size) if peer.inbound is not None else 0
        if not size:
            self.refused += 1
            return
        if not peer.budget.spend(now):
            return
        for feedback in rtcp.parse(bytes(buffer.view[:size])):
            match feedback:
                case rtcp.Nack(ssrc, sequences) if ssrc in peer.slots_by_ssrc:
                    _send_again(peer, peer.slots_by_ssrc[ssrc], sequences, now)
                case rtcp.KeyframeRequest(ssrc) if ssrc in peer.slots_by_ssrc:
                    target = peer.slots_by_ssrc[ssrc].target()
                    if target is not None and peer.keyframe_wishes.spend(now):
                        target.keyframes.want()
                case rtcp.SenderReport(ssrc, ntp, timestamp) if ssrc in peer.streams:
                    peer.streams[ssrc].clock = ClockReading(timestamp, now, ntp >> 16 & 0xFFFF_FFFF)
                case rtcp.ReceptionReport(ssrc) if ssrc in peer.slots_by_ssrc:
                    reports.note_report(peer, feedback, now)
                    peer.is_step_due |= peer.viewing.is_step_due(now)
                case rtcp.BandwidthEstimate(bitrate_bps):
                    peer.viewing.note_estimate(bitrate_bps, now)
                case _:
                    pass  # of streams or slots that are gone

    def _repair(self) -> None:
        """Settle what has changed, then ask for what is missing."""
        now = time.monotonic()
        for room in self._rooms.values():
            room.settle(now)
            if room.tap is not None:
                room.tap.flush()
        for connection in self._connections.values():
            peer = connection.peer
            for stream in peer.streams.values():
                if stream.kind is Kind.AUDIO or not stream.viewers:
                    continue
                missing = stream.window.due(now)
                if missing:
                    peer.send_rtcp(rtcp.nack(peer.own_ssrc, stream.ssrc, missing))
                if stream.rid and 0 <= now - stream.heard_at - STALLED_S < 2 * TICK_S:
                    connection.room.is_unsettled = True  # its viewers fall back to another layer
                if stream.keyframes.may_ask(now):
                    peer.send_rtcp(rtcp.picture_loss(peer.own_ssrc, stream.ssrc))
        self._port.flush()

    def _listen(self) -> None:
        now = time.monotonic()
        for room in self._rooms.values():
            room.listen_round(now)

    def _look(self) -> None:
        now = time.monotonic()
        for room in self._rooms.values():
            room.look_round(now)

    def _report(self) -> None:
        """Tell and judge the lines of the members whose turn it is: all at once would keep every packet waiting."""
        now = time.monotonic()
        if self._ended.uncollected >= COLLECTED_TOGETHER:
            # Members are few objects and much memory of OpenSSL's, in cycles; Python counts objects only.
            self._ended.uncollected = 0
            gc.collect()
        judged: dict[Room, list[MemberId]] = {}
        steps = 0
        for connection in list(self._connections.values()):
            peer = connection.peer
            if now < peer.report_at:
                if not peer.is_step_due or steps == STEPS_AT_ONCE:
                    continue
                peer.report_at = now
                steps += 1
            while peer.report_at <= now:  # and keep the turn, even if the machine stood still
                peer.report_at += REPORT_EVERY_S
            peer.is_step_due = False
            peer.ice.expire(now)
            for stream in peer.streams.values():
                stream.measure(now)
            reports.report_reception(peer, now)
            reports.judge_publisher(peer, now)
            reports.allow_bitrate(peer, now)
            reports.report_sending(peer, now)
            reports.judge_line(peer, now)
            if self._is_dead(peer, now):
                self._close(connection)
            else:
                judged.setdefault(connection.room, []).append(connection.member)
        for room, members in judged.items():
            room.seat(members, now)
        self._port.flush()

    def _is_dead(self, peer: Peer, now: float) -> bool:
        never_came = peer.inbound is None and now - peer.started_at > CONNECT_WITHIN_S
        return never_came or now - peer.ice.heard_at > CONSENT_S or peer.budget.is_hopeless(now)


def _send_again(peer: Peer, slot: OutSlot, sequences: Sequence[int], now: float) -> None:
    for turn, packet in filter(None, map(slot.sent_as, sequences)):
        octets = len(packet.payload) + reports.WIRE_HEADER_BYTES
        if not peer.repairs.spend(octets, peer.viewing.bitrate_bps, now):
            return
        forward(packet, (turn,))


async def _every(seconds: float, work: Callable[[], None], later_s: float) -> None:
    await asyncio.sleep(later_s)
    while True:
        await asyncio.sleep(seconds)
        try:
            work()
        except Exception:
            # The door of the timers: one room's defect must not silence the others.
            log.exception("media timer failed", extra={"work": work.__name__})
