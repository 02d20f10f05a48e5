"""The floor: one order for all, one speaker at a time, a limit that everybody sees.

Who holds the floor is heard, with the chair; the rest are muted by the server unless the chair opens a free
discussion. Every turn and every written opinion is a contribution: the minutes name each speaker in order.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from server.meeting.identity import ContributionId, ItemId, MemberId
from server.meeting.refusal import Refusal, a_number, a_reason, a_text


class FloorKind(Enum):
    """What somebody asks the floor for."""

    SPEECH = "speech"  # phát biểu
    QUESTION = "question"  # hỏi
    REPLY = "reply"  # trả lời, giải trình
    POINT_OF_ORDER = "point_of_order"  # về cách tiến hành: goes first


DEFAULT_LIMIT_S = 180
LIMIT_MIN_S, LIMIT_MAX_S = 30, 3_600


@dataclass(frozen=True, slots=True)
class FloorRequest:
    """Somebody waits."""

    member: MemberId
    kind: FloorKind
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody speaks. `limit_s` counts from `since_at`."""

    contribution: ContributionId
    member: MemberId
    kind: FloorKind
    since_at: datetime
    limit_s: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """A turn that was taken, or a written opinion. `until_at` is None while somebody speaks."""

    id: ContributionId
    member: MemberId
    kind: FloorKind
    item: ItemId | None
    from_at: datetime
    until_at: datetime | None
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Reordering:
    """The chair changed the order, and why."""

    at: datetime
    reason: str


# Commands


@dataclass(frozen=True, slots=True)
class AskForFloor:
    """Join the queue; for somebody at one's own site, too."""

    kind: FloorKind = FloorKind.SPEECH
    on_behalf_of: MemberId | None = None


@dataclass(frozen=True, slots=True)
class WithdrawRequest:
    """Leave the queue."""

    on_behalf_of: MemberId | None = None


@dataclass(frozen=True, slots=True)
class GiveFloor:
    """Let somebody speak: the next in the queue, or anybody in the room. Ends the turn before."""

    member: MemberId
    limit_s: int = DEFAULT_LIMIT_S
    kind: FloorKind | None = None


@dataclass(frozen=True, slots=True)
class YieldFloor:
    """The speaker has finished."""


@dataclass(frozen=True, slots=True)
class EndFloor:
    """The chair ends the turn."""


@dataclass(frozen=True, slots=True)
class ExtendFloor:
    """More time for the speaker."""

    seconds: int = 60


