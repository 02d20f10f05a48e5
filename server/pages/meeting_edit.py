"""The secretary prepares: details, programme, tasks to review, notification, leave."""

import re
from collections.abc import Sequence
from datetime import datetime

from aiohttp import web

from server.declined import Declined
from server.meeting.agenda import ItemPlan, Stage, Step
from server.meeting.identity import ItemId, MemberId, Seat
from server.meeting.plan import ReviewedTask
from server.meeting_sheets import MeetingSheet, MeetingState
from server.member_fields import read_day
from server.pages import passing
from server.pages.forms import Form, problems_by_field, read_form, read_moment
from server.pages.gate import page
from server.pages.home import planned_minutes
from server.pages.keys import CELL, DESK, SHEET, VISITOR
from server.pages.meetings import before_page
from server.pages.rendering import render, sentence
from server.pages.rights import Action
from server.preparation import ITEM_MINUTES_MAX, ItemDraft
from server.vietnam_time import HANOI

ROW_FIELDS = ("id", "step", "stage", "title", "minutes", "presenter", "vote")
ROW = rf"({'|'.join(ROW_FIELDS)})-[0-9]{{1,2}}"
TASK_FIELDS = ("task", "owner", "result")
TASK_ROW = rf"({'|'.join(TASK_FIELDS)})-[0-9]{{1,2}}"
NEW_ITEM_MINUTES = 10
SPARE_TASK_ROWS = 3


def routes(app: web.Application) -> None:
    page(app, "GET", "/meetings/{meeting}/edit", show_edit, Action.PREPARE)
    page(app, "POST", "/meetings/{meeting}/details", save_details, Action.PREPARE)
    page(app, "POST", "/meetings/{meeting}/programme", save_programme, Action.PREPARE)
    page(app, "POST", "/meetings/{meeting}/tasks", save_tasks, Action.PREPARE)
    page(app, "POST", "/meetings/{meeting}/notify", notify, Action.PREPARE)
    page(app, "POST", "/meetings/{meeting}/cancel", cancel, Action.PREPARE)
    page(app, "POST", "/meetings/{meeting}/delete", delete_draft, Action.PREPARE)
    page(app, "POST", "/meetings/{meeting}/guests", invite_guest, Action.PREPARE)
    page(app, "POST", "/meetings/{meeting}/guests/{member}/withdraw", withdraw_guest, Action.PREPARE)
    page(app, "POST", "/meetings/{meeting}/leave/{member}", decide_leave, Action.DECIDE_LEAVE)


async def show_edit(request: web.Request) -> web.StreamResponse:
    if request[SHEET].state is MeetingState.CANCELLED:
        raise web.HTTPSeeOther(f"/meetings/{request[SHEET].id}")
    return await _edit_page(request)


async def save_details(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "title", "day", "clock", "chair", "minute_taker", "committee_met_on")
    try:
        await request.app[DESK].preparation.edit(
            request[SHEET].id,
            title=form["title"],
            starts_at=read_moment(form, "day", "clock"),
            chair=MemberId(form["chair"]),
            minute_taker=MemberId(form["minute_taker"]) if form["minute_taker"] else None,
            committee_met_on=read_day(form["committee_met_on"], "committee_met_on"),
        )
    except Declined as declined:
        return await _edit_page(request, details=form, problems=problems_by_field(request, [declined]), status=422)
    before = request[SHEET]
    moved = before.was_told and (await request.app[DESK].preparation.sheet(before.id)).starts_at != before.starts_at
    raise passing.on(request, f"/meetings/{before.id}/edit", "passing-moved" if moved else "passing-saved")


async def save_programme(request: web.Request) -> web.StreamResponse:
    """Save all rows; a button beside a row moves it, takes it out or adds one after it, and saves as well."""
    form = await read_form(request, "press", ROW)
    written = [_cells(form, ROW_FIELDS, number) for number in _numbers(form, "title")]
    rows = _pressed(written, form["press"], sentence(request, "programme-new-item"))
    try:
        await request.app[DESK].preparation.save_programme(request[SHEET].id, _drafts(rows))
    except Declined as declined:
        return await _edit_page(request, rows=rows, problems=problems_by_field(request, [declined]), status=422)
    raise passing.on(request, f"/meetings/{request[SHEET].id}/edit#programme", "passing-saved")


