"""The sheet Summary: the clinic at a glance."""

from collections.abc import Iterator
from datetime import date
from math import isnan
from typing import NamedTuple

from xlsxwriter.workbook import Workbook

from analyzer.insights.distributions import Estimate
from analyzer.insights.intervals import Share
from analyzer.reports.excel.cells import Kind
from analyzer.reports.excel.table import Column, Table
from analyzer.reports.figures import ClinicFigures
from analyzer.reports.formatting import heading, level, read_by
from analyzer.settings import Settings

COLUMNS = (
    Column("About", width=18),
    Column("Figure", width=48),
    Column("Day", Kind.DAY),
    Column("Number", Kind.AMOUNT),
    Column("Low 80%", Kind.AMOUNT),
    Column("High 80%", Kind.AMOUNT),
    Column("Low 95%", Kind.AMOUNT),
    Column("High 95%", Kind.AMOUNT),
    Column("Of", Kind.COUNT),
    Column("Share", Kind.SHARE),
    Column("Share, low", Kind.SHARE),
    Column("Share, high", Kind.SHARE),
)


class _Figure(NamedTuple):
    """A row; what it has not is left empty."""

    about: str
    figure: str
    day: date | None = None
    number: float | None = None
    low_80: float | None = None
    high_80: float | None = None
    low_95: float | None = None
    high_95: float | None = None
    of: int | None = None
    share: float | None = None
    share_low: float | None = None
    share_high: float | None = None


def write_summary(book: Workbook, clinic: ClinicFigures, settings: Settings) -> None:
    """Add the sheet to a workbook."""
    notes = (
        "The clinic at a glance, read from notes by a program, which errs in single notes. Not "
        "documented is not the same as not done.",
        "An expected number has an 80% and a 95% interval. A share has its own interval, and "
        "none is given where there are too few notes.",
    )
    table = Table(book, "Summary", notes, COLUMNS)
    for figure in _figures(clinic, settings.statistics.minimum_for_rate):
        table.add(*figure)
    table.close((f"Read by {read_by(clinic.models)}.", *clinic.word_of_mouth.caveats))


def _figures(clinic: ClinicFigures, minimum: int) -> Iterator[_Figure]:
    seen = clinic.overview
    yield _Figure("Period", "Last day that counts", clinic.as_of)
    yield _Figure("Period", "First note", seen.first)
    yield _Figure("Period", "Last note", seen.last)
    yield _Figure("Notes", "Notes", number=seen.notes)
    yield _Figure("Notes", "With a concern", number=seen.concerns, of=seen.notes)
    yield _Figure("Notes", "With an alert for a desk", number=seen.alerted, of=seen.notes)
    for one in seen.escalation:
        yield _Figure("Escalation", heading(level(one.level)), number=one.notes, of=seen.notes)
    for theme in seen.themes:
        yield _shared("Theme", heading(theme.theme), theme.share)
    for outcome in seen.outcomes:
        yield _shared("Outcome", heading(outcome.outcome), outcome.share)
    for name, row in clinic.hearts.items():
        share = Share(row["count"], row["n"], row["rate"], row["low"], row["high"])
        yield _shared("Heart, head, heart", HEARTS[name], share)
    yield from _word_of_mouth(clinic, minimum)


HEARTS = {
    "opening": "Opens with heart",
    "closing": "Closes with heart",
    "full": "Heart, head, heart in full",
}


def _word_of_mouth(clinic: ClinicFigures, minimum: int) -> Iterator[_Figure]:
    about, risk = "Word of mouth", clinic.word_of_mouth.clinic
    yield _Figure(about, "Cases", number=risk.cases)
    if risk.cases < minimum:
        return
    yield _expected(about, "Unhappy cases", risk.negatives, risk.cases)
    yield _expected(about, "Unhappy cases, by chance alone", risk.negatives_by_chance, risk.cases)
    if not isnan(risk.calibration_share):
        share = risk.calibration_share
        yield _Figure(about, "Share of the variance that is the reader’s", share=share)
    yield _expected(about, "People who may hear of them", risk.people_told)
    yield _Figure(about, "Cases turned round", number=risk.averted_cases, of=risk.cases)
    yield _Figure(about, "People who hear no bad story for it", number=risk.people_not_told)
    yield _expected(about, "Good experiences recorded", risk.positives_recorded, risk.cases)
    yield _expected(about, "Good experiences needed", risk.positives_needed)
    yield _expected(about, "Good experiences still missing", risk.shortfall)


def _expected(about: str, figure: str, amount: Estimate, of: int | None = None) -> _Figure:
    return _Figure(
        about,
        figure,
        number=amount.expected,
        low_80=amount.low_80,
        high_80=amount.high_80,
        low_95=amount.low_95,
        high_95=amount.high_95,
        of=of,
    )


def _shared(about: str, figure: str, share: Share) -> _Figure:
    return _Figure(
        about,
        figure,
        number=share.count,
        of=share.n,
        share=share.rate,
        share_low=share.low,
        share_high=share.high,
    )
