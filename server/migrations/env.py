"""What Alembic runs for each command: always on a connection that somebody hands over."""

from alembic import context

from server.tables import metadata


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, compare_type=True, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


run()
