"""Who ran what over which files, what people wrote in the worklist, and interpreters."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add it to what is there; runs before this one do not say who started them."""
    op.add_column("runs", sa.Column("command", sa.String, nullable=False, server_default="run"))
    op.add_column("runs", sa.Column("who", sa.String))
    op.add_column("runs", sa.Column("settings_hash", sa.String))
    op.add_column("runs", sa.Column("removed", sa.Integer))
    op.add_column("runs", sa.Column("detail", sa.String))
    op.create_table(
        "run_inputs",
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
    )
    op.add_column("analyses", sa.Column("interpreter", sa.String))
    op.create_index("analyses_by_time", "analyses", ["timestamp"])
    op.create_index("analyses_of_a_case", "analyses", ["source", "case_id"])
    op.create_index("analyses_of_a_patient", "analyses", ["source", "patient_id"])
    op.add_column("texts", sa.Column("patient_name", sa.String))
    op.create_table(
        "case_edits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("case", sa.String, nullable=False),
        sa.Column("owner", sa.String),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("result", sa.String),
        sa.Column("closed", sa.Date),
        sa.Column("seen_until", sa.DateTime),
        sa.Column("last_analysis", sa.Integer, nullable=False),
        sa.Column("edited", sa.DateTime, nullable=False),
        sa.Column("edited_by", sa.String, nullable=False),
    )
    op.create_index("edits_of_a_case", "case_edits", ["source", "case"])
