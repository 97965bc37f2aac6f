"""Linear heads: numbers in, one score an output; the learned part of the reader at run time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Scores = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class LinearHead:
    """``weights`` has a row a feature and a column an output; ``bias`` one entry an output."""

    weights: Scores
    bias: NDArray[np.float64]

    def __call__(self, features: sp.csr_array | Scores) -> Scores:
        """Return a row of scores for each row of features.

        Sparse row by row on purpose: a dense product may add in another order for another batch
        size, and a note must read the same in every batch.
        """
        rows = features if sp.issparse(features) else _with_zeros(features)
        return np.asarray(rows @ self.weights) + self.bias


def scores_of(heads: Sequence[LinearHead], features: Scores) -> list[Scores]:
    """Return what each of some heads says of the same features, of which all are asked at once."""
    weights = np.hstack([head.weights for head in heads])
    together = LinearHead(weights, np.concatenate([head.bias for head in heads]))(features)
    return np.split(together, np.cumsum([len(head.bias) for head in heads])[:-1], axis=1)


def _with_zeros(features: Scores) -> sp.csr_array:
    """Return features as a sparse matrix which holds their zeros too: they change no sum, and to
    look for them takes longer than to add them."""
    count, width = features.shape
    columns = np.tile(np.arange(width, dtype=np.int32), count)
    bounds = np.arange(0, count * width + 1, width, dtype=np.int32)
    return sp.csr_array((features.ravel(), columns, bounds), shape=features.shape)


def probability(score: Scores) -> Scores:
    """Return the logistic of log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(score, -30.0, 30.0))))


def shares(scores: Scores) -> Scores:
    """Return each row's scores as probabilities that add to one (softmax)."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def head_arrays(name: str, head: LinearHead) -> dict[str, NDArray[Any]]:
    """Return a head as named arrays for a model file; half precision is enough for the weights."""
    return {f"{name}.weights": head.weights.astype(np.float16), f"{name}.bias": head.bias}


def head_from(name: str, arrays: dict[str, NDArray[Any]]) -> LinearHead:
    """Return the head that ``head_arrays`` wrote under this name."""
    weights = arrays[f"{name}.weights"]
    # In C order: a sparse product copies any other, for every note.
    return LinearHead(np.ascontiguousarray(weights, np.float64), arrays[f"{name}.bias"])
