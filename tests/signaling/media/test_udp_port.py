"""The one port: on the machine's own addresses where it can, on all of them where it must, in batches."""

import asyncio
import contextlib
import ctypes
import itertools
import socket
from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import given, settings
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
        unavailable("nothing is joined: no loop in C, or a kernel that does not take messages apart, or not rightly")
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
LONGEST_SEGMENT, MOST_SEGMENTS = 1_232, 44  # of forwarder.c
COLLIDE_BYTES = 16 << 10  # places so far apart are looked for in the same entry of its table


def queue(out: FanOut, destination: Destination, datagram: bytes) -> None:
    """Queue as `FanOut.plain`, but nothing, too, and a full batch stays."""
    out._write(datagram)
    out.buffers[out.count].length[0] = len(datagram)
    out.address(out.count, destination)
    out.count += 1


class Neighbours:
    """Destinations whose places have the same entry in the table of forwarder.c."""

    def __init__(self, receivers: Sequence[socket.socket]) -> None:
        self._memory = ctypes.create_string_buffer(COLLIDE_BYTES * len(receivers))
        self.destinations = [Destination(receiver.getsockname()) for receiver in receivers]
        for at, destination in enumerate(self.destinations):
            place = ctypes.addressof(self._memory) + COLLIDE_BYTES * at
            ctypes.memmove(place, destination.place, destination.length)
            destination.place = place


queues = st.integers(0, BATCH).flatmap(
    lambda count: st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from((0, 99, 100, 101, LONGEST_SEGMENT, LONGEST_BYTES))),
        min_size=count,
        max_size=count,
    )
)


@settings(deadline=None)  # real sockets
@given(queues, st.booleans(), st.booleans())
def test_what_is_joined_comes_as_what_was_sent(queued: list[tuple[int, int]], is_refused: bool, collides: bool) -> None:
    """The kernel refuses to take apart what is to have no checksum: then all leaves by itself."""
    send = joined()
    out, ours = opened_sender()
    with ours, contextlib.ExitStack() as stack:
        ours.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, is_refused)
        receivers = opened_receivers(stack, 4)
        for receiver in receivers:
            receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        neighbours = Neighbours(receivers)
        apart = [Destination(receiver.getsockname()) for receiver in receivers]
        datagrams = [(to, bytes([number]) * length) for number, (to, length) in enumerate(queued)]
        for to, datagram in datagrams:
            queue(out, (neighbours.destinations if collides else apart)[to], datagram)

        sent = send(ours.fileno(), out.headers, out.count)

        assert sent == len(datagrams)
        for at, receiver in enumerate(receivers):
            for datagram in (datagram for to, datagram in datagrams if to == at):
                assert receiver.recv(3_000) == datagram
            receiver.setblocking(False)
            with pytest.raises(BlockingIOError):
                receiver.recv(3_000)


@pytest.fixture
def whole() -> Iterator[tuple[FanOut, list[tuple[socket.socket, Destination]]]]:
    """A sender that joins, and two receivers who see messages as the kernel was given them."""
    send = joined()
    out, ours = opened_sender()
    out._send = send
    with ours, contextlib.ExitStack() as stack:
        receivers = opened_receivers(stack, 2)
        for receiver in receivers:
            receiver.setsockopt(socket.IPPROTO_UDP, UDP_GRO, True)
        yield out, [(receiver, Destination(receiver.getsockname())) for receiver in receivers]


Whole = tuple[FanOut, list[tuple[socket.socket, Destination]]]


def test_what_goes_to_one_place_is_one_message_for_the_kernel(whole: Whole) -> None:
    out, ((first, to_first), (second, to_second)) = whole

    for number in range(4):
        for destination in (to_first, to_second):
            out.plain(destination, bytes([number]) * 1_128)
    out.plain(to_first, b"the last may be shorter")
    out.plain(to_first, b"the next is one by itself")
    out.flush()

    picture = b"".join(bytes([number]) * 1_128 for number in range(4))
    assert first.recv(9_000) == picture + b"the last may be shorter"
    assert first.recv(9_000) == b"the next is one by itself"
    assert second.recv(9_000) == picture
    assert (out.sent, out.dropped) == (10, 0)


def test_no_more_is_joined_than_a_datagram_holds_and_nothing_that_a_path_may_not_carry(whole: Whole) -> None:
    out, ((first, to_first), (second, to_second)) = whole

    for _ in range(MOST_SEGMENTS + 1):
        out.plain(to_first, bytes(LONGEST_SEGMENT))
    for _ in range(2):
        out.plain(to_second, bytes(LONGEST_SEGMENT + 1))
    out.flush()

    assert [len(first.recv(65_535)) for _ in range(2)] == [MOST_SEGMENTS * LONGEST_SEGMENT, LONGEST_SEGMENT]
    assert [len(second.recv(65_535)) for _ in range(2)] == [LONGEST_SEGMENT + 1] * 2


def test_a_machine_that_takes_nothing_apart_is_soon_not_asked_any_more(whole: Whole) -> None:
    out, ((first, to_first), _) = whole

    def length_of_two() -> int:
        for _ in range(2):
            out.plain(to_first, bytes(100))
        out.flush()
        came = len(first.recv(9_000))
        return came if came == 200 else came + len(first.recv(9_000)) - 100

    for is_refused, most in ((True, 15), (False, 1), (True, 15), (True, 1)):
        out._socket.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, is_refused)
        assert {length_of_two() for _ in range(most)} == {100 if is_refused else 200}
    out._socket.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, False)
    assert length_of_two() == 100
    assert compiled_send() is not None  # asks anew
    assert length_of_two() == 200


@pytest.mark.parametrize("way", ["joined", "sendmmsg"])
def test_what_the_kernel_has_no_room_for_is_dropped_and_counted(way: str) -> None:
    """A pair of Unix sockets says that it is full, which UDP on loopback never does."""
    if fan_out._SENDMMSG is None:
        pytest.skip("this system has no sendmmsg")
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ours, theirs:
        ours.setblocking(False)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        theirs.setblocking(False)
        out = FanOut(ours)
        out._send = joined() if way == "joined" else send_in_python
        for number in range(40):
            out.plain(Destination(("127.0.0.1", 9)), bytes(number + 1))
            out.destinations[number] = None
            ctypes.memset(out.headers + 64 * number, 0, 12)  # a connected pair has no addresses
        out.flush()

        came = 0
        with contextlib.suppress(BlockingIOError):
            while theirs.recv(100):
                came += 1
        assert 0 < came < 40
        assert (out.sent, out.dropped) == (came, 40 - came)


@pytest.mark.parametrize(
    ("release", "joins"), [("6.18.44", True), ("7.0", False), ("7.1.4-1-pve", False), ("7.1.5", True)]
)
def test_nothing_is_joined_on_a_release_that_takes_it_apart_wrongly(release: str, joins: bool) -> None:
    joined()

    assert (compiled_send(release) is not None) == joins


def test_an_operator_can_have_all_leave_by_itself() -> None:
    out, ours = opened_sender()
    ours.close()

    assert not FanOut(out._socket, joins=False).joins


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
