"""What a signed-in person is today towards each cell and committee."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from sqlalchemy import Connection, select

from server.declined import Declined
from server.meeting.identity import CellId, MemberId
from server.meeting.roll import Status
from server.organisations import OrganisationId, descendants, in_force, tree_on
from server.roster import OF_A_COMMITTEE, Office, offices_held
from server.tables import accounts, memberships, observer_assignments, offices, statuses


class Capacity(Enum):
    """What a signed-in person is towards one cell, one committee or the service. One person may have several."""

    ADMINISTRATOR = "administrator"
    COMMITTEE_OFFICER = "committee_officer"
    OBSERVER = "observer"
    SECRETARY = "secretary"
    DEPUTY = "deputy"
    CELL_COMMITTEE = "cell_committee"
    MEMBER = "member"
    GUEST = "guest"  # of one meeting


_TAKES_PART = {Status.NORMAL, Status.REDUCED, Status.EXEMPT, Status.ATTACHED_ELSEWHERE, Status.ATTACHED_HERE}

_CAPACITY_OF_OFFICE = {
    Office.SECRETARY: Capacity.SECRETARY,
    Office.DEPUTY: Capacity.DEPUTY,
    Office.CELL_COMMITTEE: Capacity.CELL_COMMITTEE,
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person who asks, with all that decides what they may do today."""

    account: str
    name: str
    member: MemberId | None = None
    is_administrator: bool = False
    cell_capacities: dict[CellId, frozenset[Capacity]] = field(default_factory=dict)
    committees: frozenset[OrganisationId] = frozenset()
    title: str = ""

    def capacities_in(self, cell: CellId) -> frozenset[Capacity]:
        """What this person is towards that cell; empty for a stranger."""
        everywhere = frozenset({Capacity.ADMINISTRATOR}) if self.is_administrator else frozenset[Capacity]()
        return everywhere | self.cell_capacities.get(cell, frozenset())

    @property
    def own_cells(self) -> tuple[CellId, ...]:
        """Cells whose life this person shares: as a member or as an officer of the cell."""
        own = (Capacity.MEMBER, Capacity.SECRETARY, Capacity.DEPUTY, Capacity.CELL_COMMITTEE)
        return tuple(cell for cell, capacities in self.cell_capacities.items() if capacities.intersection(own))


def visitor_on(at: Connection, account: str, day: date) -> Visitor:
    """The person behind the account. Raises nothing-there for an account that is gone or disabled."""
    row = at.execute(select(accounts).where(accounts.c.id == account, accounts.c.disabled_at.is_(None))).first()
    if row is None:
        raise Declined("nothing-there")
    visitor = Visitor(account, row.display_name, row.member_id, row.is_administrator)
    if visitor.member is None:
        return visitor
    capacities: dict[CellId, set[Capacity]] = {}
    for cell in _own_cells(at, visitor.member, day):
        capacities.setdefault(cell, set()).add(Capacity.MEMBER)
    committees, titles = _take_offices(at, visitor.member, day, capacities)
    for cell, title in _observed(at, visitor.member, day):
        capacities.setdefault(cell, set()).add(Capacity.OBSERVER)
        titles.append(title)
    frozen = {cell: frozenset(found) for cell, found in capacities.items()}
    title = next((title for title in titles if title), "")
    return replace(visitor, cell_capacities=frozen, committees=frozenset(committees), title=title)


def _own_cells(at: Connection, member: MemberId, day: date) -> list[CellId]:
    """Cells whose roll the member is on in a status that lets them take part in its life."""
    query = select(memberships.c.id, memberships.c.cell_id).where(
        memberships.c.member_id == member, in_force(memberships, day)
    )
    found = []
    for membership, cell in at.execute(query):
        current = select(statuses.c.status).where(statuses.c.membership_id == membership, in_force(statuses, day))
        status = Status(at.execute(current).scalar() or Status.NORMAL.value)
        if status in _TAKES_PART:
            found.append(CellId(cell))
    return found


def _take_offices(
    at: Connection, member: MemberId, day: date, capacities: dict[CellId, set[Capacity]]
) -> tuple[set[OrganisationId], list[str]]:
    committees: set[OrganisationId] = set()
    titles: list[str] = []
    for _, _, held in offices_held(at, offices.c.member_id == member, day):
        titles.append(held.title)
        if held.office in OF_A_COMMITTEE:
            committees.add(held.organisation)
        elif CellId(held.organisation) in capacities:  # an office lapses while its holder is suspended from Party life
            capacities[CellId(held.organisation)].add(_CAPACITY_OF_OFFICE[held.office])
    if committees:
        tree = tree_on(at, day)
        below = frozenset().union(*(descendants(tree, committee) for committee in committees))
        for organisation in below:
            capacities.setdefault(CellId(organisation), set()).add(Capacity.COMMITTEE_OFFICER)
    return committees, titles


def _observed(at: Connection, member: MemberId, day: date) -> list[tuple[CellId, str]]:
    assigned = observer_assignments
    query = select(assigned.c.cell_id, assigned.c.title).where(assigned.c.member_id == member, in_force(assigned, day))
    return [(CellId(row.cell_id), row.title) for row in at.execute(query)]
