"""Words a second of the whole analysis beside others that read the same notes, and what it costs.

    make bench
    .venv/bin/python benchmarks/side_by_side.py --notes 1500 --repeats 2 --out /tmp/side_by_side

Every reader runs on one core in a process of its own, in the environments that make bench makes, in
rounds of one reading each: str.split, spaCy's blank tokenizer, a cut into sentences and
vaderSentiment over them, the whole analysis of this program (redacted quotes and all), asent,
spaCy's small English model, and medspaCy as it loads by itself. Slow ones read the first 500 notes,
which are a sample of all. Then come the command from CSV to Parquet by one worker and by two, where
the main process's time goes, each component of the analysis, the start of short commands, and the
memory of all processes.

The machine should do nothing else meanwhile. The tables that are printed end with a verdict over
the aims of speed/aims.toml; results.json and speed.svg are written into --out.
"""

import json
import os
import platform
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from speed.command_line import command_line
from speed.memory import memories
from speed.notes import write_export
from speed.peer import WARMING, texts_of
from speed.processes import OWN, told
from speed.rounds import PLACES, rounds
from speed.starts import starts
from speed.tables import tables

FILE = "results.json"


@click.command()
@click.option("--notes", default=20_000, show_default=True, type=click.IntRange(min=1))
@click.option("--repeats", default=7, show_default=True, type=click.IntRange(min=1))
@click.option("--million", is_flag=True, help="Measure the memory of 50 times --notes as well.")
@click.option(
    "--out",
    default=Path(__file__).parent,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of results.json and speed.svg. [default: that of this file]",
)
def main(notes: int, repeats: int, million: bool, out: Path) -> None:
    """Measure, print the tables, and write what was measured."""
    for place in PLACES.values():
        if not place.python.exists():
            raise click.ClickException(f"{place.python} is missing: make bench makes it.")
    with TemporaryDirectory() as name:
        results = measured(Path(name), notes, repeats)
        tell("memory")
        results["memory"] = memories(Path(name), notes, million)
    for table in tables(results):
        click.echo(table)
    (out / FILE).write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    # Not before all is measured: a process that is started counts the memory of the one that
    # starts it as its own.
    from speed.chart import svg

    (out / "speed.svg").write_text(svg(results), "utf-8")


def measured(folder: Path, notes: int, repeats: int) -> dict[str, Any]:
    """Return everything but memory."""
    export, night = folder / "notes.csv", folder / "night.csv"
    write_export(export, notes + WARMING)
    write_export(night, notes)
    texts = texts_of(night)
    words = sum(len(text.split()) for text in texts)
    readers, versions = rounds(export, notes, repeats, tell)
    tell("the command from CSV to Parquet")
    command = command_line(night, words, repeats, folder)
    main_process = told(OWN, "main_process", str(night), str(folder / "analyses.parquet"))
    tell("components")
    components = told(OWN, "components", str(export), str(notes))
    tell("starts")
    return {
        "date": f"{date.today()}",
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "packages": versions,
        "notes": notes,
        "different": len(set(texts)),
        "words": words,
        "repeats": repeats,
        "readers": readers,
        "command_line": command,
        "main_process": main_process,
        "components": components,
        "starts": starts(repeats),
    }


def tell(sentence: str) -> None:
    """Say how far it got."""
    click.echo(sentence, err=True)


if __name__ == "__main__":
    main()
