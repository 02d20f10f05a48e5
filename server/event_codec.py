"""Frozen dataclasses to JSON and back, strictly: for events in the log and for commands from the wire.

Decoding accepts exactly the declared fields and types; everything else is Malformed with the path of the fault.
Events carry a version tag, so that an old shape can be lifted when it is read (`LIFTS`).
"""

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Union, get_args, get_origin, get_type_hints

from server.meeting.meeting import Event

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

EVENT_VERSION = 1
# (type name, version) -> what makes the next version's shape of it; empty while there has been one version only.
LIFTS: Mapping[tuple[str, int], Callable[[dict[str, Json]], dict[str, Json]]] = {}

EVENT_TYPES: Mapping[str, type] = {kind.__name__: kind for kind in get_args(Event)}


class Malformed(ValueError):
    """The JSON has not the shape declared; `field` names the place, `unknown` whether it should not be there."""

    def __init__(self, field: str, *, unknown: bool = False) -> None:
        super().__init__(f"{'unknown field' if unknown else 'wrong type'}: {field or 'the whole'}")
        self.field = field
        self.unknown = unknown


def encode(value: object) -> Json:
    """The value as JSON: dataclasses as objects, enums by value, times in ISO 8601 UTC, tuples as lists."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [encode(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): encode(one) for key, one in value.items()}
    if is_dataclass(value):
        return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"no JSON for {type(value).__name__}")


def decode(kind: type, value: Json, path: str = "") -> object:
    """The value of that dataclass. Raises Malformed."""
    return _reader(kind)(value, path)


def event_to_json(event: Event) -> str:
    """An event as canonical JSON: sorted keys, no spaces, so that its hash is the same everywhere."""
    body: dict[str, Json] = {"v": EVENT_VERSION, "type": type(event).__name__, "event": encode(event)}
    return canonical(body)


def event_from_json(text: str) -> Event:
    """The event. Raises Malformed, KeyError for an event never known."""
    body = json.loads(text)
    name, version, event = body["type"], body["v"], body["event"]
    while version < EVENT_VERSION:
        event = LIFTS[name, version](event)
        version += 1
    return decode(EVENT_TYPES[name], event)  # type: ignore[return-value]  # EVENT_TYPES holds the members of Event and nothing else


def canonical(value: Json | Mapping[str, Json]) -> str:
    """JSON with sorted keys, no spaces, Vietnamese letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


_Reader = Callable[[Json, str], object]


@cache
def _reader(kind: object) -> _Reader:
    supertype = getattr(kind, "__supertype__", None)
    if supertype is not None:  # a NewType
        return _reader(supertype)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(arguments)
    if origin is tuple:
        return _list_of(arguments[0])
    if isinstance(kind, type):
        if issubclass(kind, Enum):
            return _enum(kind)
        if is_dataclass(kind):
            return _dataclass(kind)
        if kind in _PLAIN:
            return _PLAIN[kind]
    raise TypeError(f"cannot read {kind}")


def _optional(arguments: tuple[object, ...]) -> _Reader:
    inner = [argument for argument in arguments if argument is not type(None)]
    if len(inner) != 1:
        raise TypeError("only X | None can be read")
    read = _reader(inner[0])
    return lambda value, path: None if value is None else read(value, path)


def _list_of(kind: object) -> _Reader:
    read = _reader(kind)

    def read_list(value: Json, path: str) -> object:
        if not isinstance(value, list):
            raise Malformed(path)
        return tuple(read(one, f"{path}[{place}]") for place, one in enumerate(value))

    return read_list


def _enum(kind: type[Enum]) -> _Reader:
    known = {member.value: member for member in kind}

    def read_enum(value: Json, path: str) -> object:
        if not isinstance(value, str) or value not in known:
            raise Malformed(path)
        return known[value]

    return read_enum


def _dataclass(kind: type) -> _Reader:
    hints = get_type_hints(kind)
    declared: list[tuple[Field[object], _Reader]] = [(field, _reader(hints[field.name])) for field in fields(kind)]
    names = {field.name for field, _ in declared}

    def read_dataclass(value: Json, path: str) -> object:
        if not isinstance(value, dict):
            raise Malformed(path)
        unknown = sorted(set(value) - names)
        if unknown:
            raise Malformed(f"{path}.{unknown[0]}".lstrip("."), unknown=True)
        read: dict[str, object] = {}
        for field, reader in declared:
            where = f"{path}.{field.name}".lstrip(".")
            if field.name in value:
                read[field.name] = reader(value[field.name], where)
            elif field.default is MISSING and field.default_factory is MISSING:
                raise Malformed(where)
        return kind(**read)

    return read_dataclass


def _plain(kind: type) -> _Reader:
    def read_plain(value: Json, path: str) -> object:
        if type(value) is not kind:  # a bool is not an int here
            raise Malformed(path)
        return value

    return read_plain


def _read_str(value: Json, path: str) -> object:
    if not isinstance(value, str) or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise Malformed(path)
    return value


def _read_datetime(value: Json, path: str) -> object:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        at = None if at is None or at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):  # the year 1 has no hour before it
        at = None
    if at is None:
        raise Malformed(path)
    return at


def _read_date(value: Json, path: str) -> object:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:  # ISO 8601 has further spellings, such as weeks
        raise Malformed(path)
    return day


_PLAIN: Mapping[type, _Reader] = {
    str: _read_str,
    int: _plain(int),
    bool: _plain(bool),
    datetime: _read_datetime,
    date: _read_date,
}
