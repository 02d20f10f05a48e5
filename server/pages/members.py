"""One member of a cell: add, edit, status, office, invitation, leaving."""

from datetime import date

from aiohttp import web

from server.accounts import AccountId
from server.declined import Declined
from server.meeting.identity import MemberId, SiteId
from server.meeting.roll import Status
from server.member_fields import read_day, read_fields, read_line, read_required_day
from server.organisations import OrganisationId
from server.pages import member_forms, passing
from server.pages.form_page import Option, show_form
from server.pages.forms import Form, problems_by_field, read_form
from server.pages.gate import may_here, page
from server.pages.keys import CELL, DESK, SESSION, VISITOR
from server.pages.member_forms import FORM_FIELDS
from server.pages.rendering import render
from server.pages.rights import Action
from server.pages.sign_in import InvitationLink, invitation_link
from server.roster import OF_A_CELL, HeldOffice, MemberRecord


def routes(app: web.Application) -> None:
    member = "/cells/{cell}/members/{member}"
    page(app, "GET", "/cells/{cell}/members/new", show_new, Action.EDIT_MEMBERS)
    page(app, "POST", "/cells/{cell}/members", add, Action.EDIT_MEMBERS)
    page(app, "GET", member, show_member, Action.SEE_CONTACTS)
    page(app, "POST", member, edit, Action.EDIT_MEMBERS)
    page(app, "GET", f"{member}/edit", show_edit, Action.EDIT_MEMBERS)
    page(app, "GET", f"{member}/status", show_status, Action.EDIT_MEMBERS)
    page(app, "POST", f"{member}/status", set_status, Action.EDIT_MEMBERS)
    page(app, "GET", f"{member}/leave", show_leave, Action.EDIT_MEMBERS)
    page(app, "POST", f"{member}/leave", leave_cell, Action.EDIT_MEMBERS)
    page(app, "GET", f"{member}/offices/new", show_office, Action.APPOINT)
    page(app, "POST", f"{member}/offices", appoint, Action.APPOINT)
    page(app, "GET", f"{member}/offices/{{office}}/end", show_end_of_office, Action.APPOINT)
    page(app, "POST", f"{member}/offices/{{office}}/end", end_office, Action.APPOINT)
    page(app, "POST", f"{member}/invitation", invite, Action.INVITE_MEMBERS)


async def show_new(request: web.Request) -> web.StreamResponse:
    return await _show_fields(request, None, {})


async def add(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, *FORM_FIELDS)
    desk, cell = request.app[DESK], request[CELL]
    fields, problems = read_fields(form, desk.registry.today())
    try:
        if fields is None:
            raise problems[0]
        site = await _site(request, form)
        group = read_line(form["party_group"], "party_group")
        member = await desk.registry.add_member(fields, cell.id, site=site, party_group=group)
    except Declined as declined:
        return await _show_fields(request, None, form, problems_by_field(request, problems or [declined]))
    raise passing.on(request, f"/cells/{cell.id}/members/{member}", "passing-member-added")


async def show_member(request: web.Request) -> web.StreamResponse:
    return await _member_page(request, await _record(request))


async def show_edit(request: web.Request) -> web.StreamResponse:
    record = await _record(request)
    return await _show_fields(request, record, member_forms.written(record))


async def edit(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, *FORM_FIELDS)
    desk, record = request.app[DESK], await _record(request)
    fields, problems = read_fields(form, desk.registry.today())
    try:
        if fields is None:
            raise problems[0]
        site = await _site(request, form)
        await desk.registry.edit_member(record.id, fields, site=site, party_group=form["party_group"])
    except Declined as declined:
        return await _show_fields(request, record, form, problems_by_field(request, problems or [declined]))
    raise passing.on(request, _url(request, record), "passing-saved")


async def show_status(request: web.Request) -> web.StreamResponse:
    record = await _record(request)
    form = {"status": record.status.value, "valid_from": _today(request)}
    return show_form(request, member_forms.status_form(request, request[CELL], record), form)


async def set_status(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "status", "valid_from", "valid_to", "decision_number")
    record = await _record(request)
    try:
        status = next((one for one in Status if one.value == form["status"]), None)
        if status is None:
            raise Declined("choice-unknown", field="status")
        first, last = _period(form)
        await request.app[DESK].registry.set_status(
            record.id, request[CELL].id, status, first, last, form["decision_number"]
        )
    except Declined as declined:
        said = problems_by_field(request, [declined])
        return show_form(request, member_forms.status_form(request, request[CELL], record), form, said)
    raise passing.on(request, _url(request, record), "passing-saved")


async def show_leave(request: web.Request) -> web.StreamResponse:
    record = await _record(request)
    return show_form(request, member_forms.leave_form(request, request[CELL], record), {"last_day": _today(request)})


