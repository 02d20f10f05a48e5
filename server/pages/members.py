"""One member of a cell: add, edit, status, office, invitation, leaving."""

from datetime import date
from typing import Any

from aiohttp import web

from server.accounts import AccountId
from server.declined import Declined
from server.meeting.identity import MemberId, SiteId
from server.meeting.roll import Status
from server.member_fields import FIELDS, MemberFields, read_day, read_fields, read_line, read_required_day
from server.organisations import OrganisationId
from server.pages import passing
from server.pages.forms import Form, problems_by_field, read_form
from server.pages.gate import may_here, page
from server.pages.keys import CELL, DESK, SESSION, Desk
from server.pages.rendering import render
from server.pages.rights import Action
from server.roster import OF_A_CELL, MemberRecord, OfficeId

FORM_FIELDS = (*FIELDS, "site", "party_group")


def routes(app: web.Application) -> None:
    member = "/cells/{cell}/members/{member}"
    page(app, "GET", "/cells/{cell}/members/new", show_new, Action.EDIT_MEMBERS)
    page(app, "POST", "/cells/{cell}/members", add, Action.EDIT_MEMBERS)
    page(app, "GET", member, show_member, Action.SEE_CONTACTS)
    page(app, "POST", member, edit, Action.EDIT_MEMBERS)
    page(app, "POST", f"{member}/status", set_status, Action.EDIT_MEMBERS)
    page(app, "POST", f"{member}/leave", leave_cell, Action.EDIT_MEMBERS)
    page(app, "POST", f"{member}/offices", appoint, Action.APPOINT)
    page(app, "POST", f"{member}/offices/{{office}}/end", end_office, Action.APPOINT)
    page(app, "POST", f"{member}/invitation", invite, Action.INVITE_MEMBERS)


async def show_new(request: web.Request) -> web.StreamResponse:
    return await _form_page(request, dict.fromkeys(FORM_FIELDS, ""), {})


async def add(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, *FORM_FIELDS)
    desk, cell = request.app[DESK], request[CELL]
    fields, problems = read_fields(form, desk.registry.today())
    try:
        if fields is None:
            raise problems[0]
        site = await _site(desk, request, form)
        group = read_line(form["party_group"], "party_group")
        member = await desk.registry.add_member(fields, cell.id, site=site, party_group=group)
    except Declined as declined:
        said = problems_by_field(request, problems or [declined])
        return await _form_page(request, form, said, status=422)
    raise passing.on(request, f"/cells/{cell.id}/members/{member}", "passing-member-added")


async def show_member(request: web.Request) -> web.StreamResponse:
    return await _member_page(request, await _record(request))


async def edit(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, *FORM_FIELDS)
    desk, record = request.app[DESK], await _record(request)
    fields, problems = read_fields(form, desk.registry.today())
    try:
        if fields is None:
            raise problems[0]
        site = await _site(desk, request, form)
        await desk.registry.edit_member(record.id, fields, site=site, party_group=form["party_group"])
    except Declined as declined:
        said = problems_by_field(request, problems or [declined])
        return await _member_page(request, record, form=form, problems=said, status=422)
    raise passing.on(request, _url(request, record), "passing-saved")


async def set_status(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "status", "valid_from", "valid_to", "decision_number")
    record = await _record(request)
    try:
        status = next((one for one in Status if one.value == form["status"]), None)
        if status is None:
            raise Declined("choice-unknown", field="status")
        await request.app[DESK].registry.set_status(
            record.id, request[CELL].id, status, *_period(form), decision_number=form["decision_number"]
        )
    except Declined as declined:
        said = problems_by_field(request, [declined])
        return await _member_page(request, record, problems=said, changed=form, status=422)
    raise passing.on(request, _url(request, record), "passing-saved")


async def leave_cell(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "last_day")
    record = await _record(request)
    try:
        last_day = read_required_day(form["last_day"], "last_day")
    except Declined as declined:
        said = problems_by_field(request, [declined])
        return await _member_page(request, record, problems=said, changed=form, status=422)
    await request.app[DESK].registry.leave_cell(record.id, request[CELL].id, last_day)
    raise passing.on(request, f"/cells/{request[CELL].id}", "passing-saved")


