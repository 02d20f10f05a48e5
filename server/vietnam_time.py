"""The clock on the wall of every cell: Vietnam keeps one zone and no summer time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

HANOI = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

Clock = Callable[[], datetime]


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """The day on the wall in Vietnam; 23:30 UTC is already tomorrow there."""
    return moment.astimezone(HANOI).date()
