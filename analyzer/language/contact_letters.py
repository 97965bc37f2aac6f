"""Writes every word of a note as one letter, that of its class in rules/contacts.toml."""

import re
from collections.abc import Callable, Mapping, Sequence

from analyzer.language.remembered import Remembered
from analyzer.language.word_lists import common_words

_DIGITS_OF_A_TIME = 4
"""A time or a date has no more digits; a telephone number has."""

_SYMBOLS = "\u2200"
"""Where the marks end that part words; an emoji parts none."""

_SHORT = 2
"""How many letters leave it open whether a word is a name."""

_KNOWN_CHUNKS, _KNOWN_WORDS = 131_072, 32_768
"""How much between two blanks, and how many words alone, keep their letters in memory: most of a
note is that of all notes."""

words = re.compile(
    r"[\w'’&/-]+(?:@[\w.-]{0,60}\w|"
    r"[.:](?:\d\w*|(?<=\b[DMdm][rs]\.)|(?<=\bMrs\.)|m\b\.?|[\w.-]{1,40}@[\w.-]{0,60}\w))?"
    r"|[^ \w]"
)
"""Words and marks; the full stop of "Dr.", "3.15", "p.m." or an address belongs to its word."""

_stem = re.compile(r"[a-z]+(?=['/-][a-z])")
"""What "dtr's", "mum/dad" and "dtr-in-law" have the class of."""

small = re.compile(r"[a-z]{3}")
"""What a note in capitals holds nowhere."""


def lettering(
    classes: Mapping[str, Sequence[str]],
    letter_of: Mapping[str, str],
    form_of: Callable[[str], str],
) -> Mapping[str, str]:
    """Return what gives the words between two blanks their letters."""
    listed = {word: letter_of[name] for name, forms in classes.items() for word in forms}

    def letter(word: str) -> str:
        lower = word.lower().replace("’", "'")
        bare = lower.strip("'&/-")
        stem = _stem.match(bare)
        forms = (lower, bare, stem.group() if stem else "")
        return next(filter(None, map(listed.get, forms)), None) or letter_of[form_of(word)]

    letters = Remembered(letter, _KNOWN_WORDS)

    def lettered(chunk: str) -> str:
        return "".join(map(letters.__getitem__, words.findall(chunk)))

    return Remembered(lettered, _KNOWN_CHUNKS)


def form(word: str) -> str:
    """Return the class of a word that no list holds."""
    if word[0].isdigit():
        return "clock" if sum(map(str.isdigit, word)) <= _DIGITS_OF_A_TIME else "number"
    if "@" in word[1:]:
        return "address"
    if not word[0].isalpha():
        return "line" if word == "\n" else "comma" if word < _SYMBOLS else "plain"
    if word.isupper() and len(word) > 1:
        return "acronym"
    if _stem_or_word(word.lower()) in common_words():
        return "capital" if word[0].isupper() else "plain"
    if not word[0].isupper():
        return "unknown" if len(word) > _SHORT else "plain"
    return "name" if len(word) > 1 else "initial"


def form_in_capitals(word: str) -> str:
    """Return the class of such a word of a note in capitals."""
    return form(word.capitalize())


def _stem_or_word(lower: str) -> str:
    """Return what the lists of words hold of a word in small letters."""
    stem = _stem.match(lower)
    return stem.group() if stem else lower.strip("'&/-")
