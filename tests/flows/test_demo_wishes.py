"""What virtual members wish, moment by moment of the demo's own past meeting: nothing that the rules would refuse."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from server import demo, demo_cast, migrations
from server.database import Database
from server.demo_cell import find_cell
from server.event_log import EventLog
from server.meeting.deciding import decide
from server.meeting.identity import MemberId
from server.meeting.meeting import Meeting, apply, opened
from server.meeting_sheets import MeetingState
from server.preparation import Preparation
from server.projections.live_view import audience_of, own_view, shared_view
from server.settings import Settings
from server.vietnam_time import day_of
from signaling.virtual_behaviour import Part, Wish, wishes
from signaling.virtual_members import Cast, read_cast
from signaling.wire import command_from

AFTERNOON = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
LATER = timedelta(seconds=1)


@dataclass(frozen=True)
class Moment:
    """The meeting after one more event."""

    meeting: Meeting
    at: datetime


@dataclass(frozen=True)
class Evening:
    """The past meeting, moment by moment, and everybody who could play."""

    moments: tuple[Moment, ...]
    ids: dict[str, MemberId]
    cast: Cast

    def part(self, key: str) -> Part:
        return next(part for part in self.cast.parts if part.sign_in == f"{key}@minhphu.example")

    def wishes(self, moment: Moment, key: str) -> list[Wish]:
        """What the member wishes; nobody who is not in the room on an own line wishes anything."""
        presence = moment.meeting.attendance.of(self.ids[key])
        if not presence.is_connected or presence.via is not None:
            return []
        return wishes(self.view(moment, key), self.part(key), self.cast.pen, day_of(moment.at))

    def view(self, moment: Moment, key: str) -> dict[str, Any]:
        member, at = self.ids[key], moment.at
        audience = audience_of(moment.meeting, member)
        return {**shared_view(moment.meeting, audience, at), **own_view(moment.meeting, member, at)}


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("demo"))
    migrations.upgrade(settings.database_address)
    demo.seed(settings, lambda: AFTERNOON)
    database = Database(settings.database_address)
    yield asyncio.run(_evening(database))
    database.close()


async def _evening(database: Database) -> Evening:
    cell = await find_cell(database, day_of(AFTERNOON))
    sheets = await Preparation(database).sheets_of([cell.id])
    closed = next(sheet.id for sheet in sheets if sheet.state is MeetingState.CLOSED)
    first, *rest = await EventLog(database).read(closed)
    moments = [Moment(opened(first), first.at)]
    for recorded in rest:
        moments.append(Moment(apply(moments[-1].meeting, recorded), recorded.at))
    return Evening(tuple(moments), dict(cell.ids), read_cast(demo_cast.line(14)))


@pytest.mark.parametrize("key", ["huong", "chau", "ngan", "phuoc", "ha"])
def test_no_wish_is_refused_at_any_moment(evening: Evening, key: str) -> None:
    granted = set()
    for moment in evening.moments:
        for wish in evening.wishes(moment, key):
            payload = {"id": "w", "type": wish.command, "fields": wish.fields()}
            decide(moment.meeting, command_from(payload).command, evening.ids[key], moment.at + LATER)
            granted.add(wish.command)

    assert granted


def test_a_probationary_member_and_an_observer_never_wish_to_vote(evening: Evening) -> None:
    wished = {
        wish.command
        for moment in evening.moments
        for key in ("ngan", "khanh", "ha")
        for wish in evening.wishes(moment, key)
    }

    assert wished
    assert not wished & {"CastVote", "CastBallot", "ReserveOpinion"}


def test_an_observer_gives_the_floor_back_and_wishes_nothing_else(evening: Evening) -> None:
    wished = {wish.command for moment in evening.moments for wish in evening.wishes(moment, "ha")}

    assert wished == {"YieldFloor"}


def test_the_same_moment_wishes_the_same_and_each_wish_has_a_key_of_its_own(evening: Evening) -> None:
    for moment in evening.moments:
        keys = [wish.key for wish in evening.wishes(moment, "huong")]

        assert keys == [wish.key for wish in evening.wishes(moment, "huong")]
        assert len(set(keys)) == len(keys)


def test_hands_go_up_one_after_the_other(evening: Evening) -> None:
    in_discussion = next(
        moment
        for moment in evening.moments
        if any(wish.key.startswith("ask") for wish in evening.wishes(moment, "nam"))
    )
    asked = [
        wish.after_s
        for part in evening.cast.parts
        for wish in evening.wishes(in_discussion, part.sign_in.partition("@")[0])
        if wish.key.startswith("ask")
    ]

    assert len(asked) > 3
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(asked))
