"""Finds the names of people in a batch of notes, by how each word looks and what stands around it.

Few words can be a name: those that ordinary notes do not use, and those that begin with a capital.
Each is read in a window of words by small networks, whose answers are averaged; then what one
mention settles holds for the others of the note. Works on the arrays of a whole batch.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.language.network import Floats, blockwise
from analyzer.language.tokens import Gap, Ids, Tokens, tokenize
from analyzer.language.word_lists import people_words
from analyzer.privacy.identifiers import Identifier, IdentifierType
from analyzer.privacy.name_words import FLAGS, NameWords, is_common, word_of_name

NONE, PRIVATE, STAFF = range(3)
"""The columns of what a network answers: no name, that of a patient or another private person, that
of one of the staff."""
COLUMNS = 3
CANDIDATES_AT_ONCE = 4096
"""Words whose windows are held at a time, 3 kB each."""

REACH = 3
"""Words on either side whose flags and writing are seen."""
MEANING_REACH = 1
"""Words on either side whose vectors are seen."""
CASES = 5
WRITING = CASES + len(Gap) + 7
"""Columns that say how a token is written in its note."""
SURE = 0.5
"""From this probability on, one mention of a name makes names of the others in its note."""
_ENDINGS = frozenset('.!?;:*|"“”>]•')
_SHOUTED, _WHISPERED = 0.6, 0.005
"""Shares of capitals among a note's letters from which on, and up to which, case tells little."""
_INSIDE_A_NAME = frozenset(".-'")

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class NameTagger:
    """``networks`` are layers, each a matrix and its bias; the last gives the columns NONE, PRIVATE
    and STAFF. A word is a part of a name where NONE is less probable than 1 - ``threshold``."""

    words: NameWords
    networks: tuple[tuple[tuple[Floats, Floats], ...], ...]
    threshold: float

    def __call__(self, texts: Sequence[str]) -> list[list[Identifier]]:
        """Return the names in each text, in order, of type name or staff.

        Texts are without disguises (``disguises.fold``); the same text gives the same names
        whatever stands beside it.
        """
        tokens = tokenize(texts)
        candidates = possible_names(tokens, self.words)
        shares = np.zeros((len(tokens.kind), COLUMNS), np.float32)
        shares[:, NONE] = 1
        if len(candidates):
            shares[candidates] = self._shares(tokens, candidates)
            another = np.array([self.words.is_another(kind) for kind in tokens.kinds], bool)
            shares[another[tokens.kind]] = 1, 0, 0
        is_name = _settled(tokens, candidates, 1 - shares[:, NONE], self.threshold)
        is_name[_everyday_names(tokens, self.words)] = True
        names: list[list[Identifier]] = [[] for _ in texts]
        for first, last in _stretches(tokens, is_name):
            _, private, staff = shares[first : last + 1].sum(axis=0)
            type_ = IdentifierType.STAFF if staff > private else IdentifierType.NAME
            word = word_of_name(tokens.kinds[tokens.kind[last]])  # Okafor's: 's is no part of it
            start, end = int(tokens.start[first]), int(tokens.start[last]) + len(word)
            names[tokens.note[first]].append(Identifier(start, end, type_))
        return names

    def _shares(self, tokens: Tokens, candidates: Ids) -> Floats:
        """Return, a row a candidate, the probability of each column."""
        rows, writing = self.words.rows(tokens.kinds), written(tokens)
        parts = range(0, len(candidates), CANDIDATES_AT_ONCE)
        return np.concatenate(
            [
                self._answers(
                    windows_of(tokens, candidates[low:][:CANDIDATES_AT_ONCE], rows, writing)
                )
                for low in parts
            ]
        )

    def _answers(self, inputs: Floats) -> Floats:
        mean = np.zeros((len(inputs), COLUMNS), np.float32)
        for layers in self.networks:
            values = inputs
            for number, (weights, bias) in enumerate(layers, start=1):
                values = blockwise(values, weights) + bias
                if number < len(layers):
                    np.maximum(values, 0, out=values)
            odds = np.exp(values - values.max(axis=1, keepdims=True))
            mean += odds / odds.sum(axis=1, keepdims=True)
        return mean / np.float32(len(self.networks))


def possible_names(tokens: Tokens, words: NameWords) -> Ids:
    """Return the places of the tokens that may be a part of a name."""
    if not len(tokens.kinds):
        return np.zeros(0, np.int64)
    possible = np.array([words.is_possible(kind) for kind in tokens.kinds], bool)
    common = np.array([is_common(kind) for kind in tokens.kinds], bool)
    return np.flatnonzero(possible[tokens.kind] & (tokens.capital | ~common[tokens.kind]))


