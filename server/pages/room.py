"""The door of the room: open it, enter it, and fetch a fresh pass for its socket."""

import json
from datetime import timedelta

from aiohttp import web

from server import relay_pass
from server.live_meetings import UnknownMeeting
from server.meeting import recording
from server.meeting.meeting import Meeting
from server.meeting.refusal import Refusal
from server.meeting.rights import Phase
from server.pages.forms import read_form
from server.pages.gate import page
from server.pages.keys import CELL, DESK, SESSION, SHEET, VISITOR
from server.pages.rendering import render
from server.pages.rights import Action
from server.tickets import Purpose, Ticket


def routes(app: web.Application) -> None:
    page(app, "POST", "/meetings/{meeting}/open", open_room, Action.OPEN_MEETING)
    page(app, "GET", "/meetings/{meeting}/room", show_room, Action.ENTER_ROOM)
    page(app, "POST", "/meetings/{meeting}/ticket", fresh_ticket, Action.ENTER_ROOM)


async def open_room(request: web.Request) -> web.StreamResponse:
    """Freeze what was prepared into the log's first event; if the rules refuse, all is as before."""
    await read_form(request)
    desk, sheet, visitor = request.app[DESK], request[SHEET], request[VISITOR]
    assert visitor.member is not None
    plan = await desk.preparation.begin(sheet.id)
    try:
        await desk.meetings.open(plan, by=visitor.member)
    except Refusal:
        await desk.preparation.take_back(sheet.id)
        raise
    raise web.HTTPSeeOther(f"/meetings/{sheet.id}/room")


async def show_room(request: web.Request) -> web.StreamResponse:
    """The room's page with its first pass; what it shows comes over the socket."""
    meeting = await _entered(request)
    if meeting.phase is Phase.CLOSED:
        raise web.HTTPSeeOther(f"/meetings/{request[SHEET].id}")
    return render(
        request,
        "room.html",
        sheet=request[SHEET],
        cell=request[CELL],
        member=request[VISITOR].member,
        ticket=_ticket(request),
        relays=_relays(request),
        engine=json.dumps([f"stun:{_bracketed(host)}:{port}" for host, port in request.app[DESK].media_addresses()]),
        recording=_recorded_by(meeting),
        ticket_url=f"/meetings/{request[SHEET].id}/ticket",
        after_url=f"/meetings/{request[SHEET].id}",
    )


async def fresh_ticket(request: web.Request) -> web.StreamResponse:
    """Each reconnection needs a pass of its own."""
    await _entered(request)
    return web.json_response({"ticket": _ticket(request)})


async def _entered(request: web.Request) -> Meeting:
    """The running meeting, if this person has a part in it; else not found."""
    try:
        meeting = await request.app[DESK].meetings.get(request[SHEET].id)
    except UnknownMeeting:
        raise web.HTTPNotFound from None
    member = request[VISITOR].member
    if member is None or not meeting.roles(member):
        raise web.HTTPNotFound
    return meeting


def _recorded_by(meeting: Meeting) -> str:
    """The decision by which the meeting is being recorded: whoever comes in knows it before. Empty if it is not."""
    now = recording.running(meeting.recordings)
    if now is None:
        return ""
    return (now.document if now.question is None else meeting.voting.question(now.question).text) or ""


def _relays(request: web.Request) -> str:
    """The relays that this member's browser may use, as JSON for its RTCPeerConnection."""
    desk, member = request.app[DESK], request[VISITOR].member
    assert member is not None
    settings = desk.settings
    life = timedelta(seconds=settings.turn_pass_s)
    issued = relay_pass.issue(settings.turn_urls, settings.turn_secret, member, desk.clock(), life)
    return json.dumps([issued.as_ice_server()] if issued else [])


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _ticket(request: web.Request) -> str:
    visitor, session = request[VISITOR], request[SESSION]
    assert visitor.member is not None
    ticket = Ticket(Purpose.SOCKET, visitor.account, visitor.member, request[SHEET].id, session.id)
    return request.app[DESK].tickets.issue(ticket)
