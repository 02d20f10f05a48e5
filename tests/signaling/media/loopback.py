"""A small real client: its own STUN, aiortc's DTLS, and packets made by hand, over a UDP socket on loopback."""

import asyncio
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from pylibsrtp import Error as SrtpError

from server.meeting.identity import MeetingId, MemberId
from signaling.media import rtcp, rtp, stun
from signaling.media.engine import Answer, Device, Kind
from signaling.media.sfu import Sfu
from tests.signaling.media.offers import PAYLOAD_TYPES, an_offer

ROOM = MeetingId("m1")
OPUS, VP8 = 111, 96
DELTA = b"\x90\x80\x81\x05\x01delta"
KEYFRAME = b"\x90\x80\x81\x05" + b"\x10\x02\x00\x9d\x01\x2a" + (320).to_bytes(2, "little") + (180).to_bytes(2, "little")
_SSRCS = {Kind.AUDIO: 1_111, Kind.VIDEO: 2_222, Kind.SCREEN: 3_333}
_MIDS = {Kind.AUDIO: b"0", Kind.VIDEO: b"1", Kind.SCREEN: b"2"}
_LOOK_EVERY_S = 0.01
WITHIN_S = 5.0
_HANDSHAKE_WITHIN_S = 16.0  # OpenSSL says again what was lost after 1, 2, 4 and 8 s