async def save_tasks(request: web.Request) -> web.StreamResponse:
    """Save all rows that have anything in them."""
    form = await read_form(request, TASK_ROW)
    written = [_cells(form, TASK_FIELDS, number) for number in _numbers(form, "task")]
    rows = [row for row in written if any(text.strip() for text in row.values())]
    tasks = [ReviewedTask(row["task"], row["owner"], row["result"]) for row in rows]
    try:
        await request.app[DESK].preparation.review_tasks(request[SHEET].id, tasks)
    except Declined as declined:
        return await _edit_page(request, tasks=tasks, problems=problems_by_field(request, [declined]), status=422)
    raise passing.on(request, f"/meetings/{request[SHEET].id}/edit#tasks", "passing-saved")


async def notify(request: web.Request) -> web.StreamResponse:
    await read_form(request)
    await request.app[DESK].preparation.notify(request[SHEET].id)
    raise passing.on(request, f"/meetings/{request[SHEET].id}", "passing-notified")


async def cancel(request: web.Request) -> web.StreamResponse:
    """Not to be held; those who were told see why on their pages."""
    form = await read_form(request, "cancel_reason")
    sheet = request[SHEET]
    try:
        await request.app[DESK].preparation.cancel(sheet.id, form["cancel_reason"])
    except Declined as declined:
        return await before_page(request, form, problems_by_field(request, [declined]), status=422)
    raise passing.on(request, f"/meetings/{sheet.id}", "passing-cancelled")


async def delete_draft(request: web.Request) -> web.StreamResponse:
    await read_form(request)
    desk, sheet = request.app[DESK], request[SHEET]
    await desk.papers.drop(await desk.preparation.delete_draft(sheet.id))
    raise passing.on(request, "/", "passing-draft-deleted")


async def invite_guest(request: web.Request) -> web.StreamResponse:
    """By the phone number or address under which the person is known here: nobody is shown a list of strangers."""
    form = await read_form(request, "contact", "guest_title")
    desk, sheet = request.app[DESK], request[SHEET]
    try:
        guest = await desk.registry.member_reached_at(form["contact"])
        if guest is None or guest in {entry.member for entry in await desk.preparation.roll(sheet.id)}:
            raise Declined("guest-unknown", field="contact")
        await desk.preparation.invite_guest(sheet.id, guest, form["guest_title"])
    except Declined as declined:
        problems = problems_by_field(request, [declined])
        return await _edit_page(request, guest=form, problems=problems, status=422)
    raise passing.on(request, f"/meetings/{sheet.id}/edit#guests", "passing-saved")


async def withdraw_guest(request: web.Request) -> web.StreamResponse:
    await read_form(request)
    await request.app[DESK].preparation.withdraw_guest(request[SHEET].id, MemberId(request.match_info["member"]))
    raise passing.on(request, f"/meetings/{request[SHEET].id}/edit#guests", "passing-saved")


async def decide_leave(request: web.Request) -> web.StreamResponse:
    form = await read_form(request, "accepted")
    visitor, sheet = request[VISITOR], request[SHEET]
    assert visitor.member is not None
    if form["accepted"] not in ("yes", "no"):
        raise web.HTTPBadRequest
    member = MemberId(request.match_info["member"])
    accepted = form["accepted"] == "yes"
    await request.app[DESK].preparation.decide_leave(sheet.id, member, accepted, by=visitor.member)
    raise passing.on(request, f"/meetings/{sheet.id}#replies", "passing-saved")


