"""Alembic's steps, and the one way to take them."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine

HERE = Path(__file__).parent


def upgrade(target: str | Connection) -> None:
    """Bring the database at this address, or behind this connection, to the newest step.

    Doing it twice changes nothing. A connection is used as it is: its owner commits."""
    if isinstance(target, Connection):
        _upgrade(target)
        return
    engine = create_engine(target)
    try:
        with engine.begin() as connection:
            _upgrade(connection)
    finally:
        engine.dispose()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
