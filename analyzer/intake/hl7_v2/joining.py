"""The parts of one note made one text that says nothing twice."""

import re
from collections.abc import Iterable

from analyzer.intake.bodies.plain import plain_text

_LONGEST = 2_000_000
"""Characters. Longer parts are no note, and comparing them would cost time and memory."""
_WORD = re.compile(r"\w+")

Phrases = set[tuple[str, str, str]]


def joined(parts: Iterable[str]) -> str:
    r"""Return the parts that are not blank, each from a new line on, as plain text where they are
    several.

    Many systems send a note as lines of text and once more as RTF or HTML: a part is left out
    where those before it hold most of its phrases, whatever its layout adds.
    Raises BadRow where a part is HTML or RTF that cannot be read.

    >>> joined(["Pt was upset.", r"{\rtf1 Pt was \b upset\b0.}", "Called back."])
    'Pt was upset.\nCalled back.'
    """
    filled = [part for part in parts if part and not part.isspace()]
    if len(filled) < 2 or sum(map(len, filled)) > _LONGEST:
        return "\n".join(filled)
    kept: list[str] = []
    said: Phrases = set()
    for text in map(plain_text, filled):
        phrases = _phrases(text)
        if 2 * len(phrases & said) <= len(phrases):
            kept.append(text)
            said |= phrases
    return "\n".join(kept)


def _phrases(text: str) -> Phrases:
    """Return every three words that follow each other; the ends of a text count as words."""
    words = ["", *_WORD.findall(text.casefold()), ""]
    return set(zip(words, words[1:], words[2:], strict=False))
