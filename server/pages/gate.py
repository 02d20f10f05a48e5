"""The way in: who asks (session cookie), what they are towards the thing asked for, and whether the table lets them."""

import re
from collections.abc import Awaitable, Callable
from functools import wraps

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from server.accounts import SignedIn
from server.declined import Declined
from server.meeting.identity import CellId, MeetingId
from server.organisations import OrganisationId
from server.pages.guards import FORM_KEY
from server.pages.keys import CAPACITIES, CELL, DESK, SESSION, SHEET, VISITOR, Desk
from server.pages.rendering import VIEWER, Area, Viewer, sentence
from server.pages.rights import PUBLIC, SIGNED_IN, Action, may
from server.papers import MIB, PAPER_MAX_BYTES
from server.visitor import Capacity, Visitor

PageHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]

COOKIE = "chibo_session"
SECURE_COOKIE = "__Host-chibo_session"
UPLOAD_MAX_BYTES = PAPER_MAX_BYTES + MIB  # the file and the fields round it

# What our ids and names of documents are made of. PostgreSQL, for one, takes no NUL, and would make a 500 of it.
_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")

_ACTIONS: dict[PageHandler, Action] = {}
_UPLOADS: set[PageHandler] = set()


def page(
    app: web.Application, method: str, path: str, handler: PageHandler, action: Action, *, upload: bool = False
) -> None:
    """Serve `handler` at `path` to those whom the table lets do `action`; `upload` takes files of a paper's size."""

    @wraps(handler)
    async def admitted(request: web.Request) -> web.StreamResponse:
        try:
            await _admit(request, action)
            return await handler(request)
        except Declined as declined:
            if declined.code == "nothing-there":
                raise web.HTTPNotFound from None
            raise

    _ACTIONS[admitted] = action
    if upload:
        _UPLOADS.add(admitted)
    app.router.add_route(method, path, admitted)


def action_of(handler: PageHandler) -> Action | None:
    """What the table calls this handler; None for one that did not come in through `page`."""
    return _ACTIONS.get(handler)


@web.middleware
async def know_visitor(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Find out who asks, and give signed-in people room to send files on the pages that take them."""
    desk = request.app[DESK]
    token = request.cookies.get(cookie_name(desk), "")
    session = await desk.accounts.session(token) if token and not request.path.startswith("/static/") else None
    if session is not None:
        try:
            visitor = await desk.registry.visitor(session.account)
        except Declined:
            return await handler(request)
        request[SESSION], request[VISITOR] = session, visitor
        request[VIEWER] = _viewer(request, visitor)
        if request.match_info.handler in _UPLOADS:
            return await _with_room(request, handler)
    return await handler(request)


def cookie_name(desk: Desk) -> str:
    """With HTTPS the browser itself keeps the cookie to this host and path (RFC 6265bis __Host-)."""
    return SECURE_COOKIE if desk.settings.secure_cookies else COOKIE


def keep_signed_in(response: web.StreamResponse, desk: Desk, signed_in: SignedIn) -> None:
    """Give the browser its session."""
    response.set_cookie(
        cookie_name(desk),
        signed_in.token,
        max_age=int(desk.accounts.lengths.session.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=desk.settings.secure_cookies,
        path="/",
    )


def may_here(request: web.Request, action: Action) -> bool:
    """Whether the visitor may do something else to the same thing, for showing its button."""
    return may(request.get(CAPACITIES, frozenset()), action)


async def _with_room(request: web.Request, handler: Handler) -> web.StreamResponse:
    roomy = request.clone(client_max_size=UPLOAD_MAX_BYTES)
    try:
        return await handler(roomy)
    finally:
        if FORM_KEY in roomy:  # an error page drawn outside needs the key that the guard found inside
            request[FORM_KEY] = roomy[FORM_KEY]


async def _admit(request: web.Request, action: Action) -> None:
    if action in PUBLIC:
        return
    visitor = request.get(VISITOR)
    if visitor is None:
        raise web.HTTPSeeOther(_sign_in_url(request))
    if not all(map(_ID.fullmatch, request.match_info.values())):
        raise web.HTTPNotFound
    request[CAPACITIES] = await _capacities(request, visitor)
    if action not in SIGNED_IN and not may(request[CAPACITIES], action):
        raise web.HTTPNotFound


async def _capacities(request: web.Request, visitor: Visitor) -> frozenset[Capacity]:
    """What the visitor is towards the cell, meeting or committee of the address."""
    desk, match = request.app[DESK], request.match_info
    if "meeting" in match:
        request[SHEET] = sheet = await desk.preparation.sheet(MeetingId(match["meeting"]))
        request[CELL] = await desk.organisations.cell(sheet.cell)
        is_guest = visitor.member and sheet.id in await desk.preparation.where_invited(visitor.member)
        return visitor.capacities_in(sheet.cell) | (frozenset({Capacity.GUEST}) if is_guest else frozenset())
    if "cell" in match:
        request[CELL] = await desk.organisations.cell(CellId(match["cell"]))
        return visitor.capacities_in(request[CELL].id)
    if "committee" in match:
        return frozenset({Capacity.COMMITTEE_OFFICER}) if match["committee"] in visitor.committees else frozenset()
    everywhere = {Capacity.ADMINISTRATOR} if visitor.is_administrator else set[Capacity]()
    return frozenset(everywhere.union(*visitor.cell_capacities.values()))


def _viewer(request: web.Request, visitor: Visitor) -> Viewer:
    return Viewer(visitor.name, role_of(request, visitor), _areas(visitor))


def role_of(request: web.Request, visitor: Visitor) -> str:
    """What stands under the name in the header: the office, else what the person is."""
    if visitor.title:
        return visitor.title
    if visitor.is_administrator:
        return sentence(request, "capacity-administrator")
    return sentence(request, "capacity-member")


def _areas(visitor: Visitor) -> tuple[Area, ...]:
    leads_elsewhere = not visitor.own_cells and (visitor.committees or visitor.is_administrator)
    areas = [] if leads_elsewhere else [Area("home", "/", "home")]
    if visitor.committees and leads_elsewhere:
        areas.append(Area("overview", f"/committees/{first_committee(visitor)}", "building"))
    if visitor.own_cells or visitor.cell_capacities:
        areas.append(Area("meetings", "/meetings", "calendar"))
    if visitor.own_cells:
        areas.append(Area("cell", f"/cells/{visitor.own_cells[0]}", "members"))
    if visitor.own_cells or visitor.cell_capacities:
        areas.append(Area("papers", "/papers", "folder"))
    if visitor.committees and not leads_elsewhere:
        areas.append(Area("overview", f"/committees/{first_committee(visitor)}", "building"))
    if visitor.is_administrator:
        areas.append(Area("people", "/administration", "settings"))
    return tuple(areas)


def first_committee(visitor: Visitor) -> OrganisationId:
    """The committee shown first to an officer of several."""
    return min(visitor.committees)


def _sign_in_url(request: web.Request) -> URL:
    """Sign-in, and back to this page afterwards if it was only read."""
    sign_in = URL("/sign-in")
    return sign_in.with_query(next=request.path_qs) if request.method == "GET" and request.path != "/" else sign_in