async def _edit_page(
    request: web.Request,
    *,
    details: Form | None = None,
    rows: Sequence[Form] | None = None,
    tasks: Sequence[ReviewedTask] | None = None,
    guest: Form | None = None,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> web.StreamResponse:
    desk, sheet = request.app[DESK], request[SHEET]
    roll = await desk.preparation.roll(sheet.id)
    items = await desk.preparation.items(sheet.id)
    invited = await desk.preparation.invited_for(sheet.id)
    shown_tasks = await desk.preparation.reviewed(sheet.id) if tasks is None else tasks
    people = [(entry.member, entry.name) for entry in roll if entry.may_enter]
    return render(
        request,
        "meeting_edit.html",
        status=status,
        area="meetings",
        sheet=sheet,
        cell=request[CELL],
        details=details or _details(sheet),
        rows=[_row(item) for item in items] if rows is None else rows,
        minutes=planned_minutes(items),
        chairs=people,
        presenters=[*people, *((one.member, one.name) for one in invited)],
        invited=[(one, one.seat is Seat.GUEST) for one in invited],
        guest=guest or {"contact": "", "guest_title": ""},
        tasks=[*shown_tasks, *([ReviewedTask("", "")] * SPARE_TASK_ROWS)],
        step_names=[(step.value, sentence(request, f"step-of-{step.value.replace('_', '-')}")) for step in Step],
        stage_names=[(stage.value, sentence(request, f"stage-{stage.value}")) for stage in Stage],
        problems=problems or {},
        note=passing.note(request),
    )


def _details(sheet: MeetingSheet) -> Form:
    local: datetime = sheet.starts_at.astimezone(HANOI)
    return {
        "title": sheet.title,
        "day": local.date().isoformat(),
        "clock": f"{local:%H:%M}",
        "chair": sheet.chair,
        "minute_taker": sheet.minute_taker or "",
        "committee_met_on": sheet.committee_met_on.isoformat() if sheet.committee_met_on else "",
    }


def _row(item: ItemPlan) -> Form:
    return {
        "id": item.id,
        "step": item.step.value,
        "stage": item.stage.value,
        "title": item.title,
        "minutes": str(item.minutes),
        "presenter": item.presenter or "",
        "vote": "yes" if item.needs_vote else "",
    }


def _cells(form: Form, fields: Sequence[str], number: int) -> Form:
    """The fields of one row of a form, as typed."""
    return {field: form.get(f"{field}-{number}", "") for field in fields}


def _numbers(form: Form, field: str) -> list[int]:
    found = (re.fullmatch(rf"{field}-([0-9]{{1,2}})", name) for name in form)
    return sorted(int(match[1]) for match in found if match)


def _drafts(rows: Sequence[Form]) -> list[ItemDraft]:
    """Raises choice-unknown, number-unlikely."""
    drafts = []
    for number, row in enumerate(rows):
        try:
            step, stage = Step(row["step"]), Stage(row["stage"])
        except ValueError:
            raise Declined("choice-unknown", field=f"step-{number}") from None
        if not re.fullmatch(r"[0-9]{1,3}", row["minutes"].strip()):
            raise Declined("number-unlikely", field=f"minutes-{number}", low=0, high=ITEM_MINUTES_MAX)
        drafts.append(
            ItemDraft(
                step=step,
                stage=stage,
                title=row["title"],
                minutes=int(row["minutes"]),
                presenter=MemberId(row["presenter"]) if row["presenter"] else None,
                needs_vote=row["vote"] == "yes",
                id=ItemId(row["id"]) if row["id"] else None,
            )
        )
    return drafts


def _pressed(written: Sequence[Form], press: str, new_title: str) -> list[Form]:
    """The rows after the button: up-3, down-3, remove-3, add-3; any other press only saves.

    Before they are read: a wrong row can be taken out, and what is wrong is said beside the row as it now stands."""
    rows = list(written)
    button = re.fullmatch(r"(up|down|remove|add)-([0-9]{1,2})", press)
    if button is None or int(button[2]) >= len(rows):
        return rows
    place = int(button[2])
    match button[1]:
        case "remove":
            del rows[place]
        case "add":
            new = {"step": Step.DISCUSSION.value, "title": new_title, "minutes": str(NEW_ITEM_MINUTES)}
            rows.insert(place + 1, dict.fromkeys(ROW_FIELDS, "") | new | {"stage": rows[place]["stage"]})
        case way:
            other = place + (1 if way == "down" else -1)
            if 0 <= other < len(rows):
                rows[place], rows[other] = rows[other], rows[place]
    return rows
