"""The demo cell's meeting of last month, held command by command through the one door for change.

The clock is turned; everything else is as in life: members at sites behind one connection, a latecomer, a dropped
line, votes with a contrary one, a sealed opinion poll, tasks, the minutes read and adopted."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from server import ballot_box
from server.demo_cell import DemoCell
from server.live_meetings import LiveMeetings
from server.meeting.agenda import StartItem, Step
from server.meeting.attendance import CheckIn, ConfirmCheckIn, Join, Leave, TakeRoll
from server.meeting.closing import AssignTask, CloseMeeting, ReadMinutes, RecordScore
from server.meeting.floor import AskForFloor, FloorKind, GiveFloor, YieldFloor
from server.meeting.identity import ItemId, MemberId, QuestionId, SiteId, TaskId
from server.meeting.meeting import Command, Meeting
from server.meeting.plan import MeetingPlan
from server.meeting.record import RecordDirection, RecordDues, WriteConclusion, WriteGist, WriteItem
from server.meeting.rights import AppointMinuteTaker, CallToOrder
from server.meeting.rules import Matter
from server.meeting.voting import Answer, CastBallot, CastVote, CloseVote, OpenVote, ReserveOpinion, VoteForm
from server.vietnam_time import HANOI

CHAIR, MINUTE_TAKER, OBSERVER = "thang", "huong", "ha"
# Keeper of the site first; the rest sit behind that connection.
TABLES = (("huong", "yen", "dung"), ("quy", "thuy"), ("chau",), ("nam", "khanh"), ("phuoc",))
ALONE = ("thang", "lan", "vinh", "ngan", "ha")
DISSENTER = "phuoc"

POLITICS = (
    "Đồng chí Bùi Thanh Hương thông tin thời sự trong nước, thế giới; phổ biến Kế hoạch số 52-KH/ĐU của Đảng ủy phường "
    "(văn bản giả định). Tình hình tư tưởng đảng viên, người lao động ổn định; một số người lao động tại Nghệ An quan "
    "tâm đến tiến độ chi trả phụ cấp công trường."
)
BUILDING = (
    "Biểu dương đồng chí Lý Minh Châu hoàn thành sớm hạng mục móng trụ số 5. Đồng chí Ngô Tiến Dũng tự phê bình về "
    "việc nộp báo cáo kỹ thuật chậm 03 ngày, nhận trách nhiệm và hứa khắc phục ngay trong tháng."
)
NEXT_MONTH = (
    "Đồng chí Phó Bí thư Hoàng Lan trình bày dự thảo nghị quyết: tiến độ 03 công trường, an toàn lao động, giúp đỡ 02 "
    "quần chúng ưu tú, học tập chuyên đề quý."
)
CONTRIBUTIONS = (
    ("son", FloorKind.SPEECH, "nhất trí; đề nghị bổ sung chỉ tiêu không để xảy ra tai nạn lao động."),
    ("chau", FloorKind.SPEECH, "đề nghị rà soát an toàn lao động cả 03 công trường trước mùa mưa bão."),
    ("nam", FloorKind.SPEECH, "đề nghị đăng tài liệu sinh hoạt trước ít nhất 02 ngày."),
    ("ngan", FloorKind.SPEECH, "xin được phân công giúp việc tổ chuyển đổi số của chi bộ."),
    ("phuoc", FloorKind.SPEECH, "không nhất trí thời hạn nghiệm thu gói thầu số 7, đề nghị lùi 10 ngày."),
    ("lan", FloorKind.REPLY, "giải trình: thời hạn đã thống nhất với chủ đầu tư, đề nghị giữ nguyên."),
)
DIRECTION = (
    "ghi nhận chi bộ duy trì nền nếp sinh hoạt trực tuyến; yêu cầu gắn nghị quyết với người chịu trách nhiệm và thời "
    "hạn cụ thể, chú ý công tác tạo nguồn phát triển đảng viên."
)
RESPONSE = "tiếp thu, giao Chi ủy đưa vào nghị quyết"
CONCLUSION = (
    "tiếp thu các ý kiến về an toàn lao động, tài liệu sinh hoạt và chuyển đổi số; giữ thời hạn nghiệm thu gói "
    "thầu số 7."
)
RESERVED = "về thời hạn nghiệm thu gói thầu số 7"
POLL = "sinh hoạt chuyên đề quý tới vào tối thứ Bảy tuần thứ ba của tháng"
SCORE = (5, 4, 10, 36, 5, 26, 5)


class TurnedClock:
    """Shows the moment that was set."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def tasks_from(day: date) -> tuple[tuple[str, str, date], ...]:
    """The tasks that a meeting on that day assigns: text, who, by when."""
    return (
        ("Hoàn thành nghiệm thu gói thầu số 7", "son", day + timedelta(days=22)),
        ("Rà soát an toàn lao động 03 công trường", "lam", day + timedelta(days=17)),
        ("Giúp đỡ 02 quần chúng ưu tú hoàn thành hồ sơ", "lan", day + timedelta(days=40)),
        ("Chuẩn bị chuyên đề quý, đăng tài liệu trước 02 ngày", "huong", day + timedelta(days=25)),
    )


