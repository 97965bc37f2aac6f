"""Figures made into pages: Jinja2 templates with everything escaped, one style sheet inside."""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analyzer.insights.word_of_mouth import Group, WordOfMouthReport
from analyzer.reports import charts
from analyzer.reports.figures import ClinicFigures, Row, StaffFigures, plain
from analyzer.reports.formatting import FILTERS, heading, month_of, period
from analyzer.settings import Settings

ALERTS = 24
"""Notes that the overview lists for one desk; its JSON has all."""


@dataclass(frozen=True)
class Page:
    """A page and the same figures as JSON, both ready to be written."""

    html: str
    json: str


def slug(staff_id: str) -> str:
    """Return a person's file name: the same for the same staff_id, and nothing of it in clear.

    The first 64 bits of its SHA-256, in hexadecimal: two of a million people share one with a
    chance under one in thirty million.

    >>> slug("../S07")
    '4670bababc1265a6'
    """
    return hashlib.sha256(staff_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


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
    drawn = {
        "themes": _drawn(
            charts.themes, themes, "themes", "Themes of the notes with a concern",
            "Bars: how many notes with a concern have each theme, the most frequent first.",
        ),
        "arcs": _drawn(
            charts.arcs, moves, "arcs", "How people felt at the start and at the end, by channel",
            "A ring where contacts began on average and a dot where they ended, from very unhappy "
            "to very happy; beside each channel its number of notes.",
        ),
        "steps": _step_chart(figures.steps, "The three steps in all notes with a concern"),
    }  # fmt: skip
    return render_page(
        "overview.html",
        figures,
        settings,
        charts=drawn,
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
    drawn = {"steps": _step_chart(steps, f"The three steps in the notes of {report.person.name}")}
    return render_page(
        "staff.html",
        figures,
        settings,
        charts=drawn,
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


def _step_chart(rows: Sequence[Row], title: str) -> Markup | None:
    shown = [row | {"step": heading(row["step"])} for row in rows if row["rate"] is not None]
    return _drawn(
        charts.step_rates, shown, "steps", title,
        "A dot for the share of notes with a concern in which each step is documented, on a line "
        "for its interval, from 0 to 100 percent.",
    )  # fmt: skip


def _drawn(
    draw: Any, rows: Sequence[Row], name: str, title: str, description: str
) -> Markup | None:
    """Return a chart of the rows as SVG, or None where there are none."""
    if not rows:
        return None
    # Text in the SVG is escaped by the library that writes it.
    return Markup(charts.svg(draw(pd.DataFrame(rows)), name, title, description))


def render_page(template: str, figures: Any, settings: Settings, **context: Any) -> Page:
    """Return a template filled with figures, and the figures as JSON."""
    html = (
        _environment().get_template(template).render(figures=figures, settings=settings, **context)
    )
    held = json.dumps(plain(figures), ensure_ascii=False, indent=2, allow_nan=False)
    return Page(html, held + "\n")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("analyzer.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    assert environment.loader is not None
    style = environment.loader.get_source(environment, "style.css")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment.globals.update(style=Markup(style), style_digest=digest)
    return environment
