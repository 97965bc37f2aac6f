"""Pages as Markdown that reads well in a text editor too: tables aligned, every text plain text."""

import re
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from rich.cells import cell_len

from analyzer.insights.funnel_plot import Funnel, Place
from analyzer.insights.word_of_mouth import Group, WordOfMouthReport
from analyzer.reports.figures import ClinicFigures, StaffFigures
from analyzer.reports.formatting import FILTERS, heading, month_of, period
from analyzer.reports.pages.changes import changes
from analyzer.reports.pages.places import places_in_words
from analyzer.reports.pages.strengths import shown_strengths
from analyzer.reports.slugs import slug
from analyzer.settings import Settings

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MARKUP = re.compile(
    r"[\\`*\[|~$@]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # one inside a word is plain
    r"|<(?=[a-z/!?])|&(?=[#\w])|(?<!\S)#|:(?=//)|(?<=www)\.",
    re.IGNORECASE,
)
"""What Markdown takes for emphasis, code, a link, a table, mathematics, HTML or a heading."""

_BEGINNING = re.compile(r"([0-9]{1,9}(?=[.)](?: |$)))|[-+](?= |$)|[-=]+$|>")
"""What begins a list, a rule, a quotation, or makes a heading of the line above."""

_BORDER = re.compile(r"(?<!\\)\|")
_BLANK_LINES = re.compile(r"\n{3,}")


def overview_markdown(figures: ClinicFigures, settings: Settings) -> str:
    """Return the overview as Markdown (CommonMark with the tables of GitHub)."""
    return _rendered(
        "overview.md",
        figures,
        settings,
        title=period(figures.overview.first, figures.overview.last),
        staff=[(member, slug(member.staff_id)) for member in figures.overview.staff],
        breakdowns=_breakdowns(figures.word_of_mouth, figures.as_of),
        outside=[(one.step, _names(one, Place.ABOVE), _names(one, Place.BELOW))
                 for one in figures.funnels],
        changes={step: changes(chart) for step, chart in figures.step_charts.items()},
    )  # fmt: skip


def staff_markdown(figures: StaffFigures, settings: Settings) -> str:
    """Return one person's page as Markdown."""
    report = figures.report
    months: dict[date, dict[str, Any]] = {}
    for row in figures.months:
        months.setdefault(row["month"], {})[row["step"]] = row
    return _rendered(
        "staff.md",
        figures,
        settings,
        when=period(report.person.first, report.person.last),
        strengths=shown_strengths(report.strengths, figures.kept, settings.coaching.quotes),
        places=places_in_words(figures.compared, settings.statistics),
        months=months,
    )


def escaped(text: object) -> Markup:
    r"""Return a text, on one line, of which Markdown makes nothing: no link, no HTML, no heading.

    >>> print(escaped("# a [link](x) <b>, 3 * 4"))
    \# a \[link](x) \<b>, 3 \* 4
    """
    line = " ".join(_CONTROL.sub(" ", str(text)).split())
    line = _MARKUP.sub(r"\\\g<0>", line)
    beginning = _BEGINNING.match(line)
    if beginning:
        at = beginning.end(1) if beginning[1] else 0
        line = f"{line[:at]}\\{line[at:]}"
    return Markup(line)


def aligned(table: str) -> Markup:
    """Return a table whose columns are as wide as their longest cell.

    Its second line is the rule, where a colon behind the dashes asks for numbers on the right. A
    table without rows below it is left out.
    """
    lines = [line.strip() for line in table.splitlines() if line.strip()]
    if len(lines) < 3:
        return Markup("")
    rows = [[cell.strip() for cell in _BORDER.split(line)[1:-1]] for line in lines]
    right = [rule.endswith(":") for rule in rows[1]]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    rows[1] = [
        "-" * (width - on_right) + ":" * on_right
        for width, on_right in zip(widths, right, strict=True)
    ]
    written = []
    for row in rows:
        cells = [
            " " * (width - cell_len(cell)) + cell if on_right else
            cell + " " * (width - cell_len(cell))
            for cell, width, on_right in zip(row, widths, right, strict=True)
        ]  # fmt: skip
        written.append(f"| {' | '.join(cells)} |")
    return Markup("\n".join(written) + "\n")


def _rendered(template: str, figures: Any, settings: Settings, **context: Any) -> str:
    page = _environment().get_template(template)
    text = page.render(figures=figures, settings=settings, **context)
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


def _names(funnel: Funnel, place: Place) -> list[str]:
    members = funnel.members
    return [str(name) for name in members.loc[members["place"] == place, "staff_name"]]


def _breakdowns(
    report: WordOfMouthReport, as_of: date
) -> list[tuple[str, list[tuple[str, Group]]]]:
    """Return each breakdown's title, and its parts with their names in words."""

    def say_month(name: str) -> str:
        return month_of(name, as_of)

    return [
        (title, [(missing if one.name is None else say(one.name), one) for one in groups])
        for title, groups, say, missing in (
            ("Location", report.by_location, str, "Not given"),
            ("Channel", report.by_channel, heading, "Not given"),
            ("Theme", report.by_theme, heading, "No theme found"),
            ("Month", report.by_month, say_month, "No date given"),
        )
    ]


def _finished(value: object) -> Markup:
    """Return what a template shows: escaped, but for what a macro has made already."""
    return value if isinstance(value, Markup) else escaped(value)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("analyzer.reports"),
        autoescape=True,  # so that what a macro returns is known by its type
        finalize=_finished,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS, aligned=aligned)
    return environment
