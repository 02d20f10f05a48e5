"""Any command by anybody at any time: the laws that hold whatever people press.

The same replay rule as everywhere: what the screens showed is a fold of the log, and the log tells no secret.
"""

import json
import os
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from server.catalogue import Missing, load
from server.event_codec import event_from_json, event_to_json
from server.meeting import agenda, attendance, closing, floor, record, recording, rights, voting
from server.meeting.agenda import Step
from server.meeting.attendance import AttendanceState
from server.meeting.deciding import Facts, decide
from server.meeting.floor import FloorKind
from server.meeting.identity import AnnexId, ContributionId, ItemId, MemberId, QuestionId, Role, SiteId, TaskId
from server.meeting.meeting import Command, Recorded, apply, replay
from server.meeting.refusal import Refusal
from server.meeting.rights import RIGHTS, Phase
from server.meeting.roll import Leave as LeaveRequest
from server.meeting.rules import Matter, MeetingKind
from server.meeting.voting import Answer, BallotCount, VoteForm
from server.projections.document import heading
from server.projections.live_view import Audience, audience_of, own_view, shared_view
from server.projections.minutes import minutes_of
from server.projections.minutes_text import minutes_text
from server.projections.vietnamese import Vietnamese
from tests.meeting.scenes import A_CELL, KEY, OFFICIAL_AND_HERE, PROGRAMME, STRANGER, Scene, a_plan, entry
from tests.meeting.test_base_vectors import oracle

ROLL = (*A_CELL, entry("vang", leave=LeaveRequest("Đi công tác dài ngày", accepted=True)))
PEOPLE = (*(one.member for one in ROLL), MemberId("yen"), MemberId("phuc"), STRANGER)
TEXTS = st.sampled_from(["", "Đồng ý", "  ", "Ý kiến\x00 khác", "x" * 301])
MAYBE = st.none() | TEXTS
WORDS = Vietnamese(load(Missing.FAILS))
CANARY = "CANARY-WHAT-THE-BALLOT-SAYS"

# What people press most leads somewhere; the rest is any command with any fields.
people = st.sampled_from(PEOPLE)
officials = st.sampled_from(OFFICIAL_AND_HERE)
items = st.sampled_from([*(one.id for one in PROGRAMME), ItemId("extra"), ItemId("nonsense")])
questions = st.sampled_from([QuestionId(f"q{number}") for number in range(1, 5)])
contributions = st.sampled_from([ContributionId(f"c{number}") for number in range(1, 4)])
sites = st.sampled_from([None, SiteId("vinh"), SiteId("nowhere")])
some = st.lists(people, max_size=4).map(tuple)
tasks = st.sampled_from([TaskId("t1"), TaskId("t2")])
annexes = st.sampled_from([AnnexId("a1"), AnnexId("a2")])

