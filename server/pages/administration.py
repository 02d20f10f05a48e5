"""The system administrator keeps the tree, the cells, committee officers and observers; no papers, no minutes."""

from aiohttp import web

from server.accounts import AccountId
from server.declined import Declined
from server.meeting.identity import CellId, MemberId
from server.member_fields import FIELDS, read_day, read_fields, read_required_day
from server.organisations import Organisation, OrganisationId, OrganisationKind
from server.pages import passing
from server.pages.forms import Form, problems_by_field, read_form
from server.pages.gate import page
from server.pages.keys import DESK, SESSION, Desk
from server.pages.rendering import render
from server.pages.rights import Action
from server.roster import OF_A_COMMITTEE

COMMITTEE_KINDS = tuple(kind for kind in OrganisationKind if kind is not OrganisationKind.CELL)


def routes(app: web.Application) -> None:
    page(app, "GET", "/administration", show, Action.ADMINISTER)
    page(app, "POST", "/administration/organisations", found, Action.ADMINISTER)
    page(app, "POST", "/administration/cells", found_cell, Action.ADMINISTER)
    page(app, "POST", "/administration/moves", move, Action.ADMINISTER)
    page(app, "POST", "/administration/people", add_person, Action.ADMINISTER)
    page(app, "POST", "/administration/officers", appoint, Action.ADMINISTER)
    page(app, "POST", "/administration/observers", assign, Action.ADMINISTER)
    page(app, "POST", "/administration/invitations", invite, Action.ADMINISTER)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request)


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
        return await _page(request, "organisation", form, problems_by_field(request, [declined]))
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
        return await _page(request, "cell", form, problems_by_field(request, [declined]))
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
        return await _page(request, "move", form, problems_by_field(request, [declined]))
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
        return await _page(request, "person", form, problems_by_field(request, problems or [declined]))
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
        return await _page(request, "officer", form, problems_by_field(request, [declined]))
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
        return await _page(request, "observer", form, problems_by_field(request, [declined]))
    raise passing.on(request, "/administration", "passing-saved")


async def invite(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "member")
    desk = request.app[DESK]
    try:
        member = await _person(desk, form["member"])
        token = await desk.accounts.invite(member, AccountId(request[SESSION].account))
    except Declined as declined:
        return await _page(request, "invitation", form, problems_by_field(request, [declined]))
    return await _page(request, "invitation", form, link=f"{desk.settings.address}/invitation/{token}")


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


async def _page(
    request: web.Request,
    part: str = "",
    form: Form | None = None,
    problems: dict[str, str] | None = None,
    link: str = "",
) -> web.StreamResponse:
    """The page; `part` names the form that was sent, so that what was written stands there again."""
    desk = request.app[DESK]
    today = desk.registry.today()
    tree = await desk.organisations.tree_on(today)
    officers = {one.id: await desk.registry.officers_of(one.id, today) for one in tree}
    observers = {one.id: await desk.registry.observers_of(CellId(one.id), today) for one in tree if _is_cell(one)}
    return render(
        request,
        "administration.html",
        status=422 if problems else 200,
        area="people",
        tree=_in_order(tree),
        committees=[(one.id, one.name) for one in tree if not _is_cell(one)],
        cells=[(one.id, one.name) for one in tree if _is_cell(one)],
        kinds=[kind.value for kind in COMMITTEE_KINDS],
        offices=[office.value for office in OF_A_COMMITTEE],
        officers=officers,
        observers=observers,
        people=await desk.registry.people(),
        part=part,
        form=form or {},
        problems=problems or {},
        link=link,
        today=today,
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
