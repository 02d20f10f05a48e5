"""One desk per test, with passwords that cost nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server import sign_in_throttle
from tests.pages.a_desk import Desk, a_desk
from tests.storage.a_registry import make_passwords_quick


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    make_passwords_quick(monkeypatch)
    monkeypatch.setattr(sign_in_throttle, "LONGEST_WAIT_S", 0.01)
    async with a_desk(tmp_path) as made:
        yield made
