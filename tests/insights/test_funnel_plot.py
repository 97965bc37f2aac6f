import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import binom, norm
from statsmodels.stats.meta_analysis import combine_effects

from analyzer.codebook import Step
from analyzer.insights.chance_limits import sum_limits
from analyzer.insights.funnel_plot import Place, between_people, funnel_plot, winsorised

SURGERY = {
    "Birmingham": (581, 58),
    "Bristol": (143, 41),
    "Brompton": (301, 31),
    "Great Ormond St": (482, 53),
    "Guys": (164, 25),
    "Harefield": (177, 25),
    "Leeds": (323, 24),
    "Leicester": (187, 25),
    "Liverpool": (405, 42),
    "Newcastle": (195, 26),
    "Oxford": (122, 23),
    "Southampton": (239, 24),
}
"""Open heart operations on children under one year in England, 1991 to 1995, and deaths within
thirty days: hospital episode statistics as in D. Spiegelhalter, "The Art of Statistics" (2019),
chapter 2. P. Aylin and others, Lancet 358 (2001), 181-187, conclude that Bristol was an outlier."""


def rates(counts, expected=None):
    """Return standardised rates of one step; without ``expected`` all are expected alike."""
    names, pairs = counts.keys(), list(counts.values())
    table = pd.DataFrame(pairs, columns=["n", "done"]).assign(
        staff_id=list(names), staff_name=list(names), step="listen"
    )
    overall = table["done"].sum() / table["n"].sum()
    share = np.full(len(table), overall) if expected is None else np.asarray(expected)
    rate = table["done"] / table["n"]
    limits = pd.DataFrame(zip(table["n"], share, strict=True), columns=["n", "share"])
    kinds = limits.drop_duplicates()
    kinds[["low", "high"]] = [
        [float(limit) / n for limit in sum_limits(np.full(int(n), chance), 0.998)]
        for n, chance in kinds.itertuples(index=False)
    ]
    limits = limits.merge(kinds, how="left", on=["n", "share"])
    return table.assign(
        rate=rate,
        expected=share,
        variance=share * (1 - share) / table["n"],
        standardised=(overall + rate - share).clip(0, 1),
        chance_low=limits["low"],
        chance_high=limits["high"],
    )


def of_people(*pairs):
    return rates({f"P{number:03}": pair for number, pair in enumerate(pairs)})


def places(funnel):
    return dict(zip(funnel.members["staff_name"], funnel.members["place"], strict=True))


def test_the_published_outlier_and_no_other_lies_outside(settings):
    funnel = funnel_plot(rates(SURGERY), Step.LISTEN, settings)
    assert round(funnel.overall, 4) == 0.1196
    assert places(funnel) == {
        name: Place.ABOVE if name == "Bristol" else Place.INSIDE for name in SURGERY
    }


def test_the_spread_between_people_by_hand(settings):
    """Twelve hospitals: the z scores from the overall 0.1196, the two largest and the two smallest
    drawn in to the quantiles at 1.1 and 9.9 of the ranks 0 to 11, give a sum of squares, which
    over the mean square of normal scores so drawn in is ``total``;
    tau^2 = (total - 11) / (sum w - sum w^2 / sum w)."""
    funnel = funnel_plot(rates(SURGERY), Step.LISTEN, settings)
    n, deaths = np.array(list(SURGERY.values())).T
    overall = 397 / 3319
    z = np.sort((deaths / n - overall) / np.sqrt(overall * (1 - overall) / n))
    low, high = 0.9 * z[1] + 0.1 * z[2], 0.1 * z[9] + 0.9 * z[10]
    q = norm.ppf(0.9)
    of_normal = 0.2 * q**2 + 0.8 - 2 * q * norm.pdf(q)
    total = ((z[2:10] ** 2).sum() + 2 * low**2 + 2 * high**2) / of_normal
    weight = n / (overall * (1 - overall))
    by_hand = (total - 11) / (weight.sum() - (weight**2).sum() / weight.sum())
    assert funnel.spread**2 == pytest.approx(by_hand, rel=1e-3)
    assert round(funnel.spread, 4) == 0.0259


