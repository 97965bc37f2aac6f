"""Forty notes in the stock words of hurried staff, none of them in the corpus."""

from pathlib import Path

import pytest

from analyzer.language.reader import Reader, load_reader
from analyzer.settings import Settings

HERE = Path(__file__).parent
LEAST_FOUND = 0.9


def lines() -> list[tuple[set[str], str]]:
    rows = [
        line.split(" | ", 1)
        for line in (HERE / "contexts" / "hurried.txt").read_text("utf-8").splitlines()
    ]
    return [(set(cues.split(", ")), note) for cues, note in rows]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(Settings())


def test_plain_words_of_hurried_notes_are_found(reader: Reader) -> None:
    rows = lines()
    analyses = reader.read([note for _, note in rows], [""] * len(rows))
    missed = [
        (cue, note)
        for (cues, note), analysis in zip(rows, analyses, strict=True)
        for cue in cues - {finding.label.value for finding in analysis.findings}
    ]
    assert len(missed) <= (1 - LEAST_FOUND) * sum(len(cues) for cues, _ in rows), missed


def test_none_of_them_stands_in_the_corpus() -> None:
    corpus = HERE.parents[1] / "models" / "corpus"
    texts = "\n".join(file.read_text("utf-8") for file in corpus.glob("*.jsonl"))
    assert [note for _, note in lines() if note in texts] == []
