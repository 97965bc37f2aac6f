"""A small network that reads the sentences of a note in the light of each other.

Each word is the vector of its pieces, beside a vector of its own where training knew it. A
convolution over windows of words, pooled over the sentence (Kim 2014), is read together with the
sentence before, the one behind and the mean of the note. It sees what linear heads over grams
cannot: words that mean the same, and what a sentence means in its note.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
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
BLOCK = 256
GRID = 2.0**16
TOKENS_AT_ONCE = 1024
"""Tokens whose windows are held at a time: what a processor's own cache holds."""
REMEMBERED = 32_768
"""Distinct words whose windows are kept in memory, 3 kB each; a batch of more is read in parts."""

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
        note = segments.note_of_sentence
        pooled = self._pooled(segments)
        sentence = self._layer("sentence", pooled)
        around = surroundings(sentence, note, len(segments.texts))
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

    def _pooled(self, segments: Segments) -> Floats:
        """Return the pooled windows of each sentence.

        Sentences of one length are pooled together, a few at a time.
        """
        tokens, bounds = segments.tokens, segments.sentence_tokens
        window, bias = windows(tokens.kind + 1, bounds), self.learned["windows_bias"]
        met = None
        if len(tokens.kinds) <= REMEMBERED:
            row, met = self._met.of(tokens.kinds, self._in_windows)
            window = row[window]
        length = np.diff(bounds)
        pooled = np.zeros((len(length), 2 * len(bias)), np.float32)
        for words in np.unique(length[length > 0]).tolist():
            alike = np.flatnonzero(length == words)
            for part in np.array_split(alike, -(-len(alike) * words // TOKENS_AT_ONCE)):
                here = window[:, bounds[part][:, None] + np.arange(words)]
                added = met
                if added is None:
                    here, added = self._of_part(tokens.kinds, here)
                hidden = added[0].take(here[0], axis=0)
                for place, table in zip(here[1:], added[1:], strict=True):
                    hidden += table.take(place, axis=0)
                pooled[part] = pool(_relu(hidden + bias))
        return pooled

    def _of_part(self, kinds: Sequence[str], window: Ids) -> tuple[Ids, Floats]:
        """Return these windows as rows of a table of their own words alone, and the table."""
        used = np.unique(window)
        used = used[used > 0]
        row = np.zeros(len(kinds) + 1, np.int64)
        row[used] = np.arange(1, len(used) + 1)
        added = self._in_windows([kinds[kind - 1] for kind in used.tolist()])
        return row[window], _behind_nothing(added)


class _MetWords:
    """What each word that was met adds at each place of a window. Notes repeat their words, so it
    is remembered.

    ``_added`` has, for each place, a row a word, the first for nothing, and room for all words. A
    row that was filled is never changed, so readers of several threads may share it; a copy to
    another process begins anew.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._row: dict[str, int] = {}
        self._added = np.zeros((2 * REACH + 1, 1, 0), np.float32)

    def __reduce__(self) -> tuple[type["_MetWords"], tuple[()]]:
        return _MetWords, ()

    def of(
        self, kinds: Sequence[str], in_windows: Callable[[Sequence[str]], Floats]
    ) -> tuple[Ids, Floats]:
        """Return the row of nothing and of each kind of token, and the table of these rows;
        ``in_windows`` tells of the kinds that were not met yet."""
        with self._lock:
            new = [kind for kind in kinds if kind not in self._row]
            if len(self._row) + len(new) > REMEMBERED:
                self._row, new = {}, list(kinds)
            if new:
                self._add(new, in_windows(new))
            row, added = self._row, self._added
        found = np.fromiter(map(row.__getitem__, kinds), np.int64, len(kinds))
        return np.concatenate([[0], found]), added

    def _add(self, new: Sequence[str], more: Floats) -> None:
        if not self._row:  # no page of it takes memory before it is written on
            self._added = np.zeros((len(more), REMEMBERED + 1, more.shape[2]), np.float32)
        low = len(self._row) + 1
        self._added[:, low : low + len(new)] = more
        self._row |= {kind: number for number, kind in enumerate(new, start=low)}


def _behind_nothing(added: Floats) -> Floats:
    """Return a table whose first row, in every place, is that of nothing."""
    return np.concatenate([np.zeros_like(added[:, :1]), added], axis=1)


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

    A dense product adds in another order for another number of rows, another place among them,
    another number of threads and another processor, and a note must read the same in every batch
    and on every machine of a cluster. So rows are rounded to multiples of 1 / GRID: with weights in
    half precision, as a model's files hold them, which are multiples of 2**-24, each product is one
    of 2**-40, and double precision adds them without an error, in any order, up to sums of 2**13.
    """
    exact = weights.astype(np.float64)
    out = np.empty((len(rows), weights.shape[1]), np.float32)
    for low in range(0, len(rows), BLOCK):
        some = rows[low : low + BLOCK].astype(np.float64)
        out[low : low + BLOCK] = np.rint(some * GRID) / GRID @ exact
    return out


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
