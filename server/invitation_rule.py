"""Who may make the personal link by which somebody else sets a password: never upwards.

Whoever opens such a link is in that account. A first link only lets a new person in, a link to an account that has a
password already replaces the password of somebody: the second is for fewer people than the first."""

from datetime import date, timedelta

from sqlalchemy import Connection, and_, or_, select

from server.declined import Declined
from server.meeting.identity import CellId, MemberId
from server.organisations import in_force
from server.roster import OF_A_CELL, Office
from server.tables import accounts, memberships, observer_assignments, offices
from server.visitor import Capacity, Visitor

# Who has just taken somebody's office away must not find a defenceless account the next day.
OFFICE_PROTECTS_FOR = timedelta(days=31)

_ORDINARY = 0
_RANK = {Office.CELL_COMMITTEE: 1, Office.DEPUTY: 2, Office.SECRETARY: 3}
_BEYOND_THE_CELL = 4  # committee officers, observers, administrators, officers of other cells
_RANK_OF_CAPACITY = {
    Capacity.CELL_COMMITTEE: _RANK[Office.CELL_COMMITTEE],
    Capacity.DEPUTY: _RANK[Office.DEPUTY],
    Capacity.SECRETARY: _RANK[Office.SECRETARY],
}


def require_right_to_invite(at: Connection, by: Visitor, member: MemberId, day: date) -> None:
    """Raises invitation-upwards, and invitation-replaces for a password that only others may replace.

    Administrators invite anybody. In a cell, its committee invites whoever ranks below it; an account with a password
    is renewed by secretary or deputy, and only for a member without any office."""
    if by.is_administrator:
        return
    cells = select(memberships.c.cell_id).where(memberships.c.member_id == member, in_force(memberships, day))
    shared = [CellId(cell) for cell in at.execute(cells).scalars()]
    own_rank, cell = max(((_rank_in(by, one), one) for one in shared), default=(_ORDINARY, CellId("")))
    rank = _rank_of(at, member, cell, day)
    if rank >= own_rank:
        raise Declined("invitation-upwards")
    has_password = select(accounts.c.id).where(accounts.c.member_id == member, accounts.c.password_hash.is_not(None))
    if at.execute(has_password).first() and (rank > _ORDINARY or own_rank < _RANK[Office.DEPUTY]):
        raise Declined("invitation-replaces")


def may_invite(at: Connection, by: Visitor, member: MemberId, day: date) -> bool:
    """Whether the button is worth showing."""
    try:
        require_right_to_invite(at, by, member, day)
    except Declined:
        return False
    return True


def _rank_in(by: Visitor, cell: CellId) -> int:
    capacities = by.cell_capacities.get(cell, frozenset())
    return max((_RANK_OF_CAPACITY.get(capacity, _ORDINARY) for capacity in capacities), default=_ORDINARY)


def _rank_of(at: Connection, member: MemberId, cell: CellId, day: date) -> int:
    if _reaches_beyond(at, member, day):
        return _BEYOND_THE_CELL
    protected = or_(offices.c.valid_to.is_(None), offices.c.valid_to >= day - OFFICE_PROTECTS_FOR)
    held = select(offices.c.organisation_id, offices.c.office).where(offices.c.member_id == member, protected)
    ranks = [
        _RANK[Office(office)] if where == cell and Office(office) in OF_A_CELL else _BEYOND_THE_CELL
        for where, office in at.execute(held)
    ]
    return max(ranks, default=_ORDINARY)


def _reaches_beyond(at: Connection, member: MemberId, day: date) -> bool:
    observes = select(observer_assignments.c.id).where(
        and_(observer_assignments.c.member_id == member, in_force(observer_assignments, day))
    )
    administers = select(accounts.c.id).where(accounts.c.member_id == member, accounts.c.is_administrator)
    return any(at.execute(query).first() for query in (observes, administers))
