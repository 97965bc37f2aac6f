"""What is looked for in a text where a row of an export gives a name or a number."""

import re
from functools import cache, lru_cache
from itertools import compress
from typing import NamedTuple

from analyzer.language.word_lists import common_words, people_words
from analyzer.privacy.disguises import fold, without_accents

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_RUN = re.compile(r"[^\W_]+")
_JOINT = re.compile(r"['-]")
_WITH_CAPITAL = ("function_words", "surnames_too", "given_names_too")
"""The lists of words that are a name only with a capital: Will, Ward, Guy."""
_NO_NAMES = (
    "credentials",
    "particles",
    "titles",
    "staff_titles",
    "staff_roles",
    "relations",
    "persons",
    "place_words",
    "posts",
)
"""The lists of people.toml whose words name nobody, whatever column they stand in."""
_SHORTEST_HALF = 4
_SHORTEST_WITH_DIGITS = 4
_SHORTEST_IN_PIECES = 6
"""Letters of a name that is also found where its letters stand apart, as in "ADE YEM I"."""
_SHORTEST_NUMBER = 3
_SHORTEST_WITHOUT_DIGITS = 4
_LONGEST = 100
_MOST_WORDS = 8


class Part(NamedTuple):
    """What is looked for: ``letters`` and digits in lower case, without accents.

    ``with_capital`` says that it counts only where it is written with one, ``with_digits`` that
    digits behind it belong to it, ``in_pieces`` that it is found however its letters are parted.
    """

    letters: str
    with_capital: bool
    with_digits: bool
    in_pieces: bool


@lru_cache(maxsize=4096)
def parts_of_name(name: str) -> tuple[Part, ...]:
    """Return the parts of a name: its words, the halves of double ones, and all of it either way.

    A name is what an export gives, titles, posts and places among it, which are no parts. The first
    100 characters and eight words are read: what is longer is no name alone.

    >>> [part.letters for part in parts_of_name("Mrs Adeyemi-Groß, RN")]
    ['adeyemigroß', 'adeyemi', 'groß', 'adeyemigross', 'gross']
    """
    spellings = _spellings(fold(name).text[:_LONGEST])
    parts = [part for spelling in spellings for part in _parts(spelling)]
    return tuple(
        Part(
            part,
            with_capital=len(part) == 2 or any(part in people_words(key) for key in _WITH_CAPITAL),
            with_digits=len(part) >= _SHORTEST_WITH_DIGITS,
            in_pieces=len(part) >= _SHORTEST_IN_PIECES,
        )
        for part in dict.fromkeys(parts)
        if len(part) > 1
    )


def _spellings(name: str) -> list[str]:
    """Return a name without accents: of Größmann Großmann, Grossmann and Groessmann."""
    plain = without_accents(name)
    return list(dict.fromkeys([plain, _spelled_out(plain), without_accents(_spelled_out(name))]))


def _spelled_out(name: str) -> str:
    """Return a name in which ß is ss and ö is oe."""
    if name.isascii():
        return name
    return "".join(_letters_for().get(letter.lower(), letter) for letter in name)


@cache
def _letters_for() -> dict[str, str]:
    return dict(pair.split() for pair in people_words("spellings"))


def _parts(plain: str) -> list[str]:
    """Return the letters of each part of a name in one spelling."""
    words = _words_of_name(plain)[:_MOST_WORDS]
    letters = [_squeeze(word) for word in words]
    halves = [
        _squeeze(half)
        for word in words
        for half in _JOINT.split(word)
        if half != word and len(half) >= _SHORTEST_HALF
    ]
    whole: list[str] = []
    if len(words) > 1:
        initial = letters[0][:1]
        family = ["".join(letters[1:]), *halves]
        whole = ["".join(letters), "".join(reversed(letters))]
        whole += [form for name in family for form in (initial + name, name + initial)]
    return [*whole, *letters, *halves]


def _words_of_name(plain: str) -> list[str]:
    """Return the words of a name without titles, posts and places.

    Some of those are surnames too (Ward, Porter). They stay where they end the name, or what
    stands before a comma, and another word of it surely is a name.
    """
    words, before_comma = (
        [word for word in _WORD.findall(some) if word.casefold() not in people_words("credentials")]
        for some in (plain, plain.partition(",")[0])
    )
    is_name = [
        not all(half in _no_names() for half in _JOINT.split(word.casefold())) for word in words
    ]
    last = len(before_comma) - 1
    if last >= 0 and any(is_name) and (last > 0 or "," in plain):
        is_name[last] |= words[last].casefold() in people_words("surnames_too")
    return list(compress(words, is_name))


@cache
def _no_names() -> frozenset[str]:
    """Return the words in a column of names that name nobody."""
    words = frozenset[str]().union(*map(people_words, _NO_NAMES))
    return words - people_words("given_names_too")


@lru_cache(maxsize=4096)
def number_part(number: str) -> Part | None:
    """Return the letters and digits of a number, None for one that would be found in any text.

    That is one of two, of more than 100, or without a digit and short or of common words.
    """
    plain = without_accents(fold(number.strip()).text)
    letters = _squeeze(plain)
    if not _SHORTEST_NUMBER <= len(letters) <= _LONGEST:
        return None
    if not any(map(str.isdigit, letters)):
        words = {word.lower() for word in _RUN.findall(plain)}
        if len(plain) < _SHORTEST_WITHOUT_DIGITS or words <= common_words() | _no_names():
            return None
    return Part(letters, with_capital=False, with_digits=False, in_pieces=True)


def _squeeze(text: str) -> str:
    return "".join(_RUN.findall(text)).lower()
