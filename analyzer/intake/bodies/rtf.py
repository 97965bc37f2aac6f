"""RTF as text."""

import re

from striprtf.striprtf import rtf_to_text

from analyzer.intake.errors import BadRow

_BEGINS = re.compile(r"[\s\ufeff]*\{\\rtf")
_BRACE = re.compile(r"\\[\\{}]|([{}])")
_FONT_TABLE = re.compile(r"\{[^{}]*\\fonttbl")
_FONT = re.compile(r"\\f(\d{1,6})(?!\d)|\\fcharset(\d{1,3})(?!\d)")
_PICTURE = re.compile(r"(?<![0-9a-fA-F])(?:[0-9a-fA-F]{2}[\r\n]*+){128,}+")
_FIELD = re.compile(r"(\\field)(?=\{)", re.IGNORECASE)
_CELL = re.compile(r"(?<!\\)\\(?:nest)?cell(?![a-z])", re.IGNORECASE)
_SHOWING = re.compile(r"\\[\\{}]|([{}])|\\(v|deleted|plain)(0|[1-9]\d{0,2})?(?![a-zA-Z0-9]) ?")
_AROUND = " \t\r\n\0\ufeff"


def is_rtf(text: str) -> bool:
    """Say whether a text is an RTF document, from how it begins."""
    return _BEGINS.match(text) is not None


def rtf_text(source: str) -> str:
    r"""Return the text of an RTF document, table cells parted by a tab, without its pictures
    and what is hidden or was deleted.

    What stands behind the brace that closes the document, another one or plain text, follows on a
    line of its own: some systems join notes in this way, and some leave a brace unescaped.
    Raises BadRow where it cannot be read, or is cut off before its text.

    >>> rtf_text(r"{\rtf1\ansi She wasn\'92t seen.\par Left.}")
    'She wasn’t seen.\nLeft.'
    """
    parts = _parts(source)
    lines = "\n".join(filter(None, map(_part_text, parts))).split("\n")
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(map(str.rstrip, lines))).strip("\n")
    if not text and parts[-1].strip(_AROUND):
        raise BadRow("the text is RTF that is cut off before its first word; export all of it")
    return text


def _parts(source: str) -> list[str]:
    """Cut a text behind every brace that closes a document."""
    parts = []
    begin = depth = 0
    for brace in _BRACE.finditer(source):
        if brace[1] == "{":
            depth += 1
        elif brace[1] == "}":
            depth -= 1
            if depth <= 0:
                parts.append(source[begin : brace.start()])
                begin, depth = brace.end(), 0
    return [*parts, source[begin:]]


def _part_text(part: str) -> str:
    part = part.strip(_AROUND)
    if "\\" not in part:
        return part
    document = part if is_rtf(part) else "{\\rtf1 " + part
    try:
        # the line end keeps a backslash at which the text is cut off from the brace
        text = str(
            rtf_to_text(_without_traps(document) + "\n}", errors="ignore")  # type: ignore[no-untyped-call]
        )
    except Exception as error:  # the library documents none, and damaged RTF brings many
        raise BadRow(
            f"the text is RTF that cannot be read ({type(error).__name__}); save it as plain text"
        ) from None
    return text.replace("\r", "\n").strip("\n")


def _without_traps(document: str) -> str:
    """Return RTF on which the library's patterns take no more time than its length explains, and
    without what it would show of links (their addresses), cells (bars) and pictures."""
    if table := _FONT_TABLE.search(document):
        end = table.start() + len(_parts(document[table.start() :])[0])
        document = document[: table.start()] + _fonts(document, table.start(), end) + document[end:]
    document = _FIELD.sub(r"\1 ", _without_hidden(_PICTURE.sub("", document)))
    return _CELL.sub(r"\\tab", document)


def _fonts(document: str, begin: int, end: int) -> str:
    """Return a font table, but for its closing brace, that holds each font's number and character
    set alone."""
    fonts: dict[str, str] = {}
    number = ""
    for font in _FONT.finditer(document, begin, end):
        if font[1]:
            number = font[1]
        elif number:
            fonts[number] = font[2]
    return "{\\fonttbl" + "".join(
        f"{{\\f{number}\\fcharset{charset} x;}}" for number, charset in fonts.items()
    )


def _without_hidden(document: str) -> str:
    """Return RTF in which what is hidden or was deleted stands in groups that are ignored."""
    pieces = []
    begin = 0
    hiding: set[str] = set()
    ignored = False
    around: list[tuple[set[str], bool]] = []
    for code in _SHOWING.finditer(document):
        brace, word, number = code.groups()
        pieces.append(document[begin : code.start()])
        begin = code.end()
        before = after = ""
        if brace == "{":
            around.append((hiding, ignored))
            ignored = False
        elif word:
            hiding = set() if word == "plain" else hiding - {word}
            if word != "plain" and number != "0":
                hiding = hiding | {word}
            if hiding and not ignored:
                after = "{\\*"
            elif ignored and not hiding:
                before = "}"
            ignored = bool(hiding)
        elif brace:
            before = "}" if ignored else ""
            hiding, ignored = around.pop() if around else (set(), False)
        pieces.append(before + code[0] + after)
    return "".join([*pieces, document[begin:]])
