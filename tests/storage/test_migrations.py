"""The steps lead to exactly the tables that the code uses."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, create_engine, inspect, text

from server import migrations
from server.tables import metadata


def test_the_steps_lead_to_the_tables_that_the_code_uses(database_url: str) -> None:
    migrations.upgrade(database_url)

    with create_engine(database_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    migrations.upgrade(database_url)
    engine = create_engine(database_url)
    before = set(inspect(engine).get_table_names())

    migrations.upgrade(database_url)

    assert set(inspect(engine).get_table_names()) == before
    engine.dispose()


def test_ballots_are_not_numbered_as_they_come(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/chibo.db"
    migrations.upgrade(url)

    with create_engine(url).connect() as connection:
        made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'ballots'")).scalar_one()

    assert "WITHOUT ROWID" in made


def test_the_checks_of_the_tables_are_in_the_steps_too(database_url: str) -> None:
    """Autogeneration does not compare CHECK constraints; names do."""
    migrations.upgrade(database_url)
    inspector = inspect(create_engine(database_url))

    for table in metadata.sorted_tables:
        written = {check["name"] for check in inspector.get_check_constraints(table.name)}
        meant = {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
        assert written == meant, table.name
