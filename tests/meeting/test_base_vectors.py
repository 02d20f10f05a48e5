"""The base of a vote: the fourteen vectors of the Statute's rules, and an oracle written apart from the code.

R1.13 and R1.14: 24-QĐ/TW point 9.3.2, kept by 294-QĐ/TW.
"""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.meeting import voting
from server.meeting.deciding import open_meeting
from server.meeting.identity import MemberId, Seat
from server.meeting.plan import Invited
from server.meeting.refusal import Refusal
from server.meeting.roll import Leave, RollEntry, Standing, Status, base_of
from server.meeting.rules import Majority, Matter, MeetingKind
from server.meeting.voting import Answer
from tests.meeting.scenes import VOTE, Scene, a_plan, entry

EXCUSED = Leave("Đi công tác dài ngày", accepted=True)


def official(
    count: int, prefix: str = "m", *, status: Status = Status.NORMAL, leave: Leave | None = None
) -> list[RollEntry]:
    return [entry(f"{prefix}{number:02}", status=status, leave=leave) for number in range(1, count + 1)]


def probationary(count: int) -> list[RollEntry]:
    return [entry(f"p{number:02}", standing=Standing.PROBATIONARY) for number in range(1, count + 1)]


@dataclass(frozen=True)
class Vector:
    """`absent` never come; of those present the first `in_favour` vote yes (special ones first), the rest against."""

    name: str
    roll: list[RollEntry]
    absent: set[str]
    in_favour: int
    base: int
    passed: bool
    kind: MeetingKind = MeetingKind.REGULAR
    matter: Matter = Matter.RESOLUTION


def ids(roll: list[RollEntry]) -> set[str]:
    return {one.member for one in roll}


AWAY = official(3, "away", leave=EXCUSED)
T1_ROLL = [*official(17), *AWAY, *probationary(2)]
EXEMPT = official(2, "exempt", status=Status.EXEMPT)
T3_ROLL = [*official(10), *EXEMPT]
ABSENT_ONE = official(1, "gone", leave=EXCUSED)
ABSENT_TWO = official(2, "gone", leave=EXCUSED)
UNEXCUSED_TWO = official(2, "gone")

VECTORS = [
    Vector("T1 eleven of seventeen present pass on a base of twenty", T1_ROLL, ids(AWAY), 11, 20, True),
    Vector("T2 ten of seventeen fail although most of those present", T1_ROLL, ids(AWAY), 10, 20, False),
    Vector("T3 exempt and absent members leave the base", T3_ROLL, ids(EXEMPT), 6, 10, True),
    Vector("T4 one exempt member who votes is counted again", T3_ROLL, {"exempt02"}, 6, 11, True),
    Vector("T5 two exempt members who vote are counted again", T3_ROLL, set(), 6, 12, False),
    Vector(
        "T6 a congress leaves out whom it excused, and five of ten is not more than half",
        [*official(10), *ABSENT_ONE],
        ids(ABSENT_ONE),
        5,
        10,
        False,
        MeetingKind.CONGRESS,
    ),
    Vector(
        "T7 six of ten pass at a congress with two excused",
        [*official(10), *ABSENT_TWO],
        ids(ABSENT_TWO),
        6,
        10,
        True,
        MeetingKind.CONGRESS,
    ),
    Vector(
        "T7 without the excuse the base is twelve and six fail",
        [*official(10), *UNEXCUSED_TWO],
        ids(UNEXCUSED_TWO),
        6,
        12,
        False,
        MeetingKind.CONGRESS,
    ),
    Vector("T8 eight of twelve are two thirds", official(12), set(), 8, 12, True, matter=Matter.ADMISSION),
    Vector("T9 seven of eleven are not two thirds", official(11), set(), 7, 11, False, matter=Matter.ADMISSION),
    Vector(
        "T10 a suspended member is not counted",
        [*official(8), *official(1, "out", status=Status.SUSPENDED)],
        {"out01"},
        5,
        8,
        True,
    ),
    Vector(
        "T11 a member attached elsewhere is not counted",
        [*official(8), *official(1, "out", status=Status.ATTACHED_ELSEWHERE)],
        {"out01"},
        4,
        8,
        False,
    ),
]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_the_result_follows_the_statute(vector: Vector) -> None:
    here = [one.member for one in vector.roll if one.member not in vector.absent]
    scene = Scene(a_plan(vector.roll, kind=vector.kind)).joined(*here).called_to_order()

    question = scene.opens_vote(matter=vector.matter)
    # Exempt members vote first, so that "one exempt member joins and votes" is what happens.
    order = sorted(question.voters, key=lambda member: not member.startswith("exempt"))
    scene.in_favour(*order[: vector.in_favour]).votes(Answer.AGAINST, *order[vector.in_favour :])
    result = scene.closes_vote().result

    assert result is not None
    assert (result.in_favour, result.base, result.passed) == (vector.in_favour, vector.base, vector.passed)
    assert result.needed == vector.matter.majority.needed(vector.base)
    assert result.cast + result.not_voting == result.base


