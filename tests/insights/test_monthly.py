from datetime import date, datetime
from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analyzer.insights.models import model_changes
from analyzer.insights.monthly import COLUMNS, history_of, step_charts, unhappy_chart
from analyzer.insights.steps import monthly_step_rates
from analyzer.insights.word_of_mouth import clinic_corrections, estimates
from insights.calibrations import loose

JANUARY, MARCH = datetime(2026, 1, 31, 23, 59), datetime(2026, 3, 1)
STEPS = ["empathize", "listen", "resolve"]


def history(make, *notes):
    """The history of these notes, as one stretch."""
    return history_of([make.frames(*notes).analyses[list(COLUMNS)]])


def counted(counts, step):
    """Month, n and count of each row of a step."""
    rows = counts[counts["step"] == step]
    return list(zip(rows["month"].dt.month, rows["n"], rows["count"], strict=True))


@pytest.fixture
def clinic(make):
    return history(
        make,
        make.note("1", timestamp=JANUARY, listen="done"),
        make.note("2", timestamp=JANUARY, listen="missed", resolve="done", staff_id="S2"),
        make.note("3", timestamp=JANUARY, listen="done", concern=False),
        make.note("4", timestamp=MARCH, listen="planned", model="test@2"),
        make.note("5", timestamp=MARCH, listen="done", staff_id=None),
        make.note("6", timestamp=None, listen="done", model="test@3"),
    )


def test_everybody_counts_in_the_months_that_have_a_concern(clinic):
    assert counted(clinic.everybody.counts, "listen") == [(1, 2, 1), (3, 2, 1)]
    assert counted(clinic.everybody.counts, "resolve") == [(1, 2, 1), (3, 2, 0)]
    assert clinic.everybody.model_changes == (date(2026, 3, 1),)


def test_each_person_counts_alone(clinic):
    assert list(clinic.staff) == ["S1", "S2"]
    assert counted(clinic.staff["S1"].counts, "listen") == [(1, 1, 1), (3, 1, 0)]
    assert counted(clinic.staff["S2"].counts, "resolve") == [(1, 1, 1)]
    assert clinic.staff["S1"].model_changes == (date(2026, 3, 1),)
    assert clinic.staff["S2"].model_changes == ()


def test_a_case_is_judged_by_its_latest_contact_of_each_month(make):
    unhappy = history(
        make,
        make.note("1", timestamp=datetime(2026, 1, 5), case_id="C1", p_negative=0.9),
        make.note("2", timestamp=datetime(2026, 1, 7), case_id="C1", p_negative=0.25),
        make.note("3", timestamp=datetime(2026, 1, 6), patient_id="P1", p_negative=0.5),
        make.note("4", timestamp=datetime(2026, 1, 6), patient_id="P1", p_negative=0.125),
        make.note(
            "5", timestamp=datetime(2026, 1, 1), source="other", case_id="C1", p_negative=0.5
        ),
        make.note("6", timestamp=datetime(2026, 2, 1), case_id="C1", p_negative=0.75),
        make.note("7", timestamp=datetime(2026, 2, 2), concern=False, p_negative=0),
    ).unhappy
    assert unhappy["month"].dt.month.tolist() == [1, 2]
    assert unhappy["n"].tolist() == [3, 2]
    assert unhappy["count"].tolist() == [0.25 + 0.125 + 0.5, 0.75]


def test_the_months_are_those_of_the_estimate(make, settings):
    """Also where only some of them are in the report, and few people wrote in one."""
    random = np.random.default_rng(6)
    notes = [
        make.note(
            f"N{n:03}",
            timestamp=datetime(2026, 1 + n % 4, 1 + n % 28),
            case_id=f"C{n // 3}",
            staff_id=f"S{n % 5 if n % 4 == 2 else 0}",
            p_negative=negative,
            p_positive=positive,
        )
        for n, (negative, positive, _) in enumerate(random.dirichlet([1, 1, 2], size=300))
    ]
    report = make.frames(*(one for one in notes if one["timestamp"].month > 1))
    for calibration in (loose(), None):
        known = clinic_corrections(report, settings, calibration)
        unhappy = history_of([make.frames(*notes).analyses[list(COLUMNS)]], known).unhappy
        groups = estimates(report, settings, ["month"], calibration).groups["month"]
        assert [group.name for group in groups] == ["2026-02", "2026-03", "2026-04"]
        estimated = [group.estimate.negatives.expected for group in groups]
        assert unhappy["count"].to_list()[1:] == pytest.approx(estimated, abs=1e-6)
        assert unhappy["n"].to_list()[1:] == [group.estimate.cases for group in groups]


