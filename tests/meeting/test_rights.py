"""Who may send what, and when: the whole table, walked for every role, command and phase."""

import dataclasses
from typing import get_args

import pytest

from server.meeting import meeting as core
from server.meeting import rights
from server.meeting.attendance import CheckIn, Join, Leave
from server.meeting.deciding import Facts, decide
from server.meeting.identity import MemberId, Role
from server.meeting.refusal import CODES, Refusal
from server.meeting.rights import RIGHTS, Phase, TakeChair, allowed, require
from tests.meeting.scenes import (
    BICH,
    DUNG,
    HOA,
    KEY,
    KHOA,
    LAN,
    MINH,
    PHUC,
    QUANG,
    STRANGER,
    THAO,
    TUAN,
    YEN,
    Scene,
    closed,
    every_command,
    in_session,
)

COMMANDS = every_command()
WHO: dict[str, MemberId | None] = {
    "chair": LAN,
    "minute-taker": HOA,
    "deputy": MINH,
    "member": TUAN,
    "site keeper": DUNG,
    "probationary": KHOA,
    "exempt": BICH,
    "attached here": THAO,
    "observer": YEN,
    "guest": PHUC,
    "service": None,
    "suspended": QUANG,
    "stranger": STRANGER,
}

# As the programme of a meeting wants it, written apart from the code: C chair, T minute-taker, D deputy, M every
# member, O observers and guests, S the service; then the phases: gathering, in session, closed.
TABLE = """
    Join                  MO    g s
    Leave                 MO    g s
    LeaveRoom             MO    g s
    ResumeService         S     g s
    CheckIn               MO    g s
    ConfirmCheckIn        CT    g s
    DeclineCheckIn        CT    g s
    CheckOut              M     g s
    TakeRoll              CT      s
    CorrectAttendance     CT    g s
    CallToOrder           C     g
    AppointMinuteTaker    C     g s
    HandOverChair         C     g s
    TakeChair             D     g s
    StartItem             C       s
    FinishItem            C       s
    SkipItem              C       s
    AddItem               C     g s
    AskForFloor           M       s
    WithdrawRequest       M       s
    GiveFloor             C       s
    YieldFloor            MO      s
    EndFloor              C       s
    ExtendFloor           C       s
    ReorderFloor          C       s
    OpenFreeDiscussion    C       s
    CloseFreeDiscussion   C       s
    SubmitWrittenOpinion  M     g s
    OpenVote              C       s
    ExtendVote            C       s
    CastVote              MO      s
    CastBallot            MO      s
    CloseVote             C       s
    VoidVote              CS      s
    ReserveOpinion        M       s
    WriteItem             CT    g s
    WriteConclusion       CT    g s
    WriteGist             CT    g s
    RecordDues            CT    g s
    RecordDirection       CT    g s
    RecordReview          CT    g s
    StartRecording        C       s
    StopRecording         CS      s
    ReportRecording       S       s c
    AssignTask            CT    g s
    WithdrawTask          CT    g s
    RecordScore           CT      s
    ReadMinutes           CT      s
    CloseMeeting          C     g s
    FileMinutes           S         c
    DraftAnnex            CT        c
    SignAnnex             CT        c
"""
LETTERS = {
    "C": {Role.CHAIR},
    "T": {Role.MINUTE_TAKER},
    "D": {Role.DEPUTY},
    "M": {Role.MEMBER},
    "O": {Role.OBSERVER, Role.GUEST},
    "S": {Role.SERVICE},
}
PHASES = {"g": Phase.GATHERING, "s": Phase.IN_SESSION, "c": Phase.CLOSED}


def row_of(line: str) -> tuple[str, set[Role], set[Phase]]:
    name, letters, *phases = line.split()
    return name, set().union(*(LETTERS[letter] for letter in letters)), {PHASES[phase] for phase in phases}


ROWS = {name: (roles, phases) for name, roles, phases in map(row_of, TABLE.strip().splitlines())}


def scene_in(phase: Phase) -> Scene:
    if phase is Phase.GATHERING:
        return Scene().joined(LAN, HOA, TUAN).appointed()
    return in_session() if phase is Phase.IN_SESSION else closed(in_session())


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    names = {kind.__name__ for kind in get_args(core.Command)}

    assert {kind.__name__ for kind in RIGHTS} == names == set(ROWS)
    assert set(COMMANDS) == set(get_args(core.Command))


@pytest.mark.parametrize("kind", RIGHTS, ids=lambda kind: kind.__name__)
def test_the_table_is_what_the_programme_wants(kind: type) -> None:
    roles, phases = ROWS[kind.__name__]

    assert RIGHTS[kind].roles == roles
    assert RIGHTS[kind].phases == phases


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("who", WHO)
def test_everybody_may_do_exactly_what_the_table_says(who: str, phase: Phase) -> None:
    """Nobody gets past the table, and nobody within it is told that it is not theirs."""
    scene = scene_in(phase)
    by = WHO[who]
    roles = {Role.SERVICE} if by is None else set(scene.meeting.roles(by))

    for kind, command in COMMANDS.items():
        row_roles, row_phases = ROWS[kind.__name__]
        code = answer_to(scene, command, by)
        if who == "suspended":
            assert code == "not-summoned"
        elif not roles & row_roles:
            assert code == "not-yours", (who, kind)
        elif phase not in row_phases:
            assert code in {"meeting-closed", "meeting-not-closed", "not-called-to-order", "already-called"}, kind
        else:
            assert code not in {"not-yours", "meeting-closed", "meeting-not-closed", "not-called-to-order"}, kind


