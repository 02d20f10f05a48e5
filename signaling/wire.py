"""The socket's words: a payload to a command, and a view to what a page needs of it.

The protocol is written down in README.md beside this file, and a test holds the two together.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.event_codec import Json, Malformed, decode
from server.meeting import attendance, closing, recording
from server.meeting.identity import CommandId
from server.meeting.meeting import Command
from server.meeting.refusal import Refusal
from server.meeting.rights import RIGHTS

# Sent by the service or the gateway itself, never taken from a page.
INTERNAL = frozenset(
    {
        attendance.Join,
        attendance.Leave,
        attendance.ResumeService,
        recording.ReportRecording,
        closing.FileMinutes,
    }
)
COMMANDS: Mapping[str, type] = {kind.__name__: kind for kind in RIGHTS if kind not in INTERNAL}

_COMMAND_ID = re.compile(r"[A-Za-z0-9_-]{1,36}")  # a UUID fits; no NUL, for one: PostgreSQL cannot hold it


class ProtocolError(Exception):
    """The page broke the protocol: no envelope that a command could be read from."""


@dataclass(frozen=True, slots=True)
class CommandMessage:
    """`{"id": ..., "type": ..., "fields": {...}}` as sent by a page."""

    id: CommandId
    command: Command


def command_from(payload: Any) -> CommandMessage:
    """The command of a payload.

    Raises ProtocolError for something that is no envelope; Refusal unknown-command, unknown-field, wrong-type.
    """
    if not isinstance(payload, dict) or set(payload) != {"id", "type", "fields"}:
        raise ProtocolError("not a command")
    command_id, name, fields = payload["id"], payload["type"], payload["fields"]
    if not isinstance(command_id, str) or not _COMMAND_ID.fullmatch(command_id):
        raise ProtocolError("bad command id")
    kind = COMMANDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise Refusal("unknown-command")
    try:
        command: Any = decode(kind, fields)
    except Malformed as fault:
        raise Refusal("unknown-field" if fault.unknown else "wrong-type", field=fault.field[:60]) from None
    return CommandMessage(CommandId(command_id), command)


def fields_of(payload: Any, **wanted: type) -> tuple[Any, ...]:
    """The named fields, of exactly these types and no others. Raises Refusal unknown-field, wrong-type."""
    if not isinstance(payload, dict):
        raise ProtocolError("not an object")
    unknown = sorted(str(key) for key in set(payload) - set(wanted))
    if unknown:
        raise Refusal("unknown-field", field=unknown[0][:60])
    for name, kind in wanted.items():
        if type(payload.get(name)) is not kind:
            raise Refusal("wrong-type", field=name)
    return tuple(payload[name] for name in wanted)


def patch(before: Mapping[str, Json], after: Mapping[str, Json]) -> dict[str, Json]:
    """What changed from one view to the next: `{"set": {key: section}, "drop": [key]}`; both may be empty."""
    changed = {key: section for key, section in after.items() if key not in before or before[key] != section}
    return {"set": changed, "drop": [key for key in before if key not in after]}


def refusal_payload(refusal: Refusal, sentence: str) -> dict[str, Json]:
    """What a page gets when the rules say no."""
    return {"refused": refusal.code, "sentence": sentence}
