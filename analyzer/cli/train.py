import sys
from pathlib import Path

import click

from analyzer import __version__
from analyzer.training.corpus import read_corpus


@click.command()
@click.argument("corpus", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the model; what it held is replaced once the model is whole.",
)
@click.option(
    "--own",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, path_type=Path),
    help="Annotated notes of your own, in the same format; repeatable.",
)
@click.option(
    "--own-weight",
    default=3.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
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
    save_pipeline(learn(notes, progress=_tell), out, version)
    click.echo(out)


def _tell(step: str) -> None:
    click.echo(step, file=sys.stderr)
