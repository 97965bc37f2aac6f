"""Annotated notes: reading them and turning quotes into labelled segments."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.codebook import Cue, FindingKey, Status, Theme, label_of
from analyzer.language.judgement import CLASSES
from analyzer.language.segments import Segments

SHARE_COVERED = 0.6
"""A segment carries a label where its overlap with the quote is this share of either of them; the
segment that overlaps most always does."""


class CorpusError(ValueError):
    """An annotated note that cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class AnnotatedNote:
    """One annotated note; ``author`` is the name of the file that it came from.

    Where ``findings_known`` is false the note was judged as a whole, without looking for findings.
    In training it counts as ``weight`` notes, and where notes are judged as a whole as
    ``judgement_weight``.
    """

    author: str
    text: str
    findings_known: bool
    findings: tuple[tuple[FindingKey, int, int], ...]
    answers: dict[str, Any]
    themes: tuple[Theme, ...]
    gold: dict[str, Any]
    weight: float
    judgement_weight: float


def read_corpus(paths: Sequence[Path], weight: float = 1.0) -> list[AnnotatedNote]:
    """Return the notes of files, or folders of files, in JSON Lines, each of this weight.

    A note whose ``findings`` are null was judged as a whole only. One with a ``weight`` of its own
    counts that many times as much; a ``judgement_weight`` says it of the judgement alone.

    Raises CorpusError, naming file and line, for a note that is not as the codebook says.
    """
    files = [
        file
        for path in paths
        for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])
    ]
    notes = []
    for file in files:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            try:
                notes.append(_note(file.stem, json.loads(line), weight))
            except KeyError as error:
                raise CorpusError(f"{file.name}, line {number}: no field {error}.") from None
            except (ValueError, TypeError) as error:
                raise CorpusError(f"{file.name}, line {number}: {error}") from None
    return notes


def segment_labels(
    notes: Sequence[AnnotatedNote],
    keys: Sequence[FindingKey],
    note_of: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return which key each segment carries: a row a segment, a column a key."""
    column = {key: i for i, key in enumerate(keys)}
    labels = np.zeros((len(start), len(keys)), dtype=bool)
    first = np.searchsorted(note_of, np.arange(len(notes) + 1))
    for i, note in enumerate(notes):
        here = slice(first[i], first[i + 1])
        for key, low, high in note.findings:
            if key not in column:
                continue
            overlap = np.minimum(high, end[here]) - np.maximum(low, start[here])
            shorter = np.minimum(end[here] - start[here], high - low)
            rows = (overlap > 0) & (overlap >= SHARE_COVERED * shorter)
            rows[overlap.argmax()] = True
            labels[here, column[key]] |= rows
    return labels


def note_labels(notes: Sequence[AnnotatedNote], keys: Sequence[FindingKey]) -> NDArray[np.bool_]:
    """Return which key each note carries: a row a note, a column a key."""
    found = [{key for key, _, _ in note.findings} for note in notes]
    return np.array([[key in keys_here for key in keys] for keys_here in found])


def sentence_labels(
    notes: Sequence[AnnotatedNote], keys: Sequence[FindingKey], segments: Segments
) -> NDArray[np.bool_]:
    """Return ``segment_labels`` of the sentences."""
    return segment_labels(
        notes, keys, segments.note_of_sentence, segments.sentence_start, segments.sentence_end
    )


def clause_labels(
    notes: Sequence[AnnotatedNote], keys: Sequence[FindingKey], segments: Segments
) -> NDArray[np.bool_]:
    """Return ``segment_labels`` of the clauses."""
    return segment_labels(
        notes, keys, segments.note_of_clause, segments.clause_start, segments.clause_end
    )


def _note(author: str, gold: dict[str, Any], weight: float) -> AnnotatedNote:
    text = gold["text"]
    findings = []
    for finding in gold["findings"] or ():
        quote = finding["quote"]
        start = text.find(quote)
        if start < 0 or not quote:
            raise ValueError(f"the quote of a '{finding['label']}' is not in its note.")
        label = label_of(finding["label"])
        status = None if isinstance(label, Cue) else Status(finding.get("status") or "done")
        findings.append((FindingKey(label, status), start, start + len(quote)))
    answers = {question: gold[question] for question in CLASSES}
    for question, answer in answers.items():
        if answer not in CLASSES[question]:
            raise ValueError(f"{question} cannot be {answer!r}.")
    themes = tuple(Theme(theme) for theme in gold["themes"])
    known = gold["findings"] is not None
    own = float(gold.get("weight", 1.0))
    judged = float(gold.get("judgement_weight", own))
    return AnnotatedNote(
        author, text, known, tuple(findings), answers, themes, gold, own * weight, judged * weight
    )
