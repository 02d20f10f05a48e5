"""What a committee sees of its cells: who has met this month, how many came, what needs a look."""

from dataclasses import dataclass

from aiohttp import web

from server.declined import Declined
from server.meeting.rules import MeetingKind, rule_set_on
from server.meeting_sheets import MeetingSheet, MeetingState
from server.organisations import Cell, OrganisationId, Permission
from server.pages import passing
from server.pages.figures import Year, year_of
from server.pages.gate import page
from server.pages.keys import DESK, VISITOR, Desk
from server.pages.rendering import render
from server.pages.rights import Action
from server.pages.sign_in import open_links


@dataclass(frozen=True, slots=True)
class CellLine:
    """One cell on the dashboard. `met` says whether the regular meeting of this month was held."""

    cell: Cell
    year: Year
    last: MeetingSheet | None
    next: MeetingSheet | None
    running: MeetingSheet | None
    met: bool
    authorisation: Permission | None


def routes(app: web.Application) -> None:
    page(app, "GET", "/committees/{committee}", show_committee, Action.SEE_COMMITTEE)


async def show_committee(request: web.Request) -> web.StreamResponse:
    desk = request.app[DESK]
    committee = OrganisationId(request.match_info["committee"])
    today = desk.registry.today()
    tree = await desk.organisations.tree_on(today)
    own = next((one for one in tree if one.id == committee), None)
    if own is None:
        raise Declined("nothing-there")
    lines = [await _line(desk, cell) for cell in await desk.organisations.cells_below(committee, today)]
    present = sum(line.year.present for line in lines)
    counted = sum(line.year.counted for line in lines)
    return render(
        request,
        "committee.html",
        area="overview",
        committee=own,
        lines=lines,
        met=sum(1 for line in lines if line.met),
        tonight=sum(1 for line in lines if _is_today(line, today)),
        present=present,
        counted=counted,
        due_day=rule_set_on(today).regular_latest_day,
        is_late=today.day > rule_set_on(today).regular_latest_day,
        visitor=request[VISITOR],
        today=today,
        open_links=await open_links(request),
        note=passing.note(request),
    )


async def _line(desk: Desk, cell: Cell) -> CellLine:
    today = desk.registry.today()
    sheets = await desk.preparation.sheets_of((cell.id,))
    closed = [sheet for sheet in sheets if sheet.was_held]
    coming = [sheet for sheet in reversed(sheets) if sheet.state is MeetingState.NOTIFIED and sheet.day >= today]
    this_month = [sheet for sheet in closed if (sheet.day.year, sheet.day.month) == (today.year, today.month)]
    return CellLine(
        cell=cell,
        year=await year_of(desk.preparation, cell.id, today.year),
        last=closed[0] if closed else None,
        next=coming[0] if coming else None,
        running=next((sheet for sheet in sheets if sheet.state is MeetingState.OPEN), None),
        met=any(sheet.kind is MeetingKind.REGULAR for sheet in this_month),
        authorisation=await desk.organisations.online_authorisation(cell.id, today),
    )


def _is_today(line: CellLine, today: object) -> bool:
    return line.running is not None or (line.next is not None and line.next.day == today)
