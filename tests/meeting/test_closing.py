"""The end of a meeting: texts, tasks, score, minutes read and adopted, close, and the annex that needs two."""

from datetime import date

import pytest

from server.meeting.agenda import AddItem, Duty, FinishItem, Stage, StartItem, Step
from server.meeting.attendance import CorrectAttendance, TakeRoll
from server.meeting.closing import (
    AssignTask,
    CloseMeeting,
    DraftAnnex,
    FiledDocument,
    FileMinutes,
    MeetingClosed,
    ReadMinutes,
    RecordScore,
    SignAnnex,
    Unfinished,
    WithdrawTask,
)
from server.meeting.floor import EndFloor, GiveFloor
from server.meeting.identity import AnnexId, ContributionId, ItemId, MemberId, QuestionId, TaskId
from server.meeting.meeting import Command
from server.meeting.plan import ReviewedTask
from server.meeting.record import RecordDirection, RecordDues, RecordReview, WriteConclusion, WriteGist, WriteItem
from server.meeting.rights import AppointMinuteTaker
from server.meeting.rules import Matter
from server.meeting.voting import OpenVote
from tests.meeting.scenes import (
    HOA,
    LAN,
    MINH,
    OFFICIAL_AND_HERE,
    PROGRAMME,
    STRANGER,
    TUAN,
    YEN,
    Scene,
    a_plan,
    closed,
    every_command,
    in_session,
    item,
    with_minutes_adopted,
)

FULL = (5, 5, 10, 40, 5, 30, 5)
TASK = AssignTask(TaskId("t1"), "Chuẩn bị chuyên đề quý I", TUAN)
ANNEX = DraftAnnex(AnnexId("a1"), "Tên đúng là Phạm Tiến Dũng", "Sai chính tả")


def a_whole_meeting() -> Scene:
    """Everything that a meeting should do, in order, up to the last item."""
    scene = Scene().joined(*OFFICIAL_AND_HERE).called_to_order()
    scene.does(LAN, StartItem(ItemId("reason")), StartItem(ItemId("taker")))
    scene.appointed().does(LAN, StartItem(ItemId("roll")))
    scene.does(HOA, TakeRoll())
    scene.does(LAN, StartItem(ItemId("adopt")))
    scene.carries("programme", Matter.PROGRAMME, ItemId("adopt"))
    for name in ("last", "talk", "superior", "decide"):
        scene.does(LAN, StartItem(ItemId(name)))
    scene.carries("resolution", Matter.RESOLUTION, ItemId("decide"))
    scene.does(LAN, StartItem(ItemId("score")))
    scene.does(HOA, RecordScore(FULL))
    scene.does(LAN, StartItem(ItemId("minutes")))
    with_minutes_adopted(scene).does(LAN, StartItem(ItemId("close")))
    return scene


def test_a_meeting_that_did_everything_closes_without_a_reason() -> None:
    scene = a_whole_meeting()
    assert scene.meeting.unfinished() == ()

    (event,) = scene.does(LAN, CloseMeeting())

    assert event == MeetingClosed()
    assert scene.meeting.closing.closed_at == scene.at


def test_what_is_left_undone_asks_for_a_reason_and_is_listed() -> None:
    scene = in_session()
    assert scene.refusal(LAN, CloseMeeting()) == "closing-incomplete"
    assert scene.refusal(LAN, CloseMeeting(" \x00")) == "closing-incomplete"

    scene.does(LAN, CloseMeeting("Mất điện toàn khu vực"))

    assert set(scene.meeting.closing.unfinished) == {
        Unfinished.ROLL_NOT_TAKEN,
        Unfinished.PROGRAMME_NOT_ADOPTED,
        Unfinished.ITEM_WITHOUT_RESULT,
        Unfinished.ITEMS_LEFT,
        Unfinished.MINUTES_NOT_ADOPTED,
    }
    assert scene.meeting.closing.reason == "Mất điện toàn khu vực"


