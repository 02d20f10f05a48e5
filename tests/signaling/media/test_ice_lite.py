"""ICE-lite: which addresses count, for how long, and whose they are."""

import socket
import struct
from collections.abc import Iterator

import pytest

from signaling.media import ice_lite, stun
from signaling.media.budget import BARE_AT_ONCE
from signaling.media.fan_out import FanOut
from signaling.media.ice_lite import IceLite, IceSession, Path


class Street:
    """A port, and a remote socket that checks."""

    def __init__(self) -> None:
        self.ours, self.theirs = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        for sock in (self.ours, self.theirs):
            sock.bind(("127.0.0.1", 0))
            sock.settimeout(0.2)
        self.out = FanOut(self.ours)
        self.ice = IceLite()
        self.moves = 0

    def session(self, remote_ufrag: str = "them") -> IceSession:
        return IceSession(self.ice, remote_ufrag, 0.0, self._moved)

    def check(
        self, session: IceSession, *, nominates: bool = True, now: float = 0.0, source: tuple[str, int] | None = None
    ) -> None:
        ours = session.newest
        username = f"{ours.ufrag}:{ours.remote_ufrag}"
        datagram = stun.check(username, ours.password.encode(), b"transaction!", nominates=nominates)
        self.ice.on_datagram(self.out, source or self.theirs.getsockname(), datagram, now)
        self.out.flush()

    def answer(self) -> stun.StunMessage:
        return stun.parse(self.theirs.recv(1_000))

    def _moved(self) -> None:
        self.moves += 1


@pytest.fixture
def street() -> Iterator[Street]:
    built = Street()
    yield built
    built.ours.close()
    built.theirs.close()


def test_the_first_checked_address_is_sent_to_until_one_is_nominated(street: Street) -> None:
    session = street.session()
    ours, other = street.theirs.getsockname(), ("127.0.0.1", 999)

    street.check(session, nominates=False)
    assert session.in_use is street.ice.path(street.out, ours)
    street.check(session, nominates=False, source=other)
    assert session.in_use is street.ice.path(street.out, ours)
    street.check(session, source=other)
    assert session.in_use is street.ice.path(street.out, other)
    street.check(session, nominates=False)

    assert session.in_use is street.ice.path(street.out, other)
    assert street.moves == 2
    assert street.answer().kind == stun.BINDING_SUCCESS


def test_when_the_address_in_use_dies_another_that_is_still_checked_is_sent_to(street: Street) -> None:
    session = street.session()
    other = ("127.0.0.1", 999)
    street.check(session, now=0.0)
    street.check(session, nominates=False, now=20.0, source=other)

    session.expire(ice_lite.CONSENT_S + 1)

    assert session.in_use is street.ice.path(street.out, other)
    assert street.moves == 2


def test_an_address_that_is_no_longer_checked_no_longer_counts(street: Street) -> None:
    session = street.session()
    street.check(session, now=0.0)

    def found() -> list[Path | None]:
        return [session.in_use, street.ice.path(street.out, street.theirs.getsockname())]

    session.expire(ice_lite.CONSENT_S - 1)
    assert None not in found()
    session.expire(ice_lite.CONSENT_S + 1)
    assert found() == [None, None]


def test_checks_keep_it_alive(street: Street) -> None:
    session = street.session()
    for now in range(0, 120, 5):
        street.check(session, now=now)
        session.expire(now)

    assert session.in_use is not None
    assert street.moves == 1


def test_an_address_that_fell_silent_belongs_to_the_connection_that_checked_last(street: Street) -> None:
    first, second = street.session("one"), street.session("two")
    street.check(first)

    street.check(second, now=ice_lite.LINE_LOST_S + 1)

    path = street.ice.path(street.out, street.theirs.getsockname())
    assert path is not None
    assert path.session is second
    assert first.in_use is None


def test_a_living_line_is_not_taken_over_by_another_member_who_writes_its_address(street: Street) -> None:
    first, second = street.session("one"), street.session("two")
    street.check(first)
    assert street.answer()

    street.check(second, now=1.0)

    assert first.in_use is not None
    assert second.in_use is None
    with pytest.raises(TimeoutError):
        street.answer()


def test_pages_that_test_their_line_are_answered_as_long_as_they_are_not_a_flood(street: Street) -> None:
    bare = struct.pack("!HHI", stun.BINDING_REQUEST, 0, stun.COOKIE) + b"transaction!"

    street.ice.on_datagram(street.out, street.theirs.getsockname(), bare, 0.0)
    street.out.flush()
    assert len(street.theirs.recv(1_000)) == 32
    for _ in range(5_000):
        street.ice.on_datagram(street.out, street.theirs.getsockname(), bare, 0.0)

    assert street.ice.refused == 5_001 - BARE_AT_ONCE
    assert street.ice.path(street.out, street.theirs.getsockname()) is None


def test_a_flood_of_checks_is_answered_as_far_as_a_browser_would_go(street: Street) -> None:
    session, other = street.session(), street.session("other")
    for at in range(5_000):
        street.check(session, now=at / 5_000)

    street.check(other, now=1.0, source=("127.0.0.1", 999))

    assert street.ice.refused > 4_000
    assert other.in_use is not None


def test_a_connection_has_no_more_addresses_than_a_machine_could_have(street: Street) -> None:
    session = street.session()
    for port in range(1_000, 1_100):
        street.check(session, nominates=False, source=("127.0.0.1", port))

    assert len(session.paths) == ice_lite.MAX_PATHS


def test_a_closed_connection_leaves_nothing_behind(street: Street) -> None:
    session = street.session()
    session.restart("anew")
    street.check(session)

    session.close()

    assert street.ice._sessions == {}
    assert street.ice._paths == {}


def test_a_peer_that_wants_to_be_controlled_is_told_of_the_conflict(street: Street) -> None:
    session = street.session()
    ours = session.newest
    request = stun.check(f"{ours.ufrag}:them", ours.password.encode(), b"transaction!", nominates=True)
    # The same check with the other role's attribute, signed anew.
    controlled = request.replace(b"\x80\x2a\x00\x08", b"\x80\x29\x00\x08")
    signed = stun._signed(stun.BINDING_REQUEST, b"transaction!", controlled[20:-32], ours.password.encode())

    street.ice.on_datagram(street.out, street.theirs.getsockname(), signed, 0.0)
    street.out.flush()

    assert street.answer().kind == stun.BINDING_ERROR
    assert session.in_use is None


def test_keep_alives_are_taken_in_silence(street: Street) -> None:
    keep_alive = stun._signed(stun.BINDING_INDICATION, b"transaction!", b"", b"whatever")

    street.ice.on_datagram(street.out, street.theirs.getsockname(), keep_alive, 0.0)
    street.out.flush()

    with pytest.raises(TimeoutError):
        street.answer()
    assert street.ice.refused == 0