def test_a_month_knows_how_much_its_chances_vary(make):
    notes = [make.note(str(n), p_negative=chance) for n, chance in enumerate((0.1, 0.3, 0.5))]
    notes.append(make.note("4", timestamp=MARCH.replace(month=5)))
    unhappy = history(make, *notes).unhappy
    assert unhappy["variance"][0] == pytest.approx(0.04)
    assert isnan(unhappy["variance"][1])


def test_charts_are_drawn_of_the_months_with_enough(make, settings):
    notes = [
        make.note(f"{month}-{n}", timestamp=datetime(2026, month, 2), p_negative=0.25, **fields)
        for month, fields in ((1, {"listen": "done"}), (2, {"model": "test@2"}))
        for n in range(40)
    ]
    clinic = history(make, *notes)
    charts = step_charts(clinic.staff["S1"], settings)
    assert sorted(charts) == STEPS
    assert charts["listen"].points["rate"].tolist() == [1, 0]
    assert charts["listen"].points["model_changed"].tolist() == [False, True]
    assert step_charts(clinic.everybody, settings)["listen"].centre == 0.5
    unhappy = unhappy_chart(clinic, settings)
    assert unhappy.points["rate"].tolist() == [0.25, 0.25]
    assert unhappy.points["model_changed"].tolist() == [False, True]


@pytest.mark.parametrize("stretches", [0, 2])
def test_no_notes_at_all(make, settings, stretches):
    nothing = history_of([make.frames().analyses] * stretches)
    assert nothing.staff == {}
    assert nothing.everybody.model_changes == ()
    assert unhappy_chart(nothing, settings).points.empty
    assert all(chart.points.empty for chart in step_charts(nothing.everybody, settings).values())


written = st.fixed_dictionaries(
    {
        "timestamp": st.sampled_from(
            [None, *(datetime(2026, month, day) for month in (1, 2, 4) for day in (1, 28))]
        ),
        "staff_id": st.sampled_from(["S1", "S2", None]),
        "case_id": st.sampled_from(["C1", "C2", None]),
        "listen": st.sampled_from(["done", "missed", "not_documented"]),
        "concern": st.booleans(),
        "p_negative": st.sampled_from([0.125, 0.25, 0.5]),
        "model": st.sampled_from(["test@1", "test@2"]),
    }
)


def same(one, other):
    """Hold two histories against each other, table by table."""
    assert list(one.staff) == list(other.staff)
    pairs = [(one.everybody, other.everybody)]
    pairs += [(one.staff[staff_id], other.staff[staff_id]) for staff_id in one.staff]
    for own, theirs in pairs:
        pd.testing.assert_frame_equal(own.counts, theirs.counts)
        assert own.model_changes == theirs.model_changes
    pd.testing.assert_frame_equal(one.unhappy, other.unhappy)


@given(notes=st.lists(written, max_size=25), order=st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=40, deadline=None)
def test_neither_the_order_of_notes_nor_reading_month_by_month_matters(make, notes, order):
    analyses = make.frames(*(make.note(f"{n:02}", **one) for n, one in enumerate(notes))).analyses
    whole = history_of([analyses])
    rows = list(range(len(analyses)))
    order.shuffle(rows)
    same(history_of([analyses.iloc[rows]]), whole)
    months = analyses["timestamp"].dt.to_period("M")
    same(history_of([part for _, part in analyses.groupby(months)]), whole)


@given(notes=st.lists(written, max_size=25))
@hypothesis_settings(max_examples=40, deadline=None)
def test_the_counts_are_those_of_the_rates_a_month(make, settings, notes):
    frames = make.frames(*(make.note(f"{n:02}", **one) for n, one in enumerate(notes)))
    clinic = history_of([frames.analyses])
    rates = monthly_step_rates(frames, settings)
    listen = rates[(rates["step"] == "listen") & (rates["n"] > 0)]
    expected = list(zip(listen["month"].dt.month, listen["n"], listen["done"], strict=True))
    assert counted(clinic.everybody.counts, "listen") == expected
    assert clinic.everybody.model_changes == model_changes(frames.analyses)
    assert (clinic.unhappy["count"] <= clinic.unhappy["n"] / 2).all()
