"""Finds the names of people in a batch of notes, by how each word looks and what stands around it.

Few words can be a name: those that ordinary notes do not use, and those that begin with a capital.
Each is read in a window of words by small networks, whose answers are averaged; then what one
mention settles holds for the others of the note. Works on the arrays of a whole batch.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.language.network import Floats, blockwise
from analyzer.language.tokens import Gap, Ids, Tokens, tokenize
from analyzer.language.word_lists import people_words
from analyzer.privacy.identifiers import Identifier, IdentifierType
from analyzer.privacy.name_bounds import stretches
from analyzer.privacy.name_words import FLAGS, NameWords, word_of_name

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
SURE = 0.7
"""From this probability on, one mention of a name makes names of the others in its note."""
BESIDE = 0.05
"""From this probability on, a word beside a part of a name is one too."""
_SHORTENED = 4
"""Letters of a given name that may be shortened by a full stop: Wm., Chas., Geo."""
_ENDINGS = frozenset('.!?;:*|"“”>]•')
_SHOUTED, _WHISPERED = 0.6, 0.005
"""Shares of capitals among a note's letters from which on, and up to which, case tells little."""

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
        is_name = _settled(tokens, candidates, 1 - shares[:, NONE], self)
        is_name[_everyday_names(tokens, self.words)] = True
        names: list[list[Identifier]] = [[] for _ in texts]
        for first, last in stretches(tokens, is_name, self.words):
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
    plain = np.array([words.is_plain(kind) for kind in tokens.kinds], bool)
    return np.flatnonzero(possible[tokens.kind] & (tokens.capital | ~plain[tokens.kind]))


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


def _settled(tokens: Tokens, candidates: Ids, share: Floats, tagger: NameTagger) -> Flags:
    """Say of each token whether it is a part of a name, given how probable that is by itself."""
    is_name: Flags = share > tagger.threshold
    words = [word_of_name(kind) for kind in tokens.kinds]
    sure = {
        (int(tokens.note[place]), words[tokens.kind[place]])
        for place in np.flatnonzero(share > SURE).tolist()
        if len(words[tokens.kind[place]]) > 2
    }
    open_ = [place for place in candidates.tolist() if tokens.capital[place] and not is_name[place]]
    for place in open_:
        named = (int(tokens.note[place]), words[tokens.kind[place]]) in sure
        is_name[place] = named or _is_titled(tokens, tagger.words, words, place)
    for place in open_:
        is_name[place] |= _is_initial_of_name(tokens, words, place, is_name)
    doubtful = candidates[share[candidates] > BESIDE].tolist()
    for place in (*doubtful, *reversed(doubtful)):
        word = words[tokens.kind[place]]
        if tagger.words.is_listed(word) or not tagger.words.is_plain(word):
            is_name[place] |= _is_beside_name(tokens, place, is_name)
    return is_name


def _is_titled(tokens: Tokens, known: NameWords, words: Sequence[str], place: int) -> bool:
    """Say whether a word follows a title, as in Mrs Price; in "her dr. Did she" it does not."""
    word, before = words[tokens.kind[place]], _before(tokens, place)
    if before is None or len(word) == 1 or word in people_words("function_words"):
        return False
    title = words[tokens.kind[before]]
    if title not in people_words("titles") and title not in people_words("staff_titles"):
        return False
    if before < place - 1 and not tokens.capital[before]:
        return known.is_listed(word) or not known.is_plain(word)
    return not _is_disease(tokens, before, place)


def _is_disease(tokens: Tokens, title: int, place: int) -> bool:
    """Say whether a title is none but an abbreviation: MS before a word in small letters."""
    text = tokens.texts[tokens.note[place]]
    before, word = (text[int(tokens.start[t]) : int(tokens.end[t])] for t in (title, place))
    return before == "MS" and not word.isupper()


def _is_initial_of_name(tokens: Tokens, words: Sequence[str], place: int, is_name: Flags) -> bool:
    """Say whether a letter stands beside a name, as in L. Pratt and Craig D.

    "I" is one only where a full stop follows: it is what "tell Priya I rang" says.
    """
    letter, behind = words[tokens.kind[place]], _behind(tokens, place)
    if len(letter) != 1 or (letter == "i" and behind in (None, place + 1)):
        return False
    if behind is not None and is_name[behind]:
        return True
    first = tokens.first[tokens.note[place]]
    return bool(place > first and is_name[place - 1] and tokens.gap[place] == Gap.SPACE)


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
    behind_title = [
        place
        for title in titles
        if (place := _behind_title(tokens, title)) is not None
        and word[tokens.kind[place]]
        and not _is_disease(tokens, title, place)
    ]
    opening = opens_sentence(tokens)[:-1] & tokens.capital[:-1]
    subjects = np.flatnonzero(opening & named[first] & acting[second] & together)
    return np.concatenate([np.array(behind_title, np.int64), subjects])


def _behind_title(tokens: Tokens, title: int) -> int | None:
    """Return the token behind a title, over the full stop that may abbreviate it."""
    end, place = int(tokens.first[tokens.note[title] + 1]), title + 1
    if place < end and tokens.kinds[tokens.kind[place]] == "." and not tokens.gap[place]:
        place += 1
    return place if place < end and tokens.gap[place] == Gap.SPACE else None


def _is_beside_name(tokens: Tokens, place: int, is_name: Flags) -> bool:
    """Say whether a part of a name stands right before or behind a word, a space between them; a
    surname may have a comma behind it (Hollis, Priya), a short given name a full stop (Wm. Hollis).
    """
    first, end = tokens.first[tokens.note[place]], tokens.first[tokens.note[place] + 1]
    capital = tokens.capital[place]
    if len(tokens.kinds[tokens.kind[place]]) == 1:
        return False  # initials have a rule of their own

    def is_part(other: int) -> bool:
        spaced = tokens.gap[max(place, other)] == Gap.SPACE
        return bool(first <= other < end and spaced and is_name[other])

    def is_mark(other: int, mark: str) -> bool:
        return bool(tokens.kinds[tokens.kind[other]] == mark and tokens.gap[other] != Gap.LINE)

    if (place + 1 < end and is_part(place + 1)) or is_part(place - 1):
        return True
    if place + 2 < end and capital and is_mark(place + 1, ","):
        return is_part(place + 2) and bool(tokens.capital[place + 2])
    if place - 2 < first or not capital or not is_mark(place - 1, "."):
        return False
    short = len(tokens.kinds[tokens.kind[place - 2]]) <= _SHORTENED
    return short and not tokens.gap[place - 1] and is_part(place - 2)


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
