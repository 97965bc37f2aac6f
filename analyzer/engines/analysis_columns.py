"""Analyses as Arrow columns, a batch at a time: the contract of ``schema.ANALYSIS``.

Findings, alerts and contacts are laid side by side over all notes, so that each of their fields is
made into one array; a dictionary a finding would cost more than to find it.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, NamedTuple

import pyarrow as pa

from analyzer.schema import ANALYSIS, PASSED_THROUGH, Analysis

_LISTS = ("findings", "alerts", "contacts")


class NotAnalysed(NamedTuple):
    """A note that ``model`` did not analyse, and the sentence that says why."""

    model: str
    error: str


def analysis_columns(read: Sequence[Analysis | NotAnalysed]) -> dict[str, pa.Array]:
    """Return the columns of ANALYSIS by name, without those passed through, a row a note.

    >>> unread = NotAnalysed("en_interaction_notes@0.1.0", "The note is in Spanish.")
    >>> analysis_columns([unread])["findings"].to_pylist()
    [None]
    """
    analyses = [one if isinstance(one, Analysis) else None for one in read]
    columns = {}
    for field in ANALYSIS:
        if field.name in PASSED_THROUGH:
            continue
        if field.name in ("model", "error"):
            values = [getattr(one, field.name, None) for one in read]
            columns[field.name] = pa.array(values, field.type)
            continue
        get = attrgetter(field.name)
        values = [get(one) if one else None for one in analyses]
        if field.name in _LISTS:
            columns[field.name] = _lists(values, field.type)
        elif field.name == "steps":
            columns[field.name] = _steps(values, field.type)
        else:
            columns[field.name] = pa.array(values, field.type)
    return columns


def _lists(values: Sequence[Sequence[Any] | None], of: pa.ListType) -> pa.Array:
    """Return lists of records as one array, null where a note has none to tell of."""
    ends = list(accumulate((len(some or ()) for some in values), initial=0))
    starts = [None if some is None else end for some, end in zip(values, ends, strict=False)]
    records = list(chain.from_iterable(some for some in values if some))
    return pa.ListArray.from_arrays(
        pa.array([*starts, ends[-1]], pa.int32()), _records(records, of.value_type), of
    )


def _records(records: Sequence[Any], of: pa.StructType) -> pa.Array:
    return pa.StructArray.from_arrays(
        [pa.array(_told(records, field.name), field.type) for field in of], fields=list(of)
    )


def _told(records: Iterable[Any], name: str) -> list[Any]:
    return list(map(attrgetter(name), records))


def _steps(values: Sequence[dict[Any, str] | None], of: pa.StructType) -> pa.Array:
    """Return the state of each step, null where the note was not analysed."""
    return pa.StructArray.from_arrays(
        [pa.array([one and one[field.name] for one in values], field.type) for field in of],
        fields=list(of),
        mask=pa.array([one is None for one in values], pa.bool_()),
    )
