"""STUN messages as an ICE-lite agent needs them (RFC 8489, RFC 8445): parse a check, verify it, answer it. Pure."""

import hmac
import struct
import zlib
from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address

COOKIE = 0x2112A442
HEADER_BYTES = 20
BINDING_REQUEST = 0x0001
BINDING_INDICATION = 0x0011
BINDING_SUCCESS = 0x0101
BINDING_ERROR = 0x0111
ROLE_CONFLICT = 487  # RFC 8445 7.3.1.1

_USERNAME = 0x0006
_INTEGRITY = 0x0008
_ERROR_CODE = 0x0009
_XOR_MAPPED_ADDRESS = 0x0020
_PRIORITY = 0x0024
_USE_CANDIDATE = 0x0025
_FINGERPRINT = 0x8028
_ICE_CONTROLLED = 0x8029
_ICE_CONTROLLING = 0x802A
_FIXED_LENGTHS = {
    _INTEGRITY: 20,
    _PRIORITY: 4,
    _USE_CANDIDATE: 0,
    _FINGERPRINT: 4,
    _ICE_CONTROLLED: 8,
    _ICE_CONTROLLING: 8,
}
_FINGERPRINT_XOR = 0x5354554E
_INTEGRITY_BYTES = 24  # attribute header and SHA-1
_FINGERPRINT_BYTES = 8
_USERNAME_LIMIT = 513  # RFC 8489 14.3
_MAX_BYTES = 1_280


class MalformedStun(ValueError):
    """Not a STUN message we could answer; dropped and counted, never logged one by one."""


class PeerRole(Enum):
    """Which ICE role the sender of a check claims."""

    CONTROLLING = "controlling"
    CONTROLLED = "controlled"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class StunMessage:
    """A parsed message. `username` is empty if absent; `signed_until` is 0 if there is no MESSAGE-INTEGRITY."""

    kind: int
    transaction: bytes
    username: str
    nominates: bool
    role: PeerRole
    signed_until: int
    signature: bytes
    raw: bytes


def parse(datagram: bytes) -> StunMessage:
    """Return the message. Raises MalformedStun: wrong length, cookie, attribute or fingerprint, or none at all."""
    kind, transaction = _header(datagram)
    found: dict[int, bytes] = {}
    signed_until = 0
    position = HEADER_BYTES
    while position < len(datagram):
        attribute, value = _attribute(datagram, position)
        if attribute == _FINGERPRINT:
            _check_fingerprint(datagram, position, value)
            found[attribute] = value
            break
        if not signed_until:  # what follows the signature is not signed, so it does not count (RFC 8489 14.5)
            found.setdefault(attribute, value)
            if attribute == _INTEGRITY:
                signed_until = position
        position += 4 + (len(value) + 3 & ~3)
    if _FINGERPRINT not in found:
        raise MalformedStun("no fingerprint")  # RFC 8445 7.1: every check carries one
    return StunMessage(
        kind=kind,
        transaction=transaction,
        username=_username(found.get(_USERNAME, b"")),
        nominates=_USE_CANDIDATE in found,
        role=_role(found),
        signed_until=signed_until,
        signature=found.get(_INTEGRITY, b""),
        raw=datagram,
    )


def bare_request(datagram: bytes) -> bytes | None:
    """Return the transaction of a request that asks for nothing but its own address (RFC 8489 2), or None.

    That is what a browser sends to a STUN server; checks of ICE carry a name and a signature.
    """
    try:
        kind, transaction = _header(datagram)
        position = HEADER_BYTES
        while position < len(datagram):
            attribute, value = _attribute(datagram, position)
            if attribute in (_USERNAME, _INTEGRITY):
                return None
            position += 4 + (len(value) + 3 & ~3)
    except MalformedStun:
        return None
    return transaction if kind == BINDING_REQUEST else None


def bare_success(transaction: bytes, source: tuple[str, int]) -> bytes:
    """Return the unsigned answer that tells the sender its address as we see it: no longer than a third more."""
    body = _attribute_bytes(_XOR_MAPPED_ADDRESS, _xor_address(source, transaction))
    return struct.pack("!HHI", BINDING_SUCCESS, len(body), COOKIE) + transaction + body


def is_signed_by(message: StunMessage, password: bytes) -> bool:
    """Say whether MESSAGE-INTEGRITY is there and right for this short-term password (RFC 8489 9.1)."""
    if not message.signed_until:
        return False
    return hmac.compare_digest(message.signature, _signature(message.raw[: message.signed_until], password))


