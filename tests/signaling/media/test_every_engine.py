"""Laws that every MediaEngine keeps, whichever way it is run: in this process, in one of its own, or in several."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from server.meeting.identity import MeetingId, MemberId
from signaling.media import rtcp
from signaling.media.engine import (
    PLANS,
    Answer,
    Device,
    EngineUnavailable,
    Kind,
    Line,
    Listener,
    MediaEngine,
    MediaEvent,
    MediaRights,
    MemberMedia,
    Muted,
    OfferProblem,
    OfferRefused,
    SlotsChanged,
    Speaking,
    Tile,
    TileSize,
    WorkerStatistics,
)
from signaling.media.engine_pool import EnginePool
from signaling.media.engine_process import EmbeddedEngine
from signaling.media.sfu import PortSettings, Sfu
from tests.pages.a_desk import no_media
from tests.signaling.media.loopback import KEYFRAME, OPUS, VP8, Client, settle, until
from tests.signaling.media.offers import an_offer

# The engine is started once for each way of running it, and each test has a room of its own.
pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTINGS = PortSettings("127.0.0.1", 0, ("127.0.0.1",))
AN, BINH, CHI = MemberId("an"), MemberId("binh"), MemberId("chi")
MAY_SPEAK, MAY_DO_ALL = MediaRights(audio=True), MediaRights(audio=True, video=True, screen=True)
SWITCHED_OFF = Muted(audio=True)
AT_ONCE_S = 0.2
PLAINLY_WRONG = "v=0\r\n"


class InProcess:
    """What a worker does, without the worker."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._sfu = sfu = Sfu(SETTINGS, self._tell)
        self.disconnect, self.close_room = sfu.disconnect, sfu.close_room
        self.allow, self.mute, self.show = sfu.allow, sfu.mute, sfu.show
        self.prefer, self.record = sfu.prefer, sfu.record

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    async def start(self) -> None:
        self._sfu.start()

    async def stop(self) -> None:
        await self._sfu.stop()

    async def connect(self, room: MeetingId, member: MemberId, offer_sdp: str, device: Device) -> Answer:
        return self._sfu.connect(room, member, offer_sdp, device)

    async def statistics(self) -> tuple[WorkerStatistics, ...]:
        return (self._sfu.statistics(),)

    def _tell(self, event: MediaEvent) -> None:
        for listener in self._listeners:
            listener(event)


WAYS: dict[str, Callable[[], MediaEngine]] = {
    "in this process": InProcess,
    "in a process of its own": lambda: EmbeddedEngine(SETTINGS),
    "in two processes": lambda: EnginePool(SETTINGS, 2),
}


class Guest(Client):
    """A member who comes in by the engine's own door."""

    async def enter(self, engine: MediaEngine, room: MeetingId) -> None:
        """Offer, check, shake hands."""
        fingerprint = next(one.value for one in self.certificate.getFingerprints() if one.algorithm == "sha-256")
        sdp = an_offer(self.device, session=str(id(self)), ufrag=self.ufrag, fingerprint=fingerprint)
        self.answer = await engine.connect(room, MemberId(self.name), sdp, self.device)
        await self.open_socket(port_in(self.answer))
        await self.check()
        await self.shake_hands()


class Hall:
    """A room of the engine, with the events of this room."""

    def __init__(self, engine: MediaEngine) -> None:
        self.engine = engine
        self.room = MeetingId(secrets.token_hex(4))
        self.events: list[MediaEvent] = []
        self._guests: list[Guest] = []
        engine.listen(self._note)

    async def enter(self, member: MemberId) -> Guest:
        guest = Guest(member)
        self._guests.append(guest)
        await guest.enter(self.engine, self.room)
        await until(lambda: self.line_of(member) is Line.CONNECTED)
        return guest

    def allow(self, *members: MemberId, rights: MediaRights = MAY_SPEAK) -> None:
        for member in members:
            self.engine.allow(self.room, member, rights)

    def line_of(self, member: MemberId) -> Line | None:
        lines = [event.line for event in self.events if isinstance(event, MemberMedia) and event.member == member]
        return lines[-1] if lines else None

    def heard_by(self, viewer: MemberId) -> set[MemberId]:
        told = [event for event in self.events if isinstance(event, SlotsChanged) and event.member == viewer]
        return {one.member for one in told[-1].showing if one.kind is Kind.AUDIO} if told else set()

    async def close(self) -> None:
        for guest in self._guests:
            await guest.leave()
        self.engine.close_room(self.room)

    def _note(self, event: MediaEvent) -> None:
        if getattr(event, "room", None) == self.room:
            self.events.append(event)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=list(WAYS))
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[MediaEngine]:
    built = WAYS[request.param]()
    await built.start()
    yield built
    await built.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def hall(engine: MediaEngine) -> AsyncIterator[Hall]:
    built = Hall(engine)
    yield built
    await built.close()


