"""The programme: one current item for everybody, its time, and the order of the steps.

The steps of the regular meeting are those of 42-HD/BTCTW (three stages, seventeen steps), those of the thematic
meeting its point 3.2. Leaving a step out, or finishing it with its duty undone, asks for a reason that goes into the
minutes.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from server.meeting.identity import ItemId, MemberId
from server.meeting.refusal import Refusal, a_line, a_number, a_reason, an_id, cleaned


class Stage(Enum):
    """The three parts of a meeting."""

    OPENING = "opening"  # mở đầu
    BUSINESS = "business"  # tiến hành
    CLOSING = "closing"  # kết thúc


class Step(Enum):
    """What an item of the programme is for."""

    REASON = "reason"  # tuyên bố lý do, giới thiệu đại biểu
    MINUTE_TAKER = "minute_taker"  # cử thư ký
    ROLL = "roll"  # điểm danh, thông báo tình hình đảng viên
    DUES = "dues"  # tình hình nộp đảng phí
    PROGRAMME = "programme"  # thông qua nội dung, chương trình
    POLITICS = "politics"  # công tác chính trị, tư tưởng
    LAST_RESULTS = "last_results"  # kết quả thực hiện nghị quyết tháng trước
    PARTY_BUILDING = "party_building"  # xây dựng Đảng, tự phê bình và phê bình
    NEXT_MONTH = "next_month"  # phương hướng, nhiệm vụ tháng tới
    DISCUSSION = "discussion"  # thảo luận
    SUPERIOR = "superior"  # đại biểu cấp trên phát biểu
    PRESENTATION = "presentation"  # trình bày chuyên đề
    CONTRIBUTIONS = "contributions"  # tham luận
    CONCLUSION = "conclusion"  # đánh giá, kết luận chuyên đề
    TASKS = "tasks"  # kết luận, phân công
    RESOLUTION = "resolution"  # biểu quyết thông qua
    PETITIONS = "petitions"  # giải đáp kiến nghị
    SCORE = "score"  # chấm điểm
    MINUTES = "minutes"  # đọc, thông qua biên bản
    CLOSE = "close"  # bế mạc


# Self-criticism and criticism, members by name (42-HD/BTCTW, step 8): for the cell and its superior only.
RESTRICTED = frozenset({Step.PARTY_BUILDING})


class Duty(Enum):
    """What a step leaves behind; finishing the step without it asks for a reason."""

    MINUTE_TAKER_APPOINTED = "minute_taker_appointed"
    ROLL_TAKEN = "roll_taken"
    PROGRAMME_ADOPTED = "programme_adopted"
    VOTE_HELD = "vote_held"
    TASKS_ASSIGNED = "tasks_assigned"
    SCORE_ENTERED = "score_entered"
    MINUTES_ADOPTED = "minutes_adopted"


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """An item as prepared. `minutes` is the time planned for it, `papers` the titles of what was handed out."""

    id: ItemId
    step: Step
    stage: Stage
    title: str
    minutes: int
    presenter: MemberId | None = None
    needs_vote: bool = False
    papers: tuple[str, ...] = ()

    @property
    def is_restricted(self) -> bool:
        """Whether guests neither hear nor read it."""
        return self.step in RESTRICTED


@dataclass(frozen=True, slots=True)
class Item:
    """An item and what became of it. `reason` says why it was left out or finished with its duty undone."""

    plan: ItemPlan
    started_at: datetime | None = None
    finished_at: datetime | None = None
    skipped: bool = False
    reason: str | None = None

    @property
    def is_done(self) -> bool:
        """Finished or left out."""
        return self.finished_at is not None or self.skipped


# Commands


@dataclass(frozen=True, slots=True)
class StartItem:
    """Make this the current item; the one before it is finished. Items passed over need a reason."""

    item: ItemId
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FinishItem:
    """Finish the current item. A duty left undone needs a reason."""

    item: ItemId
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SkipItem:
    """Leave an item out, with a reason for the minutes."""

    item: ItemId
    reason: str


@dataclass(frozen=True, slots=True)
class AddItem:
    """Put a further item into the business of the meeting, after another; once adopted, with a reason."""

    item: ItemId
    after: ItemId
    title: str
    minutes: int
    needs_vote: bool = False
    reason: str | None = None


# Events


@dataclass(frozen=True, slots=True)
class ItemStarted:
    """This is the current item now."""

    item: ItemId


@dataclass(frozen=True, slots=True)
class ItemFinished:
    """The item is over; `reason` says why its duty was left undone."""

    item: ItemId
    undone: Duty | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ItemSkipped:
    """The item was left out."""

    item: ItemId
    reason: str


@dataclass(frozen=True, slots=True)
class ItemAdded:
    """The programme has one more item, after `after`."""

    item: ItemPlan
    after: ItemId
    reason: str | None = None


AgendaCommand = StartItem | FinishItem | SkipItem | AddItem
AgendaEvent = ItemStarted | ItemFinished | ItemSkipped | ItemAdded

MINUTES_MAX = 240


@dataclass(frozen=True, slots=True)
class Agenda:
    """The items in order and the current one."""

    items: tuple[Item, ...]
    current: ItemId | None = None

    def item(self, item: ItemId) -> Item:
        """The item. Raises no-such-item."""
        for candidate in self.items:
            if candidate.plan.id == item:
                return candidate
        raise Refusal("no-such-item")

    @property
    def current_item(self) -> Item | None:
        """The item on the table; None between items."""
        return None if self.current is None else self.item(self.current)

    @property
    def next_item(self) -> Item | None:
        """The first item that is neither done nor current."""
        return next((item for item in self.items if not item.is_done and item.plan.id != self.current), None)

    def step(self, step: Step) -> Item | None:
        """The first item of that step; None if the programme has none."""
        return next((item for item in self.items if item.plan.step is step), None)


def of_plan(items: tuple[ItemPlan, ...]) -> Agenda:
    """The agenda before anything has happened."""
    return Agenda(tuple(Item(plan) for plan in items))


def start(agenda: Agenda, command: StartItem, undone: Duty | None) -> list[AgendaEvent]:
    """Start an item. `undone` is the duty that the current item would leave behind.

    Raises no-such-item, item-finished, order-needs-reason, gate-unmet.
    """
    item = agenda.item(command.item)
    if item.is_done or item.plan.id == agenda.current:
        raise Refusal("item-finished")
    events: list[AgendaEvent] = []
    if agenda.current is not None:
        events.append(_finished(agenda.current, undone, command.reason))
    passed_over = _open_before(agenda, item)
    if passed_over and not cleaned(command.reason or ""):
        raise Refusal("order-needs-reason", title=passed_over[0].plan.title)
    events.extend(ItemSkipped(left.plan.id, a_reason(command.reason)) for left in passed_over)
    return [*events, ItemStarted(command.item)]


def finish(agenda: Agenda, command: FinishItem, undone: Duty | None) -> list[AgendaEvent]:
    """Finish the current item. Raises no-such-item, item-not-current, gate-unmet."""
    if agenda.item(command.item).plan.id != agenda.current:
        raise Refusal("item-not-current")
    return [_finished(command.item, undone, command.reason)]


def skip(agenda: Agenda, command: SkipItem) -> list[AgendaEvent]:
    """Leave an item out. Raises no-such-item, item-finished, reason-needed."""
    if agenda.item(command.item).is_done:
        raise Refusal("item-finished")
    return [ItemSkipped(command.item, a_reason(command.reason))]


def add(agenda: Agenda, command: AddItem, *, adopted: bool) -> list[AgendaEvent]:
    """Put an item in. Raises no-such-item, item-finished for an id in use, text-empty, number-out-of-range,
    programme-locked (an adopted programme changes with a reason only)."""
    an_id(command.item)
    after = agenda.item(command.after)
    reason = cleaned(command.reason or "") or None
    if adopted and reason is None:
        raise Refusal("programme-locked")
    if any(item.plan.id == command.item for item in agenda.items):
        raise Refusal("item-finished")
    step = Step.RESOLUTION if command.needs_vote else Step.DISCUSSION
    title, minutes = a_line(command.title), a_number(command.minutes, 1, MINUTES_MAX)
    plan = ItemPlan(command.item, step, after.plan.stage, title, minutes, needs_vote=command.needs_vote)
    return [ItemAdded(plan, command.after, None if reason is None else a_reason(reason))]


def apply(agenda: Agenda, event: AgendaEvent, at: datetime) -> Agenda:
    """The agenda after the event."""
    match event:
        case ItemStarted():
            started = _changed(agenda, event.item, started_at=at)
            return replace(started, current=event.item)
        case ItemFinished():
            finished = _changed(agenda, event.item, finished_at=at, reason=event.reason)
            return replace(finished, current=None)
        case ItemSkipped():
            skipped = _changed(agenda, event.item, skipped=True, reason=event.reason)
            return replace(skipped, current=None if agenda.current == event.item else agenda.current)
        case ItemAdded():
            place = [item.plan.id for item in agenda.items].index(event.after) + 1
            new = Item(event.item, reason=event.reason)
            return replace(agenda, items=(*agenda.items[:place], new, *agenda.items[place:]))


def _finished(item: ItemId, undone: Duty | None, reason: str | None) -> ItemFinished:
    if undone is None:
        return ItemFinished(item)
    if not cleaned(reason or ""):
        raise Refusal("gate-unmet", duty=undone.value)
    return ItemFinished(item, undone, a_reason(reason))


def _open_before(agenda: Agenda, item: Item) -> list[Item]:
    before = agenda.items[: agenda.items.index(item)]
    return [left for left in before if not left.is_done and left.plan.id != agenda.current]


def _changed(
    agenda: Agenda,
    item: ItemId,
    *,
    started_at: datetime | None = None,
    finished_at: datetime | None = None,
    skipped: bool = False,
    reason: str | None = None,
) -> Agenda:
    def change(old: Item) -> Item:
        return replace(
            old,
            started_at=started_at or old.started_at,
            finished_at=finished_at or old.finished_at,
            skipped=skipped or old.skipped,
            reason=reason or old.reason,
        )

    return replace(agenda, items=tuple(change(old) if old.plan.id == item else old for old in agenda.items))
