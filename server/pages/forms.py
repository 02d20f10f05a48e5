"""Reading forms: only the fields that a page has, as text or file; and sentences for what was wrong with them."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, time

from aiohttp import web

from server.declined import Declined
from server.meeting.refusal import Refusal
from server.member_fields import clean, read_required_day
from server.pages.guards import FORM_FIELD
from server.pages.rendering import sentence
from server.vietnam_time import HANOI

Form = Mapping[str, str]

TEXT_MAX = 10_000


async def read_form(request: web.Request, *fields: str) -> Form:
    """The fields by name; missing ones are empty. A name may be a pattern (`title-[0-9]+`).

    Raises HTTPBadRequest for a field that the form does not have, or has twice: whoever sends it is no page of ours."""
    known = [re.compile(field) for field in fields]
    found: dict[str, str] = {}
    for name, value in (await request.post()).items():
        if name == FORM_FIELD:
            continue
        if name in found or not isinstance(value, str) or len(value) > TEXT_MAX:
            raise web.HTTPBadRequest
        if not any(pattern.fullmatch(name) for pattern in known):
            raise web.HTTPBadRequest
        found[name] = value
    return {**{field: "" for field in fields if re.fullmatch(r"[a-z_]+", field)}, **found}


async def read_upload(request: web.Request, *fields: str) -> tuple[Form, str, bytes]:
    """As read_form, and the one file called `file`: its name and bytes, empty if none was chosen."""
    texts: dict[str, str] = dict.fromkeys(fields, "")
    name, content = "", b""
    for field, value in (await request.post()).items():
        if field == FORM_FIELD:
            continue
        if field == "file" and isinstance(value, web.FileField):
            name, content = value.filename, value.file.read()
        elif field in fields and isinstance(value, str) and len(value) <= TEXT_MAX:
            texts[field] = value
        elif not (field == "file" and value in ("", b"")):
            raise web.HTTPBadRequest
    return texts, name, content


def read_moment(form: Form, day_field: str, clock_field: str) -> datetime:
    """Day and clock as typed in Vietnam, as an aware time. Raises field-missing, date-…, time-unreadable."""
    day = read_required_day(form[day_field], day_field)
    written = re.fullmatch(r"([01]?[0-9]|2[0-3])[:h.]([0-5][0-9])", clean(form[clock_field]))
    if written is None:
        raise Declined("time-unreadable", field=clock_field)
    return datetime.combine(day, time(int(written[1]), int(written[2])), HANOI)


def said(request: web.Request, refusal: Refusal) -> str:
    """The sentence of a refusal in the reader's language."""
    return sentence(request, f"refusal-{refusal.code}", **refusal.params)


def problems_by_field(request: web.Request, problems: Iterable[Declined]) -> dict[str, str]:
    """Sentences by field, the first of each; what belongs to no field stands under the empty name."""
    found: dict[str, str] = {}
    for problem in problems:
        found.setdefault(problem.field, said(request, problem))
    return found
