"""Trains the model that finds names, from the names marked in annotated notes."""

import warnings
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from analyzer.language.network import Floats
from analyzer.language.tokens import Ids, tokenize
from analyzer.language.word_vectors import word_vectors
from analyzer.privacy.name_networks import Layers
from analyzer.privacy.name_tagger import (
    NONE,
    PRIVATE,
    SCREENED,
    STAFF,
    Flags,
    NameTagger,
    answers,
    is_likely,
    possible_names,
    windows_of,
    written,
)
from analyzer.privacy.name_words import NameWords, is_common, name_key, without_name_lists
from analyzer.training.corpus import AnnotatedNote
from analyzer.training.lines import CorpusError
from analyzer.training.name_lessons import NamedNote, columns_of, named_note
from analyzer.training.name_lists import NameLists, name_lists
from analyzer.training.renaming import Renamer, words_beside_names

RENAMED = 2
"""Renamed copies of each note that has names."""
HIDDEN = 256
PENALTY = 1e-3
PASSES = 4
NETWORKS = 4
"""Size of each network, penalty of large weights, passes over the notes, and how many networks
answer together; chosen by leaving out authors of T01 to T14."""
SCREEN = 32
"""Size of the screen, which learns which words the networks find at all likely (``SCREENED``)."""
THRESHOLD = 0.35
"""From this probability on a word is taken for a part of a name: a name that is missed does more
harm than a word too many. models/README.md tells how it was chosen and what it does."""
_NOTES_AT_ONCE = 1000
_WINDOWS_AT_ONCE = 4096


def train_names(
    notes: Sequence[AnnotatedNote], progress: Callable[[str], None] = lambda _: None
) -> NameTagger:
    """Return a tagger learned from the names (``phi`` of type NAME and STAFF) in notes.

    The same notes, lists and version of scikit-learn give the same tagger. Raises CorpusError for
    notes that hold no names of one of the two types.
    """
    lists = name_lists()
    words = name_words(lists)
    originals = [named_note(note.author, note.gold) for note in notes]
    if not {PRIVATE, STAFF} <= {column for note in originals for *_, column in note.names}:
        raise CorpusError(
            "Names are learned from notes in which those of patients (NAME) and of staff (STAFF) "
            "are marked in the field phi; these have none of one kind."
        )
    lesson = [*originals, *_renamed(originals, lists)]
    inputs, columns = _windows(lesson, words)
    progress(f"names: {len(lesson)} notes, {len(columns)} words that may be names")
    networks = []
    for seed in range(NETWORKS):
        networks.append(_network(HIDDEN, inputs, columns, seed))
        progress(f"names: network {seed + 1} of {NETWORKS}")
    shares = 1 - _answers(networks, inputs)[:, NONE]
    screen = _network(SCREEN, inputs, shares > SCREENED, NETWORKS)
    passed, names = is_likely(screen, inputs), shares > THRESHOLD
    progress(
        f"names: the screen leaves {passed.mean():.1%} of the words, and takes "
        f"{int((names & ~passed).sum())} of {int(names.sum())} parts of names"
    )
    return NameTagger(words, screen, tuple(networks), THRESHOLD)


def _network(hidden: int, inputs: Floats, told: Ids | Flags, seed: int) -> Layers:
    """Return a network that learned an answer a row; two answers have one column, log odds."""
    learner = MLPClassifier(
        (hidden,),
        alpha=PENALTY,
        batch_size=min(256, len(told)),
        max_iter=PASSES,
        random_state=seed,
    )
    with warnings.catch_warnings():  # the passes are few on purpose
        warnings.simplefilter("ignore", ConvergenceWarning)
        learner.fit(inputs, told)
    layers = zip(learner.coefs_, learner.intercepts_, strict=True)
    return tuple((w.astype(np.float32), b.astype(np.float32)) for w, b in layers)


def _answers(networks: Sequence[Layers], inputs: Floats) -> Floats:
    parts = range(0, len(inputs), _WINDOWS_AT_ONCE)
    return np.concatenate([answers(networks, inputs[low:][:_WINDOWS_AT_ONCE]) for low in parts])


def name_words(lists: NameLists) -> NameWords:
    """Return what tells words apart, by the lists and the shipped vectors of word pieces."""
    given, family, other, plain = (frozenset(map(name_key, words)) for words in lists)
    return NameWords(given, family, other, plain - given - family, *word_vectors())


def _renamed(originals: Sequence[NamedNote], lists: NameLists) -> Iterator[NamedNote]:
    """Yield copies of the notes that have names, and one of each that has other words to change."""
    others = words_beside_names(originals)
    listed = {word.title() for word in lists.other if word.isalpha() and not is_common(word)}
    renamer = Renamer(lists, sorted(listed.union(*others)), seed=1)
    for copy in range(RENAMED):
        for note, beside in zip(originals, others, strict=True):
            if note.names or (beside and not copy):
                yield renamer.renamed(note, beside)


def _windows(notes: Sequence[NamedNote], words: NameWords) -> tuple[Floats, Ids]:
    """Return what ``NameTagger`` sees of the words that may be names, and the column of each."""
    inputs, columns = [], []
    for first in range(0, len(notes), _NOTES_AT_ONCE):
        for strange in (False, True):
            some = [n for n in notes[first : first + _NOTES_AT_ONCE] if n.strange == strange]
            tokens = tokenize([note.text for note in some])
            rows = words.rows(tokens.kinds) if some else np.zeros((0, words.size), np.float32)
            rows = without_name_lists(rows) if strange else rows
            candidates = possible_names(tokens, words)
            inputs.append(windows_of(tokens, candidates, rows, written(tokens)))
            columns.append(columns_of(some)[candidates])
    return np.concatenate(inputs), np.concatenate(columns)
