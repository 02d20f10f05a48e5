"""The one port: on the machine's own addresses where it can, on all of them where it must, in batches."""

import asyncio
import contextlib
import itertools
import socket
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media import fan_out
from signaling.media.aiortc_seam import SRTP_TRAILER_BYTES, PacketBuffer
from signaling.media.fan_out import (
    BATCH,
    MAX_PAYLOAD_BYTES,
    Destination,
    FanOut,
    Send,
    compiled_send,
    send_in_python,
)
from signaling.media.rtp import FIXED_HEADER_BYTES
from signaling.media.udp_port import DRAIN, SENT_AT_ONCE, UdpPort
from tests.conftest import unavailable

SO_NO_CHECK, UDP_GRO = 11, 104  # of Linux; Python has no names for them


def ignore(fan_out: FanOut, address: tuple[str, int], buffer: PacketBuffer, size: int) -> None:
    """Take in a datagram and do nothing with it."""


def opened(host: str, *announced: str) -> tuple[list[str], set[int]]:
    port = UdpPort(host, 0, announced, ignore)
    names = [sock.getsockname() for sock in port._sockets]
    for sock in port._sockets:
        sock.close()
    return [name[0] for name in names], {name[1] for name in names}


def test_each_announced_address_of_our_own_gets_a_socket_and_all_the_same_port() -> None:
    hosts, ports = opened("0.0.0.0", "127.0.0.2", "127.0.0.1", "127.0.0.2")

    assert hosts == ["127.0.0.2", "127.0.0.1"]
    assert len(ports) == 1


def test_an_announced_address_behind_nat_means_listening_everywhere() -> None:
    hosts, _ = opened("0.0.0.0", "203.0.113.7", "127.0.0.1")

    assert hosts == ["0.0.0.0"]


def test_a_host_that_was_chosen_is_the_only_one() -> None:
    hosts, _ = opened("127.0.0.1", "203.0.113.7")

    assert hosts == ["127.0.0.1"]


async def test_packets_that_go_to_many_let_other_work_in_between() -> None:
    """A full room's packet goes to sixty: timers and handshakes do not wait for a hundred of them."""
    came, steps = 0, [0]

    def to_sixty(fan_out: FanOut, address: tuple[str, int], buffer: PacketBuffer, size: int) -> None:
        nonlocal came
        came += 1
        for _ in range(60):
            fan_out.plain(destination, b"word")

    port = UdpPort("127.0.0.1", 0, (), to_sixty)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as speaker:
        speaker.bind(("127.0.0.1", 0))
        destination = Destination(speaker.getsockname())
        for _ in range(DRAIN):
            speaker.sendto(b"word", ("127.0.0.1", port.port))
        port.start()
        while came < DRAIN:
            await asyncio.sleep(0)
            steps.append(came)
    port.close()

    assert max(later - earlier for earlier, later in itertools.pairwise(steps)) * 60 < SENT_AT_ONCE + 2 * BATCH
    assert port.received == DRAIN


Sender = Callable[[], tuple[FanOut, socket.socket]]


@pytest.fixture(params=["joined", "sendmmsg", "sendto"])
def sender(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Sender:
    if request.param == "sendto":
        monkeypatch.setattr(fan_out, "_SENDMMSG", None)
    elif fan_out._SENDMMSG is None:
        pytest.skip("this system has no sendmmsg")
    monkeypatch.setattr(fan_out, "_SEND", joined() if request.param == "joined" else send_in_python)
    return opened_sender


def joined() -> Send:
    send = compiled_send()
    if send is None:
        unavailable("no loop in C: Python's headers or gcc were missing at installation")
    return send


def opened_sender() -> tuple[FanOut, socket.socket]:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.bind(("127.0.0.1", 0))
    return FanOut(sock), sock


def opened_receivers(stack: contextlib.ExitStack, count: int) -> list[socket.socket]:
    receivers = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in range(count)]
    for receiver in receivers:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(2)
    return receivers


