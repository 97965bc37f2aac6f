"""Turns segments into sparse numbers: words and their runs, pieces of words, and the neighbours.

A segment's row holds four blocks, each of unit length where no gram repeats: runs of one to three
words, pieces of two to five letters within a word (they read misspelt words), and the runs of one
and two words of the segment before and of the one after. Each occurrence counts its inverse
document frequency,
ln((1 + n) / (1 + df)) + 1 (Sparck Jones 1972, in scikit-learn's smoothed form), so that a block is
a sum over tokens: what a linear head gives a segment is added up token by token, never built.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from analyzer.language.spelling import REMEMBERED, Matrix, Spelling, squares
from analyzer.language.tokens import Ids, Tokens

LONGEST_RUN = 3
LONGEST_NEIGHBOUR_RUN = 2
PIECES = range(2, 6)
NEIGHBOUR_WEIGHT = 0.4
"""How much a neighbour's words count beside the segment's own (chosen by cross-validation over
the training authors among 0.2, 0.4 and 0.7)."""


def word_of(kind: str) -> str:
    """Return the word that a token counts as; every number reads "0"."""
    return "0" if kind[0].isdigit() else kind


def pieces(word: str) -> list[str]:
    """Return the letter runs of a word between its edges.

    >>> pieces("no")
    ['<n', 'no', 'o>', '<no', 'no>', '<no>']
    """
    edged = f"<{word}>"
    return [edged[i : i + n] for n in PIECES for i in range(len(edged) - n + 1)]


@dataclass(slots=True)
class Vocabulary:
    """The runs and pieces that a model knows, with their weights.

    ``runs[0]`` numbers the words themselves; ``runs[n]`` holds the sorted keys of the known runs of
    n + 1 words, a key being (number of the shorter run) * (number of words) + (number of the last
    word). ``run_weights`` has one array a run length.
    """

    words: dict[str, int]
    runs: list[Ids]
    run_weights: list[Matrix]
    pieces: dict[str, int]
    piece_weights: Matrix
    _spelling: Spelling | None = field(default=None, init=False, repr=False)

    @classmethod
    def learn(
        cls, tokens: Tokens, segment: Ids, least_words: int, least_pieces: int
    ) -> "Vocabulary":
        """Return the vocabulary of segments: runs that stand in at least ``least_words`` of them
        and pieces that stand in at least ``least_pieces``.

        ``segment`` says of each token which segment it is of, -1 for one that is not to be seen.
        """
        size = len(np.unique(segment[segment >= 0]))
        word_count = _segments_with([[word_of(kind)] for kind in tokens.kinds], tokens, segment)
        known = sorted(word for word, count in word_count.items() if count >= least_words)
        piece_count = _segments_with(
            [pieces(word_of(kind)) for kind in tokens.kinds], tokens, segment
        )
        known_pieces = sorted(p for p, count in piece_count.items() if count >= least_pieces)
        vocabulary = cls(
            {word: i for i, word in enumerate(known)},
            [np.arange(len(known))],
            [_rarity(size, [word_count[word] for word in known])],
            {piece: i for i, piece in enumerate(known_pieces)},
            _rarity(size, [piece_count[piece] for piece in known_pieces]),
        )
        ids = np.where(segment >= 0, vocabulary.ids(tokens), -1)
        run = ids
        for _ in range(1, LONGEST_RUN):
            key = vocabulary.longer(run, ids, segment)
            seen_runs = np.unique(np.stack([key, segment])[:, key >= 0], axis=1)[0]
            keys, count = np.unique(seen_runs, return_counts=True)
            vocabulary.runs.append(keys[count >= least_words])
            vocabulary.run_weights.append(_rarity(size, count[count >= least_words]))
            run = vocabulary.lookup(len(vocabulary.runs) - 1, key)
        return vocabulary

    def ids(self, tokens: Tokens) -> Ids:
        """Return the word number of every token, -1 for an unknown word."""
        spelling = self.spelling(tokens)
        number = spelling.numbers(tokens)
        return spelling.words()[number]

    def longer(self, run: Ids, ids: Ids, segment: Ids) -> Ids:
        """Return the key of the run that ends at each token and is one word longer than the known
        run that ends before it (``run``; -1 where none); -1 where it would leave the segment."""
        key = np.full(len(ids), -1)
        joins = (run[:-1] >= 0) & (ids[1:] >= 0) & (segment[:-1] == segment[1:])
        key[1:][joins] = run[:-1][joins] * len(self.words) + ids[1:][joins]
        return key

    def lookup(self, length: int, key: Ids) -> Ids:
        """Return the numbers, within their length, of the keys; -1 for an unknown one."""
        known = self.runs[length]
        if not len(known):
            return np.full(len(key), -1)
        in_order = np.argsort(key)  # what is looked up in order lies near what was looked up last
        number = np.empty(len(key), np.int64)
        number[in_order] = np.searchsorted(known, key[in_order])
        np.minimum(number, len(known) - 1, out=number)
        return np.where(known[number] == key, number, -1)

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the words of notes that were read out of a copy."""
        kept = (self.words, self.runs, self.run_weights, self.pieces, self.piece_weights)
        return Vocabulary, kept

    def spelling(self, tokens: Tokens) -> Spelling:
        """Return what is remembered of kinds of tokens."""
        known = self._spelling
        if known is None or known.met is not tokens.met or len(known) > REMEMBERED:
            known = Spelling(tokens.met, self.word, self.pieces_of, self.piece_weights)
            self._spelling = known
        return known

    def word(self, kind: str) -> int:
        """Return the number of a kind of token's word, -1 for an unknown one."""
        return self.words.get(word_of(kind), -1)

    def pieces_of(self, kind: str) -> list[int]:
        """Return the columns of a kind of token's known pieces."""
        columns = map(self.pieces.get, pieces(word_of(kind)))
        return [column for column in columns if column is not None]


