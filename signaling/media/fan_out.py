"""One batch of datagrams: write into preallocated buffers, protect in place, one sendmmsg.

Where the system has no sendmmsg (macOS), each datagram is sent by itself; the contract is the same.
"""

import ctypes
import errno
import socket
import struct
import sys

from signaling.media import rtp
from signaling.media.aiortc_seam import SRTP_TRAILER_BYTES, PacketBuffer, SrtpContext

BATCH = 256
BUFFER_BYTES = 2_048
MAX_PAYLOAD_BYTES = 1_600
_HEADER_WORDS = 8  # struct mmsghdr on a 64-bit Linux, in words of 8 bytes
_VECTOR_WORDS = 2  # struct iovec


class Destination:
    """A remote address in the form the kernel reads. `address` is what recvfrom gave."""

    __slots__ = ("_memory", "address", "length", "place")

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        packed = _sockaddr(address)
        self._memory = ctypes.create_string_buffer(packed, len(packed))
        self.place = ctypes.addressof(self._memory)
        self.length = len(packed)


class FanOut:
    """The sending side of one socket. Nothing leaves before `flush`, or before the batch is full."""

    def __init__(self, sock: socket.socket) -> None:
        self.dropped = 0
        self.sent = 0
        self._socket = sock
        self._fd = sock.fileno()
        self._buffers = [PacketBuffer(BUFFER_BYTES) for _ in range(BATCH)]
        self._lengths = [0] * BATCH
        self._destinations: list[Destination] = []
        self._batch = _KernelBatch(self._buffers) if _SENDMMSG is not None else None

    def rtp(
        self,
        destination: Destination,
        context: SrtpContext,
        header: tuple[int, bool, int, int, int],
        payload: bytes,
    ) -> None:
        """Queue an RTP packet; `header` is payload type, marker, sequence, timestamp, SSRC."""
        if len(payload) > MAX_PAYLOAD_BYTES:
            self.dropped += 1
            return
        buffer = self._buffers[len(self._destinations)]
        view = buffer.view
        rtp.write_header(view, *header)
        size = rtp.FIXED_HEADER_BYTES + len(payload)
        view[rtp.FIXED_HEADER_BYTES : size] = payload
        self._queue(destination, context.protect(buffer, size))

    def rtcp(self, destination: Destination, context: SrtpContext, datagram: bytes) -> None:
        """Queue an RTCP packet."""
        buffer = self._write(datagram)
        self._queue(destination, context.protect_rtcp(buffer, len(datagram)))

    def plain(self, destination: Destination, datagram: bytes) -> None:
        """Queue a STUN or DTLS datagram as it is."""
        self._write(datagram)
        self._queue(destination, len(datagram))

    def flush(self) -> None:
        """Send what is queued. What the kernel has no room for is dropped and counted: late media is no use."""
        count = len(self._destinations)
        if not count:
            return
        if self._batch is not None:
            sent = self._batch.send(self._fd, self._destinations, self._lengths)
        else:
            sent = sum(self._send_one(at) for at in range(count))
        self.sent += sent
        self.dropped += count - sent
        self._destinations.clear()

    def _write(self, datagram: bytes) -> PacketBuffer:
        if len(datagram) > BUFFER_BYTES - SRTP_TRAILER_BYTES:
            raise ValueError("datagram too long")
        buffer = self._buffers[len(self._destinations)]
        buffer.view[: len(datagram)] = datagram
        return buffer

    def _queue(self, destination: Destination, length: int) -> None:
        if not length:
            self.dropped += 1
            return
        self._lengths[len(self._destinations)] = length
        self._destinations.append(destination)
        if len(self._destinations) == BATCH:
            self.flush()

    def _send_one(self, at: int) -> bool:
        try:
            self._socket.sendto(self._buffers[at].view[: self._lengths[at]], self._destinations[at].address)
        except OSError:
            return False
        return True


class _KernelBatch:
    """The arrays sendmmsg reads, written as words: half the cost of filling structures field by field."""

    def __init__(self, buffers: list[PacketBuffer]) -> None:
        self._header_memory = ctypes.create_string_buffer(8 * _HEADER_WORDS * BATCH)
        self._vector_memory = ctypes.create_string_buffer(8 * _VECTOR_WORDS * BATCH)
        self._headers = memoryview(self._header_memory).cast("B").cast("Q")
        self._vectors = memoryview(self._vector_memory).cast("B").cast("Q")
        self._place = ctypes.addressof(self._header_memory)
        for at, buffer in enumerate(buffers):
            self._vectors[_VECTOR_WORDS * at] = buffer.place()
            self._headers[_HEADER_WORDS * at + 2] = ctypes.addressof(self._vector_memory) + 8 * _VECTOR_WORDS * at
            self._headers[_HEADER_WORDS * at + 3] = 1

    def send(self, fd: int, destinations: list[Destination], lengths: list[int]) -> int:
        headers, vectors = self._headers, self._vectors
        for at, destination in enumerate(destinations):
            headers[_HEADER_WORDS * at] = destination.place
            headers[_HEADER_WORDS * at + 1] = destination.length
            vectors[_VECTOR_WORDS * at + 1] = lengths[at]
        return self._send_all(fd, len(destinations))

    def _send_all(self, fd: int, count: int) -> int:
        assert _SENDMMSG is not None
        at = sent = 0
        while at < count:
            done = int(_SENDMMSG(fd, self._place + 8 * _HEADER_WORDS * at, count - at, 0))
            if done > 0:
                at += done
                sent += done
            elif ctypes.get_errno() in (errno.EAGAIN, errno.ENOBUFS):
                break
            else:
                at += 1  # this one destination cannot be reached; the others can
        return sent


def _find_sendmmsg() -> "ctypes._NamedFuncPointer | None":
    if sys.platform != "linux" or struct.calcsize("P") != 8:
        return None
    try:
        function = ctypes.CDLL(None, use_errno=True).sendmmsg
    except AttributeError:
        return None
    function.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)
    function.restype = ctypes.c_int
    return function


def _sockaddr(address: tuple[str, int]) -> bytes:
    host, port = address[0], address[1]
    if ":" in host:
        packed = socket.inet_pton(socket.AF_INET6, host.partition("%")[0])
        return struct.pack("=H", socket.AF_INET6) + struct.pack("!HI", port, 0) + packed + bytes(4)
    packed = socket.inet_pton(socket.AF_INET, host)
    return struct.pack("=H", socket.AF_INET) + struct.pack("!H", port) + packed + bytes(8)


_SENDMMSG = _find_sendmmsg()
