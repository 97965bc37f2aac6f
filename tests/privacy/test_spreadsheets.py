"""Texts as cells: no formula wherever a cell may begin, and read back as they were."""

import csv
import json
import re
from io import StringIO
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.privacy.spreadsheets import spreadsheet_cell, spreadsheet_json, text_of_cell

SIGNS = "=+-@＝＋－＠"
TEXTS = st.text(st.sampled_from(f"{SIGNS}\t\r\n;' \"a,"), max_size=20)
SEPARATORS = re.compile("[;\t\r\n]")


@given(TEXTS)
@example("=1")
@example("'=1")
@example("\t\t=1")
@example("a; =1;'=2")
def test_no_part_of_a_cell_begins_as_a_formula(text: str) -> None:
    cell = spreadsheet_cell(text)
    assert not cell.startswith((*SIGNS, "\t", "\r", "\n"))
    assert not [
        part for part in SEPARATORS.split(cell) if part.lstrip(" ").startswith(tuple(SIGNS))
    ]


@given(TEXTS | st.text(st.characters(exclude_categories=["Cs"])))
def test_a_cell_is_read_back_as_the_text_that_it_was(text: str) -> None:
    assert text_of_cell(spreadsheet_cell(text)) == text


@pytest.mark.parametrize("text", ["", "patient's", "9:40 - 10:20", "a=b", "(-1)", "3; 4", "ok;\n"])
def test_a_text_that_is_no_formula_stays_as_it_is(text: str) -> None:
    assert spreadsheet_cell(text) == text


def test_half_a_character_becomes_an_escape() -> None:
    assert spreadsheet_cell("caf\udce9") == "caf\\udce9"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)


@given(JSON)
def test_json_holds_the_same_value_and_no_formula(value: Any) -> None:
    cell = spreadsheet_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(text_of_cell(cell)) == value
    for part in next(csv.reader(StringIO(cell), delimiter=";", quoting=csv.QUOTE_NONE), []):
        assert not part.lstrip(" ").startswith(tuple(SIGNS))
