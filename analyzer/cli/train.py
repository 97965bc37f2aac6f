import math
import shutil
import sys
from pathlib import Path

import click

from analyzer import __version__
from analyzer.cli import parameters
from analyzer.cli.places import LocalPath
from analyzer.privacy.writing import replacing_folder
from analyzer.training.corpus import read_corpus

CARD = "README.md"
"""The model card: written by hand, so a new model does not take it away."""


def _for_a_model(context: click.Context, parameter: click.Parameter, folder: Path) -> Path:
    """Refuse, before any training, a folder that cannot be made and one that holds other things."""
    parameters.in_a_folder(context, parameter, folder)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "meta.json").is_file():
        raise click.BadParameter(
            f"the folder {folder} is not empty and holds no model (no meta.json); "
            "name another folder, or empty this one."
        )
    return folder


def _finite(_context: click.Context, _parameter: click.Parameter, weight: float) -> float:
    if not math.isfinite(weight):
        raise click.BadParameter(f"{weight} is no finite number.")
    return weight


@click.command()
@click.argument("corpus", nargs=-1, required=True, type=LocalPath(exists=True))
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=LocalPath(file_okay=False),
    callback=_for_a_model,
    help="Folder for the model; one that stands there is replaced, but for its README.md, "
    "once the new one is whole.",
)
@click.option(
    "--own",
    multiple=True,
    metavar="FILE",
    type=LocalPath(exists=True),
    help="Annotated notes of your own, in the same format; repeatable.",
)
@click.option(
    "--own-weight",
    default=3.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    callback=_finite,
    help="How many of the other notes one of your own counts for.",
)
@click.option("--version", default=__version__, show_default=True, help="Version of the model.")
def train(
    corpus: tuple[Path, ...], out: Path, own: tuple[Path, ...], own_weight: float, version: str
) -> None:
    """Train a model from annotated notes.

    CORPUS is a file of annotated notes in JSON Lines, one file an author, or a folder of them; the
    authors' names are those of the files. The same notes give the same model. Everything happens
    on this machine, on all its cores, and takes some minutes; what is done is told on standard
    error. Needs scikit-learn: pip install 'interaction-note-analyzer[train]'.

    \b
    Examples:
      analyzer train models/corpus --out my_model
      analyzer train models/corpus --own our_notes.jsonl --own-weight 5 --out our_model
    """
    try:
        from analyzer.training.pipeline import save_pipeline
        from analyzer.training.train import train as learn
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"Training needs the package {error.name}, which is not installed: "
            "pip install 'interaction-note-analyzer[train]'."
        ) from None
    notes = read_corpus(corpus) + read_corpus(own, weight=own_weight)
    trained = learn(notes, progress=_tell)
    with replacing_folder(out) as folder:
        save_pipeline(trained, folder, version)
        if (out / CARD).is_file():
            shutil.copy(out / CARD, folder / CARD)
    click.echo(out)


def _tell(step: str) -> None:
    click.echo(step, file=sys.stderr)