def test_a_task_that_nobody_has_holds_up_its_step_and_is_on_the_checklist() -> None:
    tasks = item("tasks", Step.TASKS, Stage.CLOSING)
    scene = in_session(a_plan(items=(tasks, *PROGRAMME)))
    scene.does(LAN, StartItem(tasks.id))
    scene.does(HOA, AssignTask(TaskId("t1"), "Kiểm định giàn giáo", due_on=date(2026, 12, 12)))

    assert scene.meeting.duty_undone(tasks.id) is Duty.TASKS_ASSIGNED
    assert scene.refusal(LAN, FinishItem(tasks.id)) == "gate-unmet"
    assert Unfinished.TASKS_UNASSIGNED in scene.meeting.unfinished()

    scene.does(HOA, AssignTask(TaskId("t1"), "Kiểm định giàn giáo", TUAN, date(2026, 12, 12)))

    assert Unfinished.TASKS_UNASSIGNED not in scene.meeting.unfinished()
    scene.does(LAN, FinishItem(tasks.id))


def test_tasks_without_a_day_are_counted_for_the_checklist_and_hold_nothing_up() -> None:
    scene = in_session()
    scene.does(LAN, TASK, AssignTask(TaskId("t2"), "Thu đảng phí", MINH, date(2026, 12, 31)))

    assert scene.meeting.closing.standing_tasks == 1
    assert Unfinished.TASKS_UNASSIGNED not in scene.meeting.unfinished()


def test_a_meeting_never_called_to_order_may_be_closed_with_a_reason() -> None:
    scene = closed(Scene().joined(LAN))

    assert Unfinished.NOT_CALLED_TO_ORDER in scene.meeting.closing.unfinished
    assert Unfinished.NO_MINUTE_TAKER in scene.meeting.closing.unfinished


def test_a_meeting_does_not_close_over_an_open_vote() -> None:
    scene = in_session()
    scene.opens_vote()

    assert scene.refusal(LAN, CloseMeeting("Hết giờ")) == "vote-still-open"


def test_an_item_whose_vote_was_never_held_is_listed_by_itself() -> None:
    scene = in_session()
    scene.does(LAN, StartItem(ItemId("decide"), "Hết giờ"))

    assert Unfinished.ITEM_WITHOUT_RESULT in scene.meeting.unfinished()
    scene.carries("resolution", Matter.RESOLUTION, ItemId("decide"))
    assert Unfinished.ITEM_WITHOUT_RESULT not in scene.meeting.unfinished()


def test_an_item_that_needs_a_vote_is_not_done_by_a_poll_of_opinion() -> None:
    scene = in_session()
    scene.does(LAN, StartItem(ItemId("decide"), "Hết giờ"))
    scene.carries("poll", Matter.OPINION, ItemId("decide"))

    assert scene.refusal(LAN, StartItem(ItemId("score"))) == "gate-unmet"
    assert Unfinished.ITEM_WITHOUT_RESULT in scene.meeting.unfinished()
    scene.carries("resolution", Matter.RESOLUTION, ItemId("decide"))

    scene.does(LAN, StartItem(ItemId("score")))


def test_the_minutes_are_voted_on_after_they_were_read_and_fail_or_pass_by_the_rule() -> None:
    scene = in_session()
    scene.does(HOA, ReadMinutes())
    scene.opens_vote("first", Matter.MINUTES)
    scene.in_favour(LAN, MINH, HOA, question="first").closes_vote("first")
    assert not scene.meeting.minutes_adopted

    scene.carries("second", Matter.MINUTES)

    assert scene.meeting.minutes_adopted


LOCKED = (
    WriteItem,
    WriteConclusion,
    WriteGist,
    RecordDues,
    RecordDirection,
    RecordReview,
    AssignTask,
    WithdrawTask,
    RecordScore,
    ReadMinutes,
    TakeRoll,
    CorrectAttendance,
    AddItem,
    OpenVote,
    AppointMinuteTaker,
)


@pytest.mark.parametrize("kind", LOCKED, ids=lambda kind: kind.__name__)
def test_adopted_minutes_are_locked(kind: type[Command]) -> None:
    scene = in_session()
    scene.does(LAN, GiveFloor(TUAN), TASK)
    with_minutes_adopted(scene)

    assert scene.refusal(LAN, every_command()[kind]) == "minutes-adopted"


def test_no_business_begins_once_the_minutes_are_adopted_but_the_close_does() -> None:
    scene = with_minutes_adopted(in_session())
    assert scene.refusal(LAN, StartItem(ItemId("talk"), "Còn một việc")) == "minutes-adopted"

    scene.does(LAN, StartItem(ItemId("close"), "Hết giờ"), FinishItem(ItemId("close")), CloseMeeting("Hết giờ"))

    assert scene.meeting.closing.closed_at == scene.at


