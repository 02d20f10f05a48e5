"""Members, their dated memberships, statuses and offices -> the roll on a day."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, func, insert, select, update

from server import vietnam_time
from server.contact import email_of, phone_of
from server.database import Database
from server.declined import Declined
from server.meeting.identity import CellId, MemberId, SiteId
from server.meeting.plan import Invited
from server.meeting.roll import RollEntry, Status
from server.member_fields import MemberFields, read_line
from server.organisations import OrganisationId, in_force, new_id
from server.roster import (
    HELD_BY_ONE,
    OF_A_CELL,
    OF_A_COMMITTEE,
    TITLES,
    Dispersion,
    HeldOffice,
    MemberRecord,
    MembershipId,
    Office,
    OfficeId,
    dispersion_of,
    membership_on,
    observers,
    offices_held,
    records_on,
    roll_of,
)
from server.sign_in_names import name_account
from server.tables import accounts, cells, members, memberships, observer_assignments, offices, statuses
from server.vietnam_time import Clock
from server.visitor import Visitor, visitor_on


class Registry:
    """Members and offices. Every question carries the day it is asked about."""

    def __init__(self, database: Database, clock: Clock = vietnam_time.now) -> None:
        self._database = database
        self._clock = clock

    def today(self) -> date:
        """The day on the wall."""
        return vietnam_time.day_of(self._clock())

    async def add_member(
        self,
        fields: MemberFields,
        cell: CellId | None = None,
        *,
        since: date | None = None,
        site: SiteId | None = None,
        party_group: str = "",
    ) -> MemberId:
        """A new person; with a cell, on its roll from `since` (today). Raises card-taken, contact-taken."""

        def work(at: Connection) -> MemberId:
            return insert_member(at, fields, cell, since or self.today(), site, party_group, self._clock())

        return await self._database.write(work)

    async def edit_member(
        self, member: MemberId, fields: MemberFields, *, site: SiteId | None = None, party_group: str = ""
    ) -> None:
        """New fields for a member; sign-in names follow. Raises nothing-there, card-taken, contact-taken."""

        def work(at: Connection) -> None:
            refuse_taken(at, fields, member)
            if not at.execute(update(members).where(members.c.id == member).values(**_columns(fields))).rowcount:
                raise Declined("nothing-there")
            today = in_force(memberships, self.today())
            mine = and_(memberships.c.member_id == member, today)
            at.execute(
                update(memberships).where(mine).values(site_id=site, party_group=read_line(party_group, "group"))
            )
            account = at.execute(select(accounts.c.id).where(accounts.c.member_id == member)).scalar()
            if account is not None:
                name_account(at, account, fields.phone, fields.email)
                at.execute(update(accounts).where(accounts.c.id == account).values(display_name=fields.name))

        await self._database.write(work)

    async def join_cell(self, member: MemberId, cell: CellId, since: date, site: SiteId | None = None) -> MembershipId:
        """Put an existing person on a cell's roll. Raises already-member."""
        return await self._database.write(lambda at: insert_membership(at, member, cell, since, site, ""))

    async def leave_cell(self, member: MemberId, cell: CellId, last_day: date) -> None:
        """Take a member off the roll after that day; the past stays. Offices in the cell end with it."""

        def work(at: Connection) -> None:
            mine = and_(memberships.c.member_id == member, memberships.c.cell_id == cell)
            _end(at, memberships, and_(mine, in_force(memberships, last_day)), last_day)
            held = and_(offices.c.member_id == member, offices.c.organisation_id == cell)
            _end(at, offices, and_(held, in_force(offices, last_day)), last_day)

        await self._database.write(work)

    async def set_status(
        self,
        member: MemberId,
        cell: CellId,
        status: Status,
        valid_from: date,
        valid_to: date | None = None,
        decision_number: str = "",
    ) -> None:
        """A status from that day; NORMAL ends the one in force. Statuses that begin later stay as they were decided.

        Without an end it lasts until the next one begins; what it interrupts goes on after its end. Raises
        nothing-there, period-backwards, status-overlaps (it would reach into the next one)."""
        if valid_to is not None and valid_to < valid_from:
            raise Declined("period-backwards", field="valid_to")
        decision = read_line(decision_number, "decision_number")

        def work(at: Connection) -> None:
            membership = membership_on(at, member, cell, valid_from)
            mine = statuses.c.membership_id == membership
            last_day = _last_day_before_next(at, mine, valid_from, valid_to)
            _interrupt(at, mine, valid_from, last_day)
            if status is not Status.NORMAL:
                values = {"valid_from": valid_from, "valid_to": last_day, "decision_number": decision}
                at.execute(
                    insert(statuses).values(id=new_id(), membership_id=membership, status=status.value, **values)
                )

        await self._database.write(work)

    async def appoint(
        self,
        member: MemberId,
        organisation: OrganisationId | CellId,
        office: Office,
        valid_from: date,
        valid_to: date | None = None,
        title: str = "",
    ) -> OfficeId:
        """An office from that day. Raises office-held (a cell has one secretary), period-backwards, nothing-there."""
        if valid_to is not None and valid_to < valid_from:
            raise Declined("period-backwards", field="valid_to")

        def work(at: Connection) -> OfficeId:
            return _appoint(at, member, organisation, office, (valid_from, valid_to), title)

        return await self._database.write(work)

    async def end_office(self, office: OfficeId, last_day: date) -> None:
        """The office ends after that day. Raises period-backwards if that is before its first."""
        holds = and_(offices.c.id == office, offices.c.valid_from <= last_day)

        def work(at: Connection) -> None:
            if not at.execute(update(offices).where(holds).values(valid_to=last_day)).rowcount:
                raise Declined("period-backwards", field="last_day")

        await self._database.write(work)

    async def assign_observer(
        self, member: MemberId, cell: CellId, valid_from: date, valid_to: date | None = None, title: str = ""
    ) -> None:
        """A committee's person follows that cell: enters its room, sees its papers, never votes."""
        values = {"member_id": member, "cell_id": cell, "valid_from": valid_from, "valid_to": valid_to}

        def work(at: Connection) -> None:
            at.execute(insert(observer_assignments).values(id=new_id(), title=read_line(title, "title"), **values))

        await self._database.write(work)

    async def end_observation(self, member: MemberId, cell: CellId, last_day: date) -> None:
        """The assignment ends after that day. Raises period-backwards if it does not hold on that day."""
        mine = and_(observer_assignments.c.member_id == member, observer_assignments.c.cell_id == cell)
        holds = and_(mine, in_force(observer_assignments, last_day))

        def work(at: Connection) -> None:
            if not at.execute(update(observer_assignments).where(holds).values(valid_to=last_day)).rowcount:
                raise Declined("period-backwards", field="last_day")

        await self._database.write(work)

    async def roll_on(self, cell: CellId, day: date) -> tuple[RollEntry, ...]:
        """Every member of the cell on that day: officers first, then by given name. Leave is asked per meeting."""
        return await self._database.read(lambda at: roll_of(at, cell, day))

    async def observers_of(self, cell: CellId, day: date) -> tuple[Invited, ...]:
        """The observers assigned to the cell on that day."""
        return await self._database.read(lambda at: observers(at, cell, day))

    async def records_of(self, cell: CellId, day: date) -> tuple[MemberRecord, ...]:
        """The members with all their fields, in the order of the roll."""
        return await self._database.read(lambda at: records_on(at, cell, day))

    async def record(self, member: MemberId, cell: CellId, day: date) -> MemberRecord:
        """One member of that cell. Raises nothing-there, also for a member of another cell."""
        for record in await self.records_of(cell, day):
            if record.id == member:
                return record
        raise Declined("nothing-there")

    async def officers_of(
        self, organisation: OrganisationId, day: date
    ) -> tuple[tuple[MemberId, str, HeldOffice], ...]:
        """Who holds which office there on that day."""

        def work(at: Connection) -> tuple[tuple[MemberId, str, HeldOffice], ...]:
            held = offices_held(at, offices.c.organisation_id == organisation, day)
            return tuple((member, name, office) for member, name, office in held)

        return await self._database.read(work)

    async def people(self) -> tuple[tuple[MemberId, str], ...]:
        """Everybody by name, for the administrator's choices."""
        query = select(members.c.id, members.c.name).order_by(members.c.name)
        return await self._database.read(lambda at: tuple((MemberId(row.id), row.name) for row in at.execute(query)))

    async def member_reached_at(self, contact: str) -> MemberId | None:
        """Whose phone number or e-mail address that is; None if nobody's, or no address at all."""
        phone, email = phone_of(contact), email_of(contact)
        if phone is None and email is None:
            return None
        query = select(members.c.id).where(members.c.phone == phone if phone is not None else members.c.email == email)
        found = await self._database.read(lambda at: at.execute(query).scalar())
        return None if found is None else MemberId(found)

    async def dispersion(self, cell: CellId, day: date) -> Dispersion:
        """How far apart the members live on that day."""
        return dispersion_of(await self.records_of(cell, day))

    async def visitor(self, account: str) -> Visitor:
        """The person behind the account, as of today. Raises nothing-there."""
        return await self._database.read(lambda at: visitor_on(at, account, self.today()))