async def hold(meetings: LiveMeetings, clock: TurnedClock, plan: MeetingPlan, cell: DemoCell) -> Meeting:
    """Hold the whole evening, from the first to come in to the close."""
    evening = _Evening(meetings, clock, plan, cell)
    await _gather(evening)
    await _open(evening)
    await _work(evening)
    await _discuss(evening)
    await _conclude(evening)
    return await evening.state()


async def hold_briefly(meetings: LiveMeetings, clock: TurnedClock, plan: MeetingPlan, cell: DemoCell) -> Meeting:
    """A short evening of a small cell, everybody on an own line: every step, and what the rules ask of it."""
    evening = _Evening(meetings, clock, plan, cell)
    evening.turn_to("19:20")
    await evening.open()
    absent = {entry.member for entry in plan.roll if entry.leave}
    for key, member in cell.ids.items():
        if member not in absent:
            await evening.send(key, "19:25", Join())
    await evening.send(cell.chair, "19:30", CallToOrder())
    for place, item in enumerate(plan.items):
        at = _later("19:30", 5 * place)
        await evening.start(item.step, at)
        await _do_duty(evening, item.step, at)
    await evening.send(cell.chair, _later("19:30", 5 * len(plan.items)), CloseMeeting())
    return await evening.state()


async def _do_duty(evening: "_Evening", step: Step, at: str) -> None:
    cell = evening.cell
    match step:
        case Step.MINUTE_TAKER:
            await evening.send(cell.chair, at, AppointMinuteTaker(cell.ids[cell.minute_taker]))
        case Step.ROLL:
            await evening.send(cell.minute_taker, at, TakeRoll())
        case Step.DUES:
            await evening.send(cell.minute_taker, at, RecordDues(len(cell.ids), len(cell.ids)))
        case Step.PROGRAMME:
            await evening.vote(at, "thông qua chương trình sinh hoạt", Matter.PROGRAMME)
        case Step.RESOLUTION:
            await evening.vote(at, "thông qua nghị quyết tháng", Matter.RESOLUTION)
        case Step.SCORE:
            await evening.send(cell.minute_taker, at, RecordScore(SCORE))
        case Step.MINUTES:
            await evening.send(cell.minute_taker, at, ReadMinutes())
            await evening.vote(at, "thông qua biên bản", Matter.MINUTES)
        case _:
            pass


async def _gather(evening: "_Evening") -> None:
    evening.turn_to("19:16")
    await evening.open()
    for keeper, *others in TABLES:
        members = tuple(evening.people[key] for key in others)
        await evening.send(keeper, "19:22", Join(), CheckIn(members, evening.usual_site(keeper)))
        if others:
            await evening.send(CHAIR, "19:22", ConfirmCheckIn(evening.people[keeper]))
    await evening.send("son", "19:24", Join(), CheckIn((), evening.usual_site("son")))
    for key in ALONE:
        await evening.send(key, "19:26", Join())


