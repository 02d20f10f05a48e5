"""The specimen meeting: an invented cell's evening of 03/12/2026, played through the core command by command.

`python -m tests.recordings.specimen` plays it and writes the log that the tests replay (`specimen_log.jsonl`).
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from server.event_codec import event_from_json, event_to_json
from server.meeting.agenda import FinishItem, ItemPlan, Stage, StartItem, Step
from server.meeting.attendance import CheckIn, ConfirmCheckIn, Join, TakeRoll
from server.meeting.attendance import Leave as LoseLine
from server.meeting.closing import AssignTask, CloseMeeting, ReadMinutes, RecordScore
from server.meeting.deciding import decide, open_meeting
from server.meeting.floor import AskForFloor, FloorKind, GiveFloor, YieldFloor
from server.meeting.identity import CellId, ItemId, MeetingId, MemberId, QuestionId, Seat, SiteId, TaskId
from server.meeting.meeting import Command, Meeting, Recorded, apply, opened, replay
from server.meeting.plan import Invited, MeetingPlan, ReviewedTask, Site
from server.meeting.record import RecordDirection, RecordDues, WriteConclusion, WriteGist, WriteItem
from server.meeting.rights import AppointMinuteTaker, CallToOrder
from server.meeting.roll import Leave, RollEntry, Standing, Status
from server.meeting.rules import Matter, MeetingKind, rule_set_on
from server.meeting.voting import Answer, CastVote, CloseVote, OpenVote, ReserveOpinion

LOG = Path(__file__).parent / "specimen_log.jsonl"
MIDNIGHT_IN_HANOI = datetime(2026, 12, 2, 17, 0, tzinfo=UTC)

HQ, BAC_NINH, NGHE_AN, DA_NANG, CAN_THO = (SiteId(name) for name in ("hn", "bn", "na", "dn", "ct"))
SITES = (
    Site(HQ, "Trụ sở Hà Nội"),
    Site(BAC_NINH, "Nhà máy Bắc Ninh"),
    Site(NGHE_AN, "Công trường Nghệ An"),
    Site(DA_NANG, "Văn phòng Đà Nẵng"),
    Site(CAN_THO, "Văn phòng Cần Thơ"),
)


def _official(member: str, name: str, *offices: str, status: Status = Status.NORMAL, leave: str = "") -> RollEntry:
    accepted = Leave(leave, accepted=True) if leave else None
    return RollEntry(MemberId(member), name, Standing.OFFICIAL, status, offices, leave=accepted)


def _probationary(member: str, name: str) -> RollEntry:
    return RollEntry(MemberId(member), name, Standing.PROBATIONARY, Status.NORMAL)


ROLL = (
    _official("thang", "Nguyễn Đức Thắng", "Bí thư Chi bộ"),
    _official("lan", "Hoàng Lan", "Phó Bí thư Chi bộ"),
    _official("huong", "Bùi Thanh Hương", "Chi ủy viên"),
    _official("tu", "Lê Văn Tư", status=Status.EXEMPT),
    _official("bao", "Phạm Quốc Bảo", status=Status.ATTACHED_ELSEWHERE),
    _official("mai", "Hồ Thị Mai", leave="nghỉ ốm"),
    _official("hai", "Vũ Đình Hải", leave="đang bay công tác"),
    _official("lam", "Cao Xuân Lâm", leave="đã báo trước"),
    _official("son", "Đinh Văn Sơn"),
    _official("chau", "Lý Minh Châu"),
    _official("nam", "Võ Hoài Nam"),
    _official("phuoc", "Trịnh Hữu Phước"),
    _official("yen", "Đặng Thị Yến"),
    _official("dung", "Ngô Tiến Dũng"),
    _official("quy", "Mai Xuân Quý"),
    _official("thuy", "Đỗ Thanh Thủy"),
    _official("vinh", "Phan Thế Vinh"),
    _probationary("ngan", "Tạ Kim Ngân"),
    _probationary("khanh", "Dương Gia Khánh"),
)

# Keeper of the site first; the rest sit behind that connection.
TABLES = {
    HQ: ("thang", "huong", "yen", "ngan", "dung"),
    BAC_NINH: ("quy", "thuy"),
    NGHE_AN: ("chau",),
    DA_NANG: ("nam", "khanh"),
    CAN_THO: ("phuoc",),
}

ITEMS = (
    ("reason", Step.REASON, Stage.OPENING, "Tuyên bố lý do, giới thiệu đại biểu", None),
    ("taker", Step.MINUTE_TAKER, Stage.OPENING, "Cử người ghi biên bản", None),
    ("roll", Step.ROLL, Stage.OPENING, "Điểm danh, thông báo tình hình đảng viên", None),
    ("dues", Step.DUES, Stage.OPENING, "Tình hình nộp đảng phí tháng 11", None),
    ("programme", Step.PROGRAMME, Stage.OPENING, "Thông qua chương trình", None),
    ("politics", Step.POLITICS, Stage.BUSINESS, "Công tác chính trị, tư tưởng", "huong"),
    ("results", Step.LAST_RESULTS, Stage.BUSINESS, "Kết quả thực hiện Nghị quyết tháng 11", "thang"),
    ("building", Step.PARTY_BUILDING, Stage.BUSINESS, "Xây dựng Đảng; tự phê bình và phê bình", None),
    ("next", Step.NEXT_MONTH, Stage.BUSINESS, "Dự thảo Nghị quyết tháng 12 năm 2026", "lan"),
    ("discussion", Step.DISCUSSION, Stage.BUSINESS, "Thảo luận", None),
    ("superior", Step.SUPERIOR, Stage.BUSINESS, "Đại biểu cấp trên phát biểu", None),
    ("tasks", Step.TASKS, Stage.CLOSING, "Kết luận, phân công", None),
    ("resolution", Step.RESOLUTION, Stage.CLOSING, "Biểu quyết thông qua nghị quyết", None),
    ("score", Step.SCORE, Stage.CLOSING, "Tự đánh giá chất lượng", None),
    ("minutes", Step.MINUTES, Stage.CLOSING, "Đọc, thông qua biên bản", None),
    ("close", Step.CLOSE, Stage.CLOSING, "Bế mạc", None),
)

PLAN = MeetingPlan(
    id=MeetingId("m-2026-12"),
    cell=CellId("minh-phu"),
    cell_name="Chi bộ Công ty cổ phần Hạ tầng Minh Phú",
    superior_name="Đảng bộ phường Sông Hồng",
    kind=MeetingKind.REGULAR,
    title="Sinh hoạt chi bộ thường kỳ tháng 12 năm 2026",
    starts_at=MIDNIGHT_IN_HANOI + timedelta(hours=19, minutes=30),
    roll=ROLL,
    invited=(
        Invited(
            MemberId("ha"),
            "Trần Thu Hà",
            Seat.OBSERVER,
            "Ủy viên Ban Thường vụ Đảng ủy phường, phụ trách chi bộ",
        ),
    ),
    sites=SITES,
    items=tuple(
        ItemPlan(
            ItemId(item),
            step,
            stage,
            title,
            5,
            None if presenter is None else MemberId(presenter),
            needs_vote=step is Step.RESOLUTION,
        )
        for item, step, stage, title, presenter in ITEMS
    ),
    chair=MemberId("thang"),
    minute_taker=MemberId("huong"),
    authorisation=(
        "Công văn số 41-CV/ĐU, ngày 12/01/2026 của Đảng ủy phường (văn bản giả định) về việc cho phép chi bộ có đảng "
        "viên hoạt động phân tán sinh hoạt trực tuyến"
    ),
    rules=rule_set_on(date(2026, 12, 3)).version,
    last_tasks=(
        ReviewedTask("Hoàn thành nghiệm thu gói thầu số 7 trước 25/11", "đ/c Đinh Văn Sơn", "Hoàn thành 22/11"),
        ReviewedTask("Rà soát an toàn lao động 03 công trường", "đ/c Cao Xuân Lâm", "Hoàn thành 02/03"),
        ReviewedTask("Giúp đỡ 02 quần chúng ưu tú", "đ/c Hoàng Lan", "Đang thực hiện"),
        ReviewedTask("Học tập chuyên đề quý IV", "Chi ủy", "Hoàn thành 17/11"),
    ),
)

CONTRIBUTIONS = (
    ("son", "nhất trí; đề nghị bổ sung chỉ tiêu không để xảy ra tai nạn lao động."),
    ("chau", "đề nghị có phương án xe đưa người lao động về Tết trước ngày 20/01."),
    ("lam", "báo cáo tiến độ khắc phục; xin lùi thời hạn kiểm định giàn giáo đến ngày 12/12."),
    ("nam", "đề nghị giao một đồng chí đầu mối về chuyển đổi số trong chi bộ."),
    ("ngan", "đề nghị đăng tài liệu sớm hơn 01 ngày."),
    (
        "phuoc",
        "không nhất trí chỉ tiêu đề nghị kết nạp 02 quần chúng trong quý I/2027, đề nghị 01.",
    ),
    ("yen", "nhất trí với dự thảo và ý kiến đồng chí Châu."),
    ("lan", "giải trình; giữ chỉ tiêu 02 vì hồ sơ đã hoàn thành thẩm tra."),
)

POLITICS = (
    "Đồng chí Bùi Thanh Hương thông tin thời sự trong nước, thế giới tháng 11; phổ biến Kế hoạch số 58-KH/ĐU, ngày "
    "20/11/2026 của Đảng ủy phường (văn bản giả định). Tình hình tư tưởng đảng viên, người lao động ổn định; một số "
    "người lao động tại Nghệ An băn khoăn về chế độ đi lại dịp Tết."
)
RESULTS = "Đồng chí Nguyễn Đức Thắng báo cáo, đối chiếu từng nhiệm vụ:"
BUILDING = (
    "Biểu dương đồng chí Đinh Văn Sơn. Đồng chí Cao Xuân Lâm tự phê bình về việc chậm rà soát công trường Nghệ An, "
    "nhận trách nhiệm, hứa hoàn thành trước ngày 10/12."
)
DIRECTION = (
    "ghi nhận chi bộ duy trì nền nếp; yêu cầu dứt điểm việc an toàn lao động, nâng tỷ lệ dự sinh hoạt lên trên 90%."
)
RESPONSE = "tiếp thu, giao Chi ủy đưa vào nghị quyết."
CONCLUSION = "tiếp thu các ý kiến 1, 2, 4, 5; thời hạn kiểm định giàn giáo là ngày 12/12/2026."
RESOLUTION = "thông qua Nghị quyết lãnh đạo thực hiện nhiệm vụ tháng 12 năm 2026"
PROPOSAL = "giới thiệu quần chúng Nguyễn Thị Ánh học lớp bồi dưỡng nhận thức về Đảng"


class Play:
    """Sends commands to the core at given times and keeps the log."""

    def __init__(self, plan: MeetingPlan = PLAN, opened_at: str = "19:10") -> None:
        self.log = [Recorded(1, _at(opened_at), plan.chair, open_meeting(plan)[0])]
        self.meeting: Meeting = opened(self.log[0])
        self._questions = 0

    def send(self, by: str | None, at: str, *commands: Command) -> None:
        """Each command at that time on the wall in Hanoi; the clock goes on by a second for each event."""
        for command in commands:
            sender = None if by is None else MemberId(by)
            moment = max(_at(at), self.log[-1].at)
            for event in decide(self.meeting, command, sender, moment):
                recorded = Recorded(self.meeting.version + 1, moment, sender, event)
                self.meeting = apply(self.meeting, recorded)
                self.log.append(recorded)

    def start(self, item: str, at: str) -> None:
        self.send("thang", at, StartItem(ItemId(item)))

    def vote(self, at: str, text: str, matter: Matter, against: Iterable[str] = ()) -> QuestionId:
        """Everybody entitled answers; those at a site through its keeper."""
        self._questions += 1
        question = QuestionId(f"q{self._questions}")
        self.send("thang", at, OpenVote(question, text, matter, item=self.meeting.agenda.current))
        for voter in self.meeting.voting.question(question).voters:
            answer = Answer.AGAINST if voter in against else Answer.IN_FAVOUR
            keeper = self.meeting.attendance.of(voter).via
            behalf = None if keeper is None else voter
            self.send(keeper or voter, at, CastVote(question, answer, behalf))
        self.send("thang", at, CloseVote(question))
        return question

    def speak(self, member: str, at: str, gist: str, kind: FloorKind = FloorKind.SPEECH) -> None:
        keeper = self.meeting.attendance.of(MemberId(member)).via
        if keeper is None:
            self.send(member, at, AskForFloor(kind))
        self.send("thang", at, GiveFloor(MemberId(member), kind=kind))
        contribution = self.meeting.floor.contributions[-1].id
        self.send(member, _later(at, 2), YieldFloor())
        self.send("huong", _later(at, 2), WriteGist(contribution, gist))

    def present(self, member: str, at: str) -> None:
        """A turn under the own item: it is the presentation and needs no gist."""
        self.send("thang", at, GiveFloor(MemberId(member)))
        self.send(member, _later(at, 4), YieldFloor())


def play() -> list[Recorded]:
    """The whole evening."""
    evening = Play()
    gather(evening)
    begin(evening)
    work(evening)
    discuss(evening)
    conclude(evening)
    return evening.log


def gather(evening: Play) -> None:
    """Everybody comes in, each at their table."""
    for site, (keeper, *others) in TABLES.items():
        evening.send(keeper, "19:20", Join(), CheckIn(tuple(MemberId(one) for one in others), site))
        if others and keeper != "thang":
            evening.send("thang", "19:20", ConfirmCheckIn(MemberId(keeper)))
    evening.send("son", "19:22", Join(), CheckIn((), BAC_NINH))
    for alone in ("lan", "vinh", "ha"):
        evening.send(alone, "19:25", Join())


def begin(evening: Play) -> None:
    """Part I of the procedure: minute-taker, roll, dues, programme."""
    evening.send("thang", "19:30", CallToOrder())
    evening.start("reason", "19:30")
    evening.start("taker", "19:33")
    evening.send("thang", "19:33", AppointMinuteTaker(MemberId("huong")))
    evening.vote("19:34", "cử đồng chí Bùi Thanh Hương ghi biên bản", Matter.MINUTE_TAKER)
    evening.start("roll", "19:35")
    evening.send("huong", "19:36", TakeRoll())
    evening.start("dues", "19:37")
    evening.send("huong", "19:37", RecordDues(18, 18, "01 đồng chí nộp tại nơi sinh hoạt tạm thời"))
    evening.start("programme", "19:38")
    evening.vote("19:39", "thông qua chương trình sinh hoạt", Matter.PROGRAMME)


def work(evening: Play) -> None:
    """News, last results, self-criticism; one comes late, one loses the line."""
    evening.start("politics", "19:40")
    evening.send("chau", "19:41", CheckIn((MemberId("lam"),), NGHE_AN))
    evening.send("huong", "19:41", ConfirmCheckIn(MemberId("chau")))
    evening.present("huong", "19:42")
    evening.send("huong", "19:50", WriteItem(ItemId("politics"), POLITICS))
    evening.start("results", "19:52")
    evening.send("huong", "20:00", WriteItem(ItemId("results"), RESULTS))
    evening.start("building", "20:03")
    evening.send("son", "20:05", LoseLine())
    evening.send("son", "20:11", Join())
    evening.send("huong", "20:12", WriteItem(ItemId("building"), BUILDING))
    evening.start("next", "20:15")
    evening.present("lan", "20:16")


def discuss(evening: Play) -> None:
    """Eight members speak, then the observer."""
    evening.start("discussion", "20:22")
    for number, (member, gist) in enumerate(CONTRIBUTIONS):
        kind = FloorKind.REPLY if member == "lan" else FloorKind.SPEECH
        evening.speak(member, _later("20:22", 3 * number), gist, kind)
    evening.start("superior", "20:47")
    evening.send("thang", "20:47", GiveFloor(MemberId("ha")))
    evening.send("ha", "20:51", YieldFloor())
    evening.send("huong", "20:51", RecordDirection(MemberId("ha"), DIRECTION, RESPONSE))


def conclude(evening: Play, *, close: bool = True) -> None:
    """Conclusion, tasks, votes, score, minutes, close."""
    evening.start("tasks", "20:52")
    evening.send(
        "huong",
        "20:54",
        WriteConclusion(ItemId("tasks"), CONCLUSION),
        AssignTask(TaskId("t1"), "Kiểm định giàn giáo công trường Nghệ An", MemberId("lam"), date(2026, 12, 12)),
        AssignTask(TaskId("t2"), "Phương án đưa người lao động về Tết", MemberId("chau"), date(2026, 12, 20)),
        AssignTask(TaskId("t3"), "Đầu mối chuyển đổi số; đăng tài liệu", MemberId("nam")),
    )
    evening.start("resolution", "20:56")
    first = evening.vote("20:57", RESOLUTION, Matter.RESOLUTION, against={"phuoc"})
    evening.send("phuoc", "20:58", ReserveOpinion(first, "về chỉ tiêu kết nạp"))
    evening.vote("21:00", PROPOSAL, Matter.PROPOSAL)
    evening.send("thang", "21:01", FinishItem(ItemId("resolution")))
    evening.start("score", "21:01")
    evening.send("huong", "21:03", RecordScore((5, 4, 10, 37, 5, 27, 5)))
    evening.start("minutes", "21:04")
    evening.send("huong", "21:05", ReadMinutes())
    evening.vote("21:10", "thông qua biên bản", Matter.MINUTES)
    evening.start("close", "21:11")
    if close:
        evening.send("thang", "21:12", CloseMeeting())


def _at(wall: str) -> datetime:
    hours, minutes = wall.split(":")
    return MIDNIGHT_IN_HANOI + timedelta(hours=int(hours), minutes=int(minutes))


def _later(wall: str, minutes: int) -> str:
    moment = _at(wall) + timedelta(minutes=minutes) - MIDNIGHT_IN_HANOI
    return f"{moment.seconds // 3600:02d}:{moment.seconds % 3600 // 60:02d}"


def written(log: Iterable[Recorded]) -> str:
    """The log, one event a line."""
    lines = (
        json.dumps(
            {
                "version": one.version,
                "at": one.at.isoformat(),
                "by": one.by,
                "event": json.loads(event_to_json(one.event)),
            },
            ensure_ascii=False,
        )
        for one in log
    )
    return "".join(f"{line}\n" for line in lines)


def recorded(text: str) -> list[Recorded]:
    """The log as read from its lines."""
    return [_recorded(json.loads(line)) for line in text.splitlines()]


def _recorded(line: dict[str, object]) -> Recorded:
    by, version = line["by"], line["version"]
    assert isinstance(version, int)
    assert by is None or isinstance(by, str)
    event = event_from_json(json.dumps(line["event"], ensure_ascii=False))
    return Recorded(version, datetime.fromisoformat(str(line["at"])), None if by is None else MemberId(by), event)


def specimen_meeting() -> Meeting:
    """The meeting as its recorded log tells it."""
    return replay(recorded(LOG.read_text(encoding="utf-8")))


if __name__ == "__main__":
    LOG.write_text(written(play()), encoding="utf-8")