def answer_to(scene: Scene, command: core.Command, by: MemberId | None) -> str | None:
    try:
        decide(scene.meeting, command, by, scene.at, Facts(ballot_key=KEY))
    except Refusal as refused:
        return refused.code
    return None


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("phase", Phase)
def test_what_a_page_is_told_it_may_send_is_what_the_door_lets_through(role: Role, phase: Phase) -> None:
    for kind in RIGHTS:
        try:
            require(kind, {role}, phase)
            passes = True
        except Refusal:
            passes = False
        assert passes == (kind.__name__ in allowed({role}, phase))


def test_roles_are_those_of_this_meeting() -> None:
    meeting = in_session().meeting

    assert meeting.roles(LAN) == {Role.MEMBER, Role.CHAIR}
    assert meeting.roles(HOA) == {Role.MEMBER, Role.MINUTE_TAKER}
    assert meeting.roles(MINH) == {Role.MEMBER, Role.DEPUTY}
    assert meeting.roles(YEN) == {Role.OBSERVER}
    assert meeting.roles(PHUC) == {Role.GUEST}
    assert meeting.roles(QUANG) == meeting.roles(STRANGER) == frozenset()


def test_the_secretary_who_handed_over_the_chair_may_take_it_back_when_that_line_fails() -> None:
    scene = in_session()
    scene.does(LAN, rights.HandOverChair(TUAN))
    assert scene.meeting.roles(LAN) == {Role.MEMBER, Role.DEPUTY}
    assert scene.refusal(LAN, TakeChair()) == "already-chair"

    scene.does(TUAN, Leave())
    scene.does(LAN, TakeChair())

    assert scene.meeting.chair == LAN
    assert scene.meeting.chairs[-1].by_deputy


def test_the_chair_is_handed_only_to_a_member_who_is_here_on_a_line_of_their_own() -> None:

    scene = in_session()
    scene.does(LAN, CheckIn((THAO,), keeper=DUNG))

    assert scene.refusal(LAN, rights.HandOverChair(YEN)) == "no-such-member"
    assert scene.refusal(LAN, rights.HandOverChair(BICH)) == "not-here"
    assert scene.refusal(LAN, rights.HandOverChair(THAO)) == "not-here"
    assert scene.refusal(LAN, rights.HandOverChair(LAN)) == "already-chair"
    scene.does(LAN, rights.HandOverChair(MINH))
    assert scene.refusal(LAN, rights.AppointMinuteTaker(TUAN)) == "not-yours"


def test_the_minute_taker_is_a_member_who_is_here() -> None:
    scene = in_session()

    assert scene.refusal(LAN, rights.AppointMinuteTaker(YEN)) == "no-such-member"
    assert scene.refusal(LAN, rights.AppointMinuteTaker(BICH)) == "not-here"
    assert scene.does(LAN, rights.AppointMinuteTaker(HOA)) == []
    scene.does(LAN, rights.AppointMinuteTaker(TUAN))
    assert scene.meeting.roles(HOA) == {Role.MEMBER}


def test_who_chairs_is_official_and_does_not_write_the_minutes() -> None:
    scene = in_session()
    scene.does(KHOA, Join())

    assert scene.refusal(LAN, rights.HandOverChair(KHOA)) == "chair-not-official"
    assert scene.refusal(LAN, rights.HandOverChair(HOA)) == "chair-takes-no-minutes"
    assert scene.refusal(LAN, rights.AppointMinuteTaker(LAN)) == "chair-takes-no-minutes"


def test_a_meeting_is_called_to_order_once() -> None:
    scene = in_session()

    assert scene.refusal(LAN, rights.CallToOrder()) == "already-called"
    assert scene.refusal(TUAN, rights.CallToOrder()) == "not-yours"


def test_who_is_heard_and_seen() -> None:
    scene = Scene().joined(LAN, TUAN, YEN)
    assert scene.meeting.media_rights(YEN).audio, "everybody is heard while the room gathers"
    assert not scene.meeting.media_rights(STRANGER).video
    assert not scene.meeting.media_rights(QUANG).video

    scene.called_to_order()

    heard = {member for member in (LAN, TUAN, YEN) if scene.meeting.media_rights(member).audio}
    assert heard == {LAN}
    assert not any(dataclasses.astuple(closed(scene).meeting.media_rights(LAN)))


def test_a_refusal_has_a_code_of_the_list() -> None:
    with pytest.raises(ValueError, match="unknown refusal"):
        Refusal("because-i-say-so")
    assert {"not-yours", "gate-unmet"} <= CODES
    assert Scene().refusal(STRANGER, Join()) == "not-yours"
