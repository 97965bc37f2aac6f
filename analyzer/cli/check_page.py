"""One note and what was read in it, on a terminal or as plain text."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from analyzer.cli.check_advice import advice_data, gaps, next_step, notices
from analyzer.codebook import Actor, Escalation, Kind, Status, words
from analyzer.schema import Analysis, Finding

STYLE = {Kind.CUE: "bold magenta", Kind.STEP: "bold green", Kind.TECHNIQUE: "bold cyan"}
"""The colour of each family; where two mark the same words, the one that stands first shows."""

_WIDEST = 100
_NAME_WIDTH = 20
_UNSAFE = {"Cc", "Cs", "Co", "Cn"}
"""Unicode's control characters, half characters, and those that it gives no meaning."""


class Row(NamedTuple):
    """A name and what is said of it."""

    name: Text
    value: Text


def print_page(console: Console, note: str, analysis: Analysis) -> None:
    """Print the note with its evidence, the judgement, what is missing and the next step.

    On a terminal the evidence is marked in the note and set in columns; elsewhere every finding
    and judgement is one line, however long.
    """
    for sentence in notices(analysis):
        _print(console, Text(sentence, "bold red"))
        console.print()
    marked = _marked(note, analysis.findings)
    _print(console, Panel(marked, border_style="dim") if console.is_terminal else marked)
    cues = [finding for finding in analysis.findings if finding.kind is Kind.CUE]
    acts = [finding for finding in analysis.findings if finding.kind is not Kind.CUE]
    missed = [finding for finding in acts if finding.status is Status.MISSED]
    written = [finding for finding in acts if finding.status is not Status.MISSED]
    if not analysis.findings:
        print_lines(console, "Evidence", [Text("No cue, step or technique was found.")])
    print_rows(console, "What the patient side showed", [_evidence(f) for f in cues])
    print_rows(console, "What staff did, as documented", [_evidence(f) for f in written])
    print_rows(console, "To look at together", [_evidence(f) for f in missed])
    print_rows(console, "How the contact went", _judgement(analysis))
    missing = [Text(advice_data()["missing"][gap]) for gap in gaps(analysis)]
    print_lines(console, "Not documented (which is not the same as not done)", missing)
    print_lines(console, "Next step", [Text(next_step(analysis), "bold yellow")])


def print_rows(console: Console, title: str, rows: Sequence[Row]) -> None:
    """Print a section of names with their values, in columns on a terminal."""
    if not console.is_terminal:
        print_lines(console, title, [Text.assemble(name, ": ", value) for name, value in rows])
    elif rows:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(min_width=_NAME_WIDTH)
        for row in rows:
            grid.add_row(*row)
        print_lines(console, title, [grid])


def print_lines(console: Console, title: str, lines: Sequence[Text | Table]) -> None:
    """Print a section, indented; nothing where it has no lines."""
    if not lines:
        return
    console.print()
    _print(console, Text(title, "bold"))
    for line in lines:
        if isinstance(line, Text) and not console.is_terminal:
            _print(console, Text.assemble("  ", line))
        else:
            _print(console, Padding(line, (0, 0, 0, 2)))


def _print(console: Console, content: RenderableType) -> None:
    """Print at a width that is good to read; elsewhere than on a terminal without line breaks."""
    if console.is_terminal:
        console.print(content, width=min(console.width, _WIDEST))
    else:
        console.print(content, soft_wrap=True)


def _marked(note: str, findings: Sequence[Finding]) -> Text:
    text = Text(_printable(note))
    for kind in reversed(STYLE):  # a later mark covers an earlier one
        for finding in findings:
            if finding.kind is kind:
                text.stylize(STYLE[kind], finding.start, finding.end)
    return text


def _printable(note: str) -> str:
    """Replace characters that would steer the terminal, each by one, so that places hold."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if c not in "\n\t" and unicodedata.category(c) in _UNSAFE else c
        for c in note
    )


def named(finding: Finding) -> Text:
    """Return a finding's label, with what is unusual about it."""
    remarks = [
        *([str(finding.status)] if finding.status in (Status.MISSED, Status.PLANNED) else []),
        *(["a colleague"] if finding.actor is Actor.COLLEAGUE else []),
        *(["mention"] if finding.mention else []),
    ]
    name = words(finding.label) + (f" ({', '.join(remarks)})" if remarks else "")
    return Text(name, STYLE[finding.kind])


def _evidence(finding: Finding) -> Row:
    """Return a finding's name, and its quote with the score."""
    score = f" {int(finding.score * 100)}%" if finding.score else ""
    return Row(named(finding), Text.assemble(quoted(finding.quote), (score, "dim")))


def quoted(words_of_note: str) -> str:
    """Return words of a note on one line, in quotation marks, safe to print."""
    return f'"{" ".join(_printable(words_of_note).split())}"'


def _judgement(analysis: Analysis) -> list[Row]:
    start, end = _feeling(analysis.sentiment_start), _feeling(analysis.sentiment_end)
    rows = {
        "feeling": f"{start} at the start, {end} at the end",
        "escalation": Escalation(analysis.escalation).name.lower(),
        "outcome": words(analysis.outcome),
        "experience": words(analysis.experience),
        "themes": ", ".join(words(theme) for theme in analysis.themes),
        "alerts": ", ".join(f"{alert.kind} ({alert.route_to})" for alert in analysis.alerts),
        "interpreter": analysis.interpreter or "",
    }
    if analysis.concern:
        rows["heart, head, heart"] = advice_data()["heart_head_heart"][analysis.heart_head_heart]
    told = [
        Row(Text(f"contact {contact.kind}"), Text(quoted(contact.quote)))
        for contact in analysis.contacts
    ]
    return [*(Row(Text(name), Text(value)) for name, value in rows.items() if value), *told]


def _feeling(sentiment: float) -> str:
    """Return a sentiment from -2 to 2 in words and as a number.

    >>> _feeling(-1.26), _feeling(-0.04)
    ('negative (-1.3)', 'neutral (0.0)')
    """
    number = round(sentiment, 1) + 0.0  # -0.0 becomes 0.0
    shown = f"{number:+.1f}" if number else "0.0"
    return f"{advice_data()['feeling'][round(number) + 2]} ({shown})"
