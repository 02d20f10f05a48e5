"""What the tables say about the members of a cell on one day: their fields, statuses, offices, and the roll."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, NewType

from sqlalchemy import ColumnElement, Connection, Row, select

from server.declined import Declined
from server.meeting.identity import CellId, MemberId, Seat, SiteId
from server.meeting.plan import Invited
from server.meeting.roll import RollEntry, Standing, Status
from server.member_fields import MemberFields, Sex
from server.organisations import OrganisationId, in_force
from server.tables import accounts, members, memberships, observer_assignments, offices, organisations, statuses

MembershipId = NewType("MembershipId", str)
OfficeId = NewType("OfficeId", str)


class Office(Enum):
    """A Party office. Each holder has a title as written in documents, e.g. *Bí thư*."""

    SECRETARY = "secretary"
    DEPUTY = "deputy"
    CELL_COMMITTEE = "cell_committee"
    COMMITTEE_OFFICER = "committee_officer"
    STANDING_MEMBER = "standing_member"


# Titles go into Vietnamese documents whatever the language of the page.
TITLES = {
    Office.SECRETARY: "Bí thư",
    Office.DEPUTY: "Phó Bí thư",
    Office.CELL_COMMITTEE: "Chi ủy viên",
    Office.COMMITTEE_OFFICER: "Cán bộ Đảng ủy",
    Office.STANDING_MEMBER: "Ủy viên Ban Thường vụ",
}

OF_A_CELL = (Office.SECRETARY, Office.DEPUTY, Office.CELL_COMMITTEE)
OF_A_COMMITTEE = (Office.COMMITTEE_OFFICER, Office.STANDING_MEMBER)
HELD_BY_ONE = (Office.SECRETARY,)

_OFFICE_ORDER = list(Office)


@dataclass(frozen=True, slots=True)
class HeldOffice:
    id: OfficeId
    organisation: OrganisationId
    organisation_name: str
    office: Office
    title: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class DatedStatus:
    id: str
    status: Status
    decision_number: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """Everything a cell keeps about one of its members, on one day."""

    id: MemberId
    fields: MemberFields
    membership: MembershipId
    cell: CellId
    party_group: str
    site: SiteId | None
    member_since: date
    standing: Standing
    status: Status
    statuses: tuple[DatedStatus, ...]
    offices: tuple[HeldOffice, ...]
    has_account: bool
    has_password: bool


@dataclass(frozen=True, slots=True)
class Dispersion:
    """How far apart the members live: 03-HD/TW wants more than half who cannot meet at one place.

    `counted` leaves out the exempt and the suspended; `apart` are those outside the province where most are."""

    counted: int
    apart: int

    @property
    def is_enough(self) -> bool:
        """More than half, strictly."""
        return self.apart * 2 > self.counted


def records_on(at: Connection, cell: str, day: date) -> tuple[MemberRecord, ...]:
    """The members of a cell with all their fields: officers first, then by given name."""
    query = (
        select(
            members,
            memberships.c.id.label("membership_id"),
            memberships.c.party_group,
            memberships.c.site_id,
            memberships.c.valid_from,
            accounts.c.id.label("account_id"),
            accounts.c.password_hash.is_not(None).label("has_password"),
        )
        .join(memberships, memberships.c.member_id == members.c.id)
        .outerjoin(accounts, accounts.c.member_id == members.c.id)
        .where(memberships.c.cell_id == cell, in_force(memberships, day))
    )
    dated = _statuses_of(at, cell)
    held = _offices_of(at, cell, day)
    records = [
        _record(row, CellId(cell), day, dated.get(row.membership_id, ()), held.get(row.id, ()))
        for row in at.execute(query)
    ]
    return tuple(sorted(records, key=_roll_order))


def roll_of(at: Connection, cell: str, day: date) -> tuple[RollEntry, ...]:
    """The roll of a cell on a day, within somebody's transaction."""
    return tuple(
        RollEntry(
            member=record.id,
            name=record.fields.name,
            standing=record.standing,
            status=record.status,
            offices=tuple(held.office.value for held in record.offices),
            workplace=record.fields.workplace,
            site=record.site,
        )
        for record in records_on(at, cell, day)
    )


def observers(at: Connection, cell: str, day: date) -> tuple[Invited, ...]:
    """The observers assigned to a cell on a day, within somebody's transaction."""
    assigned = observer_assignments
    query = (
        select(members.c.id, members.c.name, assigned.c.title)
        .join(members, members.c.id == assigned.c.member_id)
        .where(assigned.c.cell_id == cell, in_force(assigned, day))
        .order_by(members.c.name)
    )
    return tuple(Invited(MemberId(row.id), row.name, Seat.OBSERVER, row.title) for row in at.execute(query))


