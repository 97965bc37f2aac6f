"""HTML as text: what a reader would see, line by line."""

import re
from typing import Any

from lxml import etree

from analyzer.intake.bodies.html_tags import CELLS, HIDDEN, LINES, PARAGRAPHS, only_tags
from analyzer.intake.characters import clean
from analyzer.intake.errors import BadRow

_ENDED_TWICE = re.compile(r"<br> *\n")


def html_text(markup: str, *, keep_lines: bool = False) -> str:
    """Return what HTML shows, blocks and rows on lines of their own, cells parted by a tab.

    Scripts, styles, comments, pictures and the addresses of links are left out, and nothing is
    loaded. What stands in angle brackets and is no tag of HTML stays. ``keep_lines`` keeps the
    line ends of the markup, which HTML takes for spaces.
    Raises BadRow where elements are nested too deeply.

    >>> html_text("<p>Dr&nbsp;Lee <b>called</b> <pt name>.<ul><li>upset<li>left")
    'Dr Lee called <pt name>.\\n\\n- upset\\n- left'
    """
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    tags = only_tags(clean(markup))
    if keep_lines:
        tags = _ENDED_TWICE.sub("<br>", tags)
    # the parser refuses what holds neither a tag nor text
    tree = etree.fromstring(b"<html>" + tags.encode(), parser)
    if parser.error_log.filter_from_fatals():
        raise BadRow("the text is HTML that is nested too deeply; save it as plain text")
    page = _Page(keep_lines)
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        shown = element.tag not in HIDDEN and element.get("hidden") is None
        if event == "start" and shown:
            page.open(element)
        elif event == "start":
            walk.skip_subtree()
        elif shown:
            page.close(element)
        if event == "end":
            page.write(element.tail)
    return page.text()


class _Page:
    """Puts the text of elements, met in their order, on lines."""

    def __init__(self, keep_lines: bool) -> None:
        self._lines: list[str] = []
        self._cells: list[str] = []
        self._pieces: list[str] = []
        self._counts: list[int | None] = []
        self._bullet = ""
        self._keeping_lines = int(keep_lines)

    def open(self, element: Any) -> None:
        """Begin an element and write the text before its first child."""
        tag = element.tag
        self._part(tag)
        if tag == "br":
            self._break()
        elif tag == "q":
            self.write('"')
        elif tag in ("ul", "ol"):
            self._counts.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._bullet = self._next_bullet()
        self._keeping_lines += _keeps_lines(element)
        self.write(element.text)

    def close(self, element: Any) -> None:
        """End an element."""
        tag = element.tag
        self._keeping_lines -= _keeps_lines(element)
        if tag in CELLS:
            self._end_cell()
        elif tag in ("ul", "ol"):
            self._counts.pop()
        elif tag == "q":
            self.write('"')
        self._part(tag)
        if tag == "li":
            self._bullet = ""

    def write(self, text: str | None) -> None:
        """Write text on the line, on several where its line breaks are kept."""
        if not text:
            return
        first, *others = text.split("\n") if self._keeping_lines else [text]
        self._pieces.append(first)
        for line in others:
            self._break()
            self._pieces.append(line)

    def text(self) -> str:
        """Return the page, with one blank line at a time."""
        self._end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")

    def _part(self, tag: str) -> None:
        """Part an element from what stands before or after it; lists have no blank lines."""
        if tag in LINES:
            self._end_line()
        if tag in PARAGRAPHS and not self._counts:
            self._lines.append("")

    def _end_cell(self) -> None:
        words = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        if words:
            self._cells.append(words)

    def _end_line(self) -> None:
        """Write the line where it holds a word."""
        self._end_cell()
        if self._cells:
            self._lines.append(self._bullet + "\t".join(self._cells))
            self._cells.clear()
            self._bullet = ""

    def _break(self) -> None:
        """Write the line, be it blank."""
        before = len(self._lines)
        self._end_line()
        if len(self._lines) == before:
            self._lines.append("")

    def _next_bullet(self) -> str:
        count = self._counts[-1] if self._counts else None
        if count is None:
            return "- "
        self._counts[-1] = count + 1
        return f"{count + 1}. "


def _keeps_lines(element: Any) -> bool:
    return element.tag == "pre" or element.get("lines") is not None
