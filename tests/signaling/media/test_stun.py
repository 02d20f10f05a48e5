"""STUN: only a well-formed, signed check is worth an answer."""

import struct
from contextlib import suppress

import aioice.stun
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media import stun

PASSWORD = b"a password of the server's"
TRANSACTION = b"twelve bytes"
CHECK = stun.check("ours:theirs", PASSWORD, TRANSACTION, nominates=True)


def test_a_check_is_read_and_its_signature_verified() -> None:
    message = stun.parse(CHECK)

    assert message.username == "ours:theirs"
    assert message.nominates
    assert message.role is stun.PeerRole.CONTROLLING
    assert stun.is_signed_by(message, PASSWORD)
    assert not stun.is_signed_by(message, b"another password")


def test_the_answer_is_one_that_another_implementation_accepts() -> None:
    answer = aioice.stun.parse_message(stun.success(stun.parse(CHECK), ("192.0.2.9", 51_000), PASSWORD))

    assert answer.attributes["XOR-MAPPED-ADDRESS"] == ("192.0.2.9", 51_000)
    assert answer.check_message_integrity(PASSWORD)
    assert answer.transaction_id == TRANSACTION


def test_an_address_of_version_6_is_answered_too() -> None:
    answer = aioice.stun.parse_message(stun.success(stun.parse(CHECK), ("2001:db8::9", 51_000), PASSWORD))

    assert answer.attributes["XOR-MAPPED-ADDRESS"] == ("2001:db8::9", 51_000)


def test_a_check_of_another_implementation_is_read() -> None:
    theirs = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST)
    theirs.attributes["USERNAME"] = "ours:theirs"
    theirs.attributes["ICE-CONTROLLED"] = 7
    theirs.add_message_integrity(PASSWORD)

    message = stun.parse(bytes(theirs))

    assert message.role is stun.PeerRole.CONTROLLED
    assert stun.is_signed_by(message, PASSWORD)


def test_a_browser_that_only_asks_for_its_address_is_told_it() -> None:
    request = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST)

    transaction = stun.bare_request(bytes(request))
    assert transaction == request.transaction_id
    answer = aioice.stun.parse_message(stun.bare_success(transaction, ("192.0.2.7", 4_711)))

    assert answer.message_class is aioice.stun.Class.RESPONSE
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == ("192.0.2.7", 4_711)


def test_a_check_is_no_bare_request_and_neither_is_anything_broken() -> None:
    signed = stun.check("ours:them", b"password", b"transaction!", nominates=True)

    assert stun.bare_request(signed) is None
    assert stun.bare_request(signed[:-1]) is None
    assert stun.bare_request(b"") is None


def test_a_role_conflict_is_told_as_487() -> None:
    answer = aioice.stun.parse_message(stun.role_conflict(stun.parse(CHECK), PASSWORD))

    assert answer.error_code == 487


def test_what_follows_the_signature_does_not_count() -> None:
    unsigned = stun.check("ours:theirs", PASSWORD, TRANSACTION, nominates=False)
    body = unsigned[20:-8] + struct.pack("!HH", 0x0025, 0)  # USE-CANDIDATE slipped in after the signature
    header = unsigned[:2] + struct.pack("!H", len(body) + 8) + unsigned[4:20]
    forged = header + body + _fingerprint(header + body)

    assert not stun.parse(forged).nominates


@pytest.mark.parametrize("at", range(len(CHECK)))
def test_a_check_with_one_byte_changed_is_malformed_or_not_signed(at: int) -> None:
    changed = bytearray(CHECK)
    changed[at] ^= 0x41

    try:
        message = stun.parse(bytes(changed))
    except stun.MalformedStun:
        return
    assert not stun.is_signed_by(message, PASSWORD)


@given(st.binary(max_size=120))
def test_no_bytes_raise_anything_but_malformed(datagram: bytes) -> None:
    with pytest.raises(stun.MalformedStun):
        stun.parse(datagram)


@given(st.binary(max_size=60), st.integers(0, 0xFFFF))
def test_no_attribute_of_a_wrong_length_raises_anything_but_malformed(value: bytes, kind: int) -> None:
    attribute = struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)
    header = struct.pack("!HHI", 1, len(attribute) + 8, stun.COOKIE) + TRANSACTION

    with suppress(stun.MalformedStun):
        stun.parse(header + attribute + _fingerprint(header + attribute))


def _fingerprint(before: bytes) -> bytes:
    return struct.pack("!HHI", 0x8028, 4, aioice.stun.message_fingerprint(before))