async def appoint(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "office", "title", "office_from", "office_to")
    record = await _record(request)
    try:
        office = next((one for one in OF_A_CELL if one.value == form["office"]), None)
        if office is None:
            raise Declined("choice-unknown", field="office")
        first = read_required_day(form["office_from"], "office_from")
        last = read_day(form["office_to"], "office_to")
        organisation = OrganisationId(request[CELL].id)
        await request.app[DESK].registry.appoint(record.id, organisation, office, first, last, form["title"])
    except Declined as declined:
        said = problems_by_field(request, [declined])
        return await _member_page(request, record, problems=said, changed=form, status=422)
    raise passing.on(request, _url(request, record), "passing-saved")


async def end_office(request: web.Request) -> web.StreamResponse:
    await read_form(request)
    record, office = await _record(request), OfficeId(request.match_info["office"])
    if office not in {held.id for held in record.offices}:
        raise web.HTTPNotFound
    desk = request.app[DESK]
    await desk.registry.end_office(office, desk.registry.today())
    raise passing.on(request, _url(request, record), "passing-saved")


async def invite(request: web.Request) -> web.StreamResponse:
    """Show the link once: it is kept as a hash only and cannot be shown again."""
    await read_form(request)
    desk, record = request.app[DESK], await _record(request)
    try:
        token = await desk.accounts.invite(record.id, AccountId(request[SESSION].account))
    except Declined as declined:
        return await _member_page(request, record, problems=problems_by_field(request, [declined]), status=422)
    link = f"{desk.settings.address}/invitation/{token}"
    return await _member_page(request, record, link=link)


async def _record(request: web.Request) -> MemberRecord:
    desk, match = request.app[DESK], request.match_info
    return await desk.registry.record(MemberId(match["member"]), request[CELL].id, desk.registry.today())


async def _site(desk: Desk, request: web.Request, form: Form) -> SiteId | None:
    if not form["site"]:
        return None
    for site in await desk.organisations.sites_of(request[CELL].id):
        if site.id == form["site"]:
            return site.id
    raise Declined("choice-unknown", field="site")


async def _form_page(
    request: web.Request, form: Form, problems: dict[str, str], status: int = 200
) -> web.StreamResponse:
    sites = await request.app[DESK].organisations.sites_of(request[CELL].id)
    return render(
        request,
        "member_new.html",
        status=status,
        area="cell",
        cell=request[CELL],
        form=form,
        sites=[(site.id, site.name) for site in sites],
        problems=problems,
    )


async def _member_page(
    request: web.Request,
    record: MemberRecord,
    *,
    form: Form | None = None,
    changed: Form | None = None,
    problems: dict[str, str] | None = None,
    link: str = "",
    status: int = 200,
) -> web.StreamResponse:
    desk = request.app[DESK]
    sites = await desk.organisations.sites_of(request[CELL].id)
    values: dict[str, Any] = {
        "record": record,
        "form": form or _written(record),
        "changed": changed or {},
        "sites": [(site.id, site.name) for site in sites],
        "statuses": [one.value for one in Status],
        "offices": [(office.value, office) for office in OF_A_CELL],
        "link": link,
        "today": desk.registry.today(),
    }
    return render(
        request,
        "member.html",
        status=status,
        area="cell",
        cell=request[CELL],
        problems=problems or {},
        may={action.value: may_here(request, action) for action in Action},
        note=passing.note(request),
        **values,
    )


def _written(record: MemberRecord) -> Form:
    fields: MemberFields = record.fields
    written = {name: _text(getattr(fields, name)) for name in FIELDS}
    written["sex"] = fields.sex.value
    return {**written, "site": record.site or "", "party_group": record.party_group}


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def _period(form: Form) -> tuple[date, date | None]:
    return read_required_day(form["valid_from"], "valid_from"), read_day(form["valid_to"], "valid_to")


def _url(request: web.Request, record: MemberRecord) -> str:
    return f"/cells/{request[CELL].id}/members/{record.id}"
