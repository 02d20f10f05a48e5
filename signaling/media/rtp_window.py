"""What arrived and what was sent, over the last few hundred packets: gaps, reports, and answers to NACK. Pure."""

from collections import deque
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from signaling.media.rtp import SEQUENCE_MODULUS, sequence_distance

REORDER_WAIT_S = 0.02  # a packet this late is lost rather than overtaken
NACK_REPEAT_S = 0.1  # about one round trip on a long line
NACK_ATTEMPTS = 6
NACK_GIVE_UP_S = 1.0
MAX_MISSING = 200  # a larger hole needs a keyframe, not its packets
SENT_PACKETS = 512  # libsrtp refuses to send again what is more than 1,024 back
SENT_FOR_S = 2.0  # who misses a packet asks within a second, and once more
OUTAGE_S = 0.6  # longer than DTX or a slow camera is ever silent: the line was down
_RESET_DISTANCE = 3_000  # RFC 3550 A.1 MAX_DROPOUT


class Numbered(Protocol):
    """What a window keeps."""

    number: int


Sent = TypeVar("Sent", bound=Numbered)


@dataclass(slots=True)
class _Missing:
    since: float
    asked_at: float
    attempts: int


class ReceiveWindow:
    """The numbers of one incoming stream. Times are seconds of any steady clock."""

    __slots__ = (
        "_arrived_at",
        "_first",
        "_in_outage",
        "_jitter",
        "_last_expected",
        "_last_received",
        "_missing",
        "_recent_loss",
        "_transit",
        "clock_hz",
        "highest",
        "received",
    )

    def __init__(self, clock_hz: int) -> None:
        self.clock_hz = clock_hz
        self.highest = -1  # extended: wraps counted above bit 16
        self.received = 0
        self._first = 0
        self._missing: dict[int, _Missing] = {}
        self._last_expected = 0
        self._last_received = 0
        self._arrived_at = 0.0
        self._in_outage = 0  # lost while nothing at all came, since the last report
        self._recent_loss = 0.0
        self._jitter = 0.0
        self._transit: float | None = None

    def note(self, sequence: int, timestamp: int, now: float) -> bool:
        """Take in a packet; return whether it is new (False: a copy of one we had, or far too old)."""
        if self.highest < 0:
            self._first = self.highest = sequence + SEQUENCE_MODULUS
        else:
            distance = sequence_distance(sequence, self.highest % SEQUENCE_MODULUS)
            if distance > 0:
                self._advance(distance, now)
            elif self._missing.pop(self.highest + distance, None) is None:
                return False
        self.received += 1
        self._arrived_at = now
        self._note_jitter(timestamp, now)
        return True

    def due(self, now: float) -> list[int]:
        """Return the numbers (16-bit, in order) to ask for again now, and count the asking."""
        wanted: list[int] = []
        for extended, missing in list(self._missing.items()):
            if missing.attempts >= NACK_ATTEMPTS or now - missing.since > NACK_GIVE_UP_S:
                del self._missing[extended]
            elif now >= missing.asked_at:
                missing.asked_at = now + NACK_REPEAT_S
                missing.attempts += 1
                wanted.append(extended % SEQUENCE_MODULUS)
        return wanted

    def recent_loss(self) -> float:
        """Return the share (0 to 1) lost between the last two calls of `interval_loss`."""
        return self._recent_loss

    def interval_loss(self) -> int:
        """Return the share lost since the last call, 0 to 255 (RFC 3550 A.3).

        What was lost while the line was down counts in `lost` only: it says nothing of what the line carries, and
        browsers answer it with half a minute of small pictures.
        """
        expected, received = self._expected(), self.received
        expected_now, received_now = expected - self._last_expected, received - self._last_received
        self._last_expected, self._last_received = expected, received
        lost = expected_now - received_now - self._in_outage
        self._in_outage = 0
        share = 0 if expected_now == 0 or lost <= 0 else min(255, (lost << 8) // expected_now)
        self._recent_loss = share / 256
        return share

    @property
    def lost(self) -> int:
        """Packets lost since the start; below zero after duplicates."""
        return self._expected() - self.received

    @property
    def jitter(self) -> int:
        """Interarrival jitter in clock ticks (RFC 3550 A.8)."""
        return int(self._jitter)

    def _expected(self) -> int:
        return self.highest - self._first + 1 if self.highest >= 0 else 0

    def _advance(self, distance: int, now: float) -> None:
        if distance > _RESET_DISTANCE:  # the publisher started over: nothing in between was ever sent
            self._missing.clear()
            self._first += distance - 1
        elif distance - 1 > MAX_MISSING:
            self._missing.clear()
        else:
            for step in range(1, distance):
                self._missing[self.highest + step] = _Missing(now, now + REORDER_WAIT_S, 0)
        if now - self._arrived_at > OUTAGE_S and distance <= _RESET_DISTANCE:
            self._in_outage += distance - 1
        self.highest += distance
        while len(self._missing) > MAX_MISSING:
            del self._missing[next(iter(self._missing))]

    def _note_jitter(self, timestamp: int, now: float) -> None:
        transit = now * self.clock_hz - timestamp
        if self._transit is not None:
            difference = abs(transit - self._transit)
            if difference < self.clock_hz:  # a wrapped or restarted clock is not jitter
                self._jitter += (difference - self._jitter) / 16
        self._transit = transit


class SentWindow(Generic[Sent]):
    """What was forwarded lately of one stream, by number, so that a NACK can be answered."""

    __slots__ = ("_by_number", "_noted")

    def __init__(self) -> None:
        self._by_number: dict[int, Sent] = {}
        self._noted: deque[tuple[float, int]] = deque()  # when, and the number

    def note(self, sent: Sent, now: float) -> None:
        """Remember what went out; the oldest is forgotten."""
        self._by_number[sent.number] = sent
        self._noted.append((now, sent.number))
        if len(self._noted) > SENT_PACKETS or now - self._noted[0][0] > SENT_FOR_S:
            self.forget(now)

    def forget(self, now: float) -> None:
        """Forget what nobody will ask for any more: packets are most of what a member costs in memory."""
        noted = self._noted
        while noted and (len(noted) > SENT_PACKETS or now - noted[0][0] > SENT_FOR_S):
            self._by_number.pop(noted.popleft()[1], None)

    def find(self, number: int) -> Sent | None:
        """Return what went out under this number, or None if it never did or is too long ago."""
        return self._by_number.get(number)

    def __len__(self) -> int:
        return len(self._by_number)
