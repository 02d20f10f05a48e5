"""The page of a cell: its year, its members, its places, the ground on which it meets online."""

from collections import Counter

from aiohttp import web

from server.declined import Declined
from server.meeting.roll import Standing, Status
from server.member_fields import read_day, read_required_day
from server.organisations import Ground, Permission
from server.pages import passing
from server.pages.figures import Year, year_of
from server.pages.form_page import Field, FormPage, Kind, show_form
from server.pages.forms import Form, problems_by_field, read_form
from server.pages.gate import may_here, page
from server.pages.keys import CELL, DESK
from server.pages.rendering import render, sentence
from server.pages.rights import Action
from server.roster import MemberRecord, dispersion_of


def routes(app: web.Application) -> None:
    page(app, "GET", "/cells/{cell}", show_cell, Action.SEE_CELL)
    page(app, "GET", "/cells/{cell}/sites/new", show_site, Action.EDIT_CELL)
    page(app, "POST", "/cells/{cell}/sites", add_site, Action.EDIT_CELL)
    page(app, "GET", "/cells/{cell}/authorisations/new", show_authorisation, Action.AUTHORISE)
    page(app, "POST", "/cells/{cell}/authorisations", authorise, Action.AUTHORISE)
    page(app, "GET", "/cells/{cell}/ballot-permissions/new", show_ballot_permission, Action.AUTHORISE)
    page(app, "POST", "/cells/{cell}/ballot-permissions", permit_ballots, Action.AUTHORISE)
    page(app, "GET", "/cells/{cell}/recording-permissions/new", show_recording_permission, Action.AUTHORISE)
    page(app, "POST", "/cells/{cell}/recording-permissions", permit_recording, Action.AUTHORISE)


async def show_cell(request: web.Request) -> web.StreamResponse:
    return await _cell_page(request)


async def show_site(request: web.Request) -> web.StreamResponse:
    return show_form(request, _site_form(request), {})


async def add_site(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "name", "province")
    cell = request[CELL].id
    try:
        await request.app[DESK].organisations.add_site(cell, form["name"], form["province"])
    except Declined as declined:
        return show_form(request, _site_form(request), form, problems_by_field(request, [declined]))
    raise passing.on(request, f"/cells/{cell}#sites", "passing-saved")


async def show_authorisation(request: web.Request) -> web.StreamResponse:
    return show_form(request, _permission_form(request, "authorisation", with_ground=True), {})


async def authorise(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "document", "ground", "issued_on", "valid_from", "valid_to")
    cell = request[CELL].id
    try:
        ground = next((one for one in Ground if one.value == form["ground"]), None)
        if ground is None:
            raise Declined("choice-unknown", field="ground")
        await request.app[DESK].organisations.authorise_online(cell, _permission(form, ground))
    except Declined as declined:
        form_page = _permission_form(request, "authorisation", with_ground=True)
        return show_form(request, form_page, form, problems_by_field(request, [declined]))
    raise passing.on(request, f"/cells/{cell}#online", "passing-saved")


async def show_ballot_permission(request: web.Request) -> web.StreamResponse:
    return show_form(request, _permission_form(request, "ballot-permission", with_ground=False), {})


async def permit_ballots(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "document", "issued_on", "valid_from", "valid_to")
    cell = request[CELL].id
    try:
        await request.app[DESK].organisations.permit_binding_ballots(cell, _permission(form, None))
    except Declined as declined:
        form_page = _permission_form(request, "ballot-permission", with_ground=False)
        return show_form(request, form_page, form, problems_by_field(request, [declined]))
    raise passing.on(request, f"/cells/{cell}#online", "passing-saved")


async def show_recording_permission(request: web.Request) -> web.StreamResponse:
    return show_form(request, _permission_form(request, "recording-permission", with_ground=False), {})


async def permit_recording(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "document", "issued_on", "valid_from", "valid_to")
    cell = request[CELL].id
    try:
        await request.app[DESK].organisations.permit_recording(cell, _permission(form, None))
    except Declined as declined:
        form_page = _permission_form(request, "recording-permission", with_ground=False)
        return show_form(request, form_page, form, problems_by_field(request, [declined]))
    raise passing.on(request, f"/cells/{cell}#online", "passing-saved")


def _site_form(request: web.Request) -> FormPage:
    cell = request[CELL]
    return FormPage(
        title=sentence(request, "site-new-title"),
        over=cell.name,
        button=sentence(request, "form-save"),
        action_url=f"/cells/{cell.id}/sites",
        back_url=f"/cells/{cell.id}",
        fields=(Field("name", required=True, label="site-name"), Field("province", required=True, hint=True)),
        area="cell",
    )


def _permission_form(request: web.Request, name: str, *, with_ground: bool) -> FormPage:
    cell = request[CELL]
    grounds = [(one.value, sentence(request, f"ground-{one.value.replace('_', '-')}")) for one in Ground]
    ground = (Field("ground", Kind.CHOICES, required=True, options=grounds),) if with_ground else ()
    return FormPage(
        title=sentence(request, f"permission-{name}-title"),
        over=cell.name,
        lead=sentence(request, f"permission-{name}-lead"),
        button=sentence(request, "form-save"),
        action_url=f"/cells/{cell.id}/{name}s",
        back_url=f"/cells/{cell.id}",
        fields=(
            Field("document", required=True, hint=True),
            *ground,
            Field("issued_on", Kind.DAY, required=True, size="half"),
            Field("valid_from", Kind.DAY, required=True, size="half"),
            Field("valid_to", Kind.DAY, hint=True, size="half"),
        ),
        area="cell",
    )


async def _cell_page(request: web.Request) -> web.StreamResponse:
    desk, cell = request.app[DESK], request[CELL]
    today = desk.registry.today()
    records = await desk.registry.records_of(cell.id, today)
    sites = await desk.organisations.sites_of(cell.id)
    by_site = Counter(record.site for record in records)
    year = await year_of(desk.preparation, cell.id, today.year)
    superior = await desk.organisations.superior_of(cell.id, today)
    return render(
        request,
        "cell.html",
        area="cell",
        cell=cell,
        superior=superior.name if superior else "",
        records=records,
        official=sum(1 for record in records if record.standing is Standing.OFFICIAL),
        statuses=_statuses(records),
        site_names={site.id: site.name for site in sites},
        sites=[(site, by_site[site.id]) for site in sites],
        alone=sum(number for site, number in by_site.items() if site is None),
        year=year,
        months=_months(request, year),
        authorisation=await desk.organisations.online_authorisation(cell.id, today),
        ballot_permission=await desk.organisations.ballot_permission(cell.id, today),
        recording_permission=await desk.organisations.recording_permission(cell.id, today),
        dispersion=dispersion_of(records),
        may={action.value: may_here(request, action) for action in Action},
        today=today,
        note=passing.note(request),
    )


def _months(request: web.Request, year: Year) -> list[tuple[str, str, int | None, int]]:
    """The columns of the year chart; a month without a meeting is as high as the others, and empty."""
    usual = max((month.counted for month in year.months), default=0)
    thematic = sentence(request, "year-thematic")
    return [
        (
            sentence(request, "year-month", month=month.number),
            thematic if month.thematic else "",
            month.present,
            month.counted or usual,
        )
        for month in year.months
    ]


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
