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
class MemberLine:
    """One member's line as the page shows it: a word, and kbit/s, percent and milliseconds."""

    name: str
    word: str
    sends_kbps: int
    gets_kbps: int
    loss_percent: int
    round_trip_ms: int
    layers: tuple[int, ...]
    shown: tuple[int, ...]
    heard: int


@dataclass(frozen=True, slots=True)
class RoomLines:
    """One meeting's members, the worst lines first."""

    title: str
    members: tuple[MemberLine, ...]


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
    return RoomLines(title, tuple(_line(one, names.get(one.member, one.member)) for one in members))


async def _names(desk: Desk, meeting: MeetingId) -> tuple[dict[MemberId, str], str]:
    try:
        plan = (await desk.meetings.get(meeting)).plan
    except UnknownMeeting:  # closed and forgotten since the worker was asked
        return {}, meeting
    names = {entry.member: entry.name for entry in plan.roll} | {one.member: one.name for one in plan.invited}
    return names, plan.title


def _line(one: MemberStatistics, name: str) -> MemberLine:
    return MemberLine(
        name=name,
        word=one.word,
        sends_kbps=one.sends_bps // 1_000,
        gets_kbps=one.gets_bps // 1_000,
        loss_percent=one.loss_percent,
        round_trip_ms=one.delay_ms,
        layers=one.layers,
        shown=one.shown,
        heard=one.heard,
    )
