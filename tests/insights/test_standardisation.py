import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.special import expit

from analyzer.codebook import Step
from analyzer.frames import Frames
from analyzer.insights.chance_limits import sum_limits
from analyzer.insights.funnel_plot import Place, funnel_plot
from analyzer.insights.standardisation import (
    expected_step_rates,
    expected_steps,
    standardised_step_rates,
)
from analyzer.insights.steps import staff_step_rates

ADDED = ["expected", "variance", "standardised", "chance_low", "chance_high"]


def written(make, person, chances, seed, **fields):
    """Return a note of a person for each chance that listen is documented in it.

    ``fields`` hold a value for all notes or, as a list, one for each; ``told`` lists findings.
    """
    done = np.random.default_rng([seed, *person.encode()]).random(len(chances)) < chances
    told = fields.pop("told", [()] * len(chances))
    notes = []
    for place, yes in enumerate(done):
        own = {
            name: value[place] if isinstance(value, list) else value
            for name, value in fields.items()
        }
        state = "done" if yes else "not_documented"
        own = {"staff_id": person, "staff_name": person, "listen": state} | own
        notes.append(make.note(f"{person}-{place}", *told[place], **own))
    return notes


def of_length(make, person, median, count=150, habit=0.0, seed=1, **fields):
    """Return notes of about so many words, of which longer ones document more, as everybody's."""
    random = np.random.default_rng([seed, median, *person.encode()])
    words = np.exp(random.normal(np.log(median), 0.6, count)).astype(int) + 1
    chances = expit(1.2 * (np.log(words) - np.log(50)) + habit)
    return written(make, person, chances, seed, word_count=words.tolist(), **fields)


def standardised(frames, settings):
    return standardised_step_rates(frames, expected_steps(frames), settings)


def listen(table):
    return table[table["step"] == "listen"].set_index("staff_name")


def place_of(rates, settings, *people):
    members = funnel_plot(rates, Step.LISTEN, settings).members.set_index("staff_name")
    return [members.loc[name, "place"] for name in people]


def test_note_length_alone_moves_nobody(make, settings):
    """Two people who do the same in notes of the same length come out alike."""
    people = {"Brief": 15, "Long": 150} | {f"P{i}": 35 + 8 * i for i in range(6)}
    notes = [note for name, median in people.items() for note in of_length(make, name, median)]
    table = standardised(make.frames(*notes), settings)
    rows = listen(table)
    assert rows.loc["Long", "rate"] - rows.loc["Brief", "rate"] > 0.4
    assert abs(rows.loc["Long", "standardised"] - rows.loc["Brief", "standardised"]) < 0.08
    assert place_of(table, settings, "Brief", "Long") == [Place.INSIDE] * 2


def test_hard_beginnings_alone_move_nobody(make, settings):
    random = np.random.default_rng(4)
    threat = (make.finding("threat", start=3), make.finding("resolve", start=30))
    mild = (make.finding("frustration", start=3), make.finding("resolve", start=30))
    people = {"Desk": 0.9, "Back": 0.1} | {f"P{i}": 0.5 for i in range(6)}
    notes = []
    for name, share in people.items():
        hard = random.random(150) < share
        start = np.where(hard, -2.0, -0.8).tolist()
        told = [threat if worse else mild for worse in hard]
        chances = np.where(hard, 0.3, 0.75)
        notes += written(make, name, chances, 2, told=told, sentiment_start=start)
    table = standardised(make.frames(*notes), settings)
    rows = listen(table)
    assert rows.loc["Back", "rate"] - rows.loc["Desk", "rate"] > 0.25
    assert abs(rows.loc["Back", "standardised"] - rows.loc["Desk", "standardised"]) < 0.08
    assert place_of(table, settings, "Desk", "Back") == [Place.INSIDE] * 2


def test_who_documents_less_in_the_same_notes_lies_below(make, settings):
    """Also where he writes briefly too, which excuses only so much."""
    people = {"Less": (30, -1.6), "More": (60, 1.6)} | {f"P{i}": (50, 0.0) for i in range(14)}
    notes = [
        note
        for name, (median, habit) in people.items()
        for note in of_length(make, name, median, habit=habit)
    ]
    table = standardised(make.frames(*notes), settings)
    assert place_of(table, settings, "Less", "More") == [Place.BELOW, Place.ABOVE]
    rows = listen(table)
    assert rows.loc["Less", "rate"] < rows.loc["Less", "expected"] < rows.loc["P0", "expected"]


