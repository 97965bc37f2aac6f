"""Measures how right identifiers are found, on authors that the name model never saw."""

from collections.abc import Callable, Sequence

import numpy as np
from joblib import Parallel, delayed

from analyzer.privacy.identifiers import Identifier
from analyzer.privacy.name_tagger import NameTagger
from analyzer.privacy.redaction import find_in_notes
from analyzer.training.corpus import AnnotatedNote
from analyzer.training.names import train_names

FOLDS = 4


def find_unseen(
    notes: Sequence[AnnotatedNote],
    authors: Sequence[str],
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, list[Identifier]]:
    """Return the identifiers in the notes of some authors, by note_id.

    The authors are parted into folds, and those of each are read by a tagger that learned from all
    other notes. The patterns of numbers, dates and addresses were written by people who had read
    T01 to T14 and half of the A authors, so that of these only the names are unseen.
    """
    order = np.random.default_rng(0).permutation(sorted(set(authors))).tolist()
    folds = [order[fold::FOLDS] for fold in range(FOLDS) if order[fold::FOLDS]]
    learn = delayed(train_names)
    jobs = (learn([note for note in notes if note.author not in fold]) for fold in folds)
    taggers = Parallel(n_jobs=-1, return_as="generator")(jobs)
    found: dict[str, list[Identifier]] = {}
    for number, (fold, tagger) in enumerate(zip(folds, taggers, strict=True), start=1):
        held = [note for note in notes if note.author in fold]
        found |= find_by(tagger, held)
        progress(f"names learned without some authors: {number} of {len(folds)}")
    return found


def find_by(tagger: NameTagger, notes: Sequence[AnnotatedNote]) -> dict[str, list[Identifier]]:
    """Return the identifiers in notes by note_id, with the names that a tagger finds."""
    found = find_in_notes([{"text": note.text} for note in notes], tagger)
    return {note.gold["note_id"]: one for note, one in zip(notes, found, strict=True)}
