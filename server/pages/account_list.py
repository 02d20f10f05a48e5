"""The accounts of the service as the administrator keeps them: who administers, who is locked out."""

from aiohttp import web

from server.accounts import AccountId, AccountLine
from server.declined import Declined
from server.pages import passing
from server.pages.forms import problems_by_field, read_form
from server.pages.gate import page
from server.pages.keys import DESK, VISITOR
from server.pages.rendering import render
from server.pages.rights import Action


def routes(app: web.Application) -> None:
    page(app, "GET", "/administration/accounts", show, Action.ADMINISTER)
    page(app, "POST", "/administration/accounts/{account}", change, Action.ADMINISTER)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def change(request: web.Request) -> web.StreamResponse:
    """Lock an account or open it again, name an administrator or end that."""
    form = await read_form(request, "press")
    accounts, account = request.app[DESK].accounts, AccountId(request.match_info["account"])
    if account not in {line.id for line in await accounts.lines()}:
        raise web.HTTPNotFound
    try:
        match form["press"]:
            case "disable":
                await accounts.disable(account)
            case "enable":
                await accounts.enable(account)
            case "appoint":
                await accounts.make_administrator(account)
            case "dismiss":
                await accounts.end_administrator(account)
            case _:
                raise web.HTTPBadRequest
    except Declined as declined:
        return await _page(request, problems_by_field(request, [declined])[""])
    raise passing.on(request, "/administration/accounts", "passing-saved")


async def _page(request: web.Request, problem: str = "") -> web.StreamResponse:
    lines = await request.app[DESK].accounts.lines()
    return render(
        request,
        "account_list.html",
        status=422 if problem else 200,
        area="people",
        groups=(
            ("administrators", [line for line in lines if line.is_administrator]),
            ("others", [line for line in lines if not line.is_administrator]),
        ),
        own=request[VISITOR].account,
        state_of=_state_of,
        problem=problem,
        note=passing.note(request),
    )


def _state_of(line: AccountLine) -> str:
    """How the account stands, as the end of a key of the catalogue."""
    return "disabled" if line.disabled_at else "ready" if line.has_password else "invited"
