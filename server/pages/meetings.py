"""Meetings as pages: the list, a new one, one before it opens, one after it has closed; replies, papers, calendar."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aiohttp import web

from server.calendar_file import CalendarEntry, calendar_file
from server.declined import Declined
from server.meeting.agenda import ItemPlan, Stage
from server.meeting.identity import ItemId, MemberId
from server.meeting.roll import RollEntry
from server.meeting.rules import MeetingKind, rule_set_on
from server.meeting_papers import Paper
from server.meeting_sheets import Answer, MeetingSheet, MeetingState
from server.organisations import new_id
from server.pages import passing
from server.pages.figures import count_replies
from server.pages.forms import Form, problems_by_field, read_form, read_moment, read_upload
from server.pages.gate import may_here, page
from server.pages.home import expected_of, planned_minutes
from server.pages.keys import CELL, DESK, SHEET, VISITOR, Desk
from server.pages.meeting_after import download_attendance, show_after
from server.pages.rendering import render, sentence
from server.pages.rights import Action, may
from server.papers import MIB, PAPER_MAX_BYTES, PaperKind, check, disposition
from server.programme import TEMPLATES
from server.vietnam_time import HANOI

USUAL_HOUR = "19:30"
KINDS = (MeetingKind.REGULAR, MeetingKind.THEMATIC)

# A paper is foreign: it gets no script, no form, no frame of ours, and no origin (CSP 3 sandbox).
PAPER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; sandbox"
# Chromium's own reader is a plugin and shows nothing in a sandbox; a PDF opens with scripts and origins still barred.
PDF_POLICY = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class StageSummary:
    """One part of the programme: when it begins, how long it takes, its items."""

    stage: Stage
    begins_at: datetime
    minutes: int
    items: tuple[ItemPlan, ...]


def routes(app: web.Application) -> None:
    page(app, "GET", "/meetings", show_list, Action.OWN_PAGES)
    page(app, "GET", "/cells/{cell}/meetings/new", show_new, Action.PREPARE)
    page(app, "POST", "/cells/{cell}/meetings", create, Action.PREPARE)
    page(app, "GET", "/meetings/{meeting}", show_meeting, Action.SEE_MEETING)
    page(app, "POST", "/meetings/{meeting}/reply", reply, Action.REPLY)
    page(app, "GET", "/meetings/{meeting}/calendar.ics", download_calendar, Action.SEE_MEETING)
    page(app, "GET", "/meetings/{meeting}/attendance.xlsx", download_attendance, Action.READ_DOCUMENTS)
    page(app, "GET", "/meetings/{meeting}/papers/{paper}", read_paper, Action.SEE_MEETING)
    page(app, "POST", "/meetings/{meeting}/papers", add_paper, Action.ADD_PAPERS, upload=True)
    page(app, "POST", "/meetings/{meeting}/papers/{paper}/remove", remove_paper, Action.ADD_PAPERS)


async def show_list(request: web.Request) -> web.StreamResponse:
    visitor, desk = request[VISITOR], request.app[DESK]
    cells = [cell for cell in visitor.cell_capacities if may(visitor.capacities_in(cell), Action.SEE_MEETING)]
    names = {cell: (await desk.organisations.cell(cell)).name for cell in cells}
    sheets = await desk.preparation.sheets_of(cells)
    shown = [sheet for sheet in sheets if _is_shown(sheet, may(visitor.capacities_in(sheet.cell), Action.PREPARE))]
    today = desk.registry.today()
    over = [sheet for sheet in shown if _is_over(sheet, today)]
    own = visitor.own_cells[0] if visitor.own_cells else None
    prepares = own is not None and may(visitor.capacities_in(own), Action.PREPARE)
    return render(
        request,
        "meetings.html",
        area="meetings",
        cell=own,
        names=names,
        many=len(cells) > 1,
        coming=[sheet for sheet in reversed(shown) if sheet not in over],
        closed=over,
        prepares=prepares,
        today=today,
    )


async def show_new(request: web.Request) -> web.StreamResponse:
    kind = MeetingKind.THEMATIC if request.query.get("kind") == MeetingKind.THEMATIC.value else MeetingKind.REGULAR
    day = _usual_day(request.app[DESK]).date()
    form = {"kind": kind.value, "title": "", "day": day.isoformat(), "clock": USUAL_HOUR, "form": new_id()}
    return _new_page(request, form, {})


async def create(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "kind", "title", "day", "clock", "form")
    desk, visitor = request.app[DESK], request[VISITOR]
    assert visitor.member is not None
    try:
        kind = next((kind for kind in KINDS if kind.value == form["kind"]), None)
        if kind is None:
            raise Declined("choice-unknown", field="kind")
        meeting = await desk.preparation.create(
            request[CELL].id,
            kind,
            read_moment(form, "day", "clock"),
            by=visitor.member,
            title=form["title"],
            form=form["form"],
        )
    except Declined as declined:
        return _new_page(request, form, problems_by_field(request, [declined]), status=422)
    raise web.HTTPSeeOther(f"/meetings/{meeting}/edit")


async def show_meeting(request: web.Request) -> web.StreamResponse:
    sheet = request[SHEET]
    if not _is_shown(sheet, may_here(request, Action.PREPARE)):
        raise web.HTTPNotFound
    if sheet.state is MeetingState.CLOSED:
        return await show_after(request)
    return await before_page(request)


async def before_page(
    request: web.Request, form: Form | None = None, problems: dict[str, str] | None = None, status: int = 200
) -> web.StreamResponse:
    """The meeting before and while it is open; with what was wrong in one of its forms."""
    desk, sheet, visitor = request.app[DESK], request[SHEET], request[VISITOR]
    if visitor.member is not None and problems is None:
        await desk.preparation.note_seen(sheet.id, visitor.member)
    roll = await desk.preparation.roll(sheet.id)
    replies = await desk.preparation.replies(sheet.id)
    items = await desk.preparation.items(sheet.id)
    invited = await desk.preparation.invited_for(sheet.id)
    mine = next((one for one in replies if one.member == visitor.member), None)
    papers = await desk.papers.of(sheet.id, visitor.member)
    values: dict[str, object] = {
        "sheet": sheet,
        "cell": request[CELL],
        "items": items,
        "stages": stages_of(sheet, items),
        "minutes": planned_minutes(items),
        "papers": papers,
        "papers_of": papers_by_item(papers),
        "titles": {item.id: item.title for item in items},
        "count": count_replies(sheet.kind, roll, replies),
        "asking": _asking(roll),
        "reply": mine,
        "reply_is_old": mine is not None and sheet.moved_at is not None and mine.replied_at < sheet.moved_at,
        "on_roll": any(entry.member == visitor.member and entry.may_enter for entry in roll),
        "officers": officers_line(roll, sheet),
        "observers": invited,
        "told": await desk.preparation.told(sheet.id),
        "authorisation": await desk.organisations.online_authorisation(sheet.cell, sheet.day),
        "today": desk.registry.today(),
        "expected": expected_of(roll, invited),
        "paper_max_mib": PAPER_MAX_BYTES // MIB,
        "extensions": ",".join(extension for kind in PaperKind for extension in kind.extensions),
    }
    return render(
        request,
        "meeting_before.html",
        status=status,
        area="meetings",
        may={action.value: may_here(request, action) for action in Action},
        form=form or {"reason": mine.reason if mine else "", "title": "", "item": "", "cancel_reason": ""},
        problems=problems or {},
        note=passing.note(request),
        **values,
    )


async def reply(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "answer", "reason")
    desk, sheet, visitor = request.app[DESK], request[SHEET], request[VISITOR]
    assert visitor.member is not None
    try:
        answer = next((one for one in Answer if one.value == form["answer"]), None)
        if answer is None:
            raise Declined("choice-unknown", field="answer")
        await desk.preparation.reply(sheet.id, visitor.member, answer, form["reason"])
    except Declined as declined:
        return await before_page(request, form, problems_by_field(request, [declined]), status=422)
    key = "passing-will-attend" if answer is Answer.WILL_ATTEND else "passing-leave-asked"
    raise passing.on(request, f"/meetings/{sheet.id}", key)


async def download_calendar(request: web.Request) -> web.StreamResponse:
    desk, sheet, cell = request.app[DESK], request[SHEET], request[CELL]
    items = await desk.preparation.items(sheet.id)
    url = f"{desk.settings.address}/meetings/{sheet.id}"
    entry = CalendarEntry(
        uid=f"{sheet.id}@chibo",
        title=f"{sheet.title}, {cell.short_name}",
        place=sentence(request, "calendar-place"),
        description=sentence(request, "calendar-description", url=url),
        url=url,
        starts_at=sheet.starts_at,
        minutes=planned_minutes(items) or rule_set_on(sheet.day).regular_min_minutes,
        changed_at=sheet.changed_at,
        revision=sheet.revision,
        is_cancelled=sheet.state is MeetingState.CANCELLED,
    )
    headers = {"Content-Disposition": disposition(f"{sheet.title.replace('/', '-')}.ics", inline=False)}
    return web.Response(body=calendar_file(entry), content_type="text/calendar", charset="utf-8", headers=headers)


async def read_paper(request: web.Request) -> web.StreamResponse:
    desk, sheet, visitor = request.app[DESK], request[SHEET], request[VISITOR]
    paper = await desk.papers.one(sheet.id, request.match_info["paper"])
    path = desk.papers.path(paper)
    if not path.is_file():
        raise web.HTTPNotFound
    if visitor.member is not None:
        await desk.papers.mark_read(paper.id, visitor.member)
    is_pdf = paper.media_type == PaperKind.PDF.media_type
    inline = paper.media_type != PaperKind.DOCX.media_type and "download" not in request.query
    headers = {
        "Content-Disposition": disposition(paper.file_name, inline=inline),
        "Content-Security-Policy": PDF_POLICY if is_pdf else PAPER_POLICY,
        "Content-Type": paper.media_type,
        "Cache-Control": "private, no-store",
    }
    return web.FileResponse(path, headers=headers)


async def add_paper(request: web.Request) -> web.StreamResponse:
    form, name, content = await read_upload(request, "title", "unclassified", "item")
    desk, sheet, visitor = request.app[DESK], request[SHEET], request[VISITOR]
    assert visitor.member is not None
    try:
        if form["unclassified"] != "yes":
            raise Declined("paper-secret-unsaid", field="unclassified")
        if not name:
            raise Declined("file-empty", field="file")
        checked = await asyncio.to_thread(check, name, content)
        item = ItemId(form["item"]) if form["item"] else None
        await desk.papers.add(sheet.id, checked, form["title"], by=visitor.member, item=item)
    except Declined as declined:
        return await before_page(request, form, problems_by_field(request, [declined]), status=422)
    raise passing.on(request, f"/meetings/{sheet.id}#papers", "passing-paper-added")


async def remove_paper(request: web.Request) -> web.StreamResponse:
    await read_form(request)
    sheet = request[SHEET]
    await request.app[DESK].papers.remove(sheet.id, request.match_info["paper"])
    raise passing.on(request, f"/meetings/{sheet.id}#papers", "passing-paper-removed")


def stages_of(sheet: MeetingSheet, items: tuple[ItemPlan, ...]) -> tuple[StageSummary, ...]:
    """The three parts with the times at which they are planned to begin."""
    begins_at, stages = sheet.starts_at, []
    for stage in Stage:
        own = tuple(item for item in items if item.stage is stage)
        if own:
            stages.append(StageSummary(stage, begins_at, planned_minutes(own), own))
            begins_at += timedelta(minutes=planned_minutes(own))
    return tuple(stages)


def papers_by_item(papers: Sequence[Paper]) -> dict[ItemId, list[Paper]]:
    """The papers under the items they belong to; those of the whole meeting are left out."""
    found: dict[ItemId, list[Paper]] = {}
    for paper in papers:
        if paper.item is not None:
            found.setdefault(paper.item, []).append(paper)
    return found


def officers_line(roll: tuple[RollEntry, ...], sheet: MeetingSheet) -> dict[str, str]:
    """Names of the chair and the minute-taker; empty where nobody is named yet."""
    names: dict[MemberId | None, str] = {entry.member: entry.name for entry in roll}
    return {"chair": names.get(sheet.chair, ""), "minute_taker": names.get(sheet.minute_taker, "")}


def _asking(roll: tuple[RollEntry, ...]) -> tuple[RollEntry, ...]:
    return tuple(entry for entry in roll if entry.leave is not None)


def _is_shown(sheet: MeetingSheet, prepares: bool) -> bool:
    """A draft is its authors' until members are notified."""
    return prepares or sheet.was_told


def _is_over(sheet: MeetingSheet, today: date) -> bool:
    """A cancelled meeting stands among those to come until its day is over: that is where people look for it."""
    return sheet.state is MeetingState.CLOSED or (sheet.state is MeetingState.CANCELLED and sheet.day < today)


def _usual_day(desk: Desk) -> datetime:
    """The regular day of this month, or of the next if it has passed."""
    today = desk.registry.today()
    rules = rule_set_on(today)
    month = datetime(today.year, today.month, rules.regular_day, tzinfo=HANOI)
    if month.date() >= today:
        return month
    return (month.replace(day=1) + timedelta(days=32)).replace(day=rules.regular_day)


def _new_page(request: web.Request, form: Form, problems: dict[str, str], status: int = 200) -> web.StreamResponse:
    counts = {kind.value: len(TEMPLATES[kind]) for kind in KINDS}
    return render(
        request,
        "meeting_new.html",
        status=status,
        area="meetings",
        cell=request[CELL],
        form=form,
        problems=problems,
        counts=counts,
    )
