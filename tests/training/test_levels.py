import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.training.levels import level_cuts
from analyzer.training.scoring import quadratic_kappa


def test_means_that_were_drawn_to_the_middle_give_their_levels_back() -> None:
    wanted = np.repeat(np.arange(5), 20)
    cuts = level_cuts((wanted - 2) * 0.4, wanted, 5, np.ones(100))
    assert (np.searchsorted(cuts, (wanted - 2) * 0.4, side="right") == wanted).all()


@given(st.integers(0, 10_000))
def test_cuts_rise_and_agree_at_least_as_well_as_rounding_does(seed: int) -> None:
    chance = np.random.default_rng(seed)
    wanted = chance.integers(0, 4, 60)
    means, weights = wanted + chance.normal(0, 0.8, 60), chance.uniform(0.2, 2, 60)
    cuts = level_cuts(means, wanted, 4, weights)
    assert (np.diff(cuts) >= 0).all()
    said = np.searchsorted(cuts, means, side="right")
    assert quadratic_kappa(wanted, said, 0, 3, weights) > 0


def test_one_level_alone_has_cuts_and_raises_nothing() -> None:
    assert len(level_cuts(np.linspace(0, 1, 9), np.zeros(9, dtype=int), 3, np.ones(9))) == 2
