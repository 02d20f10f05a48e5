"""Contracts with the libraries: each private name we use must be there and do what we believe it does."""

import asyncio
import ctypes
import struct

import aioice.ice
import pytest
from aiortc.rtcdtlstransport import (
    SRTP_AES128_CM_SHA1_80,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    State,
)
from OpenSSL import SSL

from signaling.media import aiortc_seam, rtp
from signaling.media.aiortc_seam import STATUS_OK, DtlsServer, PacketBuffer, ServerCertificate, SrtpContext


class Wire:
    """The client's end: what RTCDtlsTransport calls an ICE transport, in the controlled role."""

    role = "controlled"

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[bytes] = asyncio.Queue()
        self.server: DtlsServer | None = None

    async def _recv(self) -> bytes:
        return await self.inbox.get()

    async def _send(self, datagram: bytes) -> None:
        assert self.server is not None
        self.server.feed(datagram)


class Call:
    """A DtlsServer of ours and a client of aiortc's, joined without a network."""

    def __init__(self, profiles: list[object] | None = None) -> None:
        self.wire = Wire()
        self.changes: list[bool] = []
        self.server = self.wire.server = DtlsServer(self.wire.inbox.put_nowait, self._note)
        self.certificate = RTCCertificate.generateCertificate()
        self.client = RTCDtlsTransport(self.wire, [self.certificate])  # type: ignore[arg-type]
        if profiles is not None:
            self.client._srtp_profiles = profiles  # type: ignore[assignment]

    def _note(self) -> None:
        self.changes.append(self.server.is_connected)

    async def connect(self, fingerprint: str | None = None) -> None:
        theirs = next(one.value for one in self.certificate.getFingerprints() if one.algorithm == "sha-256")
        self.server.start(fingerprint or theirs)
        ours = RTCDtlsParameters([RTCDtlsFingerprint("sha-256", self.server.fingerprint)])
        await asyncio.wait_for(self.client.start(ours), 10)
        await asyncio.sleep(0.05)

    async def close(self) -> None:
        await self.client.stop()
        await self.server.stop()


@pytest.fixture
async def call() -> Call:
    return Call()


async def test_the_server_side_is_connected_and_has_chosen_aes_128_gcm(call: Call) -> None:
    await call.connect()

    assert call.server.is_connected
    assert call.changes[-1]
    assert call.server.profile == "SRTP_AEAD_AES_128_GCM"
    await call.close()
    assert call.client._state is State.CLOSED


async def test_a_client_without_gcm_gets_the_profile_every_browser_must_have() -> None:
    call = Call(profiles=[SRTP_AES128_CM_SHA1_80])
    await call.connect()

    assert call.server.profile == "SRTP_AES128_CM_SHA1_80"
    await call.close()


def seal(context: SrtpContext, buffer: PacketBuffer, sequence: int, payload: bytes) -> bytes:
    """Return a sealed packet, empty if libsrtp refuses."""
    datagram = struct.pack("!BBHII", 0x80, 111, sequence, 8, 9) + payload
    buffer.view[: len(datagram)] = datagram
    buffer.length[0] = len(datagram)
    is_sealed = context.seal(buffer.address, buffer.length) == STATUS_OK
    return bytes(buffer.view[: buffer.length[0]]) if is_sealed else b""


async def test_a_length_may_live_in_other_memory(call: Call) -> None:
    await call.connect()
    words = (ctypes.c_uint64 * 2)()
    buffer = PacketBuffer(2_048, ctypes.addressof(words) + 8)

    sealed = seal(call.server.outbound(), buffer, 7, b"sound")

    assert list(words) == [0, len(sealed)]
    assert call.client._rx_srtp.unprotect(sealed)[12:] == b"sound"
    await call.close()


async def test_what_one_side_seals_in_place_the_other_side_opens(call: Call) -> None:
    await call.connect()
    sealed = seal(call.server.outbound(), PacketBuffer(2_048), 7, b"sound")

    assert b"sound" not in sealed
    opened = rtp.parse(call.client._rx_srtp.unprotect(sealed))
    assert (opened.sequence, opened.payload) == (7, b"sound")
    await call.close()


