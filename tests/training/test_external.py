import csv
import json
from pathlib import Path

import pytest

from analyzer.language.reader import Reader, load_reader
from analyzer.settings import Settings
from analyzer.training.external import cues_in, cues_text, sign_figures, sign_text


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
