"""Measures the commands that read a history, over histories of 10,000 and 100,000 notes.

    .venv/bin/python benchmarks/history.py --folder /tmp/history

The histories are those of benchmarks/histories.py, with a member of staff for every 500 notes.
Printed are, for each size, the middle of the repeats in seconds by the clock and by the
processor, which other programs disturb less, the most memory that a process held, as the system
counts it (Linux and macOS), and by how much the processor's time grows between the sizes.
"""

import statistics
from pathlib import Path

import click
from histories import Size, measure, prepare

NOTES_A_PERSON = 500
COMMANDS = {
    "report": ["report", "--out", "{out}", "--store", "{store}"],
    "worklist --json": ["worklist", "--json", "--store", "{store}"],
    "risk --by location": ["risk", "--by", "location", "--store", "{store}"],
}


@click.command()
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--notes", "sizes", multiple=True, type=int, default=(10_000, 100_000))
@click.option(
    "--store",
    "url",
    default="sqlite:///{folder}/history_{notes}.sqlite",
    show_default=True,
    help="Address of a new database of each size; {notes} stands for the size.",
)
@click.option("--repeats", default=3, show_default=True, type=click.IntRange(min=1))
def main(folder: Path, sizes: tuple[int, ...], url: str, repeats: int) -> None:
    """Fill the histories that are empty, and measure."""
    if len(set(sizes)) > 1 and "{notes}" not in url:
        raise click.BadParameter(
            "several sizes need a database each: write {notes} in the address.",
            param_hint="--store",
        )
    folder.mkdir(parents=True, exist_ok=True)
    stores = {notes: url.format(folder=folder, notes=notes) for notes in sizes}
    prepare({Size(notes, max(1, notes // NOTES_A_PERSON)): url for notes, url in stores.items()})
    for name, command in COMMANDS.items():
        grown = []
        for notes, store in stores.items():
            out = folder / f"reports_{notes}"
            arguments = [part.format(store=store, out=out) for part in command]
            seconds, of_processor, megabytes = zip(
                *(measure(arguments) for _ in range(repeats)), strict=True
            )
            grown.append(statistics.median(of_processor))
            click.echo(
                f"{name}, {notes:,} notes: {statistics.median(seconds):.1f} s, "
                f"{grown[-1]:.1f} s of the processor, at most {max(megabytes):.0f} MB"
            )
        click.echo(f"{name}: {grown[-1] / grown[0]:.1f} times the processor's time")


if __name__ == "__main__":
    main()
