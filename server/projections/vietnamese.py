"""How a document writes numbers, moments and typed text: two digits, a comma, Vietnamese time, one line."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from server.catalogue import Catalogue, Language
from server.projections.minutes_value import Person
from server.vietnam_time import HANOI

# Format characters (bidirectional overrides among them) could make a line read otherwise than it was typed.
_DROPPED = frozenset({"Cc", "Cf", "Cs"})
_OFFICES = {
    "secretary": "documents-office-secretary",
    "deputy": "documents-office-deputy",
    "cell_committee": "documents-office-cell-committee",
}
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";")


class Words(Protocol):
    """The sentences of one language."""

    def text(self, key: str, /, **values: str) -> str:
        """The sentence of that key with the values put in, without any isolation marks."""
        ...


@dataclass(frozen=True, slots=True)
class Vietnamese:
    """The Vietnamese sentences of the catalogue: documents have no other language."""

    catalogue: Catalogue

    def text(self, key: str, /, **values: str) -> str:
        """The sentence of that key."""
        return self.catalogue.text(Language.VIETNAMESE, key, **values)


def comrade(words: Words, name: str) -> str:
    """`đồng chí Lê Văn Tư`."""
    return words.text("documents-comrade", name=one_line(name))


def person(words: Words, who: Person) -> str:
    """`đồng chí Bùi Thanh Hương, Chi ủy viên`."""
    office = phrase(who.office) or _highest(words, who.offices)
    if not office:
        return comrade(words, who.name)
    return words.text("documents-comrade-office", name=one_line(who.name), office=office)


def _highest(words: Words, offices: tuple[str, ...]) -> str:
    """A secretary sits in the cell committee too: the higher office is mentioned. Unknown codes stay as typed."""
    known = [words.text(key) for code, key in _OFFICES.items() if code in offices]
    return known[0] if known else ", ".join(map(phrase, offices))


def guest(who: Person) -> str:
    """`Trịnh Hữu Phúc, Trưởng ban`: a guest may be outside the Party, and is then no comrade."""
    return ", ".join(part for part in (one_line(who.name), phrase(who.office)) if part)


def count(number: int) -> str:
    """A number of people: `0`, `02`, `17`."""
    return f"{number:02d}" if number else "0"


def fraction(part: int, whole: int) -> str:
    """`12/15`, `08/15`."""
    return f"{count(part)}/{count(whole)}"


def percent(part: int, whole: int) -> str:
    """`80,0%`, rounded half up in whole numbers; a whole of nobody is `0,0%`."""
    tenths = (2000 * part + whole) // (2 * whole) if whole > 0 else 0
    return f"{tenths // 10},{tenths % 10}%"


def day(on: date) -> str:
    """`12/12/2026`."""
    return f"{on.day:02d}/{on.month:02d}/{on.year}"


def time(words: Words, at: datetime) -> str:
    """`19 giờ 30 phút`, in Vietnam."""
    here = at.astimezone(HANOI)
    return words.text("documents-time", hour=f"{here.hour:02d}", minute=f"{here.minute:02d}")


def moment(words: Words, at: datetime) -> str:
    """`19 giờ 30 phút, ngày 03 tháng 12 năm 2026`; months 1 and 2 take a zero, the others cannot be altered."""
    here = at.astimezone(HANOI)
    return words.text(
        "documents-moment", time=time(words, at), day=f"{here.day:02d}", month=month(here), year=str(here.year)
    )


def month(on: date) -> str:
    """`01`, `02`, `3` … `12`."""
    return f"{on.month:02d}" if on.month <= 2 else str(on.month)


def listed(words: Words, entries: list[str]) -> str:
    """`a, b và c`."""
    if len(entries) < 2:
        return "".join(entries)
    return words.text("documents-and", all=", ".join(entries[:-1]), last=entries[-1])


def one_line(text: str) -> str:
    """The text as typed, composed (NFC), on one line, without control and format characters."""
    spaced = "".join(" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", text))
    kept = "".join(letter for letter in spaced if unicodedata.category(letter) not in _DROPPED)
    return " ".join(kept.split())


def lower_first(text: str) -> str:
    """The text with a small first letter, to go on after a colon or a semicolon."""
    return text[:1].lower() + text[1:]


def sentence(text: str) -> str:
    """The text on one line, ending as a sentence does; empty stays empty."""
    line = one_line(text).rstrip(", ")
    return line if not line or line.endswith(_SENTENCE_ENDS) else f"{line}."


def phrase(text: str) -> str:
    """The text on one line without a full stop at its end, to be put inside a sentence."""
    return one_line(text).rstrip(". ")


def paragraphs(text: str) -> list[str]:
    """The typed paragraphs, each a sentence; empty ones left out."""
    return [line for line in map(sentence, text.splitlines()) if line]