def test_what_the_patient_side_did_after_the_first_act_explains_nothing(make, settings):
    """A person whose contacts grow worse is not excused by it."""
    act = make.finding("resolve", start=3)
    worse = (act, make.finding("threat", start=30))
    notes = written(make, "Less", np.full(100, 0.2), 3, told=[worse] * 100)
    for i in range(6):
        notes += written(make, f"P{i}", np.full(100, 0.6), 3, told=[(act,)] * 100)
    rows = listen(standardised(make.frames(*notes), settings))
    assert rows["expected"].nunique() == 1


def test_a_role_of_one_person_shares_with_the_person(make, settings):
    """Neither is it said that the role explains everything nor that it explains nothing.

    0.2 lies 1.79 log odds under 0.6. Effects of the two roles, of the person and of the eight
    others that make this up at the least penalty stand as 1 : -1 : 1 : -1/8, so that the roles
    differ by 2 / 3.125 of it: 0.32 is expected of the person, and 0.6 of all others.
    """
    notes = written(make, "Sole", np.full(400, 0.2), 6, role="doctor")
    for i in range(8):
        notes += written(make, f"P{i}", np.full(400, 0.6), 6)
    rows = listen(standardised(make.frames(*notes), settings))
    assert rows.loc["Sole", "expected"] == pytest.approx(0.32, abs=0.04)
    assert rows.loc["P0", "expected"] == pytest.approx(0.6, abs=0.04)


def test_notes_of_nobody_inform_and_are_not_counted(make, settings):
    notes = [note for i in range(4) for note in of_length(make, f"P{i}", 20 + 15 * i, 40)]
    unnamed = of_length(make, "?", 60, 300, staff_id=None, staff_name=None)
    alone = listen(standardised(make.frames(*notes), settings))
    rows = listen(standardised(make.frames(*notes, *unnamed), settings))
    assert rows["n"].tolist() == alone["n"].tolist()
    assert (rows["n"] * rows["expected"]).sum() == pytest.approx(rows["done"].sum())
    assert not np.allclose(rows["expected"], alone["expected"], atol=1e-3)


def test_the_columns_of_the_rates_and_five_more(make, settings):
    notes = [*of_length(make, "Ada", 40, 12), *of_length(make, "Bo", 40, 9)]
    frames = make.frames(*notes, make.note("R", concern=False, staff_id="Ada", staff_name="Ada"))
    table = standardised(frames, settings)
    plain = staff_step_rates(frames, settings)
    pd.testing.assert_frame_equal(table[plain.columns], plain)
    assert table.columns.tolist() == [*plain.columns, *ADDED]
    assert table.loc[table["staff_name"] == "Bo", ADDED].isna().all(axis=None)
    assert table.loc[table["staff_name"] == "Ada", ADDED].notna().all(axis=None)


def test_a_part_of_the_notes_keeps_what_was_expected_of_each(make, settings):
    notes = [note for i in range(3) for note in of_length(make, f"P{i}", 30 + 20 * i, 40)]
    frames = make.frames(*notes)
    expected = expected_steps(frames)
    whole = expected_step_rates(frames, expected, settings)
    own = frames.analyses["staff_id"] == "P1"
    part = Frames(frames.analyses[own], frames.findings, frames.contacts)
    alone = expected_step_rates(part, expected, settings)
    of_one = whole[whole["staff_id"] == "P1"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, of_one)
    with pytest.raises(KeyError):
        expected_step_rates(frames, expected[~own], settings)


@st.composite
def clinics(draw):
    """Return the fields of eleven or more notes each of one to four people."""
    people = draw(st.integers(1, 4))
    one = st.fixed_dictionaries(
        {
            "word_count": st.integers(0, 300),
            "channel": st.sampled_from(["phone", "portal", None]),
            "role": st.sampled_from(["nurse", "front desk", None]),
            "sentiment_start": st.sampled_from([-2.0, -1.0, 0.0]),
            "cue": st.sampled_from(["legal", "frustration", None]),
        }
        | {str(step): st.sampled_from(["done", "missed", "not_documented"]) for step in Step}
    )
    return [draw(st.lists(one, min_size=11, max_size=20)) for _ in range(people)]


