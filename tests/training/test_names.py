import re
from pathlib import Path

import numpy as np
import pytest

from analyzer.language.word_lists import common_words
from analyzer.privacy.name_model import load_tagger, save_tagger
from analyzer.privacy.name_tagger import NameTagger
from analyzer.training.corpus import AnnotatedNote
from analyzer.training.identifiers import find_by, find_unseen
from analyzer.training.lines import CorpusError
from analyzer.training.name_lists import name_lists
from analyzer.training.names import NETWORKS, name_words, train_names

SENTENCES = [
    ("Mrs {} rang about her bill, very upset.", "NAME"),
    ("Dr {} apologised and will ring back.", "STAFF"),
    ("Patient {} left in tears. {} wants her notes.", "NAME"),
    ("Told nurse {} about the wait.", "STAFF"),
]
PEOPLE = ["Adeyemi", "Okafor", "Kowalczyk", "Hollis", "Ndiaye", "Pratt"]


def note(author: str, number: int, sentence: str, type_: str, name: str) -> AnnotatedNote:
    text = sentence.format(name, name)
    gold = {"note_id": f"{author}-{number}", "text": text, "phi": [{"type": type_, "quote": name}]}
    return AnnotatedNote(author, text, False, (), {}, (), gold, 1.0, 1.0)


@pytest.fixture(scope="module")
def notes() -> list[AnnotatedNote]:
    """A dozen invented notes of each of three authors: quick to learn from."""
    return [
        note(author, 12 * place + number, *SENTENCES[number % 4], PEOPLE[(number + place) % 6])
        for place, author in enumerate(["X1", "X2", "X3"])
        for number in range(12)
    ]


@pytest.fixture(scope="module")
def trained(notes: list[AnnotatedNote]) -> NameTagger:
    return train_names(notes)


def test_the_same_notes_give_the_same_tagger(
    notes: list[AnnotatedNote], trained: NameTagger
) -> None:
    again = train_names(notes)
    assert again.words == trained.words
    for layers, same in zip(trained.networks, again.networks, strict=True):
        for (weights, bias), (same_weights, same_bias) in zip(layers, same, strict=True):
            assert (weights == same_weights).all()
            assert (bias == same_bias).all()


def test_it_finds_the_names_that_it_was_shown(
    notes: list[AnnotatedNote], trained: NameTagger
) -> None:
    for note, names in zip(notes, trained([note.text for note in notes]), strict=True):
        [phi] = note.gold["phi"]
        assert phi["quote"] in " ".join(note.text[one.start : one.end] for one in names)


def test_a_saved_tagger_finds_the_same(
    notes: list[AnnotatedNote], trained: NameTagger, tmp_path: Path
) -> None:
    save_tagger(trained, tmp_path)
    saved = load_tagger(tmp_path)
    assert saved.words == trained.words
    assert saved([note.text for note in notes]) == trained([note.text for note in notes])
    for layers, same in zip(trained.networks, saved.networks, strict=True):
        for (weights, _), (same_weights, _) in zip(layers, same, strict=True):
            assert np.allclose(weights, same_weights, atol=1e-3)


def test_progress_is_told(notes: list[AnnotatedNote]) -> None:
    told: list[str] = []
    train_names(notes[:12], told.append)
    first, *networks, screen = told
    assert first.startswith("names: 36 notes, ")  # each once as it is and twice renamed
    assert networks == [f"names: network {n} of {NETWORKS}" for n in range(1, NETWORKS + 1)]
    assert re.fullmatch(
        r"names: the screen leaves [\d.]+% of the words, and takes \d+ of \d+ parts of names",
        screen,
    )


@pytest.mark.parametrize("type_", ["NAME", "STAFF"])
def test_notes_with_names_of_one_type_only_are_one_sentence(
    notes: list[AnnotatedNote], type_: str
) -> None:
    some = [note for note in notes if note.gold["phi"][0]["type"] == type_]
    with pytest.raises(CorpusError, match="these have none of one kind"):
        train_names(some)


def test_no_notes_are_one_sentence() -> None:
    with pytest.raises(CorpusError, match="these have none of one kind"):
        train_names([])


def test_the_lists_hold_names_as_they_are_written_and_other_words() -> None:
    lists = name_lists()
    assert {"Priya", "Zoë"} <= set(lists.given)
    assert {"Okafor", "Smith"} <= set(lists.family)
    assert all(words == tuple(sorted(set(words))) for words in lists)
    assert all(name[0].isupper() for name in (*lists.given, *lists.family))
    assert all(word == word.lower() for word in (*lists.other, *lists.plain))
    assert common_words().isdisjoint(lists.plain)


def test_everyday_words_are_names_where_english_notes_have_them_for_some() -> None:
    lists = name_lists()
    names = {*lists.given, *lists.family}
    assert {"Grace", "Will", "Rose", "Long"} <= names
    assert names.isdisjoint({"Reason", "Told", "Doctor", "The", "Her"})


def test_words_are_looked_up_without_case_and_accents() -> None:
    words = name_words(name_lists())
    assert {"priya", "zoe"} <= words.given
    assert "okafor" in words.family


def test_identifiers_are_found_by_note(notes: list[AnnotatedNote], trained: NameTagger) -> None:
    found = find_by(trained, notes)
    assert list(found) == [note.gold["note_id"] for note in notes]
    assert all(found.values())


def test_every_author_is_read_by_a_tagger_of_the_others(notes: list[AnnotatedNote]) -> None:
    told: list[str] = []
    found = find_unseen(notes, ["X1", "X3", "X1"], told.append)
    assert set(found) == {note.gold["note_id"] for note in notes if note.author != "X2"}
    assert told == [f"names learned without some authors: {number} of 2" for number in (1, 2)]
    others = [note for note in notes if note.author != "X3"]
    mine = [note for note in notes if note.author == "X3"]
    assert find_by(train_names(others), mine).items() <= found.items()
