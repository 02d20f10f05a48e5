"""Sign-in: one answer for every wrong try, slow for guessers, never a lock; links that work once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from server import passwords, sign_in_throttle
from server.accounts import AT_ONCE_FROM_AN_ADDRESS, IDLE_LIMIT, INVITATION_LIFE, SESSION_LIFE, SessionId
from server.declined import Declined
from server.member_fields import MemberFields
from server.tables import accounts as accounts_table
from server.tables import invitations, sessions, setup_codes
from tests.storage.a_registry import Scene, a_registry, fields, make_passwords_quick

PASSWORD = "mua xuan nho nho 1980"
HOME = "10.0.0.7"


@pytest.fixture
async def scene(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(sign_in_throttle, "LONGEST_WAIT_S", 0.01)
    monkeypatch.setattr(sign_in_throttle, "LONGEST_WAIT_ANYWHERE_S", 0.01)
    make_passwords_quick(monkeypatch)
    async with a_registry(database_url) as made:
        token = await made.accounts.invite(made.secretary, None)
        await made.accounts.accept_invitation(token, PASSWORD)
        yield made


async def wrong(scene: Scene, name: str, password: str, address: str = HOME) -> Declined:
    with pytest.raises(Declined) as declined:
        await scene.accounts.sign_in(name, password, address)
    return declined.value


@pytest.mark.parametrize("name", ["0912000000", "0912 000 000", "+84 912.000.000", " 0912-000-000 "])
async def test_a_phone_number_signs_in_however_it_is_written(scene: Scene, name: str) -> None:
    signed_in = await scene.accounts.sign_in(name, PASSWORD, HOME)

    session = await scene.accounts.session(signed_in.token)
    assert session is not None


async def test_an_address_signs_in_as_well_as_the_phone(scene: Scene) -> None:
    old = (await scene.registry.record(scene.secretary, scene.cell, scene.today)).fields
    new = MemberFields(
        old.name, old.sex, old.birth_year, None, old.admitted_on, old.official_on, email="thang@example.vn"
    )
    await scene.registry.edit_member(scene.secretary, new)

    assert await scene.accounts.sign_in("Thang@Example.VN", PASSWORD, HOME)
    assert (await wrong(scene, "0912000000", PASSWORD)).code == "wrong-sign-in"


async def test_unknown_name_wrong_password_and_account_without_password_are_one_answer(scene: Scene) -> None:
    await scene.accounts.account_for(scene.deputy)

    answers = [
        await wrong(scene, "0999999999", PASSWORD, "10.0.0.1"),
        await wrong(scene, "0912000000", "sai mat khau roi", "10.0.0.2"),
        await wrong(scene, "0912000001", PASSWORD, "10.0.0.3"),
        await wrong(scene, "'; DROP TABLE accounts --", PASSWORD, "10.0.0.4"),
        await wrong(scene, "a\x00b", PASSWORD, "10.0.0.5"),  # which PostgreSQL cannot even look for
    ]

    assert {(answer.code, tuple(answer.params.items())) for answer in answers} == {("wrong-sign-in", (("left", 4),))}


async def test_a_password_is_taken_exactly(scene: Scene) -> None:
    assert (await wrong(scene, "0912000000", PASSWORD + " ")).code == "wrong-sign-in"
    assert (await wrong(scene, "0912000000", PASSWORD.upper())).code == "wrong-sign-in"


async def test_a_guesser_is_slowed_and_the_owner_still_comes_in_from_elsewhere(scene: Scene) -> None:
    for _ in range(sign_in_throttle.ADDRESS_TRIES):
        await wrong(scene, "0912000000", "doan mo mat khau", "203.0.113.9")

    refused = await wrong(scene, "0912000000", PASSWORD, "203.0.113.9")
    owner = await scene.accounts.sign_in("0912000000", PASSWORD, HOME)

    assert refused.code == "sign-in-slow"
    assert owner.token


async def test_many_names_at_once_from_one_address_are_slowed_as_if_one_after_the_other(scene: Scene) -> None:
    names = [f"09990{number:05d}" for number in range(60)]

    answers = await asyncio.gather(*(wrong(scene, name, PASSWORD, "10.9.9.9") for name in names))

    tried = [answer for answer in answers if answer.code == "wrong-sign-in"]
    assert len(tried) < sign_in_throttle.ADDRESS_TRIES + AT_ONCE_FROM_AN_ADDRESS
    assert len(tried) >= sign_in_throttle.ADDRESS_TRIES


async def test_a_resting_address_comes_back_by_itself(scene: Scene) -> None:
    for _ in range(sign_in_throttle.ADDRESS_TRIES):
        await wrong(scene, "0912000000", "doan mo mat khau", "203.0.113.9")

    scene.clock.turn(sign_in_throttle.ADDRESS_REST + timedelta(seconds=1))

    assert await scene.accounts.sign_in("0912000000", PASSWORD, "203.0.113.9")


async def test_tries_of_one_name_get_slower(scene: Scene) -> None:
    paces: list[sign_in_throttle.Pace] = []
    for _ in range(sign_in_throttle.FREE_TRIES + 1):
        pace = await scene.database.read(lambda at: sign_in_throttle.pace(at, "0912000000", HOME, scene.clock()))
        paces.append(pace)
        await wrong(scene, "0912000000", "doan mo mat khau")

    assert [pace.left for pace in paces] == [5, 4, 3, 2, 1, 0]
    assert [pace.wait_s > 0 for pace in paces] == [False] * 5 + [True]


async def test_a_session_ends_after_its_time_and_after_idling(scene: Scene) -> None:
    token = (await scene.accounts.sign_in("0912000000", PASSWORD, HOME)).token

    scene.clock.turn(IDLE_LIMIT - timedelta(minutes=1))
    assert await scene.accounts.session(token) is not None
    scene.clock.turn(IDLE_LIMIT + timedelta(minutes=1))
    assert await scene.accounts.session(token) is None


async def test_a_live_room_carries_a_session_over_its_end(scene: Scene) -> None:
    signed_in = await scene.accounts.sign_in("0912000000", PASSWORD, HOME)
    for _ in range(SESSION_LIFE // timedelta(minutes=10) + 3):
        scene.clock.turn(timedelta(minutes=10))
        assert await scene.accounts.keep_alive(signed_in.session.id)

    assert await scene.accounts.session(signed_in.token) is not None
    scene.clock.turn(timedelta(minutes=20))
    assert await scene.accounts.session(signed_in.token) is None


async def test_signing_out_ends_the_session_and_tells_the_rooms(scene: Scene) -> None:
    told: list[frozenset[SessionId]] = []
    scene.accounts.on_sign_out.append(told.append)
    signed_in = await scene.accounts.sign_in("0912000000", PASSWORD, HOME)

    await scene.accounts.sign_out(signed_in.session.id)

    assert await scene.accounts.session(signed_in.token) is None
    assert told == [frozenset({signed_in.session.id})]


async def test_a_new_password_ends_the_other_sessions(scene: Scene) -> None:
    here = await scene.accounts.sign_in("0912000000", PASSWORD, HOME)
    there = await scene.accounts.sign_in("0912000000", PASSWORD, HOME)

    await scene.accounts.change_password(here.session, PASSWORD, "tre em nhu bup tren canh", HOME)

    assert await scene.accounts.session(here.token) is not None
    assert await scene.accounts.session(there.token) is None
    assert await scene.accounts.sign_in("0912000000", "tre em nhu bup tren canh", HOME)


async def test_the_old_password_is_asked_for(scene: Scene) -> None:
    here = await scene.accounts.sign_in("0912000000", PASSWORD, HOME)

    with pytest.raises(Declined) as declined:
        await scene.accounts.change_password(here.session, "khong phai", "tre em nhu bup tren canh", HOME)

    assert (declined.value.code, declined.value.field) == ("password-wrong", "old_password")


async def test_an_invitation_works_once(scene: Scene) -> None:
    token = await scene.accounts.invite(scene.deputy, None)
    await scene.accounts.accept_invitation(token, PASSWORD)

    with pytest.raises(Declined) as declined:
        await scene.accounts.accept_invitation(token, "mat khau khac hoan toan")

    assert declined.value.code == "link-expired"
    assert await scene.accounts.sign_in("0912000001", PASSWORD, HOME)


async def test_an_invitation_expires(scene: Scene) -> None:
    token = await scene.accounts.invite(scene.deputy, None)
    assert (await scene.accounts.invited(token)).name == "Hoàng Lan"

    scene.clock.turn(INVITATION_LIFE)

    with pytest.raises(Declined) as declined:
        await scene.accounts.invited(token)
    assert declined.value.code == "link-expired"


async def test_a_second_invitation_voids_the_first(scene: Scene) -> None:
    first = await scene.accounts.invite(scene.deputy, None)
    await scene.accounts.invite(scene.deputy, None)

    with pytest.raises(Declined):
        await scene.accounts.invited(first)


async def test_a_person_without_phone_or_address_cannot_be_invited(scene: Scene) -> None:
    nobody = fields("Người Xa", 500)
    member = await scene.registry.add_member(MemberFields(nobody.name, nobody.sex), scene.cell)

    with pytest.raises(Declined) as declined:
        await scene.accounts.invite(member, None)

    assert declined.value.code == "no-sign-in-name"


async def test_a_disabled_account_is_out_at_once(scene: Scene) -> None:
    signed_in = await scene.accounts.sign_in("0912000000", PASSWORD, HOME)

    await scene.accounts.disable(signed_in.session.account)

    assert await scene.accounts.session(signed_in.token) is None
    assert (await wrong(scene, "0912000000", PASSWORD)).code == "wrong-sign-in"


async def test_the_setup_code_makes_one_administrator_and_no_second(scene: Scene) -> None:
    code = await scene.accounts.make_setup_code()
    await scene.accounts.set_up(code.lower(), "Quản Trị", "quantri@example.vn", PASSWORD, HOME)

    with pytest.raises(Declined) as again:
        await scene.accounts.set_up(code, "Kẻ Khác", "khac@example.vn", PASSWORD, HOME)
    with pytest.raises(Declined) as another:
        await scene.accounts.make_setup_code()

    assert (again.value.code, another.value.code) == ("setup-code-wrong", "setup-done")
    assert await scene.accounts.sign_in("quantri@example.vn", PASSWORD, HOME)


async def test_an_administrator_who_cannot_get_in_gets_a_new_password_by_a_code_of_the_machine(scene: Scene) -> None:
    code = await scene.accounts.make_setup_code()
    old = await scene.accounts.set_up(code, "Quản Trị", "quantri@example.vn", PASSWORD, HOME)

    again = await scene.accounts.make_setup_code(again=True)
    new = await scene.accounts.set_up(again, "Quản Trị", "quantri@example.vn", "mot cau hoan toan moi", HOME)

    assert new.session.account == old.session.account, "the same administrator, not one more"
    assert await scene.accounts.session(old.token) is None, "whoever had the old password is out"
    assert (await wrong(scene, "quantri@example.vn", PASSWORD)).code == "wrong-sign-in"
    assert await scene.accounts.sign_in("quantri@example.vn", "mot cau hoan toan moi", HOME)
    with pytest.raises(Declined) as spent:
        await scene.accounts.set_up(again, "Quản Trị", "quantri@example.vn", PASSWORD, HOME)
    assert spent.value.code == "setup-code-wrong"


async def test_a_code_of_the_machine_makes_one_more_administrator_but_takes_no_members_account(scene: Scene) -> None:
    first = await scene.accounts.set_up(
        await scene.accounts.make_setup_code(), "Quản Trị", "quantri@example.vn", PASSWORD, HOME
    )
    code = await scene.accounts.make_setup_code(again=True)

    with pytest.raises(Declined) as members:
        await scene.accounts.set_up(code, "Kẻ Khác", "0912000000", PASSWORD, HOME)
    second = await scene.accounts.set_up(code, "Quản Trị Hai", "hai@example.vn", PASSWORD, HOME)

    assert members.value.code == "sign-in-name-taken"
    assert second.session.account != first.session.account
    assert await scene.accounts.session(first.token) is not None


async def test_no_token_and_no_password_lies_in_the_database(scene: Scene) -> None:
    invitation = await scene.accounts.invite(scene.deputy, None)
    code = await scene.accounts.make_setup_code()
    signed_in = await scene.accounts.sign_in("0912000000", PASSWORD, HOME)

    stored = await scene.database.read(
        lambda at: repr(
            [at.execute(select(table)).all() for table in (accounts_table, invitations, sessions, setup_codes)]
        )
    )

    for secret in (PASSWORD, invitation, code, code.replace("-", ""), signed_in.token):
        assert secret not in stored
    assert "$argon2id$" in stored


async def test_passwords_cost_a_guesser_64_mib_each() -> None:
    assert "$argon2id$v=19$m=65536,t=3," in await passwords.hashed(PASSWORD)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ngan qua", "password-short"),
        ("x" * 129, "password-long"),
        ("123456789012", "password-common"),
        ("MatKhau123456", "password-common"),
        ("aaaaaaaaaaaaa", "password-common"),
        ("0912000000abc", "password-common"),
    ],
)
async def test_weak_passwords_are_refused(scene: Scene, password: str, code: str) -> None:
    token = await scene.accounts.invite(scene.secretary, None)

    with pytest.raises(Declined) as declined:
        await scene.accounts.accept_invitation(token, password)

    assert declined.value.code == code
    assert await scene.accounts.invited(token), "the link is not spent by a refused password"


async def test_a_password_of_128_letters_with_marks_and_spaces_works() -> None:
    password = ("Mùa xuân nho nhỏ " * 8)[:128]
    passwords.require_good(password)

    stored = await passwords.hashed(password)

    assert await passwords.matches(password, stored)
    assert not await passwords.matches(password[:-1], stored)
