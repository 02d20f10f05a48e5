"""Meetings to test with: a cell of eleven with names and characters, a programme, and a clock that is turned by hand.

Nothing here is a mock: a scene plays commands through `decide` and `apply`, as the service does, and keeps the log.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from server.meeting import agenda, attendance, closing, floor, record, recording, rights, voting
from server.meeting.agenda import ItemPlan, Stage, Step
from server.meeting.deciding import Facts, decide, open_meeting
from server.meeting.identity import (
    AnnexId,
    CellId,
    ContributionId,
    ItemId,
    MeetingId,
    MemberId,
    QuestionId,
    Seat,
    SiteId,
    TaskId,
)
from server.meeting.meeting import Command, Event, Meeting, Recorded, apply, opened
from server.meeting.plan import Invited, MeetingPlan, ReviewedTask, Site
from server.meeting.refusal import Refusal
from server.meeting.roll import Leave, RollEntry, Standing, Status
from server.meeting.rules import Matter, MeetingKind
from server.meeting.voting import Answer, BallotCount, Question, VoteForm

EVENING = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)  # 19:00 in Hà Nội, on the third of the month

LAN = MemberId("lan")  # the secretary: presides, and is never late
MINH = MemberId("minh")  # the deputy: takes the chair when Lan's village has a power cut
HOA = MemberId("hoa")  # writes the minutes
DUNG = MemberId("dung")  # keeps the site in Vinh, where others sit beside him
TUAN = MemberId("tuan")  # often of another opinion
MAI = MemberId("mai")  # comes late from the second shift
KHOA = MemberId("khoa")  # probationary: speaks well, may not vote yet
BICH = MemberId("bich")  # exempt, ninety years old, comes when she feels like it
SON = MemberId("son")  # attached to a cell in Đắk Lắk for a year
THAO = MemberId("thao")  # attached here from Cà Mau: counts at home
QUANG = MemberId("quang")  # suspended
YEN = MemberId("yen")  # observer from the committee
PHUC = MemberId("phuc")  # a guest, outside the Party
STRANGER = MemberId("nobody-knows")

OFFICIAL_AND_HERE = (LAN, MINH, HOA, DUNG, TUAN, MAI)  # six whose votes nobody doubts
VINH = SiteId("vinh")
VOTE = QuestionId("q1")

KEY = "K" * 44
SEALED = "A" * voting.SEALED_BASE64_LENGTH


def entry(
    member: str,
    name: str = "",
    *,
    standing: Standing = Standing.OFFICIAL,
    status: Status = Status.NORMAL,
    offices: tuple[str, ...] = (),
    workplace: str = "",
    leave: Leave | None = None,
) -> RollEntry:
    return RollEntry(MemberId(member), name or f"Đồng chí {member}", standing, status, offices, workplace, leave=leave)


A_CELL = (
    entry("lan", "Nguyễn Thị Lan", offices=("secretary",), workplace="Hà Nội"),
    entry("minh", "Trần Văn Minh", offices=("deputy",), workplace="Nghệ An"),
    entry("hoa", "Lê Thị Hoa", workplace="Hà Nội"),
    entry("dung", "Phạm Tiến Dũng", workplace="Vinh"),
    entry("tuan", "Hoàng Anh Tuấn", workplace="Đà Nẵng"),
    entry("mai", "Vũ Thị Mai", workplace="Bắc Ninh"),
    entry("khoa", "Đặng Đình Khoa", standing=Standing.PROBATIONARY, workplace="Vinh"),
    entry("bich", "Bùi Ngọc Bích", status=Status.EXEMPT),
    entry("son", "Ngô Hồng Sơn", status=Status.ATTACHED_ELSEWHERE),
    entry("thao", "Đỗ Phương Thảo", status=Status.ATTACHED_HERE, workplace="Vinh"),
    entry("quang", "Dương Văn Quang", status=Status.SUSPENDED),
)
INVITED = (
    Invited(YEN, "Lý Hải Yến", Seat.OBSERVER, "Ủy viên Ban Thường vụ Đảng ủy phường"),
    Invited(PHUC, "Trịnh Hữu Phúc", Seat.GUEST, "Trưởng ban công tác Mặt trận"),
)


def item(name: str, step: Step, stage: Stage = Stage.BUSINESS, **more: object) -> ItemPlan:
    plan = ItemPlan(ItemId(name), step, stage, f"Nội dung {name}", 10)
    return replace(plan, **more) if more else plan  # type: ignore[arg-type]  # fields of ItemPlan, by name


PROGRAMME = (
    item("reason", Step.REASON, Stage.OPENING),
    item("taker", Step.MINUTE_TAKER, Stage.OPENING),
    item("roll", Step.ROLL, Stage.OPENING),
    item("adopt", Step.PROGRAMME, Stage.OPENING),
    item("last", Step.LAST_RESULTS),
    item("talk", Step.DISCUSSION),
    item("superior", Step.SUPERIOR),
    item("decide", Step.RESOLUTION, Stage.CLOSING, needs_vote=True),
    item("score", Step.SCORE, Stage.CLOSING),
    item("minutes", Step.MINUTES, Stage.CLOSING),
    item("close", Step.CLOSE, Stage.CLOSING),
)


def a_plan(
    roll: Iterable[RollEntry] = A_CELL,
    *,
    kind: MeetingKind = MeetingKind.REGULAR,
    items: tuple[ItemPlan, ...] = PROGRAMME,
    invited: tuple[Invited, ...] = INVITED,
    chair: MemberId | None = None,
    permission: str | None = None,
    may_record: str | None = None,
    authorisation: str = "Thông báo số 12-TB/ĐU ngày 05/01/2026",
    meeting: str = "meeting-1",
) -> MeetingPlan:
    entries = tuple(roll)
    return MeetingPlan(
        id=MeetingId(meeting),
        cell=CellId("cell-1"),
        cell_name="Chi bộ Công ty Cổ phần May Sông Lam",
        superior_name="Đảng ủy phường Trường Vinh",
        kind=kind,
        title="Sinh hoạt thường kỳ tháng 12",
        starts_at=EVENING,
        roll=entries,
        invited=invited,
        sites=(Site(VINH, "Điểm cầu Vinh"),),
        items=items,
        chair=chair or entries[0].member,
        minute_taker=HOA if any(one.member == HOA for one in entries) else None,
        authorisation=authorisation,
        rules="42-HD/BTCTW-2025",
        ballot_permission=permission,
        recording_permission=may_record,
    )


class Scene:
    """A meeting being played. `log` is what the service would have stored."""

    def __init__(self, plan: MeetingPlan | None = None) -> None:
        self.at = EVENING - timedelta(minutes=15)
        (event,) = open_meeting(plan or a_plan())
        self.log = [Recorded(1, self.at, (plan or a_plan()).chair, event)]
        self.meeting: Meeting = opened(self.log[0])

    def later(self, seconds: float) -> "Scene":
        """Turn the clock."""
        self.at += timedelta(seconds=seconds)
        return self

    def does(self, by: MemberId | None, *commands: Command, facts: Facts | None = None) -> list[Event]:
        """Play the commands, one second apart; returns all their events. Raises Refusal."""
        happened: list[Event] = []
        for command in commands:
            self.later(1)
            events = decide(self.meeting, command, by, self.at, facts or Facts())
            for event in events:
                self.log.append(Recorded(self.meeting.version + 1, self.at, by, event))
                self.meeting = apply(self.meeting, self.log[-1])
            happened.extend(events)
        return happened

    def refusal(self, by: MemberId | None, command: Command, facts: Facts | None = None) -> str:
        """The code with which the command is refused; fails if it is not, or if anything changed."""
        before = self.meeting
        try:
            events = decide(self.meeting, command, by, self.at, facts or Facts())
        except Refusal as refused:
            assert self.meeting == before
            return refused.code
        raise AssertionError(f"{command} was not refused: {events}")

    def joined(self, *members: MemberId) -> "Scene":
        for member in members:
            self.does(member, attendance.Join())
        return self

    def called_to_order(self) -> "Scene":
        """Seven o'clock: the chair opens the meeting."""
        self.at = max(self.at, EVENING)
        self.does(self.meeting.chair, rights.CallToOrder())
        return self

    def appointed(self, taker: MemberId = HOA) -> "Scene":
        self.does(self.meeting.chair, rights.AppointMinuteTaker(taker))
        return self

    def opens_vote(
        self,
        question: str = "q1",
        matter: Matter = Matter.RESOLUTION,
        form: VoteForm = VoteForm.OPEN,
        **more: object,
    ) -> Question:
        """Put a question to the vote; returns it as it stands open."""
        command = voting.OpenVote(QuestionId(question), "Đồng chí nào đồng ý?", matter, form, everyone_heard=True)
        command = replace(command, **more) if more else command  # type: ignore[arg-type]  # fields of OpenVote
        self.does(self.meeting.chair, command, facts=Facts(ballot_key=KEY))
        return self.meeting.voting.question(QuestionId(question))

    def votes(self, answer: Answer, *members: MemberId, question: str = "q1") -> "Scene":
        for member in members:
            self.does(member, voting.CastVote(QuestionId(question), answer))
        return self

    def in_favour(self, *members: MemberId, question: str = "q1") -> "Scene":
        return self.votes(Answer.IN_FAVOUR, *members, question=question)

    def closes_vote(self, question: str = "q1", count: BallotCount | None = None) -> Question:
        self.does(self.meeting.chair, voting.CloseVote(QuestionId(question)), facts=Facts(count=count))
        return self.meeting.voting.question(QuestionId(question))

    def carries(self, question: str, matter: Matter, item: ItemId | None = None) -> Question:
        """A vote in which everybody who may is in favour."""
        opened_question = self.opens_vote(question, matter, item=item)
        self.in_favour(*opened_question.voters, question=question)
        return self.closes_vote(question)

    def question(self, question: str = "q1") -> Question:
        return self.meeting.voting.question(QuestionId(question))


