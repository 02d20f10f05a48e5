"""The real things that other tests stand on are there, and are what they say."""

from playwright.async_api import Browser
from sqlalchemy import create_engine, text


def test_a_new_database_is_empty_and_takes_vietnamese(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE cells (name TEXT)"))
        connection.execute(text("INSERT INTO cells VALUES (:name)"), {"name": "Chi bộ thôn Đoài"})

        assert connection.execute(text("SELECT name FROM cells")).scalar_one() == "Chi bộ thôn Đoài"
    engine.dispose()


async def test_the_browser_has_a_camera_and_a_microphone(chromium: Browser) -> None:
    page = await chromium.new_page()
    # A secure context without a server: the answer comes from here.
    await page.route("https://room.test/", lambda route: route.fulfill(body="<h1>Room</h1>", content_type="text/html"))
    await page.goto("https://room.test/")

    kinds = await page.evaluate(
        "navigator.mediaDevices.getUserMedia({audio: true, video: true})"
        ".then(stream => stream.getTracks().map(track => track.kind).sort())"
    )

    assert kinds == ["audio", "video"]
