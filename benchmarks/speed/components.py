"""What each component of the reading costs, over the batches that intake makes; prints JSON.

    python -m speed.components EXPORT NOTES

Each batch is read piece by piece, each by the function that the program itself calls, and once.
Seconds are of the processor. Where a piece does another one again, that one's time is taken off.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from analyzer.engines.batch import READ, _beside
from analyzer.engines.quotes import quote_redactor
from analyzer.language.contacts import contacts
from analyzer.language.context import cue_words
from analyzer.language.features import grams, rows
from analyzer.language.findings import FindingScores, findings, note_features, raise_by_words
from analyzer.language.first_readers import FirstReaders, FirstScores
from analyzer.language.heads import probability
from analyzer.language.interpreter import interpreter_needs
from analyzer.language.judgement import judge
from analyzer.language.reader import Reader, compose, load_reader
from analyzer.language.segments import Segments, segment
from analyzer.language.sentiment import valence
from analyzer.language.tokens import tokenize
from analyzer.language.written_language import language_of
from analyzer.schema import Analysis
from analyzer.settings import Settings
from speed.peer import FOREIGN, WARMING, table_of

DONE_AGAIN = {"segments": ("tokens",)}
"""The pieces that a piece does once more."""

Result = TypeVar("Result")


class Meter:
    """Adds up the seconds of the processor, piece by piece."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def of(self, piece: str, work: Callable[[], Result]) -> Result:
        """Do a piece of work and count its time."""
        began = time.process_time()
        done = work()
        self.seconds[piece] += time.process_time() - began
        return done

    def parts(self) -> dict[str, float]:
        """Return the seconds of each piece alone."""
        seconds = dict(self.seconds)
        for piece, others in DONE_AGAIN.items():
            seconds[piece] -= sum(seconds[other] for other in others)
        return seconds


def read_by_pieces(batch: pa.RecordBatch, reader: Reader, meter: Meter) -> pa.RecordBatch:
    """Return what ``analyze_batch`` does for notes in English, and count the time of each piece."""
    notes = meter.of("input: rows out of Arrow", batch.select([*READ]).to_pylist)
    texts = [note["text"] for note in notes]
    meter.of("written language", lambda: [language_of(text) for text in texts])
    meter.of("tokens", lambda: tokenize(texts))
    segments = meter.of("segments", lambda: segment(texts))
    scores = _scores(reader, segments, meter)
    found = meter.of(
        "evidence and findings", lambda: findings(reader.finding_model, segments, scores)
    )
    valences = meter.of("VADER's valence", lambda: valence(texts))
    judgement = meter.of(
        "judgement", lambda: judge(reader.judgement_model, segments, scores, valences)
    )
    told = meter.of("contacts", lambda: contacts(texts))
    needs = meter.of("interpreter", lambda: interpreter_needs(segments.tokens))

    def put_together() -> list[Analysis]:
        return [
            compose(
                note["note_id"],
                note["text"],
                found[row],
                needs[row],
                told[row],
                valences[row, 0],
                judgement,
                row,
                reader.routes,
                reader.name,
            )
            for row, note in enumerate(notes)
        ]

    analyses = meter.of("analyses put together", put_together)
    redacted = meter.of("quotes redacted", lambda: quote_redactor()(analyses, notes))
    return meter.of("output: into Arrow", lambda: _beside(batch, redacted))


def _scores(reader: Reader, segments: Segments, meter: Meter) -> FindingScores:
    """Return what ``findings.score`` does."""
    model = reader.finding_model
    first = _first_scores(model.first, segments, meter)
    cues = meter.of("context of cue words", lambda: cue_words(segments))
    notes = meter.of(
        "head of whole notes", lambda: probability(model.note(note_features(segments, first, cues)))
    )
    scores = FindingScores(first, notes, cues)
    raise_by_words(model.keys, scores)
    return scores


def _first_scores(readers: FirstReaders, segments: Segments, meter: Meter) -> FirstScores:
    """Return what the first readers do."""
    vocabulary, tokens = readers.vocabulary, segments.tokens
    bounds = segments.clause_tokens, segments.sentence_tokens, tokens.first
    known = meter.of("features: runs and pieces", lambda: grams(vocabulary, tokens))
    of_clauses, of_sentences, of_notes = meter.of(
        "features: rows", lambda: [rows(vocabulary, known, one) for one in bounds]
    )
    sentences, clauses, answers = meter.of(
        "linear heads",
        lambda: (
            readers.sentences(known, of_sentences, segments.note_of_sentence),
            readers.clauses(known, of_clauses, segments.note_of_clause),
            readers.answers(known, of_notes, np.arange(len(tokens.texts))),
        ),
    )
    network, more = meter.of("network", lambda: readers.network(segments))
    return FirstScores(sentences, clauses, network, np.hstack([answers, more]))


def main(export: Path, count: int) -> None:
    """Print the seconds of each piece, and of the whole, for the first notes of an export."""
    settings = Settings()
    reader = load_reader(settings)

    def read(notes: pa.Table, meter: Meter) -> None:
        for batch in notes.to_batches(settings.engine.batch_size):
            read_by_pieces(batch, reader, meter)

    notes, meter = table_of(export, settings), Meter()
    language_of(FOREIGN)
    read(notes[len(notes) - WARMING :], Meter())
    read(notes[:count], meter)
    print(json.dumps(meter.parts()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
