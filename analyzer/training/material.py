"""What is learned from: a corpus, cut once, with its labels."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from analyzer.codebook import FindingKey, Theme
from analyzer.language.judgement import CLASSES
from analyzer.language.segments import Segments, segment
from analyzer.language.tokens import Ids
from analyzer.training.corpus import AnnotatedNote
from analyzer.training.fitting import Labels, Weights
from analyzer.training.labels import clause_labels, note_labels, sentence_labels

LEAST_FINDINGS = 8
"""A label and status found in fewer notes is not learned."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Material:
    """A corpus, cut once, with its labels: a row a sentence, a clause and a note."""

    notes: Sequence[AnnotatedNote]
    authors: NDArray[np.str_]
    keys: tuple[FindingKey, ...]
    segments: Segments
    sentences: Labels
    clauses: Labels
    findings: Labels
    answers: Labels

    @property
    def findings_known(self) -> NDArray[np.bool_]:
        """Whether each note's findings were annotated."""
        return np.array([note.findings_known for note in self.notes])

    @property
    def weights(self) -> Weights:
        """How many notes each note counts for."""
        return np.array([note.weight for note in self.notes])

    @property
    def judgement_weights(self) -> Weights:
        """How many notes each note counts for where notes are judged as a whole."""
        return np.array([note.judgement_weight for note in self.notes])

    def folds(self) -> list[tuple[Ids, Ids]]:
        """Return the notes to learn from and those to score, no author on both sides."""
        count = min(FOLDS, len(set(self.authors)))
        return list(GroupKFold(count).split(self.authors, groups=self.authors))

    def of(self, notes: Ids) -> "Material":
        """Return the material of some of the notes, with the same keys."""
        return prepare([self.notes[note] for note in notes], self.keys)


def prepare(notes: Sequence[AnnotatedNote], keys: tuple[FindingKey, ...] | None = None) -> Material:
    """Return the material of notes; ``keys`` are those that are found often enough."""
    if keys is None:
        counts = Counter(key for note in notes for key in {key for key, _, _ in note.findings})
        keys = tuple(sorted((k for k, n in counts.items() if n >= LEAST_FINDINGS), key=str))
    segments = segment([note.text for note in notes])
    answers = [
        [note.answers[question] == answer for question, all_ in CLASSES.items() for answer in all_]
        + [theme in note.themes for theme in Theme]
        for note in notes
    ]
    return Material(
        notes,
        np.array([note.author for note in notes]),
        keys,
        segments,
        sentence_labels(notes, keys, segments),
        clause_labels(notes, keys, segments),
        note_labels(notes, keys),
        np.array(answers),
    )
