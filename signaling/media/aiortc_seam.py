"""The one file that knows private names of aiortc, aioice and pylibsrtp.

aiortc gives the DTLS handshake (as server) and libsrtp's binding; RTP never passes through aiortc, and its SCTP is
never attached to a transport. Each private name has a contract test that fails when the library changes.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, cast

import aioice.ice
from aiortc import (
    MediaStreamTrack as MediaStreamTrack,  # the tracks of virtual members
)
from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    SRTPProtectionProfile,
    State,
)
from aiortc.sdp import candidate_from_sdp
from OpenSSL import SSL
from pylibsrtp import Error as SrtpError
from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib

# The server's order decides. AES_128_GCM costs half of SHA1_80 for each packet (measured); the last is for browsers
# that have no GCM, which RFC 8827 6.5 allows.
SRTP_PROFILES = [SRTP_AEAD_AES_128_GCM, SRTP_AEAD_AES_256_GCM, SRTP_AES128_CM_SHA1_80]
# aiortc's own list ends in two CBC suites, which ASVS 17.2.2 does not approve.
CIPHERS = b"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305"
QUEUED_DATAGRAMS = 64  # a handshake has about six in flight; more is a flood
SRTP_TRAILER_BYTES = 4 + 16 + 128  # SRTCP index, tag and MKI at their longest
_SEAL_FORM = "srtp_err_status_t(*)(struct srtp_ctx_t_ *, void *, int *)"
STATUS_OK: int = lib.srtp_err_status_ok


class ServerCertificate(RTCCertificate):
    """A fresh key for one connection, in memory only (ASVS 17.2.1)."""

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        context = super()._create_ssl_context(srtp_profiles)
        context.set_cipher_list(CIPHERS)
        return context

    def fingerprint(self) -> str:
        """Return the sha-256 fingerprint, as an answer writes it."""
        return next(one.value for one in self.getFingerprints() if one.algorithm == "sha-256")


class _DatagramPipe:
    """What RTCDtlsTransport needs of an ICE transport: a role, `_recv` and `_send`. Bounded, and of DTLS only."""

    role = "controlling"  # the word that makes aiortc the DTLS server

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send_datagram = send
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUED_DATAGRAMS)
        self.is_closed = False

    def feed(self, datagram: bytes) -> None:
        if not self._queue.full():
            self._queue.put_nowait(datagram)

    def close(self) -> None:
        self.is_closed = True
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def _recv(self) -> bytes:
        datagram = None if self.is_closed else await self._queue.get()
        if datagram is None:
            raise ConnectionError
        return datagram

    async def _send(self, datagram: bytes) -> None:
        self._send_datagram(datagram)


class DtlsServer:
    """One connection's DTLS: give it datagrams, get SRTP keys. `on_change` is called after each change of state."""

    def __init__(self, send: Callable[[bytes], None], on_change: Callable[[], None]) -> None:
        certificate = ServerCertificate.generateCertificate()
        self.fingerprint = certificate.fingerprint()
        self._pipe = _DatagramPipe(send)
        self._transport = RTCDtlsTransport(cast(Any, self._pipe), [certificate])
        self._transport._srtp_profiles = SRTP_PROFILES
        self._transport.on("statechange", on_change)
        self._task: asyncio.Task[None] | None = None

    def start(self, remote_fingerprint: str) -> None:
        """Begin to wait for the ClientHello of the certificate with this sha-256 fingerprint."""
        remote = RTCDtlsParameters([RTCDtlsFingerprint("sha-256", remote_fingerprint)])
        self._task = asyncio.ensure_future(self._transport.start(remote))

    def feed(self, datagram: bytes) -> None:
        """Take in a datagram from an address that ICE has validated."""
        self._pipe.feed(datagram)

    async def stop(self) -> None:
        """Say close_notify and end; harmless if it never began."""
        self._transport.remove_all_listeners()
        await self._transport.stop()
        self._pipe.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def is_connected(self) -> bool:
        """The handshake is done and the fingerprint was right."""
        return self._transport._state is State.CONNECTED

    @property
    def is_over(self) -> bool:
        """Failed, or closed by the other side."""
        return self._transport._state in (State.FAILED, State.CLOSED)

    @property
    def profile(self) -> str:
        """The SRTP profile agreed on, for tests and statistics."""
        ssl = self._transport._ssl
        return ssl.get_selected_srtp_profile().decode() if ssl is not None else ""

    def inbound(self) -> "SrtpContext":
        """Return the context that opens what the other side sends. Only once connected."""
        return SrtpContext(self._transport._rx_srtp)

    def outbound(self) -> "SrtpContext":
        """Return the context that seals what we send. Only once connected."""
        return SrtpContext(self._transport._tx_srtp)


