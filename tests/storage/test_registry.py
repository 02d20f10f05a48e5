"""The registry keeps dates: what was true on a day stays true of that day."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.declined import Declined
from server.meeting.identity import CellId, MemberId
from server.meeting.roll import Standing, Status
from server.organisations import Ground, OrganisationId, OrganisationKind, Permission
from server.roster import Office
from server.visitor import Capacity
from tests.storage.a_registry import FOUNDED, Scene, a_registry, fields


@pytest.fixture
async def scene(database_url: str) -> AsyncIterator[Scene]:
    async with a_registry(database_url) as made:
        yield made


async def test_the_roll_begins_with_the_officers_and_ends_with_the_probationary(scene: Scene) -> None:
    roll = await scene.registry.roll_on(scene.cell, scene.today)

    assert [entry.name for entry in roll][:2] == ["Nguyễn Đức Thắng", "Hoàng Lan"]
    assert roll[0].offices == ("secretary",)
    assert roll[-1].standing is Standing.PROBATIONARY


async def test_a_member_is_on_the_roll_from_the_first_day_to_the_last(scene: Scene) -> None:
    member = scene.members[3]
    await scene.registry.leave_cell(member, scene.cell, date(2026, 6, 30))

    on_last_day = await scene.registry.roll_on(scene.cell, date(2026, 6, 30))
    on_next_day = await scene.registry.roll_on(scene.cell, date(2026, 7, 1))

    assert member in {entry.member for entry in on_last_day}
    assert member not in {entry.member for entry in on_next_day}


async def test_a_status_holds_between_its_days_and_the_day_before_is_unchanged(scene: Scene) -> None:
    member = scene.members[4]
    await scene.registry.set_status(member, scene.cell, Status.EXEMPT, date(2026, 3, 1), date(2026, 8, 31), "12-QĐ/CB")

    async def status_on(day: date) -> Status:
        roll = await scene.registry.roll_on(scene.cell, day)
        return next(entry.status for entry in roll if entry.member == member)

    assert await status_on(date(2026, 2, 28)) is Status.NORMAL
    assert await status_on(date(2026, 3, 1)) is Status.EXEMPT
    assert await status_on(date(2026, 8, 31)) is Status.EXEMPT
    assert await status_on(date(2026, 9, 1)) is Status.NORMAL


async def test_a_new_status_ends_the_one_before(scene: Scene) -> None:
    member = scene.members[4]
    await scene.registry.set_status(member, scene.cell, Status.REDUCED, date(2026, 1, 1))

    await scene.registry.set_status(member, scene.cell, Status.SUSPENDED, date(2026, 5, 1), None, "07-QĐ/UBKT")

    record = await scene.registry.record(member, scene.cell, scene.today)
    assert record.status is Status.SUSPENDED
    assert [period.valid_to for period in record.statuses] == [None, date(2026, 4, 30)]


async def periods(scene: Scene, member: MemberId) -> list[tuple[Status, date, date | None]]:
    """The statuses of the member in the order of time."""
    record = await scene.registry.record(member, scene.cell, scene.today)
    return sorted(((one.status, one.valid_from, one.valid_to) for one in record.statuses), key=lambda one: one[1])


async def test_a_status_entered_late_keeps_those_that_were_decided_for_later_days(scene: Scene) -> None:
    member = scene.members[4]
    await scene.registry.set_status(member, scene.cell, Status.SUSPENDED, date(2026, 5, 1), date(2026, 6, 30))
    await scene.registry.set_status(member, scene.cell, Status.EXEMPT, date(2026, 10, 1))

    await scene.registry.set_status(member, scene.cell, Status.REDUCED, date(2026, 2, 1))

    assert await periods(scene, member) == [
        (Status.REDUCED, date(2026, 2, 1), date(2026, 4, 30)),
        (Status.SUSPENDED, date(2026, 5, 1), date(2026, 6, 30)),
        (Status.EXEMPT, date(2026, 10, 1), None),
    ]


async def test_a_status_that_would_reach_into_the_next_one_is_refused_and_changes_nothing(scene: Scene) -> None:
    member = scene.members[4]
    await scene.registry.set_status(member, scene.cell, Status.SUSPENDED, date(2026, 5, 1))

    with pytest.raises(Declined) as declined:
        await scene.registry.set_status(member, scene.cell, Status.REDUCED, date(2026, 2, 1), date(2026, 5, 1))

    assert (declined.value.code, declined.value.params) == ("status-overlaps", {"day": "01/05/2026"})
    assert await periods(scene, member) == [(Status.SUSPENDED, date(2026, 5, 1), None)]


async def test_what_a_status_with_an_end_interrupts_goes_on_afterwards(scene: Scene) -> None:
    member = scene.members[4]
    await scene.registry.set_status(member, scene.cell, Status.REDUCED, date(2026, 1, 1), None, "12-QĐ/CB")

    await scene.registry.set_status(member, scene.cell, Status.SUSPENDED, date(2026, 5, 1), date(2026, 7, 31))

    assert await periods(scene, member) == [
        (Status.REDUCED, date(2026, 1, 1), date(2026, 4, 30)),
        (Status.SUSPENDED, date(2026, 5, 1), date(2026, 7, 31)),
        (Status.REDUCED, date(2026, 8, 1), None),
    ]


async def test_a_status_is_taken_back_from_the_day_on_which_it_begins(scene: Scene) -> None:
    member = scene.members[4]
    await scene.registry.set_status(member, scene.cell, Status.REDUCED, date(2026, 1, 1))
    await scene.registry.set_status(member, scene.cell, Status.EXEMPT, date(2027, 1, 1))

    await scene.registry.set_status(member, scene.cell, Status.NORMAL, date(2027, 1, 1))

    assert await periods(scene, member) == [(Status.REDUCED, date(2026, 1, 1), date(2026, 12, 31))]


async def test_official_status_begins_on_its_day(scene: Scene) -> None:
    member = scene.members[5]
    await scene.registry.edit_member(
        member, replace(fields("Nguyễn Thị Phương Thảo", 90, official=False), official_on=date(2026, 10, 1))
    )

    async def standing_on(day: date) -> Standing:
        roll = await scene.registry.roll_on(scene.cell, day)
        return next(entry.standing for entry in roll if entry.member == member)

    assert await standing_on(date(2026, 9, 30)) is Standing.PROBATIONARY
    assert await standing_on(date(2026, 10, 1)) is Standing.OFFICIAL


async def test_a_cell_has_one_secretary_at_a_time(scene: Scene) -> None:
    with pytest.raises(Declined) as declined:
        await scene.registry.appoint(scene.members[2], scene.cell, Office.SECRETARY, scene.today)

    assert declined.value.code == "office-held"


async def test_a_member_of_another_cell_is_not_there(scene: Scene) -> None:
    other = await scene.organisations.found_cell("Chi bộ khác", "Khác", FOUNDED, parent=scene.committee)

    with pytest.raises(Declined) as declined:
        await scene.registry.record(scene.members[0], other, scene.today)

    assert declined.value.code == "nothing-there"


async def test_nobody_takes_another_members_phone_or_card(scene: Scene) -> None:
    with pytest.raises(Declined) as declined:
        await scene.registry.add_member(fields("Người Mới", 0), scene.cell)

    assert (declined.value.code, declined.value.field) == ("contact-taken", "phone")
    assert len(await scene.registry.roll_on(scene.cell, scene.today)) == 6


async def test_a_cell_moves_and_its_past_stays_where_it_was(scene: Scene) -> None:
    ward = await scene.organisations.found(
        OrganisationKind.COMMUNE, "Đảng ủy phường Ngọc Lâm", FOUNDED, parent=scene.province
    )

    await scene.organisations.move(_as_organisation(scene.cell), ward, date(2026, 10, 1))

    before = await scene.organisations.superior_of(scene.cell, date(2026, 9, 30))
    after = await scene.organisations.superior_of(scene.cell, date(2026, 10, 1))
    assert (before and before.id, after and after.id) == (scene.committee, ward)
    assert [cell.id for cell in await scene.organisations.cells_below(ward, scene.today)] == [scene.cell]
    assert await scene.organisations.cells_below(scene.committee, scene.today) == ()


async def test_the_tree_has_no_loops(scene: Scene) -> None:
    with pytest.raises(Declined) as declined:
        await scene.organisations.move(scene.province, scene.committee, scene.today)

    assert declined.value.code == "tree-loop"


async def test_a_code_of_an_organisation_is_five_groups_and_taken_once(scene: Scene) -> None:
    found = scene.organisations.found
    await found(OrganisationKind.BODY, "Một", FOUNDED, parent=scene.committee, code="38.168.053.000.001")

    with pytest.raises(Declined) as taken:
        await found(OrganisationKind.BODY, "Hai", FOUNDED, parent=scene.committee, code="38.168.053.000.001")
    with pytest.raises(Declined) as malformed:
        await found(OrganisationKind.BODY, "Ba", FOUNDED, parent=scene.committee, code="38.168.53.0.1")

    assert (taken.value.code, malformed.value.code) == ("code-taken", "code-unlikely")


async def test_the_permission_to_meet_online_ends_on_its_last_day(scene: Scene) -> None:
    assert await scene.organisations.online_authorisation(scene.cell, date(2026, 12, 31)) is not None
    assert await scene.organisations.online_authorisation(scene.cell, date(2027, 1, 1)) is None


async def test_a_period_does_not_run_backwards(scene: Scene) -> None:
    backwards = Permission("Công văn", scene.today, scene.today, scene.today - timedelta(days=1), Ground.MOBILE)

    with pytest.raises(Declined) as declined:
        await scene.organisations.authorise_online(scene.cell, backwards)

    assert declined.value.code == "period-backwards"


async def test_dispersion_counts_those_away_from_where_most_are(scene: Scene) -> None:
    for number, province in enumerate(("Nghệ An", "Đà Nẵng", "Cần Thơ", "Nghệ An", "Bắc Ninh", "Đà Nẵng", "Huế")):
        await scene.registry.add_member(fields("Lê Văn Xa", 200 + number, province=province), scene.cell)

    dispersion = await scene.registry.dispersion(scene.cell, scene.today)

    assert (dispersion.counted, dispersion.apart, dispersion.is_enough) == (13, 7, True)


async def test_what_a_person_may_do_follows_offices_and_assignments(scene: Scene) -> None:
    officer = await scene.registry.add_member(fields("Trần Thu Hà", 300))
    await scene.registry.appoint(officer, scene.committee, Office.STANDING_MEMBER, FOUNDED)
    watcher = await scene.registry.add_member(fields("Lê Quang Vịnh", 301))
    await scene.registry.assign_observer(watcher, scene.cell, FOUNDED, None, "Ủy viên Ban Chấp hành")

    async def capacities(member: MemberId) -> set[Capacity]:
        account = await scene.accounts.account_for(member)
        return set((await scene.registry.visitor(account)).capacities_in(scene.cell))

    assert await capacities(scene.secretary) == {Capacity.MEMBER, Capacity.SECRETARY}
    assert await capacities(scene.members[4]) == {Capacity.MEMBER}
    assert await capacities(officer) == {Capacity.COMMITTEE_OFFICER}
    assert await capacities(watcher) == {Capacity.OBSERVER}


async def test_a_suspended_secretary_may_do_nothing(scene: Scene) -> None:
    await scene.registry.set_status(scene.secretary, scene.cell, Status.SUSPENDED, scene.today)

    account = await scene.accounts.account_for(scene.secretary)

    assert (await scene.registry.visitor(account)).capacities_in(scene.cell) == frozenset()


def _as_organisation(cell: CellId) -> OrganisationId:
    return OrganisationId(cell)
