"""A pass from a page to a socket: one use, one purpose, sixty seconds."""

import pytest

from server.declined import Declined
from server.meeting.identity import MeetingId, MemberId
from server.tickets import LIFE_S, Purpose, Ticket, Tickets

TICKET = Ticket(Purpose.SOCKET, "account", MemberId("thang"), MeetingId("tonight"), "session")


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_pass_is_good_once() -> None:
    tickets = Tickets()
    token = tickets.issue(TICKET)

    assert tickets.redeem(token, Purpose.SOCKET) == TICKET
    with pytest.raises(Declined) as declined:
        tickets.redeem(token, Purpose.SOCKET)
    assert declined.value.code == "ticket-spent"


def test_a_pass_is_good_for_a_minute() -> None:
    seconds = Seconds()
    tickets = Tickets(seconds)
    early, late = tickets.issue(TICKET), tickets.issue(TICKET)

    seconds.now += LIFE_S
    assert tickets.redeem(early, Purpose.SOCKET) == TICKET
    seconds.now += 0.1
    with pytest.raises(Declined):
        tickets.redeem(late, Purpose.SOCKET)


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_a_made_up_pass_opens_nothing(token: str) -> None:
    tickets = Tickets()
    tickets.issue(TICKET)

    with pytest.raises(Declined):
        tickets.redeem(token, Purpose.SOCKET)


def test_old_passes_are_forgotten() -> None:
    seconds = Seconds()
    tickets = Tickets(seconds)
    for _ in range(100):
        tickets.issue(TICKET)
    seconds.now += LIFE_S + 1

    tickets.issue(TICKET)

    assert len(tickets._waiting) == 1
