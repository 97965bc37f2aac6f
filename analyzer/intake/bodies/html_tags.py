"""Which angle brackets of a text are tags of HTML, and which are part of a note."""

import re

from analyzer.intake.data import load

_TAGS: dict[str, list[str]] = load("bodies/html_tags.toml")
PARAGRAPHS = frozenset(_TAGS["paragraph"])
"""Elements with a blank line before and after."""
LINES = PARAGRAPHS.union(_TAGS["line"])
"""Elements on lines of their own."""
CELLS = frozenset(_TAGS["cell"])
HIDDEN = frozenset(_TAGS["hidden"])
"""Elements that do not show."""

_KNOWN = LINES.union(CELLS, HIDDEN, _TAGS["inline"])
_OFFICE = "|".join(_TAGS["office"])


def _begun(tags: list[str]) -> str:
    """Return the pattern of a tag, up to its end or the first of its attributes."""
    return rf"<(?:{'|'.join(tags)})(?:\s*/?>|\s+[\w:-]+\s*=)"


_BEGINS = re.compile(
    rf"[\s\ufeff]*(?:<!doctype\s+html|<!--|{_begun(_TAGS['first'])})", re.IGNORECASE
)
_MARKED_UP = re.compile(rf"</(?:{'|'.join(_KNOWN)})\s*>|{_begun(_TAGS['breaks'])}", re.IGNORECASE)
_BLOCK = re.compile(_begun(_TAGS["blocks"]), re.IGNORECASE)
_BRACKET = re.compile(
    rf"""<(?:
        (?P<comment>!--)
        | (?P<nothing>
            (?:!doctype\b|\?xml\b|/?(?:{_OFFICE}):[a-z])[^<>]*+>
            | !\[(?:if|endif)\b[^<>\]]*+\]>
        )
        | (?P<end>/?)(?P<tag>[a-z][a-z0-9]*+)(?P<attributes>(?:(?=[\s/])(?:
            (?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+(?=>)
            | [^<>]*+
        ))?)>
    )?""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_DISPLAYED = re.compile(r"\bdisplay\s*:\s*none\b", re.IGNORECASE)
_KEEPS_LINES = re.compile(r"\bwhite-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)


def is_html(text: str) -> bool:
    """Say whether a text is HTML: it begins with a tag such as pages begin with, or holds a line
    break, a paragraph or the end of a tag of HTML.

    >>> is_html("Dear all,<br>thank you"), is_html("BP <120/80, <pt name> said <3")
    (True, False)
    """
    return _BEGINS.match(text) is not None or _MARKED_UP.search(text) is not None


def has_blocks(markup: str) -> bool:
    """Say whether HTML holds elements that stand on lines of their own, line breaks aside.

    >>> has_blocks("<p>Called.<p>Left."), has_blocks("Agent: hello\\nPt: <b>hi</b><br>")
    (True, False)
    """
    return _BLOCK.search(markup) is not None


def only_tags(markup: str) -> str:
    """Return HTML for the parser: its tags with none but the attributes ``hidden`` and ``lines``
    (line breaks are kept), and every other angle bracket escaped.

    The parser would take what follows a bracket in a note for a tag; and the time that it takes
    grows with the square of the number of a tag's attributes.

    >>> only_tags('<p class="x">BP <120, <name> <b style="display: none">x</b>')
    '<p>BP &lt;120, &lt;name> <b hidden>x</b>'
    """
    last_comment = markup.rfind("-->")

    def rewritten(bracket: re.Match[str]) -> str:
        if bracket["comment"] and bracket.start() < last_comment:
            return "<!--"
        if bracket["nothing"]:
            return ""
        tag = (bracket["tag"] or "").lower()
        if tag not in _KNOWN:
            return "&lt;" + bracket[0][1:]
        # browsers take the end of a line break for a line break
        end = "" if tag == "br" else bracket["end"]
        hidden = " hidden" if _NOT_DISPLAYED.search(bracket["attributes"]) else ""
        lines = " lines" if _KEEPS_LINES.search(bracket["attributes"]) else ""
        return f"<{end}{tag}{hidden}{lines}>"

    return _BRACKET.sub(rewritten, markup)
