"""Text as it looks to a reader's eye: characters that pass for plain ones are read as those.

A name may hold a letter of another alphabet, a number full-width digits, an address a space that
does not break or a hyphen that nobody sees. People read through such disguises, patterns and word
lists do not, so these look at the folded text and tell places of the original. The characters are
in disguises.toml beside this file.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Folded(NamedTuple):
    """A text without its disguises, and where each of its characters stood before.

    ``starts`` and ``ends`` have the length of ``text``: character i of it stands for the original's
    ``starts[i]`` to ``ends[i]``. Both are None where nothing moved.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in the original, unseen characters included.

        Raises IndexError unless 0 <= start < end <= len(text).
        """
        if not 0 <= start < end <= len(self.text):
            raise IndexError(f"No stretch of {len(self.text)} characters: {start} to {end}.")
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Return the text as it looks, in plain characters.

    Letters that look Latin become Latin, digits of any script and width 0 to 9, spaces and hyphens
    plain ones, curly apostrophes straight ones; characters that cannot be seen and strokes through
    a letter go; a letter and its accents become one character. Case and accents stay. Forms are
    those of Unicode's compatibility decomposition (Unicode Standard Annex 15), but for fractions,
    small raised figures and symbols such as ™, which would join the word beside them. Plain ASCII
    text is handed back as it is.

    >>> folded = fold("rang \u041eka\u00adfor, 555\u20110148")
    >>> folded.text
    'rang Okafor, 555-0148'
    >>> folded.place(5, 11)
    (5, 12)
    """
    if text.isascii():
        return Folded(text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for start, end in _clusters(text):
        if position < start:
            pieces.append(text[position:start])
            starts.extend(range(position, start))
            ends.extend(range(position + 1, start + 1))
        seen = _seen(text[start : min(end, start + MARKS_READ)])
        pieces.append(seen)
        starts.extend([start] * len(seen))
        ends.extend([end] * len(seen))
        position = end
    pieces.append(text[position:])
    starts.extend(range(position, len(text)))
    ends.extend(range(position + 1, len(text) + 1))
    if starts == list(range(len(text))) and ends == list(range(1, len(text) + 1)):
        return Folded("".join(pieces))
    return Folded("".join(pieces), starts, ends)


def without_accents(text: str) -> str:
    """Return a text of the same length in which each letter has lost its accents and strokes.

    >>> without_accents("Zoë Łukasik rang José")
    'Zoe Lukasik rang Jose'
    """
    if text.isascii():
        return text
    return "".join(map(_without_accent, text))


MARKS_READ = 9
"""Characters of a letter with its marks that are looked at: no letter has more, and a thousand of
them would take the square of their number."""
_RUN = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield each character that is not ASCII with the marks and unseen characters behind it.

    The first of a run may be a plain letter that the marks belong to.
    """
    for run in _RUN.finditer(text):
        start = run.start()
        for position in range(run.start() + 1, run.end()):
            if not _attaches(text[position]):
                yield start, position
                start = position
        yield start, run.end()


@lru_cache(maxsize=4096)
def _attaches(character: str) -> bool:
    return _is_unseen(character) or unicodedata.combining(character) > 0


def _is_unseen(character: str) -> bool:
    """Say whether a character adds nothing to be read.

    So are format characters (joiners, soft hyphens), enclosing marks, variation selectors, the
    grapheme joiner, and overlays such as a stroke through a letter (combining class 1).
    """
    category = unicodedata.category(character)
    return (
        category in ("Cf", "Me")
        or unicodedata.combining(character) == 1
        or (category == "Mn" and "VARIATION SELECTOR" in unicodedata.name(character, ""))
        or character == "\u034f"
    )


@lru_cache(maxsize=4096)
def _seen(cluster: str) -> str:
    """Return how one character with its marks looks, in plain characters where there are such."""
    visible = "".join(character for character in cluster if not _is_unseen(character))
    table = _look_alikes()
    plain = "".join(table.get(character) or _form(character) for character in visible)
    return unicodedata.normalize("NFC", "".join(map(_plain, plain)))


def _form(character: str) -> str:
    """Return the characters that Unicode calls this one a form of."""
    raised = unicodedata.category(character) in ("No", "So")
    if raised and not unicodedata.decomposition(character).startswith("<circle>"):
        return character
    return unicodedata.normalize("NFKD", character)


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in ("Zl", "Zp"):
        return "\n"
    if category == "Zs":
        return " "
    return _look_alikes().get(character, character)


@lru_cache(maxsize=4096)
def _without_accent(character: str) -> str:
    letter = unicodedata.normalize("NFD", character)[0]
    return _table("plain_letters").get(letter, letter)


def _look_alikes() -> dict[str, str]:
    return _table("look_alikes")


@cache
def _table(name: str) -> dict[str, str]:
    """Return a table of disguises.toml as the plain character of each disguised one."""
    lines = files("analyzer.privacy").joinpath("disguises.toml").read_text(encoding="utf-8")
    return {
        character: plain
        for plain, characters in tomllib.loads(lines)[name].items()
        for character in characters
    }
