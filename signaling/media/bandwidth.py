"""How much a line carries, from the loss we see: up gently, down at once. Pure."""

_BACK_OFF_ABOVE = 0.10  # the loss at which Chromium's own controller backs off (draft-ietf-rmcat-gcc 6)
_GROW_BELOW = 0.02
_GROWTH = 1.25  # per report, two a second: from start to ceiling within 3 s on a clean line


class LossBudget:
    """A rate in bits per second between a floor and a ceiling."""

    __slots__ = ("_ceiling_bps", "_floor_bps", "bitrate_bps")

    def __init__(self, start_bps: int, floor_bps: int, ceiling_bps: int) -> None:
        self.bitrate_bps = start_bps
        self._floor_bps = floor_bps
        self._ceiling_bps = ceiling_bps

    def note_loss(self, loss: float, flowing_bps: int) -> None:
        """Take in the share (0 to 1) lost since the last call, and what really flowed meanwhile."""
        if loss > _BACK_OFF_ABOVE:
            # A budget far above what flows would need many steps before it is felt.
            basis = min(self.bitrate_bps, max(flowing_bps, self._floor_bps))
            self.bitrate_bps = max(self._floor_bps, int(basis * (1 - loss / 2)))
        elif loss < _GROW_BELOW:
            self.bitrate_bps = min(self._ceiling_bps, int(self.bitrate_bps * _GROWTH))


def publisher_budget() -> LossBudget:
    """Return the REMB of one publisher: three camera layers and a screen at most."""
    return LossBudget(start_bps=1_500_000, floor_bps=150_000, ceiling_bps=5_000_000)


def viewer_budget() -> LossBudget:
    """Return what one viewer's pictures may cost together."""
    return LossBudget(start_bps=20_000_000, floor_bps=150_000, ceiling_bps=20_000_000)
