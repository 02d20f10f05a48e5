"""Part I of the minutes: time, form, strength of the cell, attendance, the base of votes, the officers."""

from collections.abc import Iterator

from server.meeting.roll import Base
from server.projections.document import Block, Line, body, heading
from server.projections.minutes_value import (
    Attendance,
    AttendanceCorrection,
    Away,
    ChairChange,
    Late,
    LeftEarly,
    Minutes,
    SiteHeads,
)
from server.projections.vietnamese import (
    Words,
    comrade,
    count,
    fraction,
    guest,
    listed,
    moment,
    one_line,
    percent,
    person,
    phrase,
    sentence,
    time,
)


def people(minutes: Minutes, words: Words) -> Iterator[Block]:
    yield heading(words.text("documents-one"))
    yield body(words.text("documents-start", moment=moment(words, minutes.started_at)))
    yield body(words.text("documents-form", authorisation=sentence(minutes.authorisation)))
    sites = _sites(minutes, words)
    if sites:
        yield body(words.text("documents-sites", sites="; ".join(sites)))
    yield body(words.text("documents-strength-title"))
    yield from _strength(minutes, words)
    yield from _attendance(minutes.attendance, words)
    yield body(_base(minutes, words))
    yield from _invited(minutes, words)
    yield body(words.text("documents-chair", chair=person(words, minutes.chair)))
    yield from (body(chair_change(words, change)) for change in minutes.chair_changes)
    yield body(_taker(minutes, words))


def _sites(minutes: Minutes, words: Words) -> list[str]:
    def written(place: int, site: SiteHeads) -> str:
        key = "documents-sites-next" if place else "documents-sites-first"
        return words.text(key, name=phrase(site.name), heads=count(site.heads))

    sites = [written(place, site) for place, site in enumerate(minutes.sites)]
    if minutes.alone:
        sites.append(words.text("documents-sites-alone", heads=count(minutes.alone)))
    return sites


def _strength(minutes: Minutes, words: Words) -> Iterator[Line]:
    strength = minutes.strength
    yield body(
        words.text(
            "documents-strength",
            total=count(strength.official + strength.probationary),
            official=count(strength.official),
            probationary=count(strength.probationary),
        )
    )
    for group in strength.groups:
        names = ", ".join(comrade(words, name) for name in group.names)
        key = f"documents-status-{group.status.value.replace('_', '-')}"
        yield body(words.text(key, count=count(len(group.names)), names=names))


def _attendance(attendance: Attendance, words: Words) -> Iterator[Line]:
    yield body(_present(attendance, words))
    yield body(
        _named(words, "documents-excused", [_absence(words, one.name, one.reason) for one in attendance.excused])
    )
    yield body(_named(words, "documents-unexcused", [comrade(words, name) for name in attendance.unexcused]))
    rate = attendance.rated_present, attendance.rated
    yield body(words.text("documents-rate", fraction=fraction(*rate), percent=percent(*rate)))
    for key, entries in (
        ("documents-late", [_late(words, one) for one in attendance.late]),
        ("documents-left-early", [_left_early(words, one) for one in attendance.left_early]),
        ("documents-away", [_away(words, one) for one in attendance.away]),
        ("documents-attendance-corrections", [_correction(words, one) for one in attendance.corrections]),
    ):
        if entries:
            yield body(words.text(key, entries="; ".join(entries)))


def _present(attendance: Attendance, words: Words) -> str:
    key = "documents-present-attached-here" if attendance.attached_here else "documents-present"
    return words.text(
        key,
        total=count(attendance.present),
        official=count(attendance.official),
        probationary=count(attendance.probationary),
        attached=count(attendance.attached_here),
    )


def _named(words: Words, key: str, names: list[str]) -> str:
    if not names:
        return words.text(f"{key}-none")
    return words.text(key, count=count(len(names)), names="; ".join(names))


def _absence(words: Words, name: str, reason: str) -> str:
    return words.text("documents-comrade-reason", name=one_line(name), reason=phrase(reason))


def _late(words: Words, late: Late) -> str:
    key = "documents-late-entry-note" if late.note else "documents-late-entry"
    return words.text(key, name=one_line(late.name), time=time(words, late.at), note=phrase(late.note))


def _left_early(words: Words, left: LeftEarly) -> str:
    return words.text("documents-late-entry", name=one_line(left.name), time=time(words, left.at))


def _away(words: Words, away: Away) -> str:
    key = "documents-away-entry-votes" if away.votes else "documents-away-entry"
    return words.text(
        key,
        name=one_line(away.name),
        **{"from": time(words, away.from_at), "until": time(words, away.until_at), "votes": count(away.votes)},
    )


def _correction(words: Words, correction: AttendanceCorrection) -> str:
    return words.text(
        "documents-attendance-correction",
        name=one_line(correction.name),
        change=words.text(f"documents-corrected-{correction.state.value.replace('_', '-')}"),
        author=one_line(correction.author),
        time=time(words, correction.at),
        reason=phrase(correction.reason),
    )


def _base(minutes: Minutes, words: Words) -> str:
    base = minutes.base
    deductions = [
        words.text(f"documents-deduction-{key}", count=count(number)) for key, number in _deductions(base) if number
    ]
    derived = count(base.count)
    if deductions:
        derived = words.text(
            "documents-base-derived",
            base=derived,
            official=count(base.official),
            deductions=listed(words, deductions),
        )
    return words.text("documents-base", base=derived, needed=count(minutes.needed))


def _deductions(base: Base) -> tuple[tuple[str, int], ...]:
    return (
        ("exempt", base.exempt),
        ("attached-elsewhere", base.attached_elsewhere),
        ("suspended", base.suspended),
        ("prosecuted", base.prosecuted),
        ("transfer-pending", base.transfer_pending),
        ("absent-congress", base.absent_congress),
    )


def chair_change(words: Words, change: ChairChange) -> str:
    key = "documents-chair-change-line-lost" if change.line_lost else "documents-chair-change"
    return words.text(key, time=time(words, change.at), chair=person(words, change.chair))


def _invited(minutes: Minutes, words: Words) -> Iterator[Line]:
    observers = "; ".join(person(words, one) for one in minutes.observers)
    yield body(
        words.text("documents-observers", names=observers) if observers else words.text("documents-observers-none")
    )
    if minutes.guests:
        yield body(words.text("documents-guests", names="; ".join(guest(one) for one in minutes.guests)))


def _taker(minutes: Minutes, words: Words) -> str:
    if minutes.minute_taker is None:
        return words.text("documents-taker-none")
    taker, vote = person(words, minutes.minute_taker), minutes.minute_taker_vote
    if vote is None or not vote.passed:
        return words.text("documents-taker", taker=taker)
    return words.text(
        "documents-taker-voted",
        taker=taker,
        fraction=fraction(vote.in_favour, vote.entitled),
        percent=percent(vote.in_favour, vote.base),
        base=count(vote.base),
    )
