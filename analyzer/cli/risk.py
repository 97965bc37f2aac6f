from collections.abc import Sequence
from datetime import date, datetime
from math import isnan
from pathlib import Path

import click
from pydantic_core import to_json
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.calibration import read_calibration
from analyzer.cli import parameters
from analyzer.cli.console import open_console
from analyzer.cli.reporting import day, refuse_reversed
from analyzer.insights import caveats
from analyzer.insights.case_sets import Dimension
from analyzer.insights.distributions import Estimate
from analyzer.insights.word_of_mouth import WordOfMouth, estimates, models_of
from analyzer.language.model import model_folder
from analyzer.reports.breakdowns import DIMENSIONS, parts
from analyzer.reports.days import first_day, last_day
from analyzer.reports.formatting import about
from analyzer.settings import Settings, load_settings


@click.command()
@click.option(
    "--by", type=click.Choice(DIMENSIONS), help="Show each location, channel, theme or month."
)
@parameters.store
@parameters.config
@parameters.from_
@parameters.to
@click.option("--json", "as_json", is_flag=True, help="The figures as one JSON object.")
def risk(
    by: Dimension | None,
    url: str | None,
    config: Path | None,
    from_: datetime | None,
    to: datetime | None,
    as_json: bool,
) -> None:
    """Estimate how far the stories of unhappy patients travel, from the history.

    Cases that were probably unhappy, the people who are then told (11 each on average) and the
    good experiences that it takes to outweigh them (12 each), with 95 % intervals that hold chance
    and, where it was measured, how far the reader's probabilities can be trusted. The two figures
    are general customer service figures, so the estimate is for a clinic or service over a
    period, never for a person. Cases count by their latest contact; under ten, no figure is shown
    (the setting statistics.minimum_for_rate).

    \b
    Examples:
      analyzer risk --by location
      analyzer risk --from 2026-03-01 --to 2026-03-31 --json
    """
    settings = load_settings(config)
    with parameters.opened(url, settings) as store:
        last = last_day(store, day(to), date.today())
        refuse_reversed(day(from_), last)
        first = day(from_) or first_day(last, settings.reports.months)
        frames = store.frames(first, last)
    calibration = read_calibration(model_folder(settings))
    found = estimates(frames, settings, [] if by is None else [by], calibration)
    whole = found.clinic
    groups = () if by is None else found.groups[by]
    said = [*caveats.GENERAL, caveats.of_intervals(calibration, models_of(frames))]
    if as_json:
        said.append(caveats.SHORTFALL)
    if by is not None:
        said.append(caveats.PARTS[by])
    if as_json:
        held = {"from": first, "to": last, "caveats": said, "by": by}
        held["clinic"] = _held(whole, settings)
        held["groups"] = [{"name": one.name} | _held(one.estimate, settings) for one in groups]
        click.echo(to_json(held, indent=2, inf_nan_mode="null").decode())
        return
    console = open_console()
    console.print(Text(f"Word of mouth, {first} to {last}, with 95 % intervals", "bold"))
    rows = [("all", whole)]
    if by is not None:
        rows += [(part.name, part.estimate) for part in parts(by, groups, last)]
    _print_table(console, by or "", rows, settings)
    if _enough(whole, settings) and not isnan(whole.calibration_share):
        console.print(Text(_parts_of_width(whole)))
    for caveat in said:
        console.print(Text(caveat, "dim"))


def _enough(one: WordOfMouth, settings: Settings) -> bool:
    return one.cases >= settings.statistics.minimum_for_rate


def _parts_of_width(whole: WordOfMouth) -> str:
    """Return how much of the uncertainty is chance, and how much the reader's errors."""
    chance = whole.negatives_by_chance
    return (
        f"By chance alone {about(chance.low_95)}-{about(chance.high_95)} cases would be unhappy; "
        f"{whole.calibration_share:.0%} of the uncertainty is the reader's."
    )


def _held(one: WordOfMouth, settings: Settings) -> dict[str, object]:
    """Return an estimate with its number of cases; of few cases the number alone."""
    return {"cases": one.cases, "estimate": one if _enough(one, settings) else None}


def _print_table(
    console: Console, title: str, rows: Sequence[tuple[str, WordOfMouth]], settings: Settings
) -> None:
    """Print a row a name; two rows may have the same one."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(title, overflow="fold", min_width=10)
    for column in ("cases", "unhappy", "people told", "good needed", "turned round"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, one in rows:
        figures = ["too few", "", "", ""]
        if _enough(one, settings):
            amounts = (one.negatives, one.people_told, one.positives_needed)
            figures = [*map(_interval, amounts), about(one.averted_cases)]
        table.add_row(Text(name), about(one.cases), *figures)
    console.print(table)


def _interval(amount: Estimate) -> str:
    return f"{about(amount.expected)} ({about(amount.low_95)}-{about(amount.high_95)})"
