"""How everybody's sound and picture fare now, for the administrator whom a member has called for help."""

from dataclasses import dataclass

from aiohttp import web

from server.live_meetings import UnknownMeeting
from server.meeting.identity import MeetingId, MemberId
from server.pages.gate import page
from server.pages.keys import DESK, Desk
from server.pages.rendering import render
from server.pages.rights import Action
from signaling.media.engine import EngineUnavailable, MemberStatistics, RoomStatistics


@dataclass(frozen=True, slots=True)
class RoomLines:
    """One meeting's members, the worst lines first: the name and MemberStatistics.figures of each."""

    title: str
    members: tuple[dict[str, object], ...]


def routes(app: web.Application) -> None:
    page(app, "GET", "/administration/lines", show, Action.ADMINISTER)


async def show(request: web.Request) -> web.StreamResponse:
    desk = request.app[DESK]
    try:
        workers = await desk.media_statistics()
    except EngineUnavailable:
        workers = ()
    rooms = [await _lines(desk, room) for worker in workers for room in worker.rooms]
    return render(request, "lines.html", rooms=rooms, runs=bool(workers))


async def _lines(desk: Desk, room: RoomStatistics) -> RoomLines:
    names, title = await _names(desk, room.room)
    members = sorted(room.members, key=MemberStatistics.badness, reverse=True)
    return RoomLines(title, tuple({**one.figures(), "name": names.get(one.member, one.member)} for one in members))


async def _names(desk: Desk, meeting: MeetingId) -> tuple[dict[MemberId, str], str]:
    try:
        plan = (await desk.meetings.get(meeting)).plan
    except UnknownMeeting:  # closed and forgotten since the worker was asked
        return {}, meeting
    names = {entry.member: entry.name for entry in plan.roll} | {one.member: one.name for one in plan.invited}
    return names, plan.title