def insert_member(
    at: Connection,
    fields: MemberFields,
    cell: CellId | None,
    since: date,
    site: SiteId | None,
    party_group: str,
    now: datetime,
) -> MemberId:
    """A new person within somebody's transaction. Raises card-taken, contact-taken."""
    refuse_taken(at, fields, None)
    member = MemberId(new_id())
    at.execute(insert(members).values(id=member, added_at=now, **_columns(fields)))
    if cell is not None:
        insert_membership(at, member, cell, since, site, party_group)
    return member


def insert_membership(
    at: Connection, member: MemberId, cell: CellId, since: date, site: SiteId | None, party_group: str
) -> MembershipId:
    """On the roll from that day. Raises already-member."""
    twice = select(memberships.c.id).where(
        memberships.c.member_id == member, memberships.c.cell_id == cell, in_force(memberships, since)
    )
    if at.execute(twice).first():
        raise Declined("already-member")
    membership = MembershipId(new_id())
    at.execute(
        insert(memberships).values(
            id=membership, member_id=member, cell_id=cell, site_id=site, party_group=party_group, valid_from=since
        )
    )
    return membership


def refuse_taken(at: Connection, fields: MemberFields, member: MemberId | None) -> None:
    """Raises card-taken, contact-taken if somebody else has the card, the phone or the address."""
    for column, value, code in (
        ("card_number", fields.card_number, "card-taken"),
        ("phone", fields.phone, "contact-taken"),
        ("email", fields.email, "contact-taken"),
    ):
        if value is None:
            continue
        query = select(members.c.id).where(members.c[column] == value)
        if member is not None:
            query = query.where(members.c.id != member)
        if at.execute(query).first():
            raise Declined(code, field=column)


