"""The page of a cell: its year, its members, its places, the ground on which it meets online."""

from collections import Counter

from aiohttp import web

from server.declined import Declined
from server.meeting.roll import Standing, Status
from server.member_fields import read_day, read_required_day
from server.organisations import Ground, Permission
from server.pages import passing
from server.pages.figures import year_of
from server.pages.forms import Form, problems_by_field, read_form
from server.pages.gate import may_here, page
from server.pages.keys import CELL, DESK
from server.pages.rendering import render
from server.pages.rights import Action
from server.roster import MemberRecord, dispersion_of


def routes(app: web.Application) -> None:
    page(app, "GET", "/cells/{cell}", show_cell, Action.SEE_CELL)
    page(app, "POST", "/cells/{cell}/sites", add_site, Action.EDIT_CELL)
    page(app, "POST", "/cells/{cell}/authorisations", authorise, Action.AUTHORISE)
    page(app, "POST", "/cells/{cell}/ballot-permissions", permit_ballots, Action.AUTHORISE)


async def show_cell(request: web.Request) -> web.StreamResponse:
    return await _cell_page(request)


async def add_site(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "name", "province")
    cell = request[CELL].id
    try:
        await request.app[DESK].organisations.add_site(cell, form["name"], form["province"])
    except Declined as declined:
        return await _cell_page(request, form, problems_by_field(request, [declined]), status=422)
    raise passing.on(request, f"/cells/{cell}#sites", "passing-saved")


async def authorise(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "document", "ground", "issued_on", "valid_from", "valid_to")
    cell = request[CELL].id
    try:
        ground = next((one for one in Ground if one.value == form["ground"]), None)
        if ground is None:
            raise Declined("choice-unknown", field="ground")
        await request.app[DESK].organisations.authorise_online(cell, _permission(form, ground))
    except Declined as declined:
        return await _cell_page(request, form, problems_by_field(request, [declined]), status=422)
    raise passing.on(request, f"/cells/{cell}#online", "passing-saved")


async def permit_ballots(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "document", "issued_on", "valid_from", "valid_to")
    cell = request[CELL].id
    try:
        await request.app[DESK].organisations.permit_binding_ballots(cell, _permission(form, None))
    except Declined as declined:
        return await _cell_page(request, form, problems_by_field(request, [declined]), status=422)
    raise passing.on(request, f"/cells/{cell}#online", "passing-saved")


async def _cell_page(
    request: web.Request, form: Form | None = None, problems: dict[str, str] | None = None, status: int = 200
) -> web.StreamResponse:
    desk, cell = request.app[DESK], request[CELL]
    today = desk.registry.today()
    records = await desk.registry.records_of(cell.id, today)
    sites = await desk.organisations.sites_of(cell.id)
    by_site = Counter(record.site for record in records)
    superior = await desk.organisations.superior_of(cell.id, today)
    return render(
        request,
        "cell.html",
        status=status,
        area="cell",
        cell=cell,
        superior=superior.name if superior else "",
        records=records,
        official=sum(1 for record in records if record.standing is Standing.OFFICIAL),
        statuses=_statuses(records),
        site_names={site.id: site.name for site in sites},
        sites=[(site, by_site[site.id]) for site in sites],
        alone=sum(number for site, number in by_site.items() if site is None),
        year=await year_of(desk.preparation, cell.id, today.year),
        authorisation=await desk.organisations.online_authorisation(cell.id, today),
        ballot_permission=await desk.organisations.ballot_permission(cell.id, today),
        dispersion=dispersion_of(records),
        grounds=[ground.value for ground in Ground],
        may={action.value: may_here(request, action) for action in Action},
        form=form or {},
        problems=problems or {},
        today=today,
        note=passing.note(request),
    )


def _statuses(records: tuple[MemberRecord, ...]) -> list[tuple[str, int]]:
    """How many members have a status other than the normal one."""
    counted = Counter(record.status for record in records)
    return [(one.value, counted[one]) for one in Status if one is not Status.NORMAL and counted[one]]


def _permission(form: Form, ground: Ground | None) -> Permission:
    return Permission(
        form["document"],
        read_required_day(form["issued_on"], "issued_on"),
        read_required_day(form["valid_from"], "valid_from"),
        read_day(form["valid_to"], "valid_to"),
        ground,
    )
