from datetime import date, datetime
from pathlib import Path

import click

from analyzer.cli import parameters
from analyzer.settings import load_settings


@click.command()
@click.option(
    "--before",
    metavar="DATE",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day that stays, such as 2025-01-01.",
)
@parameters.store
@parameters.config
def purge(before: datetime, url: str | None, config: Path | None) -> None:
    """Remove what is older than a day from the history, for good.

    Analyses, quotes, kept texts and worklist entries of notes dated before DATE go, earlier
    versions of notes too; a note without a time goes by the day it was read. That it was done, by
    whom and how many analyses went stays in the audit trail (analyzer runs). Reports, exports and
    rejects.csv lie outside the history and are not touched, and an old export that is run again
    brings its notes back.

    \b
    Examples:
      analyzer purge --before 2024-01-01
    """
    settings = load_settings(config)
    if before.date() > date.today():
        raise click.BadParameter(
            f"{before.date()} is in the future, and all of the history before it; name a day past.",
            param_hint="--before",
        )
    with parameters.opened(url, settings) as store:
        removed = store.purge(before.date())
    click.echo(f"Removed {removed:,} analyses of notes before {before.date()}.")
