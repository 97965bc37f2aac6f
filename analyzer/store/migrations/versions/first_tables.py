"""The tables of the first stores, which noted no layout yet."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("started", sa.DateTime, nullable=False),
        sa.Column("finished", sa.DateTime),
        sa.Column("program_version", sa.String, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("settings_fingerprint", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("read", sa.Integer),
        sa.Column("analysed", sa.Integer),
        sa.Column("unchanged", sa.Integer),
        sa.Column("duplicate", sa.Integer),
        sa.Column("superseded", sa.Integer),
        sa.Column("rejected", sa.Integer),
    )
    op.create_table(
        "analyses",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("content_hash", sa.String, nullable=False),
        sa.Column("settings_fingerprint", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("note_id", sa.String, nullable=False),
        sa.Column("staff_id", sa.String),
        sa.Column("staff_name", sa.String),
        sa.Column("role", sa.String),
        sa.Column("channel", sa.String),
        sa.Column("location", sa.String),
        sa.Column("timestamp", sa.DateTime),
        sa.Column("utc_offset_minutes", sa.Integer),
        sa.Column("case_id", sa.String),
        sa.Column("patient_id", sa.String),
        sa.Column("word_count", sa.Integer, nullable=False),
        sa.Column("sentiment_start", sa.Double, nullable=False),
        sa.Column("sentiment_end", sa.Double, nullable=False),
        sa.Column("sentiment_compound", sa.Double, nullable=False),
        sa.Column("escalation", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("experience", sa.String, nullable=False),
        sa.Column("p_negative", sa.Double, nullable=False),
        sa.Column("p_positive", sa.Double, nullable=False),
        sa.Column("listen", sa.String, nullable=False),
        sa.Column("empathize", sa.String, nullable=False),
        sa.Column("resolve", sa.String, nullable=False),
        sa.Column("heart_head_heart", sa.String, nullable=False),
        sa.Column("themes", sa.JSON, nullable=False),
        sa.Column("concern", sa.Boolean, nullable=False),
        sa.Column("alerts", sa.JSON, nullable=False),
        sa.Column("model", sa.String, nullable=False),
    )
    op.create_index(
        "one_current_analysis_a_note",
        "analyses",
        ["source", "note_id"],
        unique=True,
        sqlite_where=sa.column("current") == sa.true(),
        postgresql_where=sa.column("current") == sa.true(),
    )
    op.create_index("analyses_of_a_note", "analyses", ["source", "note_id"])
    op.create_table(
        "findings",
        sa.Column(
            "analysis_id",
            sa.Integer,
            sa.ForeignKey("analyses.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("status", sa.String),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("redacted_quote", sa.Text, nullable=False),
        sa.Column("quote", sa.Text),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("mention", sa.Boolean, nullable=False),
    )
    op.create_table(
        "texts",
        sa.Column(
            "analysis_id",
            sa.Integer,
            sa.ForeignKey("analyses.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("text", sa.Text, nullable=False),
    )
