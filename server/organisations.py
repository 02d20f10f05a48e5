"""The dated tree of Party organisations, and what each cell holds: its places, its permission to meet online."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any, NewType

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from server.database import Database
from server.declined import Declined
from server.meeting.identity import CellId, SiteId
from server.member_fields import read_required_line
from server.tables import (
    ballot_permissions,
    cells,
    online_authorisations,
    organisation_parents,
    organisations,
    recording_permissions,
    sites,
)

OrganisationId = NewType("OrganisationId", str)

CODE = re.compile(r"[0-9]{2}(\.[0-9]{3}){4}")  # PP.CCC.GGG.SSS.BBB, 000 where a level is missing
TREE_DEPTH_MAX = 12  # the Party has three levels since 2025; a deeper walk is a loop


class OrganisationKind(Enum):
    CENTRAL = "central"
    PROVINCE = "province"
    COMMUNE = "commune"  # commune, ward, special zone
    BODY = "body"  # a Party body between a committee and its cells, where kept
    CELL = "cell"


class Ground(Enum):
    """Why a cell may meet online, in the words of 03-HD/TW (27/12/2022)."""

    DISPERSED = "dispersed"  # living, working or studying over a wide area
    MOBILE = "mobile"  # not continuously at one place
    ON_DUTY = "on_duty"  # on duty and unable to leave
    EMERGENCY = "emergency"  # disasters, epidemics


@dataclass(frozen=True, slots=True)
class Organisation:
    id: OrganisationId
    kind: OrganisationKind
    name: str
    code: str | None
    founded_on: date
    dissolved_on: date | None
    parent: OrganisationId | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    id: CellId
    name: str
    short_name: str
    term: str
    late_after_s: int
    help_phone: str


@dataclass(frozen=True, slots=True)
class CellSite:
    id: SiteId
    name: str
    province: str


@dataclass(frozen=True, slots=True)
class Permission:
    """A document that permits something to a cell between two days, both included."""

    document: str
    issued_on: date
    valid_from: date
    valid_to: date | None
    ground: Ground | None = None


def in_force(table: Table, day: date) -> ColumnElement[bool]:
    """The rows of a dated table that hold on that day."""
    return and_(table.c.valid_from <= day, or_(table.c.valid_to.is_(None), table.c.valid_to >= day))


def new_id() -> str:
    """An id that says nothing and cannot be guessed."""
    return secrets.token_hex(12)


class Organisations:
    """The tree and the cells. Every question carries the day it is asked about."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def found(
        self,
        kind: OrganisationKind,
        name: str,
        founded_on: date,
        *,
        parent: OrganisationId | None = None,
        code: str | None = None,
    ) -> OrganisationId:
        """A new committee or body. Raises field-missing, code-unlikely, code-taken."""
        return await self._database.write(lambda at: _found(at, kind, name, founded_on, parent, code))

    async def found_cell(
        self,
        name: str,
        short_name: str,
        founded_on: date,
        *,
        parent: OrganisationId,
        code: str | None = None,
        term: str = "",
        late_after_s: int = 300,
        help_phone: str = "",
    ) -> CellId:
        """A new cell under a committee. Raises as found."""

        def work(at: Connection) -> CellId:
            cell = _found(at, OrganisationKind.CELL, name, founded_on, parent, code)
            at.execute(
                insert(cells).values(
                    id=cell,
                    short_name=read_required_line(short_name, "short_name"),
                    term=term,
                    late_after_s=late_after_s,
                    help_phone=help_phone,
                )
            )
            return CellId(cell)

        return await self._database.write(work)

    async def move(self, organisation: OrganisationId, parent: OrganisationId, since: date) -> None:
        """Put it under another committee from that day; what was before stays as it was. Raises tree-loop."""

        def work(at: Connection) -> None:
            if organisation == parent or organisation in ancestors(at, parent, since):
                raise Declined("tree-loop", field="parent")
            table = organisation_parents
            mine = table.c.organisation_id == organisation
            at.execute(table.delete().where(mine, table.c.valid_from >= since))
            at.execute(update(table).where(mine, in_force(table, since)).values(valid_to=since - timedelta(days=1)))
            _put_under(at, organisation, parent, since)

        await self._database.write(work)

    async def tree_on(self, day: date) -> tuple[Organisation, ...]:
        """Every organisation alive on that day with its parent on that day, by code and name."""
        return await self._database.read(lambda at: tree_on(at, day))

    async def cells_below(self, committee: OrganisationId, day: date) -> tuple[Cell, ...]:
        """The cells under a committee on that day, at any depth."""

        def work(at: Connection) -> tuple[Cell, ...]:
            below = descendants(tree_on(at, day), committee)
            rows = at.execute(_cell_columns().where(cells.c.id.in_(below)).order_by(organisations.c.name))
            return tuple(_cell(row) for row in rows)

        return await self._database.read(work)

    async def cell(self, cell: CellId) -> Cell:
        """Raises nothing-there."""
        return await self._database.read(lambda at: cell_of(at, cell))

    async def superior_of(self, cell: CellId, day: date) -> Organisation | None:
        """The committee above on that day; None for a root."""
        return await self._database.read(lambda at: superior(at, cell, day))

    async def add_site(self, cell: CellId, name: str, province: str) -> SiteId:
        """A điểm cầu of the cell. Raises field-missing, site-twice."""

        def work(at: Connection) -> SiteId:
            values = {"name": read_required_line(name, "name"), "province": read_required_line(province, "province")}
            twice = select(sites.c.id).where(sites.c.cell_id == cell, sites.c.name == values["name"])
            if at.execute(twice).first():
                raise Declined("site-twice", field="name")
            site = new_id()
            at.execute(insert(sites).values(id=site, cell_id=cell, **values))
            return SiteId(site)

        return await self._database.write(work)

    async def sites_of(self, cell: CellId) -> tuple[CellSite, ...]:
        """The places in use, by name."""
        return await self._database.read(lambda at: sites_in(at, cell))

    async def authorise_online(self, cell: CellId, permission: Permission) -> None:
        """Record the document that lets the cell meet online. Raises field-missing, period-backwards."""
        values = _permission_values(cell, permission)
        ground = permission.ground.value if permission.ground else Ground.DISPERSED.value

        def work(at: Connection) -> None:
            at.execute(insert(online_authorisations).values(**values, ground=ground))

        await self._database.write(work)

    async def permit_binding_ballots(self, cell: CellId, permission: Permission) -> None:
        """Record the written permission for binding secret ballots. Raises as authorise_online."""
        values = _permission_values(cell, permission)

        def work(at: Connection) -> None:
            at.execute(insert(ballot_permissions).values(**values))

        await self._database.write(work)

    async def permit_recording(self, cell: CellId, permission: Permission) -> None:
        """Record the written permission for recording sound and picture. Raises as authorise_online."""
        values = _permission_values(cell, permission)

        def work(at: Connection) -> None:
            at.execute(insert(recording_permissions).values(**values))

        await self._database.write(work)

    async def online_authorisation(self, cell: CellId, day: date) -> Permission | None:
        """The document in force on that day that lets the cell meet online."""
        return await self._database.read(lambda at: authorisation_on(at, cell, day))

    async def ballot_permission(self, cell: CellId, day: date) -> Permission | None:
        """The written permission for binding secret ballots in force on that day."""
        return await self._database.read(lambda at: ballot_permission_on(at, cell, day))

    async def recording_permission(self, cell: CellId, day: date) -> Permission | None:
        """The written permission for recording sound and picture in force on that day."""
        return await self._database.read(lambda at: recording_permission_on(at, cell, day))


