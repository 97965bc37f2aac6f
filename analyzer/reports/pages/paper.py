"""How a person's page fits on two sheets of paper: words on the first, figures on the second.

The style sheet for print ends everything of any length after a line or two. What is left to vary
is how many quotes there are and how much room they take.
"""

from collections.abc import Iterable, Sequence

from analyzer.insights.evidence import Quote
from analyzer.reports.charts.text import text_width
from analyzer.reports.figures import StaffFigures
from analyzer.reports.formatting import day
from analyzer.reports.pages.strengths import ShownStrength

SHORT_QUOTES = "short-quotes"
"""Rules by which quotes end after a line, and a strength or growth area has one."""

FEW_LINES = "few-lines"
"""Rules by which two lines to look at together are printed, and the box below is small."""

LARGE_BOX = "large-box"
"""Rules by which the box for the conversation takes the room of the lines that are not there."""

QUOTED = 2
"""Quotes beside a strength or a growth area that are printed."""

QUOTE_ROOM = 520.0
NOTE_ROOM = 235.0
"""Width of the columns of a quote and of its note, in pixels of ``text_width``."""

GROWTH_AREA = 8
DESKS = 8
"""Printed lines of a growth area without its quotes, and of what is for care and the manager."""

FIRST_SHEET = 40
"""Lines that fit on the first sheet, of Letter too, beside what every page has."""

SECOND_SHEET = 2
BESIDE = 3
"""Lines to look at together that fit on the second sheet, and that fit besides where there are no
columns of text under the charts."""


def rules_on_paper(figures: StaffFigures, strengths: Sequence[ShownStrength]) -> str:
    """Return the names of the rules that a page is printed by, with a space between.

    ``strengths`` are those with quotes.
    """
    report = figures.report
    first = sum(_lines(one.quotes[:QUOTED]) + 2 * len(one.kept[:1]) for one in strengths)
    first += sum(GROWTH_AREA + _lines(area.quotes[:QUOTED]) for area in report.growth_areas)
    if report.check_in or report.for_manager:
        first += DESKS
    second = SECOND_SHEET
    if not (figures.protocol or figures.promises["made"]):
        second += BESIDE
    rules = [SHORT_QUOTES] if first > FIRST_SHEET else []
    if not report.together:
        rules.append(LARGE_BOX)
    elif _lines(line.quote for line in report.together) > second:
        rules.append(FEW_LINES)
    return " ".join(rules)


def _lines(quotes: Iterable[Quote]) -> int:
    """Return how many lines some quotes take; one takes two at most."""
    return sum(
        2
        if text_width(one.text) > QUOTE_ROOM
        or text_width(f"Note {one.note_id}, {day(one.day)}") > NOTE_ROOM
        else 1
        for one in quotes
    )
