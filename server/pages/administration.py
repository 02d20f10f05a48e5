"""The system administrator keeps the tree, the cells, committee officers and observers; no papers, no minutes."""

from aiohttp import web

from server.accounts import AccountId
from server.declined import Declined
from server.meeting.identity import CellId, MemberId
from server.member_fields import FIELDS, read_day, read_fields, read_required_day
from server.organisations import Organisation, OrganisationId, OrganisationKind
from server.pages import passing
from server.pages.form_page import Field, FormPage, Kind, show_form
from server.pages.forms import Form, problems_by_field, read_form
from server.pages.gate import page
from server.pages.keys import CELL, DESK, SESSION, Desk
from server.pages.member_forms import person_fields
from server.pages.rendering import render, sentence
from server.pages.rights import Action
from server.pages.sign_in import InvitationLink, invitation_link, open_links
from server.roster import OF_A_COMMITTEE, OfficeId

COMMITTEE_KINDS = tuple(kind for kind in OrganisationKind if kind is not OrganisationKind.CELL)


def routes(app: web.Application) -> None:
    page(app, "GET", "/administration", show, Action.ADMINISTER)
    page(app, "GET", "/administration/{part}/new", show_part, Action.ADMINISTER)
    page(app, "POST", "/administration/organisations", found, Action.ADMINISTER)
    page(app, "POST", "/administration/cells", found_cell, Action.ADMINISTER)
    page(app, "POST", "/administration/moves", move, Action.ADMINISTER)
    page(app, "POST", "/administration/people", add_person, Action.ADMINISTER)
    page(app, "POST", "/administration/officers", appoint, Action.ADMINISTER)
    page(app, "POST", "/administration/observers", assign, Action.ADMINISTER)
    page(app, "POST", "/administration/invitations", invite, Action.ADMINISTER)
    office, observation = "/administration/officers/{office}/end", "/administration/observers/{cell}/{member}/end"
    page(app, "GET", office, show_end_of_office, Action.ADMINISTER)
    page(app, "POST", office, end_office, Action.ADMINISTER)
    page(app, "GET", observation, show_end_of_observation, Action.ADMINISTER)
    page(app, "POST", observation, end_observation, Action.ADMINISTER)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def show_part(request: web.Request) -> web.StreamResponse:
    return await _form(request, request.match_info["part"], {})


async def found(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "kind", "name", "code", "parent", "founded_on")
    desk = request.app[DESK]
    try:
        kind = next((one for one in COMMITTEE_KINDS if one.value == form["kind"]), None)
        if kind is None:
            raise Declined("choice-unknown", field="kind")
        await desk.organisations.found(
            kind,
            form["name"],
            read_required_day(form["founded_on"], "founded_on"),
            parent=await _known(desk, form["parent"], "parent") if form["parent"] else None,
            code=form["code"].strip() or None,
        )
    except Declined as declined:
        return await _form(request, "organisations", form, problems_by_field(request, [declined]))
    raise passing.on(request, "/administration", "passing-saved")


async def found_cell(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "name", "short_name", "code", "parent", "founded_on", "term", "help_phone")
    desk = request.app[DESK]
    try:
        await desk.organisations.found_cell(
            form["name"],
            form["short_name"],
            read_required_day(form["founded_on"], "founded_on"),
            parent=await _known(desk, form["parent"], "parent"),
            code=form["code"].strip() or None,
            term=form["term"].strip()[:40],
            help_phone=form["help_phone"].strip()[:40],
        )
    except Declined as declined:
        return await _form(request, "cells", form, problems_by_field(request, [declined]))
    raise passing.on(request, "/administration", "passing-saved")


async def move(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "organisation", "parent", "since")
    desk = request.app[DESK]
    try:
        await desk.organisations.move(
            await _known(desk, form["organisation"], "organisation"),
            await _known(desk, form["parent"], "parent"),
            read_required_day(form["since"], "since"),
        )
    except Declined as declined:
        return await _form(request, "moves", form, problems_by_field(request, [declined]))
    raise passing.on(request, "/administration", "passing-saved")


async def add_person(request: web.Request) -> web.StreamResponse:
    """Somebody of no cell here: a committee officer, an observer, a guest."""
    form = await read_form(request, *FIELDS)
    desk = request.app[DESK]
    fields, problems = read_fields(form, desk.registry.today())
    try:
        if fields is None:
            raise problems[0]
        await desk.registry.add_member(fields)
    except Declined as declined:
        return await _form(request, "people", form, problems_by_field(request, problems or [declined]))
    raise passing.on(request, "/administration", "passing-member-added")