def cell_of(at: Connection, cell: str) -> Cell:
    """Raises nothing-there."""
    row = at.execute(_cell_columns().where(cells.c.id == cell)).first()
    if row is None:
        raise Declined("nothing-there")
    return _cell(row)


def superior(at: Connection, organisation: str, day: date) -> Organisation | None:
    """The organisation directly above on that day."""
    above = organisation_parents
    query = (
        select(organisations)
        .join(above, above.c.parent_id == organisations.c.id)
        .where(above.c.organisation_id == organisation, in_force(above, day))
    )
    row = at.execute(query).first()
    return _organisation(row, None) if row else None


def ancestors(at: Connection, organisation: str, day: date) -> tuple[OrganisationId, ...]:
    """Everything above on that day, nearest first."""
    above = organisation_parents
    found: list[OrganisationId] = []
    here: str | None = organisation
    while here is not None and len(found) < TREE_DEPTH_MAX:
        here = at.execute(
            select(above.c.parent_id).where(above.c.organisation_id == here, in_force(above, day))
        ).scalar()
        if here is not None:
            found.append(OrganisationId(here))
    return tuple(found)


def descendants(tree: Iterable[Organisation], root: OrganisationId) -> frozenset[str]:
    """Everything below, the root left out."""
    children: dict[str, list[str]] = {}
    for organisation in tree:
        if organisation.parent is not None:
            children.setdefault(organisation.parent, []).append(organisation.id)
    found: set[str] = set()
    waiting: list[str] = [root]
    while waiting:
        for child in children.get(waiting.pop(), []):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return frozenset(found)


