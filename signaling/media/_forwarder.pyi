"""`forwarder.c`, built at installation where there is a compiler."""

from collections.abc import Sequence

from signaling.media.fan_out import Destination, FanOut, Line
from signaling.media.forwarding import Forwarded, Turn

def bind_to(
    packet: type[Forwarded],
    turn: type[Turn],
    line: type[Line],
    destination: type[Destination],
    fan_out: type[FanOut],
    seal: int,
    batch: int,
    most_payload: int,
    /,
) -> None: ...
def forward(packet: Forwarded, turns: Sequence[Turn], /) -> None: ...
def send(fd: int, headers: int, count: int, /) -> int: ...
def begin_to_join() -> bool: ...
