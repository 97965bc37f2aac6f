"""The page of the whole clinic."""

from dataclasses import dataclass

import pandas as pd

from analyzer.codebook import Step
from analyzer.insights.situations import guide
from analyzer.reports.breakdowns import Part, breakdowns
from analyzer.reports.charts import arc_slope, people_told, step_bars, theme_pareto
from analyzer.reports.figures import ClinicFigures
from analyzer.reports.formatting import period
from analyzer.reports.pages.comparisons import comparison
from analyzer.reports.pages.drawn import drawn
from analyzer.reports.pages.over_time import over_time
from analyzer.reports.pages.rendering import render_page
from analyzer.reports.slugs import slug
from analyzer.settings import Settings

ALERTS = 24
"""Notes that the overview lists for one desk; its JSON has all."""

CONCERNS = "notes with a concern"
UNHAPPY = "Unhappy", "cases"
"""What the control charts of the overview are of, and among what they count."""


@dataclass(frozen=True)
class Breakdown:
    """The estimates of one dimension: those of enough cases, and the names of the others."""

    title: str
    large: list[Part]
    small: list[Part]


def overview_page(
    figures: ClinicFigures, settings: Settings, *, morning: bool = False, json: bool = False
) -> str:
    """Return the page of the whole clinic.

    ``morning`` says that the morning page is beside it, to be linked, and ``json`` that its figures
    are, to be pointed to for what the page leaves out.
    """
    report = figures.word_of_mouth
    return render_page(
        "overview.html",
        figures,
        settings,
        tables=figures.overview.notes > 0,
        told_chart=drawn(people_told.draw(report.distribution, report.clinic.people_told), "told"),
        unhappy=over_time(figures.unhappy, "unhappy-months", *UNHAPPY),
        themes=drawn(theme_pareto.draw(figures.overview.themes), "themes-chart"),
        arcs=drawn(arc_slope.draw(pd.DataFrame(figures.arcs_by_channel), "channel"), "arcs"),
        steps=drawn(step_bars.draw(pd.DataFrame(figures.steps)), "steps-chart"),
        months=[
            over_time(chart, f"{step}-months", documented(step), CONCERNS)
            for step, chart in figures.step_charts.items()
        ],
        comparisons=[comparison(one) for one in figures.funnels],
        morning=morning,
        json=json,
        alerts=ALERTS,
        title=period(figures.overview.first, figures.overview.last)
        if figures.overview.notes
        else "No notes",
        staff=[(member, slug(member.staff_id)) for member in figures.overview.staff],
        breakdowns=_breakdowns(figures, settings.statistics.minimum_for_rate),
    )


def documented(step: str) -> str:
    """Return what the control chart of a step is of."""
    return f"{guide().steps[Step(step)]} documented"


def _breakdowns(figures: ClinicFigures, minimum: int) -> list[Breakdown]:
    """Return the breakdown by each dimension; by month only where it says more."""
    found = []
    for by, parts in breakdowns(figures.word_of_mouth, figures.as_of).items():
        if by == "month" and len(parts) < 2:
            continue
        large = [part for part in parts if part.estimate.cases >= minimum]
        small = [part for part in parts if part.estimate.cases < minimum]
        found.append(Breakdown(f"By {by}", large, small))
    return found
