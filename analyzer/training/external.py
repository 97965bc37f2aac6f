"""How the reader does on real text that others wrote, annotated for other ends.

Two questions: how many cues does it see in clinical notes, which tell of no contact about the
service, and does its arc have the sign of what patients say in their own words?
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.codebook import Cue
from analyzer.language.reader import Reader
from analyzer.schema import Analysis, Finding
from analyzer.training.lines import CorpusError, Fields, json_lines, unicode_text
from analyzer.training.scoring import macro_f1

READ_AT_ONCE = 500
VADER_NEUTRAL = 0.05
"""VADER's own bounds: a compound between -0.05 and 0.05 is neutral (Hutto and Gilbert 2014)."""
ARC_NEUTRAL = 0.5
"""A feeling nearer to 0 than to 1 or -1 is neutral."""


@dataclass(frozen=True, slots=True)
class SignFigures:
    """Macro F1 over negative, neutral and positive, of the arc's end and of VADER's compound."""

    texts: int
    arc: float
    vader: float


def cues_in(reader: Reader, file: Path) -> tuple[int, list[Finding]]:
    """Return the number of notes in a JSON Lines file of ``text``, and every cue that is read.

    Raises CorpusError for a line without a text and for a file without lines.
    """
    texts = [fields.text("text") for fields in json_lines(file)]
    found = [
        finding
        for start in range(0, len(texts), READ_AT_ONCE)
        for analysis in _read(reader, texts[start : start + READ_AT_ONCE])
        for finding in analysis.findings
        if isinstance(finding.label, Cue)
    ]
    return len(texts), found


def sign_figures(reader: Reader, file: Path) -> SignFigures:
    """Return how well the sign is read of a CSV's ``text``, whose ``sentiment`` is -1, 0 or 1.

    Raises CorpusError for a row without these and for a file without rows.
    """
    table = csv.DictReader(io.StringIO(unicode_text(file), newline=""))
    rows = [Fields(f"{file.name}, line {table.line_num}", row) for row in table]
    if not rows:
        raise CorpusError(f"{file.name} holds no comment; give a CSV with text and sentiment.")
    texts = [row.text("text") for row in rows]
    wanted = [int(row.choice("sentiment", ("-1", "0", "1"))) for row in rows]
    arc, compound = [], []
    for start in range(0, len(rows), READ_AT_ONCE):
        for analysis in _read(reader, texts[start : start + READ_AT_ONCE]):
            arc.append(_sign(analysis.sentiment_end, ARC_NEUTRAL))
            compound.append(_sign(analysis.sentiment_compound, VADER_NEUTRAL))
    return SignFigures(len(rows), macro_f1(wanted, arc), macro_f1(wanted, compound))


def cues_text(notes: int, found: Sequence[Finding]) -> str:
    """Return the cues as lines: the count, then each with its words, mentions apart."""
    cues = [finding for finding in found if not finding.mention]
    mentions = [finding for finding in found if finding.mention]
    share = 100 * len(cues) / notes
    lines = [f"cues in {notes} clinical notes: {len(cues)} ({share:.2f} in 100)"]
    for label, _ in Counter(finding.label for finding in cues).most_common():
        lines += [f"  {label}: {f.quote!r}" for f in cues if f.label is label]
    lines.append(f"shown as mentions of self-harm, which are no cues: {len(mentions)}")
    lines += [f"  {f.quote!r}" for f in mentions]
    return "\n".join(lines)


def sign_text(figures: SignFigures) -> str:
    """Return the figures as one line."""
    return (
        f"sign of {figures.texts} comments, macro F1: arc {figures.arc:.3f}, "
        f"VADER {figures.vader:.3f}, difference {figures.arc - figures.vader:+.3f}"
    )


def _read(reader: Reader, texts: Sequence[str]) -> list[Analysis]:
    return reader.read(texts, [""] * len(texts))


def _sign(value: float, neutral: float) -> int:
    return (value > neutral) - (value < -neutral)
