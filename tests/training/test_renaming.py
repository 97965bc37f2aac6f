import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.training.name_lessons import NONE, PRIVATE, STAFF, NamedNote, columns_of
from analyzer.training.name_lists import NameLists
from analyzer.training.renaming import Renamer, words_beside_names

LISTS = NameLists(
    given=("Amara", "Grace", "Hope", "Ludovica", "Will"),
    family=("Kowalczyk", "Long", "Ndiaye", "Young"),
    other=(),
    plain=(),
)
OTHERS = ["Aldgate", "Norbury"]
TEXT = "Corinne Hollis's son rang DR PRATT in Torbay. corinne was told, J. Hollis too."


def note_of(text: str, **columns: int) -> NamedNote:
    """Return a note in which some words are names, all places where they stand."""
    names = [
        (*match.span(), column)
        for word, column in columns.items()
        for match in re.finditer(rf"\b{word}\b", text)
    ]
    return NamedNote("T01", text, tuple(sorted(names)))


NOTE = note_of(
    TEXT, Corinne=PRIVATE, corinne=PRIVATE, Hollis=PRIVATE, J=PRIVATE, PRATT=STAFF
)  # fmt: skip


def renamed(
    note: NamedNote, count: int, others: frozenset[str] = frozenset(), seed: int = 0
) -> list[NamedNote]:
    renamer = Renamer(LISTS, OTHERS, seed)
    return [renamer.renamed(note, others) for _ in range(count)]


def named_words(note: NamedNote) -> list[str]:
    return [note.text[start:end] for start, end, _ in note.names]


def test_the_same_seed_makes_the_same_notes() -> None:
    assert renamed(NOTE, 20) == renamed(NOTE, 20)
    assert renamed(NOTE, 20) != renamed(NOTE, 20, seed=1)


def test_every_name_is_another_one_and_nothing_else_changes() -> None:
    for note in renamed(NOTE, 60):
        plain = note.text.lower()
        assert not re.search(r"corinne|hollis|pratt", plain)
        around = re.sub(r"\0[^\0]*\0", "#", _with_marks(note)).lower()
        assert around == "# # son rang dr # in torbay. # was told, #. # too."


def _with_marks(note: NamedNote) -> str:
    text = note.text
    for start, end, _ in reversed(note.names):
        text = f"{text[:start]}\0{text[start:end]}\0{text[end:]}"
    return text


def test_one_person_keeps_one_name_in_a_note() -> None:
    for note in renamed(NOTE, 60):
        given_name, family, _, again, _, family_again = (
            word.casefold() for word in named_words(note)
        )
        assert given_name == again
        assert family == f"{family_again}'s"


def test_names_are_of_their_kind_some_of_them_double() -> None:
    note = NamedNote("T01", "told Corinne Hollis", ((5, 19, PRIVATE),))
    names = [named_words(changed) for changed in renamed(note, 400)]
    assert {given_name.title() for given_name, _ in names} == set(LISTS.given)
    family = {name.title() for _, name in names}
    assert {name for name in family if "-" not in name} == set(LISTS.family)
    assert any("-" in name for name in family)


def test_a_name_is_written_as_the_one_before_it_was() -> None:
    for note in renamed(NOTE, 60):
        if note.text in (note.text.lower(), note.text.upper()):
            continue
        first, _, staff, again, initial, _ = named_words(note)
        assert first.istitle()
        assert staff.isupper()
        assert again.islower()
        assert len(initial) == 1


def test_the_columns_of_the_names_are_kept() -> None:
    for note in renamed(NOTE, 60):
        assert [column for *_, column in note.names] == [PRIVATE, PRIVATE, STAFF, *[PRIVATE] * 3]
        assert set(columns_of([note])) == {NONE, PRIVATE, STAFF}


def test_some_notes_are_in_one_case_and_some_of_strange_words() -> None:
    notes = renamed(NOTE, 200)
    small = sum(note.text == note.text.lower() for note in notes)
    capitals = sum(note.text == note.text.upper() for note in notes)
    strange = sum(note.strange for note in notes)
    assert 0 < capitals < small < 60
    assert 60 < strange < 140


def test_some_other_words_with_a_capital_change_too() -> None:
    notes = renamed(NOTE, 60, frozenset({"Torbay"}))
    places = {re.search(r"in (\w+)\.", note.text.lower())[1] for note in notes}
    assert places == {"torbay", "aldgate", "norbury"}
    assert all("torbay" not in map(str.casefold, named_words(note)) for note in notes)


def test_particles_and_titles_stay() -> None:
    note = NamedNote("T01", "Mrs van Hollis rang", ((0, 14, PRIVATE),))
    for changed in renamed(note, 20):
        assert changed.text.lower().startswith("mrs van ")
        assert "hollis" not in changed.text.lower()


def test_words_beside_names_are_those_that_look_like_some() -> None:
    first = note_of("Ann went to Torbay by Norbury. Brixham is UPMC, on Monday", Ann=PRIVATE)
    second = note_of("told Ann", Ann=PRIVATE)
    assert words_beside_names([first, second]) == [{"Torbay", "Norbury"}, set()]


@pytest.mark.parametrize("text", ["", "\u0130lker rang", "O’Dowd's, O'Dowd"])
@given(seed=st.integers(0, 200))
def test_places_of_names_hold_words_whatever_the_text(text: str, seed: int) -> None:
    whole = replace(NamedNote("T01", text, ()), names=((0, len(text), STAFF),))
    changed = Renamer(LISTS, OTHERS, seed).renamed(whole, ())
    for word in named_words(changed):
        assert re.sub(r"['’][sS]$", "", word).replace("-", "").isalpha()
