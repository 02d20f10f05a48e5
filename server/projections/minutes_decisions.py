"""Part V of the minutes: conclusions, votes with their figures, tasks, score, what was left out and why."""

from collections.abc import Iterator

from server.meeting.rules import FEWEST_SECRET_BALLOTS, Majority
from server.meeting.voting import KEY_LOST, VoteForm
from server.projections.document import TASK_WIDTHS, Block, Table, body, heading
from server.projections.minutes_value import Assignment, CastForAnother, Minutes, Reasoned, Score, VoteRecord
from server.projections.vietnamese import (
    Words,
    count,
    day,
    fraction,
    one_line,
    paragraphs,
    percent,
    phrase,
    sentence,
)

# Reasons that the service gives, not a person.
VOIDED_BY_SERVICE = {"box-and-roll-differ": "documents-voided-box", KEY_LOST: "documents-voided-key"}


def decisions(minutes: Minutes, words: Words) -> Iterator[Block]:
    yield heading(words.text("documents-five"))
    for number, entry in enumerate(_entries(minutes, words), start=1):
        yield from entry.blocks(str(number))


class _Entry:
    """One entry of part V; its number is known only when the entries before it are."""

    def __init__(self, words: Words, key: str, *after: Block, **values: str) -> None:
        self._words, self._key, self._after, self._values = words, key, after, values

    def blocks(self, number: str) -> Iterator[Block]:
        yield body(self._words.text(self._key, number=number, **self._values))
        yield from self._after


def _entries(minutes: Minutes, words: Words) -> Iterator[_Entry]:
    for conclusion in minutes.conclusions:
        first, *more = paragraphs(conclusion.text) or [""]
        key = "documents-conclusion-about" if conclusion.title else "documents-conclusion"
        yield _Entry(words, key, *map(body, more), text=first, title=phrase(conclusion.title))
    for vote in minutes.votes:
        yield _vote(words, vote)
    if minutes.assignments:
        yield _Entry(words, "documents-tasks", _tasks(words, minutes.assignments))
    for item in minutes.further:
        yield _Entry(words, "documents-further", *map(body, paragraphs(item.text)), title=phrase(item.title))
    if minutes.score is not None:
        yield _score(minutes.score, words)
    for key, left in (
        ("documents-skipped", minutes.skipped),
        ("documents-undone", minutes.undone),
        ("documents-added", minutes.added),
    ):
        if left:
            yield _Entry(words, key, entries="; ".join(reasoned(words, one) for one in left))


def _vote(words: Words, vote: VoteRecord) -> _Entry:
    values = {
        "question": _question(vote.question),
        "form": words.text(f"documents-poll-form-{vote.form.value}"),
        "needed": count(vote.needed),
        "fewest": count(FEWEST_SECRET_BALLOTS),
        "reason": _voided(words, vote.voided),
    }
    more = [words.text("documents-may-reveal")] if vote.may_reveal else []
    more += [_cast_for(words, one) for one in vote.cast_for]
    more += [_reserved(words, one.name, one.text) for one in vote.reserved]
    if vote.voided is None and not vote.withheld:
        values["votes"] = votes(words, vote)
    if vote.passed is not None:
        values["verdict"] = words.text(f"documents-verdict-{'passed' if vote.passed else 'failed'}")
    return _Entry(words, _vote_key(vote), more=" ".join(["", *more]), **values)


def _question(text: str) -> str:
    """`thông qua nghị quyết` goes on after `Biểu quyết`; a sentence of its own stands after a colon."""
    line = phrase(text)
    return f" {line}" if line[:1].islower() else f": {line}"


def _voided(words: Words, reason: str | None) -> str:
    key = VOIDED_BY_SERVICE.get(reason or "")
    return words.text(key) if key is not None else phrase(reason or "")


def _vote_key(vote: VoteRecord) -> str:
    if vote.voided is not None:
        return "documents-vote-voided"
    if vote.withheld:
        return "documents-ballot-withheld" if vote.binding else "documents-poll-withheld"
    if not vote.binding:
        return "documents-poll"
    if vote.form is VoteForm.SECRET:
        return "documents-ballot"
    return "documents-vote-two-thirds" if vote.majority is Majority.AT_LEAST_TWO_THIRDS else "documents-vote"


def votes(words: Words, vote: VoteRecord) -> str:
    """Every figure of a vote."""
    entries = [
        _favour(words, vote),
        _some(words, "documents-votes-against", vote.against, vote.base),
        _some(words, "documents-votes-other", vote.other, vote.base),
    ]
    if vote.invalid:
        entries.append(words.text("documents-votes-invalid", count=count(vote.invalid)))
    entries.append(_not_voting(words, vote))
    return "; ".join(entries)


def votes_short(words: Words, vote: VoteRecord) -> str:
    """Only the number in favour where nobody said otherwise."""
    return _favour(words, vote) if vote.is_unanimous else votes(words, vote)


def _favour(words: Words, vote: VoteRecord) -> str:
    favour = vote.in_favour, vote.base
    return words.text("documents-votes-favour", fraction=fraction(*favour), percent=percent(*favour))


def _some(words: Words, key: str, number: int, base: int) -> str:
    if number == 0:
        return words.text(f"{key}-none")
    return words.text(key, count=count(number), percent=percent(number, base))


def _not_voting(words: Words, vote: VoteRecord) -> str:
    number, absent = count(vote.not_voting), min(vote.absent, vote.not_voting)
    if absent == 0:
        return words.text("documents-votes-none", count=number)
    if absent == vote.not_voting:
        return words.text("documents-votes-absent", count=number)
    return words.text("documents-votes-some-absent", count=number, absent=count(absent))


def _reserved(words: Words, name: str, text: str) -> str:
    said = sentence(text)
    about = said.startswith(words.text("documents-reserved-about") + " ")
    return words.text("documents-reserved", name=one_line(name), text=f" {said}" if about else f": {said}")


def _cast_for(words: Words, cast: CastForAnother) -> str:
    name, author = one_line(cast.name), one_line(cast.author)
    return words.text("documents-cast-for", name=name, author=author, note=phrase(cast.note))


def _tasks(words: Words, assignments: tuple[Assignment, ...]) -> Table:
    names = (
        "documents-column-number",
        *(f"documents-tasks-column-{name}" for name in ("task", "owner", "due")),
    )
    rows = tuple(
        (str(number), one_line(task.text), _owner(words, task), _due(words, task))
        for number, task in enumerate(assignments, start=1)
    )
    return Table(tuple(words.text(name) for name in names), rows, TASK_WIDTHS)


def _owner(words: Words, task: Assignment) -> str:
    if not task.owner:
        return words.text("documents-tasks-whole-cell")
    return words.text("documents-comrade-short", name=one_line(task.owner))


def _due(words: Words, task: Assignment) -> str:
    return words.text("documents-tasks-standing") if task.due_on is None else day(task.due_on)


def _score(score: Score, words: Words) -> _Entry:
    return _Entry(
        words,
        "documents-score",
        points="; ".join(f"{points}/{most}" for points, most in score.points),
        total=str(score.total),
        grade=words.text(f"documents-grade-{score.grade.value}"),
    )


def reasoned(words: Words, one: Reasoned) -> str:
    if not one.reason:
        return phrase(one.title)
    return words.text("documents-reasoned", title=phrase(one.title), reason=phrase(one.reason))
