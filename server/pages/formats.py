"""How dates, times, sizes and shares are written: 03/12/2026, 19:30, 1,2 MB, 80,0% (English: 80.0%)."""

from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from server.catalogue import Catalogue, Language

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

KILOBYTE = 1000  # as phones and operating systems now count


def day(at: datetime | date, zone: tzinfo = HANOI) -> str:
    """03/12/2026"""
    return f"{_local_date(at, zone):%d/%m/%Y}"


def short_day(at: datetime | date, zone: tzinfo = HANOI) -> str:
    """03/12"""
    return f"{_local_date(at, zone):%d/%m}"


def clock(at: datetime, zone: tzinfo = HANOI) -> str:
    """19:30"""
    return f"{at.astimezone(zone):%H:%M}"


def long_day(catalogue: Catalogue, language: Language, at: datetime | date, zone: tzinfo = HANOI) -> str:
    """Thứ Năm, ngày 03 tháng 12 năm 2026"""
    on = _local_date(at, zone)
    return catalogue.text(
        language,
        "format-long-day",
        weekday=on.isoweekday(),
        day=f"{on:%d}",
        month=f"{on:%m}",
        monthname=on.month,
        year=str(on.year),
    )


def distance(catalogue: Catalogue, language: Language, on: date, today: date) -> str:
    """còn 3 ngày, hôm nay, quá 2 ngày"""
    days = (on - today).days
    if days == 0:
        return catalogue.text(language, "format-today")
    return catalogue.text(language, "format-days-left" if days > 0 else "format-days-over", days=abs(days))


def percent(language: Language, part: int, whole: int) -> str:
    """80,0%: one decimal, half up, computed in integers so that 2 of 3 is the same figure everywhere."""
    if whole <= 0:
        return "–"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}{_mark(language)}{tenths % 10}%"


def file_size(language: Language, size_bytes: int) -> str:
    """210 kB, 1,2 MB"""
    if size_bytes < KILOBYTE:
        return f"{size_bytes} B"
    if size_bytes < KILOBYTE * KILOBYTE:
        return f"{round(size_bytes / KILOBYTE)} kB"
    tenths = round(10 * size_bytes / (KILOBYTE * KILOBYTE))
    return f"{tenths // 10}{_mark(language)}{tenths % 10} MB"


def _mark(language: Language) -> str:
    return "," if language is Language.VIETNAMESE else "."


def _local_date(at: datetime | date, zone: tzinfo) -> date:
    return at.astimezone(zone).date() if isinstance(at, datetime) else at
