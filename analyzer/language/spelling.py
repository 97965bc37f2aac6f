"""Remembers what a vocabulary and the heads over it make of each kind of token.

A word's number, its pieces and what a head gives them are found out once in the life of a reader,
not once a batch: most words of a batch are those of the batches before.
"""

from collections.abc import Callable
from itertools import chain
from threading import Lock
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from analyzer.language.kinds import MetKinds
from analyzer.language.tokens import Ids, Tokens

Matrix = NDArray[np.floating[Any]]

REMEMBERED = 32_768
"""Kinds beyond which a vocabulary forgets all: every head has a row of scores for each."""
_GROWTH = 2_048
"""Rows by which a table grows, so that one kind more is no copy of all."""


class Spelling:
    """The kinds of tokens that a vocabulary was asked about, numbered as they came.

    ``word`` says which word of the vocabulary a kind is, -1 for none, and ``pieces_of`` which of
    the pieces it has that ``weights`` has a weight for. What was told once is never changed, so
    readers of several threads may share it.
    """

    def __init__(
        self,
        met: MetKinds,
        word: Callable[[str], int],
        pieces_of: Callable[[str], list[int]],
        weights: Matrix,
    ) -> None:
        self.met = met
        self._word = word
        self._pieces_of = pieces_of
        self._weights = weights
        self._kinds: list[str] = []
        self._number = np.empty(0, np.int64)
        self._told: dict[int, tuple[object, int, NDArray[Any]]] = {}
        self._newest = slice(0), self.pieces(slice(0))
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kinds)

    def numbers(self, tokens: Tokens) -> Ids:
        """Return the number of each token's kind; a new one gets the next."""
        with self._lock:
            if len(self._number) < len(self.met):
                more = np.full(len(self.met) - len(self._number) + _GROWTH, -1)
                self._number = np.concatenate([self._number, more])
            numbers = self._number[tokens.met_number]
            new = np.unique(tokens.met_number[numbers < 0])
            if not len(new):
                return numbers
            for met_number, kind in zip(new.tolist(), self.met.written(new), strict=True):
                # In this order: a time limit may end any line, and no two kinds may have one number
                self._kinds.append(kind)
                self._number[met_number] = len(self._kinds) - 1
            return self._number[tokens.met_number]

    def words(self) -> Ids:
        """Return which word of the vocabulary each kind is, -1 for none."""
        return self._once(
            self._word, lambda new: np.fromiter(map(self._word, self._kinds[new]), np.int64)
        )

    def pieces(self, which: slice) -> sp.csr_array:
        """Return a row a kind, with the weights of its pieces."""
        found = list(map(self._pieces_of, self._kinds[which]))
        bounds = np.cumsum([0, *map(len, found)], dtype=np.int32)
        columns = np.fromiter(chain.from_iterable(found), np.int32, bounds[-1])
        shape = len(found), len(self._weights)
        return sp.csr_array((self._weights[columns], columns, bounds), shape=shape)

    def squares(self) -> Matrix:
        """Return the sum of the squares of each kind's pieces."""
        return self._once(self, lambda new: squares(self._pieces_of_new(new)))

    def scores(self, weights: Matrix) -> Matrix:
        """Return what weights, a row a piece, give the pieces of each kind."""
        return self._once(weights, lambda new: self._pieces_of_new(new) @ weights)

    def _pieces_of_new(self, new: slice) -> sp.csr_array:
        """Return the pieces of new kinds, which every head asks for in turn."""
        if self._newest[0] != new:
            self._newest = new, self.pieces(new)
        return self._newest[1]

    def _once(self, asked: object, find_out: Callable[[slice], NDArray[Any]]) -> NDArray[Any]:
        """Return what there is to know of each kind; ``find_out`` is asked for new ones alone."""
        with self._lock:
            _, known, told = self._told.get(id(asked), (asked, 0, None))
            size = len(self._kinds)
            if told is None or known < size:
                new = find_out(slice(known, size))
                if told is None or size > len(told):
                    more = np.zeros((size - known + _GROWTH, *new.shape[1:]), new.dtype)
                    told = more if told is None else np.concatenate([told[:known], more])
                told[known:size] = new
                self._told[id(asked)] = asked, size, told
            return told[:size]


def squares(rows_of: sp.csr_array) -> Matrix:
    """Return the sum of squares of every row."""
    squared = sp.csr_array((rows_of.data**2, rows_of.indices, rows_of.indptr), rows_of.shape)
    return np.asarray(squared @ np.ones(rows_of.shape[1], np.float32))
