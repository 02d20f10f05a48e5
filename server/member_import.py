"""Import of a cell's members: read, judge every cell, show a preview; nothing is written until it is accepted."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from server import vietnam_time
from server.database import Database
from server.declined import Declined
from server.meeting.identity import CellId, MemberId, SiteId
from server.member_fields import FIELDS, MemberFields, clean, plain, read_fields, read_line
from server.organisations import sites_in
from server.registry import insert_member
from server.spreadsheet import Row, read_rows, workbook_of
from server.tables import members
from server.vietnam_time import Clock

# Heading as written in the template, then what else people call the column (compared without marks and case).
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("Họ và tên", "ho ten", "ho va ten khai sinh", "ten", "name", "full name"),
    "sex": ("Giới tính", "nam nu", "nam/nu", "sex"),
    "birth_year": ("Năm sinh", "ngay sinh", "ngay thang nam sinh", "sinh nam", "year of birth"),
    "card_number": ("Số thẻ đảng viên", "so the", "so the dang", "card number"),
    "admitted_on": ("Ngày vào Đảng", "ngay ket nap", "ngay vao dang (ket nap)", "admission date"),
    "official_on": ("Ngày chính thức", "ngay cong nhan chinh thuc", "official date"),
    "standing": ("Loại", "loai dang vien", "chinh thuc/du bi", "dang vien", "class"),
    "workplace": ("Nơi công tác", "don vi", "don vi cong tac", "noi lam viec", "workplace"),
    "province": ("Tỉnh, thành phố", "tinh", "tinh/thanh pho", "tinh thanh", "province"),
    "site": ("Điểm cầu", "noi du", "site"),
    "party_group": ("Tổ đảng", "to", "party group"),
    "other_office": (
        *("Chức vụ khác", "chuc vu", "chuc vu chinh quyen, doan the", "chuc vu dang, chinh quyen, doan the"),
        *("chuc vu chinh quyen", "chuc danh", "other office"),
    ),
    "phone": ("Điện thoại", "so dien thoai", "dien thoai di dong", "dt", "phone"),
    "email": ("Thư điện tử", "email", "e-mail", "hop thu"),
}
REQUIRED = ("name", "sex", "phone")
HEADING_ROWS = 10  # titles of the list may stand above the headings
NUMBERING = ("stt", "tt", "so tt", "so thu tu", "no")  # counts the rows and says nothing of anybody
PREVIEW_LIFE = timedelta(minutes=30)
PREVIEWS_MAX = 50
PHONE_WITHOUT_ZERO = 9

OFFICIAL_WORDS = ("chinh thuc", "official", "ct")
PROBATIONARY_WORDS = ("du bi", "probationary", "db")
STANDING_SHOWN = {"official": "Chính thức", "probationary": "Dự bị"}

_EXAMPLES = (
    (
        *("Đinh Văn Sơn", "Nam", "1979", "12345678", "19/05/2010", "19/05/2011", "Chính thức", "Công ty Minh Phú"),
        *("Hà Nội", "Trụ sở Hà Nội", "", "", "0912 000 106", "son@example.vn"),
    ),
    (
        *("Nguyễn Thị Phương Thảo", "Nữ", "1998", "", "19/05/2026", "", "Dự bị", "Công ty Minh Phú"),
        *("Nghệ An", "", "", "", "0912 000 115", ""),
    ),
)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of the file as judged. `written` keeps the cells as they stand in the file, by field."""

    number: int
    written: Mapping[str, str]
    fields: MemberFields | None
    site: SiteId | None
    problems: tuple[Declined, ...]

    @property
    def is_good(self) -> bool:
        """May be taken into the registry."""
        return self.fields is not None and not self.problems

    def problem_of(self, column: str) -> Declined | None:
        """What is wrong with one cell."""
        return next((problem for problem in self.problems if problem.field == column), None)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. Kept in memory, for its author and cell only.

    `unread` are the headings of columns that mean nothing to the registry, and are left out."""

    id: str
    cell: CellId
    account: str
    file_name: str
    columns: tuple[str, ...]
    rows: tuple[ImportRow, ...]
    made_at: datetime
    unread: tuple[str, ...] = ()

    @property
    def good(self) -> tuple[ImportRow, ...]:
        """The rows that may be taken."""
        return tuple(row for row in self.rows if row.is_good)

    @property
    def bad(self) -> tuple[ImportRow, ...]:
        """The rows to be mended."""
        return tuple(row for row in self.rows if not row.is_good)


@dataclass(slots=True)
class _Seen:
    """What the rows above have used, and what the registry holds already."""

    taken: dict[str, set[str]] = field(default_factory=dict)
    above: dict[str, dict[str, int]] = field(default_factory=dict)


class MemberImport:
    """Previews wait here; accepting one writes all its good rows in one transaction."""

    def __init__(self, database: Database, clock: Clock = vietnam_time.now) -> None:
        self._database = database
        self._clock = clock
        self._previews: dict[str, Preview] = {}

    async def preview(self, cell: CellId, account: str, file_name: str, content: bytes) -> Preview:
        """Judge a file. Raises as spreadsheet.read_rows, and headings-missing."""
        rows = await asyncio.to_thread(read_rows, file_name, content)
        columns, unread, body = _headed(rows)
        written = [(row.number, _by_field(row, columns)) for row in body]
        if not written:
            raise Declined("file-empty", field="file")
        judged = await self._judged(cell, account, file_name, tuple(columns), written)
        return self._keep(replace(judged, unread=unread))

    async def mend(self, preview_id: str, account: str, row: int, column: str, text: str) -> Preview:
        """Put `text` into one cell and judge again. Raises preview-gone."""
        old = self.waiting(preview_id, account)
        written = [
            (one.number, {**one.written, column: text} if one.number == row else one.written) for one in old.rows
        ]
        judged = await self._judged(old.cell, account, old.file_name, old.columns, written)
        return self._keep(replace(judged, id=preview_id, unread=old.unread))

    def waiting(self, preview_id: str, account: str) -> Preview:
        """The preview. Raises preview-gone if it is another's, old, or was lost in a restart."""
        preview = self._previews.get(preview_id)
        if preview is None or preview.account != account or preview.made_at + PREVIEW_LIFE < self._clock():
            raise Declined("preview-gone")
        return preview

    async def accept(self, preview_id: str, account: str) -> tuple[MemberId, ...]:
        """Write the good rows, all or none; the preview is gone afterwards.

        Raises preview-gone, nothing-to-import, and contact-taken or card-taken if the registry has changed since."""
        preview = self.waiting(preview_id, account)
        if not preview.good:
            raise Declined("nothing-to-import")

        def work(at: Connection) -> tuple[MemberId, ...]:
            now = self._clock()
            today = vietnam_time.day_of(now)
            added = []
            for row in preview.good:
                assert row.fields is not None
                group = read_line(row.written.get("party_group", ""), "party_group")
                added.append(insert_member(at, row.fields, preview.cell, today, row.site, group, now))
            return tuple(added)

        added = await self._database.write(work)
        self._previews.pop(preview_id, None)
        return added

    def drop(self, preview_id: str, account: str) -> None:
        """Forget a preview. Nothing happens if it is another's."""
        preview = self._previews.get(preview_id)
        if preview is not None and preview.account == account:
            del self._previews[preview_id]

    async def _judged(
        self,
        cell: CellId,
        account: str,
        file_name: str,
        columns: tuple[str, ...],
        written: Sequence[tuple[int, Mapping[str, str]]],
    ) -> Preview:
        places, seen = await self._database.read(lambda at: (sites_in(at, cell), _already(at)))
        by_name = {plain(place.name): place.id for place in places}
        today = vietnam_time.day_of(self._clock())
        rows = tuple(_judge(number, cells, by_name, seen, today) for number, cells in written)
        return Preview(secrets.token_urlsafe(16), cell, account, clean(file_name)[:100], columns, rows, self._clock())

    def _keep(self, preview: Preview) -> Preview:
        fresh = self._clock() - PREVIEW_LIFE
        for old in [one.id for one in self._previews.values() if one.made_at < fresh]:
            del self._previews[old]
        while len(self._previews) >= PREVIEWS_MAX:
            del self._previews[next(iter(self._previews))]
        self._previews[preview.id] = preview
        return preview


