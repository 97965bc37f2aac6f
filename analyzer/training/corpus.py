"""Annotated notes, as the codebook writes them down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analyzer.codebook import LABELS, Cue, FindingKey, Status, Theme
from analyzer.language.judgement import CLASSES
from analyzer.training.identifier_scores import FOUND_AS
from analyzer.training.lines import CorpusError, Fields, identified


@dataclass(frozen=True, slots=True)
class AnnotatedNote:
    """One annotated note; ``author`` is the name of the file that it came from.

    Where ``findings_known`` is false the note was judged as a whole, without looking for findings.
    In training it counts as ``weight`` notes, and where notes are judged as a whole as
    ``judgement_weight``.
    """

    author: str
    text: str
    findings_known: bool
    findings: tuple[tuple[FindingKey, int, int], ...]
    answers: dict[str, Any]
    themes: tuple[Theme, ...]
    gold: dict[str, Any]
    weight: float
    judgement_weight: float


def read_corpus(paths: Sequence[Path], weight: float = 1.0) -> list[AnnotatedNote]:
    """Return the notes of files, or folders of files, in JSON Lines, each of this weight.

    A note whose ``findings`` are null was judged as a whole only. One with a ``weight`` of its own
    counts that many times as much; a ``judgement_weight`` says it of the judgement alone. One
    without ``phi``, or where it is null, has no identifiers annotated.

    Raises CorpusError, naming file, line and field, for a note that is not as the codebook says
    and for a ``note_id`` that stands twice.
    """
    files = [file for path in paths for file in _files(path)]
    return [_note(file.stem, fields, weight) for file, fields in identified(files)]


def finding_key(finding: Fields) -> FindingKey:
    """Return the label and status of a finding; a status that is left out is done.

    Raises CorpusError for a label or status that the codebook does not have.
    """
    label = LABELS[finding.choice("label", tuple(LABELS))]
    if isinstance(label, Cue):
        return FindingKey(label, None)
    if finding.values.get("status") is None:
        return FindingKey(label, Status.DONE)
    return FindingKey(label, Status(finding.choice("status", tuple(Status))))


def _files(path: Path) -> list[Path]:
    """Return a file, or the files of a folder; raises CorpusError for a folder that has none."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise CorpusError(f"{path} holds no file of annotated notes (*.jsonl); name another place.")
    return files


def _place(quoting: Fields, label: str, text: str) -> tuple[int, int]:
    """Return where the quote of a finding or an identifier starts and ends in the note's text."""
    quote = quoting.text("quote")
    start = text.find(quote)
    if start < 0:
        # The message does not show the words: they may be a patient's.
        raise CorpusError(
            f"{quoting.place}: field 'quote' of the '{label}' is not in the note's text; "
            "copy its words exactly."
        )
    return start, start + len(quote)


def _note(author: str, fields: Fields, weight: float) -> AnnotatedNote:
    text = fields.text("text")
    known = fields.values.get("findings", ()) is not None
    findings = []
    for finding in fields.objects("findings") if known else ():
        key = finding_key(finding)
        findings.append((key, *_place(finding, str(key.label), text)))
    if fields.values.get("phi") is not None:
        for identifier in replace(fields, personal=True).objects("phi"):
            _place(identifier, identifier.choice("type", tuple(FOUND_AS)), text)
    own = fields.weight("weight") if "weight" in fields.values else 1.0
    judged = fields.weight("judgement_weight") if "judgement_weight" in fields.values else own
    return AnnotatedNote(
        author=author,
        text=text,
        findings_known=known,
        findings=tuple(findings),
        answers={question: fields.choice(question, CLASSES[question]) for question in CLASSES},
        themes=tuple(Theme(theme) for theme in fields.choices("themes", tuple(Theme))),
        gold=dict(fields.values),
        weight=own * weight,
        judgement_weight=judged * weight,
    )
