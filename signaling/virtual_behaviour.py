"""What a virtual member wants to do, told by nothing but the view that every page gets: pure, without clock or dice.

A wish has a key; the same wish again is the same key, so that a reconnect or a repeated view does nothing twice. The
driver (`virtual_members`) waits a human while and looks again before it acts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from server import ballot_box
from server.meeting.identity import QuestionId
from server.meeting.voting import Answer

View = Mapping[str, Any]  # the sections of the wire, README.md beside this file
Fields = dict[str, Any]
Span = tuple[float, float]  # seconds, from and to

TALKED_IN = ("discussion", "contributions")  # steps in which everybody has something to say
DISSENTED_ON = ("resolution", "conclusion", "proposal", "opinion")
SPOKE = "đã phát biểu ý kiến."  # the gist of somebody whose words nobody has scripted

CHECK_IN_S: Span = (1, 2)
VOTE_S: Span = (2, 7)
SPEECH_S: Span = (10, 20)
FIRST_HAND_S, NEXT_HAND_S = 3.0, 7.0  # hands go up one after the other
WRITTEN_S: Span = (15, 30)
GIST_S: Span = (2, 4)
PEN_S: Span = (4, 8)
AFTER_RESULT_S: Span = (3, 6)


@dataclass(frozen=True, slots=True)
class Part:
    """Who a virtual member is. `brings` are the full names of those at the same site; `place` is from 0."""

    sign_in: str
    name: str
    brings: tuple[str, ...]
    tone_hz: int
    says: str
    writes: str
    asks_in: tuple[str, ...]
    dissents: bool
    place: int = 0


@dataclass(frozen=True, slots=True)
class Pen:
    """What a virtual minute-taker writes: texts by step, gists by name."""

    gists: Mapping[str, str]
    items: Mapping[str, str]
    conclusion: str
    direction: str
    response: str
    dues: Mapping[str, Any]
    tasks: tuple[Mapping[str, Any], ...]
    score: tuple[int, ...]
    reserved: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A command to send, `after_s` from when it was first wished. `fields` is called when it is sent."""

    key: str
    after_s: Span
    command: str
    fields: Callable[[], Fields]


def wishes(view: View, part: Part, pen: Pen, today: date) -> list[Wish]:
    """Everything that this member would do now, rights permitting."""
    may = set(view["me"]["may"])
    found = [
        *_site(view, part),
        *_votes(view, part),
        *_floor(view, part),
        *_reserve(view, part, pen),
        *_minutes(view, pen, today),
    ]
    return [wish for wish in found if wish.command in may]


def holds_floor(view: View) -> bool:
    """Whether it is this member's turn to speak."""
    turn = view["floor"]["turn"]
    return turn is not None and turn["member"] == view["me"]["member"]


def is_closed(view: View) -> bool:
    """Whether the meeting is over."""
    return bool(view["meeting"]["phase"] == "closed")


def _site(view: View, part: Part) -> Iterator[Wish]:
    """Check in those who sit at the same site and have not come on a line of their own."""
    here = view[f"member:{view['me']['member']}"]
    missing = [
        member
        for member, seen in _members(view)
        if seen["name"] in part.brings and seen["joined_at"] is None and seen["summoned"] and not _has_leave(seen)
    ]
    said = {member for asked in view["check_ins"] for member in asked["members"]}  # the chair has not looked yet
    missing = [member for member in missing if member not in said]
    if here["site"] and (missing or (not said and view["me"]["site"] is None)):
        fields = {"members": missing, "site": here["site"]}
        yield Wish(f"check-in {' '.join(missing)}", CHECK_IN_S, "CheckIn", partial(dict, fields))


def _votes(view: View, part: Part) -> Iterator[Wish]:
    mine = view["me"]["vote"]
    if mine is None:
        return
    vote = view[f"vote:{mine['question']}"]
    is_open = vote["form"] == "open"
    done = view["me"]["answers" if is_open else "ballots"].get(vote["id"], {})
    for member in mine["for"]:
        if member in done:
            continue
        against = part.dissents and member == view["me"]["member"] and vote["matter"] in DISSENTED_ON
        answer = Answer.AGAINST if against else Answer.IN_FAVOUR
        behalf = None if member == view["me"]["member"] else member
        yield Wish(
            f"vote {vote['id']} {member}",
            VOTE_S,
            "CastVote" if is_open else "CastBallot",
            _answering(vote, answer, behalf) if is_open else _sealing(vote, answer, behalf),
        )


def _answering(vote: View, answer: Answer, behalf: str | None) -> Callable[[], Fields]:
    return partial(dict, question=vote["id"], answer=answer.value, on_behalf_of=behalf)


def _sealing(vote: View, answer: Answer, behalf: str | None) -> Callable[[], Fields]:
    def fields() -> Fields:
        question = QuestionId(vote["id"])
        sealed = ballot_box.seal(vote["ballot_key"], question, answer)
        return {"question": question, "sealed": sealed, "on_behalf_of": behalf}

    return fields


