"""How much room text needs, whatever font the reader has.

Nobody can know the font in which a page will be read, so text is measured as in a wide one. The
widths are rounded up from those of DejaVu Sans, which is wider than the usual fonts of Windows,
macOS, Android and Debian.
"""

import re
from unicodedata import combining, east_asian_width

SIZE = 13
"""Of all text in a chart, in pixels."""

LINE = 17
"""From one line of text to the next, in pixels."""

NARROW = frozenset(" !'(),-./:;I[]fijlrt|")
SPACE = re.compile(r"[ \t\r\n]+")
WIDE = frozenset("%@MWmw&<>=+~—…")


def text_width(text: str) -> float:
    """Return the width in pixels that a line of text takes at most.

    >>> text_width("will") < text_width("warm")
    True
    """
    return SIZE * sum(_width(character) for character in text)


def wrapped(text: str, room: float) -> list[str]:
    """Return text as lines of at most ``room`` pixels, broken at spaces where there are any.

    >>> wrapped("Clinical care and communication", 120)
    ['Clinical care', 'and', 'communication']
    """
    lines = [""]
    for word in SPACE.split(text.strip()):
        joined = f"{lines[-1]} {word}".strip()
        if text_width(joined) <= room:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if lines[-1] and text_width(lines[-1] + character) > room:
                lines.append("")
            lines[-1] += character
    return lines


def _width(character: str) -> float:
    """Return a character's width in parts of the size of the font."""
    if combining(character):
        return 0
    if character in NARROW:
        return 0.45
    if character in WIDE or east_asian_width(character) in "WF":
        return 1.0
    if character.isascii():
        return 0.78 if character.isupper() else 0.65
    return 0.9
