"""Fifty sentences of our own a kind of context; none stands in the corpus.

Each line of a file in contexts/ names a cue and a sentence. In those of said_plainly.txt the cue is
there; in all others its words are, and the cue is not.
"""

from pathlib import Path

import pytest

from analyzer.language.reader import Reader, load_reader
from analyzer.settings import Settings

KINDS = ("negated", "third_party", "history", "hypothetical", "clinical", "sarcasm")


def lines(kind: str) -> list[tuple[str, str]]:
    file = Path(__file__).parent / "contexts" / f"{kind}.txt"
    rows = [line.split(" | ", 1) for line in file.read_text("utf-8").splitlines()]
    return [(cue, sentence) for cue, sentence in rows]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(Settings())


def found_in(reader: Reader, rows: list[tuple[str, str]]) -> list[bool]:
    analyses = reader.read([sentence for _, sentence in rows], [""] * len(rows))
    return [
        any(f.label.value == cue and not f.mention for f in analysis.findings)
        for (cue, _), analysis in zip(rows, analyses, strict=True)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_cue_that_context_takes_back_is_none(reader: Reader, kind: str) -> None:
    rows = lines(kind)
    found = found_in(reader, rows)
    wrong = [row for row, is_found in zip(rows, found, strict=True) if is_found]
    assert len(rows) == 50
    assert len(wrong) <= 5, wrong


def test_the_same_cues_said_plainly_are_found(reader: Reader) -> None:
    rows = lines("said_plainly")
    found = found_in(reader, rows)
    missed = [row for row, is_found in zip(rows, found, strict=True) if not is_found]
    assert len(missed) <= 5, missed


def test_no_sentence_stands_in_the_corpus() -> None:
    corpus = Path(__file__).parents[2] / "models" / "corpus"
    texts = "\n".join(file.read_text("utf-8") for file in corpus.glob("*.jsonl"))
    for kind in (*KINDS, "said_plainly"):
        assert [sentence for _, sentence in lines(kind) if sentence in texts] == []