async def test_a_forged_or_repeated_packet_is_not_opened(call: Call) -> None:
    await call.connect()
    sealed = call.client._tx_srtp.protect(bytes.fromhex("806f00070000000800000009") + b"sound")
    inbound, buffer = call.server.inbound(), PacketBuffer(2_048)

    def opened(datagram: bytes) -> int:
        buffer.view[: len(datagram)] = datagram
        return inbound.unprotect(buffer, len(datagram))

    assert opened(sealed[:-1] + bytes((sealed[-1] ^ 1,))) == 0
    assert opened(sealed) == 17
    assert opened(sealed) == 0
    await call.close()


async def test_control_packets_are_sealed_and_opened_too(call: Call) -> None:
    await call.connect()
    report = bytes.fromhex("80c9000100000001")
    buffer = PacketBuffer(2_048)
    buffer.view[: len(report)] = report

    sealed = bytes(buffer.view[: call.server.outbound().protect_rtcp(buffer, len(report))])

    assert call.client._rx_srtp.unprotect_rtcp(sealed) == report
    theirs = call.client._tx_srtp.protect_rtcp(report)
    buffer.view[: len(theirs)] = theirs
    size = call.server.inbound().unprotect_rtcp(buffer, len(theirs))
    assert bytes(buffer.view[:size]) == report
    await call.close()


async def test_a_number_that_goes_far_back_is_refused_and_a_recent_one_may_be_sent_again(call: Call) -> None:
    await call.connect()
    outbound, buffer = call.server.outbound(), PacketBuffer(2_048)

    def sealed(sequence: int) -> int:
        return len(seal(outbound, buffer, sequence, b""))

    assert sealed(5_000)
    assert sealed(5_001)
    assert sealed(5_000)
    assert not sealed(3_000)
    await call.close()


async def test_a_certificate_with_another_fingerprint_is_not_connected(call: Call) -> None:
    await call.connect(fingerprint=":".join(["AB"] * 32))

    assert not call.server.is_connected
    assert call.server.is_over
    await call.close()


@pytest.mark.parametrize("suite", ["ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-AES128-SHA256"])
async def test_cbc_suites_are_refused(suite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    call = Call()
    original = RTCCertificate._create_ssl_context

    def only_this_suite(certificate: RTCCertificate, srtp_profiles: list[object]) -> SSL.Context:
        context = original(certificate, srtp_profiles)  # type: ignore[arg-type]
        context.set_cipher_list(suite.encode())
        return context

    monkeypatch.setattr(call.certificate, "_create_ssl_context", only_this_suite.__get__(call.certificate))
    await call.connect()

    assert not call.server.is_connected
    await call.close()


async def test_data_channels_are_out_of_reach_even_after_the_handshake(call: Call) -> None:
    await call.connect()

    await call.client._send_data(b"an SCTP packet, if anybody listened")
    await asyncio.sleep(0.05)

    assert call.server._transport._data_receiver is None
    assert call.server.is_connected
    await call.close()


async def test_a_flood_of_datagrams_before_the_handshake_is_bounded(call: Call) -> None:
    for _ in range(10_000):
        call.server.feed(b"\x16" + bytes(100))

    assert call.server._pipe._queue.qsize() == aiortc_seam.QUEUED_DATAGRAMS
    await call.server.stop()


async def test_a_goodbye_of_the_other_side_is_noticed(call: Call) -> None:
    await call.connect()

    await call.client.stop()
    await asyncio.sleep(0.05)

    assert call.server.is_over
    await call.server.stop()


def test_each_connection_has_a_key_of_its_own() -> None:
    assert (
        ServerCertificate.generateCertificate().fingerprint() != ServerCertificate.generateCertificate().fingerprint()
    )


def test_a_machine_without_a_network_still_has_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aiortc_seam, "_aioice_host_addresses", lambda use_ipv4, use_ipv6: [])

    assert aioice.ice.get_host_addresses(True, True) == ["127.0.0.1"]
