"""The first page after sign-in: what concerns this person today, by what they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aiohttp import web

from server.meeting.agenda import ItemPlan
from server.meeting.attendance import AttendanceState
from server.meeting.plan import Invited
from server.meeting.roll import RollEntry
from server.meeting_papers import Paper
from server.meeting_sheets import MeetingSheet, MeetingState, Reply
from server.pages import formats, passing
from server.pages.figures import ReplyCount, Year, count_replies, year_of
from server.pages.gate import first_committee, page
from server.pages.keys import DESK, VISITOR, Desk
from server.pages.rendering import render, sentence
from server.pages.rights import Action, may
from server.pages.sign_in import open_links
from server.preparation import STARTS_IN_THE_PAST
from server.programme import ROOM_OPENS_BEFORE_MIN
from server.visitor import Visitor

RECENT_MAX = 3
AUTHORISATION_WARNING_DAYS = 31


@dataclass(frozen=True, slots=True)
class Coming:
    """The next or running meeting of the visitor's cell, with what they still have to do about it."""

    sheet: MeetingSheet
    minutes: int
    reply: Reply | None
    unread: tuple[Paper, ...]

    @property
    def reply_is_old(self) -> bool:
        """Said before the meeting was moved."""
        moved_at = self.sheet.moved_at
        return self.reply is not None and moved_at is not None and self.reply.replied_at < moved_at


@dataclass(frozen=True, slots=True)
class Chore:
    """One thing to do: until when, what, and the button that leads there."""

    due_on: date
    title: str
    detail: str
    url: str
    button: str


@dataclass(frozen=True, slots=True)
class OfficerFigures:
    """What the secretary sees of the next meeting: answers, requests, papers, who sits where."""

    count: ReplyCount | None = None
    asking: tuple[RollEntry, ...] = ()
    told: tuple[int, int] = (0, 0)
    papers: int = 0
    items: int = 0
    expected: int = 0
    sites: tuple[tuple[str, int], ...] = ()
    alone: int = 0


def routes(app: web.Application) -> None:
    page(app, "GET", "/", show_home, Action.OWN_PAGES)


async def show_home(request: web.Request) -> web.StreamResponse:
    visitor, desk = request[VISITOR], request.app[DESK]
    if visitor.own_cells:
        return await _cell_home(request, desk, visitor)
    if visitor.committees:
        raise web.HTTPSeeOther(f"/committees/{first_committee(visitor)}")
    if visitor.is_administrator:
        raise web.HTTPSeeOther("/administration")
    sheets = await desk.preparation.sheets_of(tuple(visitor.cell_capacities))
    shown = (MeetingState.NOTIFIED, MeetingState.OPEN)
    coming = [sheet for sheet in reversed(sheets) if sheet.state in shown or _is_called_off(sheet, desk)]
    names = {cell: (await desk.organisations.cell(cell)).name for cell in visitor.cell_capacities}
    return render(request, "home_observer.html", area="home", coming=coming, names=names, today=desk.registry.today())


async def _cell_home(request: web.Request, desk: Desk, visitor: Visitor) -> web.StreamResponse:
    cell = await desk.organisations.cell(visitor.own_cells[0])
    prepares = may(visitor.capacities_in(cell.id), Action.PREPARE)
    sheets = await desk.preparation.sheets_of((cell.id,))
    before = [sheet for sheet in sheets if sheet.state.is_before and (prepares or sheet.was_told)]
    missed = [sheet for sheet in before if sheet.starts_at < desk.clock() - STARTS_IN_THE_PAST]
    running = [sheet for sheet in sheets if sheet.state is MeetingState.OPEN]
    current = running[-1] if running else _next_of([sheet for sheet in before if sheet not in missed])
    coming = await _coming(desk, current, visitor) if current else None
    year = await year_of(desk.preparation, cell.id, desk.registry.today().year, visitor.member)
    values: dict[str, Any] = {
        "area": "home",
        "cell": cell,
        "coming": coming,
        "year": year,
        "absences": _absences(year),
        "own": year.by_member.get(visitor.member, (0, 0)) if visitor.member else (0, 0),
        "recent": year.closed[:RECENT_MAX],
        "today": desk.registry.today(),
        "room_opens_at": current.starts_at - timedelta(minutes=ROOM_OPENS_BEFORE_MIN) if current else None,
        "called_off": [sheet for sheet in reversed(sheets) if _is_called_off(sheet, desk)],
        "open_links": await open_links(request),
        "note": passing.note(request),
    }
    if not prepares:
        return render(request, "home_member.html", chores=_member_chores(request, coming), **values)
    figures = await _officer_figures(desk, coming)
    authorisation = await desk.organisations.online_authorisation(cell.id, desk.registry.today())
    ends_on = authorisation.valid_to if authorisation else desk.registry.today()
    chores = _officer_chores(request, coming, figures, ends_on, missed)
    steps = _steps(request, coming, figures) if coming else []
    return render(request, "home_secretary.html", chores=chores, figures=figures, steps=steps, **values)


def _next_of(waiting: Sequence[MeetingSheet]) -> MeetingSheet | None:
    """The soonest; of one day, that which members know of, so that a forgotten draft does not hide it."""
    return min(waiting, key=lambda sheet: (sheet.day, not sheet.was_told, sheet.starts_at), default=None)


def _is_called_off(sheet: MeetingSheet, desk: Desk) -> bool:
    """Cancelled, and its day is not over: people still have it in mind."""
    return sheet.state is MeetingState.CANCELLED and sheet.was_told and sheet.day >= desk.registry.today()


