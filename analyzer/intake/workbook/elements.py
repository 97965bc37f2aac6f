"""Elements of an XML part one by one, the part never held whole."""

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

_MOST_ELEMENTS = 1_000_000
_MOST_BYTES = 64 * 1024 * 1024
"""Of one element, which is held in memory. Excel has 16,384 cells in a row."""

_CHUNK = 256 * 1024
"""Bytes read at a time; in smaller ones the parser takes long over a long text."""


def elements(part: IO[bytes], parent: str, tag: str) -> Iterator[Element]:
    """Yield the elements of a ``tag`` that stand in the ``parent``, each gone when the next comes.

    What follows the parent is not understood. Raises ValueError for an element without end, and
    what the XML parser and zipfile raise for a part that is damaged.
    """
    around: list[Element] = []
    wanted: Element | None = None
    held = 0
    source = _Source(part)
    for event, element in iterparse(source, ("start", "end")):
        if event == "start":
            held += 1
            if held > _MOST_ELEMENTS:
                raise ValueError("an element without end")
            if wanted is None and element.tag == tag and around and around[-1].tag == parent:
                wanted = element
            around.append(element)
            continue
        around.pop()
        if wanted is not None and element is wanted:
            yield element
            wanted = None
        if wanted is None:
            if element.tag == parent:
                break
            held, source.held = len(around), 0
            if around:
                around[-1].clear()
    while part.read(_CHUNK):  # at the end zipfile checks that no byte was changed
        pass


class _Source:
    """A part, as the parser reads it; it ends where one element goes on for too long."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self.held = 0

    def read(self, _: int = -1) -> bytes:
        data = self._part.read(_CHUNK)
        self.held += len(data)
        if self.held > _MOST_BYTES:
            raise ValueError("an element without end")
        return data