def test_what_was_written_after_the_reading_is_read_before_it_is_adopted() -> None:
    scene = in_session()
    scene.does(HOA, ReadMinutes(), WriteItem(ItemId("talk"), "Chi bộ thống nhất thêm một việc."))
    vote = OpenVote(QuestionId("q1"), "Thông qua biên bản?", Matter.MINUTES)
    assert scene.refusal(LAN, vote) == "minutes-changed"

    scene.does(HOA, ReadMinutes())
    scene.does(LAN, vote)

    assert scene.refusal(LAN, GiveFloor(TUAN)) == "vote-open", "what is voted on is what was read out"


@pytest.mark.parametrize(
    "kind", [TakeRoll, GiveFloor, AssignTask, RecordScore, AddItem], ids=lambda kind: kind.__name__
)
def test_only_what_stands_in_the_minutes_has_to_be_read_again(kind: type[Command]) -> None:
    scene = in_session()
    scene.does(HOA, ReadMinutes())
    scene.does(LAN, every_command()[kind])

    assert scene.meeting.changed_since_read == (kind is not TakeRoll)


def test_what_amends_the_minutes_is_heard_and_needs_no_second_reading() -> None:
    scene = in_session()
    scene.does(LAN, StartItem(ItemId("minutes"), "Gần hết giờ"))
    scene.does(HOA, ReadMinutes())
    scene.does(LAN, GiveFloor(TUAN), EndFloor())
    scene.does(HOA, WriteGist(ContributionId("c1"), "Sửa tên gói thầu"))

    scene.carries("minutes", Matter.MINUTES)

    assert scene.meeting.minutes_adopted


def test_nothing_in_a_closed_meeting_can_change() -> None:
    scene = closed(in_session())
    for kind, command in every_command().items():
        if kind.__name__ in ("FileMinutes", "ReportRecording", "DraftAnnex", "SignAnnex"):
            continue
        for by in (LAN, HOA, TUAN, YEN, None):
            assert scene.refusal(by, command) in ("meeting-closed", "not-yours"), kind


def signatures(scene: Scene) -> list[MemberId]:
    return list(scene.meeting.closing.annexes[0].signed_by)


def test_a_correction_is_an_annex_that_both_sign() -> None:
    scene = closed(in_session())
    scene.does(HOA, ANNEX)
    assert signatures(scene) == [HOA]
    assert scene.refusal(HOA, SignAnnex(AnnexId("a1"))) == "already-signed"
    assert scene.refusal(TUAN, SignAnnex(AnnexId("a1"))) == "not-yours"

    scene.does(LAN, SignAnnex(AnnexId("a1")))

    assert signatures(scene) == [HOA, LAN]
    assert scene.refusal(LAN, SignAnnex(AnnexId("a1"))) == "already-signed"
    assert scene.refusal(LAN, SignAnnex(AnnexId("a2"))) == "no-such-annex"


@pytest.mark.parametrize(
    ("annex", "code"),
    [
        (DraftAnnex(AnnexId("a1"), " ", "Sai"), "text-empty"),
        (DraftAnnex(AnnexId("a1"), "Sửa", " "), "reason-needed"),
        (DraftAnnex(AnnexId("a 1"), "Sửa", "Sai"), "wrong-type"),
        (DraftAnnex(AnnexId("used"), "Sửa", "Sai"), "already-signed"),
    ],
)
def test_what_is_no_annex(annex: DraftAnnex, code: str) -> None:
    scene = closed(in_session())
    scene.does(LAN, DraftAnnex(AnnexId("used"), "Sửa", "Sai"))

    assert scene.refusal(LAN, annex) == code


def test_an_open_meeting_has_neither_annex_nor_documents() -> None:
    assert in_session().refusal(LAN, ANNEX) == "meeting-not-closed"
    assert in_session().refusal(None, FileMinutes(())) == "meeting-not-closed"


def test_documents_are_filed_by_the_service_and_twice_is_once() -> None:
    scene = closed(in_session())
    filed = FileMinutes((FiledDocument("minutes.pdf", "0" * 64, 1_000),))
    assert scene.refusal(LAN, filed) == "not-yours"

    assert len(scene.does(None, filed)) == 1
    assert scene.does(None, filed) == []


