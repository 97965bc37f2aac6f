import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzer.privacy import patterns
from analyzer.privacy.identifiers import Identifier
from analyzer.privacy.pattern_rules import (
    NumberRule,
    announced_rules,
    number_rules,
    other_rules,
    text_rules,
)
from analyzer.privacy.patterns import find_patterns

NUMBERS = [
    "7",
    "12",
    "42",
    "97",
    "101",
    "219",
    "1944",
    "2026",
    "40771",
    "77402",
    "448120",
    "9434765919",
    "20417600",
    "2.2.1944",
    "2/2",
    "4/2/26",
    "12-03",
    "2026-03-14",
    "14:30",
    "11.5",
    "6/10",
    "120/80",
    "1,250",
    "5th",
    "22nd",
    "555-0148",
    "602.555.0148",
    "07700",
    "900604",
    "943",
    "476",
    "5919",
    "GR-26-0417",
    "XJH448120937",
    "M1",
    "SW1A",
    "1AA",
    "K1A",
    "0B6",
    "90210",
    "90210-1234",
    "12b",
    "4C",
    "555O148",
    "l944",
    "S5-0148",
    "£40",
]
SHAPES = [
    "(602) 555-0148",
    "07700 900604",
    "+44 7700 900604",
    "1800 555 010",
    "943 476 5919",
    "5 5 5 0 1 4 8",
    "602 555-0148 x 49",
    "14 March 2026",
    "March 3rd",
    "2 . 2 . 1944",
    "12 High Street",
    "Flat 4, 9 Mill Lane",
    "SW1A 1AA",
    "Austin TX 78701",
    "PO Box 219",
    "Highway 9",
    "12 rue de la Paix",
    "14MAR2026",
    "KZ 20418",
    "flat B, 14 Mersey",
]
ANNOUNCING = [
    "DOB",
    "born",
    "born on the",
    "MRN",
    "mrn#",
    "NHS no.",
    "acct #",
    "case no:",
    "ref",
    "policy number",
    "order",
    "claim",
    "cell",
    "mobile",
    "ph",
    "tel:",
    "fax",
    "ext",
    "bleep",
    "aged",
    "age",
    "pt is",
    "room",
    "bed",
    "flat",
    "apt",
    "unit",
    "suite",
    "lives at",
    "address is",
    "address?",
    "postcode",
    "zip code",
    "box",
    "po box",
    "route",
    "May",
    "on March",
    "Jan.",
    "the",
    "by",
    "until",
    "since",
    "due",
    "on Mon",
    "Friday",
    "health card",
    "card",
    "id",
    "id no is",
    "SSN",
    "her number is",
    "call",
    "ring",
    "plate",
    "passport",
    "licence no",
]
BEHIND = [
    "mg",
    "ml",
    "%",
    "yo",
    "yrs old",
    "year old",
    "y/o",
    "days",
    "weeks",
    "hours",
    "min",
    "pm",
    "am",
    "p.m.",
    "/10",
    "out of 10",
    "bpm",
    "th of May",
    "st of June 2026",
    "March",
    "Feb 26",
    "Street",
    "Mill Road",
    "Avenue, Leeds",
    "Ave",
    "rd",
    "TX",
    "NSW 2000",
    "times",
    "x a day",
    "calls",
    "st",
    "and 9th of May",
    "ext 4",
    "x49",
]
BETWEEN = [" ", " ", " ", "", ", ", ". ", ": ", "\n", "?\n", " (", ") ", "-", "/", "#", " - "]

PIECES = st.one_of(
    st.sampled_from(ANNOUNCING),
    st.sampled_from(sorted(announced_rules())),
    st.sampled_from(NUMBERS),
    st.sampled_from(SHAPES),
    st.sampled_from(BEHIND),
    st.integers(0, 10**10).map(str),
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from(BETWEEN)), max_size=14).map(
    lambda pieces: "".join(piece + between for piece, between in pieces)
)


def found_by_all_rules(text: str) -> list[Identifier]:
    """Return what is found where every rule is tried at each number."""

    def all_rules(*_: object) -> list[NumberRule]:
        return list(number_rules())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patterns, "_rules_that_may_fit", all_rules)
        return find_patterns(text)


@settings(deadline=None, max_examples=200)
@given(TEXTS)
@example("DOB 2.2.1944, 97yo, MRN 40771. Ring 555-0148 by 4/2. Pain 6/10.")
@example("address?\nPat: 12 High Street, flat 4, SW1A 1AA")
@example("NHS no. is 943 476 5919 (ref # GR-26-0417), born on the 14th of March")
@example("MRN KZ 20418, number M 40771, lives at flat B, 14 Mersey")
def test_no_rule_that_is_passed_over_could_have_fitted(text: str) -> None:
    assert find_patterns(text) == found_by_all_rules(text)


@pytest.mark.parametrize("number", sorted({n for some in announced_rules().values() for n in some}))
def test_a_rule_is_passed_over_where_no_word_announces_it(number: int) -> None:
    rule = number_rules()[number]
    assert rule.introduced_by
    assert {phrase for phrase, some in announced_rules().items() if number in some} == (
        rule.introduced_by
    )


def test_every_rule_is_announced_or_among_the_others() -> None:
    announced = {number for some in announced_rules().values() for number in some}
    others = {number for some in other_rules().from_group.values() for number in some}
    assert announced.isdisjoint(others)
    assert announced | others == set(range(len(number_rules())))


@pytest.mark.parametrize("rule", number_rules())
def test_no_shape_refers_back_by_a_number(rule: NumberRule) -> None:
    numbered = re.compile(r"(?<!\\)(?:\\\\)*(?:\\[1-9]|\(\?\(\d)")
    assert numbered.search(r"(a) \1")
    assert not numbered.search(rule.shape.pattern)


def test_no_stretch_of_a_text_rule_has_a_curly_apostrophe() -> None:
    stretches = [stretch for rule in text_rules() for stretch in rule.holds]
    assert stretches
    assert not [stretch for stretch in stretches if "’" in stretch]
