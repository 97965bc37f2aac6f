"""Finds the names of people in a batch of notes, by how each word looks and what stands around it.

Few words can be a name: those that ordinary notes do not use, and those that begin with a capital.
A small network, the screen, passes over those that are none by far; the others are read in a window
of words by larger networks, whose answers are averaged. Then what one mention settles holds for the
others of the note. Works on the arrays of a whole batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.language.network import Floats, blockwise
from analyzer.language.tokens import Gap, Ids, Tokens, tokenize
from analyzer.language.word_lists import people_words
from analyzer.privacy.identifiers import Identifier, IdentifierType
from analyzer.privacy.name_bounds import stretches
from analyzer.privacy.name_words import FLAGS, NameWords, Trait, word_of_name

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
SCREENED = 0.01
"""Up to this probability, by the screen, the networks are not asked, and a word is no name."""
_ENDINGS = frozenset('.!?;:*|"“”>]•')
_SHORTENED = 4
"""Letters of a given name that may be shortened by a full stop: Wm., Chas., Geo."""
_SHOUTED, _WHISPERED = 0.6, 0.005
"""Shares of capitals among a note's letters from which on, and up to which, case tells little."""

_ASCII = [chr(code) for code in range(128)]
_UPPER, _LOWER = np.array([*map(str.isupper, _ASCII)]), np.array([*map(str.islower, _ASCII)])

Flags = NDArray[np.bool_]
Layers = tuple[tuple[Floats, Floats], ...]


@dataclass(frozen=True, slots=True)
class NameTagger:
    """``networks`` are layers, each a matrix and its bias; the last gives the columns NONE, PRIVATE
    and STAFF. A word is a part of a name where NONE is less probable than 1 - ``threshold``. The
    last layer of ``screen`` gives the log odds that this is at all likely."""

    words: NameWords
    screen: Layers
    networks: tuple[Layers, ...]
    threshold: float

    def __call__(self, texts: Sequence[str]) -> list[list[Identifier]]:
        """Return the names in each text, in order, of type name or staff.

        Texts are without disguises (``disguises.fold``); the same text gives the same names
        whatever stands beside it.
        """
        return self.names(tokenize(texts))

    def names(self, tokens: Tokens) -> list[list[Identifier]]:
        """Return the same for the tokens of texts."""
        names: list[list[Identifier]] = [[] for _ in tokens.texts]
        if not len(tokens.kind):
            return names
        traits = self.words.traits(tokens.kinds)[tokens.kind]
        candidates = _possible(tokens, traits)
        shares = np.zeros((len(tokens.kind), COLUMNS), np.float32)
        shares[:, NONE] = 1
        shares[candidates] = self._shares(tokens, candidates)
        shares[traits & Trait.ANOTHER > 0] = 1, 0, 0
        is_name = _settled(tokens, traits, candidates, 1 - shares[:, NONE], self)
        is_name[_everyday_names(tokens, traits)] = True
        for first, last in stretches(tokens, is_name, self.words):
            _, private, staff = shares[first : last + 1].sum(axis=0)
            type_ = IdentifierType.STAFF if staff > private else IdentifierType.NAME
            word = word_of_name(tokens.kinds[tokens.kind[last]])  # Okafor's: 's is no part of it
            start, end = int(tokens.start[first]), int(tokens.start[last]) + len(word)
            names[tokens.note[first]].append(Identifier(start, end, type_))
        return names

    def _shares(self, tokens: Tokens, candidates: Ids) -> Floats:
        """Return, a row a candidate, the probability of each column."""
        shares = np.zeros((len(candidates), COLUMNS), np.float32)
        shares[:, NONE] = 1
        if not len(candidates):
            return shares
        rows, writing = self.words.rows(tokens.kinds), written(tokens)
        for low in range(0, len(candidates), CANDIDATES_AT_ONCE):
            some = candidates[low:][:CANDIDATES_AT_ONCE]
            inputs = windows_of(tokens, some, rows, writing)
            likely = np.flatnonzero(is_likely(self.screen, inputs))
            shares[low + likely] = answers(self.networks, inputs[likely])
        return shares


_SCREENED_ODDS = np.log(SCREENED / (1 - SCREENED))


def is_likely(screen: Layers, inputs: Floats) -> Flags:
    """Say of windows, a row a window, whether the screen leaves them to the networks."""
    return np.asarray(_outputs(screen, inputs)[:, 0] > _SCREENED_ODDS)


def answers(networks: Sequence[Layers], inputs: Floats) -> Floats:
    """Return the mean of what networks say of windows, a row a window: the probability of each
    column."""
    mean = np.zeros((len(inputs), COLUMNS), np.float32)
    for layers in networks:
        values = _outputs(layers, inputs)
        odds = np.exp(values - values.max(axis=1, keepdims=True))
        mean += odds / odds.sum(axis=1, keepdims=True)
    return mean / np.float32(len(networks))


def _outputs(layers: Layers, values: Floats) -> Floats:
    for number, (weights, bias) in enumerate(layers, start=1):
        values = blockwise(values, weights) + bias
        if number < len(layers):
            np.maximum(values, 0, out=values)
    return values


def possible_names(tokens: Tokens, words: NameWords) -> Ids:
    """Return the places of the tokens that may be a part of a name."""
    return _possible(tokens, words.traits(tokens.kinds)[tokens.kind])


def _possible(tokens: Tokens, traits: Ids) -> Ids:
    possible, plain = traits & Trait.POSSIBLE > 0, traits & Trait.PLAIN > 0
    return np.flatnonzero(possible & (tokens.capital | ~plain))