async def _open(evening: "_Evening") -> None:
    await evening.send(CHAIR, "19:30", CallToOrder())
    await evening.start(Step.REASON, "19:30")
    await evening.start(Step.MINUTE_TAKER, "19:32")
    await evening.send(CHAIR, "19:32", AppointMinuteTaker(evening.people[MINUTE_TAKER]))
    await evening.vote("19:33", "cử đồng chí Bùi Thanh Hương ghi biên bản", Matter.MINUTE_TAKER)
    await evening.start(Step.ROLL, "19:34")
    await evening.send(MINUTE_TAKER, "19:35", TakeRoll())
    await evening.start(Step.DUES, "19:36")
    note = "01 đồng chí nộp tại nơi sinh hoạt tạm thời"
    await evening.send(MINUTE_TAKER, "19:37", RecordDues(17, 17, note))
    await evening.start(Step.PROGRAMME, "19:38")
    await evening.vote("19:39", "thông qua chương trình sinh hoạt", Matter.PROGRAMME)


async def _work(evening: "_Evening") -> None:
    await evening.start(Step.POLITICS, "19:40")
    await evening.send("chau", "19:42", CheckIn((evening.people["lam"],), evening.usual_site("chau")))
    await evening.send(MINUTE_TAKER, "19:42", ConfirmCheckIn(evening.people["chau"]))
    await evening.write(Step.POLITICS, "19:51", POLITICS)
    await evening.start(Step.LAST_RESULTS, "19:52")
    await evening.write(Step.LAST_RESULTS, "20:01", "Đồng chí Nguyễn Đức Thắng báo cáo, đối chiếu từng nhiệm vụ.")
    await evening.start(Step.PARTY_BUILDING, "20:02")
    await evening.send("son", "20:04", Leave())
    await evening.send("son", "20:10", Join())
    await evening.write(Step.PARTY_BUILDING, "20:11", BUILDING)
    await evening.start(Step.NEXT_MONTH, "20:13")
    await evening.write(Step.NEXT_MONTH, "20:18", NEXT_MONTH)


async def _discuss(evening: "_Evening") -> None:
    await evening.start(Step.DISCUSSION, "20:19")
    for place, (key, kind, gist) in enumerate(CONTRIBUTIONS):
        await evening.speak(key, _later("20:19", 3 * place), kind, gist)
    await evening.start(Step.SUPERIOR, "20:42")
    await evening.send(CHAIR, "20:42", GiveFloor(evening.people[OBSERVER]))
    await evening.send(OBSERVER, "20:46", YieldFloor())
    await evening.send(MINUTE_TAKER, "20:47", RecordDirection(evening.people[OBSERVER], DIRECTION, RESPONSE))


async def _conclude(evening: "_Evening") -> None:
    month = evening.day.month
    await evening.start(Step.TASKS, "20:48")
    await evening.send(MINUTE_TAKER, "20:50", WriteConclusion(evening.item(Step.TASKS), CONCLUSION))
    for place, (text, owner, due_on) in enumerate(tasks_from(evening.day), start=1):
        await evening.send(MINUTE_TAKER, "20:51", AssignTask(TaskId(f"t{place}"), text, evening.people[owner], due_on))
    await evening.start(Step.RESOLUTION, "20:53")
    text = f"thông qua Nghị quyết lãnh đạo thực hiện nhiệm vụ tháng {month:02d} năm {evening.day.year}"
    resolution = await evening.vote("20:54", text, Matter.RESOLUTION, against={DISSENTER})
    await evening.send(DISSENTER, "20:56", ReserveOpinion(resolution, RESERVED))
    await evening.poll("20:57", POLL, against={"lan", "nam"}, other={"quy"})
    await evening.start(Step.PETITIONS, "20:59")
    await evening.start(Step.SCORE, "21:01")
    await evening.send(MINUTE_TAKER, "21:03", RecordScore(SCORE))
    await evening.start(Step.MINUTES, "21:04")
    await evening.send(MINUTE_TAKER, "21:05", ReadMinutes())
    await evening.vote("21:08", "thông qua biên bản", Matter.MINUTES)
    await evening.start(Step.CLOSE, "21:09")
    await evening.send(CHAIR, "21:10", CloseMeeting())


