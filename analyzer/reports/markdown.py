"""Pages as Markdown that reads well in a text editor too: tables aligned, every text plain text."""

import re
from datetime import date
from functools import cache
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from rich.cells import cell_len

from analyzer.insights.distributions import Estimate
from analyzer.insights.funnel_plot import Funnel, Place
from analyzer.insights.word_of_mouth import WordOfMouth
from analyzer.reports.breakdowns import breakdowns
from analyzer.reports.charts import arc_slope
from analyzer.reports.figures import ClinicFigures, StaffFigures
from analyzer.reports.formatting import FILTERS, about, period
from analyzer.reports.pages.over_time import in_words
from analyzer.reports.pages.overview import ALERTS, CONCERNS, UNHAPPY, documented
from analyzer.reports.pages.places import places_in_words
from analyzer.reports.pages.staff import LATEST_DAYS
from analyzer.reports.pages.strengths import shown_strengths
from analyzer.reports.slugs import slug
from analyzer.settings import Settings
from analyzer.settings import WordOfMouth as Constants

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MARKUP = re.compile(
    r"[\\`*\[\]|~$@]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # one inside a word is plain
    r"|<(?=[a-z/!?])|&(?=[#\w])|(?<!\S)#|:(?=//)|(?<=www)\.|(?<=\w)\.(?=[^\W\d_])",
    re.IGNORECASE,
)
"""What Markdown takes for emphasis, code, a link, a table, mathematics, HTML or a heading."""

_OF_MAIL = re.compile(r"(?<=[\w.+-])\\@(?=\w)")
"""The sign in what may be an e-mail address, escaped. GitHub makes a link of one all the same
(GitHub Flavored Markdown Spec, 6.9), but for one whose sign is code."""

_BEGINNING = re.compile(r"([0-9]{1,9}(?=[.)](?: |$)))|[-+](?= |$)|[-=]+$|>")
"""What begins a list, a rule, a quotation, or makes a heading of the line above."""

_BORDER = re.compile(r"(?<!\\)\|")
_BLANK_LINES = re.compile(r"\n{3,}")


def overview_markdown(figures: ClinicFigures, settings: Settings, *, json: bool = False) -> str:
    """Return the overview as Markdown (CommonMark with the tables of GitHub).

    ``json`` says that its figures are beside it, to be pointed to for what the page leaves out.
    """
    charts = [
        in_words(chart, documented(step), CONCERNS) for step, chart in figures.step_charts.items()
    ]
    return _rendered(
        "overview.md",
        figures,
        settings,
        title=period(figures.overview.first, figures.overview.last),
        staff=[(member, slug(member.staff_id)) for member in figures.overview.staff],
        amounts=_amounts(figures.word_of_mouth.clinic, settings.word_of_mouth),
        breakdowns=breakdowns(figures.word_of_mouth, figures.as_of),
        unhappy=in_words(figures.unhappy, *UNHAPPY),
        felt=arc_slope.finding(pd.DataFrame(figures.arcs_by_channel), "channel"),
        months=[one for one in charts if one is not None],
        outside=[(one.step, _names(one, Place.ABOVE), _names(one, Place.BELOW))
                 for one in figures.funnels],
        alerts=ALERTS,
        json=json,
    )  # fmt: skip


def staff_markdown(figures: StaffFigures, settings: Settings) -> str:
    """Return one person's page as Markdown."""
    report = figures.report
    months: dict[date, dict[str, Any]] = {}
    for row in figures.months:
        months.setdefault(row["month"], {})[row["step"]] = row
    charts = [
        in_words(chart, documented(step), CONCERNS) for step, chart in figures.step_charts.items()
    ]
    return _rendered(
        "staff.md",
        figures,
        settings,
        when=period(report.person.first, report.person.last),
        strengths=shown_strengths(report.strengths, figures.kept, settings.coaching.quotes),
        places=places_in_words(figures.compared, settings.statistics),
        latest_days=LATEST_DAYS,
        felt=arc_slope.finding(pd.DataFrame([figures.arc])),
        months=months,
        charts=[one for one in charts if one is not None],
    )


def escaped(text: object) -> Markup:
    r"""Return a text, on one line, of which Markdown makes nothing: no link, no HTML, no heading.

    >>> print(escaped("# a [link](x) <b>, 3 * 4"))
    \# a \[link\](x) \<b>, 3 \* 4
    """
    line = " ".join(_CONTROL.sub(" ", str(text)).split())
    line = _OF_MAIL.sub("`@`", _MARKUP.sub(r"\\\g<0>", line))
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


def _amounts(risk: WordOfMouth, constants: Constants) -> list[tuple[str, Estimate]]:
    """Return the amounts of the clinic's estimate that have an interval, by name."""
    needed = about(constants.positives_needed)
    return [
        (f"Unhappy cases, of {about(risk.cases)}", risk.negatives),
        (f"People told, at {about(constants.people_told)} each", risk.people_told),
        ("Good experiences in the notes", risk.positives_recorded),
        (f"Good experiences needed, at {needed} for each unhappy case", risk.positives_needed),
        (
            "Still missing, if anybody’s good experience makes up for anybody’s bad one",
            risk.shortfall,
        ),
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
