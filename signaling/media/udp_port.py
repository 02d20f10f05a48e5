"""The one UDP port of a worker: opens it, drains it, and sends each batch's answers at its end."""

import asyncio
import errno
import socket
from collections.abc import Callable, Sequence

from signaling.media.aiortc_seam import PacketBuffer
from signaling.media.fan_out import BUFFER_BYTES, FanOut

DRAIN = 128  # datagrams read in one go before the loop may do something else
SENT_AT_ONCE = 1_024  # and so many sent: one of a full room goes to sixty, and 128 of them would take 0.1 s
_KERNEL_BUFFER_BYTES = 4 << 20  # a keyframe of every publisher at once; the kernel may give less
_PORT_TRIES = 20
WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - the operator's choice, by setting

Receive = Callable[[FanOut, tuple[str, int], PacketBuffer, int], None]


class UdpPort:
    """One port number, on each announced address that is this machine's own.

    A socket bound to the address answers from it; one wildcard socket would answer a check to 127.0.0.1 from another
    address, and the browser would drop the answer. If an announced address is not our own (NAT, container), there is
    no other way than the wildcard.
    """

    def __init__(self, host: str, port: int, announced: Sequence[str], receive: Receive, *, joins: bool = True) -> None:
        self._receive = receive
        self.received = 0
        self._buffer = PacketBuffer(BUFFER_BYTES)
        self._sockets = _open(host, port, announced)
        self.port: int = self._sockets[0].getsockname()[1]
        self.fan_outs = [FanOut(sock, joins=joins) for sock in self._sockets]

    def start(self) -> None:
        """Begin to read, in the running loop."""
        loop = asyncio.get_running_loop()
        for sock, fan_out in zip(self._sockets, self.fan_outs, strict=True):
            loop.add_reader(sock.fileno(), self._drain, sock, fan_out)

    def flush(self) -> None:
        """Send what timers and commands have queued."""
        for fan_out in self.fan_outs:
            fan_out.flush()

    def close(self) -> None:
        """Stop reading and free the port."""
        loop = asyncio.get_running_loop()
        for sock in self._sockets:
            loop.remove_reader(sock.fileno())
            sock.close()

    def _drain(self, sock: socket.socket, fan_out: FanOut) -> None:
        buffer, receive = self._buffer, self._receive
        most = fan_out.sent + SENT_AT_ONCE
        for at in range(DRAIN):
            if fan_out.sent > most:
                self.received += at
                break
            try:
                size, address = sock.recvfrom_into(buffer.view)
            except (BlockingIOError, InterruptedError):
                self.received += at
                break
            except OSError:
                continue  # an ICMP error of an earlier datagram; it says nothing about the next
            receive(fan_out, address, buffer, size)
        else:
            self.received += DRAIN
        self.flush()


def _open(host: str, port: int, announced: Sequence[str]) -> list[socket.socket]:
    hosts = list(dict.fromkeys(announced)) if host in WILDCARDS else [host]
    for _ in range(_PORT_TRIES):
        try:
            return _bind_all(hosts, port)
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL and host in WILDCARDS:
                return _bind_all([host], port)
            if port != 0 or error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, "no port is free on all announced addresses")


def _bind_all(hosts: Sequence[str], port: int) -> list[socket.socket]:
    opened: list[socket.socket] = []
    try:
        for host in hosts:
            sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
            opened.append(sock)
            sock.setblocking(False)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _KERNEL_BUFFER_BYTES)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BUFFER_BYTES)
            sock.bind((host, port))
            port = sock.getsockname()[1]
    except OSError:
        for sock in opened:
            sock.close()
        raise
    return opened
