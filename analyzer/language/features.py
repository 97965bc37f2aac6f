"""Turns segments into sparse numbers: words and their runs, pieces of words, and the neighbours.

A segment's row holds three blocks, each of unit length: runs of one to three words, pieces of two
to five letters within a word (they read misspelt words), and the runs of one and two words of the
segment before and after. Counts are damped (1 + log count) and weighted by inverse document
frequency, ln((1 + n) / (1 + df)) + 1 (Sparck Jones 1972, in scikit-learn's smoothed form).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w\s]")
"""A word with its apostrophes, a number, or one mark."""

LONGEST_RUN = 3
PIECES = range(2, 6)
NEIGHBOUR_WEIGHT = 0.4
"""How much a neighbour's words count beside the segment's own (chosen by cross-validation over
the training authors among 0.2, 0.4 and 0.7)."""

Ids = NDArray[np.int64]


def words(text: str) -> list[str]:
    """Return the lower-case words and marks of a text; every number reads "0".

    >>> words("Pt's 3rd call!")
    ["pt's", '0', 'rd', 'call', '!']
    """
    found = WORD.findall(text.lower().replace("’", "'"))
    return ["0" if word[0].isdigit() else word for word in found]


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

    ``runs[0]`` holds the word ids themselves; ``runs[n]`` the sorted keys of the known runs of
    n + 1 words, a key being (number of the shorter run) * (number of words) + (id of the last
    word). Columns of the word block are numbered run length by run length.
    """

    words: dict[str, int]
    runs: list[Ids]
    pieces: dict[str, int]
    run_weights: NDArray[np.float64]
    piece_weights: NDArray[np.float64]
    _pieces_of: dict[str, Ids] = field(default_factory=dict)

    @classmethod
    def learn(
        cls, segments: Sequence[Sequence[str]], least_words: int, least_pieces: int
    ) -> "Vocabulary":
        """Return the vocabulary of the segments (lists of words): runs that stand in at least
        ``least_words`` segments and pieces that stand in at least ``least_pieces``."""
        word_count = Counter(word for segment in segments for word in set(segment))
        known = sorted(word for word, count in word_count.items() if count >= least_words)
        piece_count = Counter(
            piece for segment in segments for piece in {p for word in segment for p in pieces(word)}
        )
        known_pieces = sorted(
            piece for piece, count in piece_count.items() if count >= least_pieces
        )
        vocabulary = cls(
            {word: i for i, word in enumerate(known)},
            [np.arange(len(known))],
            {piece: i for i, piece in enumerate(known_pieces)},
            np.empty(0),
            np.array([_rarity(len(segments), piece_count[piece]) for piece in known_pieces]),
        )
        ids, owner = vocabulary.encode(segments)
        weights = [np.array([_rarity(len(segments), word_count[word]) for word in known])]
        run, last = ids, np.arange(len(ids))
        for _ in range(1, LONGEST_RUN):
            key, at = vocabulary.longer(run, last, ids, owner)
            seen = np.unique(np.stack([key, owner[at]]), axis=1)[0]
            keys, count = np.unique(seen, return_counts=True)
            vocabulary.runs.append(keys[count >= least_words])
            weights.append(_rarity(len(segments), count[count >= least_words]))
            run, last = vocabulary.lookup(len(vocabulary.runs) - 1, key, at)
        vocabulary.run_weights = np.concatenate(weights)
        return vocabulary

    @property
    def columns(self) -> int:
        """Number of columns of the word block."""
        return sum(len(run) for run in self.runs)

    @property
    def short_columns(self) -> int:
        """Number of columns of the word block that are runs of one or two words."""
        return sum(len(run) for run in self.runs[:2])

    def encode(self, segments: Sequence[Sequence[str]]) -> tuple[Ids, Ids]:
        """Return the word id (-1 for an unknown word) and the segment of every word."""
        get = self.words.get
        ids = np.array([get(word, -1) for segment in segments for word in segment], dtype=np.int64)
        owner = np.repeat(np.arange(len(segments)), [len(segment) for segment in segments])
        return ids, owner

    def longer(self, run: Ids, last: Ids, ids: Ids, owner: Ids) -> tuple[Ids, Ids]:
        """Extend runs by the known word that follows in the same segment.

        ``run`` holds the numbers of known runs and ``last`` the place of each one's last word.
        Returns the keys of the longer runs and the place of their last words.
        """
        follows = (run >= 0) & (last + 1 < len(ids))
        run, last = run[follows], last[follows]
        same = (owner[last] == owner[last + 1]) & (ids[last + 1] >= 0)
        run, last = run[same], last[same] + 1
        return run * len(self.words) + ids[last], last

    def lookup(self, length: int, key: Ids, last: Ids) -> tuple[Ids, Ids]:
        """Return the numbers, within their length, of the keys that are known, and their places."""
        known = self.runs[length]
        if not len(known):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        number = np.minimum(np.searchsorted(known, key), len(known) - 1)
        hit = known[number] == key
        return number[hit], last[hit]

    def pieces_of(self, word: str) -> Ids:
        """Return the columns of a word's known pieces; remembered, since notes repeat words."""
        found = self._pieces_of.get(word)
        if found is None:
            columns = (self.pieces.get(piece) for piece in pieces(word))
            found = np.array([column for column in columns if column is not None], dtype=np.int64)
            if len(self._pieces_of) < 200_000:
                self._pieces_of[word] = found
        return found

    def word_block(self, segments: Sequence[Sequence[str]]) -> tuple[sp.csr_array, sp.csr_array]:
        """Return the word block twice: all runs, and runs of at most two words; rows of unit
        length, one a segment."""
        ids, owner = self.encode(segments)
        columns, rows = [ids[ids >= 0]], [owner[ids >= 0]]
        run, last, offset = ids, np.arange(len(ids)), len(self.words)
        for length in range(1, LONGEST_RUN):
            run, last = self.lookup(length, *self.longer(run, last, ids, owner))
            columns.append(run + offset)
            rows.append(owner[last])
            offset += len(self.runs[length])
        counts = _counts(
            np.concatenate(rows), np.concatenate(columns), (len(segments), self.columns)
        )
        weighted = _damped(counts, self.run_weights)
        return _unit_rows(weighted), _unit_rows(weighted[:, : self.short_columns])

    def piece_block(self, segments: Sequence[Sequence[str]]) -> sp.csr_array:
        """Return the piece block: rows of unit length, one a segment."""
        found = [[self.pieces_of(word) for word in segment] for segment in segments]
        flat = [ids for segment in found for ids in segment]
        columns = np.concatenate(flat) if flat else np.empty(0, np.int64)
        rows = np.repeat(np.arange(len(segments)), [sum(map(len, segment)) for segment in found])
        counts = _counts(rows, columns, (len(segments), len(self.pieces)))
        return _unit_rows(_damped(counts, self.piece_weights))