@dataclass(frozen=True, slots=True)
class Grams:
    """What a vocabulary knows of a batch of tokens.

    ``runs[n]`` has the number of the known run of n + 1 words that ends at each token, -1 where
    none does; ``kind`` that of each token in ``spelling``.
    """

    tokens: Tokens
    runs: list[Ids]
    spelling: Spelling
    kind: Ids


def grams(vocabulary: Vocabulary, tokens: Tokens) -> Grams:
    """Return the known runs and pieces of a batch; a run stays within its note."""
    spelling = vocabulary.spelling(tokens)
    kind = spelling.numbers(tokens)
    ids = spelling.words()[kind]
    runs = [ids]
    for length in range(1, LONGEST_RUN):
        runs.append(vocabulary.lookup(length, vocabulary.longer(runs[-1], ids, tokens.note)))
    return Grams(tokens, runs, spelling, kind)


@dataclass(frozen=True, slots=True)
class Rows:
    """The grams of a run of segments, a row a segment, not yet of unit length.

    ``runs`` has a matrix a length; ``kinds`` counts the kinds of tokens of each segment, a column
    each of those that the vocabulary was asked about so far;
    ``whole``, ``short`` and ``spelt`` are the inverse lengths of the rows: of all runs, of those
    that a neighbour shows, and of the pieces.
    """

    runs: list[sp.csr_array]
    kinds: sp.csr_array
    whole: Matrix
    short: Matrix
    spelt: Matrix


def rows(vocabulary: Vocabulary, found: Grams, bounds: Ids) -> Rows:
    """Return the grams of segments; ``bounds`` says where the tokens of each begin, with the
    number of all tokens as a last entry more."""
    count = len(found.tokens.kind)
    first = np.repeat(bounds[:-1], np.diff(bounds))
    runs = []
    for length, (run, weights) in enumerate(zip(found.runs, vocabulary.run_weights, strict=True)):
        inside = (run >= 0) & (np.arange(count) - length >= first)
        columns = run[inside].astype(np.int32)
        indptr = np.concatenate([[0], np.cumsum(inside)])[bounds].astype(np.int32)
        shape = len(bounds) - 1, len(weights)
        runs.append(sp.csr_array((weights[columns], columns, indptr), shape=shape))
    spelt = found.spelling.squares()
    kinds = sp.csr_array(
        (np.ones(count, np.float32), found.kind.astype(np.int32), bounds.astype(np.int32)),
        shape=(len(bounds) - 1, len(spelt)),
    )
    of_runs = [squares(run) for run in runs]
    return Rows(
        runs,
        kinds,
        _inverse_length(sum(of_runs[1:], of_runs[0])),
        _inverse_length(sum(of_runs[1:LONGEST_NEIGHBOUR_RUN], of_runs[0])),
        _inverse_length(kinds @ spelt),
    )


def neighbours(note: Ids, step: int) -> tuple[Ids, NDArray[np.bool_]]:
    """Return each segment's neighbour (``step`` -1 or 1), and whether it is of the same note."""
    here = np.arange(len(note))
    other = np.clip(here + step, 0, max(len(note) - 1, 0))
    return other, (other != here) & (note[other] == note)


def matrix(found: Grams, of: Rows, note: Ids | None = None) -> sp.csr_array:
    """Return the features of segments as one matrix, which heads are trained on.

    ``note`` says which note each segment is of; without it the neighbours' blocks are left out.
    """
    blocks = [_scaled(run, of.whole) for run in of.runs]
    blocks.append(_scaled(of.kinds @ found.spelling.pieces(slice(of.kinds.shape[1])), of.spelt))
    if note is not None:
        short = sp.hstack([_scaled(run, of.short) for run in of.runs[:LONGEST_NEIGHBOUR_RUN]])
        for step in (-1, 1):
            other, is_one = neighbours(note, step)
            here = np.flatnonzero(is_one).astype(np.int32)
            weight = np.full(len(here), NEIGHBOUR_WEIGHT, np.float32)
            pick = (weight, (here, other[here].astype(np.int32)))
            blocks.append(sp.csr_array(pick, shape=(len(note), len(note))) @ short)
    return sp.hstack(blocks, format="csr")