COMMANDS: dict[type, st.SearchStrategy[Command]] = {
    attendance.Join: st.builds(attendance.Join),
    attendance.Leave: st.builds(attendance.Leave),
    attendance.LeaveRoom: st.builds(attendance.LeaveRoom),
    attendance.CheckIn: st.builds(attendance.CheckIn, some, sites, st.none() | people),
    attendance.ConfirmCheckIn: st.builds(attendance.ConfirmCheckIn, people),
    attendance.DeclineCheckIn: st.builds(attendance.DeclineCheckIn, people),
    attendance.CheckOut: st.builds(attendance.CheckOut, people),
    attendance.TakeRoll: st.builds(attendance.TakeRoll),
    attendance.CorrectAttendance: st.builds(
        attendance.CorrectAttendance, people, st.sampled_from(AttendanceState), TEXTS
    ),
    rights.CallToOrder: st.builds(rights.CallToOrder),
    rights.AppointMinuteTaker: st.builds(rights.AppointMinuteTaker, people),
    rights.HandOverChair: st.builds(rights.HandOverChair, people),
    rights.TakeChair: st.builds(rights.TakeChair),
    agenda.StartItem: st.builds(agenda.StartItem, items, MAYBE),
    agenda.FinishItem: st.builds(agenda.FinishItem, items, MAYBE),
    agenda.SkipItem: st.builds(agenda.SkipItem, items, TEXTS),
    agenda.AddItem: st.builds(agenda.AddItem, items, items, TEXTS, st.integers(0, 30), st.booleans(), MAYBE),
    floor.AskForFloor: st.builds(floor.AskForFloor, st.sampled_from(FloorKind)),
    floor.WithdrawRequest: st.builds(floor.WithdrawRequest),
    floor.GiveFloor: st.builds(floor.GiveFloor, people, st.sampled_from([0, 60, 180])),
    floor.YieldFloor: st.builds(floor.YieldFloor),
    floor.EndFloor: st.builds(floor.EndFloor),
    floor.ExtendFloor: st.builds(floor.ExtendFloor, st.sampled_from([0, 60])),
    floor.ReorderFloor: st.builds(floor.ReorderFloor, some, TEXTS),
    floor.OpenFreeDiscussion: st.builds(floor.OpenFreeDiscussion),
    floor.CloseFreeDiscussion: st.builds(floor.CloseFreeDiscussion),
    floor.SubmitWrittenOpinion: st.builds(floor.SubmitWrittenOpinion, TEXTS),
    voting.OpenVote: st.builds(
        voting.OpenVote,
        questions,
        st.just("Đồng ý?"),
        st.sampled_from(Matter),
        st.sampled_from(VoteForm),
        st.none() | items,
        st.just(60),
        st.booleans(),
        st.booleans(),
    ),
    voting.ExtendVote: st.builds(voting.ExtendVote, questions, st.sampled_from([0, 30])),
    voting.CastVote: st.builds(voting.CastVote, questions, st.sampled_from(Answer), st.none() | people, MAYBE),
    voting.CastBallot: st.builds(
        voting.CastBallot,
        questions,
        st.sampled_from([CANARY.ljust(voting.SEALED_BASE64_LENGTH, "="), CANARY]),
        st.none() | people,
    ),
    voting.CloseVote: st.builds(voting.CloseVote, questions),
    voting.VoidVote: st.builds(voting.VoidVote, questions, TEXTS),
    voting.ReserveOpinion: st.builds(voting.ReserveOpinion, questions, TEXTS),
    record.WriteItem: st.builds(record.WriteItem, items, TEXTS),
    record.WriteConclusion: st.builds(record.WriteConclusion, items, TEXTS),
    record.WriteGist: st.builds(record.WriteGist, contributions, TEXTS),
    record.RecordDues: st.builds(record.RecordDues, st.integers(-1, 9), st.integers(-1, 9), TEXTS),
    record.RecordDirection: st.builds(record.RecordDirection, people, TEXTS, TEXTS),
    record.RecordReview: st.builds(record.RecordReview, st.just(())),
    recording.StartRecording: st.builds(recording.StartRecording, st.none() | questions, MAYBE),
    recording.StopRecording: st.builds(recording.StopRecording),
    closing.AssignTask: st.builds(closing.AssignTask, tasks, TEXTS, st.none() | people),
    closing.WithdrawTask: st.builds(closing.WithdrawTask, tasks),
    closing.RecordScore: st.builds(
        closing.RecordScore, st.sampled_from([(), (5, 5, 10, 40, 5, 30, 5), (6, 0, 0, 0, 0, 0, 0)])
    ),
    closing.ReadMinutes: st.builds(closing.ReadMinutes),
    closing.CloseMeeting: st.builds(closing.CloseMeeting, MAYBE),
    closing.DraftAnnex: st.builds(closing.DraftAnnex, annexes, TEXTS, TEXTS),
    closing.SignAnnex: st.builds(closing.SignAnnex, annexes),
}
BY_THE_SERVICE: dict[type, st.SearchStrategy[Command]] = {
    closing.FileMinutes: st.just(closing.FileMinutes((closing.FiledDocument("minutes.pdf", "0" * 64, 1),))),
    voting.VoidVote: st.builds(voting.VoidVote, questions, st.just("key-lost")),
    recording.ReportRecording: st.builds(recording.ReportRecording, st.integers(0, 3), st.just(2), st.just(5)),
}


def test_every_command_is_pressed() -> None:
    assert {*COMMANDS, *BY_THE_SERVICE, attendance.ResumeService} == set(RIGHTS)


