"""The recorder's bounded queue: between the socket, which must never wait, and the disk, which may."""

import threading
from collections import Counter, deque
from dataclasses import dataclass

from signaling.tap_wire import Closed, Opened, TrackKind, TrackPacket

MAX_BYTES = 8 << 20  # some twenty seconds of a speaker with camera and a shared screen
PICTURES_SHARE = 2  # one of so many parts; sound may use all: a meeting without pictures is still understood


@dataclass(frozen=True, slots=True)
class Sender:
    """One connection of a media worker; its tracks' numbers are its own."""

    number: int


@dataclass(frozen=True, slots=True)
class Cut:
    """The sender is gone without having closed its tracks."""

    at: float


Entry = Opened | TrackPacket | Closed | Cut


class FrameQueue:
    """Filled by a thread for each sender, emptied by one. Drops pictures first, sound only when it is full."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.dropped: Counter[tuple[Sender, int]] = Counter()  # packets, by sender and track
        pictures = max_bytes // PICTURES_SHARE
        self._max = {TrackKind.AUDIO: max_bytes, TrackKind.VIDEO: pictures, TrackKind.SCREEN: pictures}
        self._entries: deque[tuple[Sender, Entry]] = deque()
        self._bytes = 0
        self._is_ended = False
        self._changed = threading.Condition()

    def put(self, sender: Sender, entry: Entry, kind: TrackKind | None = None) -> None:
        """Append; a packet of a track of this kind may be dropped instead. Never waits for the disk."""
        with self._changed:
            if isinstance(entry, TrackPacket):
                size = len(entry.payload)
                if kind is None or self._bytes + size > self._max[kind]:
                    self.dropped[sender, entry.track] += 1
                    return
                self._bytes += size
            self._entries.append((sender, entry))
            self._changed.notify()

    def get(self, within_s: float) -> tuple[Sender, Entry] | None:
        """Return the oldest entry; None if there is none in time, or none any more."""
        with self._changed:
            if not self._entries and not self._is_ended:
                self._changed.wait(within_s)
            if not self._entries:
                return None
            sender, entry = self._entries.popleft()
            if isinstance(entry, TrackPacket):
                self._bytes -= len(entry.payload)
            return sender, entry

    def end(self) -> None:
        """Say that nothing more will come."""
        with self._changed:
            self._is_ended = True
            self._changed.notify()

    @property
    def is_over(self) -> bool:
        """Whether it was ended and everything taken out."""
        with self._changed:
            return self._is_ended and not self._entries
