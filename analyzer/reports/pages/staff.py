"""One person's coaching page."""

from collections.abc import Sequence
from typing import Any

from analyzer.reports.figures import Row, StaffFigures
from analyzer.reports.formatting import period
from analyzer.reports.pages.drawn import step_chart
from analyzer.reports.pages.rendering import Page, render_page
from analyzer.settings import Settings


def staff_page(figures: StaffFigures, settings: Settings) -> Page:
    """Return one person's page."""
    report = figures.report
    steps = [
        {
            "step": str(one.step),
            "rate": one.share.rate,
            "low": one.share.low,
            "high": one.share.high,
        }
        for one in report.steps
    ]
    pictures = {"steps": step_chart(steps, f"The three steps in the notes of {report.person.name}")}
    return render_page(
        "staff.html",
        figures,
        settings,
        charts=pictures,
        title=report.person.name,
        when=period(report.person.first, report.person.last),
        months=_months(figures.months),
    )


def _months(rows: Sequence[Row]) -> dict[Any, dict[str, Row]]:
    """Return each month's steps by name."""
    months: dict[Any, dict[str, Row]] = {}
    for row in rows:
        months.setdefault(row["month"], {})[row["step"]] = row
    return months