def in_session(plan: MeetingPlan | None = None) -> Scene:
    """Six official members, the probationary one and the observer are here; Lan presides, Hoa writes."""
    scene = Scene(plan).joined(*OFFICIAL_AND_HERE, KHOA, YEN).called_to_order()
    return scene.appointed()


def with_minutes_adopted(scene: Scene) -> Scene:
    """The minutes are read out and adopted."""
    scene.does(scene.meeting.chair, closing.ReadMinutes())
    scene.carries("minutes-vote", Matter.MINUTES)
    return scene


def closed(scene: Scene) -> Scene:
    """Closed early, with a reason."""
    scene.does(scene.meeting.chair, closing.CloseMeeting("Mất điện toàn khu vực"))
    return scene


def every_command() -> dict[type, Command]:
    """One sensible specimen of every command there is."""
    specimens: tuple[Command, ...] = (
        *_of_attendance(),
        rights.CallToOrder(),
        rights.AppointMinuteTaker(TUAN),
        rights.HandOverChair(MINH),
        rights.TakeChair(),
        agenda.StartItem(ItemId("reason")),
        agenda.FinishItem(ItemId("reason")),
        agenda.SkipItem(ItemId("last"), "Chưa chuẩn bị kịp"),
        agenda.AddItem(ItemId("extra"), ItemId("talk"), "Nội dung phát sinh", 10),
        *_of_floor(),
        voting.OpenVote(VOTE, "Đồng ý?", everyone_heard=True),
        voting.ExtendVote(VOTE),
        voting.CastVote(VOTE, Answer.IN_FAVOUR),
        voting.CastBallot(VOTE, SEALED),
        voting.CloseVote(VOTE),
        voting.VoidVote(VOTE, "Đặt câu hỏi chưa rõ"),
        voting.ReserveOpinion(VOTE, "Tôi bảo lưu ý kiến"),
        *_of_record(),
        recording.StartRecording(document="Công văn số 52-CV/ĐU"),
        recording.StopRecording(),
        recording.ReportRecording(1, 0, 0),
        *_of_closing(),
    )
    return {type(command): command for command in specimens}


