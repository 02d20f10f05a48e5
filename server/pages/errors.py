"""Pages for what went wrong: each says what happened, what is kept and what to do; never whose fault it is."""

import logging
import secrets
from datetime import UTC, datetime

from aiohttp import web
from aiohttp.typedefs import Handler

from server.meeting.refusal import Refusal
from server.pages.rendering import render, sentence
from server.structured_log import request_id

log = logging.getLogger(__name__)

EXPLAINED = {403: "forbidden", 404: "not-found", 405: "not-found", 413: "too-large", 429: "too-many"}
REASONS = frozenset({"form-expired", "foreign-origin"})


@web.middleware
async def explain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals, HTTP errors and our own mistakes into pages. The last kind is logged whole, with its reference."""
    try:
        return await handler(request)
    except Refusal as refusal:
        said = sentence(request, f"refusal-{refusal.code}", **refusal.params)
        return _page(request, 409, "refused", said)
    except web.HTTPException as problem:
        if problem.status < 400:
            raise
        kind = problem.text if problem.text in REASONS else EXPLAINED.get(problem.status, "bad-request")
        if problem.status >= 500:
            kind = "unavailable"
        return _page(request, problem.status, kind or "bad-request")
    except Exception:  # the door of the pages: everything else is our mistake
        reference = request_id.get() or secrets.token_hex(4).upper()
        log.exception("page failed", extra={"reference": reference})
        return _page(request, 500, "broken", reference=reference)


def _page(request: web.Request, status: int, kind: str, said: str = "", reference: str = "") -> web.Response:
    return render(
        request, "error.html", status=status, kind=kind, said=said, reference=reference, at=datetime.now(tz=UTC)
    )
