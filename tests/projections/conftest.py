"""The words of the documents, read once."""

import pytest

from server.catalogue import Missing, load
from server.projections.vietnamese import Vietnamese


@pytest.fixture(scope="session")
def words() -> Vietnamese:
    return Vietnamese(load(Missing.FAILS))
