"""Turns quotes into labelled segments."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer.codebook import FindingKey
from analyzer.language.segments import Segments
from analyzer.training.corpus import AnnotatedNote

SHARE_COVERED = 0.6
"""A segment carries a label where its overlap with the quote is this share of either of them; the
segment that overlaps most always does."""


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
