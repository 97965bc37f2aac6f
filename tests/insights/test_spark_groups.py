"""Each group's insight, computed on executors, is what the same function gives here."""

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from engines.spark_notes import varied_notes

from analyzer.calibration import read_calibration
from analyzer.engines import local
from analyzer.engines.spark.columns import spark_schema
from analyzer.frames import tidy
from analyzer.insights.arc import arcs
from analyzer.insights.spark_groups import insight_of_each
from analyzer.insights.steps import staff_step_rates, step_rates
from analyzer.insights.word_of_mouth import estimates
from analyzer.language.model import shipped_model
from analyzer.schema import ANALYSIS
from analyzer.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SETTINGS = Settings()


@pytest.fixture(scope="module")
def table() -> pa.Table:
    pairs = local.analyze(varied_notes(100), SETTINGS, workers=1)
    return pa.Table.from_batches([results for _, results in pairs])


@pytest.fixture(scope="module")
def frame(spark: "SparkSession", table: pa.Table) -> "DataFrame":
    return spark.createDataFrame(table, spark_schema(ANALYSIS))


def groups(table: pa.Table, by: str) -> dict[str, pa.Table]:
    names = sorted(set(table[by].to_pylist()) - {None})
    return {name: table.filter(pc.equal(table[by], name)) for name in names}


@pytest.mark.parametrize("insight", [step_rates, arcs])
def test_each_persons_insight_is_that_of_this_machine(
    frame: "DataFrame", table: pa.Table, insight
) -> None:
    there = insight_of_each(frame, "staff_id", partial(insight, settings=SETTINGS))
    here = {
        name: insight(tidy(notes), SETTINGS) for name, notes in groups(table, "staff_id").items()
    }
    assert list(there) == list(here) == ["S0", "S1", "S2", "S3", "S4"]
    for name, rows in here.items():
        pd.testing.assert_frame_equal(there[name], rows)


def test_each_persons_rates_are_those_of_everybodys_table(
    frame: "DataFrame", table: pa.Table
) -> None:
    there = insight_of_each(frame, "staff_id", partial(staff_step_rates, settings=SETTINGS))
    here = staff_step_rates(tidy(table), SETTINGS)
    order = {"by": ["staff_id", "step"], "ignore_index": True}
    pd.testing.assert_frame_equal(
        pd.concat(there.values()).sort_values(**order), here.sort_values(**order)
    )


def test_each_locations_word_of_mouth_is_that_of_this_machine(
    frame: "DataFrame", table: pa.Table
) -> None:
    calibration = read_calibration(shipped_model())
    insight = partial(estimates, settings=SETTINGS, calibration=calibration)
    there = insight_of_each(frame, "location", insight)
    here = {name: insight(tidy(notes)) for name, notes in groups(table, "location").items()}
    assert list(there) == list(here) == ["", "../../etc", "North", "Süd/Øst"]
    assert repr(there) == repr(here)
