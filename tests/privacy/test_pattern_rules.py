"""Rules that are passed over at a number could not have fitted it."""

import re
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from analyzer.privacy import patterns
from analyzer.privacy.pattern_rules import number_rules, text_rules
from analyzer.privacy.patterns import find_patterns

ANNOUNCING = [
    "MRN",
    "acct no.",
    "DOB:",
    "born",
    "ref #",
    "claim",
    "room",
    "ext",
    "policy is",
    "NHS",
]
NUMBERS = ["40771", "555-0148", "2/2/1944", "97", "4 May", "12 Elm St", "943 476 5919", "GR-26"]
MORE_NUMBERS = [
    "10:30",
    "6/10",
    "120/80",
    "5mg",
    "L2O7",
    "0161 496 0000",
    "2024",
    "PO Box 9",
    "1.5",
]
MARKS = [", ", ". ", " ", "\n", " - ", "? pt: ", " (", ") "]
TEXTS = st.lists(st.sampled_from(ANNOUNCING + 2 * NUMBERS + 2 * MORE_NUMBERS + 2 * MARKS)).map(
    "".join
)


@given(TEXTS | st.text("0123456789 -/.()#abO\n", max_size=30))
def test_trying_every_rule_finds_nothing_else(text: str) -> None:
    found = find_patterns(text)
    with patch.object(patterns, "_rules_that_may_fit", lambda *_: number_rules()):
        assert find_patterns(text) == found


def test_no_shape_refers_to_a_group_by_its_number() -> None:
    # Shapes are joined, where groups have other numbers.
    for rule in number_rules():
        assert not re.search(r"(?<!\\)\\[1-9]", rule.shape.pattern)


def test_stretches_are_written_as_tokens_are() -> None:
    for rule in text_rules():
        assert all(stretch == stretch.lower().replace("’", "'") for stretch in rule.holds)
