import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.training.calibration import expected_calibration_error

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@given(PAIRS)
def test_it_lies_between_none_and_one(pairs: list[tuple[float, bool]]) -> None:
    said, happened = zip(*pairs, strict=True)
    assert 0 <= expected_calibration_error(said, happened) <= 1


@pytest.mark.parametrize(
    ("said", "happened", "error"),
    [
        ([1.0, 0.0], [True, False], 0.0),
        ([1.0, 0.0], [False, True], 1.0),
        ([0.35] * 4, [True, False, False, False], 0.1),
        ([0.05, 0.95, 0.95, 0.95], [False, True, True, False], (0.05 + 3 * (0.95 - 2 / 3)) / 4),
    ],
)
def test_it_is_the_mean_gap(said: list[float], happened: list[bool], error: float) -> None:
    assert expected_calibration_error(said, happened) == pytest.approx(error)
