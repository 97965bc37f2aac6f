import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.tokens import tokenize
from analyzer.training.name_lessons import (
    NONE,
    PRIVATE,
    STAFF,
    NamedNote,
    columns_of,
    named_note,
    places_of,
)


def named(text: str, *phi: tuple[str, str]) -> set[tuple[str, int]]:
    gold = {"text": text, "phi": [{"type": type_, "quote": quote} for type_, quote in phi]}
    note = named_note("T01", gold)
    return {(text[start:end], column) for start, end, column in note.names}


@pytest.mark.parametrize(
    ("quote", "text", "places"),
    [
        ("Ann", "Ann rang Ann", [(0, 3), (9, 12)]),
        ("Mrs Adeyemi", "told Mrs Adeyemi so", [(9, 16)]),
        ("Dr. Okafor", "Okafor and Dr. Okafor", [(0, 6), (15, 21)]),
        ("Nurse", "asked Nurse", [(6, 11)]),
        ("Ann", "Anns mum, Ann's dad", [(0, 3), (10, 13)]),
        ("Ann", "Ann was Annoyed, by Joann", [(0, 3)]),
        ("Ann", "from JoAnnah", [(7, 10)]),
        ("A. (B)", "so A. (B) said", [(3, 9)]),
        ("Ann", "nobody", []),
    ],
)
def test_a_name_stands_as_a_word_without_its_title(
    quote: str, text: str, places: list[tuple[int, int]]
) -> None:
    assert list(places_of(text, quote)) == places


def test_names_of_people_are_told_from_those_of_staff() -> None:
    text = "Mrs Adeyemi told Dr Okafor on 4 March"
    phi = ("NAME", "Mrs Adeyemi"), ("STAFF", "Dr Okafor"), ("DATE", "4 March")
    assert named(text, *phi) == {("Adeyemi", PRIVATE), ("Okafor", STAFF)}


def test_a_word_of_a_name_is_one_wherever_it_stands_alone() -> None:
    text = "Corinne Hollis rang. Hollis, later hollis, was told. Hollister too."
    note = named_note("T01", {"text": text, "phi": [{"type": "NAME", "quote": "Corinne Hollis"}]})
    places = [(0, 7), (0, 14), (8, 14), (21, 27)]
    assert sorted(note.names) == [(*place, PRIVATE) for place in places]


@pytest.mark.parametrize("gold", [{}, {"phi": None}, {"phi": []}])
def test_a_note_may_have_no_names(gold: dict[str, None]) -> None:
    assert named_note("T01", {"text": "Listened."} | gold) == NamedNote("T01", "Listened.", ())


def test_every_token_of_a_name_has_its_column() -> None:
    first = NamedNote("T01", "Ann-Marie rang", ((0, 9, PRIVATE),))
    second = NamedNote("T02", "told Okafor's desk", ((5, 11, STAFF),))
    assert columns_of([first, second]).tolist() == [*[PRIVATE] * 3, NONE, NONE, STAFF, NONE]


def test_the_first_of_two_names_over_each_other_counts() -> None:
    note = NamedNote("T01", "Ann Okafor", ((0, 10, STAFF), (0, 3, PRIVATE)))
    assert columns_of([note]).tolist() == [STAFF, STAFF]


@given(st.text(max_size=30), st.text(min_size=1, max_size=4))
def test_a_name_is_found_in_any_text_that_holds_it(text: str, quote: str) -> None:
    places = list(places_of(text, quote))
    assert bool(places) == any(text[start:end] in quote for start, end in places)
    assert all(quote.endswith(text[start:end]) for start, end in places)
    assert quote not in text or places


@given(st.lists(st.text(max_size=20), max_size=4))
def test_there_is_a_column_a_token(texts: list[str]) -> None:
    notes = [NamedNote("T01", text, ((0, len(text), PRIVATE),)) for text in texts]
    columns = columns_of(notes)
    assert len(columns) == len(tokenize(texts).kind)
    assert (columns == PRIVATE).all()
