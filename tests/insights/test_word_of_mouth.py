from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analyzer.insights.word_of_mouth import estimates, word_of_mouth
from analyzer.settings import Settings


@st.composite
def probabilities(draw):
    """Draw p_negative and p_positive of a case."""
    negative = draw(st.integers(0, 20))
    return negative / 20, draw(st.integers(0, 20 - negative)) / 20


CASES = st.lists(probabilities(), min_size=1, max_size=15)
quick = hypothesis_settings(max_examples=25, deadline=None)


def of_cases(make, settings, pairs, order=None):
    notes = [
        make.note(f"N{i:03}", p_negative=negative, p_positive=positive)
        for i, (negative, positive) in enumerate(pairs)
    ]
    notes = notes if order is None else [notes[place] for place in order]
    return estimates(make.frames(*notes), settings).clinic


def figures(one):
    """Return every figure of an estimate as one array."""
    parts = (one.negatives, one.positives_recorded, one.people_told, one.shortfall)
    names = ("expected", "median", "low_80", "high_80", "low_95", "high_95")
    return np.array([[getattr(part, name) for name in names] for part in parts])


def test_two_cases_by_hand(make, settings):
    """Negative, neutral, positive: 0.5, 0.3, 0.2 and 0.2, 0.3, 0.5. So N is 0, 1, 2 with the
    chances 0.4, 0.5, 0.1."""
    one = of_cases(make, settings, [(0.5, 0.2), (0.2, 0.5)])
    assert one.cases == 2
    assert one.negatives.expected == pytest.approx(0.7)
    assert (one.negatives.median, one.negatives.high_80, one.negatives.high_95) == (1, 1, 2)
    assert one.positives_recorded.expected == pytest.approx(0.7)
    assert one.people_told.expected == pytest.approx(7.7)
    assert one.people_told.high_95 == 22
    assert one.positives_needed.expected == pytest.approx(8.4)
    # 12 N - P is 12 with 0.5 * 0.3 + 0.3 * 0.2 = 0.21, 11 with 0.5 * 0.5 + 0.2 * 0.2 = 0.29,
    # 24 with 0.5 * 0.2 = 0.1, and below 0 otherwise.
    assert one.shortfall.expected == pytest.approx(12 * 0.21 + 11 * 0.29 + 24 * 0.1)
    assert (one.shortfall.low_80, one.shortfall.median, one.shortfall.high_95) == (0, 11, 24)


def test_certain_cases_have_no_width(make, settings):
    one = of_cases(make, settings, [(1, 0)] * 3 + [(0, 1)] * 40)
    np.testing.assert_allclose(figures(one), [[3] * 6, [40] * 6, [33] * 6, [0] * 6], atol=1e-9)


def test_agrees_with_a_simulation(make, settings):
    random = np.random.default_rng(20260302)
    pairs = random.dirichlet([1, 2, 3], size=60)[:, :2]
    one = of_cases(make, settings, pairs.tolist())
    uniform = random.random((200_000, 60))
    negative = (uniform < pairs[:, 0]).sum(axis=1)
    positive = (uniform > 1 - pairs[:, 1]).sum(axis=1)
    shortfall = np.maximum(12 * negative - positive, 0)
    assert one.negatives.expected == pytest.approx(negative.mean(), rel=0.01)
    assert one.shortfall.expected == pytest.approx(shortfall.mean(), rel=0.01)
    assert one.shortfall.high_95 == pytest.approx(np.quantile(shortfall, 0.975), abs=2)
    assert one.shortfall.low_95 == pytest.approx(np.quantile(shortfall, 0.025), abs=2)


@quick
@given(pairs=CASES, place=st.integers(0, 14))
def test_more_negatives_never_lower_people_told(make, settings, pairs, place):
    place %= len(pairs)
    positive = pairs[place][1]
    worse = [*pairs]
    worse[place] = (1 - positive, positive)
    before, after = (of_cases(make, settings, some).people_told for some in (pairs, worse))
    assert after.expected >= before.expected - 1e-9
    for name in ("median", "low_80", "high_80", "low_95", "high_95"):
        assert getattr(after, name) >= getattr(before, name)
    added = of_cases(make, settings, [*pairs, (1, 0)]).people_told
    assert added.expected == pytest.approx(before.expected + 11)


