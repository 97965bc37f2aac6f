import numpy as np
import pandas as pd
import pytest

from analyzer.insights.chances import log_chances, probabilities


def cases(*pairs):
    return pd.DataFrame(pairs, columns=["p_negative", "p_positive"]).assign(
        note_id=[f"N{place}" for place in range(len(pairs))]
    )


def test_what_passes_1_by_rounding_is_drawn_back():
    negative, positive = probabilities(cases((0.75, 0.25 + 5e-7), (0.5, 0.25)))
    assert negative[0] + positive[0] == pytest.approx(1, abs=1e-12)
    assert (negative[1], positive[1]) == (0.5, 0.25)


@pytest.mark.parametrize("pair", [(0.8, 0.4), (-0.1, 0.5), (0.5, -0.1), (float("nan"), 0.2)])
def test_what_is_no_probability_is_refused_by_name(pair):
    with pytest.raises(ValueError, match="Note N1: p_negative"):
        probabilities(cases((0.2, 0.2), pair))


def test_what_has_no_chance_has_a_logarithm_too():
    logs = log_chances(np.array([0.5, 0.0]), np.array([0.5, 0.25]))
    np.testing.assert_allclose(np.exp(logs), [[0.5, 0], [0, 0.75], [0.5, 0.25]])
