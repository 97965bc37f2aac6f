"""One person's coaching page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analyzer.codebook import Step
from analyzer.insights.situations import guide
from analyzer.reports.charts import arc_slope, p_chart, person_steps
from analyzer.reports.figures import Row, StaffFigures
from analyzer.reports.formatting import period
from analyzer.reports.pages.changes import false_alarm_of_each
from analyzer.reports.pages.drawn import Picture, drawn
from analyzer.reports.pages.paper import rules_on_paper
from analyzer.reports.pages.places import places_in_words
from analyzer.reports.pages.rendering import render_page
from analyzer.reports.pages.strengths import shown_strengths
from analyzer.settings import Settings

STRENGTHS = 3
"""Strengths with their quotes on the page; the others are named after them."""

LATEST_DAYS = 3
"""Days that the page names of contacts whose number is not the matter."""

MODELS = 2
"""Models that the page names, the latest ones."""


@dataclass(frozen=True)
class Pictures:
    """The charts of the page; None where there is nothing to draw."""

    steps: Picture | None
    arc: Picture | None
    months: list[Picture]


def staff_page(figures: StaffFigures, settings: Settings) -> str:
    """Return one person's page."""
    report = figures.report
    strengths = shown_strengths(report.strengths, figures.kept, settings.coaching.quotes)
    return render_page(
        "staff.html",
        figures,
        settings,
        title=report.person.name,
        when=period(report.person.first, report.person.last),
        latest_days=LATEST_DAYS,
        models=MODELS,
        shown=strengths[:STRENGTHS],
        also=strengths[STRENGTHS:],
        places=places_in_words(figures.compared, settings.statistics),
        months=_months(figures.months),
        pictures=_pictures(figures),
        alarm=false_alarm_of_each(figures.step_charts.values()),
        paper=rules_on_paper(figures, strengths[:STRENGTHS]),
    )


def _pictures(figures: StaffFigures) -> Pictures:
    compared, arc = pd.DataFrame(figures.compared), pd.DataFrame([figures.arc])
    charts = {Step(step): chart for step, chart in figures.step_charts.items()}
    months = [
        drawn(p_chart.draw(charts[step], f"{guide().steps[step]} documented"), f"{step}-months")
        for step in Step
        if step in charts
    ]
    return Pictures(
        steps=None if compared.empty else drawn(person_steps.draw(compared), "steps"),
        arc=drawn(arc_slope.draw(arc), "arc"),
        months=[one for one in months if one is not None],
    )


def _months(rows: Sequence[Row]) -> dict[Any, dict[str, Row]]:
    """Return each month's steps by name."""
    months: dict[Any, dict[str, Row]] = {}
    for row in rows:
        months.setdefault(row["month"], {})[row["step"]] = row
    return months