def test_limits_by_hand(settings):
    """Half of 100 notes each. 39 or fewer have a probability of 1.8 %, 40 or fewer one of 2.8 %; 34
    or fewer one of 0.09 %, 35 or fewer one of 0.2 %: the limits lie between them."""
    funnel = funnel_plot(of_people(*[(100, 50)] * 6), Step.LISTEN, settings)
    assert funnel.members["precision"].tolist() == pytest.approx([100] * 6)
    assert funnel.spread == 0
    low_95, high_95, low_998, high_998 = at(funnel, 100)
    assert 0.39 < low_95 < 0.40 < 0.60 < high_95 < 0.61
    assert 0.34 < low_998 < 0.35 < 0.65 < high_998 < 0.66


def at(funnel, precision):
    """Return the four limits at a precision."""
    curves = ["low_95", "high_95", "low_998", "high_998"]
    limits = funnel.limits
    return [np.interp(precision, limits["precision"], limits[name]) for name in curves]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@given(
    st.lists(st.floats(-3, 3), min_size=3, max_size=20),
    st.lists(st.floats(0.01, 0.5), min_size=20, max_size=20),
)
def test_the_spread_is_the_estimate_of_dersimonian_and_laird(distances, errors):
    """Where the distances are from the weighted mean, it is that of a meta-analysis."""
    error = np.array(errors[: len(distances)])
    distance = np.array(distances) - np.average(distances, weights=error**-2)
    theirs = combine_effects(distance, error**2, method_re="chi2").tau2
    assert between_people(distance / error, error) ** 2 == pytest.approx(max(theirs, 0), abs=1e-9)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=40))
def test_winsorising_draws_in_the_ends_and_nothing_else(scores):
    scores = np.array(scores)
    drawn = winsorised(scores)
    low, high = np.quantile(scores, [0.1, 0.9])
    assert ((drawn >= low) & (drawn <= high)).all()
    middle = (scores >= low) & (scores <= high)
    assert (drawn[middle] == scores[middle]).all()


@st.composite
def people(draw):
    """Return counts of five to twelve people, and what is expected of each."""
    n = draw(st.lists(st.integers(30, 2000), min_size=5, max_size=12))
    done = [draw(st.integers(0, most)) for most in n]
    expected = draw(st.lists(st.floats(0.02, 0.98), min_size=len(n), max_size=len(n)))
    return {f"P{i:02}": pair for i, pair in enumerate(zip(n, done, strict=True))}, expected


