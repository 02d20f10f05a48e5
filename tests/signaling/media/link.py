"""A line between a client and the engine, on loopback: a rate, a queue, a delay that varies, chance, and a knife."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast


@dataclass(slots=True)
class Way:
    """One direction. A datagram waits for those before it, and is dropped where the queue is full.

    Behind the queue every datagram goes for itself, so that jitter, too, lets later ones overtake.
    """

    bitrate_bps: float = float("inf")
    queue_bytes: int = 1 << 20
    delay_s: float = 0.0
    jitter_s: float = 0.0  # at most so much more, evenly spread
    detours: float = 0.0  # share of datagrams that take `detour_s` longer
    detour_s: float = 0.1
    loss: float = 0.0  # of datagrams, by chance
    is_cut: bool = False  # nothing passes
    chance: random.Random = field(default_factory=lambda: random.Random(5))
    dropped: int = 0
    carried: int = 0
    _free_at: float = 0.0

    def carry(self, datagram: bytes, send: Callable[[bytes], None]) -> None:
        """Bring a datagram to the other end when its turn comes, or lose it."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        waiting_bytes = max(0.0, self._free_at - now) * self.bitrate_bps / 8 if self.bitrate_bps != float("inf") else 0
        is_full = waiting_bytes + len(datagram) > self.queue_bytes
        if self.is_cut or is_full or self.chance.random() < self.loss:
            self.dropped += 1
            return
        self.carried += 1
        self._free_at = max(now, self._free_at) + len(datagram) * 8 / self.bitrate_bps
        loop.call_at(self._free_at + self._travels_s(), send, datagram)

    def _travels_s(self) -> float:
        detour_s = self.detour_s if self.chance.random() < self.detours else 0.0
        return self.delay_s + self.jitter_s * self.chance.random() + detour_s


class Link:
    """A UDP line for one client: it sends to `port`, the engine sees the line's far end as its address."""

    def __init__(self, up: Way, down: Way) -> None:
        self.up = up
        self.down = down
        self.port = 0
        self._near = _End(self._from_client)
        self._far = _End(self._from_engine)
        self._client: tuple[str, int] | None = None
        self._engine_port = 0

    async def open(self, engine_port: int) -> "Link":
        """Lay the line to the engine's port."""
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self._near, local_addr=("127.0.0.1", 0))
        self._engine_port = engine_port
        await self.move()
        self.port = self._near.port()
        return self

    async def move(self) -> None:
        """Be at another address from the engine's side, as after a change of network; the one before leads nowhere."""
        self._far.close()
        self._far = far = _End(self._from_engine)
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: far, remote_addr=("127.0.0.1", self._engine_port))

    def cut(self) -> None:
        """Let nothing pass either way until it is mended."""
        self.up.is_cut = self.down.is_cut = True

    def mend(self) -> None:
        """Let everything pass again."""
        self.up.is_cut = self.down.is_cut = False

    def close(self) -> None:
        """Take the line away."""
        self._near.close()
        self._far.close()

    def _from_client(self, datagram: bytes, address: tuple[str, int]) -> None:
        self._client = address
        self.up.carry(datagram, lambda one: self._far.send(one))

    def _from_engine(self, datagram: bytes, _address: tuple[str, int]) -> None:
        client = self._client
        if client is not None:
            self.down.carry(datagram, lambda one: self._near.send(one, client))


class _End(asyncio.DatagramProtocol):
    def __init__(self, take: Callable[[bytes, tuple[str, int]], None]) -> None:
        self._take = take
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)  # asyncio's own is none by inheritance

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._take(data, addr)

    def port(self) -> int:
        assert self._transport is not None
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def send(self, datagram: bytes, address: tuple[str, int] | None = None) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(datagram, address)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
