"""Contacts by the clinic that notes tell of."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add their table; notes that were read before this show none."""
    op.create_table(
        "contacts",
        sa.Column(
            "analysis_id",
            sa.Integer,
            sa.ForeignKey("analyses.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("redacted_quote", sa.Text, nullable=False),
        sa.Column("quote", sa.Text),
        sa.Column("actor", sa.String, nullable=False),
    )