async def appoint(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "member", "organisation", "office", "title", "valid_from", "valid_to")
    desk = request.app[DESK]
    try:
        office = next((one for one in OF_A_COMMITTEE if one.value == form["office"]), None)
        if office is None:
            raise Declined("choice-unknown", field="office")
        await desk.registry.appoint(
            await _person(desk, form["member"]),
            await _known(desk, form["organisation"], "organisation"),
            office,
            read_required_day(form["valid_from"], "valid_from"),
            read_day(form["valid_to"], "valid_to"),
            form["title"],
        )
    except Declined as declined:
        return await _form(request, "officers", form, problems_by_field(request, [declined]))
    raise passing.on(request, "/administration", "passing-saved")


async def assign(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "member", "organisation", "title", "valid_from", "valid_to")
    desk = request.app[DESK]
    try:
        cell = await desk.organisations.cell(CellId(form["organisation"]))
        first = read_required_day(form["valid_from"], "valid_from")
        last = read_day(form["valid_to"], "valid_to")
        if last is not None and last < first:
            raise Declined("period-backwards", field="valid_to")
        await desk.registry.assign_observer(await _person(desk, form["member"]), cell.id, first, last, form["title"])
    except Declined as declined:
        return await _form(request, "observers", form, problems_by_field(request, [declined]))
    raise passing.on(request, "/administration", "passing-saved")


async def invite(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "member")
    desk = request.app[DESK]
    try:
        member = await _person(desk, form["member"])
        token = await desk.accounts.invite(member, AccountId(request[SESSION].account))
    except Declined as declined:
        return await _form(request, "invitations", form, problems_by_field(request, [declined]))
    return await _page(request, invitation_link(desk, token))


async def show_end_of_office(request: web.Request) -> web.StreamResponse:
    return show_form(request, await _end_of_office_form(request), _until_today(request))


async def end_office(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "last_day")
    form_page = await _end_of_office_form(request)
    try:
        last_day = read_required_day(form["last_day"], "last_day")
        await request.app[DESK].registry.end_office(OfficeId(request.match_info["office"]), last_day)
    except Declined as declined:
        return show_form(request, form_page, form, problems_by_field(request, [declined]))
    raise passing.on(request, "/administration", "passing-saved")


async def show_end_of_observation(request: web.Request) -> web.StreamResponse:
    return show_form(request, await _end_of_observation_form(request), _until_today(request))


async def end_observation(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "last_day")
    form_page = await _end_of_observation_form(request)
    try:
        last_day = read_required_day(form["last_day"], "last_day")
        member = MemberId(request.match_info["member"])
        await request.app[DESK].registry.end_observation(member, request[CELL].id, last_day)
    except Declined as declined:
        return show_form(request, form_page, form, problems_by_field(request, [declined]))
    raise passing.on(request, "/administration", "passing-saved")


async def _end_of_office_form(request: web.Request) -> FormPage:
    """Of an office in a committee; the offices of a cell end on the member's page. Raises HTTPNotFound."""
    desk = request.app[DESK]
    today = desk.registry.today()
    for one in await desk.organisations.tree_on(today):
        for _, name, held in () if _is_cell(one) else await desk.registry.officers_of(one.id, today):
            if held.id == request.match_info["office"]:
                title = sentence(request, "office-end-title", name=name, title=held.title)
                return _end_form(request, title, one.name, f"officers/{held.id}", "office-end")
    raise web.HTTPNotFound


async def _end_of_observation_form(request: web.Request) -> FormPage:
    """Raises HTTPNotFound for somebody who does not follow this cell."""
    desk, cell = request.app[DESK], request[CELL]
    for observer in await desk.registry.observers_of(cell.id, desk.registry.today()):
        if observer.member == request.match_info["member"]:
            title = sentence(request, "observation-end-title", name=observer.name)
            return _end_form(request, title, cell.name, f"observers/{cell.id}/{observer.member}", "observation-end")
    raise web.HTTPNotFound


def _end_form(request: web.Request, title: str, over: str, path: str, kind: str) -> FormPage:
    return FormPage(
        title=title,
        over=over,
        lead=sentence(request, f"{kind}-lead"),
        button=sentence(request, f"{kind}-button"),
        action_url=f"/administration/{path}/end",
        back_url="/administration",
        fields=(Field("last_day", Kind.DAY, required=True, size="half", label="last-day-of-office"),),
        area="people",
    )


def _until_today(request: web.Request) -> Form:
    return {"last_day": request.app[DESK].registry.today().isoformat()}


