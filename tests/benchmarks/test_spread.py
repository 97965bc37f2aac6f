import pytest
from hypothesis import given
from hypothesis import strategies as st
from speed.spread import Spread

times = st.floats(0.01, 1000)
pairs = st.lists(st.tuples(times, times, times), min_size=1, max_size=9)


@given(pairs)
def test_what_slows_down_both_of_a_pair_leaves_the_ratios_alone(
    rounds: list[tuple[float, float, float]],
) -> None:
    ones, others, slower = zip(*rounds, strict=True)
    quiet = Spread.of_ratios(ones, others)
    busy = Spread.of_ratios(
        [one * by for one, by in zip(ones, slower, strict=True)],
        [other * by for other, by in zip(others, slower, strict=True)],
    )
    assert busy == pytest.approx(quiet)
    assert quiet.least <= quiet.median <= quiet.highest


def test_a_repeat_without_its_other_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Spread.of_ratios([1.0, 2.0], [1.0])
