"""The characters of a note: those that show, and line feeds; nothing hidden or damaged."""

import re

from analyzer.intake.data import load

_RANGES: dict[str, list[tuple[int, int]]] = load("characters.toml")
_BECOMES = {"line_feed": "\n", "space": " ", "nothing": "", "replacement": "\ufffd"}

# A C1 control is a Windows-1252 character that some system took for Latin-1, as in "can\x92t".
_NEW = {chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)} | {
    chr(code): becomes
    for name, becomes in _BECOMES.items()
    for first, last in _RANGES[name]
    for code in range(first, last + 1)
}


def _class(*ranges: tuple[int, int]) -> str:
    """Return what a regular expression has for one character of these ranges."""
    return "[" + "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in ranges) + "]"


_EMOJI = rf"{_class(*_RANGES['emoji'])}\ufe0f?[\U0001f3fb-\U0001f3ff]?"
_JOINERS = re.compile(rf"({_EMOJI}(?:\u200d{_EMOJI})*|[0-9#*]\ufe0f(?=\u20e3))|[\u200d\ufe0f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ODD_IN_ASCII = re.compile(r"[\0-\x08\x0b-\x1f\x7f]")
# Everything beyond the first 65,536 is looked at closely: one range there is faster than many.
_ODD = re.compile(
    _class(
        *((first, last) for name in _BECOMES for first, last in _RANGES[name] if last <= 0xFFFF),
        (0x80, 0x9F),
        (0x200D, 0x200D),
        (0xD800, 0xDFFF),
        (0xFE0F, 0xFE0F),
        (0x10000, 0x10FFFF),
    )
)


def clean(text: str) -> str:
    """Return the text that the program reads and reports, to which the places of findings refer.

    Every line end becomes a line feed, every space a plain one. Characters of no width go without
    a trace (joiners and selectors stay within an emoji), and so do control characters that fill or
    shift; those that stand between things become a space, so that no word is glued or split. A
    surrogate pair becomes its character; half a pair, a byte that could not be decoded and a
    noncharacter become U+FFFD. Letters, accents, quotes and dashes stay as they are.

    The result is never longer than ``text``, encodes to UTF-8, and is the same when cleaned again.

    >>> clean("She\\u00a0wai\\u00adted.\\r\\n\\u200bThen left.\\x00")
    'She waited.\\nThen left.'
    """
    if not (_ODD_IN_ASCII if text.isascii() else _ODD).search(text):
        return text
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _ODD.sub(lambda odd: _NEW.get(odd[0], odd[0]), text.replace("\r\n", "\n"))
    if "\u200d" in text or "\ufe0f" in text:
        text = _JOINERS.sub(r"\1", text)
    return text
