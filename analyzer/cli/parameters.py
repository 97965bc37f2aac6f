"""Arguments and options that several commands share."""

import glob
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from analyzer.cli.places import (
    LocalPath,
    refuse_address,
    warn_of_a_password,
    without_a_password,
)

if TYPE_CHECKING:
    from analyzer.reports.formats import Formats
    from analyzer.settings import Settings, Workers
    from analyzer.store import Store

Exports = tuple[Path | Literal["-"], ...]


def _paths(_context: click.Context, _parameter: click.Parameter, names: tuple[str, ...]) -> Exports:
    for name in names:
        refuse_address(name)
    return tuple("-" if name == "-" else Path(name) for name in names)


def _workers(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> "Workers | None":
    if value is None:
        return None
    from analyzer.settings import read_workers  # takes longer than all of --help

    try:
        return read_workers(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from None


exports = click.argument("exports", metavar="EXPORT...", nargs=-1, required=True, callback=_paths)

exports_if_any = click.argument("exports", metavar="EXPORT...", nargs=-1, callback=_paths)

config = click.option(
    "--config",
    metavar="FILE",
    type=LocalPath(),
    callback=warn_of_a_password,
    help="Settings file, instead of analyzer.toml in this folder.",
)

workers = click.option(
    "--workers",
    metavar="N",
    callback=_workers,
    help='Processes that analyse; "auto" takes one per core. [default: the setting engine.workers]',
)

engine = click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="What analyses: processes of this machine, or Spark, where its own configuration says.",
)

out = click.option(
    "--out",
    metavar="DIR",
    default="reports",
    show_default=True,
    type=LocalPath(file_okay=False),
    help="Folder for the reports, made where it is missing.",
)

store = click.option(
    "--store",
    "url",
    metavar="URL",
    callback=without_a_password,
    help="Database of the history. [default: the setting store.url]",
)

copied_from = click.argument("source", metavar="FROM", callback=without_a_password)

copied_to = click.argument("target", metavar="TO", callback=without_a_password)

as_of = click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Last day that counts, such as 2026-03-31. [default: the newest note's]",
)

from_ = click.option(
    "--from",
    "from_",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day, such as 2026-03-01. [default: as the setting reports.months says]",
)

to = click.option(
    "--to",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Last day, such as 2026-03-31. [default: the newest note's]",
)


def opened(url: str | None, settings: "Settings", *, create: bool = False) -> "Store":
    """Open the store that a command was given, else that of the settings.

    Raises StoreError, also where there is none yet, unless ``create``.
    """
    import pyarrow as pa

    from analyzer.store import open_store

    # One allocator for all: what Arrow gives back, the insights' own arrays can use.
    pa.set_memory_pool(pa.system_memory_pool())
    wait = settings.store.wait_seconds
    return open_store(url or settings.store.url, create=create, wait_seconds=wait)


def _formats(_context: click.Context, _parameter: click.Parameter, names: str) -> "Formats":
    from analyzer.reports.formats import Format

    asked = [name.strip().casefold() for name in names.split(",")]
    known = [str(one) for one in Format]
    for name in asked:
        if name not in known:
            raise click.BadParameter(
                f"'{name}' is no format; give one or more of {', '.join(known)}, with commas "
                "between them."
            )
    return frozenset(map(Format, asked))


formats = click.option(
    "--format",
    "formats",
    metavar="NAMES",
    callback=_formats,
    default="html,json",
    show_default=True,
    help="What to write: html, xlsx, pdf, md and json, with commas between them.",
)


def refuse_workers_of_spark(engine: str, workers: "Workers | None") -> None:
    """Refuse a number of processes here for the engine that has its own elsewhere."""
    if engine == "spark" and workers is not None:
        raise click.UsageError(
            "--workers is for the engine local; how many executors work is up to Spark's "
            "configuration."
        )


strict = click.option("--strict", is_flag=True, help="Exit with status 4 when rows were rejected.")


def in_a_folder(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Any:
    """Refuse a file to write whose folder is not there, before any work is done."""
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"the folder {path.parent} is not there.")
    return path


def refuse_among(exports: Exports, output: Path, option: str) -> None:
    """Refuse to write a file that is an export, or that lies in a folder of exports.

    It would replace notes, or be read as notes the next time; and rejects.csv is the place of the
    rows that cannot be used. Raises UsageError.
    """
    from analyzer.intake.rejects import FILE_NAME

    if output.name == FILE_NAME:
        raise click.UsageError(f"{FILE_NAME} is for rejected rows; give {option} another name.")
    place = output.resolve()
    for export in _given(exports):
        if place in (export, export / output.name):
            raise click.UsageError(
                f"{option} would put {output} among the exports; name another place."
            )


def _given(exports: Exports) -> Iterator[Path]:
    """Yield every file and folder that the exports name, those of patterns too."""
    for export in exports:
        yield Path(export).resolve()
        yield from (Path(match).resolve() for match in glob.iglob(str(export), recursive=True))
