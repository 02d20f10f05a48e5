"""The demo's cells and people in the registry: founded once, found again at later starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from server.database import Database
from server.demo_people import (
    AUTHORISATION_NUMBER,
    CELL,
    CELL_SHORT,
    COMMITTEE,
    MEMBERS,
    NEIGHBOUR_CELL,
    NEIGHBOUR_CELL_SHORT,
    NEIGHBOURS,
    OBSERVER,
    OBSERVER_TITLE,
    OTHER_OBSERVER,
    PROVINCE_COMMITTEE,
    TERM,
    WARD_COMMITTEE,
    Person,
    Place,
)
from server.meeting.identity import CellId, MemberId, SiteId
from server.meeting.roll import Status
from server.organisations import Ground, OrganisationId, OrganisationKind, Organisations, Permission
from server.registry import Registry
from server.tables import members, organisations

FOUNDED = date(2012, 1, 12)
HELP_PHONE = "0912000003"
STATUS_SINCE = timedelta(days=400)
ATTACHED_FOR = timedelta(days=365)
FIRST_OF_COMMITTEE, FIRST_NEIGHBOUR = 101, 201  # keep phone and card numbers apart


@dataclass(frozen=True, slots=True)
class DemoCell:
    """A cell, people of the demo by key, and who presides and writes there."""

    id: CellId
    ids: Mapping[str, MemberId]
    chair: str = "thang"
    minute_taker: str = "huong"


async def found_cells(database: Database, today: date) -> tuple[DemoCell, DemoCell]:
    """Committee, the cell and its neighbour, places, permission to meet online, people with statuses and offices."""
    tree, registry = Organisations(database), Registry(database)
    province = await tree.found(OrganisationKind.PROVINCE, PROVINCE_COMMITTEE, FOUNDED, code="01.000.000.000.000")
    ward = await tree.found(
        OrganisationKind.COMMUNE, WARD_COMMITTEE, FOUNDED, parent=province, code="01.015.000.000.000"
    )
    cell = await tree.found_cell(
        CELL, CELL_SHORT, FOUNDED, parent=ward, code="01.015.007.000.000", term=TERM, help_phone=HELP_PHONE
    )
    sites = {place: await tree.add_site(cell, *place.value) for place in Place}
    await tree.authorise_online(cell, _authorisation(today))
    ids = {
        person.key: await _enrol(registry, person, number, cell, sites, today)
        for number, person in enumerate(MEMBERS, start=1)
    }
    ids |= await _form_committee(registry, ward, cell, today)
    neighbours = await _found_neighbours(tree, registry, ward, today)
    await registry.assign_observer(ids[OTHER_OBSERVER.key], neighbours.id, FOUNDED, title=OBSERVER_TITLE)
    return DemoCell(cell, {**ids, **neighbours.ids}), neighbours


async def find_cell(database: Database, today: date) -> DemoCell:
    """The cell that an earlier start has founded."""

    def work(at: Connection) -> DemoCell:
        cell = at.execute(select(organisations.c.id).where(organisations.c.name == CELL)).scalar_one()
        by_address = {row.email: MemberId(row.id) for row in at.execute(select(members.c.id, members.c.email))}
        everybody = (*MEMBERS, *(person for person, _ in COMMITTEE), *NEIGHBOURS)
        ids = {person.key: by_address[person.address] for person in everybody if person.address in by_address}
        return DemoCell(CellId(cell), ids)

    return await database.read(work)


def _authorisation(today: date) -> Permission:
    issued = date(today.year - 1, 1, 12)
    document = (
        f"{AUTHORISATION_NUMBER}, ngày {issued:%d/%m/%Y} của Đảng ủy phường Sông Hồng (văn bản giả định) về việc cho "
        "phép chi bộ có đảng viên hoạt động phân tán sinh hoạt trực tuyến"
    )
    return Permission(document, issued, issued, None, Ground.DISPERSED)


async def _enrol(
    registry: Registry, person: Person, number: int, cell: CellId, sites: Mapping[Place, SiteId], today: date
) -> MemberId:
    fields = person.fields(number, today)
    assert fields.admitted_on is not None
    since = max(FOUNDED, fields.admitted_on)
    site = sites[person.place] if person.place else None
    member = await registry.add_member(fields, cell, since=since, site=site)
    if person.office is not None:
        await registry.appoint(member, cell, person.office, since)
    if person.status is not Status.NORMAL:
        until = today + ATTACHED_FOR if person.status is Status.ATTACHED_ELSEWHERE else None
        await registry.set_status(member, cell, person.status, today - STATUS_SINCE, until, person.decision)
    return member


async def _form_committee(registry: Registry, ward: OrganisationId, cell: CellId, today: date) -> dict[str, MemberId]:
    ids = {}
    for number, (person, office) in enumerate(COMMITTEE, start=FIRST_OF_COMMITTEE):
        ids[person.key] = await registry.add_member(person.fields(number, today))
        await registry.appoint(ids[person.key], ward, office, FOUNDED)
    await registry.assign_observer(ids[OBSERVER.key], cell, FOUNDED, title=OBSERVER_TITLE)
    return ids


async def _found_neighbours(tree: Organisations, registry: Registry, ward: OrganisationId, today: date) -> DemoCell:
    cell = await tree.found_cell(
        NEIGHBOUR_CELL, NEIGHBOUR_CELL_SHORT, FOUNDED, parent=ward, code="01.015.012.000.000", term=TERM
    )
    await tree.authorise_online(cell, _authorisation(today))
    ids = {
        person.key: await _enrol(registry, person, number, cell, {}, today)
        for number, person in enumerate(NEIGHBOURS, start=FIRST_NEIGHBOUR)
    }
    return DemoCell(cell, ids, chair=NEIGHBOURS[0].key, minute_taker=NEIGHBOURS[1].key)