def _of_attendance() -> tuple[Command, ...]:
    absent = attendance.AttendanceState.ABSENT_WITH_REASON
    return (
        attendance.Join(),
        attendance.Leave(),
        attendance.LeaveRoom(),
        attendance.ResumeService(EVENING),
        attendance.CheckIn((THAO,), VINH),
        attendance.ConfirmCheckIn(DUNG),
        attendance.DeclineCheckIn(DUNG),
        attendance.CheckOut(THAO),
        attendance.TakeRoll(),
        attendance.CorrectAttendance(TUAN, absent, "Đi công tác"),
    )


def _of_floor() -> tuple[Command, ...]:
    return (
        floor.AskForFloor(),
        floor.WithdrawRequest(),
        floor.GiveFloor(TUAN),
        floor.YieldFloor(),
        floor.EndFloor(),
        floor.ExtendFloor(),
        floor.ReorderFloor((), "Theo chủ đề"),
        floor.OpenFreeDiscussion(),
        floor.CloseFreeDiscussion(),
        floor.SubmitWrittenOpinion("Tôi đề nghị bổ sung chỉ tiêu."),
    )


def _of_record() -> tuple[Command, ...]:
    return (
        record.WriteItem(ItemId("talk"), "Chi bộ thảo luận sôi nổi."),
        record.WriteConclusion(ItemId("talk"), "Thống nhất."),
        record.WriteGist(ContributionId("c1"), "Nhất trí với dự thảo."),
        record.RecordDues(9, 9),
        record.RecordDirection(YEN, "Biểu dương chi bộ."),
        record.RecordReview((ReviewedTask("Trồng cây", "Đồng chí Dũng", "Đã xong"),)),
    )


def _of_closing() -> tuple[Command, ...]:
    return (
        closing.AssignTask(TaskId("t1"), "Chuẩn bị chuyên đề quý I", TUAN),
        closing.WithdrawTask(TaskId("t1")),
        closing.RecordScore((5, 5, 10, 40, 5, 30, 5)),
        closing.ReadMinutes(),
        closing.CloseMeeting("Mất điện"),
        closing.FileMinutes((closing.FiledDocument("minutes.pdf", "0" * 64, 10),)),
        closing.DraftAnnex(AnnexId("a1"), "Sửa tên đồng chí Dũng", "Sai chính tả"),
        closing.SignAnnex(AnnexId("a1")),
    )
