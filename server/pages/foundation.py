"""What every page stands on, joined to an application once: headers, errors, forms, templates, static files."""

from aiohttp import web

from server.catalogue import Catalogue, Language
from server.pages.errors import explain_errors
from server.pages.guards import FormGuard, secure_answers
from server.pages.rendering import RENDERER, Renderer, keep_preferences
from server.pages.request_log import log_requests
from server.pages.static_files import PREFIX, StaticFiles


def install(
    app: web.Application,
    catalogue: Catalogue,
    statics: StaticFiles,
    secret: bytes,
    first_language: Language = Language.VIETNAMESE,
) -> None:
    """Join the foundation to `app`. `secret` signs the tokens of forms; it must outlive a restart.

    Call it before anything else adds middlewares: headers and errors stand outside sign-in."""
    guard = FormGuard(secret)
    app[RENDERER] = Renderer(catalogue, statics, guard, first_language)
    app.middlewares.extend((log_requests, secure_answers, explain_errors, guard.middleware))
    app.router.add_get(PREFIX + "{name}", statics.serve)
    app.router.add_post("/preferences", keep_preferences)
