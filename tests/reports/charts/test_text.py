from hypothesis import given
from hypothesis import strategies as st

from analyzer.reports.charts.text import text_width, wrapped

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "M", "Z"]) | st.just(" "), max_size=60)


@given(TEXT, st.floats(60, 400))
def test_every_line_has_room_and_no_letter_is_lost(text: str, room: float) -> None:
    lines = wrapped(text, room)
    assert all(text_width(line) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(TEXT, TEXT)
def test_text_beside_text_needs_the_room_of_both(one: str, other: str) -> None:
    assert abs(text_width(one + other) - text_width(one) - text_width(other)) < 1e-6


def test_a_short_text_stays_on_one_line_and_no_text_is_an_empty_one() -> None:
    assert wrapped("In person", 200) == ["In person"]
    assert wrapped("", 200) == [""]


def test_a_word_without_a_space_is_broken_where_the_room_ends() -> None:
    lines = wrapped("Krankenhausaufnahmeverwaltungsgebäude", 100)
    assert len(lines) > 2
    assert "".join(lines) == "Krankenhausaufnahmeverwaltungsgebäude"


def test_line_breaks_of_a_name_are_spaces() -> None:
    assert wrapped("North\nClinic", 200) == ["North Clinic"]
