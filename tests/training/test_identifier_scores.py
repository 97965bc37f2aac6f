from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.privacy.identifiers import Identifier, IdentifierType
from analyzer.training.identifier_scores import (
    FOUND_AS,
    Counts,
    identifier_counts,
    identifier_figures,
    identifier_text,
)

TEXT = "Mrs Adeyemi rang Dr Okafor from 555-0148. Adeyemi cried."
PHI = [
    {"type": "NAME", "quote": "Mrs Adeyemi"},
    {"type": "STAFF", "quote": "Dr Okafor"},
    {"type": "PHONE", "quote": "555-0148"},
]
GOLD = {"text": TEXT, "phi": PHI}
NAMES = [(4, 11), (42, 49)]


def identifiers(*found: tuple[int, int, str]) -> list[Identifier]:
    return [Identifier(start, end, IdentifierType(type_)) for start, end, type_ in found]


def counts(*found: tuple[int, int, str], gold: dict[str, Any] = GOLD) -> dict[str, Counts]:
    """Return the counts of the types that count anything."""
    counted = identifier_counts([gold], [identifiers(*found)])
    return {type_: one for type_, one in counted.items() if one != Counts(0, 0, 0, 0, 0)}


def test_what_is_found_whole_as_its_type_is_right() -> None:
    assert counts(
        *((*place, "patient") for place in NAMES), (20, 26, "author"), (32, 40, "phone")
    ) == {
        "NAME": Counts(annotated=1, covered=1, right_type=1, found=2, false=0),
        "STAFF": Counts(annotated=1, covered=1, right_type=1, found=1, false=0),
        "PHONE": Counts(annotated=1, covered=1, right_type=1, found=1, false=0),
    }


def test_nothing_found_is_all_missed() -> None:
    assert counts() == dict.fromkeys(["NAME", "STAFF", "PHONE"], Counts(1, 0, 0, 0, 0))


def test_one_mention_that_is_missed_is_a_miss() -> None:
    assert counts((4, 11, "name"))["NAME"] == Counts(1, 0, 0, 1, 0)


def test_a_letter_that_is_missed_is_a_miss_and_a_mark_is_none() -> None:
    assert counts((32, 39, "phone"))["PHONE"] == Counts(1, 0, 0, 1, 0)
    assert counts((32, 35, "phone"), (36, 40, "phone"))["PHONE"] == Counts(1, 1, 1, 2, 0)


def test_another_type_covers_but_is_not_right() -> None:
    found = counts(*((*place, "staff") for place in NAMES), (32, 40, "id"))
    assert found["NAME"] == Counts(1, 1, 0, 0, 0)
    assert found["STAFF"] == Counts(1, 0, 0, 2, 0)
    assert found["ID"] == Counts(0, 0, 0, 1, 0)


def test_what_touches_nothing_annotated_is_false() -> None:
    assert counts((50, 55, "name"))["NAME"] == Counts(1, 0, 0, 1, 1)


@pytest.mark.parametrize("type_", ["age", "url"])
def test_types_that_nobody_annotates_count_nowhere(type_: str) -> None:
    assert counts((50, 55, type_), gold={"text": TEXT}) == {}


def test_what_is_not_in_the_text_and_what_is_inside_words_does_not_count() -> None:
    gone = {"text": TEXT, "phi": [{"type": "ID", "quote": "40771"}, {"type": "ID", "quote": "148"}]}
    assert counts(gold=gone) == {}


FOUND = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 6), st.sampled_from(list(IdentifierType)))
).map(lambda found: [Identifier(start, start + n, type_) for start, n, type_ in sorted(found)])


@given(st.lists(FOUND, max_size=4))
def test_counts_add_up_and_shares_have_intervals_around_them(
    found: list[list[Identifier]],
) -> None:
    counted = identifier_counts([GOLD] * len(found), found)
    figures = identifier_figures(counted)
    assert list(counted) == list(figures["types"]) == list(FOUND_AS)
    for type_, one in counted.items():
        assert 0 <= one.right_type <= one.covered <= one.annotated
        assert 0 <= one.false <= one.found
        for share in (figures["types"][type_]["recall"], figures["types"][type_]["precision"]):
            assert share is None or 0 <= share["low"] <= share["share"] <= share["high"] <= 1
    assert figures["found"] == sum(one.found for one in counted.values())


def test_shares_of_nothing_are_none() -> None:
    figures = identifier_figures(identifier_counts([], []))
    assert figures["precision"] is None
    assert set(figures["types"]["NAME"].values()) == {0, None}


def test_the_table_has_a_line_a_type_and_one_for_all() -> None:
    found = identifiers((4, 11, "name"), (42, 49, "name"), (50, 55, "name"), (32, 40, "id"))
    lines = identifier_text(identifier_figures(identifier_counts([GOLD], [found]))).splitlines()
    assert [line.split()[0] for line in lines] == ["type", *FOUND_AS, "all"]
    table = {line.split()[0]: " ".join(line.split()[1:]) for line in lines}
    assert table["NAME"] == "1 1.000 (0.207 to 1.000) 1.000 3 0.667 (0.208 to 0.939)"
    assert table["STAFF"] == "1 0.000 (0.000 to 0.793) 0.000 0"
    assert table["EMAIL"] == "0 0"
    assert table["all"] == "4 0.750 (0.301 to 0.954)"
    assert not any(line.endswith(" ") for line in lines)