@dataclass(frozen=True, slots=True)
class GramHead:
    """A linear head over the features of segments, ready to add up: its weights, block by block.

    ``runs`` has a matrix a length (a row a run; a column an output, then, where the head reads
    neighbours and the run is short enough, the same outputs for the segment before and for the
    one after), ``pieces`` one a row a piece.
    """

    runs: list[Matrix]
    pieces: Matrix
    bias: Matrix

    @classmethod
    def of(cls, vocabulary: Vocabulary, weights: Matrix, bias: Matrix) -> "GramHead":
        """Return the head whose weights have a row a column of ``matrix``."""
        sizes = [len(run) for run in vocabulary.runs]
        short = sum(sizes[:LONGEST_NEIGHBOUR_RUN])
        cuts = np.cumsum([*sizes, len(vocabulary.pieces), short, short])[:-1]
        *own, spelt, before, after = np.split(weights.astype(np.float32), cuts)
        if len(before):
            part = np.cumsum(sizes[: LONGEST_NEIGHBOUR_RUN - 1])
            sides = zip(np.split(before, part), np.split(after, part), strict=True)
            for length, side in enumerate(sides):
                own[length] = np.hstack([own[length], *(NEIGHBOUR_WEIGHT * one for one in side)])
        return cls(
            [np.ascontiguousarray(run) for run in own],
            np.ascontiguousarray(spelt),
            bias.astype(np.float32),
        )

    def __call__(self, found: Grams, of: Rows, note: Ids) -> Matrix:
        """Return a row of scores for each segment; the same as the features' matrix would give.

        Sparse row by row on purpose: a dense product may add in another order for another batch
        size, and a note must read the same in every batch.
        """
        outputs = len(self.bias)
        sums = [run @ weights for run, weights in zip(of.runs, self.runs, strict=True)]
        own = sum(part[:, :outputs] for part in sums) * of.whole[:, None]
        spelt = found.spelling.scores(self.pieces)[: of.kinds.shape[1]]
        own += (of.kinds @ spelt) * of.spelt[:, None]
        if self.runs[0].shape[1] > outputs:
            beside = sum(part[:, outputs:] for part in sums[:LONGEST_NEIGHBOUR_RUN])
            beside *= of.short[:, None]
            for step, side in ((-1, beside[:, :outputs]), (1, beside[:, outputs:])):
                other, is_one = neighbours(note, step)
                own += np.where(is_one[:, None], side[other], 0)
        return np.asarray(own + self.bias)


def gram_head_arrays(name: str, head: GramHead) -> dict[str, NDArray[Any]]:
    """Return a head as named arrays for a model file; half precision is enough for the weights."""
    runs = {f"{name}.runs.{i}": run.astype(np.float16) for i, run in enumerate(head.runs)}
    return runs | {f"{name}.pieces": head.pieces.astype(np.float16), f"{name}.bias": head.bias}


def gram_head_from(name: str, arrays: dict[str, NDArray[Any]]) -> GramHead:
    """Return the head that ``gram_head_arrays`` wrote under this name."""
    return GramHead(
        [arrays[f"{name}.runs.{i}"].astype(np.float32) for i in range(LONGEST_RUN)],
        arrays[f"{name}.pieces"].astype(np.float32),
        arrays[f"{name}.bias"],
    )


def _segments_with(
    parts_of_kind: Sequence[Sequence[str]], tokens: Tokens, segment: Ids
) -> dict[str, int]:
    """Return in how many segments each part of a token stands."""
    number = {part: i for i, part in enumerate(dict.fromkeys(chain(*parts_of_kind)))}
    parts = [np.array([number[part] for part in found]) for found in parts_of_kind]
    seen = segment >= 0
    size = np.array([len(found) for found in parts])[tokens.kind[seen]]
    part = np.concatenate([np.empty(0, np.int64), *(parts[kind] for kind in tokens.kind[seen])])
    pairs = np.unique(np.repeat(segment[seen], size) * len(number) + part)
    count = np.bincount(pairs % len(number), minlength=len(number)).tolist()
    return dict(zip(number, count, strict=True))


def _rarity(segments: int, count: Iterable[int] | Ids) -> Matrix:
    counts = np.asarray(count, dtype=np.float64)
    return np.asarray(np.log((1 + segments) / (1 + counts)) + 1.0, dtype=np.float32)


def _inverse_length(squares: Matrix) -> Matrix:
    return np.where(squares > 0, 1 / np.sqrt(np.maximum(squares, 1e-9)), 0).astype(np.float32)


def _scaled(of: sp.csr_array, factor: Matrix) -> sp.csr_array:
    data = of.data * np.repeat(factor, np.diff(of.indptr))
    return sp.csr_array((data, of.indices, of.indptr), shape=of.shape)