async def test_an_answer_names_the_slots_of_the_devices_plan_and_one_port(hall: Hall) -> None:
    for device in Device:
        answer = await hall.engine.connect(hall.room, AN, an_offer(device), device)

        kinds = [slot.kind for slot in answer.slots]
        assert [kinds.count(kind) for kind in Kind] == [PLANS[device].audio, PLANS[device].video, PLANS[device].screen]
        assert port_in(answer) > 0


async def test_an_offer_that_is_refused_has_a_code_and_costs_nobody_the_connection(hall: Hall) -> None:
    hall.allow(AN)
    an, binh = await hall.enter(AN), await hall.enter(BINH)

    for sdp, code in ((PLAINLY_WRONG, OfferProblem.NOT_SDP), (an_offer(Device.VIRTUAL), OfferProblem.WRONG_LINES)):
        with pytest.raises(OfferRefused) as refused:
            await hall.engine.connect(hall.room, AN, sdp, Device.PHONE)
        assert refused.value.code is code

    await say(an)
    await until(lambda: b"word" in binh.payloads(OPUS))


async def test_nobody_is_heard_without_a_right_and_at_once_with_it(hall: Hall) -> None:
    an, binh = await hall.enter(AN), await hall.enter(BINH)
    await say(an, b"without")
    await settle()

    hall.allow(AN)
    await asyncio.sleep(AT_ONCE_S)
    await say(an, b"with")
    await until(lambda: b"with" in binh.payloads(OPUS))
    hall.allow(AN, rights=MediaRights(video=True))
    await asyncio.sleep(AT_ONCE_S)
    await say(an, b"no more")
    await settle()

    assert set(binh.payloads(OPUS)) == {b"with"}


async def test_what_is_said_of_members_before_they_come_holds_when_they_come_and_come_again(hall: Hall) -> None:
    hall.allow(AN, BINH, rights=MAY_DO_ALL)
    hall.engine.mute(hall.room, BINH, SWITCHED_OFF)
    hall.engine.show(hall.room, CHI, [Tile(AN, TileSize.SMALL)])

    for _ in range(2):
        assert await words_and_pictures_of_an(hall) == {b"word"}

    hall.engine.mute(hall.room, BINH, Muted())
    binh, chi = await hall.enter(BINH), await hall.enter(CHI)
    await say(binh, b"again")
    await until(lambda: b"again" in chi.payloads(OPUS))


async def words_and_pictures_of_an(hall: Hall) -> set[bytes]:
    """Let all three come, two speak and one film, and all go; return what the third has heard when the picture came."""
    an, binh, chi = [await hall.enter(member) for member in (AN, BINH, CHI)]
    await say(binh, b"muted")
    await say(an)
    an.send(Kind.VIDEO, KEYFRAME)
    await until(lambda: any(isinstance(told, rtcp.KeyframeRequest) for told in an.told))
    an.send(Kind.VIDEO, KEYFRAME)
    await until(lambda: len(chi.payloads(OPUS)) > 0 and len(chi.payloads(VP8)) > 0)
    for member in (AN, BINH, CHI):
        hall.engine.disconnect(hall.room, member)
    await until(lambda: {hall.line_of(member) for member in (AN, BINH, CHI)} == {Line.LOST})
    return set(chi.payloads(OPUS))


async def test_the_preferred_one_is_heard_though_three_are_louder(hall: Hall) -> None:
    members = [MemberId(f"speaker-{at}") for at in range(5)]
    hall.allow(*members)
    hall.engine.prefer(hall.room, [members[4]])
    speakers = [await hall.enter(member) for member in members]
    await hall.enter(CHI)

    for _ in range(10):
        for at, speaker in enumerate(speakers):
            speaker.send(Kind.AUDIO, level=20 + 5 * at)
        await asyncio.sleep(0.02)

    await until(lambda: hall.heard_by(CHI) == {members[0], members[1], members[4]})