def written(tokens: Tokens) -> Floats:
    """Return, a row a token, how it is written in its note: its case, the gap before it, and seven
    flags: a note in capitals, a note without, opening a sentence, also standing in lower case, also
    with a capital inside a sentence, standing more than once, beginning with a capital."""
    joined = "".join(tokens.texts)
    length = np.fromiter(map(len, tokens.texts), np.int64, len(tokens.texts))
    begins = (np.cumsum(length) - length)[tokens.note]
    upper, lower = _counts(joined, str.isupper), _counts(joined, str.islower)
    start, end = tokens.start + begins, tokens.end + begins
    uppers, lowers = upper[end] - upper[start], lower[end] - lower[start]
    opening_capital = upper[start + 1] > upper[start]
    case = np.zeros((len(tokens.kind), CASES), np.float32)
    case[:, 0] = (uppers == 0) & (lowers > 0)
    case[:, 1] = opening_capital & (uppers == 1) & (lowers > 0)
    case[:, 2] = (uppers > 1) & (lowers == 0)
    case[:, 3] = (uppers == 1) & (lowers == 0)
    case[:, 4] = (uppers > 0) & (lowers > 0) & ~(opening_capital & (uppers == 1))
    edges = np.cumsum(length) - length
    of_note = upper[edges + length] - upper[edges], lower[edges + length] - lower[edges]
    share = (of_note[0] / np.maximum(of_note[0] + of_note[1], 1))[tokens.note]
    opens = opens_sentence(tokens)
    same, times = _same_kind(tokens)
    in_lower_case = np.bincount(same, case[:, 0])[same] > 0
    in_sentence = np.bincount(same, (case[:, 1] + case[:, 4]) * ~opens)[same] > 0
    gap = np.stack([tokens.gap == gap for gap in Gap], axis=1)
    flags = np.column_stack(
        [
            share > _SHOUTED,
            share < _WHISPERED,
            opens,
            in_lower_case,
            in_sentence,
            times[same] > 1,
            opening_capital,
        ]
    )
    return np.hstack([case, gap, flags]).astype(np.float32)


def opens_sentence(tokens: Tokens) -> Flags:
    """Say of each token whether a capital there may be that of a sentence."""
    opens: Flags = tokens.gap == Gap.LINE
    opens[tokens.first[:-1][np.diff(tokens.first) > 0]] = True
    ends = np.array([kind in _ENDINGS for kind in tokens.kinds], bool)
    if len(tokens.kind):
        opens[1:] |= ends[tokens.kind[:-1]]
    return opens


def windows_of(tokens: Tokens, candidates: Ids, rows: Floats, writing: Floats) -> Floats:
    """Return, a row a candidate, what stands in its window.

    For each place from left to right: the flags of the word there, how it is written, whether there
    is one; and near the middle its vector. ``rows`` are those of ``NameWords``, a row a kind.
    """
    vector = rows.shape[1] - FLAGS
    columns: list[Floats] = []
    for step in range(-REACH, REACH + 1):
        place = candidates + step
        there = (place >= tokens.first[tokens.note[candidates]]) & (
            place < tokens.first[tokens.note[candidates] + 1]
        )
        place = np.where(there, place, 0)
        inside = there[:, None].astype(np.float32)
        word = rows[tokens.kind[place]]
        columns += [word[:, vector:] * inside, writing[place] * inside, inside]
        if abs(step) <= MEANING_REACH:
            columns.append(word[:, :vector] * inside)
    return np.hstack(columns)


def _counts(text: str, is_counted: Callable[[str], bool]) -> Ids:
    marks = np.fromiter(map(is_counted, text), np.int64, len(text))
    return np.concatenate([[0], np.cumsum(marks), [marks.sum()]])


def _same_kind(tokens: Tokens) -> tuple[Ids, Ids]:
    """Return a number a token, the same for the same word of a note, and how often each stands."""
    key = tokens.note * max(len(tokens.kinds), 1) + tokens.kind
    _, same, times = np.unique(key, return_inverse=True, return_counts=True)
    return same, times


def _settled(tokens: Tokens, candidates: Ids, share: Floats, threshold: float) -> Flags:
    """Say of each token whether it is a part of a name, given how probable that is by itself."""
    is_name: Flags = share > threshold
    words = [word_of_name(kind) for kind in tokens.kinds]
    sure = {
        (int(tokens.note[place]), words[tokens.kind[place]])
        for place in np.flatnonzero(share > SURE).tolist()
        if len(words[tokens.kind[place]]) > 2
    }
    open_ = [place for place in candidates.tolist() if tokens.capital[place] and not is_name[place]]
    for place in open_:
        named = (int(tokens.note[place]), words[tokens.kind[place]]) in sure
        is_name[place] = named or _is_titled(tokens, words, place)
    for place in open_:
        is_name[place] |= _is_initial_of_name(tokens, words, place, is_name)
    return is_name


