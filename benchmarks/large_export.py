"""Reads an export of a gigabyte with inspect and with analyze, and prints time and memory.

    .venv/bin/python benchmarks/large_export.py --folder /tmp/large

The notes are those of models/corpus, over and over, each with its own number, so that all are
analysed. Memory is the most that any one process held, the workers' included, as the system counts
it (Linux and macOS).
"""

import csv
import resource
import subprocess
import sys
import time
from pathlib import Path

import click
from speed.notes import HEADER, rows

UNITS_A_KIBIBYTE = 1024 if sys.platform == "darwin" else 1


def write_export(path: Path, size: int) -> None:
    """Write a CSV of at least so many bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, row in enumerate(rows()):
            writer.writerow(row)
            if number % 10_000 == 0 and file.tell() >= size:
                return


def measure(name: str, *arguments: str) -> None:
    """Run a command of the program and print what it took."""
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "analyzer", *arguments], check=True)
    seconds = time.monotonic() - started
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / UNITS_A_KIBIBYTE / 1024
    click.echo(f"{name}: {seconds:.0f} s, at most {most:.0f} MB in any process")


@click.command()
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--gigabytes", default=1.0, show_default=True)
def main(folder: Path, gigabytes: float) -> None:
    """Write the export into FOLDER, read it, and leave it there."""
    folder.mkdir(parents=True, exist_ok=True)
    export = folder / "large.csv"
    write_export(export, int(gigabytes * 1e9))
    click.echo(f"{export}: {export.stat().st_size / 1e9:.2f} GB")
    measure("inspect", "inspect", str(export))
    analyses = str(folder / "analyses.parquet")
    measure("analyze", "analyze", str(export), "-o", analyses, "--format", "parquet")


if __name__ == "__main__":
    main()