@dataclass(frozen=True, slots=True)
class ReorderFloor:
    """A new order of the same people, with a reason that everybody sees."""

    order: tuple[MemberId, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class OpenFreeDiscussion:
    """Everybody may be heard."""


@dataclass(frozen=True, slots=True)
class CloseFreeDiscussion:
    """Back to one speaker at a time."""


@dataclass(frozen=True, slots=True)
class SubmitWrittenOpinion:
    """An opinion in writing; it counts as a contribution."""

    text: str


# Events


@dataclass(frozen=True, slots=True)
class FloorAsked:
    member: MemberId
    kind: FloorKind


@dataclass(frozen=True, slots=True)
class RequestWithdrawn:
    member: MemberId


@dataclass(frozen=True, slots=True)
class FloorGiven:
    contribution: ContributionId
    member: MemberId
    kind: FloorKind
    limit_s: int
    item: ItemId | None


@dataclass(frozen=True, slots=True)
class FloorEnded:
    """The turn is over; `by_chair` tells an ended turn from one that was given back."""

    member: MemberId
    by_chair: bool


@dataclass(frozen=True, slots=True)
class FloorExtended:
    seconds: int


@dataclass(frozen=True, slots=True)
class FloorReordered:
    order: tuple[MemberId, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class FreeDiscussionOpened:
    pass


@dataclass(frozen=True, slots=True)
class FreeDiscussionClosed:
    pass


@dataclass(frozen=True, slots=True)
class WrittenOpinionSubmitted:
    contribution: ContributionId
    member: MemberId
    text: str
    item: ItemId | None


FloorCommand = (
    AskForFloor
    | WithdrawRequest
    | GiveFloor
    | YieldFloor
    | EndFloor
    | ExtendFloor
    | ReorderFloor
    | OpenFreeDiscussion
    | CloseFreeDiscussion
    | SubmitWrittenOpinion
)
FloorEvent = (
    FloorAsked
    | RequestWithdrawn
    | FloorGiven
    | FloorEnded
    | FloorExtended
    | FloorReordered
    | FreeDiscussionOpened
    | FreeDiscussionClosed
    | WrittenOpinionSubmitted
)


@dataclass(frozen=True, slots=True)
class Floor:
    """Who speaks, who waits, what was said by whom."""

    queue: tuple[FloorRequest, ...] = ()
    turn: Turn | None = None
    free_discussion: bool = False
    contributions: tuple[Contribution, ...] = ()
    reorderings: tuple[Reordering, ...] = ()

    @property
    def holder(self) -> MemberId | None:
        """Who speaks now."""
        return None if self.turn is None else self.turn.member

    def waits(self, member: MemberId) -> bool:
        """Whether the member is in the queue."""
        return any(request.member == member for request in self.queue)

    def place_of(self, member: MemberId) -> int | None:
        """The member's place, from 1; None if not waiting."""
        waiting = [request.member for request in self.queue]
        return waiting.index(member) + 1 if member in waiting else None

    def contribution(self, contribution: ContributionId) -> Contribution | None:
        """The contribution, None if there is none of that id."""
        return next((one for one in self.contributions if one.id == contribution), None)


def ask(floor: Floor, command: AskForFloor, by: MemberId) -> list[FloorEvent]:
    """Join the queue. Raises already-asked, already-holding."""
    if floor.holder == by:
        raise Refusal("already-holding")
    if floor.waits(by):
        raise Refusal("already-asked")
    return [FloorAsked(by, command.kind)]


def withdraw(floor: Floor, by: MemberId) -> list[FloorEvent]:
    """Leave the queue. Raises not-asked."""
    if not floor.waits(by):
        raise Refusal("not-asked")
    return [RequestWithdrawn(by)]


def give(floor: Floor, command: GiveFloor, item: ItemId | None, *, is_here: bool) -> list[FloorEvent]:
    """Let somebody speak. Raises not-here, already-holding, number-out-of-range."""
    if not is_here:
        raise Refusal("not-here")
    if floor.holder == command.member:
        raise Refusal("already-holding")
    limit_s = a_number(command.limit_s, LIMIT_MIN_S, LIMIT_MAX_S)
    asked = next((request for request in floor.queue if request.member == command.member), None)
    kind = command.kind or (asked.kind if asked else FloorKind.SPEECH)
    ended: list[FloorEvent] = [] if floor.turn is None else [FloorEnded(floor.turn.member, by_chair=True)]
    return [*ended, FloorGiven(_next_id(floor), command.member, kind, limit_s, item)]


def yield_floor(floor: Floor, by: MemberId) -> list[FloorEvent]:
    """The speaker has finished. Raises not-holding."""
    if floor.holder != by:
        raise Refusal("not-holding")
    return [FloorEnded(by, by_chair=False)]


def end(floor: Floor) -> list[FloorEvent]:
    """The chair ends the turn. Raises nobody-holding."""
    if floor.turn is None:
        raise Refusal("nobody-holding")
    return [FloorEnded(floor.turn.member, by_chair=True)]


def extend(floor: Floor, command: ExtendFloor) -> list[FloorEvent]:
    """More time. Raises nobody-holding, number-out-of-range."""
    if floor.turn is None:
        raise Refusal("nobody-holding")
    return [FloorExtended(a_number(command.seconds, 10, 600))]


def reorder(floor: Floor, command: ReorderFloor) -> list[FloorEvent]:
    """A new order. Raises bad-order unless it names the same people once each, reason-needed."""
    if sorted(command.order) != sorted(request.member for request in floor.queue):
        raise Refusal("bad-order")
    return [FloorReordered(command.order, a_reason(command.reason))]


def open_free(floor: Floor) -> list[FloorEvent]:
    """Everybody may be heard. Raises free-discussion-on."""
    if floor.free_discussion:
        raise Refusal("free-discussion-on")
    return [FreeDiscussionOpened()]


def close_free(floor: Floor) -> list[FloorEvent]:
    """One at a time again. Raises free-discussion-off."""
    if not floor.free_discussion:
        raise Refusal("free-discussion-off")
    return [FreeDiscussionClosed()]


def submit_written(floor: Floor, text: str, by: MemberId, item: ItemId | None) -> list[FloorEvent]:
    """An opinion in writing. Raises text-empty, text-too-long."""
    return [WrittenOpinionSubmitted(_next_id(floor), by, a_text(text), item)]


def apply(floor: Floor, event: FloorEvent, at: datetime) -> Floor:
    """The floor after the event."""
    match event:
        case FloorAsked():
            return replace(floor, queue=_joined(floor.queue, FloorRequest(event.member, event.kind, at)))
        case RequestWithdrawn():
            return replace(floor, queue=_without(floor.queue, event.member))
        case FloorGiven():
            return _given(floor, event, at)
        case FloorEnded():
            ended = tuple(replace(one, until_at=at) if one.until_at is None else one for one in floor.contributions)
            return replace(floor, turn=None, contributions=ended)
        case FloorExtended():
            turn = floor.turn and replace(floor.turn, limit_s=floor.turn.limit_s + event.seconds)
            return replace(floor, turn=turn)
        case FloorReordered():
            order = {member: place for place, member in enumerate(event.order)}
            queue = tuple(sorted(floor.queue, key=lambda request: order[request.member]))
            return replace(floor, queue=queue, reorderings=(*floor.reorderings, Reordering(at, event.reason)))
        case FreeDiscussionOpened():
            return replace(floor, free_discussion=True)
        case FreeDiscussionClosed():
            return replace(floor, free_discussion=False)
        case WrittenOpinionSubmitted():
            written = Contribution(
                event.contribution, event.member, FloorKind.SPEECH, event.item, at, at, written=event.text
            )
            return replace(floor, contributions=(*floor.contributions, written))


def _given(floor: Floor, event: FloorGiven, at: datetime) -> Floor:
    spoken = Contribution(event.contribution, event.member, event.kind, event.item, at, None)
    return replace(
        floor,
        queue=_without(floor.queue, event.member),
        turn=Turn(event.contribution, event.member, event.kind, at, event.limit_s),
        contributions=(*floor.contributions, spoken),
    )


def _joined(queue: tuple[FloorRequest, ...], request: FloorRequest) -> tuple[FloorRequest, ...]:
    if request.kind is not FloorKind.POINT_OF_ORDER:
        return (*queue, request)
    first_other = next((n for n, one in enumerate(queue) if one.kind is not FloorKind.POINT_OF_ORDER), len(queue))
    return (*queue[:first_other], request, *queue[first_other:])


def _without(queue: tuple[FloorRequest, ...], member: MemberId) -> tuple[FloorRequest, ...]:
    return tuple(request for request in queue if request.member != member)


def _next_id(floor: Floor) -> ContributionId:
    return ContributionId(f"c{len(floor.contributions) + 1}")
