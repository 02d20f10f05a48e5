"""A sentence that passes from a form to the page after it: "Đã lưu". Kept in a cookie as a key, never as text."""

import re

from aiohttp import web
from aiohttp.typedefs import Handler

from server.pages.rendering import RENDERER, language_of, sentence

COOKIE = "chibo_note"
LIFE_S = 60


def on(request: web.Request, url: str, key: str) -> web.HTTPSeeOther:
    """A redirect after which the page says the sentence `key` once."""
    response = web.HTTPSeeOther(url)
    response.set_cookie(COOKIE, key, max_age=LIFE_S, httponly=True, samesite="Lax", secure=request.secure, path="/")
    return response


def note(request: web.Request) -> str:
    """The sentence that the form before has left; empty if none. Only keys of ours have one."""
    key = request.cookies.get(COOKIE, "")
    known = re.fullmatch(r"passing-[a-z-]{1,40}", key)
    catalogue = request.app[RENDERER].catalogue
    return sentence(request, key) if known and catalogue.has(language_of(request), key) else ""


@web.middleware
async def say_once(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Take the note away with the page that shows it."""
    response = await handler(request)
    if COOKIE in request.cookies and not response.prepared and response.content_type == "text/html":
        response.del_cookie(COOKIE, path="/")
    return response
