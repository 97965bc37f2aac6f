from datetime import datetime

import pandas as pd
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analyzer.codebook import StepState
from analyzer.insights.steps import monthly_step_rates, staff_step_rates, step_rates

STATES = [str(state) for state in StepState]


def row(table, **keys):
    for name, value in keys.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def notes(make, states, prefix="N", **fields):
    return [make.note(f"{prefix}{i}", listen=state, **fields) for i, state in enumerate(states)]


def test_not_documented_stays_in_the_denominator(make, settings):
    states = ["done"] * 6 + ["planned"] * 2 + ["missed"] + ["not_documented"] * 3
    listen = row(step_rates(make.frames(*notes(make, states)), settings), step="listen")
    assert listen[["n", *STATES]].tolist() == [12, 6, 1, 2, 3]
    assert listen["rate"] == 0.5
    assert listen["low"] < 0.5 < listen["high"]


def test_only_notes_with_a_concern_count(make, settings):
    frames = make.frames(
        *notes(make, ["done"] * 10), *notes(make, ["missed"] * 5, "R", concern=False)
    )
    assert row(step_rates(frames, settings), step="listen")["n"] == 10


def test_staff_stand_by_name_and_small_numbers_have_no_rate(make, settings):
    frames = make.frames(
        *notes(make, ["not_documented"] * 10, "A", staff_id="S2", staff_name="Abe"),
        *notes(make, ["done"] * 9, "Z", staff_id="S1", staff_name="Zoe"),
        *notes(make, ["done"] * 3, "X", staff_id=None, staff_name=None),
    )
    table = staff_step_rates(frames, settings)
    assert table["staff_name"].tolist() == ["Abe"] * 3 + ["Zoe"] * 3
    assert table["step"].tolist() == ["listen", "empathize", "resolve"] * 2
    assert row(table, staff_name="Abe", step="listen")["rate"] == 0
    assert row(table, staff_name="Zoe", step="listen")[["rate", "low", "high"]].isna().all()


def test_a_person_whose_name_changed_stays_one_person(make, settings):
    frames = make.frames(
        make.note("N1", staff_name="Ada Bell", timestamp=datetime(2026, 1, 1)),
        make.note("N2", staff_name="Ada Cole", timestamp=datetime(2026, 2, 1)),
        make.note("N3", staff_name=None, timestamp=datetime(2026, 3, 1)),
    )
    table = staff_step_rates(frames, settings)
    assert table["staff_name"].unique().tolist() == ["Ada Cole"]
    assert table["n"].tolist() == [3, 3, 3]


def test_months_run_without_a_gap(make, settings):
    frames = make.frames(
        *notes(make, ["done"] * 10, "J", timestamp=datetime(2026, 1, 31, 23, 59)),
        *notes(make, ["missed"], "M", timestamp=datetime(2026, 3, 1)),
        *notes(make, ["done"], "O", staff_id="S9", timestamp=datetime(2026, 6, 1)),
        *notes(make, ["done"], "T", timestamp=None),
    )
    table = monthly_step_rates(frames, settings, "S1")
    listen = table[table["step"] == "listen"]
    assert listen["month"].dt.strftime("%Y-%m").tolist() == ["2026-01", "2026-02", "2026-03"]
    assert listen["n"].tolist() == [10, 0, 1]
    assert listen["rate"].tolist()[0] == 1
    assert listen["rate"].isna().tolist() == [False, True, True]
    assert monthly_step_rates(frames, settings)["month"].max() == pd.Timestamp(2026, 6, 1)


def test_no_notes_at_all(make, settings):
    frames = make.frames()
    assert step_rates(frames, settings)["n"].tolist() == [0, 0, 0]
    assert staff_step_rates(frames, settings).empty
    assert monthly_step_rates(frames, settings).empty


@hypothesis_settings(max_examples=25, deadline=None)
@given(states=st.lists(st.sampled_from(STATES), min_size=1, max_size=40))
def test_states_add_up_and_staff_add_up_to_all(make, settings, states):
    listed = [
        make.note(f"N{i}", resolve=state, staff_id=f"S{i % 3}") for i, state in enumerate(states)
    ]
    frames = make.frames(*listed)
    everybody = step_rates(frames, settings)
    assert (everybody[STATES].sum(axis=1) == len(states)).all()
    by_staff = staff_step_rates(frames, settings).groupby("step")[["n", *STATES]].sum()
    together = everybody.set_index("step")[["n", *STATES]]
    assert by_staff.sort_index().equals(together.sort_index())
