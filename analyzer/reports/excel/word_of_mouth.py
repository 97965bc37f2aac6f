"""The sheet Word of mouth: the clinic, its parts, and what other constants would give."""

from collections.abc import Iterator

from xlsxwriter.workbook import Workbook

from analyzer.insights.distributions import Estimate
from analyzer.insights.word_of_mouth import WordOfMouth, WordOfMouthReport
from analyzer.reports.excel.cells import Kind
from analyzer.reports.excel.table import Column, Table
from analyzer.reports.figures import ClinicFigures
from analyzer.reports.formatting import NOT_GIVEN, about, heading
from analyzer.settings import Settings

_ESTIMATES = (
    "Unhappy cases",
    "People told",
    "Good experiences recorded",
    "Needed",
    "Still missing",
)
COLUMNS = (
    Column("By", width=16),
    Column("Name", width=30),
    Column("Contacts", Kind.COUNT),
    Column("Cases", Kind.COUNT),
    *(
        Column(f"{name}{end}", Kind.AMOUNT)
        for name in _ESTIMATES
        for end in ("", ", low 95%", ", high 95%")
    ),
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
    for by, name, estimate in _parts(report):
        enough = estimate.cases >= settings.statistics.minimum_for_rate
        figures = _figures(estimate) if enough else (None,) * (3 * len(_ESTIMATES) + 2)
        table.add(by, name, estimate.contacts, estimate.cases, *figures, None)
    empty = (None, None, None)
    for other in report.sensitivity:
        told = _ends(other.estimate) if other.people_told is not None else empty
        needed = _ends(other.estimate) if other.positives_needed is not None else empty
        table.add(
            "Other constant", other.name, None, None,
            *empty, *told, *empty, *needed, *empty, None, None, other.source,
        )  # fmt: skip
    constants = (
        f"{one.name[:1].upper()}{one.name[1:]}: {about(one.value)}. Source: {one.source}."
        for one in report.constants
    )
    table.close((*report.caveats, *constants))


def _parts(report: WordOfMouthReport) -> Iterator[tuple[str, str, WordOfMouth]]:
    yield "Clinic", "All", report.clinic
    for by, groups, missing in (
        ("Location", report.by_location, NOT_GIVEN),
        ("Channel", report.by_channel, NOT_GIVEN),
        ("Theme", report.by_theme, "no theme found"),
        ("Month", report.by_month, "no date given"),
    ):
        for group in groups:
            say = str if by in ("Location", "Month") else heading
            yield by, missing if group.name is None else say(group.name), group.estimate


def _figures(estimate: WordOfMouth) -> tuple[float, ...]:
    amounts = (
        estimate.negatives,
        estimate.people_told,
        estimate.positives_recorded,
        estimate.positives_needed,
        estimate.shortfall,
    )
    ends = (end for amount in amounts for end in _ends(amount))
    return *ends, estimate.averted_cases, estimate.people_not_told


def _ends(amount: Estimate) -> tuple[float, float, float]:
    return amount.expected, amount.low_95, amount.high_95
