"""The wire protocol in signaling/README.md is the one that is spoken."""

import dataclasses
import re
from pathlib import Path

from signaling.wire import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "signaling" / "README.md").read_text()
GATEWAY = (ROOT / "signaling" / "gateway.py").read_text()
CONNECTION = (ROOT / "web" / "scripts" / "connection.ts").read_text()


def written_commands() -> dict[str, list[str]]:
    _, _, table = README.partition("<!-- commands:")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|$", table, re.MULTILINE)
    return {name: re.findall(r"`\w+`\??", fields) for name, fields in rows}


def fields_of(command: type) -> list[str]:
    """`name` for a field that must be sent, `name`? for one that may be left out."""
    return [
        f"`{field.name}`"
        + ("" if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING else "?")
        for field in dataclasses.fields(command)
    ]


def events(direction: str) -> set[str]:
    return set(re.findall(rf"^\| {direction} \| `([\w-]+)` \|", README, re.MULTILINE))


def test_every_command_is_written_down_with_its_fields() -> None:
    assert written_commands() == {name: fields_of(command) for name, command in COMMANDS.items()}


def test_every_event_that_the_gateway_takes_is_written_down() -> None:
    taken = set(re.findall(r'\("([\w-]+)", self\._on_', GATEWAY)) - {"connect", "disconnect"}  # Socket.IO's own

    assert taken
    assert events("page → server") == taken


def test_every_event_that_the_gateway_sends_is_written_down() -> None:
    sent = set(re.findall(r'emit\(\s*"([\w-]+)"|_tell\([^,]+, "([\w-]+)"', GATEWAY))

    assert sent
    assert events("server → page") == {emitted or told for emitted, told in sent}


def test_the_page_listens_to_every_event_that_is_sent() -> None:
    alone = re.findall(r'socket\.on\("([\w-]+)"', CONNECTION)
    together = re.findall(r"(?:of|=) \[([^\]]+)\] as const", CONNECTION)
    heard = {*alone, *re.findall(r'"([\w-]+)"', " ".join(together))}

    assert events("server → page") <= heard
