"""The fields of a member as people write them, read once for the form and for the import.

Which fields exist is decided by the member's summary of the e-handbook, less the citizen identity number.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from server.contact import email_of, phone_of
from server.declined import Declined

NAME_MAX = 100
LINE_MAX = 200
BIRTH_YEAR_MIN = 1900
ADMISSION_AGE_MIN = 18  # Statute art. 1
CARD = re.compile(r"[0-9]{6,12}")  # eight digits today; the width is not fixed by a text that we have read

FIELDS = (
    "name",
    "sex",
    "birth_year",
    "card_number",
    "admitted_on",
    "official_on",
    "workplace",
    "province",
    "other_office",
    "phone",
    "email",
)


class Sex(Enum):
    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class MemberFields:
    """What the registry keeps about one person. An empty `official_on` means probationary."""

    name: str
    sex: Sex
    birth_year: int | None = None
    card_number: str | None = None
    admitted_on: date | None = None
    official_on: date | None = None
    workplace: str = ""
    province: str = ""
    other_office: str = ""
    phone: str | None = None
    email: str | None = None


def read_fields(written: Mapping[str, str], today: date) -> tuple[MemberFields | None, tuple[Declined, ...]]:
    """The fields, or every reason why not; each problem names its field."""
    reading = _Reading(written, today)
    fields = MemberFields(
        name=reading.name(),
        sex=reading.sex(),
        birth_year=reading.birth_year(),
        card_number=reading.card(),
        admitted_on=reading.past_day("admitted_on"),
        official_on=reading.past_day("official_on"),
        workplace=reading.line("workplace"),
        province=reading.line("province"),
        other_office=reading.line("other_office"),
        phone=reading.phone(),
        email=reading.email(),
    )
    if not reading.problems:
        reading.problems.extend(_contradictions(fields))
    return (None if reading.problems else fields), tuple(reading.problems)


def clean(text: str) -> str:
    """NFC, one space between words, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def read_line(text: str, field: str, most: int = LINE_MAX) -> str:
    """One line of text. Raises field-characters for control and direction marks, field-long."""
    line = clean(text)
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") for letter in line):
        raise Declined("field-characters", field=field)
    if len(line) > most:
        raise Declined("field-long", field=field, most=most)
    return line


def read_required_line(text: str, field: str, most: int = LINE_MAX) -> str:
    """As read_line. Raises field-missing as well."""
    line = read_line(text, field, most)
    if not line:
        raise Declined("field-missing", field=field)
    return line


def read_day(text: str, field: str) -> date | None:
    """dd/mm/yyyy or yyyy-mm-dd; None if empty. Raises date-impossible (31/02), date-unreadable."""
    written = clean(text)
    if not written:
        return None
    vietnamese = re.fullmatch(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})", written)
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00:00)?", written)
    if vietnamese:
        day, month, year = (int(part) for part in vietnamese.groups())
    elif iso:
        year, month, day = (int(part) for part in iso.groups())
    else:
        raise Declined("date-unreadable", field=field, written=written[:40])
    try:
        return date(year, month, day)
    except ValueError:
        raise Declined("date-impossible", field=field, day=f"{day:02d}/{month:02d}", year=str(year)) from None


def read_required_day(text: str, field: str) -> date:
    """As read_day. Raises field-missing as well."""
    day = read_day(text, field)
    if day is None:
        raise Declined("field-missing", field=field)
    return day


def plain(text: str) -> str:
    """Lower case without marks, for comparing what people type: 'Chính thức' and 'CHINH THUC' are one."""
    bare = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


class _Reading:
    """Reads field by field and keeps every problem, so that a row is mended in one go."""

    def __init__(self, written: Mapping[str, str], today: date) -> None:
        self._written = written
        self._today = today
        self.problems: list[Declined] = []

    def _text(self, field: str) -> str:
        return clean(self._written.get(field, ""))

    def _no(self, code: str, field: str, **params: str | int) -> None:
        self.problems.append(Declined(code, field=field, **params))

    def line(self, field: str, most: int = LINE_MAX) -> str:
        try:
            return read_line(self._written.get(field, ""), field, most)
        except Declined as problem:
            self.problems.append(problem)
            return ""

    def name(self) -> str:
        name = self.line("name", NAME_MAX)
        if not name and not any(problem.field == "name" for problem in self.problems):
            self._no("field-missing", "name")
        elif name and not all(letter.isalpha() or letter in " .'-’" for letter in name):
            self._no("name-unlikely", "name")
        return name

    def sex(self) -> Sex:
        match plain(self._text("sex")):
            case "nam" | "male":
                return Sex.MALE
            case "nu" | "female":
                return Sex.FEMALE
            case "":
                self._no("field-missing", "sex")
            case _:
                self._no("sex-unknown", "sex", written=self._text("sex")[:40])
        return Sex.MALE  # never read: a problem has been noted

    def birth_year(self) -> int | None:
        written = self._text("birth_year")
        if not written:
            return None
        year = int(written) if re.fullmatch(r"[0-9]{4}", written) else 0
        if not BIRTH_YEAR_MIN <= year <= self._today.year - ADMISSION_AGE_MIN:
            self._no("year-unlikely", "birth_year", written=written[:40])
        return year

    def card(self) -> str | None:
        written = self._text("card_number").replace(" ", "").replace(".", "")
        if written and not CARD.fullmatch(written):
            self._no("card-unlikely", "card_number")
        return written or None

    def past_day(self, field: str) -> date | None:
        try:
            day = read_day(self._written.get(field, ""), field)
        except Declined as problem:
            self.problems.append(problem)
            return None
        if day is not None and day > self._today:
            self._no("date-in-future", field)
        if day is not None and day.year < BIRTH_YEAR_MIN:
            self._no("date-unreadable", field, written=self._text(field)[:40])
        return day

    def phone(self) -> str | None:
        written = self._text("phone")
        number = phone_of(written) if written else None
        if written and number is None:
            self._no("phone-unlikely", "phone")
        return number

    def email(self) -> str | None:
        written = self._text("email")
        address = email_of(written) if written else None
        if written and address is None:
            self._no("email-unlikely", "email")
        return address


def _contradictions(fields: MemberFields) -> list[Declined]:
    """What no single field shows: dates against each other, and nobody without a way to sign in."""
    problems: list[Declined] = []
    admitted, official = fields.admitted_on, fields.official_on
    if official and not admitted:
        problems.append(Declined("official-without-admission", field="admitted_on"))
    if official and admitted and official < admitted:
        problems.append(Declined("official-before-admission", field="official_on"))
    if admitted and fields.birth_year and admitted.year - fields.birth_year < ADMISSION_AGE_MIN:
        problems.append(Declined("too-young-at-admission", field="admitted_on"))
    if fields.card_number and admitted and not official:
        problems.append(Declined("card-probationary", field="card_number"))
    if not fields.phone and not fields.email:
        given_name = fields.name.split()[-1] if fields.name else ""
        problems.append(Declined("no-contact", field="phone", name=given_name))
    return problems
