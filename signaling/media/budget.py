"""Token buckets per member: a flood costs its author, not the room (ASVS 17.2.5). Pure."""

PACKETS_PER_S = 2_500  # a loud 1080p publisher with screen sends about 600
BURST_PACKETS = 2_500
REPAIRS_PER_S = 500  # packets sent again to one viewer; one small NACK can ask for hundreds
_REPAIR_SHARE = 0.3  # of the line: the same loss takes a part of what is sent again, too
_REPAIR_BURST_S = 1.0  # of that share: loss comes in bursts
KEYFRAMES_PER_S, KEYFRAMES_AT_ONCE = 2, 30  # that one viewer may ask for: all slots at once, then now and then
CHECKS_PER_S, CHECKS_AT_ONCE = 50, 200  # STUN of one connection; a browser in search of a way sends 20 a second
BARE_PER_S, BARE_AT_ONCE = 100, 400  # STUN of pages that only test their line, all together
HANDSHAKE_PER_S, HANDSHAKE_AT_ONCE = 50, 200  # DTLS datagrams; a handshake has about ten, and repeats
CUT_AFTER_S = 10.0  # over budget for this long is no burst, it is an attack or a defect


class PacketBudget:
    """How many datagrams a member may still send. Times are a steady clock's seconds."""

    __slots__ = ("_burst", "_filled_at", "_over_since", "_per_s", "_tokens", "dropped")

    def __init__(self, now: float, per_s: int = PACKETS_PER_S, burst: int = BURST_PACKETS) -> None:
        self._per_s = per_s
        self._burst = burst
        self._tokens = float(burst)
        self._filled_at = now
        self._over_since: float | None = None
        self.dropped = 0

    def spend(self, now: float) -> bool:
        """Take one packet's worth; False means drop the packet unread."""
        self._refill(now)
        if self._tokens < 1:
            self.dropped += 1
            if self._over_since is None:
                self._over_since = now
            return False
        self._tokens -= 1
        return True

    def is_hopeless(self, now: float) -> bool:
        """Say whether the member has been over budget so long that the connection should be cut."""
        self._refill(now)
        return self._over_since is not None and now - self._over_since > CUT_AFTER_S

    def _refill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._per_s)
        self._filled_at = now
        if self._tokens > self._burst / 2:
            self._over_since = None


class RepairBudget:
    """What may be sent again to one viewer: so many packets, and a share of the line, or repairing fills it more.

    Whoever is refused asks again a round trip later, and six times at most: what is spent must come back bit by bit.
    """

    __slots__ = ("_filled_at", "_octets", "_packets")

    def __init__(self, now: float) -> None:
        self._packets = PacketBudget(now, REPAIRS_PER_S, REPAIRS_PER_S)
        self._octets = float("inf")  # as many as the line's first estimate allows
        self._filled_at = now

    def spend(self, octets: int, line_bps: int, now: float) -> bool:
        """Take a packet of this size on a line that carries `line_bps`; False means leave it."""
        share = line_bps / 8 * _REPAIR_SHARE
        self._octets = min(share * _REPAIR_BURST_S, self._octets + (now - self._filled_at) * share)
        self._filled_at = now
        if self._octets < octets or not self._packets.spend(now):
            return False
        self._octets -= octets
        return True
