"""The tidy frames that analysts and reports work on: a row a note, a finding or a contact."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.codebook import Step
from analyzer.schema import ALERT, ANALYSIS, PASSED_THROUGH

ANALYSES = pa.schema(
    [
        *(
            ANALYSIS.field(name)
            for name in (
                "source",
                "note_id",
                "staff_id",
                "staff_name",
                "role",
                "channel",
                "location",
                "timestamp",
                "case_id",
                "patient_id",
            )
        ),
        pa.field("word_count", pa.int64()),
        pa.field("sentiment_start", pa.float64()),
        pa.field("sentiment_end", pa.float64()),
        pa.field("sentiment_compound", pa.float64()),
        pa.field("escalation", pa.int64()),
        pa.field("outcome", pa.string()),
        pa.field("experience", pa.string()),
        pa.field("p_negative", pa.float64()),
        pa.field("p_positive", pa.float64()),
        *(pa.field(str(step), pa.string()) for step in Step),
        pa.field("heart_head_heart", pa.string()),
        pa.field("themes", pa.list_(pa.string())),
        pa.field("concern", pa.bool_()),
        pa.field("alerts", pa.list_(ALERT)),
        pa.field("interpreter", pa.string()),
        pa.field("model", pa.string()),
    ]
)
"""A row a note. ``timestamp`` is the clinic's wall clock; the steps hold StepState values and
``interpreter`` the language to interpret from, null where the note says none."""

FINDINGS = pa.schema(
    [
        *(ANALYSIS.field(name) for name in ("source", "note_id", "staff_id", "timestamp")),
        pa.field("position", pa.int64()),
        pa.field("kind", pa.string()),
        pa.field("label", pa.string()),
        pa.field("status", pa.string()),
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
        pa.field("quote", pa.string()),
        pa.field("score", pa.float64()),
        pa.field("actor", pa.string()),
        pa.field("mention", pa.bool_()),
    ]
)
"""A row a finding. ``position`` counts from 0 within the note; ``quote`` is the redacted quote."""


CONTACTS = pa.schema(
    [
        *(ANALYSIS.field(name) for name in ("source", "note_id", "timestamp")),
        pa.field("position", pa.int64()),
        pa.field("kind", pa.string()),
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
        pa.field("quote", pa.string()),
        pa.field("actor", pa.string()),
    ]
)
"""A row a contact by the clinic; ``kind`` is a ContactKind, the rest as in FINDINGS."""


@dataclass(frozen=True)
class Frames:
    """Analyses, findings and contacts as pandas frames.

    Their columns are those of ANALYSES, FINDINGS and CONTACTS. All are sorted by timestamp (missing
    ones last), source and note_id, the findings and contacts then by position. ``themes`` holds
    lists of str, ``alerts`` lists of dict (kind, route_to, finding).
    """

    analyses: pd.DataFrame
    findings: pd.DataFrame
    contacts: pd.DataFrame

    def until(self, last: date) -> "Frames":
        """Return the notes up to and with a day; those without a time stay."""
        end = pd.Timestamp(last) + pd.Timedelta(days=1)
        return self._where(lambda rows: ~(rows["timestamp"] >= end))

    def since(self, first: date) -> "Frames":
        """Return the notes from a day on; those without a time stay."""
        start = pd.Timestamp(first)
        return self._where(lambda rows: ~(rows["timestamp"] < start))

    def _where(self, kept: Callable[[pd.DataFrame], "pd.Series[bool]"]) -> "Frames":
        return Frames(*(rows[kept(rows)] for rows in (self.analyses, self.findings, self.contacts)))


def tidy(table: pa.Table) -> Frames:
    """Return the frames of a table of the ANALYSIS schema, without the notes that hold an error."""
    table = table.filter(pc.is_null(table["error"])).combine_chunks()
    return frames_of(
        _analyses(table),
        _unfolded(table, "findings", FINDINGS),
        _unfolded(table, "contacts", CONTACTS),
    )


def frames_of(analyses: pa.Table, findings: pa.Table, contacts: pa.Table) -> Frames:
    """Return the frames of tables of ANALYSES, FINDINGS and CONTACTS, their rows in any order."""
    return Frames(
        frame_of([analyses], ANALYSES),
        frame_of([findings], FINDINGS),
        frame_of([contacts], CONTACTS),
    )


def frame_of(parts: Iterable[pa.Table], schema: pa.Schema) -> pd.DataFrame:
    """Return the frame of the parts of a table of one of the schemas above, in any order.

    Each copy that is made on the way is let go before the next, so that memory holds little more
    than the frame.
    """
    table = pa.concat_tables([schema.empty_table(), *parts])
    order = [name for name in _ORDER if name in schema.names]
    table = table.sort_by([(name, "ascending") for name in order])
    # pandas would make arrays of the lists
    lists = {name: table[name].to_pylist() for name in _LISTS if name in schema.names}
    table = table.drop_columns(list(lists))
    frame: pd.DataFrame = table.to_pandas(self_destruct=True)
    for name, values in lists.items():
        frame[name] = pd.Series(values, index=frame.index, dtype=object)
    ordered: pd.DataFrame = frame[schema.names]
    return ordered


_ORDER = ("timestamp", "source", "note_id", "position")
_LISTS = ("themes", "alerts")


def _analyses(table: pa.Table) -> pa.Table:
    steps = {str(step): pc.struct_field(table["steps"], str(step)) for step in Step}
    return _cast(
        [steps[name] if name in steps else table[name] for name in ANALYSES.names], ANALYSES
    )


def _unfolded(table: pa.Table, lists: str, schema: pa.Schema) -> pa.Table:
    """Unfold a column of lists, a row an entry; ``position`` is the distance from its first."""
    notes = pc.list_parent_indices(table[lists])
    flat = pc.list_flatten(table[lists])
    counts = pc.fill_null(pc.list_value_length(table[lists]), 0)
    firsts = pc.subtract(pc.cumulative_sum(counts), counts)
    columns = {name: table[name].take(notes) for name in schema.names if name in PASSED_THROUGH}
    columns["position"] = pc.subtract(
        pa.chunked_array([pa.array(range(len(flat)), pa.int64())]), firsts.take(notes)
    )
    columns["quote"] = pc.struct_field(flat, "redacted_quote")
    return _cast(
        [
            columns[name] if name in columns else pc.struct_field(flat, name)
            for name in schema.names
        ],
        schema,
    )


def _cast(columns: list[pa.ChunkedArray], schema: pa.Schema) -> pa.Table:
    return pa.table(columns, names=schema.names).cast(schema)
