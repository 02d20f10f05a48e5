"""When a closed meeting was called to order; the service fills it in from the logs as it starts."""

import sqlalchemy as sa
from alembic import op

from server.tables import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meetings", sa.Column("called_at", Instant(), nullable=True))
