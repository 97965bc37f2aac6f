"""The page of the whole clinic."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from math import isnan

import pandas as pd

from analyzer.codebook import Step
from analyzer.insights.situations import guide
from analyzer.insights.word_of_mouth import Group, WordOfMouthReport
from analyzer.reports.charts import arc_slope, people_told, step_bars, theme_pareto
from analyzer.reports.figures import ClinicFigures
from analyzer.reports.formatting import heading, month_of, period
from analyzer.reports.pages.comparisons import comparison
from analyzer.reports.pages.drawn import drawn
from analyzer.reports.pages.over_time import over_time
from analyzer.reports.pages.rendering import render_page
from analyzer.reports.slugs import slug
from analyzer.settings import Settings

ALERTS = 24
"""Notes that the overview lists for one desk; its JSON has all."""

CONCERNS = "notes with a concern"


@dataclass(frozen=True)
class Breakdown:
    """The estimates of one dimension: those of enough cases, and the names of the others."""

    title: str
    large: list[Group]
    small: list[Group]


def overview_page(figures: ClinicFigures, settings: Settings, *, morning: bool = False) -> str:
    """Return the page of the whole clinic, with a link to the morning page where one is beside."""
    report = figures.word_of_mouth
    return render_page(
        "overview.html",
        figures,
        settings,
        tables=figures.overview.notes > 0,
        told_chart=drawn(people_told.draw(report.distribution, report.clinic.people_told), "told"),
        unhappy=over_time(figures.unhappy, "unhappy-months", "Unhappy", "cases"),
        themes=drawn(theme_pareto.draw(figures.overview.themes), "themes-chart"),
        arcs=drawn(arc_slope.draw(pd.DataFrame(figures.arcs_by_channel), "channel"), "arcs"),
        steps=drawn(step_bars.draw(pd.DataFrame(figures.steps)), "steps-chart"),
        months=[
            over_time(chart, f"{step}-months", f"{guide().steps[Step(step)]} documented", CONCERNS)
            for step, chart in figures.step_charts.items()
        ],
        comparisons=[comparison(one) for one in figures.funnels],
        morning=morning,
        alerts=ALERTS,
        title=period(figures.overview.first, figures.overview.last)
        if figures.overview.notes
        else "No notes",
        staff=[(member, slug(member.staff_id)) for member in figures.overview.staff],
        calibration_share=None
        if isnan(report.clinic.calibration_share)
        else report.clinic.calibration_share,
        breakdowns=_breakdowns(report, figures.as_of, settings.statistics.minimum_for_rate),
    )


def _breakdowns(report: WordOfMouthReport, as_of: date, minimum: int) -> list[Breakdown]:
    """Return the breakdown by each dimension; by month only where it says more."""

    def say_month(name: str) -> str:
        return month_of(name, as_of)

    by: list[tuple[str, tuple[Group, ...], Callable[[str], str], str]] = [
        ("By location", report.by_location, str, "Not given"),
        ("By channel", report.by_channel, heading, "Not given"),
        ("By theme", report.by_theme, heading, "No theme found"),
    ]
    if len(report.by_month) > 1:
        by.append(("By month", report.by_month, say_month, "No date given"))
    found = []
    for title, groups, say, missing in by:
        named = [replace(g, name=missing if g.name is None else say(g.name)) for g in groups]
        large = [group for group in named if group.estimate.cases >= minimum]
        found.append(Breakdown(title, large, [group for group in named if group not in large]))
    return found
