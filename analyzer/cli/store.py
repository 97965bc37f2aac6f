from pathlib import Path

import click

from analyzer.cli import parameters
from analyzer.settings import load_settings
from analyzer.store import copy_store


@click.group()
def store() -> None:
    """Copy a history into another database.

    \b
    Examples:
      analyzer store copy sqlite:///history.sqlite sqlite:///copy.sqlite
    """


@store.command()
@parameters.copied_from
@parameters.copied_to
@parameters.config
def copy(source: str, target: str, config: Path | None) -> None:
    """Copy a whole history into an empty database, such as from SQLite to PostgreSQL.

    FROM and TO are addresses as --store takes them, without a password: ~/.pgpass holds those of
    PostgreSQL. Everything is copied, the audit trail and the worklist too, or nothing. TO must be
    empty; FROM stays as it is.

    \b
    Examples:
      analyzer store copy sqlite:///history.sqlite sqlite:///copy.sqlite
    """
    wait = load_settings(config).store.wait_seconds
    copied = copy_store(source, target, wait_seconds=wait)
    click.echo(f"Copied {copied:,} analyses; TO is ready to be used as --store.")
