"""Annotated notes again, with other people in them.

A model that learned from the notes alone would know their few names by heart. In a renamed note
each name is another one of its kind, some of them everyday words (Will, Grace, Long), and
other words with a capital, such as places, change as well. Some of the notes are typed without
capitals, or in capitals only.
"""

import random
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from analyzer.language.tokens import tokenize
from analyzer.language.word_lists import people_words
from analyzer.privacy.name_tagger import NONE, opens_sentence
from analyzer.privacy.name_words import is_common
from analyzer.training.name_lessons import NAME_WORD, NamedNote, columns_of
from analyzer.training.name_lists import NameLists

EVERYDAY_SHARE = 0.1
"""Share of the new names that are everyday words too."""
DOUBLE_SHARE = 0.05
"""Share of the family names that are two with a hyphen between them."""
OTHER_SHARE = 0.5
"""Share of the other words with a capital that change."""
STRANGE_SHARE = 0.5
"""Share of the notes whose words are read as if they stood in no list."""
LOWER_SHARE, UPPER_SHARE = 0.15, 0.06
"""Shares of the notes that are all in lower case, and all in capitals."""

_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_INITIALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Renamer:
    """Makes renamed notes; the same ``seed`` makes the same ones.

    ``others`` are words with a capital that are no names, as they are written.
    """

    def __init__(self, lists: NameLists, others: Sequence[str], seed: int) -> None:
        self._chance = random.Random(seed)
        self._others = others
        self._family_only = frozenset(map(str.casefold, lists.family)).difference(
            map(str.casefold, lists.given)
        )
        self._pools = {
            (kind, everyday): [name for name in names if is_common(name.casefold()) == everyday]
            for kind, names in (("given", lists.given), ("family", lists.family))
            for everyday in (True, False)
        }

    def renamed(self, note: NamedNote, others: Collection[str]) -> NamedNote:
        """Return a note in which names, and some of its ``others``, are other words."""
        new = self._new_names(note)
        new_others = {
            word: self._chance.choice(self._others)
            for word in sorted(others)
            if self._chance.random() < OTHER_SHARE
        }
        changed = _replaced(note, new, new_others)
        changed = replace(changed, strange=self._chance.random() < STRANGE_SHARE)
        draw = self._chance.random()
        if draw < LOWER_SHARE:
            return _recased(changed, str.lower)
        if draw < LOWER_SHARE + UPPER_SHARE:
            return _recased(changed, str.upper)
        return changed

    def _new_names(self, note: NamedNote) -> dict[str, str]:
        """Return another word for each word of the names, which are in lower case."""
        passed_over = (
            people_words("particles") | people_words("credentials") | people_words("titles")
        )
        new: dict[str, str] = {}
        for start, end, _ in note.names:
            words = [_key(word) for word in NAME_WORD.findall(note.text[start:end])]
            for place, word in enumerate(words):
                if word not in passed_over and word not in new:
                    last = place == len(words) - 1 and (place > 0 or word in self._family_only)
                    new[word] = self._new(word, "family" if last else "given")
        return new

    def _new(self, word: str, kind: str) -> str:
        if len(word) == 1:
            return self._chance.choice(_INITIALS)
        everyday = self._chance.random() < EVERYDAY_SHARE
        name = self._chance.choice(self._pools[kind, everyday])
        if kind == "family" and self._chance.random() < DOUBLE_SHARE:
            return f"{name}-{self._chance.choice(self._pools[kind, False])}"
        return name


def words_beside_names(notes: Sequence[NamedNote]) -> list[set[str]]:
    """Return, a set a note, the words with a capital inside a sentence that are no names and that
    ordinary notes do not use: places, medicines, firms."""
    tokens = tokenize([note.text for note in notes])
    columns, opens = columns_of(list(notes)), opens_sentence(tokens)
    others: list[set[str]] = [set() for _ in notes]
    rare = [len(kind) > 2 and kind.isalpha() and not is_common(kind) for kind in tokens.kinds]
    for place, kind in enumerate(tokens.kind.tolist()):
        if tokens.capital[place] and rare[kind] and columns[place] == NONE and not opens[place]:
            number = tokens.note[place]
            word = notes[number].text[tokens.start[place] : tokens.end[place]]
            if word[1:].islower():
                others[number].add(word)
    return others


def _key(word: str) -> str:
    return _POSSESSIVE.sub("", word).casefold()


def _replaced(note: NamedNote, new: Mapping[str, str], others: Mapping[str, str]) -> NamedNote:
    pieces: list[str] = []
    names: list[tuple[int, int, int]] = []
    position = length = 0
    for match in NAME_WORD.finditer(note.text):
        column = next((c for s, e, c in note.names if s <= match.start() < e), NONE)
        name = new.get(_key(match.group())) if column != NONE else None
        word = name or others.get(match.group())
        if word is None:
            continue
        ending = _POSSESSIVE.search(match.group())
        shown = _like(match.group(), word) + (ending.group() if ending else "")
        before = note.text[position : match.start()]
        start = length + len(before)
        if name:
            names.append((start, start + len(shown), column))
        pieces += [before, shown]
        position, length = match.end(), start + len(shown)
    return replace(note, text="".join([*pieces, note.text[position:]]), names=tuple(names))


def _like(old: str, new: str) -> str:
    """Return a word in the case of the one that it stands for."""
    if len(old) > 1 and old.isupper():
        return new.upper()
    return new.lower() if old.islower() else new


def _recased(note: NamedNote, case: Callable[[str], str]) -> NamedNote:
    text = case(note.text)
    return replace(note, text=text) if len(text) == len(note.text) else note