class PacketBuffer:
    """Memory that both Python and libsrtp can write: `view` for one, `address` for the other.

    `length` is the in and out argument of every libsrtp call. `length_place`, if given, is where it shall live: in a
    structure of the kernel's, which then need not be told of it.
    """

    __slots__ = ("_memory", "address", "length", "view")

    def __init__(self, size: int, length_place: int | None = None) -> None:
        self._memory = ffi.new("unsigned char[]", size)
        self.view = memoryview(ffi.buffer(self._memory))
        self.address = ffi.cast("void *", self._memory)
        self.length = ffi.new("int *") if length_place is None else ffi.cast("int *", length_place)

    def place(self) -> int:
        """Return the address as a number, for other bindings than libsrtp's."""
        return int(ffi.cast("uintptr_t", self._memory))


def seal_place() -> int:
    """Return the address of libsrtp's `int srtp_protect(void *context, void *packet, int *length)`.

    Raises TypeError should libsrtp want it called in another way.
    """
    function = ffi.addressof(lib, "srtp_protect")
    if (form := ffi.typeof(function).cname) != _SEAL_FORM:
        raise TypeError(form)
    return int(ffi.cast("uintptr_t", function))


class SrtpContext:
    """libsrtp called in place: no copy in, no copy out (which is what makes pure Python fast enough)."""

    __slots__ = ("_context", "_session", "place", "seal")

    def __init__(self, session: Session) -> None:
        self._session = session  # owns the context below
        self._context = session._srtp[0]
        # Seals an RTP packet: buffer.address, buffer.length in; STATUS_OK out, unless libsrtp refuses (a number going
        # backwards). libsrtp's own function, since a call of Python's around it is a tenth of what a packet costs.
        self.seal: Callable[[object, object], int] = partial(lib.srtp_protect, self._context)
        self.place = int(ffi.cast("uintptr_t", self._context))  # for `seal_place`

    def protect_rtcp(self, buffer: PacketBuffer, size: int) -> int:
        """Seal an RTCP packet; return its new length, or 0 if libsrtp refuses."""
        buffer.length[0] = size
        status = lib.srtp_protect_rtcp(self._context, buffer.address, buffer.length)
        return buffer.length[0] if status == STATUS_OK else 0

    def forget(self, ssrc: int) -> None:
        """Free what libsrtp keeps of a stream that is over; nothing if it keeps nothing."""
        with contextlib.suppress(SrtpError):
            self._session.remove_stream(ssrc)

    def unprotect(self, buffer: PacketBuffer, size: int) -> int:
        """Open an RTP packet; return its new length, or 0 if it is forged, replayed or too old."""
        buffer.length[0] = size
        return buffer.length[0] if lib.srtp_unprotect(self._context, buffer.address, buffer.length) == STATUS_OK else 0

    def unprotect_rtcp(self, buffer: PacketBuffer, size: int) -> int:
        """Open an RTCP packet; return its new length, or 0 if it is forged, replayed or too old."""
        buffer.length[0] = size
        status = lib.srtp_unprotect_rtcp(self._context, buffer.address, buffer.length)
        return buffer.length[0] if status == STATUS_OK else 0


ClientConnection = RTCPeerConnection


def open_client() -> RTCPeerConnection:
    """Return a connection for `offer_to_send`: one transport, and no STUN server of a third party."""
    return RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))


async def offer_to_send(
    connection: RTCPeerConnection,
    voice: MediaStreamTrack,
    picture: MediaStreamTrack,
    exchange: Callable[[str], Awaitable[str]],
) -> None:
    """Offer sound, picture and an unused screen in the order of the plan for virtual members, and set the answer."""
    connection.addTransceiver(voice, direction="sendonly")
    connection.addTransceiver(picture, direction="sendonly")
    connection.addTransceiver("video", direction="inactive")
    await connection.setLocalDescription(await connection.createOffer())
    answer = await exchange(connection.localDescription.sdp)
    await connection.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
    # aiortc takes the candidates of the last bundled m-line only, and ours stand in the first.
    for row in answer.splitlines():
        if row.startswith("a=candidate:"):
            candidate = candidate_from_sdp(row.removeprefix("a=candidate:"))
            candidate.sdpMLineIndex = 0
            await connection.addIceCandidate(candidate)


def _host_addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    """Add what aioice leaves out: on a machine without a network the engine is still at 127.0.0.1."""
    return _aioice_host_addresses(use_ipv4, use_ipv6) or ["127.0.0.1"]


_aioice_host_addresses = aioice.ice.get_host_addresses
aioice.ice.get_host_addresses = _host_addresses
