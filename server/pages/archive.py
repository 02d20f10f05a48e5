"""Papers to read and documents of closed meetings: the list, and each filed file as a download."""

from dataclasses import dataclass

from aiohttp import web

from recordings.shelf import NotOnShelf, UnsafeName
from server.live_meetings import UnknownMeeting
from server.meeting_papers import Paper
from server.meeting_sheets import MeetingSheet, MeetingState
from server.pages.gate import page
from server.pages.keys import CELL, DESK, SHEET, VISITOR
from server.pages.meeting_after import documents_of
from server.pages.rendering import render
from server.pages.rights import Action, may
from server.papers import disposition
from server.vietnam_time import day_of

SHOWN_MAX = 60
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


@dataclass(frozen=True, slots=True)
class Filed:
    """A meeting with what can be read of it; `cell` names the cell for those who follow several."""

    sheet: MeetingSheet
    cell: str
    papers: tuple[Paper, ...]
    documents: tuple[tuple[str, int], ...]


def routes(app: web.Application) -> None:
    page(app, "GET", "/papers", show_archive, Action.OWN_PAGES)
    page(app, "GET", "/meetings/{meeting}/documents/{kind}", download_document, Action.READ_DOCUMENTS)


async def show_archive(request: web.Request) -> web.StreamResponse:
    visitor, desk = request[VISITOR], request.app[DESK]
    cells = [cell for cell in visitor.cell_capacities if may(visitor.capacities_in(cell), Action.READ_DOCUMENTS)]
    sheets = await desk.preparation.sheets_of(cells)
    shown = [sheet for sheet in sheets if sheet.state not in (MeetingState.DRAFT, MeetingState.PREPARED)][:SHOWN_MAX]
    names = {cell: (await desk.organisations.cell(cell)).short_name for cell in cells} if len(cells) > 1 else {}
    filed = []
    for sheet in shown:
        papers = await desk.papers.of(sheet.id, visitor.member)
        filed.append(Filed(sheet, names.get(sheet.cell, ""), papers, await _documents(request, sheet)))
    return render(request, "papers.html", area="papers", filed=[one for one in filed if one.papers or one.documents])


async def download_document(request: web.Request) -> web.StreamResponse:
    """A file of the shelf, as filed; its name says which meeting it is of."""
    desk, sheet, kind = request.app[DESK], request[SHEET], request.match_info["kind"]
    suffix = kind.rpartition(".")[2]
    if suffix not in MEDIA_TYPES or kind not in desk.shelf.kinds(sheet.id):
        raise web.HTTPNotFound
    try:
        with desk.shelf.open(sheet.id, kind) as file:
            content = file.read()
    except (NotOnShelf, UnsafeName):
        raise web.HTTPNotFound from None
    name = f"{kind.rpartition('.')[0]}-{request[CELL].short_name}-{day_of(sheet.starts_at):%Y-%m-%d}.{suffix}"
    headers = {
        "Content-Disposition": disposition(name, inline=False),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Type": MEDIA_TYPES[suffix],
    }
    return web.Response(body=content, headers=headers)


async def _documents(request: web.Request, sheet: MeetingSheet) -> tuple[tuple[str, int], ...]:
    if sheet.state is not MeetingState.CLOSED:
        return ()
    try:
        return documents_of(await request.app[DESK].meetings.get(sheet.id))
    except UnknownMeeting:
        return ()
