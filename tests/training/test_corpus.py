import json
import math
from pathlib import Path

import pytest

from analyzer.codebook import Cue, Experience, Outcome, Theme
from analyzer.training.corpus import read_corpus
from analyzer.training.lines import CorpusError

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


def finding(**fields: object) -> dict[str, object]:
    return {"findings": [fields]}


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
    judged = NOTE | {"note_id": "X-2", "findings": None}
    whole, full = read_corpus([written(tmp_path, judged, NOTE)])
    assert (whole.findings_known, full.findings_known) == (False, True)
    assert whole.findings == ()


def test_a_note_counts_as_its_weight_times_that_of_its_files(tmp_path: Path) -> None:
    own = NOTE | {"note_id": "X-2", "weight": 0.4}
    light, full = read_corpus([written(tmp_path, own, NOTE)], weight=2.5)
    assert (light.weight, full.weight) == (1.0, 2.5)
    assert light.judgement_weight == 1.0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"note_id": 7}, ": field 'note_id' is 7; it must be a text that is not empty."),
        ({"text": " "}, ": field 'text' is ' '; it must be a text that is not empty."),
        ({"text": ["a"]}, ": field 'text' is ['a']; it must be a text that is not empty."),
        ({"findings": "none"}, ": field 'findings' is 'none'; it must be a list of JSON objects."),
        ({"findings": ["crying"]}, ": field 'findings' is ['crying']; it must be a list of"),
        (
            finding(label="crying", quote="weeping"),
            ", findings 1: field 'quote' of the 'crying' is not in the note's text; copy its words",
        ),
        (
            finding(label="crying", quote=""),
            ", findings 1: field 'quote' is ''; it must be a text that is not empty.",
        ),
        (finding(label="crying"), ", findings 1: no field 'quote'; it must be a text"),
        (
            finding(label="sobbing", quote="crying"),
            ", findings 1: field 'label' is 'sobbing'; it must be one of frustration, crying, ",
        ),
        (finding(label=["crying"], quote="crying"), ", findings 1: field 'label' is ['crying']; "),
        (
            finding(label="listen", status="x", quote="crying"),
            ", findings 1: field 'status' is 'x'; it must be one of done, missed, planned.",
        ),
        ({"escalation": 7}, ": field 'escalation' is 7; it must be one of 0, 1, 2, 3."),
        ({"escalation": True}, ": field 'escalation' is True; it must be one of 0, 1, 2, 3."),
        ({"sentiment_end": "low"}, ": field 'sentiment_end' is 'low'; it must be one of -2, -1, "),
        ({"outcome": "fine"}, ": field 'outcome' is 'fine'; it must be one of resolved, partly, "),
        ({"themes": None}, ": field 'themes' is None; it must be a list, empty or of some of wait"),
        ({"themes": ["parking"]}, ": field 'themes' is ['parking']; it must be a list, empty or"),
        ({"weight": 0}, ": field 'weight' is 0; it must be a finite number above 0."),
        ({"weight": -1}, ": field 'weight' is -1; it must be a finite number above 0."),
        ({"weight": math.nan}, ": field 'weight' is nan; it must be a finite number above 0."),
        ({"weight": 10**400}, ": field 'weight' is 10000"),
        ({"weight": None}, ": field 'weight' is None; it must be a finite number above 0."),
        (
            {"judgement_weight": math.inf},
            ": field 'judgement_weight' is inf; it must be a finite number above 0.",
        ),
    ],
)
def test_a_wrong_note_is_named(tmp_path: Path, change: dict[str, object], sentence: str) -> None:
    file = written(tmp_path, NOTE, NOTE | {"note_id": "X-2"} | change)
    with pytest.raises(CorpusError) as raised:
        read_corpus([file])
    assert str(raised.value).startswith(f"X01.jsonl, line 2{sentence}")
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize("phi", [None, [], [{"type": "NAME", "quote": "She"}]])
def test_identifiers_may_be_annotated(tmp_path: Path, phi: object) -> None:
    [note] = read_corpus([written(tmp_path, NOTE | {"phi": phi})])
    assert note.gold["phi"] == phi


