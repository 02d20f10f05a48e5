"""What protects every page: security headers with a nonce per answer, and a token that proves a form is ours."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware

NONCE = web.RequestKey("nonce", str)
FORM_KEY = web.RequestKey("form_key", str)

FORM_COOKIE = "chibo_form"
KEY_BYTES = 24
_KEY = re.compile(r"[A-Za-z0-9_-]{32}")
FORM_FIELD = "form_token"
FORM_HEADER = "X-Form-Token"
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

# Only the room uses these, and only ours; no frame may ask for them (W3C Permissions Policy).
PERMISSIONS = (
    "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), screen-wake-lock=(self), "
    "fullscreen=(self), speaker-selection=(self), geolocation=(), payment=(), usb=(), midi=(), serial=(), "
    "browsing-topics=()"
)


# A host and a port (RFC 3986 3.2.2). Anything else in the Host header could write words of its own into the policy.
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
# "//host" and "/\host" leave the site; browsers, and yarl, take tabs and line ends out before they look (WHATWG URL).
_OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x1f\x7f]*")


def own_path(path: str) -> str:
    """The path if it stays on this site, else the first page."""
    return path if _OWN_PATH.fullmatch(path) else "/"


def content_security_policy(nonce: str, host: str) -> str:
    """The policy of every page (CSP 3). `host` is named for sockets because older Safari reads 'self' as http only."""
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            f"connect-src 'self'{sockets}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types lit-html",
        )
    )


@web.middleware
async def secure_answers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every answer its security headers; pages may not be stored, static files may."""
    request[NONCE] = secrets.token_urlsafe(18)
    try:
        response = await handler(request)
    except web.HTTPException as redirect:
        _secure(request, redirect)
        raise
    if not response.prepared:  # else a websocket, or a stream that has begun: its headers have left already
        _secure(request, response)
    return response


def _secure(request: web.Request, response: web.StreamResponse) -> None:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", content_security_policy(request[NONCE], request.host))
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = PERMISSIONS
    if request.secure and is_named(request.host):
        headers["Strict-Transport-Security"] = "max-age=31536000"
    headers.setdefault("Cache-Control", "no-store")


def is_named(host: str) -> bool:
    """Whether a Host header names a machine by its public name, not by address or as localhost.

    Only such a host may be held to HTTPS (RFC 6797 8.1.1): one try with a self-made certificate on this machine must
    not lock its owner out of http://localhost."""
    name = urlsplit(f"//{host}").hostname or ""
    return "." in name and not name.replace(".", "").isdigit()


class FormGuard:
    """Refuses a form that another site has sent (double submit, signed).

    A random key lives in a cookie that scripts cannot read; every form of ours carries its HMAC. A foreign site can
    neither read the cookie nor compute the HMAC. The Origin header is compared as well, for every unsafe method."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def token(self, request: web.Request) -> str:
        """The token that a form of this answer must carry."""
        if FORM_KEY not in request:  # an error page of a request that did not come as far as the guard
            request[FORM_KEY] = _key_of(request) or secrets.token_urlsafe(KEY_BYTES)
        digest = hmac.digest(self._secret, b"form:" + request[FORM_KEY].encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    @property
    def middleware(self) -> Middleware:
        @web.middleware
        async def guard_forms(request: web.Request, handler: Handler) -> web.StreamResponse:
            known = _key_of(request)
            request[FORM_KEY] = known or secrets.token_urlsafe(KEY_BYTES)
            if request.method not in SAFE_METHODS:
                await self._require_ours(request)
            response = await handler(request)
            if not known and not response.prepared and response.content_type == "text/html":
                response.set_cookie(
                    FORM_COOKIE, request[FORM_KEY], httponly=True, samesite="Lax", secure=request.secure, path="/"
                )
            return response

        return guard_forms

    async def _require_ours(self, request: web.Request) -> None:
        if not _is_own_origin(request):
            raise web.HTTPForbidden(text="foreign-origin")
        # A foreign page may send text/plain, or no type at all, without asking leave: no body is exempt (Fetch 2.2.2).
        header = request.headers.get(FORM_HEADER)
        is_form = request.content_type in FORM_TYPES
        sent = (await _form_of(request)).get(FORM_FIELD) if header is None and is_form else header
        if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), self.token(request).encode()):
            raise web.HTTPForbidden(text="form-expired")


def _key_of(request: web.Request) -> str:
    """The browser's key; empty if it has none, or something that we did not give it."""
    known = request.cookies.get(FORM_COOKIE, "")
    return known if _KEY.fullmatch(known) else ""


async def _form_of(request: web.Request) -> Mapping[str, object]:
    """The form. Raises HTTPBadRequest for a body that is none, or whose letters cannot be kept."""
    try:
        form = await request.post()
        for name, value in form.items():
            f"{name}{value if isinstance(value, str) else ''}".encode()
    except (ValueError, LookupError, HttpProcessingError, web.RequestPayloadError):
        raise web.HTTPBadRequest from None
    except ConnectionError:  # the browser has gone; nobody reads the answer
        raise web.HTTPBadRequest from None
    return form


def _is_own_origin(request: web.Request) -> bool:
    """Under `no-referrer` browsers write `Origin: null` on our own forms too (Fetch 3.2); then Sec-Fetch-Site tells."""
    origin = request.headers.get("Origin")
    if origin == "null":
        return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"  # older browsers: the token
    try:
        return origin is None or urlsplit(origin).netloc == request.host
    except ValueError:
        return False