def success(request: StunMessage, source: tuple[str, int], password: bytes) -> bytes:
    """Return the signed answer that tells the sender its address as we see it."""
    body = _attribute_bytes(_XOR_MAPPED_ADDRESS, _xor_address(source, request.transaction))
    return _signed(BINDING_SUCCESS, request.transaction, body, password)


def role_conflict(request: StunMessage, password: bytes) -> bytes:
    """Return the signed 487: a lite agent can only be controlled."""
    reason = b"Role Conflict"
    value = struct.pack("!HBB", 0, ROLE_CONFLICT // 100, ROLE_CONFLICT % 100) + reason
    return _signed(BINDING_ERROR, request.transaction, _attribute_bytes(_ERROR_CODE, value), password)


def check(username: str, password: bytes, transaction: bytes, *, nominates: bool, tie_breaker: int = 1) -> bytes:
    """Return a connectivity check of a controlling agent; what browsers send, used by our own tests."""
    body = _attribute_bytes(_USERNAME, username.encode())
    body += _attribute_bytes(_ICE_CONTROLLING, struct.pack("!Q", tie_breaker))
    body += _attribute_bytes(_PRIORITY, struct.pack("!I", 1))
    if nominates:
        body += _attribute_bytes(_USE_CANDIDATE, b"")
    return _signed(BINDING_REQUEST, transaction, body, password)


def _header(datagram: bytes) -> tuple[int, bytes]:
    if not HEADER_BYTES <= len(datagram) <= _MAX_BYTES:
        raise MalformedStun("length")
    kind, length, cookie = struct.unpack_from("!HHI", datagram)
    if cookie != COOKIE or length != len(datagram) - HEADER_BYTES or length % 4 or kind & 0xC000:
        raise MalformedStun("header")
    return kind, datagram[8:HEADER_BYTES]


def _attribute(datagram: bytes, position: int) -> tuple[int, bytes]:
    if position + 4 > len(datagram):
        raise MalformedStun("cut attribute")
    attribute, length = struct.unpack_from("!HH", datagram, position)
    if position + 4 + length > len(datagram) or length != _FIXED_LENGTHS.get(attribute, length):
        raise MalformedStun("attribute length")
    return attribute, datagram[position + 4 : position + 4 + length]


def _check_fingerprint(datagram: bytes, position: int, value: bytes) -> None:
    if position + _FINGERPRINT_BYTES != len(datagram):
        raise MalformedStun("fingerprint is not last")
    if struct.unpack("!I", value)[0] != zlib.crc32(datagram[:position]) ^ _FINGERPRINT_XOR:
        raise MalformedStun("fingerprint")


def _username(value: bytes) -> str:
    if len(value) >= _USERNAME_LIMIT:
        raise MalformedStun("username")
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise MalformedStun("username") from None


def _role(found: dict[int, bytes]) -> PeerRole:
    if _ICE_CONTROLLED in found:
        return PeerRole.CONTROLLED
    return PeerRole.CONTROLLING if _ICE_CONTROLLING in found else PeerRole.UNSTATED


def _signature(before: bytes, password: bytes) -> bytes:
    # The length field counts the signature itself, but nothing after it (RFC 8489 14.5).
    length = struct.pack("!H", len(before) - HEADER_BYTES + _INTEGRITY_BYTES)
    return hmac.digest(password, before[:2] + length + before[4:], "sha1")


def _signed(kind: int, transaction: bytes, body: bytes, password: bytes) -> bytes:
    message = struct.pack("!HHI", kind, len(body), COOKIE) + transaction + body
    message += _attribute_bytes(_INTEGRITY, _signature(message, password))
    length = len(message) - HEADER_BYTES + _FINGERPRINT_BYTES
    message = message[:2] + struct.pack("!H", length) + message[4:]
    return message + _attribute_bytes(_FINGERPRINT, struct.pack("!I", zlib.crc32(message) ^ _FINGERPRINT_XOR))


def _attribute_bytes(attribute: int, value: bytes) -> bytes:
    return struct.pack("!HH", attribute, len(value)) + value + bytes(-len(value) % 4)


def _xor_address(source: tuple[str, int], transaction: bytes) -> bytes:
    address = ip_address(source[0])
    mask = struct.pack("!I", COOKIE) + transaction
    hidden = bytes(a ^ b for a, b in zip(address.packed, mask, strict=False))
    return struct.pack("!BBH", 0, 1 if address.version == 4 else 2, source[1] ^ COOKIE >> 16) + hidden
