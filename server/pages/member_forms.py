"""The forms about a member: the fields of the registry, status, office, leaving."""

from datetime import date

from aiohttp import web

from server.meeting.identity import CellId
from server.meeting.roll import Status
from server.member_fields import FIELDS
from server.organisations import Cell
from server.pages.form_page import Field, FormPage, Kind, Option
from server.pages.forms import Form
from server.pages.rendering import sentence
from server.roster import OF_A_CELL, HeldOffice, MemberRecord

FORM_FIELDS = (*FIELDS, "site", "party_group")


def person_fields(request: web.Request) -> tuple[Field, ...]:
    """The fields that the registry keeps about anybody."""
    sexes = [(one, sentence(request, f"sex-{one}")) for one in ("male", "female")]
    return (
        Field("name", required=True),
        Field("sex", Kind.CHOICES, required=True, options=sexes),
        Field("birth_year", size="short"),
        Field("admitted_on", hint=True, size="half"),
        Field("official_on", hint=True, size="half"),
        Field("card_number", hint=True, size="half"),
        Field("phone", Kind.PHONE, hint=True, size="half"),
        Field("email", Kind.EMAIL),
        Field("workplace"),
        Field("province", hint=True),
        Field("other_office"),
    )


def member_form(request: web.Request, cell: Cell, sites: list[Option], record: MemberRecord | None) -> FormPage:
    """Add a member to a cell, or edit one."""
    url = f"/cells/{cell.id}/members"
    return FormPage(
        title=sentence(request, "member-edit-title", name=record.fields.name) if record else _new(request),
        over=cell.name,
        button=sentence(request, "form-save" if record else "member-add"),
        action_url=f"{url}/{record.id}" if record else url,
        back_url=f"{url}/{record.id}" if record else f"/cells/{cell.id}",
        fields=(
            *person_fields(request),
            Field("site", Kind.SELECT, options=sites, empty=sentence(request, "site-alone")),
            Field("party_group"),
        ),
        area="cell",
    )


def status_form(request: web.Request, cell: Cell, record: MemberRecord) -> FormPage:
    """A status from a day on."""
    options = [(status.value, sentence(request, f"status-{_dashed(status.value)}")) for status in Status]
    return FormPage(
        title=sentence(request, "member-status-title", name=record.fields.name),
        over=cell.name,
        lead=sentence(request, "member-status-lead"),
        button=sentence(request, "form-save"),
        action_url=f"{_member_url(cell.id, record)}/status",
        back_url=_member_url(cell.id, record),
        fields=(
            Field("status", Kind.SELECT, required=True, options=options),
            Field("valid_from", Kind.DAY, required=True, size="half"),
            Field("valid_to", Kind.DAY, hint=True, size="half"),
            Field("decision_number"),
        ),
        area="cell",
    )


def office_form(request: web.Request, cell: Cell, record: MemberRecord) -> FormPage:
    """An office of the cell from a day on."""
    options = [(office.value, sentence(request, f"office-{_dashed(office.value)}")) for office in OF_A_CELL]
    return FormPage(
        title=sentence(request, "member-office-title", name=record.fields.name),
        over=cell.name,
        button=sentence(request, "form-save"),
        action_url=f"{_member_url(cell.id, record)}/offices",
        back_url=_member_url(cell.id, record),
        fields=(
            Field("office", Kind.CHOICES, required=True, options=options),
            Field("title", hint=True),
            Field("valid_from", Kind.DAY, required=True, size="half"),
            Field("valid_to", Kind.DAY, hint=True, size="half"),
        ),
        area="cell",
    )


def end_of_office_form(request: web.Request, cell: Cell, record: MemberRecord, held: HeldOffice) -> FormPage:
    """The last day of an office."""
    return FormPage(
        title=sentence(request, "office-end-title", name=record.fields.name, title=held.title),
        over=cell.name,
        lead=sentence(request, "office-end-lead"),
        button=sentence(request, "office-end-button"),
        action_url=f"{_member_url(cell.id, record)}/offices/{held.id}/end",
        back_url=_member_url(cell.id, record),
        fields=(Field("last_day", Kind.DAY, required=True, size="half", label="last-day-of-office"),),
        area="cell",
    )


def leave_form(request: web.Request, cell: Cell, record: MemberRecord) -> FormPage:
    """The member's last day on the roll."""
    return FormPage(
        title=sentence(request, "member-leave-title", name=record.fields.name),
        over=cell.name,
        lead=sentence(request, "member-leave-lead"),
        button=sentence(request, "member-leave-button"),
        button_kind="grave",
        action_url=f"{_member_url(cell.id, record)}/leave",
        back_url=_member_url(cell.id, record),
        fields=(Field("last_day", Kind.DAY, required=True, size="half"),),
        area="cell",
    )


def written(record: MemberRecord) -> Form:
    """The record as the form shows it."""
    values = {name: _text(getattr(record.fields, name)) for name in FIELDS}
    values["sex"] = record.fields.sex.value
    return {**values, "site": record.site or "", "party_group": record.party_group}


def _new(request: web.Request) -> str:
    return sentence(request, "member-new-title")


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def _member_url(cell: CellId, record: MemberRecord) -> str:
    return f"/cells/{cell}/members/{record.id}"


def _dashed(word: str) -> str:
    return word.replace("_", "-")
