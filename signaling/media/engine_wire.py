"""What the app and a media worker say to each other: typed messages as length-prefixed JSON."""

import asyncio
import json
import struct
import typing
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType

from server.meeting.identity import MeetingId, MemberId
from signaling.media.engine import (
    Answer,
    Device,
    LayersWanted,
    MediaRights,
    MemberMedia,
    Muted,
    OfferProblem,
    SlotsChanged,
    Speaking,
    SupplyChanged,
    Tile,
    WorkerStatistics,
)

MAX_FRAME_BYTES = 4 << 20  # an offer may have 256 kB, and JSON may write six letters for one
_LENGTH = struct.Struct("!I")


class WireBroken(Exception):
    """The other side sent what is no message of ours; the connection is of no more use."""


@dataclass(frozen=True, slots=True)
class Connect:
    """Answered by Connected or Refused with the same number."""

    number: int
    room: MeetingId
    member: MemberId
    offer_sdp: str
    device: Device


@dataclass(frozen=True, slots=True)
class Disconnect:
    """See MediaEngine.disconnect."""

    room: MeetingId
    member: MemberId


@dataclass(frozen=True, slots=True)
class Allow:
    """See MediaEngine.allow."""

    room: MeetingId
    member: MemberId
    rights: MediaRights


@dataclass(frozen=True, slots=True)
class Mute:
    """See MediaEngine.mute."""

    room: MeetingId
    member: MemberId
    muted: Muted


@dataclass(frozen=True, slots=True)
class Show:
    """See MediaEngine.show."""

    room: MeetingId
    viewer: MemberId
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Prefer:
    """See MediaEngine.prefer."""

    room: MeetingId
    members: tuple[MemberId, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """See MediaEngine.record; an empty address ends it."""

    room: MeetingId
    address: str


@dataclass(frozen=True, slots=True)
class CloseRoom:
    """See MediaEngine.close_room."""

    room: MeetingId


@dataclass(frozen=True, slots=True)
class Count:
    """What goes through you? Answered by Counted with the same number."""

    number: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The answer to Count."""

    number: int
    statistics: WorkerStatistics


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you there? Answered by Pong with the same number."""

    number: int


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker's first word: it listens on this UDP port."""

    port: int


@dataclass(frozen=True, slots=True)
class Connected:
    """The answer to Connect."""

    number: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Refused:
    """The offer of this Connect does not follow the plan."""

    number: int
    problem: OfferProblem


@dataclass(frozen=True, slots=True)
class Failed:
    """The worker made a mistake with this Connect; its log has the trace."""

    number: int


@dataclass(frozen=True, slots=True)
class Pong:
    """I am here."""

    number: int


Order = Connect | Disconnect | Allow | Mute | Show | Prefer | Record | CloseRoom | Count | Ping
Event = SlotsChanged | Speaking | MemberMedia | SupplyChanged | LayersWanted
Report = Ready | Connected | Refused | Failed | Counted | Pong | Event
Message = Order | Report
_TYPES: dict[str, type[Message]] = {kind.__name__: kind for kind in typing.get_args(Message)}


def encode(message: Message) -> bytes:
    """Return a frame: four bytes of length, then JSON tagged with the message's name.

    Every text passes, half a surrogate pair too. Raises ValueError for what the other side would hang up on.
    """
    body = json.dumps([type(message).__name__, _plain(message)]).encode()
    if len(body) > MAX_FRAME_BYTES:
        raise ValueError(f"{type(message).__name__} of {len(body)} bytes")
    return _LENGTH.pack(len(body)) + body


def decode(body: bytes) -> Message:
    """Return the message of a frame's body. Raises WireBroken if it is none."""
    try:
        name, plain = json.loads(body)
        return typing.cast(Message, _typed(_TYPES[name], plain))
    except (ValueError, KeyError, TypeError) as error:
        raise WireBroken(str(error)) from error


async def read(reader: asyncio.StreamReader) -> Message | None:
    """Return the next message, None when the other side has closed. Raises WireBroken."""
    try:
        length = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))[0]
        if length > MAX_FRAME_BYTES:
            raise WireBroken("frame too long")
        return decode(await reader.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


@cache
def _hints(kind: type) -> dict[str, object]:
    return typing.get_type_hints(kind)


def _typed(kind: object, plain: object) -> object:
    supertype = getattr(kind, "__supertype__", kind)  # a NewType's own type
    if isinstance(supertype, UnionType):
        raise TypeError("no message has a union")
    if typing.get_origin(supertype) is tuple:
        if not isinstance(plain, list):
            raise TypeError("list expected")
        return tuple(_typed(typing.get_args(supertype)[0], one) for one in plain)
    if not isinstance(supertype, type):
        raise TypeError(f"cannot read {supertype}")
    if issubclass(supertype, Enum):
        return supertype(plain)
    if is_dataclass(supertype):
        return _typed_dataclass(supertype, plain)
    if type(plain) is not supertype:
        raise TypeError(f"{supertype.__name__} expected")
    return plain


def _typed_dataclass(kind: type, plain: object) -> object:
    hints = _hints(kind)
    if not isinstance(plain, dict) or set(plain) != set(hints):
        raise TypeError(f"fields of {kind.__name__} expected")
    return kind(**{name: _typed(hint, plain[name]) for name, hint in hints.items()})