class AnyOrder(RuleBasedStateMachine):
    """`answers` and `ballots` are what the voters themselves know: an account apart from the log."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene(a_plan())
        self.answers: dict[str, dict[str, Answer]] = {}
        self.ballots: dict[str, dict[str, Answer]] = {}
        self.unseen = 0  # log rows whose laws are not yet looked at
        self.adopted: list[str] | None = None  # the minutes up to the closing part, when they were adopted

    @initialize(
        kind=st.sampled_from([MeetingKind.REGULAR, MeetingKind.CONGRESS]),
        permission=st.sampled_from([None, "QĐ 01"]),
        in_session=st.sampled_from([True, True, True, False]),
    )
    def room_opens(self, kind: MeetingKind, permission: str | None, in_session: bool) -> None:
        self.scene = Scene(a_plan(ROLL, kind=kind, permission=permission, may_record=permission))
        self.scene.joined(*OFFICIAL_AND_HERE[:5], MemberId("bich"))
        if in_session:
            self.scene.called_to_order().appointed()

    @rule(seconds=st.sampled_from([1, 30, 119, 121, 700]))
    def time_passes(self, seconds: int) -> None:
        self.scene.later(seconds)

    @rule(down_s=st.sampled_from([0, 5, 200, -100]))
    def service_restarts(self, down_s: int) -> None:
        self.press(None, attendance.ResumeService(self.scene.at - timedelta(seconds=down_s)))

    @rule(by=people, data=st.data())
    def anybody_presses_anything(self, by: MemberId, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(list(COMMANDS)))
        self.press(by, data.draw(COMMANDS[kind]), data.draw(st.sampled_from(Answer)))

    @rule(data=st.data())
    def the_chair_leads_on(self, data: st.DataObject) -> None:
        leading = [kind for kind in COMMANDS if Role.CHAIR in RIGHTS[kind].roles and kind in _LEADING]
        kind = data.draw(st.sampled_from(leading))
        self.press(self.scene.meeting.chair, data.draw(COMMANDS[kind]))

    @rule(by=people, answer=st.sampled_from(Answer))
    def somebody_votes_in_what_is_open(self, by: MemberId, answer: Answer) -> None:
        question = self.scene.meeting.voting.open_question
        if question is not None and question.form is VoteForm.OPEN:
            self.press(by, voting.CastVote(question.id, answer))
        elif question is not None:
            sealed = CANARY.ljust(voting.SEALED_BASE64_LENGTH, "=")
            self.press(by, voting.CastBallot(question.id, sealed), answer)

    @rule(form=st.sampled_from(VoteForm), matter=st.sampled_from([Matter.RESOLUTION, Matter.OPINION, Matter.ADMISSION]))
    def the_chair_puts_a_question(self, form: VoteForm, matter: Matter) -> None:
        question = QuestionId(f"put-{len(self.scene.meeting.voting.questions)}")
        command = voting.OpenVote(question, "Đồng ý?", matter, form, everyone_heard=True, may_reveal=True)
        self.press(self.scene.meeting.chair, command)

    @rule(answer=st.sampled_from(Answer))
    def several_vote_and_click_twice(self, answer: Answer) -> None:
        for member in (*OFFICIAL_AND_HERE[1:4], *OFFICIAL_AND_HERE[2:3], MemberId("bich")):
            self.somebody_votes_in_what_is_open(member, answer)

    @rule(keeper=officials, beside=st.sampled_from([MemberId("thao"), MemberId("mai"), MemberId("tuan")]))
    def somebody_sits_beside(self, keeper: MemberId, beside: MemberId) -> None:
        self.press(keeper, attendance.CheckIn((beside,), SiteId("vinh")))

    @rule(first=officials, second=st.sampled_from([MemberId("mai"), MemberId("tuan")]))
    def a_keeper_is_taken_along(self, first: MemberId, second: MemberId) -> None:
        self.press(second, attendance.Leave())
        self.press(first, attendance.CheckIn((second,)))
        self.press(second, attendance.CheckIn((MemberId("thao"),)))

    @rule(member=officials, joins=st.booleans())
    def a_line_comes_or_goes(self, member: MemberId, joins: bool) -> None:
        self.press(member, attendance.Join() if joins else attendance.Leave())

    @rule()
    def the_chair_closes_what_is_open(self) -> None:
        question = self.scene.meeting.voting.open_question
        if question is not None:
            self.press(self.scene.meeting.chair, voting.CloseVote(question.id))

    @rule(in_favour=st.integers(0, 6), matter=st.sampled_from([Matter.RESOLUTION, Matter.MINUTES, Matter.PROGRAMME]))
    def a_whole_vote(self, in_favour: int, matter: Matter) -> None:
        number = len(self.scene.meeting.voting.questions)
        question = QuestionId(f"whole-{number}")
        self.press(self.scene.meeting.chair, closing.ReadMinutes())
        self.press(self.scene.meeting.chair, voting.OpenVote(question, "Đồng ý?", matter, everyone_heard=True))
        for place, member in enumerate(OFFICIAL_AND_HERE):
            self.press(member, voting.CastVote(question, Answer.IN_FAVOUR if place < in_favour else Answer.OTHER))
        self.press(self.scene.meeting.chair, voting.CloseVote(question))

    @rule()
    def the_minutes_are_adopted(self) -> None:
        self.the_chair_closes_what_is_open()
        self.a_whole_vote(6, Matter.MINUTES)

    @rule(data=st.data())
    def the_service_acts(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(list(BY_THE_SERVICE)))
        self.press(None, data.draw(BY_THE_SERVICE[kind]))

    def press(self, by: MemberId | None, command: Command, choice: Answer = Answer.IN_FAVOUR) -> None:
        before = self.scene.meeting
        frozen = repr(before)
        try:
            events = decide(before, command, by, self.scene.at, self.facts(command))
        except Refusal:
            assert repr(before) == frozen, "a refusal changed something"
            return
        self.was_allowed(by, command)
        for event in events:
            self.scene.log.append(Recorded(self.scene.meeting.version + 1, self.scene.at, by, event))
            self.scene.meeting = apply(self.scene.meeting, self.scene.log[-1])
        assert repr(before) == frozen, "apply changed the state before"
        self.remember(by, command, choice, bool(events))

    def facts(self, command: Command) -> Facts:
        if isinstance(command, voting.CloseVote):
            said = list(self.ballots.get(command.question, {}).values())
            return Facts(count=BallotCount(*(said.count(answer) for answer in Answer)))
        return Facts(ballot_key=KEY)

    def was_allowed(self, by: MemberId | None, command: Command) -> None:
        right, meeting = RIGHTS[type(command)], self.scene.meeting
        assert meeting.phase in right.phases
        roles = {Role.SERVICE} if by is None else set(meeting.roles(by))
        assert roles & right.roles
        if isinstance(command, voting.CastVote | voting.CastBallot):
            question = meeting.voting.question(command.question)
            voter = command.on_behalf_of or by
            assert voter in question.voters
            assert question.is_open
        if meeting.minutes_adopted:
            assert not isinstance(command, record.RecordCommand | attendance.CorrectAttendance | voting.OpenVote)

    def remember(self, by: MemberId | None, command: Command, choice: Answer, happened: bool) -> None:
        if isinstance(command, voting.CastVote):
            voter = command.on_behalf_of or by
            assert voter is not None
            self.answers.setdefault(command.question, {})[voter] = command.answer
        if isinstance(command, voting.CastBallot) and happened:
            voter = command.on_behalf_of or by
            assert voter is not None
            assert voter not in self.ballots.get(command.question, {}), "nobody votes twice"
            self.ballots.setdefault(command.question, {})[voter] = choice

    @invariant()
    def the_live_state_is_the_replay_of_the_log(self) -> None:
        new = self.scene.log[self.unseen :]
        self.unseen = len(self.scene.log)
        for recorded in new:
            written = event_to_json(recorded.event)
            assert event_from_json(written) == recorded.event
            assert CANARY not in written, "a ballot is no part of any event"
            if type(recorded.event).__name__ == "BallotCast":
                assert set(json.loads(written)["event"]) == {"question", "member"}
        if new:
            assert replay(self.scene.log) == self.scene.meeting
            assert [one.version for one in self.scene.log] == list(range(1, len(self.scene.log) + 1))

    @invariant()
    def results_follow_the_rule_and_the_voters_own_account(self) -> None:
        plan = self.scene.meeting.plan
        for question in self.scene.meeting.voting.questions:
            kept = {member: one.answer for member, one in question.answers.items()}
            assert kept == self.answers.get(question.id, {})
            assert question.voted == set(self.ballots.get(question.id, {}))
            assert question.base == (question.base_at_opening.count if question.binding else len(question.voters))
            result = question.result
            if result is None:
                continue
            said = [*kept.values(), *self.ballots.get(question.id, {}).values()]
            part = set(kept) | question.voted
            if question.binding and plan.kind is MeetingKind.REGULAR:
                assert result.base == oracle(list(plan.roll), plan.kind, {*question.voters}, part)
            assert result.cast == len(said) <= result.base
            assert result.not_voting == result.base - result.cast >= 0
            if result.withheld:
                assert question.form is VoteForm.SECRET
                assert len(said) < 3
                assert (result.in_favour, result.against, result.other, result.passed) == (0, 0, 0, None)
                continue
            assert [result.in_favour, result.against, result.other] == [said.count(answer) for answer in Answer]
            passes = (
                3 * result.in_favour >= 2 * result.base
                if question.matter in _TWO_THIRDS
                else (2 * result.in_favour > result.base)
            )
            assert result.passed == (passes if question.binding else None)
            assert question.binding == (
                question.matter is not Matter.OPINION
                and (question.form is VoteForm.OPEN or plan.ballot_permission is not None)
            )

    @invariant()
    def nothing_is_recorded_without_permission_and_decision(self) -> None:
        for one in self.scene.meeting.recordings:
            assert self.scene.meeting.plan.recording_permission is not None
            assert (one.question is None) != (one.document is None)
            if one.question is not None:
                result = self.scene.meeting.voting.question(one.question).result
                assert result is not None
                assert result.passed
            assert one.stopped_at is not None or self.scene.meeting.phase is rights.Phase.IN_SESSION

    @invariant()
    def adopted_minutes_never_change(self) -> None:
        if not self.scene.meeting.minutes_adopted:
            return
        blocks = minutes_text(minutes_of(self.scene.meeting, self.scene.at), WORDS).blocks
        told = [repr(block) for block in blocks]
        told = told[: told.index(repr(heading(WORDS.text("documents-six"))))]
        self.adopted = self.adopted or told
        assert told == self.adopted

    @invariant()
    def spells_neither_overlap_nor_run_backwards(self) -> None:
        for presence in self.scene.meeting.attendance.presences.values():
            last_at = None
            for place, spell in enumerate(presence.spells):
                assert last_at is None or spell.from_at >= last_at
                assert spell.to_at is not None or place == len(presence.spells) - 1
                assert spell.to_at is None or spell.from_at <= spell.to_at <= self.scene.at
                last_at = spell.to_at
            if presence.via is not None and presence.is_connected:
                keeper = self.scene.meeting.attendance.of(presence.via)
                assert keeper.is_connected, "nobody is connected through a line that is gone"

    @invariant()
    def one_speaker_and_one_current_item_at_most(self) -> None:
        meeting = self.scene.meeting
        speaking = [one for one in meeting.floor.contributions if one.until_at is None]
        assert len(speaking) == (meeting.floor.turn is not None)
        waiting = [request.member for request in meeting.floor.queue]
        assert len(waiting) == len(set(waiting))
        assert meeting.floor.holder not in waiting
        if meeting.floor.turn is not None and self.scene.log[-1].at == self.scene.at:  # else only the clock moved
            assert meeting.attendance.is_present(meeting.floor.turn.member, self.scene.at)
        assert sum(question.is_open for question in meeting.voting.questions) <= 1
        if meeting.phase is Phase.CLOSED:
            assert meeting.floor.turn is None
            assert meeting.voting.open_question is None
        if meeting.agenda.current is not None:
            assert not meeting.agenda.item(meeting.agenda.current).is_done
        assert {step for step in Step if meeting.agenda.step(step)} >= {Step.CLOSE}

    @invariant()
    def views_tell_nobody_how_others_vote(self) -> None:
        meeting, question = self.scene.meeting, self.scene.meeting.voting.open_question
        if question is None:
            return
        for audience in Audience:
            seen = shared_view(meeting, audience, self.scene.at)[f"vote:{question.id}"]
            assert isinstance(seen, dict)
            assert "answers" not in seen
            assert seen["result"] is None
            assert _answers_in(seen) == 0
        for member in PEOPLE:
            own = own_view(meeting, member, self.scene.at)["me"]
            assert isinstance(own, dict)
            mine = {member, *meeting.attendance.kept_by(member)}
            told = own["answers"]
            assert isinstance(told, dict)
            known = told.get(question.id, {})
            assert isinstance(known, dict)
            assert set(known) <= mine
            assert _answers_in({key: value for key, value in own.items() if key != "answers"}) == 0

    @invariant()
    def strangers_see_and_may_do_nothing(self) -> None:
        own = own_view(self.scene.meeting, STRANGER, self.scene.at)["me"]
        assert isinstance(own, dict)
        assert (own["roles"], own["may"]) == ([], [])
        assert audience_of(self.scene.meeting, STRANGER) is Audience.GUESTS


_LEADING = {
    rights.CallToOrder,
    rights.HandOverChair,
    agenda.StartItem,
    agenda.SkipItem,
    floor.GiveFloor,
    voting.OpenVote,
    voting.CloseVote,
    attendance.CheckIn,
    attendance.CorrectAttendance,
}
_TWO_THIRDS = {Matter.ADMISSION, Matter.OFFICIAL_STATUS, Matter.REMOVE_NAME}
_ANSWERS = {answer.value for answer in Answer}


def _answers_in(seen: object) -> int:
    """How often an answer is said anywhere in this JSON, as a key or as a value."""
    if isinstance(seen, dict):
        return sum(key in _ANSWERS for key in seen) + sum(_answers_in(value) for value in seen.values())
    if isinstance(seen, list):
        return sum(_answers_in(value) for value in seen)
    return int(seen in _ANSWERS) if isinstance(seen, str) else 0


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=int(os.environ.get("CHIBO_TEST_EXAMPLES", "80")),
    stateful_step_count=40,
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
