"""From a publisher's stream to a viewer's slot: renumbering, switching at a keyframe, answering NACK. Pure.

A slot is one SSRC for ever; whom it shows changes underneath. To the browser a switch looks like the next packet.
Whatever is the same for all viewers is worked out once, in `Stream.take_in`; a `Turn` knows what differs.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from signaling.media import rtp, vp8
from signaling.media.codecs import READERS, Codec
from signaling.media.engine import Kind
from signaling.media.keyframes import KeyframeAsker
from signaling.media.rtp_window import ReceiveWindow, SentWindow

if TYPE_CHECKING:
    from signaling.media.fan_out import Line

CLOCK_HZ = {Kind.AUDIO: 48_000, Kind.VIDEO: 90_000, Kind.SCREEN: 90_000}
# A camera is silent for at most a second. DTX sends once in 400 ms. A still screen is refreshed once a second.
FLOWS_FOR_S = {Kind.AUDIO: 3.0, Kind.VIDEO: 2.0, Kind.SCREEN: 5.0}
_LEAST_STEP_TICKS = 1
_SKIPPED_KEPT = 64
_TURNS_KEPT = 4  # whose packets may still be asked for again
_GAP = 8  # packets in a row that a publisher loses on a bad line
_PEAK_FADES = 0.8  # per measurement, one a second: half in three seconds


class SlotSender(Protocol):
    """The connection a slot belongs to."""

    @property
    def line(self) -> "Line | None":
        """The way to the viewer; None while it is down."""


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A publisher's sender report as it arrived: RTP time `timestamp` was at steady time `at`."""

    timestamp: int
    at: float
    middle_ntp: int


@dataclass(slots=True)  # not frozen: one is made for each packet that comes in, and that would cost 1 us
class Forwarded:
    """A packet as all viewers of its stream share it.

    `number` counts what is forwarded: it never wraps and has no gaps for padding. `picture_at` is the place of a
    fifteen-bit picture number in the payload, 0 if there is none; `tl0` stands right behind it, -1 if there is none.
    """

    number: int
    timestamp: int
    marker: int  # as it stands in the second byte of the header
    payload: bytes
    picture_at: int
    picture: int
    tl0: int
    may_begin: bool  # a slot may show the stream from here on
    at: float  # when it came, and went on


class Stream:
    """One SSRC of a publisher: one microphone, one screen, or one simulcast layer of a camera."""

    __slots__ = (
        "_bytes",
        "_measured_at",
        "_skipped",
        "_skipped_total",
        "bitrate_bps",
        "clock",
        "codec",
        "heard_at",
        "height",
        "keyframes",
        "kind",
        "newest",
        "octets",
        "packets",
        "peak_bps",
        "read",
        "rid",
        "sent",
        "ssrc",
        "turns",
        "viewers",
        "waiting",
        "window",
    )

    def __init__(self, ssrc: int, kind: Kind, rid: str, now: float, codec: Codec = Codec.VP8) -> None:
        self.ssrc = ssrc
        self.kind = kind
        self.codec = Codec.OPUS if kind is Kind.AUDIO else codec
        self.read = READERS[self.codec]
        self.rid = rid
        self.window = ReceiveWindow(CLOCK_HZ[kind])
        self.keyframes = KeyframeAsker()
        self.clock: ClockReading | None = None
        self.height = 0
        self.bitrate_bps = 0
        self.peak_bps = 0  # lately: a slide costs nothing until the next one comes
        self.heard_at = now
        self.viewers: list[OutSlot] = []  # who shows it or waits for it
        self.waiting: list[OutSlot] = []
        self.turns: list[Turn] = []  # one for each slot that shows it
        self.sent: SentWindow[Forwarded] = SentWindow()
        self.newest: Forwarded | None = None
        self.packets = 0  # forwarded so far
        self.octets = 0
        self._skipped: deque[int] = deque(maxlen=_SKIPPED_KEPT)  # extended numbers of the latest padding
        self._skipped_total = 0
        self._bytes = 0
        self._measured_at = now

    def take_in(self, packet: rtp.RtpPacket, descriptor: vp8.Vp8Descriptor, now: float) -> Forwarded | None:
        """Note a packet; return what there is to forward: nothing for a copy of one we had, or for padding."""
        self.heard_at = now
        self._bytes += len(packet.payload)
        if descriptor.starts_keyframe:
            self.height = descriptor.height or self.height  # only VP8 says it where it can be read for nothing
            self.keyframes.came()
        if not self.window.note(packet.sequence, packet.timestamp, now):
            return None
        number = self._number(packet)
        if number is None:
            return None
        payload, descriptor = vp8.widened(packet.payload, descriptor)
        return Forwarded(
            number,
            packet.timestamp,
            packet.marker << 7,
            payload,
            descriptor.picture_at,
            descriptor.picture or 0,
            -1 if descriptor.tl0 is None or descriptor.picture is None else descriptor.tl0,
            self.kind is Kind.AUDIO or descriptor.starts_keyframe,
            now,
        )

    def begin_turns(self, packet: Forwarded, now: float) -> None:
        """Seat who waits, if a slot may begin here, and remember the packet. It is to be sent in every turn now."""
        if self.waiting and packet.may_begin:
            for slot in list(self.waiting):
                slot.begin(packet, now)
        if self.turns or self.waiting:  # the head of a keyframe may be overtaken by the rest: that is asked for later
            self.sent.note(packet, now)
        self.packets += 1
        self.octets += len(packet.payload)
        if self.newest is None or packet.number > self.newest.number:
            self.newest = packet

    def withdraw(self) -> None:
        """Leave every slot, and let nothing be sent again."""
        for slot in list(self.viewers):
            slot.leave(self)
        self.sent = SentWindow()

    def measure(self, now: float) -> None:
        """Work out the bit rate since the last call."""
        elapsed = now - self._measured_at
        if elapsed > 0:
            self.bitrate_bps = int(self._bytes * 8 / elapsed)
        self._bytes = 0
        self._measured_at = now
        self.peak_bps = max(self.bitrate_bps, int(self.peak_bps * _PEAK_FADES))
        self.sent.forget(now)

    def is_flowing(self, now: float) -> bool:
        """Say whether packets have come lately."""
        return self.window.received > 0 and now - self.heard_at <= FLOWS_FOR_S[self.kind]

    def _number(self, packet: rtp.RtpPacket) -> int | None:
        """Return the packet's number among those forwarded; None for padding, which probes the publisher's line only.

        No two packets ever get one number, or SRTP's key stream would be used twice.
        """
        highest = self.window.highest
        extended = highest + rtp.sequence_distance(packet.sequence, highest % rtp.SEQUENCE_MODULUS)
        if extended == highest:
            if not packet.payload:
                self._skipped.append(extended)
                self._skipped_total += 1
                return None
            return extended - self._skipped_total
        if len(self._skipped) == _SKIPPED_KEPT and extended < self._skipped[0]:
            return None  # so late that nobody knows how much padding came after it
        # Late padding cannot close its gap any more, so it is sent on.
        return extended - self._skipped_total + sum(one > extended for one in self._skipped)