def _absences(year: Year) -> tuple[MeetingSheet, ...]:
    """The closed meetings that the visitor was counted for and missed."""
    missed = (AttendanceState.ABSENT_WITH_REASON.value, AttendanceState.ABSENT_WITHOUT_REASON.value)
    return tuple(sheet for sheet in year.closed if year.own.get(sheet.id) in missed)


async def _coming(desk: Desk, sheet: MeetingSheet, visitor: Visitor) -> Coming:
    items = await desk.preparation.items(sheet.id)
    replies = await desk.preparation.replies(sheet.id)
    papers = await desk.papers.of(sheet.id, visitor.member)
    return Coming(
        sheet,
        planned_minutes(items),
        next((reply for reply in replies if reply.member == visitor.member), None),
        tuple(paper for paper in papers if not paper.read),
    )


async def _officer_figures(desk: Desk, coming: Coming | None) -> OfficerFigures:
    if coming is None:
        return OfficerFigures()
    meeting = coming.sheet.id
    roll = await desk.preparation.roll(meeting)
    sites = {site.id: site.name for site in await desk.organisations.sites_of(coming.sheet.cell)}
    at_site = Counter(entry.site for entry in roll if entry.is_summoned)
    return OfficerFigures(
        count=count_replies(coming.sheet.kind, roll, await desk.preparation.replies(meeting)),
        asking=tuple(entry for entry in roll if entry.leave is not None and entry.leave.accepted is None),
        told=await desk.preparation.told(meeting),
        papers=len(await desk.papers.of(meeting)),
        items=len(await desk.preparation.items(meeting)),
        expected=expected_of(roll, await desk.preparation.invited_for(meeting)),
        sites=tuple((name, at_site[site]) for site, name in sites.items()),
        alone=sum(number for site, number in at_site.items() if site not in sites),
    )


def _steps(request: web.Request, coming: Coming, figures: OfficerFigures) -> list[tuple[str, str, str]]:
    """How far the preparation is: state, name and detail of each step, for the stepper."""
    sheet, told = coming.sheet, figures.told[0]
    met, at = sheet.committee_met_on, sheet.starts_at
    opens_at = at - timedelta(minutes=ROOM_OPENS_BEFORE_MIN)
    facts: tuple[tuple[str, bool, dict[str, str | int]], ...] = (
        ("committee", met is not None, {"day": formats.short_day(met) if met else "–"}),
        ("programme", figures.items > 0, {"count": figures.items, "minutes": coming.minutes}),
        ("notice", told >= figures.expected > 0, {"told": told, "expected": figures.expected}),
        ("papers", figures.papers > 0, {"count": figures.papers}),
        ("room", not sheet.state.is_before, {"day": formats.short_day(at), "time": formats.clock(opens_at)}),
    )
    open_steps = [name for name, done, _ in facts if not done and name != "committee"]
    now = open_steps[0] if open_steps else ""
    return [
        (
            "done" if done else "now" if name == now else "to-come",
            sentence(request, f"step-{name}"),
            sentence(request, f"step-{name}-{'done' if done else 'open'}", **values),
        )
        for name, done, values in facts
    ]


def _member_chores(request: web.Request, coming: Coming | None) -> tuple[Chore, ...]:
    if coming is None or not coming.sheet.state.is_before:
        return ()
    eve = coming.sheet.day - timedelta(days=1)
    return tuple(
        Chore(
            eve,
            sentence(request, "chore-read", title=paper.title),
            sentence(request, "chore-read-pages", pages=paper.pages) if paper.pages else "",
            f"/meetings/{coming.sheet.id}/papers/{paper.id}",
            sentence(request, "chore-read-button"),
        )
        for paper in coming.unread
    )


def _officer_chores(
    request: web.Request,
    coming: Coming | None,
    figures: OfficerFigures,
    ends_on: date | None,
    missed: Sequence[MeetingSheet],
) -> tuple[Chore, ...]:
    """What the secretary has to do, soonest first; each chore is true now and goes away when done."""
    today = request.app[DESK].registry.today()
    chores = [
        _chore(request, "missed", sheet.day, f"/meetings/{sheet.id}#call-off", title=sheet.title) for sheet in missed
    ]
    if ends_on is not None and (ends_on - today).days <= AUTHORISATION_WARNING_DAYS:
        chores.append(_chore(request, "renew", ends_on, f"/cells/{request[VISITOR].own_cells[0]}", days=0))
    if coming is not None and coming.sheet.state.is_before:
        sheet, url = coming.sheet, f"/meetings/{coming.sheet.id}"
        eve = sheet.day - timedelta(days=1)
        if sheet.state is not MeetingState.NOTIFIED:
            chores.append(_chore(request, "notify", eve, f"{url}#notify"))
        if figures.asking:
            names = ", ".join(entry.name for entry in figures.asking)
            chores.append(_chore(request, "leave", eve, f"{url}#replies", count=len(figures.asking), names=names))
        if figures.papers == 0:
            chores.append(_chore(request, "papers", eve, f"{url}#papers"))
        if sheet.day <= today:
            chores.append(_chore(request, "open", sheet.day, url))
    return tuple(sorted(chores, key=lambda chore: chore.due_on))


def _chore(request: web.Request, name: str, due_on: date, url: str, **values: str | int) -> Chore:
    return Chore(
        due_on,
        sentence(request, f"chore-{name}", **values),
        sentence(request, f"chore-{name}-detail", **values),
        url,
        sentence(request, f"chore-{name}-button"),
    )


def expected_of(roll: Sequence[RollEntry], invited: Sequence[Invited]) -> int:
    """How many are told of a meeting: members who are summoned, observers and guests."""
    return sum(1 for entry in roll if entry.is_summoned) + len(invited)


def planned_minutes(items: Sequence[ItemPlan]) -> int:
    """How long the programme takes as planned."""
    return sum(item.minutes for item in items)
