import csv
import json
from pathlib import Path

import pytest

from analyzer.language.reader import Reader, load_reader
from analyzer.settings import Settings
from analyzer.training.external import cues_in, cues_text, sign_figures, sign_text
from analyzer.training.lines import CorpusError


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(Settings())


def test_every_cue_of_every_note_is_listed(reader: Reader, tmp_path: Path) -> None:
    file = tmp_path / "notes.jsonl"
    texts = [
        "Patient yelling at the desk, very upset.",
        "Denies suicidal ideation.",
        "Lungs clear.",
    ]
    file.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), "utf-8")
    notes, found = cues_in(reader, file)
    assert notes == 3
    assert {f.label.value for f in found if not f.mention} == {"raised_voice", "frustration"}
    lines = cues_text(notes, found).splitlines()
    assert lines[0] == "cues in 3 clinical notes: 2 (66.67 in 100)"
    assert lines[3] == "shown as mentions of self-harm, which are no cues: 1"
    assert len(lines) == 5


def test_the_sign_of_plain_comments_is_read(reader: Reader, tmp_path: Path) -> None:
    file = tmp_path / "comments.csv"
    rows = [
        ("Wonderful staff, thank you so much for everything.", 1),
        ("Very kind and caring nurses.", 1),
        ("Waited four hours and nobody told us anything, disgraceful.", -1),
        ("Rude receptionist who would not listen.", -1),
    ]
    with file.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([("text", "sentiment"), *rows])
    figures = sign_figures(reader, file)
    assert figures.texts == 4
    assert figures.arc == 1.0
    assert sign_text(figures).startswith("sign of 4 comments, macro F1: arc 1.000, VADER ")


def test_a_note_is_cut_at_line_feeds_alone(reader: Reader, tmp_path: Path) -> None:
    file = tmp_path / "notes.jsonl"
    file.write_text('{"text": "Lungs\u2028clear."}\n\n{"text": "Well."}\n', "utf-8-sig")
    assert cues_in(reader, file) == (2, [])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "notes.jsonl holds no note"),
        (b'{"text": "Well."}\n{}\n', "notes.jsonl, line 2: no field 'text'"),
        (b"\xe9\n", "notes.jsonl, line 1: not UTF-8"),
    ],
)
def test_clinical_notes_that_are_none_are_named(
    reader: Reader, tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "notes.jsonl"
    file.write_bytes(content)
    with pytest.raises(CorpusError, match=sentence):
        cues_in(reader, file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"text,sentiment\n", "comments.csv holds no comment"),
        (b"text\nFine.\n", "comments.csv, line 2: no field 'sentiment'; it must be one of -1, 0"),
        (b"text,sentiment\nFine.,good\n", "comments.csv, line 2: field 'sentiment' is 'good'"),
        (b"comment,sentiment\nFine.,1\n", "comments.csv, line 2: no field 'text'"),
        (b"text,sentiment\nFin\xe9.,1\n", "comments.csv, line 2: not UTF-8"),
    ],
)
def test_comments_that_are_none_are_named(
    reader: Reader, tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "comments.csv"
    file.write_bytes(content)
    with pytest.raises(CorpusError, match=sentence):
        sign_figures(reader, file)
