"""The way in: sign-in, invitation, first administrator, one's own account."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from server import sign_in_throttle
from server.accounts import INVITATION_LIFE
from tests.pages.a_desk import PASSWORD, Desk, DeskSettings, Template, a_desk
from tests.storage.a_registry import make_passwords_quick


async def test_a_stranger_is_sent_to_sign_in_and_back_to_the_page_asked_for(desk: Desk) -> None:
    await desk.signed_in(desk.scene.secretary)
    browser = await desk.browser()

    sent = await browser.get("/meetings?x=1")
    answer = await browser.post("/sign-in", {"name": "0912000000", "password": PASSWORD, "next": "/meetings?x=1"})

    assert (sent.status, sent.headers["Location"]) == (303, "/sign-in?next=/meetings?x%3D1")
    assert answer.headers["Location"] == "/meetings?x=1"
    assert (await browser.get("/meetings")).status == 200


ELSEWHERE = (
    "//evil.example/",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",  # browsers, and our own URL library, take tabs and line ends out before they read
    "/\r/evil.example",
    "/\t\\evil.example",
)


@pytest.mark.parametrize("path", ELSEWHERE)
async def test_sign_in_never_leads_to_another_site(desk: Desk, path: str) -> None:
    await desk.signed_in(desk.scene.secretary)
    browser = await desk.browser()

    answer = await browser.post("/sign-in", {"name": "0912000000", "password": PASSWORD, "next": path})

    assert answer.headers["Location"] == "/"


async def test_a_wrong_password_is_answered_in_words_and_keeps_the_name(desk: Desk) -> None:
    browser = await desk.browser()

    answer = await browser.sign_in("0912 000 000", "sai mat khau")
    page = await answer.text()

    assert answer.status == 401
    assert "chưa đúng" in page
    assert 'value="0912 000 000"' in page
    assert "chibo_session" not in answer.cookies


async def test_the_answer_does_not_tell_who_has_an_account(desk: Desk) -> None:
    await desk.signed_in(desk.scene.secretary)

    async def answer_to(name: str) -> str:
        browser = await desk.browser()
        page = await (await browser.sign_in(name, "sai mat khau roi")).text()
        return page.split("<form", 1)[1].split('role="alert"')[1][:400]

    assert await answer_to("0912000000") == await answer_to("0912999999")


async def test_an_address_that_fails_too_often_is_slowed_and_told_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in_throttle, "ADDRESS_TRIES", 3)
    browser = await desk.browser()
    for number in range(3):
        await browser.sign_in(f"09120000{number:02d}", "sai mat khau roi")

    answer = await browser.sign_in("0912000000", PASSWORD)

    assert answer.status == 429
    assert "tài khoản không bị khóa" in await answer.text()


async def test_a_foreign_forwarded_address_is_not_believed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in_throttle, "ADDRESS_TRIES", 3)
    browser = await desk.browser()
    token = await browser.token()
    statuses = []
    for number in range(4):
        form = {"form_token": token, "name": f"09120000{number:02d}", "password": "sai mat khau roi", "next": ""}
        spoofed = {"X-Forwarded-For": f"203.0.113.{number}"}
        statuses.append((await browser.client.post("/sign-in", data=form, headers=spoofed)).status)

    assert statuses == [401, 401, 401, 429]


async def test_the_session_cookie_is_for_the_server_only(desk: Desk) -> None:
    await desk.signed_in(desk.scene.secretary)
    browser = await desk.browser()

    cookie = (await browser.sign_in("0912000000")).cookies["chibo_session"]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")


async def test_over_https_the_cookie_is_secure_and_bound_to_the_host(
    tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_passwords_quick(monkeypatch)
    https = DeskSettings(tmp_path, address="https://chibo.example", secure_cookies=True)
    async with a_desk(tmp_path, template, https) as desk:
        token = await desk.scene.accounts.invite(desk.scene.secretary, None)
        await desk.scene.accounts.accept_invitation(token, PASSWORD)
        browser = await desk.browser()

        cookie = (await browser.sign_in("0912000000")).cookies["__Host-chibo_session"]

    assert (cookie["secure"], cookie["httponly"]) == (True, True)


async def test_signing_out_ends_the_session_on_the_server(desk: Desk) -> None:
    browser = await desk.signed_in(desk.scene.secretary)
    jar = {cookie.key: cookie.value for cookie in browser.client.session.cookie_jar}

    answer = await browser.post("/sign-out")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    stolen = await desk.browser()
    again = await stolen.get("/meetings", cookies={"chibo_session": jar["chibo_session"]})
    assert again.status == 303


async def test_an_invitation_sets_a_password_once(desk: Desk) -> None:
    token = await desk.scene.accounts.invite(desk.scene.deputy, None)
    browser = await desk.browser()

    moved = await browser.get(f"/invitation/{token}")
    page = await browser.text("/invitation")
    answer = await browser.post("/invitation", {"password": PASSWORD, "again": PASSWORD})
    spent = await desk.browser()
    await spent.get(f"/invitation/{token}")
    again = await spent.get("/invitation")

    assert moved.headers["Location"] == "/invitation", "the token leaves the address at once"
    assert "Hoàng Lan" in page
    assert answer.headers["Location"] == "/"
    assert again.status == 410
    assert "Liên kết đã dùng hoặc đã hết hạn" in await again.text()


async def test_an_expired_invitation_says_what_to_do(desk: Desk) -> None:
    token = await desk.scene.accounts.invite(desk.scene.deputy, None)
    desk.scene.clock.turn(INVITATION_LIFE + timedelta(seconds=1))
    browser = await desk.browser()
    await browser.get(f"/invitation/{token}")

    answer = await browser.post("/invitation", {"password": PASSWORD, "again": PASSWORD})

    assert answer.status == 410
    assert "xin bí thư chi bộ tạo liên kết mới" in await answer.text()


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("ngan", "ngan", "Mật khẩu cần từ 12 ký tự"),
        (PASSWORD, PASSWORD + "x", "Hai lần nhập chưa giống nhau"),
        ("123456789012", "123456789012", "Mật khẩu này dễ đoán"),
    ],
)
async def test_a_refused_password_leaves_the_link_good(desk: Desk, password: str, again: str, sentence: str) -> None:
    token = await desk.scene.accounts.invite(desk.scene.deputy, None)
    browser = await desk.browser()
    await browser.get(f"/invitation/{token}")

    answer = await browser.post("/invitation", {"password": password, "again": again})

    assert answer.status == 422
    assert sentence in await answer.text()
    assert (await browser.get("/invitation")).status == 200


async def test_a_wrong_setup_code_makes_no_administrator(desk: Desk) -> None:
    await desk.scene.accounts.make_setup_code()
    browser = await desk.browser()
    fields = {"code": "AAAA-AAAA-AAAA-AAAA", "name": "Kẻ Lạ", "contact": "la@example.vn"}

    answer = await browser.post("/setup", {**fields, "password": PASSWORD, "again": PASSWORD})

    assert answer.status == 422
    assert "Mã chưa đúng" in await answer.text()
    assert (await browser.get("/administration")).status == 303


async def test_there_is_no_account_on_a_fresh_install(desk: Desk) -> None:
    browser = await desk.browser()

    for name in ("admin", "quantri", "quantri@minhphu.example", "0912000000"):
        assert (await browser.sign_in(name, "demo-minh-phu-2026")).status == 401


async def test_a_new_password_ends_other_browsers(desk: Desk) -> None:
    here = await desk.signed_in(desk.scene.secretary)
    there = await desk.browser()
    await there.sign_in("0912000000")
    new = "tre em nhu bup tren canh"

    await here.post("/account/password", {"old_password": PASSWORD, "password": new, "again": new})

    assert (await here.get("/account")).status == 200
    assert (await there.get("/account")).status == 303


async def test_the_present_password_is_asked_for(desk: Desk) -> None:
    browser = await desk.signed_in(desk.scene.secretary)
    new = "tre em nhu bup tren canh"

    answer = await browser.post("/account/password", {"old_password": "sai", "password": new, "again": new})

    assert answer.status == 422
    assert "Mật khẩu đang dùng chưa đúng" in await answer.text()


async def test_a_form_without_its_token_changes_nothing(desk: Desk) -> None:
    browser = await desk.signed_in(desk.scene.secretary)

    answer = await browser.client.post("/sign-out", data={}, allow_redirects=False)

    assert answer.status == 403
    assert (await browser.get("/account")).status == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/octet-stream"])
async def test_what_is_sent_as_something_else_than_a_form_needs_the_token_as_well(desk: Desk, kind: str) -> None:
    browser = await desk.signed_in(desk.scene.secretary)

    headers = {"Content-Type": kind}
    refused = await browser.client.post("/sign-out", data=b"x", headers=headers, allow_redirects=False)

    assert refused.status == 403
    assert (await browser.get("/account")).status == 200


async def test_a_form_of_another_site_changes_nothing(desk: Desk) -> None:
    browser = await desk.signed_in(desk.scene.secretary)
    form = {"form_token": await browser.token()}

    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ):
        answer = await browser.client.post("/sign-out", data=form, headers=headers, allow_redirects=False)
        assert answer.status == 403

    assert (await browser.get("/account")).status == 200


async def test_a_field_that_the_form_does_not_have_is_refused(desk: Desk) -> None:
    browser = await desk.signed_in(desk.scene.secretary)
    fields = {"old_password": PASSWORD, "password": "tre em nhu bup", "again": "tre em nhu bup"}

    answer = await browser.post("/account/password", {**fields, "is_administrator": "true"})

    assert answer.status == 400
    assert "Không có gì bị thay đổi" in await answer.text()
    assert (await (await desk.browser()).sign_in("0912000000")).status == 303, "the old password still works"


async def test_a_session_cookie_of_broken_letters_is_nobodys(desk: Desk) -> None:
    for path, status in ((b"/account", b"303"), (b"/invitation", b"410")):
        reader, writer = await asyncio.open_connection(desk.server.host, desk.server.port)
        cookies = b"Cookie: chibo_session=\xff; chibo_invitation=\xff\r\n"
        writer.write(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + cookies + b"\r\n")
        answer = await reader.read()
        writer.close()

        assert answer.startswith(b"HTTP/1.1 " + status)


async def test_even_when_nobody_can_be_known_the_mistake_is_told_in_a_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await desk.signed_in(desk.scene.secretary)

    async def fails(_: str) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(desk.scene.accounts, "session", fails)
    answer = await browser.get("/account")
    page = await answer.text()

    assert answer.status == 500
    assert "Mã sự cố" in page
    assert "disk" not in page
    assert answer.headers["Server"] == "chibo"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
