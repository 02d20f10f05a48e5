"""Socket.IO: pages come in with a ticket, send commands, and see every change in the log's order.

One person has one place in a meeting: a page opened later takes it over and the earlier one is told. What a person
sees is folded once per audience and sent as the sections that changed. Sound and picture obey: after every change the
engine is told who may be heard.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

import socketio
from aiohttp import web
from socketio.packet import ACK, CONNECT, DISCONNECT, EVENT, Packet

from server.catalogue import Catalogue, Language
from server.event_codec import Json, encode
from server.live_meetings import Change, Clock, LiveMeetings, NotDone, NotWritten, UnknownMeeting, utc_now
from server.meeting.attendance import Join, Leave, LeaveRoom
from server.meeting.identity import CommandId, MeetingId, MemberId, Role
from server.meeting.meeting import Meeting
from server.meeting.refusal import Refusal
from server.meeting.restricted import for_guests
from server.meeting.rights import Phase
from server.meeting.voting import BallotCast, CastBallot, CastVote
from server.projections.live_view import Audience, audience_of, next_change_at, own_view, shared_views
from server.projections.minutes import minutes_of
from server.projections.minutes_text import minutes_text
from server.projections.vietnamese import Vietnamese
from server.tickets import Purpose, Ticket, Tickets
from signaling.ballot_ticks import BallotTicks, with_own
from signaling.media import engine as media
from signaling.page_budget import PageBudget
from signaling.wire import ProtocolError, command_from, fields_of, patch, refusal_payload

log = logging.getLogger(__name__)

PING_S = 5  # with 25/20 s a dead line is noticed after 45 s, with 5/5 s after 10 (measured)
MESSAGE_MAX_BYTES = 300_000  # a browser's full offer is 80 kB
BACKLOG_MAX = 400  # packets waiting for one page; a page that does not read is cut and comes back whole
FLOOD_MAX = 200  # refused for haste so often: the connection is closed
MEDIA_LINGER_S = 20.0  # a dropped socket does not cut the sound at once: the line may be back
TILES_MAX = 64
SESSION_CHECK_S = 60.0
RESERVED = frozenset({"connect", "disconnect"})  # handlers of ours that no page may call
MALFORMED = "malformed"  # the event that a packet becomes which is none
DEVICES = {device.value: device for device in media.Device}


class StrictPacket(Packet):  # type: ignore[misc]  # the library has no types
    """Text packets of the four kinds in use. Anything else is an event of its own, which the gateway answers."""

    uses_binary_events = False
    packet_type: Any
    data: Any

    def __init__(self, *arguments: Any, encoded_packet: str | None = None, **more: Any) -> None:
        # The library does not decode an empty packet and takes it for an event without a name.
        super().__init__(*arguments, encoded_packet="!" if encoded_packet == "" else encoded_packet, **more)

    def decode(self, encoded_packet: str) -> int:
        """Read a packet; a malformed one becomes an event, so that one page's faults stay with that page."""
        try:
            attachments = super().decode(encoded_packet)
        except (ValueError, TypeError, RecursionError):
            attachments = -1
        event = self.packet_type == EVENT
        well_formed = isinstance(self.data, list) and bool(self.data) and isinstance(self.data[0], str)
        well_formed = well_formed and self.data[0] not in RESERVED
        if attachments or self.packet_type not in (CONNECT, DISCONNECT, EVENT, ACK) or (event and not well_formed):
            self.packet_type, self.data, self.namespace, self.id = EVENT, [MALFORMED], None, None
        return 0


@dataclass(slots=True)
class _Seat:
    """One page in a meeting. `own` is the last `me` it was sent."""

    sid: str
    ticket: Ticket
    language: Language
    audience: Audience
    own: dict[str, Json] = field(default_factory=dict)
    budget: PageBudget = field(default_factory=PageBudget)
    ready: bool = False