@dataclass(slots=True)
class Client(asyncio.DatagramProtocol):
    """One member. `heard` are the RTP packets that came, `told` the RTCP."""

    name: str
    ufrag: str = "abcd"
    heard: list[rtp.RtpPacket] = field(default_factory=list)
    told: list[rtcp.Feedback] = field(default_factory=list)
    on_rtp: Callable[[rtp.RtpPacket], None] | None = None
    on_rtcp: Callable[[rtcp.Feedback], None] | None = None
    stun_answers: list[stun.StunMessage] = field(default_factory=list)
    answer: Answer | None = None
    copies: int = 0
    loses_media: bool = False  # as a bad line would, on the way to this client
    role: str = "controlled"  # the word that makes aiortc the DTLS client
    device: Device = Device.PHONE
    rids: tuple[str, ...] = ()
    codecs: tuple[str, ...] = ("VP8",)  # its pictures are in the first
    certificate: RTCCertificate = field(default_factory=RTCCertificate.generateCertificate)
    _transport: asyncio.DatagramTransport | None = None
    _dtls: RTCDtlsTransport | None = None
    _handshake: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)
    _sequences: dict[Kind, int] = field(default_factory=dict)

    async def join(self, sfu: Sfu, port: int | None = None) -> Answer:
        """Offer, check, shake hands; return the answer once media may flow. `port`: the near end of a line."""
        answer = self.offer(sfu)
        await self.open_socket(port or sfu.port)
        await self.check()
        await self.shake_hands()
        return answer

    def offer(self, sfu: Sfu) -> Answer:
        fingerprint = next(one.value for one in self.certificate.getFingerprints() if one.algorithm == "sha-256")
        theirs = {"session": str(id(self)), "ufrag": self.ufrag, "fingerprint": fingerprint}
        sdp = an_offer(self.device, **theirs, rids=self.rids, codecs=self.codecs)
        self.answer = sfu.connect(ROOM, MemberId(self.name), sdp, self.device)
        return self.answer

    async def open_socket(self, port: int) -> None:
        """Take a new local port: at first, and when the line has moved."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, remote_addr=("127.0.0.1", port))

    async def check(self, *, nominates: bool = True, password: str | None = None) -> None:
        """Send a connectivity check and wait for its answer."""
        before = len(self.stun_answers)
        self.send_check(nominates=nominates, password=password)
        await until(lambda: len(self.stun_answers) > before)

    def send_check(self, *, nominates: bool = True, password: str | None = None) -> None:
        username = f"{self.value('ice-ufrag')}:{self.ufrag}"
        secret = (password or self.value("ice-pwd")).encode()
        self.send_raw(stun.check(username, secret, b"transaction!", nominates=nominates))

    async def shake_hands(self) -> None:
        self._dtls = RTCDtlsTransport(self, [self.certificate])  # type: ignore[arg-type]
        remote = RTCDtlsParameters([RTCDtlsFingerprint("sha-256", self.value("fingerprint").split(" ")[1])])
        await asyncio.wait_for(self._dtls.start(remote), _HANDSHAKE_WITHIN_S)
        assert self._dtls.state == "connected"

    def value(self, attribute: str) -> str:
        """Return an attribute of the answer."""
        assert self.answer is not None
        found = re.search(rf"a={attribute}:(.*)\r\n", self.answer.sdp)
        assert found is not None
        return found[1]

    def send(self, kind: Kind, payload: bytes = DELTA, *, sequence: int | None = None, level: int = 20) -> None:
        """Send one packet; numbers go on by themselves."""
        if sequence is None:
            sequence = self._sequences[kind] = self._sequences.get(kind, 0) + 1
        picture = PAYLOAD_TYPES[self.codecs[0]]
        datagram = rtp_datagram(kind, payload, sequence, level, picture=picture)
        self.send_sealed(datagram)

    def send_sealed(self, datagram: bytes) -> bytes:
        """Seal and send a packet; return it as it went out, for sending it again."""
        assert self._dtls is not None
        sealed: bytes = self._dtls._tx_srtp.protect(datagram)
        self.send_raw(sealed)
        return sealed

    def send_rtcp(self, datagram: bytes) -> None:
        assert self._dtls is not None
        self.send_raw(self._dtls._tx_srtp.protect_rtcp(datagram))

    def send_raw(self, datagram: bytes) -> None:
        assert self._transport is not None
        self._transport.sendto(datagram)

    def heard_in(self, ssrc: int) -> list[rtp.RtpPacket]:
        return [packet for packet in self.heard if packet.ssrc == ssrc]

    def payloads(self, payload_type: int) -> list[bytes]:
        return [packet.payload for packet in self.heard if packet.payload_type == payload_type]

    @property
    def is_in(self) -> bool:
        """Whether media may flow."""
        return self._dtls is not None and self._dtls.state == "connected"

    @property
    def is_over(self) -> bool:
        """Whether the engine has said goodbye."""
        return self._dtls is not None and self._dtls.state == "closed"

    async def leave(self) -> None:
        if self._dtls is not None:
            await self._dtls.stop()
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: object) -> None:
        if data[0] < 4:
            self.stun_answers.append(stun.parse(data))
        elif data[0] < 64:
            self._handshake.put_nowait(data)
        elif not self.loses_media and self._dtls is not None and self._dtls._rx_srtp is not None:
            try:
                self._take_media(data)
            except SrtpError:
                self.copies += 1  # sent again though it had come after all

    def _take_media(self, data: bytes) -> None:
        assert self._dtls is not None
        if 192 <= data[1] < 224:
            feedback = rtcp.parse(self._dtls._rx_srtp.unprotect_rtcp(data))
            self.told += feedback
            for one in feedback:
                if self.on_rtcp is not None:
                    self.on_rtcp(one)
            return
        packet = rtp.parse(self._dtls._rx_srtp.unprotect(data))
        self.heard.append(packet)
        if self.on_rtp is not None:
            self.on_rtp(packet)

    async def _recv(self) -> bytes:
        return await self._handshake.get()

    async def _send(self, datagram: bytes) -> None:
        self.send_raw(datagram)


def rtp_datagram(
    kind: Kind, payload: bytes, sequence: int, level: int = 20, ssrc: int | None = None, picture: int = VP8
) -> bytes:
    """Return a packet with the extensions a browser sends."""
    payload_type = OPUS if kind is Kind.AUDIO else picture
    extensions = bytes((0x10, level, 0x40)) + _MIDS[kind]
    header = struct.pack("!BBHII", 0x90, payload_type, sequence % 0x10000, sequence * 960, ssrc or _SSRCS[kind])
    return header + struct.pack("!HH", 0xBEDE, 1) + extensions + payload


async def until(is_so: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    """Wait until it is so; fail if it is not in time. A machine that stands still meanwhile uses up nothing of it."""
    clock, waited_s = asyncio.get_running_loop().time, 0.0
    while not is_so():
        assert waited_s < within_s, "it never came to be"
        before = clock()
        await asyncio.sleep(_LOOK_EVERY_S)
        waited_s += min(clock() - before, 5 * _LOOK_EVERY_S)


async def settle() -> None:
    """Let every datagram on its way arrive, and the timers of the engine run twice."""
    await asyncio.sleep(0.25)
