"""A small network that reads the sentences of a note in the light of each other.

Each word is the vector of its pieces, beside a vector of its own where training knew it. A
convolution over windows of words, pooled over the sentence (Kim 2014), is read together with the
sentence before, the one behind and the mean of the note. It sees what linear heads over grams
cannot: words that mean the same, and what a sentence means in its note.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.language.features import word_of
from analyzer.language.segments import Segments
from analyzer.language.tokens import Ids
from analyzer.language.word_pieces import WordPieces

REACH = 1
"""Words on either side of a word that its window holds."""
VECTOR_SCALE = 3.0
"""What the vectors of word pieces are multiplied by, so that their size is near that of others."""
BLOCK = 64
TOKENS_AT_ONCE = 1024
"""Tokens whose windows are held at a time: what a processor's own cache holds."""
REMEMBERED = 16_384
"""Distinct words whose windows are kept in memory, 3 kB each."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SentenceNetwork:
    """``vectors`` has a row a word piece; ``words`` numbers the rows of the learned ``own`` (the
    first row is that of every unknown word).

    ``learned`` has ``own``, then ``windows`` (a matrix a place in the window), and, each beside a
    bias, the layers: ``sentence`` reads a pooled sentence, ``context`` a sentence with what stands
    around it, ``keys`` scores the finding keys from ``context``, to which ``keys_alone`` adds what
    the sentence alone says; ``whole`` and ``answers`` read the note.
    """

    pieces: WordPieces
    vectors: Floats
    words: dict[str, int]
    learned: dict[str, Floats]
    _met: "_MetWords" = field(default_factory=lambda: _MetWords(), repr=False)

    def __call__(self, segments: Segments) -> tuple[Floats, Floats]:
        """Return log odds: a row a sentence and a column a finding key; a row a note and a column
        an answer."""
        tokens, note = segments.tokens, segments.note_of_sentence
        row = self._met.rows_of(tokens.kinds, self._in_windows)
        pooled = self._pooled(row[tokens.kind], segments.sentence_tokens)
        sentence = self._layer("sentence", pooled)
        around = surroundings(sentence, note, len(tokens.texts))
        context = self._layer("context", around.of_sentences)
        alone = blockwise(sentence, self.learned["keys_alone"])
        answers = self._scores("answers", self._layer("whole", around.of_notes))
        return self._scores("keys", context) + alone, answers

    def _layer(self, name: str, rows: Floats) -> Floats:
        return _relu(self._scores(name, rows))

    def _scores(self, name: str, rows: Floats) -> Floats:
        return blockwise(rows, self.learned[name]) + self.learned[f"{name}_bias"]

    def _in_windows(self, kinds: Sequence[str]) -> Floats:
        """Return what each kind of token adds, a row a kind for each place of a window."""
        inputs = word_inputs(kinds, self.pieces, self.vectors, self.words, self.learned["own"])
        return np.stack([blockwise(inputs, place) for place in self.learned["windows"]])

    def _pooled(self, row: Ids, bounds: Ids) -> Floats:
        """Return the pooled windows of each sentence; ``row`` says what each token adds.

        Sentences of one length are pooled together, a few at a time.
        """
        added, bias = self._met.added, self.learned["windows_bias"]
        window = windows(row, bounds)
        length = np.diff(bounds)
        pooled = np.zeros((len(length), 2 * added.shape[2]), np.float32)
        for words in np.unique(length[length > 0]).tolist():
            alike = np.flatnonzero(length == words)
            for part in np.array_split(alike, -(-len(alike) * words // TOKENS_AT_ONCE)):
                tokens = bounds[part][:, None] + np.arange(words)
                hidden = added[0].take(window[0][tokens], axis=0)
                for place in range(1, len(added)):
                    hidden += added[place].take(window[place][tokens], axis=0)
                pooled[part] = pool(_relu(hidden + bias))
        return pooled


@dataclass(slots=True)
class _MetWords:
    """What each word that was met adds at each place of a window: ``added`` has, for each place, a
    row a word, the first for nothing. Notes repeat their words, so it is remembered."""

    row: dict[str, int] = field(default_factory=dict)
    added: Floats = field(default_factory=lambda: np.zeros((2 * REACH + 1, 1, 0), np.float32))

    def rows_of(self, kinds: Sequence[str], in_windows: Callable[[Sequence[str]], Floats]) -> Ids:
        """Return the row of each kind of token; ``in_windows`` tells of those not met yet."""
        new = [kind for kind in kinds if kind not in self.row]
        if new:
            if len(self.row) + len(new) > REMEMBERED:
                self.row, new = {}, list(kinds)
            more = in_windows(new)
            nothing = np.zeros((len(more), 1, more.shape[2]), np.float32)
            kept = self.added if self.row else nothing
            self.row |= {kind: i for i, kind in enumerate(new, start=kept.shape[1])}
            self.added = np.concatenate([kept, more], axis=1)
        return np.fromiter(map(self.row.__getitem__, kinds), np.int64, len(kinds))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``of_sentences`` has each sentence, the one before, the one behind (zeros where none is) and
    the note's mean; ``of_notes`` the mean, the highest, the first and the last sentence; both side
    by side."""

    of_sentences: Floats
    of_notes: Floats


