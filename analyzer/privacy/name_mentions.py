"""What one mention of a name settles for the words around it and for the others of its note.

Few places are in doubt. What of a rule holds whatever else is a name is told for all of them at
once; the rest is a walk over plain lists, for each that becomes a name may make one of the next.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analyzer.language.tokens import Gap, Ids, Tokens
from analyzer.language.word_lists import people_words
from analyzer.privacy.name_words import Trait, word_of_name

SURE = 0.7
"""From this probability on, one mention of a name makes names of the others in its note."""
BESIDE = 0.05
"""From this probability on, a word beside a part of a name is one too."""
_NOWHERE = -1

Flags = NDArray[np.bool_]
_Value = TypeVar("_Value", bound=np.generic)


def settled(
    tokens: Tokens, traits: Ids, candidates: Ids, share: NDArray[np.float32], threshold: float
) -> Flags:
    """Say of each token whether it is a part of a name, given how probable that is by itself."""
    is_name: Flags = share > threshold
    open_ = candidates[tokens.capital[candidates] & ~is_name[candidates]]
    is_name[_named_before(tokens, open_, share)] = True
    for place in open_[_may_be_titled(traits, open_)].tolist():
        is_name[place] |= _is_titled(tokens, traits, place)
    letters = open_[traits[open_] & Trait.LETTER > 0]
    doubtful = candidates[(share[candidates] > BESIDE) & (traits[candidates] & Trait.BESIDE > 0)]
    beside = list(
        zip(doubtful.tolist(), *_name_parts_beside(tokens, traits, doubtful), strict=True)
    )
    known = bytearray([*is_name.tobytes(), False])  # the last for what stands nowhere
    for place, behind, before in zip(
        letters.tolist(), *_names_beside_letters(tokens, traits, letters), strict=True
    ):
        known[place] |= known[behind] | known[before]
    for place, behind, before, second, last in (*beside, *reversed(beside)):
        known[place] |= known[behind] | known[before] | known[second] | known[last]
    return np.frombuffer(known, np.bool_)[:-1]


def everyday_names(tokens: Tokens, traits: Ids, opens_sentence: Flags) -> Ids:
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
    return np.concatenate([np.array(behind_title, np.int64), acting[opens_sentence[acting]]])


def _named_before(tokens: Tokens, open_: Ids, share: NDArray[np.float32]) -> list[int]:
    """Return the places whose word is surely a name elsewhere in the same note."""
    surely = np.flatnonzero(share > SURE)
    sure = set(zip(tokens.note[surely].tolist(), _words(tokens, surely), strict=True))
    sure = {(note, word) for note, word in sure if len(word) > 2}
    has_sure = np.zeros(len(tokens.texts), bool)
    has_sure[[note for note, _ in sure]] = True
    there = open_[has_sure[tokens.note[open_]]]
    named = zip(tokens.note[there].tolist(), _words(tokens, there), strict=True)
    return [place for place, one in zip(there.tolist(), named, strict=True) if one in sure]


def _may_be_titled(traits: Ids, places: Ids) -> Flags:
    """Say of which places a title may stand right before, with its full stop at most."""
    title = traits & Trait.TITLE > 0
    before, second = title[np.maximum(places - 1, 0)], title[np.maximum(places - 2, 0)]
    return np.asarray(before | second)


def _is_titled(tokens: Tokens, traits: Ids, place: int) -> bool:
    """Say whether a word follows a title, as in Mrs Price; in "her dr. Did she" it does not."""
    word, before = _word(tokens, place), _before(tokens, place)
    if before is None or len(word) == 1 or word in people_words("function_words"):
        return False
    if not traits[before] & Trait.TITLE:
        return False
    if before < place - 1 and not tokens.capital[before]:
        return bool(traits[place] & Trait.BESIDE)
    return not _is_disease(tokens, before, place)


def _is_disease(tokens: Tokens, title: int, place: int) -> bool:
    """Say whether a title is none but an abbreviation: MS before a word in small letters."""
    text = tokens.texts[tokens.note[place]]
    before, word = (text[int(tokens.start[t]) : int(tokens.end[t])] for t in (title, place))
    return before == "MS" and not word.isupper()


def _names_beside_letters(tokens: Tokens, traits: Ids, letters: Ids) -> list[list[int]]:
    """Return the place behind each letter and the one before it of which a name makes it an
    initial, as in L. Pratt and Craig D.

    "I" is one only where a full stop follows: it is what "tell Priya I rang" says.
    """
    first, end = _bounds(tokens, letters)
    behind = letters + 1
    behind += (behind + 1 < end) & (_at(traits, behind) & Trait.POINT > 0)
    behind[(behind >= end) | (_at(tokens.gap, behind) == Gap.LINE)] = _NOWHERE
    before = np.where((letters > first) & (tokens.gap[letters] == Gap.SPACE), letters - 1, _NOWHERE)
    alone = (traits[letters] & Trait.SPEAKER > 0) & (behind <= letters + 1)
    behind[alone] = before[alone] = _NOWHERE
    return [behind.tolist(), before.tolist()]


def _name_parts_beside(tokens: Tokens, traits: Ids, places: Ids) -> list[list[int]]:
    """Return the places around each word of which a name makes it one too: right before or behind
    it, a space between them; a surname may have a comma behind it (Hollis, Priya), a short given
    name a full stop (Wm. Hollis). Initials have a rule of their own.
    """
    first, end = _bounds(tokens, places)
    capital, spaced = tokens.capital[places], tokens.gap[places] == Gap.SPACE
    behind, second = places + 1, places + 2
    before, last = places - 1, places - 2
    comma = (
        (second < end)
        & capital
        & (_at(traits, behind) & Trait.COMMA > 0)
        & (_at(tokens.gap, behind) != Gap.LINE)
    )
    shortened = (
        ~comma
        & (last >= first)
        & capital
        & (_at(traits, before) & Trait.POINT > 0)
        & (_at(tokens.gap, before) == Gap.NONE)
        & (_at(traits, last) & Trait.SHORT > 0)
    )
    wanted = (
        ((behind < end) & (_at(tokens.gap, behind) == Gap.SPACE), behind),
        ((before >= first) & spaced, before),
        (comma & (_at(tokens.gap, second) == Gap.SPACE) & _at(tokens.capital, second), second),
        (shortened & spaced, last),
    )
    longer = traits[places] & Trait.ONE_CHARACTER == 0
    return [np.where(longer & holds, other, _NOWHERE).tolist() for holds, other in wanted]


def _bounds(tokens: Tokens, places: Ids) -> tuple[Ids, Ids]:
    """Return where the notes of some tokens begin and end."""
    note = tokens.note[places]
    return tokens.first[note], tokens.first[note + 1]


def _at(values: NDArray[_Value], places: Ids) -> NDArray[_Value]:
    """Return what stands at some places, of which a few may lie beyond the batch."""
    return values[np.clip(places, 0, len(values) - 1)]


def _words(tokens: Tokens, places: Ids) -> list[str]:
    return [word_of_name(tokens.kinds[kind]) for kind in tokens.kind[places].tolist()]


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


def _behind_title(tokens: Tokens, title: int) -> int | None:
    """Return the token behind a title, over the full stop that may abbreviate it."""
    end, place = int(tokens.first[tokens.note[title] + 1]), title + 1
    if place < end and tokens.kinds[tokens.kind[place]] == "." and not tokens.gap[place]:
        place += 1
    return place if place < end and tokens.gap[place] == Gap.SPACE else None
