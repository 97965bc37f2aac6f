"""What a nightly command tells: sentences for a person, or one JSON object a line for a log."""

import json
from datetime import UTC, datetime
from typing import Any

import click

from analyzer.privacy.printable import printable

_AS_JSON = "analyzer.cli.messages.as_json"


def _remember(context: click.Context, _parameter: click.Parameter, as_json: bool) -> None:
    context.meta[_AS_JSON] = as_json


log_json = click.option(
    "--log-json",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_remember,
    help="Tell on standard error in JSON, one object a line, instead of sentences.",
)


def as_json(context: click.Context) -> bool:
    """Say whether the command at work was told to tell in JSON."""
    return bool(context.meta.get(_AS_JSON, False))


def tell(event: str, sentence: str, *, level: str = "info", **facts: Any) -> None:
    """Tell on standard error what happened; ``facts`` are told in JSON only.

    Neither holds anything of a note: counts, times and versions, no text, number or name.
    """
    if as_json(click.get_current_context()):
        log(event, level=level, message=sentence, **facts)
    else:
        click.echo(printable(sentence), err=True)


def log(event: str, *, level: str = "info", **facts: Any) -> None:
    """Tell what happened in JSON, as ``tell`` does; to a person it says nothing.

    It is ASCII: a file's name may hold what steers a terminal, or what UTF-8 cannot hold.
    """
    if as_json(click.get_current_context()):
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        told = {"time": time, "level": level, "event": event, **facts}
        click.echo(json.dumps(told), err=True)
