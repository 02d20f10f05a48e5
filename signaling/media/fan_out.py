"""One batch of datagrams: write into preallocated buffers, protect in place, one sendmmsg.

Where the system has no sendmmsg (macOS), each datagram is sent by itself; the contract is the same. As it is where the
batch is sent by `forwarder.c`, which lets the kernel take what goes to one place together.
"""

import ctypes
import errno
import os
import platform
import re
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass

from signaling.media.aiortc_seam import SRTP_TRAILER_BYTES, PacketBuffer, SrtpContext

BATCH = 256
BUFFER_BYTES = 2_048
MAX_PAYLOAD_BYTES = 1_600
_HEADER_WORDS = 8  # struct mmsghdr on a 64-bit Linux, in words of 8 bytes
_VECTOR_WORDS = 2  # struct iovec

# Of Linux, UDP_SEGMENT with a last segment as long as the others.
_TAKEN_APART_WRONGLY_FROM, _AND_RIGHTLY_FROM = (7, 0, 0), (7, 1, 5)

Send = Callable[[int, int, int], int]  # descriptor, place of the headers, how many


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
    """The sending side of one socket. Nothing leaves before `flush`, or before the batch is full.

    `buffers`, `destinations`, `headers` and `count` are open to `forwarder`, which fills them itself.
    """

    __slots__ = ("_batch", "_fd", "_send", "_socket", "buffers", "count", "destinations", "dropped", "headers", "sent")

    def __init__(self, sock: socket.socket, *, joins: bool = True) -> None:
        self.dropped = 0
        self.sent = 0
        self._socket = sock
        self._fd = sock.fileno()
        self._send = _SEND if joins else send_in_python
        self.count = 0
        self._batch = _KernelBatch() if _SENDMMSG is not None else None
        places = self._batch.length_places() if self._batch is not None else [None] * BATCH
        self.buffers = [PacketBuffer(BUFFER_BYTES, place) for place in places]
        self.destinations: list[Destination | None] = [None] * BATCH
        self.headers = 0  # where what sendmmsg reads lies in memory; 0: there is no sendmmsg
        if self._batch is not None:
            self._batch.read_from(self.buffers)
            self.headers = self._batch.place

    @property
    def joins(self) -> bool:
        """Whether what goes to one place leaves together."""
        return self._send is not send_in_python

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
        count, self.count = self.count, 0
        if not count:
            return
        if self._batch is not None:
            sent = self._send(self._fd, self.headers, count)
        else:
            sent = sum(self._send_one(at) for at in range(count))
        self.sent += sent
        self.dropped += count - sent

    def _write(self, datagram: bytes) -> PacketBuffer:
        if len(datagram) > BUFFER_BYTES - SRTP_TRAILER_BYTES:
            raise ValueError("datagram too long")
        buffer = self.buffers[self.count]
        buffer.view[: len(datagram)] = datagram
        return buffer

    def _queue(self, destination: Destination, length: int) -> None:
        if not length:
            self.dropped += 1
            return
        self.buffers[self.count].length[0] = length
        self.address(self.count, destination)
        self.count += 1
        if self.count == BATCH:
            self.flush()

    def address(self, at: int, destination: Destination) -> None:
        """Note where a datagram goes. A room's next packet goes to the same places in the same order: often no work."""
        self.destinations[at] = destination
        if self._batch is not None:
            self._batch.address(at, destination)

    def _send_one(self, at: int) -> bool:
        destination, buffer = self.destinations[at], self.buffers[at]
        assert destination is not None
        try:
            self._socket.sendto(buffer.view[: buffer.length[0]], destination.address)
        except OSError:
            return False
        return True


def is_batched() -> bool:
    """Say whether this system sends a batch in one call; the loop in C knows no other way."""
    return _SENDMMSG is not None


@dataclass(frozen=True, slots=True)
class Line:
    """The way to one viewer. `seal` and `context` are SrtpContext's."""

    fan_out: FanOut
    destination: Destination
    seal: Callable[[object, object], int]
    context: int


class _KernelBatch:
    """The arrays sendmmsg reads, written as words: half the cost of filling structures field by field.

    libsrtp itself writes each packet's length into its iovec.
    """

    def __init__(self) -> None:
        self._header_memory = ctypes.create_string_buffer(8 * _HEADER_WORDS * BATCH)
        self._vector_memory = ctypes.create_string_buffer(8 * _VECTOR_WORDS * BATCH)
        self._headers = memoryview(self._header_memory).cast("B").cast("Q")
        self.place = ctypes.addressof(self._header_memory)

    def length_places(self) -> list[int]:
        """Return where each iovec has its length: the lower half of a word, the upper one stays 0."""
        first = ctypes.addressof(self._vector_memory) + 8
        return [first + 8 * _VECTOR_WORDS * at for at in range(BATCH)]

    def read_from(self, buffers: list[PacketBuffer]) -> None:
        """Tie the arrays to the packets' memory, once."""
        vectors = memoryview(self._vector_memory).cast("B").cast("Q")
        for at, buffer in enumerate(buffers):
            vectors[_VECTOR_WORDS * at] = buffer.place()
            self._headers[_HEADER_WORDS * at + 2] = ctypes.addressof(self._vector_memory) + 8 * _VECTOR_WORDS * at
            self._headers[_HEADER_WORDS * at + 3] = 1

    def address(self, at: int, destination: Destination) -> None:
        self._headers[_HEADER_WORDS * at] = destination.place
        self._headers[_HEADER_WORDS * at + 1] = destination.length


def send_in_python(fd: int, headers: int, count: int) -> int:
    """Send a batch; return how many left: all that the kernel has room for and whose place can be reached."""
    assert _SENDMMSG is not None
    at = sent = 0
    while at < count:
        done = int(_SENDMMSG(fd, headers + 8 * _HEADER_WORDS * at, count - at, 0))
        if done > 0:
            at += done
            sent += done
        elif ctypes.get_errno() in (errno.EAGAIN, errno.ENOBUFS):
            break
        else:
            at += 1  # this one destination cannot be reached; the others can
    return sent


def _find_sendmmsg() -> "ctypes._NamedFuncPointer | None":
    if sys.platform != "linux" or struct.calcsize("P") != 8 or sys.byteorder != "little":
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


def compiled_send(release: str | None = None) -> Send | None:
    """Return the one in C, which joins what goes to one place; None where it is not built, or the kernel cannot.

    Nor on a release of Linux (this system's, unless told) that writes wrong lengths into what it takes apart: no error
    tells of it, only missing pictures do. Distributions mend without a new number, but too careful is only slower.
    """
    found = re.match(r"(\d+)\.(\d+)\.?(\d*)", release or platform.release())
    numbers = tuple(int(one or 0) for one in found.groups()) if found is not None else ()
    if _TAKEN_APART_WRONGLY_FROM <= numbers < _AND_RIGHTLY_FROM:
        return None
    try:
        from signaling.media._forwarder import begin_to_join, send
    except ImportError:
        return None
    return send if begin_to_join() else None


def _choose_send() -> Send:
    if os.environ.get("CHIBO_TEST_FORWARDER") == "python":
        return send_in_python
    return compiled_send() or send_in_python


_SENDMMSG = _find_sendmmsg()
_SEND = _choose_send()
