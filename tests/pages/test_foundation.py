"""What every page stands on: headers, tokens of forms, the reader's look, errors in words, two languages."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.catalogue import LOCALES, Catalogue, Language, Missing, MissingSentence, load
from server.pages import foundation
from server.pages.guards import is_named
from server.pages.rendering import Look, render
from server.pages.static_files import NotBuilt, StaticFiles

Client = TestClient[web.Request, web.Application]

MANIFEST = """{"page.css": "page-ABC.css", "icons/mark.svg": "mark-1.svg",
"be-vietnam-pro-latin-400-normal.woff2": "a.woff2", "be-vietnam-pro-vietnamese-400-normal.woff2": "b.woff2"}"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(Missing.FAILS)


@pytest.fixture
def build(tmp_path: Path) -> Path:
    (tmp_path / "manifest.json").write_text(MANIFEST)
    (tmp_path / "page-ABC.css").write_text("p { color: red }")
    return tmp_path


@pytest.fixture
async def client(build: Path, catalogue: Catalogue) -> AsyncIterator[Client]:
    app = web.Application()
    foundation.install(app, catalogue, StaticFiles(build), b"a secret of the test" * 2)
    app.router.add_get("/form", a_form)
    app.router.add_post("/form", took_it)
    app.router.add_get("/breaks", breaks)
    async with TestClient(TestServer(app)) as client:
        yield client


async def a_form(request: web.Request) -> web.Response:
    return render(request, "error.html", kind="not-found", said="", reference="", at=None)


async def took_it(request: web.Request) -> web.Response:
    return web.Response(text="taken")


async def breaks(request: web.Request) -> web.Response:
    raise RuntimeError("a mistake of ours")


async def token_of(client: Client) -> str:
    page = await (await client.get("/form")).text()
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


async def test_every_page_forbids_foreign_scripts_frames_and_stores(client: Client) -> None:
    first, second = await client.get("/form"), await client.get("/form")

    policy = first.headers["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert policy != second.headers["Content-Security-Policy"], "a nonce is used once"
    assert first.headers["Cache-Control"] == "no-store"
    assert first.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["elsewhere.example; script-src *", "a b", "elsewhere.example,*", "*"])
async def test_a_forged_host_adds_nothing_to_the_policy(client: Client, host: str) -> None:
    answer = await client.get("/form", headers={"Host": host})

    if answer.status == 200:  # else the line itself was refused
        policy = answer.headers["Content-Security-Policy"]
        assert policy.count("script-src") == 1
        assert "connect-src 'self';" in policy


async def test_a_built_file_is_cached_for_ever_and_nothing_else_is_served(client: Client) -> None:
    styles = await client.get("/static/page-ABC.css")

    assert styles.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert styles.content_type == "text/css"
    for name in ("manifest.json", "..%2Fmanifest.json", "none.css", "%2Fetc%2Fpasswd"):
        assert (await client.get(f"/static/{name}")).status == 404


async def test_a_form_of_ours_is_taken_and_one_without_its_token_is_not(client: Client) -> None:
    token = await token_of(client)

    assert (await client.post("/form", data={"form_token": token})).status == 200
    assert (await client.post("/form", data={"form_token": token[:-1] + "!"})).status == 403
    refused = await client.post("/form", data={"a": "b"})
    assert refused.status == 403
    assert "Trang đã để lâu" in await refused.text()


async def test_a_form_from_another_site_is_refused_even_with_a_token(client: Client) -> None:
    token = await token_of(client)

    answer = await client.post("/form", data={"form_token": token}, headers={"Origin": "https://elsewhere.example"})

    assert answer.status == 403


async def test_a_token_of_one_browser_is_worthless_in_another(client: Client) -> None:
    token = await token_of(client)
    client.session.cookie_jar.clear()

    assert (await client.post("/form", data={"form_token": token})).status == 403