def written(tokens: Tokens) -> Floats:
    """Return, a row a token, how it is written in its note: its case, the gap before it, and seven
    flags: a note in capitals, a note without, opening a sentence, also standing in lower case, also
    with a capital inside a sentence, standing more than once, beginning with a capital."""
    joined = "".join(tokens.texts)
    is_upper, is_lower = _cases(joined)
    length = np.fromiter(map(len, tokens.texts), np.int64, len(tokens.texts))
    begins = (np.cumsum(length) - length)[tokens.note]
    upper, lower = _counts(is_upper), _counts(is_lower)
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


def _cases(text: str) -> tuple[Flags, Flags]:
    """Say of each character whether it is a capital, and whether it is a small letter."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    plain = np.minimum(codes, 127)
    upper, lower = _UPPER[plain], _LOWER[plain]
    others = np.flatnonzero(codes > 127)
    upper[others] = [text[place].isupper() for place in others.tolist()]
    lower[others] = [text[place].islower() for place in others.tolist()]
    return upper, lower


def _counts(is_counted: Flags) -> Ids:
    """Return how many are counted before each place, and after the last."""
    before = np.zeros(len(is_counted) + 2, np.int64)
    np.cumsum(is_counted, out=before[1:-1])
    before[-1] = before[-2]
    return before


def _same_kind(tokens: Tokens) -> tuple[Ids, Ids]:
    """Return a number a token, the same for the same word of a note, and how often each stands."""
    key = tokens.note * max(len(tokens.kinds), 1) + tokens.kind
    _, same, times = np.unique(key, return_inverse=True, return_counts=True)
    return same, times


def _settled(
    tokens: Tokens, traits: Ids, candidates: Ids, share: Floats, tagger: NameTagger
) -> Flags:
    """Say of each token whether it is a part of a name, given how probable that is by itself."""
    is_name: Flags = share > tagger.threshold
    open_ = candidates[tokens.capital[candidates] & ~is_name[candidates]]
    is_name[_named_before(tokens, open_, share)] = True
    for place in open_[_may_be_titled(traits, open_)].tolist():
        is_name[place] |= _is_titled(tokens, tagger.words, place)
    for place in open_[traits[open_] & Trait.LETTER > 0].tolist():
        is_name[place] |= _is_initial_of_name(tokens, place, is_name)
    doubtful = candidates[share[candidates] > BESIDE].tolist()
    for place in (*doubtful, *reversed(doubtful)):
        word = _word(tokens, place)
        if tagger.words.is_listed(word) or not tagger.words.is_plain(word):
            is_name[place] |= _is_beside_name(tokens, place, is_name)
    return is_name


def _named_before(tokens: Tokens, open_: Ids, share: Floats) -> list[int]:
    """Return the places whose word is surely a name elsewhere in the same note."""
    sure = {
        (int(tokens.note[place]), _word(tokens, place))
        for place in np.flatnonzero(share > SURE).tolist()
    }
    sure = {(note, word) for note, word in sure if len(word) > 2}
    notes = np.array(sorted({note for note, _ in sure}), np.int64)
    there = open_[np.isin(tokens.note[open_], notes)].tolist()
    return [place for place in there if (int(tokens.note[place]), _word(tokens, place)) in sure]


def _may_be_titled(traits: Ids, places: Ids) -> Flags:
    """Say of which places a title may stand right before, with its full stop at most."""
    title = traits & Trait.TITLE > 0
    before, second = title[np.maximum(places - 1, 0)], title[np.maximum(places - 2, 0)]
    return np.asarray(before | second)


def _is_titled(tokens: Tokens, known: NameWords, place: int) -> bool:
    """Say whether a word follows a title, as in Mrs Price; in "her dr. Did she" it does not."""
    word, before = _word(tokens, place), _before(tokens, place)
    if before is None or len(word) == 1 or word in people_words("function_words"):
        return False
    title = _word(tokens, before)
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


def _is_initial_of_name(tokens: Tokens, place: int, is_name: Flags) -> bool:
    """Say whether a letter stands beside a name, as in L. Pratt and Craig D.

    "I" is one only where a full stop follows: it is what "tell Priya I rang" says.
    """
    behind = _behind(tokens, place)
    if _word(tokens, place) == "i" and behind in (None, place + 1):
        return False
    if behind is not None and is_name[behind]:
        return True
    first = tokens.first[tokens.note[place]]
    return bool(place > first and is_name[place - 1] and tokens.gap[place] == Gap.SPACE)


def _everyday_names(tokens: Tokens, traits: Ids) -> Ids:
    """Return the places of everyday words that a title, or what is told of them, makes names.

    So Will in "Will rang", and long in "mr long", which by itself is no possible name.
    """
    behind_title = [
        place
        for title in np.flatnonzero(traits & Trait.PLAIN_TITLE).tolist()
        if (place := _behind_title(tokens, title)) is not None
        and traits[place] & Trait.MAY_BE_TITLED
        and not _is_disease(tokens, title, place)
    ]
    together = (tokens.note[:-1] == tokens.note[1:]) & (tokens.gap[1:] == Gap.SPACE)
    named = (traits[:-1] & Trait.EVERYDAY_NAME > 0) & tokens.capital[:-1]
    acting = np.flatnonzero(named & (traits[1:] & Trait.TELLS_OF_PEOPLE > 0) & together)
    subjects = acting[opens_sentence(tokens)[acting]] if len(acting) else acting
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


def _word(tokens: Tokens, place: int) -> str:
    """Return the word of a token, in lower case and without its possessive."""
    return word_of_name(tokens.kinds[tokens.kind[place]])


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