def sites_in(at: Connection, cell: str) -> tuple[CellSite, ...]:
    """The places in use, by name."""
    query = select(sites).where(sites.c.cell_id == cell, sites.c.closed_on.is_(None)).order_by(sites.c.name)
    return tuple(CellSite(SiteId(row.id), row.name, row.province) for row in at.execute(query))


def authorisation_on(at: Connection, cell: str, day: date) -> Permission | None:
    """The newest document in force on that day that lets the cell meet online."""
    return _permission(at, online_authorisations, cell, day)


def ballot_permission_on(at: Connection, cell: str, day: date) -> Permission | None:
    """The newest written permission for binding secret ballots in force on that day."""
    return _permission(at, ballot_permissions, cell, day)


def recording_permission_on(at: Connection, cell: str, day: date) -> Permission | None:
    """The newest written permission for recording sound and picture in force on that day."""
    return _permission(at, recording_permissions, cell, day)


def _found(
    at: Connection,
    kind: OrganisationKind,
    name: str,
    founded_on: date,
    parent: OrganisationId | None,
    code: str | None,
) -> OrganisationId:
    if code is not None and not CODE.fullmatch(code):
        raise Declined("code-unlikely", field="code")
    organisation = OrganisationId(new_id())
    line = read_required_line(name, "name")
    try:
        at.execute(
            insert(organisations).values(id=organisation, kind=kind.value, name=line, code=code, founded_on=founded_on)
        )
    except IntegrityError:
        raise Declined("code-taken", field="code") from None
    if parent is not None:
        _put_under(at, organisation, parent, founded_on)
    return organisation


def _put_under(at: Connection, organisation: OrganisationId, parent: OrganisationId, since: date) -> None:
    at.execute(
        insert(organisation_parents).values(
            id=new_id(), organisation_id=organisation, parent_id=parent, valid_from=since
        )
    )


def tree_on(at: Connection, day: date) -> tuple[Organisation, ...]:
    """Every organisation alive on that day, within somebody's transaction."""
    above = organisation_parents
    query = (
        select(organisations, above.c.parent_id)
        .outerjoin(above, and_(above.c.organisation_id == organisations.c.id, in_force(above, day)))
        .where(
            organisations.c.founded_on <= day,
            or_(organisations.c.dissolved_on.is_(None), organisations.c.dissolved_on >= day),
        )
        .order_by(organisations.c.code, organisations.c.name)
    )
    return tuple(_organisation(row, row.parent_id) for row in at.execute(query))


def _organisation(row: Row[*tuple[Any, ...]], parent: str | None) -> Organisation:
    return Organisation(
        OrganisationId(row.id),
        OrganisationKind(row.kind),
        row.name,
        row.code,
        row.founded_on,
        row.dissolved_on,
        OrganisationId(parent) if parent else None,
    )


def _cell_columns() -> Select[*tuple[Any, ...]]:
    return select(cells, organisations.c.name).join(organisations, organisations.c.id == cells.c.id)


def _cell(row: Row[*tuple[Any, ...]]) -> Cell:
    return Cell(CellId(row.id), row.name, row.short_name, row.term, row.late_after_s, row.help_phone)


def _permission(at: Connection, table: Table, cell: str, day: date) -> Permission | None:
    query = select(table).where(table.c.cell_id == cell, in_force(table, day)).order_by(table.c.valid_from.desc())
    row = at.execute(query).first()
    if row is None:
        return None
    ground = Ground(row.ground) if table is online_authorisations else None
    return Permission(row.document, row.issued_on, row.valid_from, row.valid_to, ground)


def _permission_values(cell: CellId, permission: Permission) -> dict[str, object]:
    if permission.valid_to is not None and permission.valid_to < permission.valid_from:
        raise Declined("period-backwards", field="valid_to")
    return {
        "id": new_id(),
        "cell_id": cell,
        "document": read_required_line(permission.document, "document"),
        "issued_on": permission.issued_on,
        "valid_from": permission.valid_from,
        "valid_to": permission.valid_to,
    }
