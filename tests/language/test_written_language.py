"""Notes in other languages are named, English ones never.

The first are in foreign_notes.txt; the second, where they look least like English, in
english_notes.txt, and all of the corpus.
"""

import tomllib
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language import written_language
from analyzer.language.written_language import language_of
from analyzer.training.lines import json_lines

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
LEAST_NAMED = 0.95


def foreign_notes() -> list[tuple[str, str]]:
    lines = (HERE / "foreign_notes.txt").read_text("utf-8").splitlines()
    return [(language, note) for language, _, note in (line.partition(" | ") for line in lines)]


def english_notes() -> list[str]:
    return (HERE / "english_notes.txt").read_text("utf-8").splitlines()


def without_accents(note: str) -> str:
    apart = unicodedata.normalize("NFD", note)
    return unicodedata.normalize("NFC", "".join(c for c in apart if not "\u0300" <= c <= "\u036f"))


@pytest.mark.parametrize(
    "written",
    [
        str,
        str.upper,
        without_accents,
        lambda note: unicodedata.normalize("NFD", note),
        lambda note: f"Caller: mother. {note}",
        lambda note: f"{note}\n" * 30,
    ],
    ids=["plain", "capitals", "no accents", "accents apart", "English heading", "long"],
)
def test_a_note_in_another_language_is_named(written: Callable[[str], str]) -> None:
    notes = foreign_notes()
    named = [(language, language_of(written(note)), note) for language, note in notes]
    missed = [row for row in named if row[0] != row[1]]
    assert len(missed) <= (1 - LEAST_NAMED) * len(notes), missed


def test_no_english_note_of_the_corpus_is_flagged() -> None:
    files = sorted((REPOSITORY / "models" / "corpus").glob("*.jsonl"))
    texts = [fields.text("text") for file in files for fields in json_lines(file)]
    assert len(texts) > 12_000
    assert [text for text in texts if language_of(text) is not None] == []


@pytest.mark.parametrize("note", english_notes())
def test_abbreviations_drugs_slang_and_quotes_are_no_other_language(note: str) -> None:
    assert language_of(note) is None
    assert language_of(note.upper()) is None
    assert language_of(note.replace(",", "").replace(".", "").lower()) is None


@pytest.mark.parametrize(
    "note",
    [
        "Nguyen Thi Hoa, Tran Van Minh, Le Thi Mai, Pham Quoc Bao all called re vaccine clinic",
        "Garcia Lopez, Martinez Hernandez, Rodriguez Gonzalez, Ramirez Torres, all no shows",
        "Mohammed Abdullahi Warsame, Fadumo Hassan Ali, Abdirahman Mohamud Farah rescheduled",
        "Pani Kowalska, Pan Wisniewski, Szymanski, Zielinska rang abt Polish interpreter",
        "Rang Llanfairpwll surgery, Ffion Gwyneth Llewellyn moved to Ysbyty Gwynedd Bangor",
        "Aoife Ni Bhriain rang, Caoimhe O Suilleabhain to Beaumont, Siobhan Mac Giolla r/s",
    ],
)
def test_names_are_no_other_language(note: str) -> None:
    assert language_of(note) is None


@pytest.mark.parametrize(
    ("note", "language"),
    [
        ("La paciente llamó muy molesta por la larga espera.", None),
        ("La paciente llamó muy molesta por la espera, nadie contestaba el teléfono.", "Spanish"),
        ("患者打电话来非常生气，等了三周还没有结果", None),
        ("患者打电话来非常生气，等了三周还是没有结果", "Chinese"),
    ],
)
def test_a_note_of_under_ten_words_is_not_judged(note: str, language: str | None) -> None:
    assert language_of(note) == language


def test_a_mixed_note_is_english_unless_most_words_are_not() -> None:
    english = "Pt called upset about her bill and asked to speak with the manager today."
    spanish = "Dice que le cobraron dos veces la misma consulta y que nadie contesta sus llamadas."
    chinese = "病人女儿在候诊室哭，我坐下来听她说，给她倒了杯水，联系了社工。"
    assert language_of(f"{english} {spanish}") is None
    assert language_of(f"{spanish} {english}") is None
    assert language_of(f"{english} {spanish} {spanish} {spanish}") == "Spanish"
    assert language_of(f"Interpreter used. {chinese}") == "Chinese"
    assert language_of(f"{english} Interpreter used. She said {chinese[:12]}") is None


@pytest.mark.parametrize(
    "text",
    ["", " \n", "1234 5678 " * 20, "!!! ??? ... " * 20, "q " * 50, "x" * 100_000, "zxq wvk " * 900],
    ids=lambda text: repr(text[:9]),
)
def test_what_is_no_language_is_not_flagged(text: str) -> None:
    assert language_of(text) is None


@given(st.text(st.characters(), max_size=300))
def test_any_text_gives_a_language_or_none(text: str) -> None:
    assert language_of(text) in {None, *named_languages()}


def named_languages() -> dict[str, list[str]]:
    file = REPOSITORY / "analyzer" / "language" / "rules" / "languages.toml"
    languages: dict[str, list[str]] = tomllib.loads(file.read_text("utf-8"))["languages"]
    return languages


def test_every_code_is_one_of_the_detector_and_stands_once() -> None:
    codes = [code for codes in named_languages().values() for code in codes]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(written_language._detector().labels)


def test_the_detector_is_loaded_only_for_a_note_that_needs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> None:
        raise AssertionError("loaded")

    monkeypatch.setattr(written_language, "_detector", refuse)
    assert language_of("Pt upset about the wait, apologised and booked her for Monday.") is None
    with pytest.raises(AssertionError, match="loaded"):
        language_of(foreign_notes()[0][1])


def test_threads_that_begin_together_agree() -> None:
    written_language._detector.cache_clear()
    notes = foreign_notes()[:40]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(language_of, [note for _, note in notes])) == [
            language for language, _ in notes
        ]


def test_none_of_them_stands_in_the_corpus() -> None:
    corpus = "\n".join(
        file.read_text("utf-8") for file in (REPOSITORY / "models" / "corpus").glob("*.jsonl")
    )
    notes = [*english_notes(), *(note for _, note in foreign_notes())]
    assert [note for note in notes if note in corpus] == []
