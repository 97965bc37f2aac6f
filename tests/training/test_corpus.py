import json
from pathlib import Path

import pytest

from analyzer.codebook import Cue, Experience, Outcome, Theme
from analyzer.language.segments import segment
from analyzer.training.corpus import (
    CorpusError,
    clause_labels,
    note_labels,
    read_corpus,
    sentence_labels,
)

CORPUS = Path(__file__).parents[2] / "models" / "corpus"
NOTE = {
    "note_id": "X-1",
    "text": "She was crying. I said sorry and booked her in.",
    "findings": [
        {"kind": "cue", "label": "crying", "status": None, "quote": "was crying"},
        {"kind": "step", "label": "empathize", "status": "done", "quote": "said sorry"},
    ],
    "sentiment_start": -1,
    "sentiment_end": 0,
    "escalation": 1,
    "outcome": "resolved",
    "experience": "neutral",
    "themes": [],
}


def written(folder: Path, *notes: object) -> Path:
    file = folder / "X01.jsonl"
    file.write_text("".join(json.dumps(note) + "\n" for note in notes), "utf-8")
    return file


@pytest.mark.parametrize("file", sorted(CORPUS.rglob("*.jsonl")), ids=lambda file: file.stem)
def test_the_corpus_is_as_the_codebook_says(file: Path) -> None:
    notes = read_corpus([file])  # checks that every quote is in its note and every label is known
    assert len(notes) >= (100 if file.stem.startswith("T") else 20)
    assert len({note.gold["note_id"] for note in notes}) == len(notes)
    for note in notes:
        for key, start, end in note.findings:
            assert 0 <= start < end <= len(note.text)
            assert (key.status is None) == isinstance(key.label, Cue)
        assert note.answers["sentiment_start"] in range(-2, 3)
        assert note.answers["sentiment_end"] in range(-2, 3)
        assert note.answers["escalation"] in range(4)
        Outcome(note.answers["outcome"])
        Experience(note.answers["experience"])
        assert {Theme(theme) for theme in note.themes} <= set(Theme)


def test_a_folder_is_all_its_files() -> None:
    notes = read_corpus([CORPUS])
    assert {note.author for note in notes} == {file.stem for file in CORPUS.glob("*.jsonl")}
    assert sum(note.author.startswith("T") for note in notes) == 1400


def test_the_test_authors_stand_apart() -> None:
    assert {note.author for note in read_corpus([CORPUS / "test"])} == {"T15", "T16", "T17", "T18"}
    assert not any(note.author in {"T15", "T16", "T17", "T18"} for note in read_corpus([CORPUS]))


def test_no_note_stands_twice() -> None:
    notes = read_corpus([CORPUS, CORPUS / "test"])
    assert len({note.gold["note_id"] for note in notes}) == len(notes)
    assert len({note.text for note in notes}) >= 0.998 * len(notes)


def test_a_note_may_be_judged_as_a_whole_only(tmp_path: Path) -> None:
    whole, full = read_corpus([written(tmp_path, NOTE | {"findings": None}, NOTE)])
    assert (whole.findings_known, full.findings_known) == (False, True)
    assert whole.findings == ()


def test_a_note_counts_as_its_weight_times_that_of_its_files(tmp_path: Path) -> None:
    light, full = read_corpus([written(tmp_path, NOTE | {"weight": 0.4}, NOTE)], weight=2.5)
    assert (light.weight, full.weight) == (1.0, 2.5)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"findings": [{"label": "crying", "quote": "weeping"}]}, "the quote of a 'crying' is not"),
        ({"findings": [{"label": "crying", "quote": ""}]}, "the quote of a 'crying' is not"),
        ({"findings": [{"label": "sobbing", "quote": "crying"}]}, "'sobbing' is no label"),
        ({"findings": [{"label": "listen", "status": "x", "quote": "crying"}]}, "'x' is not"),
        ({"outcome": "fine"}, "outcome cannot be 'fine'"),
        ({"themes": None}, "line 2"),
        ({"themes": ["parking"]}, "'parking' is not"),
    ],
)
def test_a_wrong_note_is_named(tmp_path: Path, change: dict[str, object], sentence: str) -> None:
    file = written(tmp_path, NOTE, NOTE | change)
    with pytest.raises(CorpusError, match=sentence) as raised:
        read_corpus([file])
    assert str(raised.value).startswith("X01.jsonl, line 2: ")


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    note = {name: value for name, value in NOTE.items() if name != "escalation"}
    with pytest.raises(CorpusError, match="no field 'escalation'"):
        read_corpus([written(tmp_path, note)])


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    file = tmp_path / "X02.jsonl"
    file.write_text("{\n")
    with pytest.raises(CorpusError, match=r"X02\.jsonl, line 1"):
        read_corpus([file])


def test_segments_carry_the_labels_of_the_quotes_they_cover(tmp_path: Path) -> None:
    notes = read_corpus([written(tmp_path, NOTE)])
    keys = [key for key, _, _ in notes[0].findings]
    segments = segment([note.text for note in notes])
    assert sentence_labels(notes, keys, segments).tolist() == [[True, False], [False, True]]
    assert clause_labels(notes, keys, segments).sum(axis=0).tolist() == [1, 1]
    assert note_labels(notes, keys).tolist() == [[True, True]]
