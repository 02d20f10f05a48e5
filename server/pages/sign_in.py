"""Sign-in, sign-out, the personal invitation, the first administrator, and one's own account."""

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from server.accounts import AccountId, Invitation, SessionId
from server.declined import Declined
from server.pages import passing
from server.pages.forms import Form, problems_by_field, read_form
from server.pages.gate import cookie_name, keep_signed_in, page
from server.pages.guards import own_path
from server.pages.keys import DESK, SESSION, VISITOR, Desk, client_address
from server.pages.rendering import render
from server.pages.rights import Action

INVITATION_COOKIE = "chibo_invitation"
INVITATION_COOKIE_S = 3600
CLEAR = '"cache", "storage"'  # not cookies: the look of the pages is kept


@dataclass(frozen=True, slots=True)
class InvitationLink:
    """A personal link, shown once."""

    url: str
    until_at: datetime


def routes(app: web.Application) -> None:
    page(app, "GET", "/sign-in", show_sign_in, Action.SIGN_IN)
    page(app, "POST", "/sign-in", sign_in, Action.SIGN_IN)
    page(app, "POST", "/sign-out", sign_out, Action.SIGN_IN)
    page(app, "GET", "/invitation/{token}", take_invitation, Action.SIGN_IN)
    page(app, "GET", "/invitation", show_invitation, Action.SIGN_IN)
    page(app, "POST", "/invitation", accept_invitation, Action.SIGN_IN)
    page(app, "GET", "/setup", show_setup, Action.SIGN_IN)
    page(app, "POST", "/setup", set_up, Action.SIGN_IN)
    page(app, "GET", "/account", show_account, Action.OWN_PAGES)
    page(app, "POST", "/account/password", change_password, Action.OWN_PAGES)
    page(app, "POST", "/account/sign-out-everywhere", sign_out_everywhere, Action.OWN_PAGES)
    page(app, "POST", "/account/links/void", void_links, Action.OWN_PAGES)


async def show_sign_in(request: web.Request) -> web.StreamResponse:
    if VISITOR in request:
        raise web.HTTPSeeOther("/")
    return _sign_in_page(request, {"name": "", "next": request.query.get("next", "")})


async def sign_in(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "name", "password", "next")
    desk = request.app[DESK]
    try:
        signed_in = await desk.accounts.sign_in(form["name"], form["password"], client_address(request))
    except Declined as declined:
        status = 429 if declined.code == "sign-in-slow" else 401
        return _sign_in_page(request, form, declined, status)
    await _end_old_session(request, desk)
    response = web.HTTPSeeOther(own_path(form["next"]))
    keep_signed_in(response, desk, signed_in)
    raise response


async def sign_out(request: web.Request) -> web.StreamResponse:
    await read_form(request)
    desk = request.app[DESK]
    session = request.get(SESSION)
    if session is not None:
        await desk.accounts.sign_out(session.id)
    response = web.HTTPSeeOther("/sign-in")
    response.del_cookie(cookie_name(desk), path="/", secure=desk.settings.secure_cookies, samesite="Lax")
    response.headers["Clear-Site-Data"] = CLEAR
    raise response


async def take_invitation(request: web.Request) -> web.StreamResponse:
    """The token moves from the address into a cookie, so that it stays in no history and no Referer."""
    response = web.HTTPSeeOther("/invitation")
    response.set_cookie(
        INVITATION_COOKIE,
        request.match_info["token"],
        max_age=INVITATION_COOKIE_S,
        httponly=True,
        samesite="Lax",
        secure=request.app[DESK].settings.secure_cookies,
        path="/invitation",
    )
    raise response


async def show_invitation(request: web.Request) -> web.StreamResponse:
    return await _invitation_page(request)


async def accept_invitation(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "password", "again")
    desk = request.app[DESK]
    try:
        _require_same(form)
        signed_in = await desk.accounts.accept_invitation(_invitation(request), form["password"])
    except Declined as declined:
        return await _invitation_page(request, declined)
    response = web.HTTPSeeOther("/")
    response.del_cookie(INVITATION_COOKIE, path="/invitation")
    keep_signed_in(response, desk, signed_in)
    raise response


