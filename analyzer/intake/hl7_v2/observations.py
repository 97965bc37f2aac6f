"""The text of a note in the segments of an HL7 message."""

import re
from collections.abc import Iterable

from analyzer.intake.data import load
from analyzer.intake.errors import BadRow
from analyzer.intake.hl7_v2.documents import text_of_document
from analyzer.intake.hl7_v2.joining import joined
from analyzer.intake.hl7_v2.segments import Segment

_LINES, _VALUE, _DOCUMENT, _POINTER = ("TX", "FT"), "ST", "ED", "RP"
_OF_NOTES = (*_LINES, _VALUE, _DOCUMENT, _POINTER)
_RESULTS = frozenset(load("hl7_v2/codes.toml")["results"]["types"])
_WITHDRAWN = ("W", "D", "X")
_BEHIND = range(6, 11)
"""Fields of an observation that hold units, ranges, flags and codes, in text none at all."""
_WORDS = re.compile(r"\w\w+ \w\w+ \w\w+")
_INSTEAD = "send its text in an OBX of type TX or FT"


def text_of(segments: Iterable[Segment], *, may_be_result: bool) -> str:
    """Return the text of one note: its observations (OBX) of text, a line each, its documents, and
    the comments (NTE) on either. Where it has no text, all its comments. Empty where there are
    none.

    Where it ``may_be_result`` and has numbers or codes, such as a laboratory's, neither short
    values (type ST) nor comments make it a note.
    Raises BadRow where a document is damaged, or where there are only observations that cannot be
    read or do not count.
    """
    found = _Observations()
    for segment in segments:
        if segment.name == "NTE":
            found.comment(segment)
        elif segment.name == "OBX":
            found.observe(segment)
    return found.text(may_be_result)


class _Observations:
    """What the OBX and NTE of one note hold."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._documents: list[str] = []
        self._comments: list[str] = []
        self._comments_on_text: list[str] = []
        self._on_text = self._measured = self._in_lines = False
        self._problem = ""

    def comment(self, segment: Segment) -> None:
        """Take an NTE."""
        text = segment.text(3)
        self._comments.append(text)
        if self._on_text:
            self._comments_on_text.append(text)

    def observe(self, segment: Segment) -> None:
        """Take an OBX; raises BadRow for a damaged document or a text that is cut."""
        kind = segment.value(2).upper()
        self._measured = self._measured or _is_result(segment, kind)
        self._on_text = kind in _OF_NOTES
        if not self._on_text:
            return
        if segment.value(11).upper() in _WITHDRAWN:
            self._on_text = False
            self._problem = (
                f"segment {segment.place} is marked as wrong, deleted or not there (OBX-11); "
                "leave the message out of the export"
            )
        elif kind == _DOCUMENT:
            self._read_documents(segment)
        elif kind == _POINTER:
            self._problem = (
                f"segment {segment.place} only points to a document (type RP); {_INSTEAD}"
            )
        else:
            if kind in _LINES and any(_WORDS.search(segment.text(field)) for field in _BEHIND):
                raise BadRow(
                    f"segment {segment.place} has words behind its value (OBX-5), so a separator "
                    "within the text cuts it; write \\F\\ for |, or export the message again"
                )
            text = segment.text(5)
            self._texts.append(text)
            self._in_lines = self._in_lines or (kind in _LINES and not _is_blank(text))

    def text(self, may_be_result: bool) -> str:
        """Return what ``text_of`` does."""
        is_result = may_be_result and self._measured
        texts = [] if is_result and not self._in_lines else self._texts
        # a document may go on from line to line
        parts = ["\n".join(texts), *self._documents]
        if not all(map(_is_blank, parts)):
            return joined([*parts, "\n".join(self._comments_on_text)]).rstrip()
        if self._problem:
            raise BadRow(self._problem)
        return "" if is_result else "\n".join(self._comments).rstrip()

    def _read_documents(self, segment: Segment) -> None:
        for field in segment.raw(5):
            text = text_of_document(field, segment.marks, segment.place)
            if text is None:
                self._problem = (
                    f"segment {segment.place} holds a document that is not text, HTML or RTF; "
                    f"{_INSTEAD}"
                )
            else:
                self._documents.append(text)


def _is_result(segment: Segment, kind: str) -> bool:
    """Say whether an observation is a number or a code, or a value with a unit (OBX-6) or a range
    that is normal (OBX-7)."""
    has_measure = any("".join(segment.raw(field)) for field in (6, 7))
    return kind in _RESULTS or (kind == _VALUE and has_measure)


def _is_blank(text: str) -> bool:
    return not text or text.isspace()