async def _known(desk: Desk, organisation: str, field: str) -> OrganisationId:
    for one in await desk.organisations.tree_on(desk.registry.today()):
        if one.id == organisation:
            return one.id
    raise Declined("choice-unknown", field=field)


async def _person(desk: Desk, member: str) -> MemberId:
    for known, _ in await desk.registry.people():
        if known == member:
            return known
    raise Declined("choice-unknown", field="member")


async def _form(
    request: web.Request, part: str, form: Form, problems: dict[str, str] | None = None
) -> web.StreamResponse:
    """The form that posts to /administration/PART. Raises HTTPNotFound for a part that there is not."""
    tree = await request.app[DESK].organisations.tree_on(request.app[DESK].registry.today())
    fields = _fields(request, part, tree, await request.app[DESK].registry.people())
    form_page = FormPage(
        title=sentence(request, f"administration-{part}-title"),
        over=sentence(request, "administration-title"),
        button=sentence(request, "form-save"),
        action_url=f"/administration/{part}",
        back_url="/administration",
        fields=fields,
        area="people",
    )
    return show_form(request, form_page, form, problems)


def _fields(
    request: web.Request, part: str, tree: tuple[Organisation, ...], people: tuple[tuple[MemberId, str], ...]
) -> tuple[Field, ...]:
    choose = sentence(request, "field-choose")
    committees = [(one.id, one.name) for one in tree if not _is_cell(one)]
    cells = [(one.id, one.name) for one in tree if _is_cell(one)]
    kinds = [(kind.value, sentence(request, f"organisation-{kind.value}")) for kind in COMMITTEE_KINDS]
    offices = [(one.value, sentence(request, f"office-{one.value.replace('_', '-')}")) for one in OF_A_COMMITTEE]
    parent = Field("parent", Kind.SELECT, options=committees, empty=choose)
    name, code = Field("name", required=True, label="organisation-name"), Field("code", hint=True, size="half")
    founded = Field("founded_on", Kind.DAY, required=True, size="half")
    member = Field("member", Kind.SELECT, required=True, options=people, empty=choose)
    title = Field("title", hint=True)
    period = (
        Field("valid_from", Kind.DAY, required=True, size="half"),
        Field("valid_to", Kind.DAY, hint=True, size="half"),
    )
    match part:
        case "organisations":
            return (Field("kind", Kind.SELECT, required=True, options=kinds, empty=choose), name, code, parent, founded)
        case "cells":
            more = (Field("short_name", required=True, hint=True), code, parent, founded)
            return (name, *more, Field("term", hint=True, size="half"), Field("help_phone", Kind.PHONE, size="half"))
        case "moves":
            moving = Field("organisation", Kind.SELECT, required=True, options=[*cells, *committees], empty=choose)
            return (moving, parent, Field("since", Kind.DAY, required=True, size="half"))
        case "people":
            return person_fields(request)
        case "officers":
            of = Field("organisation", Kind.SELECT, required=True, options=committees, empty=choose)
            return (member, of, Field("office", Kind.CHOICES, required=True, options=offices), title, *period)
        case "observers":
            of = Field("organisation", Kind.SELECT, required=True, options=cells, empty=choose)
            return (member, of, title, *period)
        case "invitations":
            return (member,)
        case _:
            raise web.HTTPNotFound


async def _page(request: web.Request, link: InvitationLink | None = None) -> web.StreamResponse:
    desk = request.app[DESK]
    today = desk.registry.today()
    tree = await desk.organisations.tree_on(today)
    return render(
        request,
        "administration.html",
        area="people",
        tree=_in_order(tree),
        officers={one.id: await desk.registry.officers_of(one.id, today) for one in tree},
        observers={one.id: await desk.registry.observers_of(CellId(one.id), today) for one in tree if _is_cell(one)},
        link=link,
        open_links=await open_links(request),
        note=passing.note(request),
    )


def _is_cell(one: Organisation) -> bool:
    return one.kind is OrganisationKind.CELL


def _in_order(tree: tuple[Organisation, ...]) -> list[tuple[int, Organisation]]:
    """The tree from the top, each with its depth."""
    known = {one.id for one in tree}
    ordered: list[tuple[int, Organisation]] = []

    def walk(parent: OrganisationId | None, depth: int) -> None:
        for one in tree:
            above = one.parent if one.parent in known else None
            if above == parent:
                ordered.append((depth, one))
                walk(one.id, depth + 1)

    walk(None, 0)
    return ordered
