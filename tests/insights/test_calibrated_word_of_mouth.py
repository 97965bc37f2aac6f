"""The word-of-mouth estimate where it is known how far the reader can be trusted."""

from dataclasses import astuple
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analyzer.insights.word_of_mouth import estimates, word_of_mouth
from insights.calibrations import calibration, loose

quick = hypothesis_settings(max_examples=25, deadline=None)
CASES = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=15)


def of_cases(make, settings, pairs, known, order=None):
    """Return the estimate of cases with these twentieths of p_negative and p_positive."""
    notes = [
        make.note(f"N{i:03}", p_negative=negative / 20, p_positive=positive / 20)
        for i, (negative, positive) in enumerate(pairs)
    ]
    notes = notes if order is None else [notes[place] for place in order]
    return estimates(make.frames(*notes), settings, calibration=known).clinic


def test_a_clinic_with_more_bad_contacts_than_the_corpus_may_have_them(make, settings):
    """Or may only write of them so. A reader of a balanced corpus calls four in five bad contacts
    0.8, and one in five others. Of 1,000 contacts of which 900 are bad, it so calls 740, and 260 it
    calls 0.2. That adds up to 644, and the interval reaches from there to 900."""
    known = calibration(*[(1, 0, 0)] * 200, negative=0.5, positive=0.001)
    one = of_cases(make, settings, [(16, 0)] * 740 + [(4, 0)] * 260, known)
    assert 600 < one.negatives.low_95 < 644
    assert 880 < one.negatives.high_95 < 920
    assert one.negatives_by_chance.expected == pytest.approx(one.negatives.expected)
    assert one.negatives.low_95 < one.negatives_by_chance.low_95
    assert one.negatives.high_95 > one.negatives_by_chance.high_95
    assert one.calibration_share > 0.2


@quick
@given(pairs=CASES, place=st.integers(0, 14), times=st.sampled_from([1, 10, 40]))
def test_more_negatives_never_lower_people_told(make, settings, pairs, place, times):
    """By exact laws and, where there are many, by their moments."""
    place %= len(pairs)
    pairs = pairs * times
    worse = [*pairs]
    worse[place] = (20 - pairs[place][1], pairs[place][1])
    longer = [*pairs, (20, 0)]
    before, changed, added = (
        astuple(of_cases(make, settings, some, loose()).people_told)
        for some in (pairs, worse, longer)
    )
    assert (np.array(changed) >= np.array(before) - 1e-6).all()
    assert (np.array(added) >= np.array(before) - 1e-6).all()


@quick
@given(data=st.data(), pairs=CASES)
def test_order_of_notes_never_matters(make, settings, data, pairs):
    order = data.draw(st.permutations(range(len(pairs))))
    assert of_cases(make, settings, pairs, loose()) == of_cases(
        make, settings, pairs, loose(), order
    )


@quick
@given(pairs=CASES, times=st.sampled_from([1, 10, 40]))
def test_intervals_hold_the_median_and_more_than_chance(make, settings, pairs, times):
    pairs = pairs * times
    one = of_cases(make, settings, pairs, loose())
    for part in (one.negatives, one.positives_recorded, one.people_told, one.shortfall):
        assert 0 <= part.low_95 <= part.low_80 <= part.median <= part.high_80 <= part.high_95
    assert one.negatives.high_95 <= len(pairs)
    assert 0 <= one.calibration_share < 1
    assert one.negatives.expected == pytest.approx(one.negatives_by_chance.expected)
    assert one.averted_cases >= 0


def test_locations_add_up_to_the_clinic(make, settings):
    random = np.random.default_rng(2)
    notes = [
        make.note(f"N{i}", p_negative=low, p_positive=high, location=place, staff_id=staff_id)
        for i, (low, high, _) in enumerate(random.dirichlet([1, 2, 1], size=150))
        for place, staff_id in (("North", f"S{i % 8}") if i % 5 else ("South", "S9"),)
    ]
    found = estimates(make.frames(*notes), settings, ["location"], loose())
    north, south = (group.estimate for group in found.groups["location"])
    together = found.clinic.negatives.expected
    assert north.negatives.expected + south.negatives.expected == pytest.approx(together)


def test_one_writer_leaves_more_open_than_twenty(make, settings):
    notes = [{"p_negative": 0.3, "p_positive": 0.2}] * 200
    one, twenty = (
        estimates(
            make.frames(
                *(make.note(f"N{i}", staff_id=f"S{i % people}", **n) for i, n in enumerate(notes))
            ),
            settings,
            calibration=loose(200),
        ).clinic
        for people in (1, 20)
    )
    assert one.negatives.low_95 < twenty.negatives.low_95
    assert one.negatives.high_95 > twenty.negatives.high_95


def test_the_report_says_what_its_intervals_hold(make, settings):
    frames = make.frames(make.note("N1"), make.note("N2"))

    def said(known):
        report = word_of_mouth(frames, settings, known)
        return next(caveat for caveat in report.caveats if "The intervals hold" in caveat)

    assert "1,400 notes of 14 writers" in said(loose())
    assert "25% of them" in said(loose())
    assert "has not been measured" in said(None)
    assert "was measured for other@2" in said(calibration((1, 0, 0), model="other@2"))


def test_a_calibration_of_another_model_is_left_aside(make, settings):
    frames = make.frames(make.note("N1"), make.note("N2", model="test@2"))
    one = estimates(frames, settings, calibration=loose()).clinic
    assert isnan(one.calibration_share)
    assert one.negatives == estimates(frames, settings).clinic.negatives


def test_no_notes_at_all(make, settings):
    report = word_of_mouth(make.frames(), settings, loose())
    assert report.clinic.cases == 0
    assert not any(astuple(report.clinic.people_told))
    assert report.clinic.calibration_share == 0
