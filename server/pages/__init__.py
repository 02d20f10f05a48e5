"""The doors over HTTP, by subject: `install` joins them all to an application."""

from aiohttp import web

from server.catalogue import Language
from server.meeting_papers import MeetingPapers
from server.member_import import MemberImport
from server.organisations import Organisations
from server.pages import (
    account_list,
    administration,
    archive,
    cells,
    committee,
    foundation,
    home,
    import_members,
    lines,
    meeting_edit,
    meetings,
    members,
    passing,
    recordings,
    room,
    sign_in,
)
from server.pages.gate import know_visitor
from server.pages.keys import DESK, Desk, PageSettings, Parts
from server.pages.static_files import StaticFiles
from server.papers import PaperStore
from server.registry import Registry
from server.vietnam_time import Clock, now

_DOORS = (
    sign_in,
    home,
    cells,
    members,
    import_members,
    meetings,
    meeting_edit,
    room,
    archive,
    recordings,
    committee,
    administration,
    account_list,
    lines,
)

# Headers and errors stand outside; who asks is known before the form is read, so that strangers send no large files.
_AFTER_ERRORS = 3


def install(
    app: web.Application,
    parts: Parts,
    secret: bytes,
    settings: PageSettings,
    *,
    statics: StaticFiles | None = None,
    clock: Clock = now,
) -> None:
    """Join every page to `app`. `secret` signs forms and must outlive a restart."""
    app[DESK] = Desk(
        accounts=parts.accounts,
        registry=Registry(parts.database, clock),
        organisations=Organisations(parts.database),
        preparation=parts.preparation,
        papers=MeetingPapers(parts.database, PaperStore(settings.paper_folder), clock),
        imports=MemberImport(parts.database, clock),
        meetings=parts.meetings,
        shelf=parts.shelf,
        keeper=parts.keeper,
        tickets=parts.tickets,
        settings=settings,
        media_addresses=parts.media_addresses,
        media_statistics=parts.media_statistics,
        clock=clock,
    )
    foundation.install(app, parts.catalogue, statics or StaticFiles(), secret, Language(settings.language))
    app.middlewares.insert(_AFTER_ERRORS, know_visitor)
    app.middlewares.append(passing.say_once)
    for door in _DOORS:
        door.routes(app)
