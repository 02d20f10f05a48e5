"""Log lines tell what happened, keep secrets out, and cannot be forged by what somebody typed."""

import asyncio
import io
import json
import logging

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from server import structured_log

log = logging.getLogger("server.somewhere")


@pytest.fixture(autouse=True)
def _put_logging_back() -> object:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], _ = before
    root.setLevel(before[1])


def written(form: str, *, strict: bool = False) -> io.StringIO:
    stream = io.StringIO()
    structured_log.configure(form, "info", stream, strict=strict)
    return stream


def test_a_line_has_time_number_level_place_text_and_its_fields() -> None:
    lines = written("json")

    log.info("room opened", extra={"meeting": "m-1", "members_count": 18})
    log.warning("line lost", extra={"meeting": "m-1"})

    first, second = map(json.loads, lines.getvalue().splitlines())
    assert first["said"] == "room opened"
    assert (first["level"], first["logger"], first["meeting"], first["members_count"]) == (
        "info",
        "server.somewhere",
        "m-1",
        18,
    )
    assert first["at"].endswith("+00:00")
    assert (first["n"], second["n"]) == (1, 2)


def test_lines_of_one_request_share_its_id() -> None:
    lines = written("json")
    token = structured_log.request_id.set("r-7")

    log.info("page shown")
    structured_log.request_id.reset(token)
    log.info("clock ticked")

    first, second = map(json.loads, lines.getvalue().splitlines())
    assert first["request"] == "r-7"
    assert "request" not in second


@pytest.mark.parametrize("form", ["json", "text"])
@given(typed=st.text(alphabet=st.characters(codec=None), max_size=40))
def test_nothing_that_is_typed_can_begin_a_line_or_colour_it(form: str, typed: str) -> None:
    lines = written(form)

    log.info("file refused", extra={"file": typed})

    shown = lines.getvalue()
    assert len(shown.splitlines()) == 1
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in shown[:-1])
    if form == "json":
        assert json.loads(shown)["file"] == typed


def test_a_forged_line_in_the_text_of_an_error_stays_inside_its_trace() -> None:
    lines = written("text")

    try:
        raise ValueError("x\n10:00:00 info    server.accounts  administrator signed in\x1b[2K")
    except ValueError:
        log.exception("page failed")

    first, *rest = lines.getvalue().splitlines()
    assert "page failed" in first
    assert rest
    assert all(line.startswith("    | ") for line in rest)
    assert "\x1b" not in lines.getvalue()


@pytest.mark.parametrize("field", ["ballot", "answer", "chosen_answer", "room_token", "password", "member_name", "SDP"])
def test_a_field_that_speaks_of_a_secret_is_withheld_in_service_and_raises_in_tests(field: str) -> None:
    lines = written("json")
    log.info("something happened", extra={field: "canary"})
    assert "canary" not in lines.getvalue()
    assert json.loads(lines.getvalue())[field] == structured_log.WITHHELD

    written("json", strict=True)
    with pytest.raises(structured_log.ForbiddenField):
        log.info("something happened", extra={field: "canary"})


@pytest.mark.parametrize("field", ["meeting", "member", "ballots_count", "session_age_s", "address"])
def test_ids_and_counts_are_written(field: str) -> None:
    lines = written("json", strict=True)

    log.info("something happened", extra={field: 7})

    assert json.loads(lines.getvalue())[field] == 7


def test_a_field_cannot_take_the_place_of_the_time_or_the_level() -> None:
    lines = written("json")

    log.info("something happened", extra={"level": "error", "at": "1970"})

    line = json.loads(lines.getvalue())
    assert (line["level"], line["field_level"]) == ("info", "error")


def test_a_terminal_gets_text_and_a_file_gets_json() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    structured_log.configure("auto", "info", terminal)
    log.info("service started", extra={"port": 8080})
    assert "service started  port=8080" in terminal.getvalue()

    file = written("auto")
    log.info("service started")
    assert json.loads(file.getvalue())["said"] == "service started"


async def _read_it(request: web.Request) -> web.Response:
    return web.Response(text=await request.text())


@pytest.mark.parametrize(
    "hostile",
    [
        b"GET /invitation/CANARY\x01 HTTP/1.1\r\n\r\n",
        b"CANARY CANARY CANARY\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nCookie: chibo_session=CANARY\x01\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"CANARY" * 2000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\nCANARY",
    ],
)
async def test_bytes_that_are_no_request_stay_out_of_the_log(hostile: bytes) -> None:
    lines = io.StringIO()
    structured_log.configure("json", "debug", lines)
    app = web.Application()
    app.router.add_post("/", _read_it)
    async with TestServer(app) as server:
        reader, writer = await asyncio.open_connection(server.host, server.port)
        writer.write(hostile)
        assert b" 400 " in await reader.readline() or b"gzip" in hostile
        writer.close()
        await asyncio.sleep(0.05)

    assert "CANARY" not in lines.getvalue()
    assert "request is no request" in lines.getvalue()
    assert "Traceback" not in lines.getvalue()
    assert len(lines.getvalue()) < 600
