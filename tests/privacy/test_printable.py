"""Text for a screen: one line, nothing that steers it, and plain text as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.privacy.printable import printable, printable_lines


@given(st.text(st.characters()))
def test_every_character_prints(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert printable(shown) == shown
    shown.encode()


@given(st.text(st.characters()))
def test_line_feeds_stay_where_lines_are_kept(text: str) -> None:
    assert printable_lines(text).count("\n") == text.count("\n")
    assert printable_lines(text).replace("\n", "").isprintable()


@pytest.mark.parametrize("text", ["Zoë, 山田: 9:40 - 10:20 (ñ)", ""])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text