async def show_setup(request: web.Request) -> web.StreamResponse:
    return render(request, "setup.html", form={"name": "", "contact": ""}, problems={})


async def set_up(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "code", "name", "contact", "password", "again")
    desk = request.app[DESK]
    try:
        _require_same(form)
        signed_in = await desk.accounts.set_up(
            form["code"], form["name"], form["contact"], form["password"], client_address(request)
        )
    except Declined as declined:
        problems = problems_by_field(request, [declined])
        return render(request, "setup.html", status=422, form=form, problems=problems)
    response = web.HTTPSeeOther("/")
    keep_signed_in(response, desk, signed_in)
    raise response


async def show_account(request: web.Request) -> web.StreamResponse:
    return await _account_page(request, {})


async def change_password(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "old_password", "password", "again")
    desk = request.app[DESK]
    try:
        _require_same(form)
        await desk.accounts.change_password(
            request[SESSION], form["old_password"], form["password"], client_address(request)
        )
    except Declined as declined:
        return await _account_page(request, problems_by_field(request, [declined]), status=422)
    raise passing.on(request, "/account", "passing-password-changed")


async def sign_out_everywhere(request: web.Request) -> web.StreamResponse:
    await read_form(request)
    desk, session = request.app[DESK], request[SESSION]
    await desk.accounts.sign_out_everywhere(session.account, but=session.id)
    raise passing.on(request, "/account", "passing-signed-out-elsewhere")


async def void_links(request: web.Request) -> web.StreamResponse:
    """The owner does not want the link that somebody has made to this account."""
    await read_form(request)
    await request.app[DESK].accounts.void_invitations(AccountId(request[VISITOR].account))
    raise passing.on(request, "/account", "passing-links-void")


async def open_links(request: web.Request) -> tuple[Invitation, ...]:
    """The links by which the visitor's own password can be replaced now, for the warning on their pages."""
    links = await request.app[DESK].accounts.invitations_to(AccountId(request[VISITOR].account))
    return tuple(link for link in links if link.is_open)


def invitation_link(desk: Desk, token: str) -> InvitationLink:
    """The link as it is handed over, with the moment until which it works."""
    return InvitationLink(
        f"{desk.settings.address}/invitation/{token}", desk.clock() + desk.accounts.lengths.invitation
    )


def _sign_in_page(
    request: web.Request, form: Form, declined: Declined | None = None, status: int = 200
) -> web.StreamResponse:
    problems = problems_by_field(request, [declined] if declined else [])
    return render(request, "sign_in.html", status=status, form=form, problem=problems.get("", ""))


async def _invitation_page(request: web.Request, declined: Declined | None = None) -> web.StreamResponse:
    """The form with the invited person's name, or the page that says that the link is spent."""
    desk = request.app[DESK]
    try:
        invited = await desk.accounts.invited(_invitation(request))
    except Declined as spent:
        return render(request, "invitation_spent.html", status=410, problem=problems_by_field(request, [spent])[""])
    problems = problems_by_field(request, [declined] if declined else [])
    return render(request, "invitation.html", status=422 if declined else 200, name=invited.name, problems=problems)


async def _account_page(request: web.Request, problems: dict[str, str], status: int = 200) -> web.StreamResponse:
    links = await request.app[DESK].accounts.invitations_to(AccountId(request[VISITOR].account))
    return render(
        request,
        "account.html",
        status=status,
        visitor=request[VISITOR],
        links=links,
        open_links=[link for link in links if link.is_open],
        problems=problems,
        note=passing.note(request),
    )


async def _end_old_session(request: web.Request, desk: Desk) -> None:
    """A new sign-in gets a new session; whatever the browser held before is over."""
    old = request.get(SESSION)
    if old is not None:
        await desk.accounts.sign_out(SessionId(old.id))


def _invitation(request: web.Request) -> str:
    return request.cookies.get(INVITATION_COOKIE, "")


def _require_same(form: Form) -> None:
    if form["password"] != form["again"]:
        raise Declined("password-differs", field="again")
