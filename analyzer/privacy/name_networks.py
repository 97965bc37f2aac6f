"""The screen and the networks that say which words of a window are names, over a whole batch.

A window is flags, of which most are the same whatever word stands there, beside the vectors of few
words. Products are exact (``network.blockwise``), so that they may be taken apart and added up in
any order: those of all networks are one, and what the vector of a word adds to the screen, which
looks at many windows, is remembered.
"""

from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.language.network import GRID, Floats, blockwise
from analyzer.language.tokens import Ids
from analyzer.privacy.name_words import FLAGS, NameWords

REMEMBERED = 32_768
"""Distinct words of which rows are kept in memory, less than 2 kB each."""
_AT_ONCE = 2048
"""Windows that are looked at together, 5 kB each; the networks look at few of them."""

Layers = tuple[tuple[Floats, Floats], ...]
Exact = NDArray[np.float64]


class Columns(NamedTuple):
    """Where in a window the flags of all its words stand, and the vector of each near word."""

    flags: Ids
    vectors: Sequence[Ids]


class Windows(NamedTuple):
    """The windows of a batch: ``places`` are tokens, a row a window, -1 where none is.

    ``kind`` says which of the ``kinds`` stands at each token, ``said`` what each kind says
    (``NameWords.said``), and ``writing`` how each token is written.
    """

    places: Ids
    kinds: Sequence[str]
    said: Ids
    kind: Ids
    writing: Floats


class NameNetworks:
    """A ``screen`` and ``networks`` that read windows, in which ``columns`` stand."""

    def __init__(
        self, words: NameWords, screen: Layers, networks: Sequence[Layers], columns: Columns
    ) -> None:
        self._screen, self._networks = [screen], networks
        self._near = len(columns.vectors)
        weights = _first_weights(self._screen)
        self._of_flags = weights[columns.flags]
        self._met = _MetWords(words, [weights[place] for place in columns.vectors])
        self._weights = _first_weights(networks)[np.concatenate([columns.flags, *columns.vectors])]

    def shares(self, windows: Windows, least_odds: float) -> tuple[Ids, Floats]:
        """Return the windows to which the screen gives more than these log odds, and the mean of
        what the networks say of them: the probability of each column."""
        parts = range(0, len(windows.places), _AT_ONCE)
        of_parts = [
            self._of_part(windows, windows.places[low : low + _AT_ONCE], least_odds)
            for low in parts
        ]
        likely = [low + some for low, (some, _) in zip(parts, of_parts, strict=True)]
        return np.concatenate(likely), np.concatenate([shares for _, shares in of_parts])

    def _of_part(self, windows: Windows, places: Ids, least_odds: float) -> tuple[Ids, Floats]:
        """Return the same for windows with these places, which hold few words."""
        tokens, within = np.unique(places, return_inverse=True)
        within = within.reshape(places.shape)
        kinds, kind = np.unique(windows.kind[tokens], return_inverse=True)
        row, met = self._met.of([windows.kinds[one] for one in kinds.tolist()], windows.said[kinds])
        word = np.where(tokens < 0, 0, row[kind])
        flags = np.zeros((len(tokens), FLAGS + windows.writing.shape[1] + 1), np.float32)
        flags[:, :FLAGS] = met.rows[word, -FLAGS:]
        flags[:, FLAGS:-1] = windows.writing[tokens]
        flags[:, -1] = 1
        flags[tokens < 0] = 0
        shown = flags[within].reshape(len(places), -1)
        edge = (places.shape[1] - self._near) // 2
        near = word[within[:, edge : edge + self._near]]
        products = shown @ self._of_flags
        for place in range(self._near):
            products += met.screened[place].take(near[:, place], axis=0)
        [odds] = _answers(self._screen, products)
        some = np.flatnonzero(odds[:, 0] > least_odds)
        inputs = np.hstack([shown[some], *met.rows[near[some].T, :-FLAGS]])
        products = inputs.astype(np.float64) @ self._weights
        return some, mean_share(_answers(self._networks, products))


class _Met(NamedTuple):
    """``rows`` are those of ``NameWords``, rounded, the first of nothing; ``screened`` is what the
    vector of each adds to the screen at each near place."""

    rows: Floats
    screened: Exact


class _MetWords:
    """The rows of the words that were met. Notes repeat their words, so they are remembered.

    A row that was filled is never changed, so readers of several threads may share it.
    """

    def __init__(self, words: NameWords, weights: Sequence[Exact]) -> None:
        self._words, self._weights = words, weights
        self._lock = Lock()
        self._forget()

    def __reduce__(self) -> tuple[type["_MetWords"], tuple[NameWords, Sequence[Exact]]]:
        return _MetWords, (self._words, self._weights)

    def of(self, kinds: Sequence[str], said: Ids) -> tuple[Ids, _Met]:
        """Return the row of each kind of token, and the table of these rows."""
        with self._lock:
            known = self._row.get
            row = np.array([known(kind, 0) for kind in kinds], np.int64)
            new = np.flatnonzero(row == 0).tolist()
            if not new:
                return row, self._met
            if len(self._row) + len(new) > len(self._met.rows) - 1:
                self._forget()
                new = list(range(len(kinds)))
            self._add([kinds[place] for place in new], said[new])
            return np.fromiter(map(self._row.__getitem__, kinds), np.int64, len(kinds)), self._met

    def _forget(self) -> None:
        places, hidden = len(self._weights), self._weights[0].shape[1]
        # What is not filled takes no memory yet.
        met = _Met(
            np.zeros((REMEMBERED + 1, self._words.size), np.float32),
            np.zeros((places, REMEMBERED + 1, hidden), np.float64),
        )
        self._row: dict[str, int]
        self._row, self._met = {}, met

    def _add(self, new: Sequence[str], said: Ids) -> None:
        low, high = len(self._row) + 1, len(self._row) + 1 + len(new)
        rows = self._words.rows(new, said)
        vectors = np.rint(rows[:, :-FLAGS].astype(np.float64) * GRID) / GRID
        rows[:, :-FLAGS] = vectors
        self._met.rows[low:high] = rows
        for place, weights in enumerate(self._weights):
            self._met.screened[place, low:high] = vectors @ weights
        self._row |= {kind: number for number, kind in enumerate(new, start=low)}


def mean_share(answers: Sequence[Floats]) -> Floats:
    """Return the mean of what networks answer of windows, as the probability of each column."""
    mean = np.zeros_like(answers[0])
    for values in answers:
        odds = np.exp(values - values.max(axis=1, keepdims=True))
        mean += odds / odds.sum(axis=1, keepdims=True)
    return mean / np.float32(len(answers))


def answers_of(networks: Sequence[Layers], inputs: Floats) -> list[Floats]:
    """Return what each network answers of whole windows, a row a window."""
    return [_behind_first(one, blockwise(inputs, one[0][0]) + one[0][1]) for one in networks]


def _first_weights(networks: Sequence[Layers]) -> Exact:
    return np.hstack([layers[0][0] for layers in networks]).astype(np.float64)


def _answers(networks: Sequence[Layers], products: Exact) -> list[Floats]:
    """Return what each network answers, given the products of all their first layers."""
    answers, low = [], 0
    for layers in networks:
        bias = layers[0][1]
        first = products[:, low : low + len(bias)].astype(np.float32) + bias
        answers.append(_behind_first(layers, first))
        low += len(bias)
    return answers


def _behind_first(layers: Layers, values: Floats) -> Floats:
    """Return what a network answers, given what its first layer does."""
    for weights, bias in layers[1:]:
        values = blockwise(np.maximum(values, 0), weights) + bias
    return values