class Numbers(NamedTuple):
    """What one packet is called in a slot."""

    sequence: int
    timestamp: int
    picture: int
    tl0: int


class Turn:
    """The time of one stream in one slot: what turns the stream's numbers into the slot's."""

    __slots__ = (
        "first",
        "last",
        "octets",
        "packets",
        "payload_type",
        "picture",
        "sender",
        "sequence",
        "ssrc",
        "stream",
        "timestamp",
        "tl0",
    )

    def __init__(self, slot: "OutSlot", stream: Stream, first: Forwarded, follows: Numbers) -> None:
        self.stream = stream
        self.sender = slot.sender
        self.ssrc = slot.ssrc
        self.payload_type = slot.payload_types[stream.codec]
        self.first = first.number
        self.last: int | None = None  # while it goes on
        self.sequence = follows.sequence + 1 - first.number
        self.timestamp = follows.timestamp - first.timestamp
        self.picture = follows.picture + 1 - first.picture
        self.tl0 = follows.tl0 + 1 - max(0, first.tl0)
        self.packets = slot.packets - stream.packets  # plus the stream's own count: the slot's
        self.octets = slot.octets - stream.octets

    def numbers_of(self, packet: Forwarded) -> Numbers:
        """Return what this packet is called in the slot."""
        return Numbers(
            (packet.number + self.sequence) % rtp.SEQUENCE_MODULUS,
            (packet.timestamp + self.timestamp) % rtp.TIMESTAMP_MODULUS,
            (packet.picture + self.picture) & vp8.PICTURE_MASK,
            (packet.tl0 + self.tl0) & vp8.TL0_MASK,
        )

    def sent_as(self, sequence: int) -> Forwarded | None:
        """Return what went out in this turn under this number, if it is not too long ago."""
        newest = self.last
        if newest is None and self.stream.newest is not None:
            newest = self.stream.newest.number
        if newest is None:
            return None
        number = newest + rtp.sequence_distance(sequence, (newest + self.sequence) % rtp.SEQUENCE_MODULUS)
        return self.stream.sent.find(number) if self.first <= number <= newest else None