def test_a_batch_reaches_every_destination_in_order(sender: Sender) -> None:
    out, ours = sender()
    with ours, contextlib.ExitStack() as stack:
        receivers = opened_receivers(stack, 3)
        destinations = [Destination(receiver.getsockname()) for receiver in receivers]

        for number in range(BATCH):  # a full batch leaves by itself
            out.plain(destinations[number % 3], f"datagram {number}".encode())
        out.plain(destinations[0], b"the last")
        out.flush()

        assert [receivers[1].recv(100) for _ in range(3)] == [b"datagram 1", b"datagram 4", b"datagram 7"]
        assert out.sent == BATCH + 1


LONGEST_BYTES = FIXED_HEADER_BYTES + MAX_PAYLOAD_BYTES + SRTP_TRAILER_BYTES
lengths = st.sampled_from((0, 1, 60, 100, 101, 1_128, LONGEST_BYTES)) | st.integers(0, LONGEST_BYTES)


@given(st.lists(st.tuples(st.integers(0, 3), lengths), max_size=BATCH - 1), st.booleans())
def test_what_is_joined_comes_as_what_was_sent(queued: list[tuple[int, int]], is_refused: bool) -> None:
    """The kernel refuses to cut up what is to have no checksum: then all leaves by itself."""
    send = joined()
    out, ours = opened_sender()
    with ours, contextlib.ExitStack() as stack:
        ours.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, is_refused)
        receivers = opened_receivers(stack, 4)
        for receiver in receivers:
            receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        destinations = [Destination(receiver.getsockname()) for receiver in receivers]
        datagrams = [(to, bytes([number]) * length) for number, (to, length) in enumerate(queued)]
        for to, datagram in datagrams:
            out._write(datagram)
            out.buffers[out.count].length[0] = len(datagram)
            out.address(out.count, destinations[to])
            out.count += 1

        sent = send(ours.fileno(), out.headers, out.count)

        assert sent == len(datagrams)
        for at, receiver in enumerate(receivers):
            for datagram in (datagram for to, datagram in datagrams if to == at):
                assert receiver.recv(3_000) == datagram
            receiver.setblocking(False)
            with pytest.raises(BlockingIOError):
                receiver.recv(3_000)


def test_what_goes_to_one_place_is_one_message_for_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out, "_SEND", joined())
    out, ours = opened_sender()
    with ours, contextlib.ExitStack() as stack:
        receivers = opened_receivers(stack, 2)
        for receiver in receivers:
            receiver.setsockopt(socket.IPPROTO_UDP, UDP_GRO, True)
        destinations = [Destination(receiver.getsockname()) for receiver in receivers]

        for number in range(4):
            for destination in destinations:
                out.plain(destination, bytes([number]) * 1_128)
        out.plain(destinations[0], b"the last may be shorter")
        out.plain(destinations[0], b"the next is one by itself")
        out.flush()

        picture = b"".join(bytes([number]) * 1_128 for number in range(4))
        assert receivers[0].recv(9_000) == picture + b"the last may be shorter"
        assert receivers[0].recv(9_000) == b"the next is one by itself"
        assert receivers[1].recv(9_000) == picture
        assert (out.sent, out.dropped) == (10, 0)


def test_one_destination_that_cannot_be_reached_does_not_hold_up_the_others(sender: Sender) -> None:
    out, ours = sender()
    nowhere = Destination(("255.255.255.255", 9))
    with ours, contextlib.ExitStack() as stack:
        (receiver,) = opened_receivers(stack, 1)

        out.plain(nowhere, b"broadcasting is forbidden to this socket")
        out.plain(Destination(receiver.getsockname()), b"this one arrives")
        out.plain(nowhere, b"and it remains forbidden")
        out.flush()

        assert receiver.recv(100) == b"this one arrives"
        assert (out.sent, out.dropped) == (1, 2)


@pytest.mark.parametrize(("headers", "count"), [(0, 1), (1, -1), (1, BATCH + 1)])
def test_the_one_that_joins_refuses_what_is_no_batch(headers: int, count: int) -> None:
    with pytest.raises(ValueError, match="not a batch"):
        joined()(0, headers, count)
