"""Real things for tests: a PostgreSQL cluster, databases, a browser."""

import io
import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.async_api import Browser, async_playwright

from server import structured_log
from tests import machine
from tests.postgres_cluster import PostgresCluster


def unavailable(reason: str) -> NoReturn:
    """Leave a test out where its tool cannot be had; on an integration server that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason} (CI=true: nothing may be left out)")
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def _secrets_stay_out_of_logs() -> Iterator[None]:
    """A log call with a field that may not be written fails the test that caused it, whoever made the call."""
    watching = logging.StreamHandler(io.StringIO())
    watching.setFormatter(structured_log.JsonLines())
    watching.addFilter(structured_log.KeepSecretsOut(strict=True))
    logging.getLogger().addHandler(watching)
    yield
    logging.getLogger().removeHandler(watching)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    binaries = machine.postgres_binaries()
    if binaries is None:
        unavailable("PostgreSQL's server is not installed")
    with PostgresCluster.running(binaries) as cluster:
        yield cluster


@pytest.fixture
def postgres_url(postgres_cluster: PostgresCluster) -> str:
    """The address of a new, empty PostgreSQL database."""
    return postgres_cluster.new_database()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database; a test that takes this runs once per kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'chibo.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    path = machine.chromium()
    if path is None:
        unavailable("no Chromium or Chrome is installed")
    return path


@pytest.fixture
async def chromium(chromium_path: Path) -> AsyncIterator[Browser]:
    """A headless Chromium of this test's own, with a fake camera and microphone."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path, args=[*machine.CHROMIUM_ARGUMENTS], chromium_sandbox=False
        )
        yield browser
        await browser.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium_path" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
