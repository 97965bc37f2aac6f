"""The tables of the history, in terms that every database of SQLAlchemy understands."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    true,
)

from analyzer.codebook import Step

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", DateTime, nullable=False, comment="UTC"),
    Column("finished", DateTime, comment="UTC"),
    Column("program_version", String, nullable=False),
    Column("model", String, nullable=False),
    Column("settings_fingerprint", String, nullable=False),
    Column("state", String, nullable=False, comment="running, done or failed"),
    Column("read", Integer),
    Column("analysed", Integer),
    Column("unchanged", Integer),
    Column("duplicate", Integer),
    Column("superseded", Integer),
    Column("rejected", Integer),
)

analyses = Table(
    "analyses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("current", Boolean, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("settings_fingerprint", String, nullable=False),
    Column("source", String, nullable=False),
    Column("note_id", String, nullable=False),
    Column("staff_id", String),
    Column("staff_name", String),
    Column("role", String),
    Column("channel", String),
    Column("location", String),
    Column("timestamp", DateTime, comment="the clinic's wall clock"),
    Column("utc_offset_minutes", Integer),
    Column("case_id", String),
    Column("patient_id", String),
    Column("word_count", Integer, nullable=False),
    Column("sentiment_start", Double, nullable=False),
    Column("sentiment_end", Double, nullable=False),
    Column("sentiment_compound", Double, nullable=False),
    Column("escalation", Integer, nullable=False),
    Column("outcome", String, nullable=False),
    Column("experience", String, nullable=False),
    Column("p_negative", Double, nullable=False),
    Column("p_positive", Double, nullable=False),
    *(Column(str(step), String, nullable=False) for step in Step),
    Column("heart_head_heart", String, nullable=False),
    Column("themes", JSON, nullable=False),
    Column("concern", Boolean, nullable=False),
    Column("alerts", JSON, nullable=False),
    Column("model", String, nullable=False),
)

Index(
    "one_current_analysis_a_note",
    analyses.c.source,
    analyses.c.note_id,
    unique=True,
    sqlite_where=analyses.c.current == true(),
    postgresql_where=analyses.c.current == true(),
)
Index("analyses_of_a_note", analyses.c.source, analyses.c.note_id)

findings = Table(
    "findings",
    metadata,
    Column("analysis_id", ForeignKey("analyses.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, comment="from 0, in text order"),
    Column("kind", String, nullable=False),
    Column("label", String, nullable=False),
    Column("status", String),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("redacted_quote", Text, nullable=False),
    Column("quote", Text, comment="only where the setting store.keep_text is on"),
    Column("score", Double, nullable=False),
    Column("actor", String, nullable=False),
    Column("mention", Boolean, nullable=False),
)

texts = Table(
    "texts",
    metadata,
    Column("analysis_id", ForeignKey("analyses.id", ondelete="CASCADE"), primary_key=True),
    Column("text", Text, nullable=False),
    comment="only where the setting store.keep_text is on",
)
