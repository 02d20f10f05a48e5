"""Packets of one track in the order they were sent: waits a little for stragglers, then says what is missing. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from signaling.tap_wire import TrackPacket

MAX_HELD = 512  # packets behind a hole: a second of a shared screen at its busiest


@dataclass(frozen=True, slots=True)
class Missing:
    """So many packets from the number `first` on never came."""

    first: int
    packets: int


class PacketOrder:
    """Times are those of the packets' arrival at the sender."""

    def __init__(self, first: int, patience_s: float) -> None:
        self.next = first
        self._patience_s = patience_s
        self._held: dict[int, TrackPacket] = {}
        self._hole_since: float | None = None

    def take(self, packet: TrackPacket) -> Iterator[TrackPacket | Missing]:
        """Take in a packet; return what is next now. Copies and what comes too late are left out."""
        if packet.number >= self.next:
            self._held.setdefault(packet.number, packet)
        return self.due(packet.at)

    def due(self, now: float) -> Iterator[TrackPacket | Missing]:
        """Return what need not be waited for any longer."""
        while self._held:
            packet = self._held.pop(self.next, None)
            if packet is not None:
                self.next += 1
                self._hole_since = None
                yield packet
                continue
            if self._hole_since is None:
                self._hole_since = now
            if now - self._hole_since < self._patience_s and len(self._held) <= MAX_HELD:
                return
            yield self._give_up(min(self._held))

    def end(self, last: int) -> Iterator[TrackPacket | Missing]:
        """Return all that is left of a track whose last packet has this number."""
        while self._held:
            packet = self._held.pop(self.next, None)
            if packet is None:
                yield self._give_up(min(self._held))
            else:
                self.next += 1
                yield packet
        if last >= self.next:
            yield self._give_up(last + 1)

    def _give_up(self, until: int) -> Missing:
        missing = Missing(self.next, until - self.next)
        self.next = until
        self._hole_since = None
        return missing