async def test_every_listener_is_told_the_same_in_the_same_order(hall: Hall) -> None:
    others: list[MediaEvent] = []
    hall.engine.listen(others.append)
    hall.allow(AN)
    an, _ = await hall.enter(AN), await hall.enter(BINH)

    await say(an)
    await until(lambda: Speaking(hall.room, (AN,)) in hall.events and hall.heard_by(BINH) == {AN})
    await until(lambda: Speaking(hall.room, ()) in hall.events)
    hall.engine.disconnect(hall.room, AN)
    await until(lambda: hall.line_of(AN) is Line.LOST and hall.heard_by(BINH) == set())

    assert [event for event in others if getattr(event, "room", None) == hall.room] == hall.events


async def test_a_later_offer_takes_the_place_of_the_earlier_one(hall: Hall) -> None:
    hall.allow(AN)
    first, binh = await hall.enter(AN), await hall.enter(BINH)
    second = await hall.enter(AN)

    await say(first, b"first")
    await say(second, b"second")
    await until(lambda: b"second" in binh.payloads(OPUS) and first.is_over)

    assert b"first" not in binh.payloads(OPUS)


async def test_rooms_are_apart_and_one_that_is_closed_is_forgotten_alone(hall: Hall) -> None:
    other = Hall(hall.engine)
    for one in (hall, other):
        one.allow(AN)
    (an, binh), (an_there, binh_there) = [(await one.enter(AN), await one.enter(BINH)) for one in (hall, other)]
    await say(an, b"here")
    await until(lambda: b"here" in binh.payloads(OPUS))

    hall.engine.close_room(hall.room)
    await asyncio.sleep(AT_ONCE_S)
    hall.events.clear()
    await say(an, b"closed")
    await say(an_there, b"there")
    await until(lambda: b"there" in binh_there.payloads(OPUS))
    again, listener = await hall.enter(AN), await hall.enter(BINH)
    await say(again, b"no right any more")
    await settle()

    assert b"closed" not in binh.payloads(OPUS)
    assert set(binh_there.payloads(OPUS)) == {b"there"}
    assert listener.heard == []
    await other.close()


async def test_what_is_said_of_strangers_harms_nobody_and_is_no_connection(hall: Hall) -> None:
    nowhere, nobody = MeetingId("nowhere"), MemberId("nobody")
    hall.allow(AN)
    an, binh = await hall.enter(AN), await hall.enter(BINH)

    for room in (nowhere, hall.room):
        hall.engine.disconnect(room, nobody)
        hall.engine.allow(room, nobody, MAY_SPEAK)
        hall.engine.mute(room, nobody, SWITCHED_OFF)
        hall.engine.show(room, nobody, [Tile(nobody, TileSize.LARGE)])
        hall.engine.show(room, BINH, [Tile(nobody, TileSize.LARGE)])
        hall.engine.prefer(room, [nobody])
    for _ in range(2):
        hall.engine.record(nowhere, None)
        hall.engine.disconnect(nowhere, nobody)
        hall.engine.close_room(nowhere)
    await say(an)

    await until(lambda: b"word" in binh.payloads(OPUS))
    counted = [room for worker in await hall.engine.statistics() for room in worker.rooms]
    assert nowhere not in [room.room for room in counted]
    here = next(room for room in counted if room.room == hall.room)
    assert {member.member for member in here.members} == {AN, BINH}
    assert hall.line_of(nobody) is None


@pytest.mark.parametrize("way", WAYS)
async def test_an_engine_without_a_room_says_what_the_desk_has_in_its_stead(way: str) -> None:
    idle = WAYS[way]()
    await idle.start()

    assert set(await idle.statistics()) == set(await no_media())
    await idle.stop()


@pytest.mark.parametrize("way", ["in a process of its own", "in two processes"])
async def test_an_engine_that_does_not_run_turns_offers_away_and_keeps_what_it_is_told(way: str) -> None:
    hall = Hall(WAYS[way]())
    hall.allow(AN)
    with pytest.raises(EngineUnavailable):
        await hall.engine.connect(hall.room, AN, an_offer(), Device.VIRTUAL)

    await hall.engine.start()
    an, binh = await hall.enter(AN), await hall.enter(BINH)
    await say(an)
    await until(lambda: b"word" in binh.payloads(OPUS))
    await hall.close()
    await hall.engine.stop()
    await hall.engine.stop()

    with pytest.raises(EngineUnavailable):
        await hall.engine.connect(hall.room, AN, an_offer(), Device.VIRTUAL)


async def say(guest: Guest, word: bytes = b"word") -> None:
    for _ in range(5):
        guest.send(Kind.AUDIO, word)
        await asyncio.sleep(0.02)


def port_in(answer: Answer) -> int:
    found = re.search(r" (\d+) typ host", answer.sdp)
    assert found is not None
    return int(found[1])
