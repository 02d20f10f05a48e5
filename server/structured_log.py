"""Log lines: constant text plus named fields, one line each, as JSON or, on a terminal, for reading.

`log.info("room opened", extra={"meeting": meeting_id})`. What may not be written (answers of a vote, passwords,
passes, names of people) is refused by the name of its field; what a member typed cannot forge a line of its own."""

import itertools
import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

# Set by the door for the length of one request or one socket message; every line in between carries it.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

FORBIDDEN_WORDS = frozenset(
    {
        *("answer", "answers", "ballot", "ballots", "choice", "choices", "sdp"),
        *("cookie", "credential", "passphrase", "password", "pin", "secret", "session", "ticket", "token", "totp"),
        *("email", "name", "names", "phone"),
    }
)
# Counts and ids of such things are harmless and useful: `ballots_count`, `session_age_s`, `file_name_length`.
HARMLESS_ENDINGS = ("_count", "_s", "_ms", "_bytes", "_length")
WITHHELD = "(withheld)"

_LIBRARY_READS_HTTP = frozenset({"aiohttp.http_exceptions", "aiohttp.web_protocol"})

_STANDARD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request_id"}
# C0 and C1 controls (line ends, ANSI escapes), Unicode's own line ends, and marks that turn the direction of text.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class ForbiddenField(AssertionError):
    """A log call with a field that may not be written; raised in tests, withheld in service."""


class KeepSecretsOut(logging.Filter):
    """Withholds fields whose names speak of secrets; in strict mode raises ForbiddenField instead."""

    def __init__(self, *, strict: bool) -> None:
        super().__init__()
        self._strict = strict

    def filter(self, record: logging.LogRecord) -> bool:
        forbidden = [field for field in _own_fields(record) if is_forbidden(field)]
        if forbidden and self._strict:
            raise ForbiddenField(f"log line {record.msg!r} has fields that may not be written: {forbidden}")
        for field in forbidden:
            setattr(record, field, WITHHELD)
        return True


class KeepForeignBytesOut(logging.Filter):
    """One short line for what is no HTTP: the library writes a stack, and the bytes, in which a cookie may stand."""

    def filter(self, record: logging.LogRecord) -> bool:
        problem = record.exc_info[1] if record.exc_info else None
        chain = (problem, problem.__cause__, problem.__context__) if problem else ()
        if record.name == "aiohttp.server" and any(type(one).__module__ in _LIBRARY_READS_HTTP for one in chain):
            record.msg, record.args, record.exc_info, record.exc_text = "request is no request", (), None, None
            record.levelno, record.levelname = logging.INFO, "INFO"
        return True


class JsonLines(logging.Formatter):
    """One JSON object per line: at (UTC), n (grows by one per line), level, logger, said, request, own fields."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = itertools.count(1)

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": _at(record).isoformat(timespec="milliseconds"),
            "n": next(self._numbers),
            "level": record.levelname.lower(),
            "logger": record.name,
            "said": record.getMessage(),
        }
        if request_id.get() is not None:
            line["request"] = request_id.get()
        line |= {f"field_{key}" if key in line else key: value for key, value in _own_fields(record).items()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        written = json.dumps(line, ensure_ascii=False, default=repr, separators=(",", ":"))
        return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


class ReadableLines(logging.Formatter):
    """`10:31:29 warning server.app  said  field=value`; a trace follows, set off so that it cannot pass for a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields = dict(_own_fields(record))
        if request_id.get() is not None:
            fields["request"] = request_id.get()
        shown = "  ".join(f"{key}={value}" for key, value in fields.items())
        start = f"{_at(record).astimezone():%H:%M:%S} {record.levelname.lower():7} {record.name}  {record.getMessage()}"
        line = _on_one_line(f"{start}  {shown}".rstrip())
        if not record.exc_info:
            return line
        trace = self.formatException(record.exc_info).splitlines()
        return "\n".join([line, *(f"    | {_on_one_line(part)}" for part in trace)])


def configure(form: str = "auto", level: str = "info", stream: TextIO | None = None, *, strict: bool = False) -> None:
    """Send every log line of this process to the stream (standard error if None), in form json, text or auto."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    as_text = form == "text" or (form == "auto" and stream.isatty())
    handler.setFormatter(ReadableLines() if as_text else JsonLines())
    handler.addFilter(KeepSecretsOut(strict=strict))
    handler.addFilter(KeepForeignBytesOut())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # These write addresses and whole frames at info; our own doors say what is worth saying.
    for chatty in ("aiohttp.access", "engineio", "socketio", "aioice", "aiortc", "alembic", "fluent"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def is_forbidden(field: str) -> bool:
    """Whether a field of this name may not be written."""
    return not field.endswith(HARMLESS_ENDINGS) and not FORBIDDEN_WORDS.isdisjoint(field.lower().split("_"))


def _own_fields(record: logging.LogRecord) -> dict[str, object]:
    return {key: value for key, value in vars(record).items() if key not in _STANDARD_FIELDS}


def _at(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _on_one_line(text: str) -> str:
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