def dispersion_of(records: Sequence[MemberRecord]) -> Dispersion:
    """The share of 03-HD/TW, from records of one day. A member without a province counts as living apart."""
    left_out = (Status.EXEMPT, Status.SUSPENDED, Status.PROSECUTED)
    counted = [record for record in records if record.status not in left_out]
    by_province: dict[str, int] = {}
    for record in counted:
        if record.fields.province:
            by_province[record.fields.province] = by_province.get(record.fields.province, 0) + 1
    together = max(by_province.values(), default=0)
    return Dispersion(len(counted), len(counted) - together)


def offices_held(at: Connection, where: ColumnElement[bool], day: date) -> list[tuple[MemberId, str, HeldOffice]]:
    """Who holds the offices that `where` selects on that day: member, name, office."""
    query = (
        select(offices, members.c.name, organisations.c.name.label("organisation_name"))
        .join(members, members.c.id == offices.c.member_id)
        .join(organisations, organisations.c.id == offices.c.organisation_id)
        .where(where, in_force(offices, day))
    )
    held = [
        (
            MemberId(row.member_id),
            row.name,
            HeldOffice(
                OfficeId(row.id),
                OrganisationId(row.organisation_id),
                row.organisation_name,
                Office(row.office),
                row.title or TITLES[Office(row.office)],
                row.valid_from,
                row.valid_to,
            ),
        )
        for row in at.execute(query)
    ]
    return sorted(held, key=lambda one: _OFFICE_ORDER.index(one[2].office))


def membership_on(at: Connection, member: MemberId, cell: CellId, day: date) -> MembershipId:
    """The membership in force. Raises nothing-there."""
    query = select(memberships.c.id).where(
        memberships.c.member_id == member, memberships.c.cell_id == cell, in_force(memberships, day)
    )
    membership = at.execute(query).scalar()
    if membership is None:
        raise Declined("nothing-there")
    return MembershipId(membership)


def _record(
    row: Row[*tuple[Any, ...]],
    cell: CellId,
    day: date,
    dated: tuple[DatedStatus, ...],
    held: tuple[HeldOffice, ...],
) -> MemberRecord:
    fields = _fields(row)
    is_official = fields.official_on is not None and fields.official_on <= day
    return MemberRecord(
        id=MemberId(row.id),
        fields=fields,
        membership=MembershipId(row.membership_id),
        cell=cell,
        party_group=row.party_group,
        site=SiteId(row.site_id) if row.site_id else None,
        member_since=row.valid_from,
        standing=Standing.OFFICIAL if is_official else Standing.PROBATIONARY,
        status=_status_on(dated, day),
        statuses=dated,
        offices=held,
        has_account=row.account_id is not None,
        has_password=bool(row.has_password),
    )


def _roll_order(record: MemberRecord) -> tuple[int, bool, tuple[str, ...]]:
    """Officers by office, then official members, then by given name as Vietnamese lists do."""
    first = min((_OFFICE_ORDER.index(office.office) for office in record.offices), default=len(_OFFICE_ORDER))
    words = record.fields.name.split()
    return first, record.standing is Standing.PROBATIONARY, tuple(reversed(words))


def _status_on(dated: Sequence[DatedStatus], day: date) -> Status:
    for period in dated:
        if period.valid_from <= day and (period.valid_to is None or period.valid_to >= day):
            return period.status
    return Status.NORMAL


def _statuses_of(at: Connection, cell: str) -> dict[str, tuple[DatedStatus, ...]]:
    query = (
        select(statuses)
        .join(memberships, memberships.c.id == statuses.c.membership_id)
        .where(memberships.c.cell_id == cell)
        .order_by(statuses.c.valid_from.desc())
    )
    found: dict[str, tuple[DatedStatus, ...]] = {}
    for row in at.execute(query):
        period = DatedStatus(row.id, Status(row.status), row.decision_number, row.valid_from, row.valid_to)
        found[row.membership_id] = (*found.get(row.membership_id, ()), period)
    return found


def _offices_of(at: Connection, organisation: str, day: date) -> dict[str, tuple[HeldOffice, ...]]:
    found: dict[str, tuple[HeldOffice, ...]] = {}
    for member, _, office in offices_held(at, offices.c.organisation_id == organisation, day):
        found[member] = (*found.get(member, ()), office)
    return found


def _fields(row: Row[*tuple[Any, ...]]) -> MemberFields:
    return MemberFields(
        name=row.name,
        sex=Sex(row.sex),
        birth_year=row.birth_year,
        card_number=row.card_number,
        admitted_on=row.admitted_on,
        official_on=row.official_on,
        workplace=row.workplace,
        province=row.province,
        other_office=row.other_office,
        phone=row.phone,
        email=row.email,
    )