async def leave_cell(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "last_day")
    record = await _record(request)
    try:
        last_day = read_required_day(form["last_day"], "last_day")
    except Declined as declined:
        said = problems_by_field(request, [declined])
        return show_form(request, member_forms.leave_form(request, request[CELL], record), form, said)
    await request.app[DESK].registry.leave_cell(record.id, request[CELL].id, last_day)
    raise passing.on(request, f"/cells/{request[CELL].id}", "passing-saved")


async def show_office(request: web.Request) -> web.StreamResponse:
    record = await _record(request)
    form = {"valid_from": _today(request)}
    return show_form(request, member_forms.office_form(request, request[CELL], record), form)


async def appoint(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "office", "title", "valid_from", "valid_to")
    record = await _record(request)
    try:
        office = next((one for one in OF_A_CELL if one.value == form["office"]), None)
        if office is None:
            raise Declined("choice-unknown", field="office")
        first, last = _period(form)
        organisation = OrganisationId(request[CELL].id)
        await request.app[DESK].registry.appoint(record.id, organisation, office, first, last, form["title"])
    except Declined as declined:
        said = problems_by_field(request, [declined])
        return show_form(request, member_forms.office_form(request, request[CELL], record), form, said)
    raise passing.on(request, _url(request, record), "passing-saved")


async def show_end_of_office(request: web.Request) -> web.StreamResponse:
    record = await _record(request)
    form_page = member_forms.end_of_office_form(request, request[CELL], record, _held(request, record))
    return show_form(request, form_page, {"last_day": _today(request)})


async def end_office(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "last_day")
    record = await _record(request)
    held = _held(request, record)
    try:
        await request.app[DESK].registry.end_office(held.id, read_required_day(form["last_day"], "last_day"))
    except Declined as declined:
        said = problems_by_field(request, [declined])
        return show_form(request, member_forms.end_of_office_form(request, request[CELL], record, held), form, said)
    raise passing.on(request, _url(request, record), "passing-saved")


async def invite(request: web.Request) -> web.StreamResponse:
    """Show the link once: it is kept as a hash only and cannot be shown again."""
    await read_form(request)
    desk, record = request.app[DESK], await _record(request)
    try:
        token = await desk.accounts.invite(record.id, AccountId(request[SESSION].account))
    except Declined as declined:
        return await _member_page(request, record, problem=problems_by_field(request, [declined])[declined.field])
    return await _member_page(request, record, link=invitation_link(desk, token))


async def _record(request: web.Request) -> MemberRecord:
    desk, match = request.app[DESK], request.match_info
    return await desk.registry.record(MemberId(match["member"]), request[CELL].id, desk.registry.today())


def _held(request: web.Request, record: MemberRecord) -> HeldOffice:
    """The office of the address; another member's is not there."""
    for held in record.offices:
        if held.id == request.match_info["office"]:
            return held
    raise web.HTTPNotFound


async def _sites(request: web.Request) -> list[Option]:
    return [(site.id, site.name) for site in await request.app[DESK].organisations.sites_of(request[CELL].id)]


async def _site(request: web.Request, form: Form) -> SiteId | None:
    if not form["site"]:
        return None
    if form["site"] not in {site for site, _ in await _sites(request)}:
        raise Declined("choice-unknown", field="site")
    return SiteId(form["site"])


async def _show_fields(
    request: web.Request, record: MemberRecord | None, form: Form, problems: dict[str, str] | None = None
) -> web.StreamResponse:
    form_page = member_forms.member_form(request, request[CELL], await _sites(request), record)
    return show_form(request, form_page, form, problems)


async def _member_page(
    request: web.Request, record: MemberRecord, *, problem: str = "", link: InvitationLink | None = None
) -> web.StreamResponse:
    return render(
        request,
        "member.html",
        status=422 if problem else 200,
        area="cell",
        cell=request[CELL],
        record=record,
        site_names=dict(await _sites(request)),
        problem=problem,
        link=link,
        may_invite=may_here(request, Action.INVITE_MEMBERS) and await _may_invite(request, record),
        may={action.value: may_here(request, action) for action in Action},
        note=passing.note(request),
    )


async def _may_invite(request: web.Request, record: MemberRecord) -> bool:
    return await request.app[DESK].accounts.may_invite(request[VISITOR], record.id)


def _period(form: Form) -> tuple[date, date | None]:
    return read_required_day(form["valid_from"], "valid_from"), read_day(form["valid_to"], "valid_to")


def _today(request: web.Request) -> str:
    return request.app[DESK].registry.today().isoformat()


def _url(request: web.Request, record: MemberRecord) -> str:
    return f"/cells/{request[CELL].id}/members/{record.id}"
