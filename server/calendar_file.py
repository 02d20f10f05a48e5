"""One meeting as an iCalendar file (RFC 5545), so that it stands in the member's own calendar."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LINE_OCTETS = 75  # RFC 5545 3.1, without the line break
REMINDER_MIN = 30


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """What the calendar shows. `url` is the meeting's page; it holds no secret and needs sign-in.

    `changed_at` never goes back, and `revision` is one higher after each change."""

    uid: str
    title: str
    place: str
    description: str
    url: str
    starts_at: datetime
    minutes: int
    changed_at: datetime
    revision: int = 0
    is_cancelled: bool = False


def calendar_file(entry: CalendarEntry) -> bytes:
    """The file, with CRLF and folded lines. A later file with the same uid replaces the entry, or takes it away."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Chi Bo Truc Tuyen//Meetings//VI",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if entry.is_cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{escaped(entry.uid)}",
        f"DTSTAMP:{_utc(entry.changed_at)}",
        f"LAST-MODIFIED:{_utc(entry.changed_at)}",
        # Minutes, because files handed out before revisions were counted carry them; two changes within one minute
        # differ by the revision.
        f"SEQUENCE:{int(entry.changed_at.timestamp()) // 60 + entry.revision}",
        f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}",
        f"DTSTART:{_utc(entry.starts_at)}",
        f"DTEND:{_utc(entry.starts_at + timedelta(minutes=entry.minutes))}",
        f"SUMMARY:{escaped(entry.title)}",
        f"LOCATION:{escaped(entry.place)}",
        f"DESCRIPTION:{escaped(entry.description)}",
        f"URL:{entry.url}",
        "CLASS:PRIVATE",
        *([] if entry.is_cancelled else _reminder(entry)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def _reminder(entry: CalendarEntry) -> list[str]:
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(entry.title)}",
        f"TRIGGER:-PT{REMINDER_MIN}M",
        "END:VALARM",
    ]


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545 3.3.11); control characters other than line breaks are left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(letter for letter in plain if letter == "\n" or (ord(letter) >= 32 and ord(letter) != 127))
    for raw, safe in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(raw, safe)
    return plain


def folded(line: str) -> str:
    """The line cut after at most LINE_OCTETS octets, never inside a letter; the rest goes on after CRLF and a space."""
    parts: list[str] = []
    part, octets = "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > LINE_OCTETS:
            parts.append(part)
            part, octets = "", 1  # the space that begins a continued line counts
        part += letter
        octets += size
    return "\r\n ".join([*parts, part])


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