def _is_titled(tokens: Tokens, words: Sequence[str], place: int) -> bool:
    """Say whether a word follows a title, as in Mrs Long."""
    word, before = words[tokens.kind[place]], _before(tokens, place)
    if before is None or len(word) == 1 or word in people_words("function_words"):
        return False
    title = words[tokens.kind[before]]
    return title in people_words("titles") or title in people_words("staff_titles")


def _is_initial_of_name(tokens: Tokens, words: Sequence[str], place: int, is_name: Flags) -> bool:
    """Say whether a letter stands beside a name, as in L. Pratt and Craig D."""
    if len(words[tokens.kind[place]]) != 1:
        return False
    before, behind = _before(tokens, place), _behind(tokens, place)
    if behind is not None and is_name[behind]:
        return True
    return before is not None and bool(is_name[before]) and tokens.gap[place] == Gap.SPACE


def _everyday_names(tokens: Tokens, words: NameWords) -> Ids:
    """Return the places of everyday words that a title, or what is told of them, makes names.

    So Will in "Will rang", and long in "mr long", which by itself is no possible name.
    """
    titled = np.array([kind in people_words("plain_titles") for kind in tokens.kinds], bool)
    acting = np.array([kind in people_words("told_of_people") for kind in tokens.kinds], bool)
    named = np.array([words.is_everyday_name(kind) for kind in tokens.kinds], bool)
    word = np.array([kind[0].isalpha() for kind in tokens.kinds], bool)
    word &= np.array([kind not in people_words("never_titled") for kind in tokens.kinds], bool)
    if len(tokens.kind) < 2:
        return np.zeros(0, np.int64)
    first, second = tokens.kind[:-1], tokens.kind[1:]
    together = (tokens.note[:-1] == tokens.note[1:]) & (tokens.gap[1:] == Gap.SPACE)
    titles = np.flatnonzero(titled[tokens.kind]).tolist()
    behind = [_behind_title(tokens, place) for place in titles]
    behind_title = [place for place in behind if place is not None and word[tokens.kind[place]]]
    opening = opens_sentence(tokens)[:-1] & tokens.capital[:-1]
    subjects = np.flatnonzero(opening & named[first] & acting[second] & together)
    return np.concatenate([np.array(behind_title, np.int64), subjects])


def _behind_title(tokens: Tokens, title: int) -> int | None:
    """Return the token behind a title, over the full stop that may abbreviate it."""
    end, place = int(tokens.first[tokens.note[title] + 1]), title + 1
    if place < end and tokens.kinds[tokens.kind[place]] == "." and not tokens.gap[place]:
        place += 1
    return place if place < end and tokens.gap[place] == Gap.SPACE else None


def _before(tokens: Tokens, place: int) -> int | None:
    """Return the word before a token, over a full stop that may abbreviate it; None without one."""
    first = int(tokens.first[tokens.note[place]])
    before = place - 1
    if before > first and tokens.kinds[tokens.kind[before]] == "." and not tokens.gap[before]:
        before -= 1
    if before < first or tokens.gap[place] == Gap.LINE:
        return None
    return before


def _behind(tokens: Tokens, place: int) -> int | None:
    last = int(tokens.first[tokens.note[place] + 1])
    behind = place + 1
    if behind + 1 < last and tokens.kinds[tokens.kind[behind]] == ".":
        behind += 1
    if behind >= last or tokens.gap[behind] == Gap.LINE:
        return None
    return behind


def _stretches(tokens: Tokens, is_name: Flags) -> Iterator[tuple[int, int]]:
    """Yield the first and the last token of each name: words that a space, a mark inside a name or
    a particle joins."""
    places = np.flatnonzero(is_name).tolist()
    first = last = -1
    for place in places:
        if last >= 0 and _joined(tokens, last, place):
            last = place
            continue
        if last >= 0:
            yield first, last
        first = last = place
    if last >= 0:
        yield first, last


def _joined(tokens: Tokens, last: int, place: int) -> bool:
    between = range(last + 1, place)
    if tokens.note[last] != tokens.note[place] or len(between) > 2:
        return False
    if any(tokens.gap[token] == Gap.LINE for token in (*between, place)):
        return False
    kinds = [tokens.kinds[tokens.kind[token]] for token in between]
    marks = all(kind in _INSIDE_A_NAME for kind in kinds) and not any(
        tokens.gap[token] for token in between
    )
    return marks or all(kind in people_words("particles") for kind in kinds)