# What is written while the meeting runs


def test_the_last_text_counts() -> None:
    scene = in_session()
    scene.does(HOA, WriteItem(ItemId("talk"), "Nháp"), WriteItem(ItemId("talk"), "  Chi bộ thảo luận sôi nổi. "))
    scene.does(LAN, WriteConclusion(ItemId("talk"), "Thống nhất."))
    scene.does(LAN, GiveFloor(TUAN))
    scene.does(HOA, WriteGist(ContributionId("c1"), "Nhất trí."))

    assert scene.meeting.record.items == {"talk": "Chi bộ thảo luận sôi nổi."}
    assert scene.meeting.record.conclusions == {"talk": "Thống nhất."}
    assert scene.meeting.record.gists == {"c1": "Nhất trí."}


def test_texts_keep_their_paragraphs_and_lose_what_no_document_can_hold() -> None:
    scene = in_session()
    scene.does(HOA, WriteItem(ItemId("talk"), "Một.\n\tHai.\x00\x0b\x1f\ud800\uffff"))

    assert scene.meeting.record.items[ItemId("talk")] == "Một.\n\tHai."


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (WriteItem(ItemId("nonsense"), "x"), "no-such-item"),
        (WriteConclusion(ItemId("nonsense"), "x"), "no-such-item"),
        (WriteGist(ContributionId("c9"), "x"), "no-such-item"),
        (WriteItem(ItemId("talk"), ""), "text-empty"),
        (WriteItem(ItemId("talk"), "x" * 8_001), "text-too-long"),
        (RecordDues(5, 4), "number-out-of-range"),
        (RecordDues(-1, 4), "number-out-of-range"),
        (RecordDues(1, 2_001), "number-out-of-range"),
        (RecordDues(1, 1, "x" * 301), "text-too-long"),
        (RecordDirection(STRANGER, "x"), "no-such-member"),
        (RecordDirection(YEN, " "), "text-empty"),
        (RecordReview((ReviewedTask("x", ""),) * 41), "number-out-of-range"),
        (RecordReview((ReviewedTask(" ", ""),)), "text-empty"),
        (AssignTask(TaskId("t1"), " "), "text-empty"),
        (AssignTask(TaskId("t 1"), "x"), "wrong-type"),
        (AssignTask(TaskId("t1"), "x", STRANGER), "no-such-member"),
        (WithdrawTask(TaskId("t9")), "no-such-task"),
        (RecordScore(FULL[:-1]), "score-out-of-range"),
        (RecordScore((6, *FULL[1:])), "score-out-of-range"),
        (RecordScore((-1, *FULL[1:])), "score-out-of-range"),
    ],
)
def test_what_cannot_be_recorded(command: Command, code: str) -> None:
    assert in_session().refusal(HOA, command) == code


def test_a_task_is_rewritten_under_its_id_and_may_be_taken_back() -> None:
    scene = in_session()
    scene.does(LAN, TASK, AssignTask(TaskId("t2"), "Thu đảng phí"), AssignTask(TaskId("t1"), "Chuyên đề quý II", MINH))
    assert [(task.id, task.owner) for task in scene.meeting.closing.tasks] == [("t1", MINH), ("t2", None)]

    scene.does(HOA, WithdrawTask(TaskId("t1")))

    assert [task.id for task in scene.meeting.closing.tasks] == ["t2"]


def test_a_second_direction_of_the_same_speaker_replaces_the_first() -> None:
    scene = in_session()
    scene.does(HOA, RecordDirection(YEN, "Biểu dương."), RecordDirection(YEN, "Biểu dương, nhắc nhở.", "Tiếp thu."))

    assert [one.text for one in scene.meeting.record.directions] == ["Biểu dương, nhắc nhở."]


def test_a_full_score_is_a_hundred() -> None:
    scene = in_session()
    scene.does(HOA, RecordScore(FULL))

    assert sum(scene.meeting.closing.score or ()) == 100


def test_the_minute_taker_of_adopted_minutes_stays_their_minute_taker() -> None:
    scene = with_minutes_adopted(in_session())

    assert scene.refusal(LAN, AppointMinuteTaker(TUAN)) == "minutes-adopted"