def template() -> bytes:
    """A workbook with the headings and two examples."""
    return workbook_of("Đảng viên", tuple(names[0] for names in HEADINGS.values()), _EXAMPLES)


def rows_to_mend(preview: Preview, sentences: Mapping[int, str]) -> bytes:
    """A workbook of the rows with problems and what is wrong with each; it can be sent in again once mended."""
    headings = tuple(HEADINGS[column][0] for column in preview.columns)
    rows = tuple(
        (*(row.written.get(column, "") for column in preview.columns), sentences.get(row.number, ""))
        for row in preview.bad
    )
    return workbook_of("Cần sửa", (*headings, "Kết quả kiểm tra"), rows)


def _headed(rows: Sequence[Row]) -> tuple[dict[str, int], tuple[str, ...], Sequence[Row]]:
    """Where each field stands, the headings not understood, and the rows below. Raises headings-missing."""
    best: dict[str, int] = {}
    for place, row in enumerate(rows[:HEADING_ROWS]):
        columns = _columns(row)
        if all(column in columns for column in REQUIRED):
            unread = (clean(heading) for at, heading in enumerate(row.cells) if at not in columns.values())
            return columns, tuple(heading for heading in unread if _is_worth_telling(heading)), rows[place + 1 :]
        best = max(best, columns, key=len)
    missing = ", ".join(HEADINGS[column][0] for column in REQUIRED if column not in best)
    raise Declined("headings-missing", field="file", missing=missing)


