"""Patterns that are tried only where they can begin find what their alternation finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.beginnings import Patterns, beginnings

PARTS = st.sampled_from(
    [
        *("a", "b", "ab", "[ab]", "[^a]", "[A-Z]", r"\w", r"\W", r"\s", r"\.", ".", r"\b"),
        *("(?=a)", "(?=[bc]c|a)", "(?!b)", "(?<=a)", "(?<!a.)", r"(?:(?=b)|\Z)", "(?-i:A)"),
    ]
)
PATTERNS = st.recursive(
    PARTS,
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map("".join),
        st.lists(parts, min_size=1, max_size=3).map(lambda ways: f"(?:{'|'.join(ways)})"),
        st.tuples(
            st.lists(parts, min_size=1, max_size=2).map("".join),
            st.sampled_from(["?", "*", "+", "{2}", "{0,2}", "{1,3}", "{2,}", "??", "{0,2}?"]),
        ).map(lambda part: f"(?:{part[0]}){part[1]}"),
    ),
    max_leaves=8,
)
TEXTS = st.text("abcA .", max_size=9)
LENGTHS = st.integers(1, 4)


@given(st.lists(PATTERNS.map("(?:{}).".format), min_size=1, max_size=4), TEXTS, LENGTHS)
def test_patterns_find_what_their_alternation_finds(
    patterns: list[str], text: str, length: int
) -> None:
    expected = [found.span() for found in re.finditer("|".join(patterns), text)]
    tried = Patterns((spaced(beginnings(one, length)), re.compile(one)) for one in patterns)
    starts = [spaces(text[at : at + length]) for at in range(len(text))]
    found = tried.finditer(text, range(len(text)), starts)
    assert [match.span() for match in found] == expected


def spaces(text: str) -> str:
    return re.sub(r"\W", " ", text)


def spaced(begun: frozenset[str]) -> set[str]:
    return set(map(spaces, begun))


@pytest.mark.parametrize(
    ("pattern", "begun"),
    [
        ("call(?:ed)? her", {"cal"}),
        ("(?:un)?do", {"und", "do"}),
        ("a{2,}b|c*d", {"aab", "aaa", "ccc", "ccd", "cd", "d"}),
        (r"(?<!\w)(?:no|not)(?!\w)", {"no", "not"}),
        (r"n\W?t", {"nt", "n t"}),
        (r"x(?=yz)", {"xyz"}),
        (r"\w+ing", {""}),
    ],
)
def test_the_beginning_of_a_pattern_is_read_from_it(pattern: str, begun: set[str]) -> None:
    assert beginnings(pattern, 3) == begun


@pytest.mark.parametrize("pattern", ["(a)b", "(?P<name>a)", "(?i:a)", "^a", "a{,3}", "(?#note)a"])
def test_other_syntax_is_refused_rather_than_misread(pattern: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        beginnings(pattern, 3)
