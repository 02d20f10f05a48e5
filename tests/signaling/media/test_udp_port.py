"""The one port: on the machine's own addresses where it can, on all of them where it must, in batches."""

import asyncio
import itertools
import socket
from collections.abc import Callable

import pytest

from signaling.media import fan_out
from signaling.media.aiortc_seam import PacketBuffer
from signaling.media.fan_out import BATCH, Destination, FanOut
from signaling.media.udp_port import DRAIN, SENT_AT_ONCE, UdpPort


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


@pytest.fixture(params=["sendmmsg", "sendto"])
def sender(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], tuple[FanOut, socket.socket]]:
    if request.param == "sendto":
        monkeypatch.setattr(fan_out, "_SENDMMSG", None)
    elif fan_out._SENDMMSG is None:
        pytest.skip("this system has no sendmmsg")

    def build() -> tuple[FanOut, socket.socket]:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        sock.bind(("127.0.0.1", 0))
        return FanOut(sock), sock

    return build


def test_a_batch_reaches_every_destination_in_order(sender: Callable[[], tuple[FanOut, socket.socket]]) -> None:
    out, ours = sender()
    receivers = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
    for receiver in receivers:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(2)
    destinations = [Destination(receiver.getsockname()) for receiver in receivers]

    for number in range(BATCH):  # a full batch leaves by itself
        out.plain(destinations[number % 3], f"datagram {number}".encode())
    out.plain(destinations[0], b"the last")
    out.flush()

    assert [receivers[1].recv(100) for _ in range(3)] == [b"datagram 1", b"datagram 4", b"datagram 7"]
    assert out.sent == BATCH + 1
    for one in (*receivers, ours):
        one.close()


def test_one_destination_that_cannot_be_reached_does_not_hold_up_the_others(
    sender: Callable[[], tuple[FanOut, socket.socket]],
) -> None:
    out, ours = sender()
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    receiver.settimeout(2)

    out.plain(Destination(("255.255.255.255", 9)), b"broadcasting is forbidden to this socket")
    out.plain(Destination(receiver.getsockname()), b"this one arrives")
    out.flush()

    assert receiver.recv(100) == b"this one arrives"
    assert out.dropped == 1
    receiver.close()
    ours.close()
