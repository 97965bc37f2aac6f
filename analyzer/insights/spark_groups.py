"""Insights into each person's or location's notes, computed where Spark holds them."""

import pickle
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

import pyarrow as pa

from analyzer.engines.spark.failing import in_a_sentence
from analyzer.frames import Frames, tidy
from analyzer.privacy.silence import silent_libraries
from analyzer.schema import ANALYSIS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Result = TypeVar("Result")


def insight_of_each(
    analyses: "DataFrame",
    by: Literal["staff_id", "location"],
    insight: Callable[[Frames], Result],
) -> dict[str, Result]:
    """Return what a function of this room makes of each group's notes, by the group's name.

    ``analyses`` has the columns of ANALYSIS, and may have others; ``insight`` is such as
    ``partial(step_rates, settings=settings)``, and is given the frames of one group, as if the
    clinic were it alone. Notes are gathered by group among the executors, each group in the memory
    of one, and only the results come back, pickled. Notes without a ``by`` are left out, and those
    with an error as ``tidy`` does. Raises EngineError where Spark cannot end the work.
    """
    named = analyses.where(analyses[by].isNotNull()).select(*ANALYSIS.names)
    work = partial(_pickled, by=by, insight=insight)
    results = named.groupBy(by).applyInArrow(work, f"{by} string, result binary")
    with in_a_sentence():
        rows = results.toArrow().sort_by(by).to_pylist()
    return {row[by]: pickle.loads(row["result"]) for row in rows}


def _pickled(analyses: pa.Table, by: str, insight: Callable[[Frames], object]) -> pa.Table:
    """Return the name of a group and its pickled insight, one row."""
    with silent_libraries():
        result = insight(tidy(analyses.cast(ANALYSIS)))
    return pa.table({by: analyses[by][:1], "result": [pickle.dumps(result)]})