def _floor(view: View, part: Part) -> Iterator[Wish]:
    me = view["me"]["member"]
    if holds_floor(view):
        turn = view["floor"]["turn"]
        longest_s = max(SPEECH_S[0], min(SPEECH_S[1], turn["limit_s"] - 5))
        yield Wish(f"yield {turn['contribution']}", (SPEECH_S[0], longest_s), "YieldFloor", dict)
        return
    item = _current(view)
    if item is None or view["me"]["place"] is not None or "minute_taker" in view["me"]["roles"]:
        return
    mine = [one for one in _sections(view, "contribution:") if one["item"] == item["id"] and one["member"] == me]
    may_write = part.writes and not _minutes_are_fixed(view)
    if item["step"] in TALKED_IN and may_write and all(one["written"] is None for one in mine):
        yield Wish(f"write {item['id']}", WRITTEN_S, "SubmitWrittenOpinion", partial(dict, text=part.writes))
    if item["step"] in (*TALKED_IN, *part.asks_in) and all(one["written"] is not None for one in mine):
        first_s = FIRST_HAND_S + NEXT_HAND_S * part.place
        yield Wish(f"ask {item['id']}", (first_s, first_s + NEXT_HAND_S), "AskForFloor", partial(dict, kind="speech"))


def _reserve(view: View, part: Part, pen: Pen) -> Iterator[Wish]:
    """Who was against the resolution keeps that opinion on record."""
    if not part.dissents or _minutes_are_fixed(view):
        return
    me = view["me"]["member"]
    for vote in _sections(view, "vote:"):
        was_against = vote.get("answers", {}).get(me, {}).get("answer") == Answer.AGAINST.value
        kept = any(one["member"] == me for one in vote["reserved"])
        if vote["matter"] == "resolution" and vote["result"] and was_against and not kept:
            yield Wish(
                f"reserve {vote['id']}",
                AFTER_RESULT_S,
                "ReserveOpinion",
                partial(dict, question=vote["id"], text=pen.reserved),
            )


def _minutes(view: View, pen: Pen, today: date) -> Iterator[Wish]:
    """The minute-taker's work, so that a chair alone in the room need not do it."""
    roles = view["me"]["roles"]
    if "minute_taker" not in roles or "chair" in roles or _minutes_are_fixed(view):
        return
    for spoken in _sections(view, "contribution:"):
        is_member = view[f"member:{spoken['member']}"]["seat"] == "member"  # an observer's words are a direction
        if is_member and spoken["until_at"] and spoken["written"] is None and spoken["gist"] is None:
            yield Wish(f"gist {spoken['id']}", GIST_S, "WriteGist", _gist(view, pen, spoken))
    item = _current(view)
    if item is None:
        return
    if item["step"] in pen.items and item["text"] is None:
        fields = {"item": item["id"], "text": pen.items[item["step"]]}
        yield Wish(f"item {item['id']}", PEN_S, "WriteItem", partial(dict, fields))
    yield from _step(view, pen, item, today)


def _step(view: View, pen: Pen, item: View, today: date) -> Iterator[Wish]:
    match item["step"]:
        case "dues" if view["record"]["dues"] is None:
            yield Wish("dues", PEN_S, "RecordDues", partial(dict, pen.dues))
        case "superior" if not view["record"]["directions"]:
            yield from _direction(view, pen, item)
        case "tasks":
            if item["conclusion"] is None:
                fields = {"item": item["id"], "text": pen.conclusion}
                yield Wish(f"conclusion {item['id']}", PEN_S, "WriteConclusion", partial(dict, fields))
            yield from _tasks(view, pen, today)
        case "score" if view["score"] is None:
            yield Wish("score", PEN_S, "RecordScore", partial(dict, points=list(pen.score)))
        case "minutes" if view["record"]["minutes_read_at"] is None:
            yield Wish("minutes", PEN_S, "ReadMinutes", dict)
        case _:
            pass


def _direction(view: View, pen: Pen, item: View) -> Iterator[Wish]:
    for spoken in _sections(view, "contribution:"):
        speaker = view[f"member:{spoken['member']}"]
        if spoken["item"] == item["id"] and spoken["until_at"] and speaker["seat"] == "observer":
            fields = {"speaker": spoken["member"], "text": pen.direction, "response": pen.response}
            yield Wish(f"direction {spoken['id']}", PEN_S, "RecordDirection", partial(dict, fields))


def _tasks(view: View, pen: Pen, today: date) -> Iterator[Wish]:
    """Drafts, unless somebody has begun to assign tasks."""
    assigned = {task["id"] for task in view["tasks"]}
    drafts = {f"draft-{number}": task for number, task in enumerate(pen.tasks, start=1)}
    if assigned - drafts.keys():
        return
    by_name = {seen["name"]: member for member, seen in _members(view)}
    for draft, task in drafts.items():
        if draft in assigned:
            continue
        fields = {
            "task": draft,
            "text": task["text"],
            "owner": by_name.get(task["owner"]),
            "due_on": (today + timedelta(days=task["days"])).isoformat(),
        }
        yield Wish(f"task {draft}", PEN_S, "AssignTask", partial(dict, fields))


def _gist(view: View, pen: Pen, spoken: View) -> Callable[[], Fields]:
    name = view[f"member:{spoken['member']}"]["name"]
    return partial(dict, contribution=spoken["id"], text=pen.gists.get(name, SPOKE))


def _current(view: View) -> View | None:
    item = view["agenda"]["current"]
    return None if item is None else view[f"item:{item}"]


def _minutes_are_fixed(view: View) -> bool:
    """Adopted, or being voted on as they were read out."""
    voted_on = any(vote["matter"] == "minutes" and vote["closed_at"] is None for vote in _sections(view, "vote:"))
    return voted_on or bool(view["meeting"]["minutes_adopted"])


def _has_leave(seen: View) -> bool:
    leave = seen.get("leave")
    return leave is not None and leave["accepted"] is True


def _members(view: View) -> Iterator[tuple[str, View]]:
    for key, section in view.items():
        if key.startswith("member:"):
            yield key.removeprefix("member:"), section


def _sections(view: View, prefix: str) -> Iterator[View]:
    for key, section in view.items():
        if key.startswith(prefix):
            yield section
