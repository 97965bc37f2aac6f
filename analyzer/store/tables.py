"""The tables of the history, in terms that every database of SQLAlchemy understands.

A change here needs a migration beside it, in ``migrations/versions``, that brings older stores so
far; a test compares the two.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
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
    Column("command", String, nullable=False, server_default="run"),
    Column("who", String),
    Column("started", DateTime, nullable=False),
    Column("finished", DateTime),
    Column("program_version", String, nullable=False),
    Column("model", String, nullable=False),
    Column("settings_fingerprint", String, nullable=False),
    Column("settings_hash", String),
    Column("state", String, nullable=False),
    Column("read", Integer),
    Column("analysed", Integer),
    Column("unchanged", Integer),
    Column("duplicate", Integer),
    Column("superseded", Integer),
    Column("rejected", Integer),
    Column("removed", Integer),
    Column("detail", String),
)
"""The audit trail: everything that changed many analyses. Times are UTC; a state is running, done,
failed or interrupted; ``removed`` counts analyses that a purge took out. ``settings_fingerprint``
stands for what changes an analysis, ``settings_hash`` for all settings but the store's address."""

run_inputs = Table(
    "run_inputs",
    metadata,
    Column("run_id", ForeignKey("runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String, nullable=False),
)
"""The files that a run read; ``size`` is in bytes."""

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
    Column("timestamp", DateTime),
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
    Column("interpreter", String),
    Column("model", String, nullable=False),
)
"""A row a note and version; ``timestamp`` is the clinic's wall clock."""

Index(
    "one_current_analysis_a_note",
    analyses.c.source,
    analyses.c.note_id,
    unique=True,
    sqlite_where=analyses.c.current == true(),
    postgresql_where=analyses.c.current == true(),
)
Index("analyses_of_a_note", analyses.c.source, analyses.c.note_id)
Index("analyses_by_time", analyses.c.timestamp)
Index("analyses_of_a_case", analyses.c.source, analyses.c.case_id)
Index("analyses_of_a_patient", analyses.c.source, analyses.c.patient_id)

findings = Table(
    "findings",
    metadata,
    Column("analysis_id", ForeignKey("analyses.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("label", String, nullable=False),
    Column("status", String),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("redacted_quote", Text, nullable=False),
    Column("quote", Text),
    Column("score", Double, nullable=False),
    Column("actor", String, nullable=False),
    Column("mention", Boolean, nullable=False),
)
"""``position`` counts from 0 in text order; ``quote`` as it stands in the note is there only where
the setting store.keep_text is on."""

contacts = Table(
    "contacts",
    metadata,
    Column("analysis_id", ForeignKey("analyses.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("redacted_quote", Text, nullable=False),
    Column("quote", Text),
    Column("actor", String, nullable=False),
)
"""Contacts by the clinic that a note tells of; the columns as in ``findings``."""

texts = Table(
    "texts",
    metadata,
    Column("analysis_id", ForeignKey("analyses.id", ondelete="CASCADE"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("patient_name", String),
)
"""Only where the setting store.keep_text is on; the name is there to redact it once more."""

case_edits = Table(
    "case_edits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("case", String, nullable=False),
    Column("owner", String),
    Column("status", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("result", String),
    Column("closed", Date),
    Column("seen_until", DateTime),
    Column("last_analysis", Integer, nullable=False),
    Column("edited", DateTime, nullable=False),
    Column("edited_by", String, nullable=False),
)
"""What people wrote in the worklist: a row an edit, the latest of a case stands. ``seen_until`` is
the time of the case's latest contact that its editor knew of, ``last_analysis`` the number of the
newest analysis at that time."""

Index("edits_of_a_case", case_edits.c.source, case_edits.c.case)