@quick
@given(data=st.data(), pairs=CASES)
def test_order_of_notes_never_matters(make, settings, data, pairs):
    order = data.draw(st.permutations(range(len(pairs))))
    assert of_cases(make, settings, pairs) == of_cases(make, settings, pairs, order)


@quick
@given(pairs=CASES)
def test_intervals_contain_the_median_and_nest(make, settings, pairs):
    expected, median, low_80, high_80, low_95, high_95 = figures(of_cases(make, settings, pairs)).T
    assert (low_95 <= low_80).all()
    assert (low_80 <= median).all()
    assert (median <= high_80).all()
    assert (high_80 <= high_95).all()
    assert (expected >= 0).all()


def test_a_case_counts_once_and_its_averted_story_is_eleven_people(make, settings):
    cue = make.finding("frustration")
    frames = make.frames(
        make.note("N1", cue, case_id="C", timestamp=datetime(2026, 3, 1), p_negative=1.0),
        make.note(
            "N2",
            case_id="C",
            timestamp=datetime(2026, 3, 2),
            sentiment_end=1.0,
            p_negative=0.0,
            p_positive=1.0,
        ),
    )
    one = estimates(frames, settings).clinic
    assert (one.contacts, one.cases, one.averted_cases, one.people_not_told) == (2, 1, 1, 11)
    assert one.people_told.high_95 == 0


def test_breakdowns(make, settings):
    march, april = datetime(2026, 3, 30), datetime(2026, 5, 2)
    frames = make.frames(
        make.note("N1", case_id="C", timestamp=march, location="North", themes=["wait"]),
        make.note("N2", case_id="C", timestamp=april, location="East", themes=["billing", "wait"]),
        make.note("N3", timestamp=march, location=None, channel="email", themes=[]),
    )
    found = estimates(frames, settings, ("location", "channel", "theme", "month"))
    by = {
        name: {group.name: group.estimate.cases for group in groups}
        for name, groups in found.groups.items()
    }
    assert by == {
        "location": {"East": 1, None: 1},
        "channel": {"email": 1, "phone": 1},
        "theme": {"billing": 1, "wait": 1, None: 1},
        "month": {"2026-03": 2, "2026-04": 0, "2026-05": 1},
    }


def test_months_keep_notes_without_a_time_apart(make, settings):
    frames = make.frames(make.note("N1"), make.note("N2", timestamp=None))
    groups = estimates(frames, settings, ["month"]).groups["month"]
    assert [group.name for group in groups] == ["2026-03", None]


def test_report_carries_its_caveats_and_sources(make, settings):
    frames = make.frames(make.note("N1"))
    report = word_of_mouth(frames, settings)
    assert report.clinic.negatives == estimates(frames, settings).clinic.negatives
    assert any("not about one provider" in caveat for caveat in report.caveats)
    assert any("never for a person" in caveat for caveat in report.caveats)
    assert any("chance in each case alone" in caveat for caveat in report.caveats)
    assert any("turned round is a count without an interval" in said for said in report.caveats)
    assert {constant.value for constant in report.constants} == {11, 12}
    assert all("question 4" in constant.source for constant in report.constants)


def test_a_clinics_own_constants_are_used_and_named_so(make):
    own = Settings(word_of_mouth={"people_told": 9.5, "positives_needed": 3})
    report = word_of_mouth(make.frames(make.note("N1", p_negative=1.0, p_positive=0.0)), own)
    assert report.clinic.people_told.expected == 9.5
    assert report.clinic.shortfall.expected == 3
    assert {constant.source for constant in report.constants} == {"set in analyzer.toml"}


def test_no_notes_at_all(make, settings):
    report = word_of_mouth(make.frames(), settings)
    assert report.clinic.cases == 0
    assert not figures(report.clinic).any()
    assert report.by_month == ()
    assert [one.probability for one in report.distribution] == [1]


def test_what_is_no_probability_is_refused_by_name(make, settings):
    frames = make.frames(make.note("N1"), make.note("N2", p_negative=0.8, p_positive=0.4))
    with pytest.raises(ValueError, match="Note N2"):
        estimates(frames, settings)
