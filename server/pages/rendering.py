"""Pages from templates: one Jinja environment per language, the reader's own look, and what every template may use.

A page handler calls `render(request, "cell.html", area="cell", cell=...)`. Values come ready; templates only place
them. `foundation.install` joins this to an application."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from server.catalogue import Catalogue, Language
from server.pages import formats
from server.pages.guards import FORM_FIELD, NONCE, FormGuard, own_path
from server.pages.static_files import StaticFiles

WEB = Path(__file__).parent.parent.parent / "web"

LOOK_COOKIE = "chibo_look"
LOOK_AGE_S = 365 * 24 * 3600
TEXT_SIZES = ("100", "125", "150", "200")  # percent of the browser's own size
THEMES = ("auto", "light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class Area:
    """One entry of the navigation. `key` chooses the word (`nav-KEY`) and is what a page passes as `area`."""

    key: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads the page, as the header shows it. The session middleware puts it into `request[VIEWER]`."""

    name: str
    role: str
    areas: tuple[Area, ...]
    language: Language | None = None
    sign_out_url: str = "/sign-out"
    account_url: str = "/account"


@dataclass(frozen=True, slots=True)
class Look:
    """How this browser wants its pages: remembered in a cookie, so that it also holds before sign-in."""

    text_size: str = "100"
    theme: str = "auto"
    language: Language | None = None

    def cookie(self) -> str:
        return f"{self.text_size}.{self.theme}.{self.language.value if self.language else ''}"

    @staticmethod
    def read(cookie: str) -> "Look":
        """The look a cookie names; what it does not name, or names wrongly, is as at the first visit."""
        size, _, rest = cookie.partition(".")
        theme, _, language = rest.partition(".")
        return Look(
            size if size in TEXT_SIZES else "100",
            theme if theme in THEMES else "auto",
            next((known for known in Language if known.value == language), None),
        )


VIEWER = web.RequestKey("viewer", Viewer)


def language_of(request: web.Request) -> Language:
    """The account's language, else the one chosen in this browser, else the service's first.

    What the browser itself asks for is not followed: many phones in Vietnam were never taken out of English, and
    their owners read Vietnamese."""
    viewer: Viewer | None = request.get(VIEWER)
    if viewer is not None and viewer.language is not None:
        return viewer.language
    return Look.read(request.cookies.get(LOOK_COOKIE, "")).language or request.app[RENDERER].first_language


class Renderer:
    """Draws templates. One per application; knows the catalogue, the built files and the form guard."""

    def __init__(
        self,
        catalogue: Catalogue,
        statics: StaticFiles,
        guard: FormGuard,
        first_language: Language = Language.VIETNAMESE,
        templates: Path | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.first_language = first_language
        self._guard = guard
        self._environments = {
            language: _environment(catalogue, statics, language, templates or WEB / "templates")
            for language in Language
        }

    def html(self, request: web.Request, template: str, values: dict[str, object]) -> str:
        """The page as text. Raises jinja2.UndefinedError if the template asks for a value that was not given."""
        look = Look.read(request.cookies.get(LOOK_COOKIE, ""))
        token = self._guard.token(request)
        own = {
            "viewer": request.get(VIEWER),
            "look": look,
            "nonce": request[NONCE],
            "here": request.rel_url.path_qs if request.method == "GET" else request.rel_url.path,
            "form_token": token,
            "csrf_field": lambda: Markup('<input type="hidden" name="{}" value="{}">').format(FORM_FIELD, token),
        }
        page = self._environments[language_of(request)].get_template(template)
        return page.render({"area": "", **own, **values})


RENDERER = web.AppKey("renderer", Renderer)


def render(request: web.Request, template: str, *, status: int = 200, **values: object) -> web.Response:
    """An answer with the page drawn from `template` and `values`, in the reader's language and look."""
    text = request.app[RENDERER].html(request, template, values)
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def sentence(request: web.Request, key: str, **values: str | int) -> str:
    """One sentence of the catalogue in the reader's language, for messages that a handler composes."""
    return request.app[RENDERER].catalogue.text(language_of(request), key, **values)


async def keep_preferences(request: web.Request) -> web.StreamResponse:
    """Remember text size, theme and language, and go back to the page they were chosen on."""
    form = await request.post()
    old = Look.read(request.cookies.get(LOOK_COOKIE, ""))
    wanted = ".".join(
        str(form.get(field, kept))
        for field, kept in (
            ("text_size", old.text_size),
            ("theme", old.theme),
            ("language", old.language.value if old.language else ""),
        )
    )
    response = web.HTTPSeeOther(own_path(str(form.get("back", "/"))))
    # Readable by scripts: the room changes the look without leaving the page. It holds nothing private.
    response.set_cookie(
        LOOK_COOKIE, Look.read(wanted).cookie(), max_age=LOOK_AGE_S, samesite="Lax", secure=request.secure, path="/"
    )
    raise response


def _environment(catalogue: Catalogue, statics: StaticFiles, language: Language, templates: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=partial(catalogue.text, language),
        asset=statics.url,
        language=language.value,
        icons=json.loads((WEB / "icons" / "icons.json").read_text(encoding="utf-8")),
        text_sizes=TEXT_SIZES,
        themes=THEMES,
        distance=partial(formats.distance, catalogue, language),
        table_seats=_table_seats,
    )
    environment.filters.update(_filters(catalogue, language))
    return environment


def _table_seats(seats: int) -> list[tuple[float, float]]:
    """Where `seats` dots stand round the table of the sign-in page, from the chair's at the top, clockwise."""
    step = 2 * math.pi / seats
    return [(round(180 + 164 * math.sin(n * step), 1), round(105 - 86 * math.cos(n * step), 1)) for n in range(seats)]


def _filters(catalogue: Catalogue, language: Language) -> dict[str, Callable[..., str]]:
    return {
        "day": formats.day,
        "short_day": formats.short_day,
        "clock": formats.clock,
        "long_day": partial(formats.long_day, catalogue, language),
        "percent_of": partial(formats.percent, language),
        "file_size": partial(formats.file_size, language),
    }