class OutSlot:
    """One receive line of a viewer. Shows `current`; waits for a keyframe of `pending`."""

    __slots__ = (
        "_earlier",
        "_last",
        "_last_at",
        "_octets",
        "_packets",
        "_turn",
        "current",
        "kind",
        "mid",
        "payload_types",
        "pending",
        "sender",
        "ssrc",
    )

    def __init__(
        self,
        mid: str,
        kind: Kind,
        ssrc: int,
        payload_types: Mapping[Codec, int],
        first_sequence: int,
        sender: SlotSender,
    ) -> None:
        self.sender = sender
        self.mid = mid
        self.kind = kind
        self.ssrc = ssrc
        self.payload_types = payload_types  # of what the viewer decodes
        self.current: Stream | None = None
        self.pending: Stream | None = None
        self._packets = 0
        self._octets = 0
        self._turn: Turn | None = None
        self._earlier: deque[Turn] = deque(maxlen=_TURNS_KEPT)
        self._last = Numbers(first_sequence, 0, 0, 0)  # of the newest packet before this turn
        self._last_at: float | None = None

    @property
    def packets(self) -> int:
        """How many have gone out."""
        turn = self._turn
        return self._packets if turn is None else turn.packets + turn.stream.packets

    @property
    def octets(self) -> int:
        """How many bytes of payload have gone out."""
        turn = self._turn
        return self._octets if turn is None else turn.octets + turn.stream.octets

    def switch(self, stream: Stream, *, at_once: bool = False) -> None:
        """Go over to this stream: sound with its next packet, a picture with its next keyframe.

        What is shown goes on until then, unless it must end `at_once`, since the line does not carry it. A codec the
        viewer does not know leaves the slot empty.
        """
        if stream.codec not in self.payload_types:
            self.clear()
            return
        if stream is self.pending or (stream is self.current and self.pending is None):
            return
        self._drop_pending()
        if stream is self.current:
            return
        stream.viewers.append(self)
        stream.waiting.append(self)
        self.pending = stream
        if at_once:
            self._end_turn()
        if self.kind is not Kind.AUDIO:
            stream.keyframes.want()

    def begin(self, packet: Forwarded, now: float) -> None:
        """Show what was awaited from this packet on: its numbers follow the last, its time has passed as it did."""
        stream = self.pending
        if stream is None:
            return
        self._end_turn()
        stream.waiting.remove(self)
        self.current, self.pending = stream, None
        elapsed = 0 if self._last_at is None else int((now - self._last_at) * CLOCK_HZ[self.kind])
        timestamp = self._last.timestamp + max(_LEAST_STEP_TICKS, elapsed)
        self._turn = Turn(self, stream, packet, self._last._replace(timestamp=timestamp))
        stream.turns.append(self._turn)

    def clear(self) -> None:
        """Show nothing."""
        self._drop_pending()
        self._end_turn()

    def leave(self, stream: Stream) -> None:
        """Show this stream no more: its member has gone or lost the right. What is awaited goes on being awaited."""
        if self.pending is stream:
            self._drop_pending()
        if self.current is stream:
            self._end_turn()

    def target(self) -> Stream | None:
        """Return the stream this slot shows or is about to show."""
        return self.pending or self.current

    def sent_as(self, sequence: int) -> tuple[Turn, Forwarded] | None:
        """Return what went out under this number, to be sent again byte for byte; None if it is too long ago."""
        for turn in (self._turn, *self._earlier):
            packet = turn.sent_as(sequence) if turn is not None else None
            if turn is not None and packet is not None:
                return turn, packet
        return None

    def waiting_since(self, highest: int) -> float | None:
        """Return when the first packet went out that a viewer had not when this was its newest; None: it had all.

        What never came here leaves gaps in the slot's numbers, too; behind a longer one nothing is looked for.
        """
        for number in range(highest + 1, highest + 1 + _GAP):
            sent = self.sent_as(number % rtp.SEQUENCE_MODULUS)
            if sent is not None:
                return sent[1].at
        return None

    def timestamp_at(self, now: float) -> int | None:
        """Return this slot's RTP time for `now`, by the publisher's own clock; None before its first report."""
        stream, turn = self.current, self._turn
        if stream is None or turn is None or stream.clock is None:
            return None
        elapsed = int((now - stream.clock.at) * CLOCK_HZ[self.kind])
        return (stream.clock.timestamp + elapsed + turn.timestamp) % rtp.TIMESTAMP_MODULUS

    def _end_turn(self) -> None:
        turn, stream = self._turn, self.current
        if turn is None or stream is None or stream.newest is None:
            return
        self._packets, self._octets = self.packets, self.octets
        self._last, self._last_at = turn.numbers_of(stream.newest), stream.heard_at
        self._turn = self.current = None
        turn.last = stream.newest.number
        stream.turns.remove(turn)
        stream.viewers.remove(self)
        self._earlier.appendleft(turn)

    def _drop_pending(self) -> None:
        if self.pending is not None:
            self.pending.viewers.remove(self)
            self.pending.waiting.remove(self)
        self.pending = None
