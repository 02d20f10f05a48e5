"""A committee with one cell, as small as a test needs it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from server import migrations, passwords
from server.accounts import Accounts
from server.database import Database
from server.meeting.identity import CellId, MemberId, SiteId
from server.member_fields import MemberFields, Sex
from server.organisations import Ground, OrganisationId, OrganisationKind, Organisations, Permission
from server.preparation import Preparation
from server.registry import Registry
from server.roster import Office

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
FOUNDED = date(2020, 1, 1)


def make_passwords_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of the same kind at a thousandth of the price; one test holds the true price."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", quick)
    monkeypatch.setattr(passwords, "_NOBODYS_HASH", quick.hash("nobody"))


class TurnedClock:
    """Shows the time that the test sets."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, by: timedelta) -> None:
        self.now += by


def fields(name: str, number: int, *, official: bool = True, province: str = "Hà Nội") -> MemberFields:
    return MemberFields(
        name=name,
        sex=Sex.MALE,
        birth_year=1980,
        admitted_on=date(2010, 5, 19),
        official_on=date(2011, 5, 19) if official else None,
        province=province,
        phone=f"0912000{number:03d}",
    )


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what there is, by id: the ward of Sông Hồng, its cell, and six members, the officers first."""

    province: OrganisationId
    committee: OrganisationId
    cell: CellId
    site: SiteId
    members: tuple[MemberId, ...]


@dataclass
class Scene:
    """The registry and what stands on it, with the cast at hand."""

    database: Database
    clock: TurnedClock
    organisations: Organisations
    registry: Registry
    accounts: Accounts
    preparation: Preparation
    cast: Cast

    @property
    def province(self) -> OrganisationId:
        return self.cast.province

    @property
    def committee(self) -> OrganisationId:
        return self.cast.committee

    @property
    def cell(self) -> CellId:
        return self.cast.cell

    @property
    def site(self) -> SiteId:
        return self.cast.site

    @property
    def members(self) -> tuple[MemberId, ...]:
        return self.cast.members

    @property
    def secretary(self) -> MemberId:
        return self.cast.members[0]

    @property
    def deputy(self) -> MemberId:
        return self.cast.members[1]

    @property
    def today(self) -> date:
        return self.registry.today()


@asynccontextmanager
async def a_registry(url: str, cast: Cast | None = None) -> AsyncIterator[Scene]:
    """A scene in this database; with a cast, in a copy of a database that was made before."""
    if cast is None:
        migrations.upgrade(url)
    database, clock = Database(url), TurnedClock()
    organisations, registry = Organisations(database), Registry(database, clock)
    found = cast or await _found(organisations, registry)
    accounts, preparation = Accounts(database, clock), Preparation(database, clock)
    try:
        yield Scene(database, clock, organisations, registry, accounts, preparation, found)
    finally:
        database.close()


async def _found(organisations: Organisations, registry: Registry) -> Cast:
    province = await organisations.found(OrganisationKind.PROVINCE, "Thành ủy Hà Nội", FOUNDED)
    committee = await organisations.found(
        OrganisationKind.COMMUNE, "Đảng ủy phường Sông Hồng", FOUNDED, parent=province
    )
    cell = await organisations.found_cell("Chi bộ Hạ tầng Minh Phú", "Minh Phú", FOUNDED, parent=committee)
    site = await organisations.add_site(cell, "Trụ sở Hà Nội", "Hà Nội")
    permission = Permission(
        "Công văn số 41-CV/ĐU", date(2026, 1, 12), date(2026, 1, 12), date(2026, 12, 31), Ground.DISPERSED
    )
    await organisations.authorise_online(cell, permission)
    names = ("Nguyễn Đức Thắng", "Hoàng Lan", "Bùi Thanh Hương", "Cao Xuân Lâm", "Võ Hoài Nam")
    members = [await registry.add_member(fields(name, n), cell, since=FOUNDED) for n, name in enumerate(names)]
    probationary = fields("Nguyễn Thị Phương Thảo", 90, official=False)
    members.append(await registry.add_member(probationary, cell, since=FOUNDED))
    await registry.appoint(members[0], cell, Office.SECRETARY, FOUNDED)
    await registry.appoint(members[1], cell, Office.DEPUTY, FOUNDED)
    return Cast(province, committee, cell, site, tuple(members))
