import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.privacy.nhs_number import is_nhs_number


@pytest.mark.parametrize("number", ["943 476 591", "943 476 59190", "", "no number"])
def test_an_nhs_number_has_ten_digits(number: str) -> None:
    assert not is_nhs_number(number)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_at_most_one_last_digit_makes_an_nhs_number(nine: str) -> None:
    assert sum(is_nhs_number(nine + last) for last in "0123456789") <= 1


@given(st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(place: int, change: int) -> None:
    number = "9434765919"
    wrong = (int(number[place]) + change) % 10
    assert not is_nhs_number(f"{number[:place]}{wrong}{number[place + 1 :]}")
