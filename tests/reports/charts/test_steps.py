from math import nan

import pytest
from reports.charts.samples import marks, step_rates

from analyzer.reports.charts import Drawing, person_steps, step_bars, svg

TITLE = (
    "Listening is documented in 60% of the notes with a concern, empathy in 30% and solving the "
    "matter in 90%"
)


def bars() -> Drawing:
    drawing = step_bars.draw(step_rates([120, 60, 180]))
    assert drawing is not None
    return drawing


def person(expected: list[float] | None = None) -> Drawing:
    rates = step_rates([120, 60, 180])
    drawing = person_steps.draw(rates if expected is None else rates.assign(expected=expected))
    assert drawing is not None
    return drawing


@pytest.mark.parametrize("drawing", [bars(), person()])
def test_the_title_says_how_often_each_step_is_documented(drawing: Drawing) -> None:
    assert drawing.title == TITLE


@pytest.mark.parametrize("draw", [step_bars.draw, person_steps.draw])
def test_nothing_is_drawn_without_a_rate(draw) -> None:
    assert draw(step_rates([1, 2, 3], 5)) is None
    assert draw(step_rates([1, 2, 3]).head(0)) is None


@pytest.mark.parametrize("draw", [step_bars.draw, person_steps.draw])
def test_a_step_without_a_rate_has_no_mark(draw) -> None:
    rates = step_rates([120, 60, 180])
    rates.loc[1, ["rate", "low", "high"]] = nan
    written = svg(draw(rates), "one")
    assert ">Listening<" in written
    assert ">Empathy<" not in written


def test_everybodys_table_has_every_state_and_adds_up() -> None:
    table = bars().table
    states = ["Done", "Planned", "Missed", "Not documented"]
    assert table[states].astype(int).sum(axis=1).tolist() == [200, 200, 200]
    assert table["Share done"].tolist()[0] == "60% (53% to 67%)"


def test_a_bar_is_as_long_as_its_parts_together() -> None:
    rows = marks(bars(), "rect")
    parts: dict[float, float] = {}
    for row in rows:
        middle = (row["top"] + row["foot"]) / 2
        parts[middle] = parts.get(middle, 0) + row["to"] - row["from"]
    assert list(parts.values()) == pytest.approx([1, 1, 1])


def test_what_a_person_missed_is_no_figure() -> None:
    drawing = person([0.5, 0.5, 0.5])
    shown = drawing.title + drawing.description + svg(drawing, "one") + drawing.table.to_string()
    assert "missed" not in shown.lower()


def test_what_is_usual_stands_beside_the_share_where_it_is_known() -> None:
    drawing = person([0.55, nan, 0.8])
    written = svg(drawing, "one")
    assert "60%, usual 55%" in written
    assert ">30%<" in written
    assert drawing.table["Usual in such notes"].tolist() == ["55%", "not known", "80%"]
    assert "in such notes 55% is usual" in drawing.description


def test_nothing_is_said_of_what_is_usual_where_it_is_not_known() -> None:
    drawing = person()
    assert "usual" not in svg(drawing, "one") + drawing.description
    assert "Usual in such notes" not in drawing.table