@dataclass(slots=True)
class _Room:
    """The pages of one meeting, and what each audience was shown last."""

    seats: dict[MemberId, _Seat] = field(default_factory=dict)
    shown: dict[Audience, dict[str, Json]] = field(default_factory=dict)
    rights: dict[MemberId, media.MediaRights] = field(default_factory=dict)
    preferred: tuple[MemberId, ...] = ()
    shut_out: frozenset[MemberId] = frozenset()  # guests during a restricted item
    ticks: BallotTicks = field(default_factory=BallotTicks)
    serial: int = 0
    timer: asyncio.TimerHandle | None = None


class Gateway:
    """The door over the socket. `attach` before the application starts, `close` when it stops."""

    def __init__(
        self,
        meetings: LiveMeetings,
        tickets: Tickets,
        engine: media.MediaEngine,
        catalogue: Catalogue,
        origins: Sequence[str],
        keep_alive: Callable[[str], Awaitable[bool]],
        clock: Clock = utc_now,
        session_check_s: float = SESSION_CHECK_S,
    ) -> None:
        """`keep_alive` tells that a session is in use and answers whether it still holds."""
        self._meetings = meetings
        self._tickets = tickets
        self._engine = engine
        self._catalogue = catalogue
        self._keep_alive = keep_alive
        self._session_check_s = session_check_s
        self._clock = clock
        self._watching: asyncio.Task[None] | None = None
        self._rooms: dict[MeetingId, _Room] = {}
        self._seats: dict[str, _Seat] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._io = socketio.AsyncServer(
            async_mode="aiohttp",
            cors_allowed_origins=list(origins),
            transports=["websocket"],
            ping_interval=PING_S,
            ping_timeout=PING_S,
            max_http_buffer_size=MESSAGE_MAX_BYTES,
            serializer=StrictPacket,
            async_handlers=False,  # one page's messages are handled in the order it sent them
        )
        self._io.on("connect", self._on_connect)
        self._io.on("disconnect", self._on_disconnect)
        for event, handler in (
            ("command", self._on_command),
            ("resync", self._on_resync),
            ("minutes", self._on_minutes),
            ("lines", self._on_lines),
            ("media-offer", self._on_offer),
            ("media-show", self._on_show),
            ("media-state", self._on_state),
            (MALFORMED, self._on_malformed),
        ):
            self._io.on(event, self._guarded(handler))
        self._io.on("*", self._on_unknown)
        meetings.subscribe(self._publish)
        engine.listen(self._on_media)

    def attach(self, app: web.Application) -> None:
        """Serve the socket from the application."""
        self._io.attach(app)
        app.on_startup.append(self._watch)

    async def _watch(self, _: web.Application) -> None:
        self._watching = asyncio.create_task(self._watch_sessions())

    async def _watch_sessions(self) -> None:
        """A meeting is activity: nobody's session ends in the middle of it. One that was ended hangs up.

        So does a line that says from one round to the next not who it is: it needs no ticket and costs us a socket."""
        nameless: set[str] = set()
        while True:
            await asyncio.sleep(self._session_check_s)
            nameless = await self._hang_up_on(nameless)
            for seat in list(self._seats.values()):
                try:
                    if not await self._keep_alive(seat.ticket.session):
                        await self._end(seat)
                except Exception:  # one failed look must not end the watch for as long as the service runs
                    log.exception("a session could not be checked", extra={"member": seat.ticket.member})

    async def _hang_up_on(self, nameless: Collection[str]) -> set[str]:
        """Close those of these lines that are nameless still; returns the lines that are nameless now."""
        named = {self._io.manager.eio_sid_from_sid(sid, "/") for sid in self._seats}
        now = set(self._io.eio.sockets) - named
        for line in now.intersection(nameless):
            with contextlib.suppress(KeyError):  # gone meanwhile
                await self._io.eio.disconnect(line)
        return now.difference(nameless)

    async def close(self) -> None:
        """Tell every page that the service stops, then hang up; who was here stays so. Twice is harmless."""
        if self._closed:
            return
        self._closed = True
        await self._io.emit("stopping", {})
        for line in list(self._io.eio.sockets):  # the line itself, so that pages try to come back by themselves
            await self._io.eio.disconnect(line)
        for room in self._rooms.values():
            if room.timer is not None:
                room.timer.cancel()
        for task in (*self._tasks, *([self._watching] if self._watching else [])):
            task.cancel()
        await self._io.shutdown()

    def end_sessions(self, sessions: Collection[str]) -> None:
        """Hang up on every page of sessions that were signed out, or whose account was disabled."""
        for seat in [seat for seat in self._seats.values() if seat.ticket.session in sessions]:
            self._later(self._end(seat))

    async def _end(self, seat: _Seat) -> None:
        self._engine.disconnect(seat.ticket.meeting, seat.ticket.member)
        await self._hang_up(seat, "signed-out")

    async def _hang_up(self, seat: _Seat, code: str) -> None:
        """Close the line, with the reason as its last word: a line that is cut in silence looks like a lost one."""
        await self._io.emit("refused", self._refused_with(seat, code), to=seat.sid)
        await self._io.disconnect(seat.sid)

    async def _on_connect(self, sid: str, environ: Mapping[str, Any], auth: object) -> None:
        ticket, language = self._admitted(auth)
        if not await self._keep_alive(ticket.session):  # signed out since the pass was issued
            raise self._not_let_in("signed-out", language)
        try:
            meeting = await self._meetings.get(ticket.meeting)
        except UnknownMeeting:
            raise self._not_let_in("not-in-meeting", language) from None
        if not meeting.roles(ticket.member):
            raise self._not_let_in("not-in-meeting", language)
        room = self._rooms.setdefault(ticket.meeting, _Room())
        seat = _Seat(sid, ticket, language, audience_of(meeting, ticket.member))
        replaced = room.seats.get(ticket.member)
        room.seats[ticket.member] = self._seats[sid] = seat
        if replaced is not None:
            self._later(self._replace(replaced))
        if meeting.phase is not Phase.CLOSED:
            try:
                await self._meetings.handle(ticket.meeting, Join(), by=ticket.member)
            except Refusal as refusal:
                self._forget(seat)
                raise self._not_let_in(refusal.code, language) from None
        self._later(self._welcome(seat))

    def _admitted(self, auth: object) -> tuple[Ticket, Language]:
        token = auth.get("ticket") if isinstance(auth, dict) else None
        named = auth.get("language") if isinstance(auth, dict) else None
        language = Language.ENGLISH if named == Language.ENGLISH.value else Language.VIETNAMESE
        try:
            ticket = self._tickets.redeem(token if isinstance(token, str) else "", Purpose.SOCKET)
        except Refusal as refusal:
            raise self._not_let_in(refusal.code, language) from None
        return ticket, language

    def _not_let_in(self, code: str, language: Language) -> Exception:
        """What a page is told that may not come in: only with a spent ticket does it help to try again."""
        sentence = self._catalogue.text(language, f"refusal-{code}")
        refused: Exception = socketio.exceptions.ConnectionRefusedError(code, {"refused": code, "sentence": sentence})
        return refused

    async def _welcome(self, seat: _Seat) -> None:
        await self._io.emit("view", await self._whole(seat), to=seat.sid)

    async def _replace(self, seat: _Seat) -> None:
        await self._io.emit("replaced", {}, to=seat.sid)
        await self._io.disconnect(seat.sid)

    async def _on_disconnect(self, sid: str, reason: str) -> None:
        seat = self._seats.get(sid)
        if seat is None or not self._forget(seat) or self._closed:
            return  # a stop of the service is nobody's leaving
        meeting, member = seat.ticket.meeting, seat.ticket.member
        with contextlib.suppress(Refusal, UnknownMeeting):  # a closed meeting takes no leave
            await self._meetings.handle(meeting, Leave(), by=member)
        self._later(self._linger(meeting, member))
        await self._sweep(meeting)

    async def _sweep(self, meeting: MeetingId) -> None:
        """Forget the room of a closed meeting when its last page has gone."""
        room = self._rooms.get(meeting)
        if room is not None and not room.seats and (await self._meetings.get(meeting)).phase is Phase.CLOSED:
            self._rooms.pop(meeting, None)

    def _forget(self, seat: _Seat) -> bool:
        """Take the page out; False if another page of the same person has taken its place already."""
        self._seats.pop(seat.sid, None)
        room = self._rooms.get(seat.ticket.meeting)
        if room is None or room.seats.get(seat.ticket.member) is not seat:
            return False
        del room.seats[seat.ticket.member]
        return True

    async def _linger(self, meeting: MeetingId, member: MemberId) -> None:
        await asyncio.sleep(MEDIA_LINGER_S)
        room = self._rooms.get(meeting)
        if room is not None and member not in room.seats:
            self._engine.disconnect(meeting, member)

    def _guarded(
        self, handler: Callable[[_Seat, Any], Awaitable[dict[str, Json]]]
    ) -> Callable[..., Awaitable[dict[str, Json] | None]]:
        """One door for all a page sends: its budget, refusals in its language, faults that close the line."""

        async def guarded(sid: str, *payloads: Any) -> dict[str, Json] | None:
            seat = self._seats.get(sid)
            if seat is None:
                return None
            try:
                if not seat.budget.spend():
                    raise Refusal("too-fast")
                if len(payloads) != 1:
                    raise ProtocolError("one payload expected")
                return await handler(seat, payloads[0])
            except Refusal as refusal:
                if seat.budget.refused > FLOOD_MAX:
                    self._later(self._hang_up(seat, refusal.code))
                return self._refused(seat, refusal)
            except ProtocolError:
                log.warning("page broke the protocol", extra={"member": seat.ticket.member})
                self._later(self._hang_up(seat, "protocol"))  # after the answer, which is sent when this returns
                return self._refused_with(seat, "protocol")
            except Exception:
                log.exception("a message failed", extra={"member": seat.ticket.member})
                return self._refused_with(seat, "internal")

        return guarded

    async def _on_malformed(self, seat: _Seat, payload: Any) -> dict[str, Json]:
        raise ProtocolError("not a message of ours")

    async def _on_unknown(self, _: str, sid: str, *payloads: Any) -> dict[str, Json] | None:
        return await self._guarded(self._on_malformed)(sid, *payloads)

    async def _on_command(self, seat: _Seat, payload: Any) -> dict[str, Json]:
        message, member = command_from(payload), seat.ticket.member
        command_id = CommandId(f"{member}/{message.id}")  # one page's ids are no business of another's
        try:
            done = await self._meetings.handle(seat.ticket.meeting, message.command, by=member, command_id=command_id)
        except NotDone:
            raise Refusal("too-fast") from None
        except NotWritten:
            is_vote = isinstance(message.command, CastVote | CastBallot)
            return self._refused_with(seat, "vote-not-written" if is_vote else "not-written")
        if isinstance(message.command, LeaveRoom):
            self._engine.disconnect(seat.ticket.meeting, member)  # no lingering: nobody comes back on this line
            self._later(self._io.disconnect(seat.sid))
        return {"version": self._rooms[seat.ticket.meeting].ticks.told_version(done.version)}

    async def _on_resync(self, seat: _Seat, payload: Any) -> dict[str, Json]:
        await self._welcome(seat)
        return {}

    async def _on_minutes(self, seat: _Seat, payload: Any) -> dict[str, Json]:
        """The minutes as they would be filed now: what is read out and adopted is what the documents will say."""
        meeting = await self._meetings.get(seat.ticket.meeting)
        if meeting.roles(seat.ticket.member) == {Role.GUEST}:
            if meeting.closing.minutes_read_at is None:
                raise Refusal("not-yours")  # reasons of absence are in it, which no guest's view has
            meeting = for_guests(meeting)
        words = Vietnamese(self._catalogue)
        text = await asyncio.to_thread(lambda: minutes_text(minutes_of(meeting, self._clock()), words))
        version = self._rooms[seat.ticket.meeting].ticks.told_version(meeting.version)
        return {"version": version, "minutes": encode(text)}

    async def _on_lines(self, seat: _Seat, payload: Any) -> dict[str, Json]:
        """How everybody's sound and picture fare now, for the officers, whom a member in trouble turns to."""
        meeting = await self._meetings.get(seat.ticket.meeting)
        if audience_of(meeting, seat.ticket.member) is not Audience.OFFICERS:
            raise Refusal("not-yours")
        try:
            workers = await self._engine.statistics()
        except media.EngineUnavailable:
            return self._refused_with(seat, "media-unavailable")
        rooms = [room for worker in workers for room in worker.rooms if room.room == seat.ticket.meeting]
        members = [one for room in rooms for one in room.members]
        ordered = sorted(members, key=media.MemberStatistics.badness, reverse=True)
        return {"lines": encode([one.figures() for one in ordered])}

    async def _on_offer(self, seat: _Seat, payload: Any) -> dict[str, Json]:
        sdp, device = fields_of(payload, sdp=str, device=str)
        if device not in DEVICES:
            raise Refusal("wrong-type", field="device")
        meeting = await self._meetings.get(seat.ticket.meeting)
        if meeting.phase is Phase.CLOSED:
            raise Refusal("meeting-closed")
        if not meeting.hears(seat.ticket.member):
            raise Refusal("restricted-item")
        self._obey(meeting, self._rooms[seat.ticket.meeting])
        try:
            answer = await self._engine.connect(seat.ticket.meeting, seat.ticket.member, sdp, DEVICES[device])
        except media.OfferRefused as refused:
            log.warning("offer refused", extra={"member": seat.ticket.member, "code": refused.code.value})
            return {
                "refused": refused.code.value,
                "sentence": self._sentence(seat, "media-offer", {"code": refused.code.value}),
            }
        except media.EngineUnavailable:
            return self._refused_with(seat, "media-unavailable")
        return {"sdp": answer.sdp, "slots": encode([{"mid": one.mid, "kind": one.kind.value} for one in answer.slots])}

    async def _on_show(self, seat: _Seat, payload: Any) -> dict[str, Json]:
        (tiles,) = fields_of(payload, tiles=list)
        meeting = await self._meetings.get(seat.ticket.meeting)
        wanted = []
        for tile in tiles[:TILES_MAX]:
            member, size = fields_of(tile, member=str, size=str)
            if size not in {one.value for one in media.TileSize}:
                raise Refusal("wrong-type", field="size")
            if not meeting.roles(MemberId(member)):  # the engine is told of nobody whom the meeting does not know
                raise Refusal("no-such-member")
            wanted.append(media.Tile(MemberId(member), media.TileSize(size)))
        if meeting.phase is not Phase.CLOSED:  # its room is gone, and a page that is still open brings it back not
            self._engine.show(seat.ticket.meeting, seat.ticket.member, wanted)
        return {}

    async def _on_state(self, seat: _Seat, payload: Any) -> dict[str, Json]:
        microphone, camera, screen = fields_of(payload, microphone=bool, camera=bool, screen=bool)
        muted = media.Muted(audio=not microphone, video=not camera, screen=not screen)
        if (await self._meetings.get(seat.ticket.meeting)).phase is not Phase.CLOSED:
            self._engine.mute(seat.ticket.meeting, seat.ticket.member, muted)
        return {}

    async def _publish(self, change: Change) -> None:
        if all(isinstance(one.event, BallotCast) for one in change.recorded):
            await self._show_ballots(change)
        else:
            await self._show(change.after)
        if change.after.phase is Phase.CLOSED and change.before is not None:
            self._engine.close_room(change.after.plan.id)

    async def _show_ballots(self, change: Change) -> None:
        """A ballot shows at once on the page that put it in, and on the others at the next tick."""
        room = self._rooms.get(change.after.plan.id)
        if room is None:
            return
        at = self._clock()
        told = room.ticks.as_told(change.after, monotonic())
        cast = {one.event.member for one in change.recorded if isinstance(one.event, BallotCast)}
        for member in cast.union(change.after.line_of(voter) for voter in cast):
            seat = room.seats.get(member)
            if seat is not None and seat.ready:
                seat.own = self._own(seat, change.after, told, at)
                stamp = {**self._stamp(told, room, at), "from": room.serial}
                await self._io.emit("patch", {**stamp, "set": seat.own, "drop": []}, to=seat.sid)
        self._wake_at_next_change(change.after, room, at)

    def _own(self, seat: _Seat, meeting: Meeting, told: Meeting, at: datetime) -> dict[str, Json]:
        member = seat.ticket.member
        mine = (member, *meeting.attendance.kept_by(member))
        return own_view(with_own(told, meeting, mine), member, at)

    async def _show(self, meeting: Meeting) -> None:
        """Send every page what changed since it was last shown something."""
        room = self._rooms.get(meeting.plan.id)
        if room is None:
            return
        at = self._clock()
        room.serial += 1
        self._obey(meeting, room)
        told = room.ticks.as_told(meeting, monotonic())
        after = shared_views(told, at)
        patches = {audience: patch(room.shown.get(audience, {}), after[audience]) for audience in Audience}
        room.shown = after
        for seat in [seat for seat in room.seats.values() if seat.ready]:
            await self._show_one(seat, meeting, told, room, patches, at)
        self._wake_at_next_change(meeting, room, at)

    async def _show_one(
        self,
        seat: _Seat,
        meeting: Meeting,
        told: Meeting,
        room: _Room,
        patches: Mapping[Audience, dict[str, Json]],
        at: datetime,
    ) -> None:
        audience = audience_of(meeting, seat.ticket.member)
        if audience is not seat.audience:  # such as a new chair: other sections, sent whole
            await self._io.emit("view", self._whole_of(seat, meeting, room, at), to=seat.sid)
            return
        own = self._own(seat, meeting, told, at)
        shared = patches[audience]
        changed = {"set": shared["set"], "drop": shared["drop"]}
        if own != seat.own:
            seat.own = own
            changed["set"] = {**_object(shared["set"]), **own}
        await self._io.emit("patch", {**self._stamp(told, room, at), "from": room.serial - 1, **changed}, to=seat.sid)
        self._cut_if_deaf(seat)

    async def _whole(self, seat: _Seat) -> dict[str, Json]:
        meeting = await self._meetings.get(seat.ticket.meeting)
        return self._whole_of(seat, meeting, self._rooms[seat.ticket.meeting], self._clock())

    def _whole_of(self, seat: _Seat, meeting: Meeting, room: _Room, at: datetime) -> dict[str, Json]:
        """The whole view, made without waiting, so that no patch falls between it and its serial."""
        seat.audience = audience_of(meeting, seat.ticket.member)
        told = room.ticks.as_told(meeting, monotonic())
        seat.own = self._own(seat, meeting, told, at)
        seat.ready = True
        # What the audience was shown last, not a fresh fold: the next patch is measured against that.
        room.shown = room.shown or shared_views(told, at)
        shared = room.shown[seat.audience]
        return {**self._stamp(told, room, at), "view": {**shared, **seat.own}}

    def _stamp(self, meeting: Meeting, room: _Room, at: datetime) -> dict[str, Json]:
        return {"version": meeting.version, "serial": room.serial, "now": encode(at)}

    def _wake_at_next_change(self, meeting: Meeting, room: _Room, at: datetime) -> None:
        """A grace that runs out changes the roll without a command; what is held back is due at the next tick."""
        if room.timer is not None:
            room.timer.cancel()
            room.timer = None
        due_at, due_in_s = next_change_at(meeting, at), room.ticks.due_in_s(monotonic())
        delays_s = [] if due_at is None else [(due_at - at).total_seconds() + 0.1]
        delays_s += [] if due_in_s is None else [max(0.0, due_in_s) + 0.01]
        if delays_s and meeting.phase is not Phase.CLOSED:
            room.timer = asyncio.get_running_loop().call_later(
                min(delays_s), lambda: self._later(self._show_again(meeting.plan.id))
            )

    async def _show_again(self, meeting: MeetingId) -> None:
        await self._show(await self._meetings.get(meeting))

    def _obey(self, meeting: Meeting, room: _Room) -> None:
        """Tell the engine who may be heard and seen, as far as it changed."""
        for member in {*room.seats, *room.rights}:  # a lost page's sound may still flow for a while
            given = meeting.media_rights(member)
            rights = media.MediaRights(given.audio, given.video, given.screen)
            if room.rights.get(member) != rights:
                room.rights[member] = rights
                self._engine.allow(meeting.plan.id, member, rights)
        self._shut_out(meeting, room)
        speakers = (meeting.floor.holder, meeting.chair)
        preferred = tuple(meeting.line_of(member) for member in speakers if member is not None)
        if preferred != room.preferred:
            room.preferred = preferred
            self._engine.prefer(meeting.plan.id, preferred)

    def _shut_out(self, meeting: Meeting, room: _Room) -> None:
        """No sound reaches a guest during a restricted item; when it is over, the page is told to offer again."""
        now = frozenset(member for member in {*room.seats, *room.shut_out} if not meeting.hears(member))
        before, room.shut_out = room.shut_out, now
        for member in now - before:
            self._engine.disconnect(meeting.plan.id, member)
        for member in before - now:
            self._tell(meeting.plan.id, "media-lost", {}, member)

    def _on_media(self, event: media.MediaEvent) -> None:
        match event:
            case media.SlotsChanged():
                slots = [{"mid": one.mid, "kind": one.kind.value, "member": one.member} for one in event.showing]
                self._tell(event.room, "slots", {"slots": encode(slots)}, event.member)
            case media.Speaking():
                self._tell(event.room, "speaking", {"members": encode(event.members)})
            case media.EngineLost():
                for meeting in event.rooms:
                    self._tell(meeting, "media-lost", {})
            case media.SupplyChanged():
                self._tell(event.room, "line", {"supply": event.supply.value}, event.member)
            case media.LayersWanted():
                self._tell(event.room, "layers", {"rids": encode(event.rids)}, event.member)
            case media.MemberMedia():
                pass  # the page itself sees its line; nobody else needs it yet

    def _tell(self, meeting: MeetingId, event: str, payload: dict[str, Json], member: MemberId | None = None) -> None:
        room = self._rooms.get(meeting)
        if room is None:
            return
        everybody = [seat for one, seat in room.seats.items() if one not in room.shut_out]
        seats = everybody if member is None else [room.seats[member]] if member in room.seats else []
        for seat in seats:
            self._later(self._io.emit(event, payload, to=seat.sid))

    def _cut_if_deaf(self, seat: _Seat) -> None:
        with contextlib.suppress(KeyError):
            engine_sid = self._io.manager.eio_sid_from_sid(seat.sid, "/")
            waiting = self._io.eio.sockets[engine_sid].queue.qsize()
            if waiting > BACKLOG_MAX:
                log.warning("page does not read", extra={"member": seat.ticket.member, "waiting": waiting})
                self._later(self._io.disconnect(seat.sid))

    def _refused(self, seat: _Seat, refusal: Refusal) -> dict[str, Json]:
        return refusal_payload(refusal, self._sentence(seat, refusal.code, refusal.params))

    def _refused_with(self, seat: _Seat, code: str) -> dict[str, Json]:
        return {"refused": code, "sentence": self._sentence(seat, code, {})}

    def _sentence(self, seat: _Seat, code: str, params: Mapping[str, str | int]) -> str:
        return self._catalogue.text(seat.language, f"refusal-{code}", **params)

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}
