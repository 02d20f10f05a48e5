"""One id for everything that one request causes, and one line when it changed something or went wrong.

The line names the route's pattern, never the address: an address may hold somebody's invitation."""

import logging
import secrets
import time

from aiohttp import web
from aiohttp.typedefs import Handler

from server.structured_log import request_id

log = logging.getLogger(__name__)

HEADER = "X-Request-Id"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


@web.middleware
async def log_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Stand outermost: give the request an id, and write the line when its answer is known."""
    one = secrets.token_hex(4).upper()  # short enough to be read out over the telephone
    outer = request_id.set(one)
    began = time.monotonic()
    try:
        answer = await handler(request)
        if not answer.prepared:
            answer.headers.update(_own_headers(one))
        _write(request, answer.status, began)
        return answer
    except web.HTTPException as answer_as_error:
        answer_as_error.headers.update(_own_headers(one))
        _write(request, answer_as_error.status, began)
        raise
    finally:
        request_id.reset(outer)


def _own_headers(one: str) -> dict[str, str]:
    # Else the library names itself and its version, and Python's, to everybody who asks.
    return {HEADER: one, "Server": "chibo"}


def _write(request: web.Request, status: int, began: float) -> None:
    resource = request.match_info.route.resource
    level = logging.DEBUG if request.method in READING and status < 500 else logging.INFO
    log.log(
        level,
        "request answered",
        extra={
            "method": request.method,
            "route": resource.canonical if resource else "(none)",
            "status": status,
            "duration_ms": round((time.monotonic() - began) * 1000),
        },
    )