def _is_worth_telling(heading: str) -> bool:
    return bool(heading) and plain(heading).rstrip(" *:.") not in NUMBERING


def _columns(row: Row) -> dict[str, int]:
    known = {plain(name): column for column, names in HEADINGS.items() for name in names}
    found: dict[str, int] = {}
    for place, heading in enumerate(row.cells):
        column = known.get(plain(heading).rstrip(" *:"))
        if column is not None:
            found.setdefault(column, place)
    return found


def _by_field(row: Row, columns: Mapping[str, int]) -> dict[str, str]:
    return {column: row.cells[place] if place < len(row.cells) else "" for column, place in columns.items()}


def _judge(
    number: int, written: Mapping[str, str], places: Mapping[str, SiteId], seen: _Seen, today: date
) -> ImportRow:
    fields, problems = read_fields(_typed(written), today)
    found = [*problems, *_standing_problems(written, fields)]
    site = places.get(plain(written.get("site", "")))
    if clean(written.get("site", "")) and site is None:
        found.append(Declined("site-unknown", field="site", written=clean(written["site"])[:40]))
    if fields is not None:
        found.extend(_twice(number, fields, seen))
    return ImportRow(number, dict(written), fields, site, tuple(found))


def _typed(written: Mapping[str, str]) -> dict[str, str]:
    """As the form's fields: a birthday tells the year, and Excel eats the zero before a phone number."""
    typed = {name: written.get(name, "") for name in FIELDS}
    typed["birth_year"] = clean(typed["birth_year"])[-4:] if "/" in typed["birth_year"] else typed["birth_year"]
    digits = clean(typed["phone"])
    if len(digits) == PHONE_WITHOUT_ZERO and digits.isdigit() and not digits.startswith("0"):
        typed["phone"] = f"0{digits}"
    return typed


def _standing_problems(written: Mapping[str, str], fields: MemberFields | None) -> list[Declined]:
    """The class is derived from the official date; a column that says otherwise, or nothing known, is a problem."""
    said = clean(written.get("standing", ""))
    if not said:
        return []
    if said in STANDING_SHOWN.values() or said.casefold() in ("chính thức", "dự bị"):
        is_official = plain(said) in OFFICIAL_WORDS
    elif plain(said) in OFFICIAL_WORDS:
        return [Declined("standing-suggest", field="standing", written=said[:40], suggested=STANDING_SHOWN["official"])]
    elif plain(said) in PROBATIONARY_WORDS:
        suggested = STANDING_SHOWN["probationary"]
        return [Declined("standing-suggest", field="standing", written=said[:40], suggested=suggested)]
    else:
        return [Declined("standing-unknown", field="standing", written=said[:40])]
    if fields is not None and is_official != (fields.official_on is not None):
        return [Declined("standing-contradicts", field="standing", written=said[:40])]
    return []


def _twice(number: int, fields: MemberFields, seen: _Seen) -> list[Declined]:
    """The same card, phone or address in the registry, or in a row above."""
    problems = []
    for column in ("card_number", "phone", "email"):
        value = getattr(fields, column)
        if value is None:
            continue
        if value in seen.taken.get(column, ()):
            problems.append(Declined("card-taken" if column == "card_number" else "contact-taken", field=column))
        first = seen.above.setdefault(column, {}).setdefault(value, number)
        if first != number:
            problems.append(Declined("row-twice", field=column, row=first))
    return problems


def _already(at: Connection) -> _Seen:
    seen = _Seen()
    for row in at.execute(select(members.c.card_number, members.c.phone, members.c.email)):
        for column, value in zip(("card_number", "phone", "email"), row, strict=True):
            if value is not None:
                seen.taken.setdefault(column, set()).add(value)
    return seen
