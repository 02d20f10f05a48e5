"""Short-lived passes from a signed-in page to a socket: one use, one meeting, sixty seconds, in memory only."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from time import monotonic

from server.declined import Declined
from server.meeting.identity import MeetingId, MemberId

LIFE_S = 60.0
MOST_WAITING = 20_000  # far above 60 members x 100 rooms; a leak would show here and not as a full memory


class Purpose(Enum):
    SOCKET = "socket"


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who may enter which meeting, and under which session: when that ends, so does what the ticket opened."""

    purpose: Purpose
    account: str
    member: MemberId
    meeting: MeetingId
    session: str = ""


class Tickets:
    """Issues and redeems. A restart forgets them all: pages ask for a fresh one."""

    def __init__(self, clock_s: Callable[[], float] = monotonic) -> None:
        self._clock_s = clock_s
        self._waiting: dict[str, tuple[float, Ticket]] = {}  # in the order of issue, hence of expiry

    def issue(self, ticket: Ticket) -> str:
        """A new pass, good once within LIFE_S."""
        self._forget_expired()
        token = secrets.token_urlsafe(32)
        self._waiting[token] = (self._clock_s() + LIFE_S, ticket)
        return token

    def redeem(self, token: str, purpose: Purpose) -> Ticket:
        """The ticket, now used. Raises ticket-spent if unknown, used, expired or for something else."""
        expires_s, ticket = self._waiting.pop(token, (0.0, None))
        if ticket is None or expires_s < self._clock_s() or ticket.purpose is not purpose:
            raise Declined("ticket-spent")
        return ticket

    def _forget_expired(self) -> None:
        now_s = self._clock_s()
        for token, (expires_s, _) in list(self._waiting.items()):
            if expires_s >= now_s and len(self._waiting) < MOST_WAITING:
                break
            del self._waiting[token]
