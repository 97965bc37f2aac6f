"""The quotes of analyses, redacted with what each note's row knows of the people in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import compress
from typing import Any, TypeVar

from analyzer.privacy.identifiers import Identifier
from analyzer.privacy.name_model import shipped_tagger
from analyzer.privacy.redaction import find_in_notes, redact
from analyzer.schema import Analysis, Contact, Finding

Quoted = TypeVar("Quoted", Finding, Contact)


def quote_redactor() -> Callable[[Sequence[Analysis], Sequence[Mapping[str, Any]]], list[Analysis]]:
    """Return what fills the redacted quotes of analyses, given the rows of NOTE they are of.

    Raises ModelError where the model that finds names is damaged.
    """
    tagger = shipped_tagger()

    def redacted(
        analyses: Sequence[Analysis], notes: Sequence[Mapping[str, Any]]
    ) -> list[Analysis]:
        quoting = [bool(analysis.findings or analysis.contacts) for analysis in analyses]
        found = iter(find_in_notes(list(compress(notes, quoting)), tagger))
        return [
            _redacted(analysis, note["text"], next(found)) if quotes else analysis
            for analysis, note, quotes in zip(analyses, notes, quoting, strict=True)
        ]

    return redacted


def _redacted(analysis: Analysis, text: str, identifiers: Sequence[Identifier]) -> Analysis:
    def hidden(told: tuple[Quoted, ...]) -> tuple[Quoted, ...]:
        return tuple(
            replace(one, redacted_quote=redact(text, one.start, one.end, identifiers))
            for one in told
        )

    return replace(analysis, findings=hidden(analysis.findings), contacts=hidden(analysis.contacts))
