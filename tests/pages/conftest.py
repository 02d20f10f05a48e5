"""One desk per test, over a copy of a database made once, with passwords that cost nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server import sign_in_throttle
from tests.pages.a_desk import Desk, Template, a_desk, make_template
from tests.storage.a_registry import make_passwords_quick


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return asyncio.run(make_template(tmp_path_factory.mktemp("desk")))


@pytest.fixture
async def desk(tmp_path: Path, template: Template, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    make_passwords_quick(monkeypatch)
    monkeypatch.setattr(sign_in_throttle, "LONGEST_WAIT_S", 0.01)
    async with a_desk(tmp_path, template) as made:
        yield made