def _columns(fields: MemberFields) -> dict[str, object]:
    return {name: getattr(fields, name) for name in MemberFields.__slots__} | {"sex": fields.sex.value}


def _end(at: Connection, table: Table, where: ColumnElement[bool], last_day: date) -> None:
    """Nothing ends before it began: a period cut off before its first day is taken back."""
    at.execute(delete(table).where(where, table.c.valid_from > last_day))
    at.execute(update(table).where(where).values(valid_to=last_day))


def _last_day_before_next(at: Connection, mine: ColumnElement[bool], first: date, last: date | None) -> date | None:
    """The last day of a status from `first` on. Raises status-overlaps if `last` is within the one that follows."""
    following = select(func.min(statuses.c.valid_from)).where(mine, statuses.c.valid_from > first)
    begins_on = at.execute(following).scalar()
    if begins_on is None:
        return last
    if last is not None and last >= begins_on:
        raise Declined("status-overlaps", field="valid_to", day=begins_on.strftime("%d/%m/%Y"))
    return last or begins_on - timedelta(days=1)


def _interrupt(at: Connection, mine: ColumnElement[bool], first: date, last: date | None) -> None:
    """Make room from `first` to `last` in the status of those days; what is left of it after `last` goes on."""
    current = at.execute(select(statuses).where(mine, in_force(statuses, first))).mappings().all()
    for row in current:
        if last is not None and (row["valid_to"] is None or row["valid_to"] > last):
            rest = {**row, "id": new_id(), "valid_from": last + timedelta(days=1)}
            at.execute(insert(statuses).values(**rest))
    _end(at, statuses, and_(mine, in_force(statuses, first)), first - timedelta(days=1))


def _appoint(
    at: Connection,
    member: MemberId,
    organisation: str,
    office: Office,
    period: tuple[date, date | None],
    title: str,
) -> OfficeId:
    is_cell = at.execute(select(exists().where(cells.c.id == organisation))).scalar()
    if office not in (OF_A_CELL if is_cell else OF_A_COMMITTEE):
        raise Declined("choice-unknown", field="office")
    if is_cell:
        membership_on(at, member, CellId(organisation), period[0])
    held = and_(offices.c.organisation_id == organisation, offices.c.office == office.value)
    if office in HELD_BY_ONE and at.execute(select(offices.c.id).where(held, in_force(offices, period[0]))).first():
        raise Declined("office-held", field="office")
    found = OfficeId(new_id())
    at.execute(
        insert(offices).values(
            id=found,
            member_id=member,
            organisation_id=organisation,
            office=office.value,
            title=read_line(title, "title") or TITLES[office],
            valid_from=period[0],
            valid_to=period[1],
        )
    )
    return found
