"""How many messages one page may send: a token bucket, so that haste costs its author and not the room."""

from dataclasses import dataclass, field
from time import monotonic

PER_S, BURST = 20.0, 60.0


@dataclass(slots=True)
class PageBudget:
    """What a page has left. `refused` counts what was too much."""

    tokens: float = BURST
    at_s: float = field(default_factory=monotonic)
    refused: int = 0

    def spend(self) -> bool:
        """Take one message's worth; False means that it is refused."""
        now_s = monotonic()
        self.tokens = min(BURST, self.tokens + (now_s - self.at_s) * PER_S)
        self.at_s = now_s
        if self.tokens < 1:
            self.refused += 1
            return False
        self.tokens -= 1
        return True
