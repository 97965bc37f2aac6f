"""The page of the whole clinic."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from analyzer.insights.word_of_mouth import Group, WordOfMouthReport
from analyzer.reports import charts
from analyzer.reports.figures import ClinicFigures
from analyzer.reports.formatting import heading, month_of, period
from analyzer.reports.pages.drawn import drawn, step_chart
from analyzer.reports.pages.rendering import Page, render_page
from analyzer.reports.slugs import slug
from analyzer.settings import Settings

ALERTS = 24
"""Notes that the overview lists for one desk; its JSON has all."""


def overview_page(figures: ClinicFigures, settings: Settings, *, morning: bool = False) -> Page:
    """Return the page of the whole clinic, with a link to the morning page where one is beside."""
    moves = [
        {"group": f"{heading(row['channel'])}, {row['n']}"} | row
        for row in figures.arcs_by_channel
        if row["mean_start"] is not None
    ]
    themes = [
        {"theme": heading(one.theme), "count": one.share.count} for one in figures.overview.themes
    ]
    pictures = {
        "themes": drawn(
            charts.themes, themes, "themes", "Themes of the notes with a concern",
            "Bars: how many notes with a concern have each theme, the most frequent first.",
        ),
        "arcs": drawn(
            charts.arcs, moves, "arcs", "How people felt at the start and at the end, by channel",
            "A ring where contacts began on average and a dot where they ended, from very unhappy "
            "to very happy; beside each channel its number of notes.",
        ),
        "steps": step_chart(figures.steps, "The three steps in all notes with a concern"),
    }  # fmt: skip
    return render_page(
        "overview.html",
        figures,
        settings,
        charts=pictures,
        morning=morning,
        alerts=ALERTS,
        title=period(figures.overview.first, figures.overview.last)
        if figures.overview.notes
        else "No notes",
        staff=[(member, slug(member.staff_id)) for member in figures.overview.staff],
        breakdowns=_breakdowns(figures.word_of_mouth, figures.as_of),
    )


def _breakdowns(report: WordOfMouthReport, as_of: date) -> list[tuple[str, str, list[Group]]]:
    """Return each breakdown's caption, first column and rows; by month only where it says more."""

    def say_month(name: str) -> str:
        return month_of(name, as_of)

    by: list[tuple[str, str, tuple[Group, ...], Callable[[str], str], str]] = [
        ("By location", "Location", report.by_location, str, "Not given"),
        ("By channel", "Channel", report.by_channel, heading, "Not given"),
        ("By theme", "Theme", report.by_theme, heading, "No theme found"),
    ]
    if len(report.by_month) > 1:
        by.append(("By month", "Month", report.by_month, say_month, "No date given"))
    return [
        (
            caption,
            first,
            [replace(g, name=missing if g.name is None else say(g.name)) for g in groups],
        )
        for caption, first, groups, say, missing in by
    ]
