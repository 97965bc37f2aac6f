import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from analyzer.cli import parameters
from analyzer.cli.console import open_console
from analyzer.privacy.printable import printable
from analyzer.settings import load_settings
from analyzer.store import RunRecord

_COUNTS = ("read", "analysed", "unchanged", "duplicate", "superseded", "rejected", "removed")
_SHOWN = 20
_STYLES = {"failed": "red", "interrupted": "yellow", "running": "cyan"}


@click.command()
@parameters.store
@parameters.config
@click.option("--json", "as_json", is_flag=True, help="The whole trail, one JSON object a line.")
def runs(url: str | None, config: Path | None, as_json: bool) -> None:
    """List what changed the history: who, when, from which files.

    The newest entry comes first; times are UTC. A run that was ended from outside, as by a reboot,
    is interrupted; the next run did what it had left. --json gives every entry with the program,
    the model, a hash of the settings, and each file with its size and SHA-256; without it the
    latest 20 are shown.

    \b
    Examples:
      analyzer runs
      analyzer runs --json --store sqlite:///history.sqlite
    """
    settings = load_settings(config)
    with parameters.opened(url, settings) as store:
        records = store.runs()
    if as_json:
        for record in records:
            click.echo(json.dumps(asdict(record), default=_plain, ensure_ascii=False))
        return
    console = open_console()
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in ("run", "what", "began (UTC)", "took", "who", "state", "rows"):
        table.add_column(title, overflow="fold")
    for record in records[:_SHOWN]:
        table.add_row(*_cells(record))
    console.print(table)
    if records and records[0].inputs:
        console.print(Text(f"The files of run {records[0].id}:"))
        for one in records[0].inputs:
            about = f"{printable(one.name)}, {one.size:,} bytes, SHA-256 {one.sha256}"
            console.print(Text(about, "dim"))


def _cells(record: RunRecord) -> list[Text]:
    took = "" if record.duration is None else f"{record.duration.total_seconds():,.0f} s"
    what = record.command if record.detail is None else f"{record.command}, {record.detail}"
    counts = {name: getattr(record, name) for name in _COUNTS}
    return [
        Text(str(record.id)),
        Text(what),
        Text(f"{record.started:%Y-%m-%d %H:%M}"),
        Text(took),
        Text(printable(record.who or "")),
        Text(record.state, _STYLES.get(record.state, "")),
        Text(", ".join(f"{name} {count:,}" for name, count in counts.items() if count)),
    ]


def _plain(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