async def test_our_mistake_is_a_page_with_a_reference_and_no_trace(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.get("/breaks")
    page = await answer.text()

    assert answer.status == 500
    reference = re.search(r"Mã sự cố: ([0-9A-F]{8})", page)
    assert reference is not None
    assert "a mistake of ours" not in page
    assert any(getattr(record, "reference", "") == reference.group(1) for record in caplog.records)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("back", ["//elsewhere.example/", "/\t/elsewhere.example/", "/\n/elsewhere.example/"])
async def test_the_look_is_remembered_and_the_reader_stays_on_our_site(client: Client, back: str) -> None:
    token = await token_of(client)
    chosen = {
        "form_token": token,
        "text_size": "150",
        "theme": "dark",
        "language": "en",
        "back": back,
    }

    answer = await client.post("/preferences", data=chosen, allow_redirects=False)
    page = await (await client.get("/form")).text()

    assert answer.headers["Location"] == "/"
    assert 'lang="en" data-text-size="150" data-theme="dark"' in page
    assert "This page was not found" in page


@pytest.mark.parametrize("cookie", ["", "nonsense", "175.dark.vi", "100.<b>.fr", "...."])
def test_a_look_that_makes_no_sense_is_the_first_visitors_look(cookie: str) -> None:
    look = Look.read(cookie)

    assert look.text_size == "100"
    assert look.theme in ("auto", "dark")


def test_a_file_that_was_not_built_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match="make build"):
        StaticFiles(tmp_path).url("page.css")


def test_both_languages_have_the_same_sentences(catalogue: Catalogue) -> None:
    keys = {
        language: set(re.findall(r"^([a-z][A-Za-z0-9_-]*) =", all_sentences(language), re.MULTILINE))
        for language in Language
    }

    assert keys[Language.VIETNAMESE] == keys[Language.ENGLISH]
    assert keys[Language.ENGLISH]


def all_sentences(language: Language) -> str:
    # Documents are written in Vietnamese only, by rule (05-HD/VPTW).
    files = sorted(file for file in (LOCALES / language.value).glob("*.ftl") if file.name != "documents.ftl")
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_a_missing_sentence_stops_a_test_but_never_a_meeting(catalogue: Catalogue) -> None:
    with pytest.raises(MissingSentence):
        catalogue.text(Language.ENGLISH, "no-such-sentence")
    with pytest.raises(MissingSentence):
        catalogue.text(Language.ENGLISH, "count-needed")

    in_use = load(Missing.FALLS_BACK)
    assert in_use.text(Language.ENGLISH, "no-such-sentence") == "no-such-sentence"


def test_the_sentences_are_read_once_for_a_process(catalogue: Catalogue) -> None:
    assert load(Missing.FAILS) is catalogue
    assert load(Missing.FALLS_BACK) is not catalogue


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("chibo.example.vn", True),
        ("chibo.example.vn:8443", True),
        ("localhost:8443", False),
        ("192.168.1.20:8443", False),
        ("[::1]:8443", False),
        ("", False),
    ],
)
def test_only_a_host_with_a_public_name_is_held_to_https(host: str, named: bool) -> None:
    assert is_named(host) is named


MALFORMED: list[tuple[dict[str, str], bytes]] = [
    ({"Content-Type": "multipart/form-data"}, b"abc"),
    ({"Content-Type": "multipart/form-data; boundary=x"}, b"--y\r\nnothing"),
    (
        {"Content-Type": "multipart/form-data; boundary=x"},
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\x00.pdf"\r\n\r\nb\r\n--x--\r\n',
    ),
    ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\n" + b"A: b\r\n" * 200 + b"\r\nb\r\n--x--\r\n"),
    ({"Content-Type": "application/x-www-form-urlencoded; charset=nonsense"}, b"a=b"),
    ({"Content-Type": "application/x-www-form-urlencoded; charset=utf-7"}, b"a=+2AA-"),  # half of a letter
    ({"Content-Type": "application/x-www-form-urlencoded"}, b"a=\xff\xfe"),
    ({"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip"}, b"not packed at all"),
    ({"Origin": "http://[nonsense"}, b""),
]


@pytest.mark.parametrize(("headers", "body"), MALFORMED)
async def test_what_is_no_form_is_refused_in_words_and_is_no_mistake_of_ours(
    client: Client, headers: dict[str, str], body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.post("/form", data=body, headers=headers, skip_auto_headers=["Content-Type"])

    assert answer.status in (400, 403)
    assert answer.headers["Server"] == "chibo"
    assert "<h1" in await answer.text()
    assert not [record for record in caplog.records if record.levelname == "ERROR" and record.name.startswith("server")]


@pytest.mark.parametrize("key", [b"\xff\xfe", b"a b", b"", b"short", b"k" * 5000])
async def test_a_key_that_is_none_of_ours_is_replaced(client: Client, key: bytes) -> None:
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(
        b"GET /form HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: chibo_form=" + key + b"\r\n\r\n"
    )
    answer = await reader.read()
    writer.close()

    assert answer.startswith(b"HTTP/1.1 200")
    assert b"Set-Cookie: chibo_form=" in answer


async def test_a_token_of_foreign_letters_is_only_wrong(client: Client) -> None:
    answer = await client.post("/form", data=b"", headers={"X-Form-Token": "không"})

    assert answer.status == 403
