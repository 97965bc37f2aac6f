import re

import pandas as pd
import pytest

from analyzer.insights.control_charts import ControlChart, control_chart
from analyzer.reports.pages.changes import changes, false_alarm, false_alarm_of_each
from analyzer.settings import Settings


def chart(*shares: float, notes: int = 400) -> ControlChart:
    months = pd.date_range("2025-01-01", periods=len(shares), freq="MS")
    counts = [round(share * notes) for share in shares]
    return control_chart(pd.DataFrame({"month": months, "n": notes, "count": counts}), Settings())


def test_nothing_is_said_where_nothing_stands_out() -> None:
    assert changes(chart(0.5, 0.51, 0.49, 0.5)) == []


def test_each_rule_says_which_months_it_marks() -> None:
    found = changes(chart(0.5, 0.5, 0.8, 0.5, 0.5, 0.2, 0.5))
    assert found == ["Outside the 99.8% limits: March 2025, June 2025."]


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        (
            [0.48] * 7 + [0.52] * 6,
            "7 or more months in a row on one side of the average: January 2025 to July 2025.",
        ),
        (
            [0.47 + 0.01 * place for place in range(7)],
            "7 or more months in a row that rise, or fall, from each to the next: "
            "January 2025 to July 2025.",
        ),
    ],
)
def test_a_run_is_told_by_its_first_and_last_month(shares: list[float], sentence: str) -> None:
    assert changes(chart(*shares)) == [sentence]


def test_how_often_chance_marks_a_month() -> None:
    few, many = chart(0.5, 0.5), chart(*[0.5] * 24)
    assert false_alarm(few) == (
        "Where nothing changes at all, fewer than 1% of charts with 2 months still mark at least "
        "one."
    )
    said = re.search(r"(\d+)% of charts with 24 months", false_alarm(many))
    assert said is not None
    assert int(said.group(1)) == pytest.approx(100 * many.false_alarms, abs=0.5)


def test_of_several_charts_the_chance_is_that_of_the_one_that_marks_most() -> None:
    rare, common = chart(*[0.1] * 24, notes=30), chart(*[0.5] * 24)
    assert rare.false_alarms > common.false_alarms + 0.03
    said = false_alarm_of_each([common, rare])
    assert "each of these charts still marks at least one month with a chance of up to " in said
    assert said.endswith(f"{rare.false_alarms:.0%}.")
    assert false_alarm_of_each([chart(0.5, 0.5)]).endswith("a chance of less than 1%.")