@dataclass(frozen=True, slots=True)
class Blocks:
    """The feature blocks of a run of segments, rows aligned."""

    words: sp.csr_array
    pieces: sp.csr_array
    before: sp.csr_array
    after: sp.csr_array

    def stacked(self) -> sp.csr_array:
        """Return all blocks side by side."""
        return sp.hstack([self.words, self.pieces, self.before, self.after], format="csr")


def blocks(vocabulary: Vocabulary, segments: Sequence[Sequence[str]], note: Ids) -> Blocks:
    """Return the features of segments (lists of words); ``note`` says which note each belongs to.

    A neighbour is the segment before or after within the same note.
    """
    whole, short = vocabulary.word_block(segments)
    return Blocks(
        whole,
        vocabulary.piece_block(segments),
        _shifted(short, note, -1),
        _shifted(short, note, 1),
    )


def _shifted(matrix: sp.csr_array, note: Ids, step: int) -> sp.csr_array:
    """Return each row's neighbour, zero where there is none in the note."""
    rows = np.arange(len(note), dtype=np.int32)
    other = np.clip(rows + step, 0, len(note) - 1)
    valid = (other != rows) & (note[other] == note)
    pick = sp.csr_array(
        (np.full(valid.sum(), NEIGHBOUR_WEIGHT), (rows[valid], other[valid])),
        shape=(len(note), len(note)),
    )
    return (pick @ matrix).tocsr()


def _rarity(segments: int, count: Iterable[int] | int | Ids) -> NDArray[np.float64]:
    return np.asarray(np.log((1 + segments) / (1 + np.asarray(count))) + 1.0)


def _counts(rows: Ids, columns: Ids, shape: tuple[int, int]) -> sp.csr_array:
    place = (rows.astype(np.int32), columns.astype(np.int32))
    matrix = sp.csr_array((np.ones(len(rows)), place), shape=shape)
    matrix.sum_duplicates()
    return matrix


def _damped(counts: sp.csr_array, weights: NDArray[np.float64]) -> sp.csr_array:
    counts.data = (1 + np.log(counts.data)) * weights[counts.indices]
    return counts


def _unit_rows(matrix: sp.csr_array) -> sp.csr_array:
    length = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    length[length == 0] = 1.0
    scaled = matrix.copy()
    scaled.data = matrix.data / np.repeat(length, np.diff(matrix.indptr))
    return scaled
