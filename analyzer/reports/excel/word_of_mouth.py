"""The sheet Word of mouth: the clinic, its parts, and what other constants would give."""

from datetime import date

from xlsxwriter.workbook import Workbook

from analyzer.insights.distributions import Estimate
from analyzer.insights.word_of_mouth import WordOfMouth
from analyzer.reports.breakdowns import breakdowns
from analyzer.reports.excel.cells import Kind
from analyzer.reports.excel.table import Column, Table
from analyzer.reports.figures import ClinicFigures
from analyzer.reports.formatting import about, heading
from analyzer.settings import Settings

_ESTIMATES = (
    "Unhappy cases",
    "People told",
    "Good experiences recorded",
    "Needed",
    "Still missing",
)
INTERVALS = ("80%", "95%")
ENDS = 1 + 2 * len(INTERVALS)
"""Cells that an estimate takes: what is expected, and the ends of its intervals."""

COLUMNS = (
    Column("By", width=16),
    Column("Name", width=30),
    Column("Month", Kind.MONTH),
    Column("Contacts", Kind.COUNT),
    Column("Cases", Kind.COUNT),
    *(
        Column(f"{name}{end}", Kind.AMOUNT)
        for name in _ESTIMATES
        for end in ("", *(f", {side} {inside}" for inside in INTERVALS for side in ("low", "high")))
    ),
    Column("Unhappy by chance alone, low 95%", Kind.AMOUNT),
    Column("By chance alone, high 95%", Kind.AMOUNT),
    Column("Share of the variance from the reader", Kind.SHARE),
    Column("Cases turned round", Kind.COUNT),
    Column("People not told", Kind.AMOUNT),
    Column("Source", width=60),
)


def write_word_of_mouth(book: Workbook, clinic: ClinicFigures, settings: Settings) -> None:
    """Add the sheet to a workbook; parts under the minimum for a rate show their cases alone."""
    report = clinic.word_of_mouth
    notes = (
        "How far the stories of unhappy patients may travel, by general customer service figures "
        "that were not measured on patients and not about one provider.",
        "For the clinic in this period, never for a person. A part of fewer than "
        f"{settings.statistics.minimum_for_rate} cases has no estimate.",
    )
    table = Table(book, "Word of mouth", notes, COLUMNS)
    rows: list[tuple[str, str, WordOfMouth, date | None]] = [("Clinic", "All", report.clinic, None)]
    for parts in breakdowns(report, clinic.as_of).values():
        rows += [(heading(by), name, estimate, month) for by, name, estimate, month in parts]
    for by, name, estimate, month in rows:
        enough = estimate.cases >= settings.statistics.minimum_for_rate
        figures = _figures(estimate) if enough else (None,) * (ENDS * len(_ESTIMATES) + 5)
        table.add(by, name, month, estimate.contacts, estimate.cases, *figures, None)
    empty = (None,) * ENDS
    for other in report.sensitivity:
        told = _ends(other.estimate) if other.people_told is not None else empty
        needed = _ends(other.estimate) if other.positives_needed is not None else empty
        table.add(
            "Other constant", other.name, None, None, None,
            *empty, *told, *empty, *needed, *empty, *(None,) * 5, other.source,
        )  # fmt: skip
    constants = (
        f"{one.name[:1].upper()}{one.name[1:]}: {about(one.value)}. Source: {one.source}."
        for one in report.constants
    )
    table.close((*report.caveats, *constants))


def _figures(estimate: WordOfMouth) -> tuple[float, ...]:
    amounts = (
        estimate.negatives,
        estimate.people_told,
        estimate.positives_recorded,
        estimate.positives_needed,
        estimate.shortfall,
    )
    ends = (end for amount in amounts for end in _ends(amount))
    chance = estimate.negatives_by_chance
    return (
        *ends,
        chance.low_95,
        chance.high_95,
        estimate.calibration_share,
        estimate.averted_cases,
        estimate.people_not_told,
    )


def _ends(amount: Estimate) -> tuple[float, ...]:
    return amount.expected, amount.low_80, amount.high_80, amount.low_95, amount.high_95