def surroundings(sentence: Floats, note: Ids, notes: int) -> Surroundings:
    """Return what a layer of sentences looks like around each sentence and over each note.

    ``note`` is sorted and names every one of the ``notes``.
    """
    same = (note[1:] == note[:-1])[:, None]
    before, behind = np.zeros_like(sentence), np.zeros_like(sentence)
    before[1:] = sentence[:-1] * same
    behind[:-1] = sentence[1:] * same
    first = np.searchsorted(note, np.arange(notes + 1))
    size = np.diff(first)[:, None].astype(np.float32)
    mean = np.add.reduceat(sentence, first[:-1]) / size
    highest = np.maximum.reduceat(sentence, first[:-1])
    return Surroundings(
        np.hstack([sentence, before, behind, mean[note]]),
        np.hstack([mean, highest, sentence[first[:-1]], sentence[first[1:] - 1]]),
    )


def word_inputs(
    kinds: Sequence[str], pieces: WordPieces, vectors: Floats, words: dict[str, int], own: Floats
) -> Floats:
    """Return a row a kind of token: the mean vector of its pieces, then its own."""
    found = [pieces.of(word_of(kind)) for kind in kinds]
    size = np.fromiter(map(len, found), np.int64, len(found))
    meaning = np.zeros((len(kinds), vectors.shape[1]), np.float32)
    some = np.flatnonzero(size)
    if len(some):
        first = np.concatenate([[0], np.cumsum(size[some])[:-1]])
        sums = np.add.reduceat(vectors[np.concatenate(found)], first)
        meaning[some] = sums * (VECTOR_SCALE / size[some])[:, None]
    number = np.fromiter((words.get(word_of(kind), 0) for kind in kinds), np.int64, len(kinds))
    return np.hstack([meaning, own[number]])


def windows(row: Ids, bounds: Ids) -> Ids:
    """Return, a row a place in the window, the rows of the words around each token; 0 stands beyond
    the edges of its sentence."""
    sentence = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    found = np.zeros((2 * REACH + 1, len(row)), np.int64)
    for place, step in enumerate(range(-REACH, REACH + 1)):
        here = slice(max(0, -step), len(row) - max(0, step))
        there = slice(max(0, step), len(row) - max(0, -step))
        found[place, here] = np.where(sentence[here] == sentence[there], row[there], 0)
    return found


def pool(hidden: Floats) -> Floats:
    """Return, a row a sentence, the highest of each column and the sum over the root of the number
    of words; ``hidden`` has the same number of words, its second axis, in every sentence."""
    sums = hidden.sum(axis=1) / np.float32(np.sqrt(hidden.shape[1]))
    return np.hstack([hidden.max(axis=1), sums])


def blockwise(rows: Floats, weights: Floats) -> Floats:
    """Return a product that gives a row the same whatever rows stand beside it.

    A dense product may add in another order for another number of rows, and a note must read the
    same in every batch; blocks of one size are all added alike.
    """
    padded = np.zeros((-len(rows) % BLOCK + len(rows), rows.shape[1]), np.float32)
    padded[: len(rows)] = rows
    out = np.empty((len(padded), weights.shape[1]), np.float32)
    for low in range(0, len(padded), BLOCK):
        np.matmul(padded[low : low + BLOCK], weights, out=out[low : low + BLOCK])
    return out[: len(rows)]


def network_arrays(network: SentenceNetwork) -> dict[str, NDArray[Any]]:
    """Return the arrays of a network for a model file; half precision is enough."""
    arrays = {"vectors": network.vectors, **network.learned}
    return {f"network.{name}": array.astype(np.float16) for name, array in arrays.items()}


def network_from(
    arrays: dict[str, NDArray[Any]], pieces: Sequence[str], words: Sequence[str]
) -> SentenceNetwork:
    """Return the network that ``network_arrays`` wrote, over these pieces and known words."""
    learned = {
        name.removeprefix("network."): array.astype(np.float32)
        for name, array in arrays.items()
        if name.startswith("network.")
    }
    return SentenceNetwork(
        WordPieces({piece: i for i, piece in enumerate(pieces)}),
        learned.pop("vectors"),
        {word: i for i, word in enumerate(words, start=1)},
        learned,
    )


def _relu(values: Floats) -> Floats:
    return np.maximum(values, 0.0, out=values)