def test_t12_a_cell_with_two_official_members_cannot_meet() -> None:
    plan = a_plan([*official(2), *probationary(4)], chair=MemberId("m01"))

    with pytest.raises(Refusal) as refused:
        open_meeting(plan)

    assert refused.value.code == "too-few-official"


def test_t13_a_probationary_member_who_presses_agree_is_refused_and_nothing_changes() -> None:
    roll = [*official(4), *probationary(1)]
    scene = Scene(a_plan(roll)).joined(*(one.member for one in roll)).called_to_order()
    question = scene.opens_vote()

    assert MemberId("p01") not in question.voters
    assert scene.refusal(MemberId("p01"), voting.CastVote(VOTE, Answer.IN_FAVOUR)) == "no-vote-probationary"
    assert scene.question().answers == {}


def test_t14_an_observer_from_above_who_is_on_this_roll_votes_like_anybody() -> None:
    roll = official(4)
    also_invited = (Invited(MemberId("m02"), "Đồng chí Hai", Seat.OBSERVER, "Ủy viên Ban Thường vụ"),)
    scene = Scene(a_plan(roll, invited=also_invited)).joined(*(one.member for one in roll)).called_to_order()

    scene.opens_vote()
    scene.in_favour(MemberId("m02"))

    assert scene.question().answers[MemberId("m02")].answer is Answer.IN_FAVOUR


def test_members_away_on_business_stay_in_the_base_of_an_ordinary_meeting() -> None:
    roll = [*official(17), *AWAY]

    assert base_of(roll, MeetingKind.REGULAR, set(), set(), {one.member for one in AWAY}).count == 20
    assert base_of(roll, MeetingKind.CONGRESS, set(), set(), {one.member for one in AWAY}).count == 17


def test_a_member_attached_here_is_in_no_base_of_this_cell() -> None:
    guest_member = entry("here", status=Status.ATTACHED_HERE)

    base = base_of([*official(5), guest_member], MeetingKind.REGULAR, {guest_member.member}, {guest_member.member})

    assert base.count == 5


def test_an_exempt_member_who_is_present_but_does_not_vote_is_not_counted() -> None:
    scene = Scene(a_plan(T3_ROLL)).joined(*(one.member for one in T3_ROLL)).called_to_order()

    opened = scene.opens_vote()
    scene.in_favour(*(one.member for one in official(6)))
    result = scene.closes_vote().result

    assert opened.base == 12
    assert result is not None
    assert (result.base, result.passed) == (10, True)


@pytest.mark.parametrize("base", range(1, 200))
def test_more_than_half_is_strict_and_two_thirds_is_at_least(base: int) -> None:
    for yes in range(base + 1):
        assert Majority.MORE_THAN_HALF.passes(yes, base) == (2 * yes > base)
        assert Majority.AT_LEAST_TWO_THIRDS.passes(yes, base) == (3 * yes >= 2 * base)


@pytest.mark.parametrize("majority", Majority)
def test_a_base_of_nobody_passes_nothing(majority: Majority) -> None:
    assert not majority.passes(0, 0)


@st.composite
def rolls(draw: st.DrawFn) -> list[RollEntry]:
    count = draw(st.integers(3, 12))
    return [
        RollEntry(
            MemberId(f"m{number}"),
            f"Đồng chí {number}",
            draw(st.sampled_from(Standing)),
            draw(st.sampled_from(Status)),
            leave=draw(
                st.sampled_from([None, Leave("Ốm", None), Leave("Ốm", accepted=True), Leave("Ốm", accepted=False)])
            ),
        )
        for number in range(count)
    ]


@given(rolls(), st.sampled_from(MeetingKind), st.data())
def test_the_base_agrees_with_an_oracle_written_from_the_rule(
    roll: list[RollEntry], kind: MeetingKind, data: st.DataObject
) -> None:
    members = [one.member for one in roll]
    present = set(data.draw(st.lists(st.sampled_from(members), unique=True)))
    took_part = {member for member in present if data.draw(st.booleans())}
    absent = set(members) - present

    base = base_of(roll, kind, present, took_part, absent)

    assert base.count == oracle(roll, kind, present, took_part)


def oracle(roll: list[RollEntry], kind: MeetingKind, present: set[MemberId], took_part: set[MemberId]) -> int:
    """Set arithmetic straight from the rule's own text, sharing no line with the code."""
    counted = {one.member for one in roll if one.standing == Standing.OFFICIAL and one.status != Status.ATTACHED_HERE}
    by_status = {status: {one.member for one in roll if one.status == status} for status in Status}
    counted -= by_status[Status.ATTACHED_ELSEWHERE] - present
    counted -= by_status[Status.EXEMPT] - took_part
    counted -= by_status[Status.SUSPENDED] | by_status[Status.PROSECUTED] | by_status[Status.TRANSFER_PENDING]
    if kind == MeetingKind.CONGRESS:
        counted -= {one.member for one in roll if one.leave and one.leave.accepted and one.member not in present}
    return len(counted)