@hypothesis_settings(deadline=None)
@given(people())
def test_curves_and_dots_agree(settings, drawn):
    funnel = funnel_plot(rates(*drawn), Step.LISTEN, settings)
    limits, members = funnel.limits, funnel.members
    curves = limits[["low_998", "low_95", "high_95", "high_998"]]
    assert curves.ge(0).all(axis=None)
    assert curves.le(1).all(axis=None)
    assert (curves.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert (limits["low_95"] <= funnel.overall).all()
    assert (limits["high_95"] >= funnel.overall).all()
    assert limits["precision"].is_monotonic_increasing
    assert limits[["low_95", "low_998"]].diff().iloc[1:].ge(-1e-12).all(axis=None)
    assert limits[["high_95", "high_998"]].diff().iloc[1:].le(1e-12).all(axis=None)
    assert limits["precision"].iloc[0] < members["precision"].min()
    assert limits["precision"].iloc[-1] > members["precision"].max()


@hypothesis_settings(deadline=None)
@given(people())
def test_a_dot_is_on_the_side_of_the_curve_that_its_place_says(settings, drawn):
    """Where the step is as likely in everybody's notes."""
    counts, _ = drawn
    funnel = funnel_plot(rates(counts), Step.LISTEN, settings)
    for _, member in funnel.members.iterrows():
        _, _, low, high = at(funnel, member["precision"])
        to_a_limit = min(abs(member["standardised"] - low), abs(member["standardised"] - high))
        # Between two of its points the curve is drawn straight, a hair off.
        if to_a_limit > 0.005:
            outside = not low <= member["standardised"] <= high
            assert (member["place"] != Place.INSIDE) == outside


@pytest.mark.parametrize("share", [0.02, 0.05, 0.1, 0.5, 0.9, 0.98, None])
@pytest.mark.parametrize("most", [30, 200])
def test_hardly_anybody_lies_outside_by_chance(settings, share, most):
    """Of people who all document alike 0.2 % at most do, also where a step is rare."""
    random = np.random.default_rng(5)
    outside = []
    for _ in range(20):
        expected = np.full(400, share) if share else random.uniform(0.02, 0.98, 400).round(2)
        n = random.integers(30, most, 400, endpoint=True)
        done = random.binomial(n, expected)
        counts = {f"P{i:03}": pair for i, pair in enumerate(zip(n, done, strict=True))}
        funnel = funnel_plot(rates(counts, expected), Step.LISTEN, settings)
        outside.append((funnel.members["place"] != Place.INSIDE).mean())
    assert np.mean(outside) < 0.003


@pytest.mark.parametrize("middle", [0.0, -3.0])
def test_what_makes_everybody_a_little_different_is_allowed_for(settings, middle):
    """People whose log odds vary by 0.3 around half, or around 5 %, of their notes."""
    random = np.random.default_rng(6)
    outside, spread, true = [], [], []
    for _ in range(20):
        own = expit(random.normal(middle, 0.3, 400))
        n = random.integers(30, 100, 400, endpoint=True)
        pairs = zip(n, random.binomial(n, own), strict=True)
        funnel = funnel_plot(of_people(*pairs), Step.LISTEN, settings)
        outside.append((funnel.members["place"] != Place.INSIDE).mean())
        spread.append(funnel.spread)
        true.append(own.std())
    assert np.mean(outside) < 0.004
    assert np.mean(spread) == pytest.approx(np.mean(true), abs=0.005)


@pytest.mark.parametrize("share", [0.02, 0.05, 0.5])
def test_the_first_count_that_is_too_many_lies_outside(settings, share):
    """Of eleven people ten document as expected, and one so often that it is hardly chance."""
    usual = round(40 * share)
    first = int(binom.ppf(0.999, 40, share)) + 1
    for count, place in ((first - 1, Place.INSIDE), (first, Place.ABOVE)):
        pairs = [(40, usual)] * 10 + [(40, count)]
        counts = {f"P{i:03}": pair for i, pair in enumerate(pairs)}
        funnel = funnel_plot(rates(counts, [share] * 11), Step.LISTEN, settings)
        assert funnel.spread == 0
        assert places(funnel)["P010"] == place


def test_a_few_people_far_off_do_not_hide_themselves(settings):
    funnel = funnel_plot(of_people(*[(100, 50)] * 10, (100, 10), (100, 90)), Step.LISTEN, settings)
    assert places(funnel) == {f"P{i:03}": "inside" for i in range(10)} | {
        "P010": Place.BELOW,
        "P011": Place.ABOVE,
    }


def test_where_everybody_differs_nobody_stands_out(settings):
    pairs = [(200, done) for done in range(40, 161, 10)]
    funnel = funnel_plot(of_people(*pairs), Step.LISTEN, settings)
    assert funnel.spread > 0.1
    assert set(funnel.members["place"]) == {Place.INSIDE}


def test_people_with_few_notes_are_counted_and_not_drawn(settings):
    table = of_people(*[(30, 12)] * 5, (29, 29), (1, 0))
    funnel = funnel_plot(table, Step.LISTEN, settings)
    assert (len(funnel.members), funnel.too_few) == (5, 2)
    assert funnel.overall == pytest.approx(89 / 180)


def test_a_person_counts_by_what_his_notes_tell(settings):
    """Notes in which nearly everybody documents vary less, and so count for more."""
    counts = {f"P{i}": (100, 50) for i in range(6)}
    funnel = funnel_plot(rates(counts, [0.9, *[0.5] * 5]), Step.LISTEN, settings)
    first, *others = funnel.members["precision"]
    assert first / others[0] == pytest.approx(0.25 / 0.09)
    assert funnel.members["precision"].sum() > 600


def test_too_few_people_or_another_step_give_no_plot(settings):
    assert funnel_plot(of_people(*[(40, 20)] * 4, (29, 3)), Step.LISTEN, settings) is None
    assert funnel_plot(of_people(*[(40, 20)] * 6), Step.RESOLVE, settings) is None


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("done", [0, 40])
def test_where_all_notes_are_alike_everybody_lies_on_the_line(settings, done):
    funnel = funnel_plot(of_people(*[(40, done)] * 6), Step.LISTEN, settings)
    assert funnel.spread == 0
    assert set(funnel.members["place"]) == {Place.INSIDE}
    assert funnel.members["precision"].tolist() == [40] * 6
    assert (funnel.limits.drop(columns="precision") == done / 40).all(axis=None)
