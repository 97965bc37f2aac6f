"""Where the names in a batch of notes begin and end, given which words are parts of one.

Words of a name stand side by side, or have a particle or a mark between them (Mary van Dyck,
O. Hollis). What is written as one with a name belongs to it (Ji-woo, Al-Sayed), and so do
the particles and the initials in front of it (de la Cruz, f. rudolph), no names by themselves.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from analyzer.language.tokens import Gap, Tokens
from analyzer.language.word_lists import people_words
from analyzer.privacy.name_words import NameWords, is_common

_INSIDE_A_NAME = frozenset(".-'")
_LONGEST_SYLLABLE = 3
"""Letters up to which a dictionary's word may be tied to a name by a hyphen: Ji-woo."""
_LONGEST_ABBREVIATION = 4
"""Letters with a full stop each that are looked at together, as in b.i.d."""


def stretches(
    tokens: Tokens, is_name: NDArray[np.bool_], words: NameWords
) -> Iterator[tuple[int, int]]:
    """Yield the first and the last token of each name, in text order, none overlapping another."""
    end = 0
    for first, last in _runs(tokens, is_name):
        if last >= end:  # hyphens may have led over it already
            beginning = _beginning(tokens, max(first, end), end, words)
            end = _end(tokens, last, words) + 1
            yield beginning, end - 1


def _runs(tokens: Tokens, is_name: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last word of each run of parts that belong together."""
    first = last = -1
    for place in np.flatnonzero(is_name).tolist():
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
    kinds = [_kind(tokens, token) for token in between]
    if "." in kinds and tokens.gap[place] and len(_kind(tokens, last)) > 1:
        return False  # the end of a sentence, not that of an initial
    marks = all(kind in _INSIDE_A_NAME for kind in kinds) and not any(
        tokens.gap[token] for token in between
    )
    return marks or all(kind in people_words("particles") for kind in kinds)


def _beginning(tokens: Tokens, first: int, earliest: int, words: NameWords) -> int:
    """Return the token that a name begins with, given the first of its parts; none before
    ``earliest``, where the name before it ended."""
    earliest = max(earliest, int(tokens.first[tokens.note[first]]))
    while True:
        if first - 2 >= earliest and (
            _is_hyphened(tokens, first - 1, first - 2, words) or _is_initial(tokens, first)
        ):
            first -= 2
        elif first - 1 >= earliest and _is_particle(tokens, first - 1):
            first -= 1
        else:
            return first


def _end(tokens: Tokens, last: int, words: NameWords) -> int:
    """Return the token that a name ends with, given the last of its parts."""
    end = int(tokens.first[tokens.note[last] + 1])
    while last + 2 < end and _is_hyphened(tokens, last + 1, last + 2, words):
        last += 2
    return last


def _is_hyphened(tokens: Tokens, hyphen: int, part: int, words: NameWords) -> bool:
    """Say whether a hyphen, nothing around it, ties a part to a name: no word that a sentence goes
    on with, as in Priya-no answer."""
    if _kind(tokens, hyphen) != "-" or tokens.gap[hyphen] or tokens.gap[hyphen + 1]:
        return False
    kind = _kind(tokens, part)
    if not kind.replace("'", "").isalpha():
        return False
    if not words.is_plain(kind) or kind in people_words("leading_particles"):
        return True
    return words.is_listed(kind) or (len(kind) <= _LONGEST_SYLLABLE and not is_common(kind))


def _is_initial(tokens: Tokens, first: int) -> bool:
    """Say whether a letter and its full stop stand before a name on the same line: not the last of
    9 a.m., nor that of vitamin D."""
    letter, stop = _kind(tokens, first - 2), _kind(tokens, first - 1)
    if stop != "." or tokens.gap[first - 1] or tokens.gap[first] == Gap.LINE:
        return False
    if len(letter) != 1 or not letter.isalpha():
        return False
    letters, before = letter, first - 3
    earliest = int(tokens.first[tokens.note[first]])
    while before - 1 >= earliest and len(letters) < _LONGEST_ABBREVIATION:
        if _kind(tokens, before) != "." or len(_kind(tokens, before - 1)) != 1:
            break
        letters, before = _kind(tokens, before - 1) + letters, before - 2
    if letters in people_words("dotted_words"):
        return False
    return before < earliest or _kind(tokens, before) not in people_words("lettered_words")


def _is_particle(tokens: Tokens, place: int) -> bool:
    """Say whether a word before a name on the same line is a particle, as in van der Merwe; in
    capitals it is an abbreviation (LE, MAC) unless the name is in capitals too."""
    if _kind(tokens, place) not in people_words("leading_particles"):
        return False
    if tokens.gap[place + 1] != Gap.SPACE:
        return False
    particle, name = _text(tokens, place), _text(tokens, place + 1)
    return not particle.isupper() or name.isupper()


def _text(tokens: Tokens, place: int) -> str:
    text = tokens.texts[tokens.note[place]]
    return str(text[int(tokens.start[place]) : int(tokens.end[place])])


def _kind(tokens: Tokens, place: int) -> str:
    return str(tokens.kinds[tokens.kind[place]])
