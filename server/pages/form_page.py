"""A page that is one form: fields described once, drawn by one template, with what was wrong beside each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from aiohttp import web

from server.pages.forms import Form
from server.pages.rendering import render


class Kind(Enum):
    """How a field is filled in."""

    TEXT = "text"
    DAY = "date"
    CLOCK = "time"
    PHONE = "tel"
    EMAIL = "email"
    SELECT = "select"
    CHOICES = "choices"


Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. Its label is `field-NAME` (or `field-LABEL`), its hint `field-NAME-hint`; `empty` says no choice."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    options: Sequence[Option] = ()
    hint: bool = False
    empty: str = ""
    size: str = ""
    label: str = ""

    @property
    def dashed(self) -> str:
        """The name as it stands in keys of the catalogue."""
        return self.name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form and the page round it. Texts come ready."""

    title: str
    over: str
    button: str
    action_url: str
    back_url: str
    fields: Sequence[Field]
    lead: str = ""
    area: str = ""
    button_kind: str = "primary"
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)


def show_form(
    request: web.Request, form_page: FormPage, form: Form, problems: Mapping[str, str] | None = None
) -> web.StreamResponse:
    """The page; 422 if something was wrong with what was sent."""
    return render(
        request,
        "form_page.html",
        status=422 if problems else 200,
        area=form_page.area,
        page=form_page,
        form=form,
        problems=problems or {},
    )