@pytest.mark.parametrize(
    ("phi", "sentence"),
    [
        ("Ruiz", ": field 'phi' must be a list of JSON objects."),
        ({"type": "NAME", "quote": "Ruiz"}, ": field 'phi' must be a list of JSON objects."),
        (["Ruiz"], ": field 'phi' must be a list of JSON objects."),
        ([{"quote": "She"}], ", phi 1: no field 'type'; it must be one of NAME, STAFF, PHONE, "),
        (
            [{"type": "NAME", "quote": "She"}, {"type": "AGE", "quote": "She"}],
            ", phi 2: field 'type' must be one of NAME, STAFF, PHONE, DATE, ID, ADDRESS, EMAIL.",
        ),
        ([{"type": ["Ruiz"], "quote": "She"}], ", phi 1: field 'type' must be one of NAME, "),
        ([{"type": "NAME"}], ", phi 1: no field 'quote'; it must be a text that is not empty."),
        (
            [{"type": "NAME", "quote": ""}],
            ", phi 1: field 'quote' must be a text that is not empty.",
        ),
        (
            [{"type": "PHONE", "quote": 5550148}],
            ", phi 1: field 'quote' must be a text that is not empty.",
        ),
        (
            [{"type": "NAME", "quote": "Ruiz"}],
            ", phi 1: field 'quote' of the 'NAME' is not in the note's text; copy its words",
        ),
    ],
)
def test_a_wrong_identifier_is_named_and_not_repeated(
    tmp_path: Path, phi: object, sentence: str
) -> None:
    file = written(tmp_path, NOTE, NOTE | {"note_id": "X-2", "phi": phi})
    with pytest.raises(CorpusError) as raised:
        read_corpus([file])
    assert str(raised.value).startswith(f"X01.jsonl, line 2{sentence}")
    assert not any(value in str(raised.value) for value in ("Ruiz", "5550148"))


@pytest.mark.parametrize("name", NOTE)
def test_a_missing_field_is_named(tmp_path: Path, name: str) -> None:
    note = {key: value for key, value in NOTE.items() if key != name}
    with pytest.raises(CorpusError, match=rf"X01\.jsonl, line 1: no field '{name}'; it must be "):
        read_corpus([written(tmp_path, note)])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\n{\n", "X02.jsonl, line 2: not a JSON object; write one object a line."),
        (b"[]\n", "X02.jsonl, line 1: not a JSON object; write one object a line."),
        (b"[" * 100_000, "X02.jsonl, line 1: not a JSON object; write one object a line."),
        (b"\n\n", "X02.jsonl holds no note; give a file with a JSON object a line."),
        (b"\n\xe9\n", "X02.jsonl, line 2: not UTF-8; save the file in that encoding."),
    ],
)
def test_a_file_that_holds_something_else_is_named(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "X02.jsonl"
    file.write_bytes(content)
    with pytest.raises(CorpusError) as raised:
        read_corpus([file])
    assert str(raised.value) == sentence


def test_a_folder_without_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no file of annotated notes"):
        read_corpus([tmp_path])


def test_a_note_id_that_stands_twice_is_named_with_both_places(tmp_path: Path) -> None:
    file = written(tmp_path, NOTE, NOTE)
    with pytest.raises(CorpusError) as raised:
        read_corpus([file])
    assert str(raised.value) == (
        "X01.jsonl, line 2: field 'note_id' is 'X-1' as in X01.jsonl, line 1; "
        "give every note a note_id of its own."
    )
    file = written(tmp_path, NOTE)
    with pytest.raises(
        CorpusError, match=r"X01\.jsonl, line 1: field 'note_id' is 'X-1' as in X01"
    ):
        read_corpus([file, file])


def test_a_line_ends_at_a_line_feed_alone(tmp_path: Path) -> None:
    file = tmp_path / "X01.jsonl"
    text = "She was crying.\u2028I said\x85sorry,\u2029I said sorry and booked her in."
    note = json.dumps(NOTE | {"text": text}, ensure_ascii=False)
    file.write_bytes(f"\ufeff\r\n{note}\r\n \n".encode())
    assert [note.text for note in read_corpus([file])] == [text]