@pytest.mark.filterwarnings("error")
@hypothesis_settings(max_examples=40, deadline=None)
@given(clinics(), st.randoms(use_true_random=False))
def test_shares_add_up_in_any_order_of_notes(make, settings, clinic, random):
    notes = []
    for person, rows in enumerate(clinic):
        for place, row in enumerate(rows):
            fields = {name: value for name, value in row.items() if name != "cue"}
            told = [make.finding(row["cue"])] if row["cue"] else []
            identity = {"staff_id": f"S{person}", "staff_name": f"S{person}"}
            notes.append(make.note(f"N{person}-{place}", *told, **fields, **identity))
    frames = make.frames(*notes)
    table = standardised(frames, settings)
    shares = table[["expected", "standardised"]]
    assert shares.ge(0).all(axis=None)
    assert shares.le(1).all(axis=None)
    assert table["variance"].between(0, 0.25 / table["n"]).all()
    totals = (table["n"] * table["expected"]).groupby(table["step"]).sum()
    assert totals.to_dict() == pytest.approx(table.groupby("step")["done"].sum().to_dict())
    order = list(range(len(notes)))
    random.shuffle(order)
    turned = Frames(frames.analyses.iloc[order], frames.findings[::-1], frames.contacts)
    again = standardised(turned, settings)
    pd.testing.assert_frame_equal(again, table, rtol=1e-6, atol=1e-9)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("chance", [0, 1])
def test_where_all_or_nothing_is_documented_so_it_is_expected(make, settings, chance):
    notes = [n for i in range(5) for n in written(make, f"P{i}", np.full(30, chance), 1)]
    table = standardised(make.frames(*notes), settings)
    rows = listen(table)
    assert (rows[["expected", "standardised"]] == chance).all(axis=None)
    assert (rows["variance"] == 0).all()
    assert set(place_of(table, settings, *rows.index)) == {Place.INSIDE}


@pytest.mark.filterwarnings("error")
def test_one_person_is_expected_to_do_what_the_person_does(make, settings):
    rows = listen(standardised(make.frames(*of_length(make, "Ada", 50)), settings))
    assert rows["expected"].tolist() == pytest.approx(rows["rate"].tolist())


@pytest.mark.filterwarnings("error")
def test_a_channel_that_tells_everything_is_no_warning_and_no_fault(make, settings):
    """Everybody documents by phone and nobody in the portal."""
    notes = []
    for i in range(6):
        phone = [i * 5 + 10 > place for place in range(50)]
        channel = ["phone" if yes else "portal" for yes in phone]
        notes += written(make, f"P{i}", np.array(phone, dtype=float), 1, channel=channel)
    rows = listen(standardised(make.frames(*notes), settings))
    assert rows["rate"].max() - rows["rate"].min() == pytest.approx(0.5)
    assert (rows["rate"] - rows["expected"]).abs().max() < 0.05


@pytest.mark.parametrize("fields", [None, {"concern": False}, {"staff_id": None}])
def test_no_notes_of_anybody(make, settings, fields):
    notes = [] if fields is None else [make.note("N1", **fields)]
    table = standardised(make.frames(*notes), settings)
    assert table.empty
    assert table.columns.tolist()[-len(ADDED) :] == ADDED
    assert funnel_plot(table, Step.LISTEN, settings) is None


def test_rare_roles_count_as_one(make):
    """Of more roles than are told apart, those of the fewest notes are the same as one role."""
    roles = [f"role {i:03}" for i in range(99) for _ in range(2)] + ["common"] * 60
    rare = [f"typed {i:02}" for i in range(40)]

    def expected(names):
        notes = [
            make.note(
                f"N{i}",
                role=role,
                staff_id=f"P{i % 6}",
                listen="done" if i % 7 % 2 else "missed",
                word_count=40 + i % 50,
            )
            for i, role in enumerate(names)
        ]
        return expected_steps(make.frames(*notes))["listen"].to_numpy()

    together = expected(roles + ["typed"] * 40)
    np.testing.assert_allclose(expected(roles + rare), together, atol=1e-6)


def test_chance_limits_are_those_of_each_persons_own_notes(make, settings):
    notes = [note for i in range(4) for note in of_length(make, f"P{i}", 30 + 20 * i, 40)]
    frames = make.frames(*notes)
    expected = expected_steps(frames)
    table = standardised_step_rates(frames, expected, settings)
    for row in table[table["staff_id"] == "P2"].itertuples():
        own = frames.analyses["staff_id"] == "P2"
        low, high = sum_limits(expected.loc[own, row.step].to_numpy(), 0.998)
        assert (row.chance_low, row.chance_high) == pytest.approx((low / 40, high / 40))