class _Evening:
    """One evening: who sends what when, by the keys of the demo's people."""

    def __init__(self, meetings: LiveMeetings, clock: TurnedClock, plan: MeetingPlan, cell: DemoCell) -> None:
        self.cell = cell
        self.people = cell.ids
        self.day = plan.starts_at.astimezone(HANOI).date()
        self._meetings = meetings
        self._clock = clock
        self._plan = plan
        self._questions = 0

    async def state(self) -> Meeting:
        return await self._meetings.get(self._plan.id)

    async def open(self) -> None:
        await self._meetings.open(self._plan, self.people[self.cell.chair])

    def turn_to(self, at: str) -> None:
        hours, minutes = at.split(":")
        here = self._plan.starts_at.astimezone(HANOI)
        self._clock.moment = here.replace(hour=int(hours), minute=int(minutes), second=0, microsecond=0)

    def item(self, step: Step) -> ItemId:
        return next(item.id for item in self._plan.items if item.step is step)

    def usual_site(self, key: str) -> SiteId | None:
        entry = self._plan.entry(self.people[key])
        assert entry is not None
        return entry.site

    async def send(self, key: str, at: str, *commands: Command) -> None:
        self.turn_to(at)
        for command in commands:
            await self._meetings.handle(self._plan.id, command, by=self.people[key])

    async def start(self, step: Step, at: str) -> None:
        await self.send(self.cell.chair, at, StartItem(self.item(step)))

    async def write(self, step: Step, at: str, text: str) -> None:
        await self.send(self.cell.minute_taker, at, WriteItem(self.item(step), text))

    async def speak(self, key: str, at: str, kind: FloorKind, gist: str) -> None:
        await self.send(key, at, AskForFloor(kind))
        await self.send(self.cell.chair, at, GiveFloor(self.people[key]))
        contribution = (await self.state()).floor.contributions[-1].id
        await self.send(key, _later(at, 2), YieldFloor())
        await self.send(self.cell.minute_taker, _later(at, 2), WriteGist(contribution, gist))

    async def vote(self, at: str, text: str, matter: Matter, against: Iterable[str] = ()) -> QuestionId:
        """Everybody entitled answers; those at a site through its keeper."""
        question = await self._put(at, text, matter, VoteForm.OPEN)
        no = {self.people[key] for key in against}
        for voter, sender in await self._voters(question):
            answer = Answer.AGAINST if voter in no else Answer.IN_FAVOUR
            cast = CastVote(question, answer, None if sender == voter else voter)
            await self._meetings.handle(self._plan.id, cast, by=sender)
        await self.send(self.cell.chair, at, CloseVote(question))
        return question

    async def poll(self, at: str, text: str, against: Iterable[str], other: Iterable[str]) -> None:
        """A secret opinion poll: every ballot is sealed as a browser seals it."""
        question = await self._put(at, text, Matter.OPINION, VoteForm.SECRET)
        key = (await self.state()).voting.question(question).ballot_key
        assert key is not None
        answers = {self.people[one]: Answer.AGAINST for one in against}
        answers |= {self.people[one]: Answer.OTHER for one in other}
        for voter, sender in await self._voters(question):
            sealed = ballot_box.seal(key, question, answers.get(voter, Answer.IN_FAVOUR))
            cast = CastBallot(question, sealed, None if sender == voter else voter)
            await self._meetings.handle(self._plan.id, cast, by=sender)
        await self.send(self.cell.chair, at, CloseVote(question))

    async def _put(self, at: str, text: str, matter: Matter, form: VoteForm) -> QuestionId:
        self._questions += 1
        question = QuestionId(f"q{self._questions}")
        item = (await self.state()).agenda.current
        await self.send(self.cell.chair, at, OpenVote(question, text, matter, form, item, everyone_heard=True))
        return question

    async def _voters(self, question: QuestionId) -> list[tuple[MemberId, MemberId]]:
        """Each voter, and who sends for them."""
        meeting = await self.state()
        return [
            (voter, meeting.attendance.of(voter).via or voter) for voter in meeting.voting.question(question).voters
        ]


def _later(at: str, minutes: int) -> str:
    hours, passed = divmod(int(at[3:]) + minutes, 60)
    return f"{int(at[:2]) + hours:02d}:{passed:02d}"
