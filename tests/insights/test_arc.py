import pandas as pd
import pytest
from statsmodels.stats.weightstats import DescrStatsW

from analyzer.insights.arc import arcs


def contacts(make, pairs, prefix="N", **fields):
    return [
        make.note(f"{prefix}{i}", sentiment_start=start, sentiment_end=end, **fields)
        for i, (start, end) in enumerate(pairs)
    ]


def test_golden_figures(make, settings):
    pairs = [(-1.0, 1.0)] * 4 + [(-2.0, -2.0)] * 4 + [(0.0, -1.0), (-0.5, 0.5), (-0.4, 1.0)]
    frames = make.frames(*contacts(make, pairs), *contacts(make, [(2, 2)], "R", concern=False))
    table = arcs(frames, settings)
    assert len(table) == 1
    arc = table.iloc[0]
    assert arc["n"] == 11
    assert arc["mean_start"] == pytest.approx(-12.9 / 11)
    assert arc["mean_end"] == pytest.approx(-3.5 / 11)
    assert arc["mean_change"] == pytest.approx(9.4 / 11)
    low, high = DescrStatsW([2.0] * 4 + [0.0] * 4 + [-1.0, 1.0, 1.4]).tconfint_mean()
    assert arc[["change_low", "change_high"]].tolist() == pytest.approx([low, high])
    assert (arc["better"], arc["better_rate"]) == (6, 6 / 11)
    assert (arc["began_negative"], arc["recovered"]) == (9, 5)
    # Nine contacts are too few for a rate, though eleven are enough for the means.
    assert pd.isna(arc["recovered_rate"])


def test_groups_by_name_without_means_under_the_minimum(make, settings):
    frames = make.frames(
        *contacts(make, [(-1, 1)] * 10, "P", channel="phone"),
        *contacts(make, [(-1, 1)] * 9, "E", channel="email"),
    )
    table = arcs(frames, settings, by=["channel"])
    assert table["channel"].tolist() == ["email", "phone"]
    assert table["mean_end"].isna().tolist() == [True, False]
    assert table["change_low"].isna().tolist() == [True, False]
    assert table["change_high"].tolist()[1] == 2
    assert table["recovered_rate"].tolist()[1] == 1


def test_no_notes_at_all(make, settings):
    assert arcs(make.frames(), settings)["n"].tolist() == [0]
    assert arcs(make.frames(), settings, by=["staff_id"]).empty
