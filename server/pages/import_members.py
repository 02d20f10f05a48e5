"""Import of a list of members, in three steps: choose a file, look at every cell, accept."""

from aiohttp import web

from server import member_import
from server.declined import Declined
from server.member_import import ImportRow, Preview
from server.pages import passing
from server.pages.forms import problems_by_field, read_form, read_upload, said
from server.pages.gate import page
from server.pages.keys import CELL, DESK, VISITOR
from server.pages.rendering import render
from server.pages.rights import Action
from server.papers import MIB, disposition
from server.spreadsheet import SHEET_MAX_BYTES, XLSX

# Columns of their own; the other fields stand together in one, or the table is wider than any screen.
SHOWN_COLUMNS = ("name", "admitted_on", "official_on", "standing", "phone")
NEIGHBOURS = 1  # good rows shown on each side of a bad one, so that its place in the list is recognised


def routes(app: web.Application) -> None:
    start = "/cells/{cell}/import"
    page(app, "GET", start, show_start, Action.EDIT_MEMBERS)
    page(app, "POST", start, upload, Action.EDIT_MEMBERS, upload=True)
    page(app, "GET", f"{start}/template.xlsx", download_template, Action.EDIT_MEMBERS)
    page(app, "GET", f"{start}/{{preview}}", show_preview, Action.EDIT_MEMBERS)
    page(app, "POST", f"{start}/{{preview}}/mend", mend, Action.EDIT_MEMBERS)
    page(app, "POST", f"{start}/{{preview}}/accept", accept, Action.EDIT_MEMBERS)
    page(app, "GET", f"{start}/{{preview}}/rows-to-mend.xlsx", download_rows, Action.EDIT_MEMBERS)


async def show_start(request: web.Request) -> web.StreamResponse:
    return _start_page(request, {})


async def upload(request: web.Request) -> web.StreamResponse:
    _, name, content = await read_upload(request)
    desk, cell = request.app[DESK], request[CELL]
    try:
        if not name:
            raise Declined("file-empty", field="file")
        preview = await desk.imports.preview(cell.id, request[VISITOR].account, name, content)
    except Declined as declined:
        return _start_page(request, problems_by_field(request, [declined]), status=422)
    raise web.HTTPSeeOther(f"/cells/{cell.id}/import/{preview.id}")


async def download_template(_: web.Request) -> web.StreamResponse:
    return _workbook(member_import.template(), "mau-danh-sach-dang-vien.xlsx")


async def show_preview(request: web.Request) -> web.StreamResponse:
    preview = _waiting(request)
    shows_all = request.query.get("rows") == "all" or not preview.bad
    return render(
        request,
        "import_preview.html",
        area="cell",
        cell=request[CELL],
        preview=preview,
        rows=[(row, _sentences(request, row)) for row in (preview.rows if shows_all else _round_bad(preview))],
        columns=[column for column in SHOWN_COLUMNS if column in preview.columns],
        others=[column for column in preview.columns if column not in SHOWN_COLUMNS],
        headings={column: names[0] for column, names in member_import.HEADINGS.items()},
        shows_all=shows_all,
    )


async def mend(request: web.Request) -> web.StreamResponse:
    """One press puts a sure suggestion into its cell."""
    form = await read_form(request, "row")
    preview = _waiting(request)
    row = next((one for one in preview.rows if str(one.number) == form["row"]), None)
    problem = row.problem_of("standing") if row else None
    if row is None or problem is None or problem.code != "standing-suggest":
        raise web.HTTPBadRequest
    await request.app[DESK].imports.mend(
        preview.id, request[VISITOR].account, row.number, "standing", str(problem.params["suggested"])
    )
    raise web.HTTPSeeOther(f"/cells/{request[CELL].id}/import/{preview.id}")


async def accept(request: web.Request) -> web.StreamResponse:
    await read_form(request)
    preview = _waiting(request)
    await request.app[DESK].imports.accept(preview.id, request[VISITOR].account)
    raise passing.on(request, f"/cells/{request[CELL].id}", "passing-imported")


async def download_rows(request: web.Request) -> web.StreamResponse:
    preview = _waiting(request)
    sentences = {row.number: " ".join(text for _, text in _sentences(request, row)) for row in preview.bad}
    return _workbook(member_import.rows_to_mend(preview, sentences), "dong-can-sua.xlsx")


def _waiting(request: web.Request) -> Preview:
    """The preview of this person for this cell; another cell's is not there."""
    preview = request.app[DESK].imports.waiting(request.match_info["preview"], request[VISITOR].account)
    if preview.cell != request[CELL].id:
        raise Declined("preview-gone")
    return preview


def _sentences(request: web.Request, row: ImportRow) -> list[tuple[Declined, str]]:
    return [(problem, said(request, problem)) for problem in row.problems]


def _round_bad(preview: Preview) -> list[ImportRow]:
    rows = preview.rows
    near = {
        place + offset
        for place, row in enumerate(rows)
        if not row.is_good
        for offset in range(-NEIGHBOURS, NEIGHBOURS + 1)
    }
    return [row for place, row in enumerate(rows) if place in near]


def _start_page(request: web.Request, problems: dict[str, str], status: int = 200) -> web.StreamResponse:
    return render(
        request,
        "import_start.html",
        status=status,
        area="cell",
        cell=request[CELL],
        problems=problems,
        max_mib=SHEET_MAX_BYTES // MIB,
    )


def _workbook(content: bytes, name: str) -> web.Response:
    return web.Response(
        body=content, content_type=XLSX, headers={"Content-Disposition": disposition(name, inline=False)}
    )
