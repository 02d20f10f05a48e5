"""What a request causes can be found again by its id, and no address with a secret in it is written down."""

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server import structured_log
from server.pages.request_log import log_requests


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structured_log.JsonLines())
    logging.getLogger("server").addHandler(handler)
    yield stream
    logging.getLogger("server").removeHandler(handler)


async def invite(_: web.Request) -> web.Response:
    logging.getLogger("server.accounts").info("invitation used")
    return web.Response(text="welcome")


async def move(_: web.Request) -> web.Response:
    raise web.HTTPSeeOther("/elsewhere")


@pytest.fixture
async def client() -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application(middlewares=[log_requests])
    app.router.add_post("/invitations/{token}", invite)
    app.router.add_post("/move", move)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_lines_of_a_request_carry_the_id_that_its_answer_names(
    client: TestClient[web.Request, web.Application], lines: io.StringIO
) -> None:
    answer = await client.post("/invitations/canary-token")

    used, answered = map(json.loads, lines.getvalue().splitlines())
    assert used["request"] == answered["request"] == answer.headers["X-Request-Id"]
    assert (answered["method"], answered["route"], answered["status"]) == ("POST", "/invitations/{token}", 200)
    assert "canary" not in lines.getvalue()


async def test_an_answer_that_leads_elsewhere_is_written_too(
    client: TestClient[web.Request, web.Application], lines: io.StringIO
) -> None:
    answer = await client.post("/move", allow_redirects=False)

    assert json.loads(lines.getvalue())["status"] == 303
    assert answer.headers["X-Request-Id"]


async def test_an_unknown_address_is_written_as_none(
    client: TestClient[web.Request, web.Application], lines: io.StringIO
) -> None:
    await client.post("/canary")

    assert json.loads(lines.getvalue())["route"] == "(none)"
    assert "canary" not in lines.getvalue()


async def test_no_answer_tells_what_the_service_is_made_of(client: TestClient[web.Request, web.Application]) -> None:
    for path in ("/invitations/a", "/move", "/unknown"):
        answer = await client.post(path, allow_redirects=False)

        assert answer.headers["Server"] == "chibo"
