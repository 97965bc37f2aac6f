"""Training and its figures: ``python -m analyzer.training``."""

import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from analyzer import __version__
from analyzer.language.reader import read_model
from analyzer.settings import Alerts
from analyzer.training.corpus import AnnotatedNote, CorpusError, read_corpus
from analyzer.training.pipeline import save_pipeline
from analyzer.training.scoring import score
from analyzer.training.train import Trained, train

corpus = click.argument(
    "corpus", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)


@click.group()
def main() -> None:
    """Train the reader from annotated notes, one file an author, and measure it.

    CORPUS is a file of annotated notes in JSON Lines or a folder of them.
    """


@main.command("train")
@corpus
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--version", default=__version__, show_default=True, help="Version of the model.")
def train_command(corpus: tuple[Path, ...], out: Path, version: str) -> None:
    """Train on all notes of CORPUS and write the pipeline to the folder --out."""
    save_pipeline(_trained(_notes(corpus)), out, version)
    click.echo(out)


@main.command()
@corpus
@click.option(
    "--test",
    "authors",
    required=True,
    multiple=True,
    metavar="AUTHOR",
    help="Author (name of a file, without its ending) to leave out and to score on; repeatable.",
)
def holdout(corpus: tuple[Path, ...], authors: tuple[str, ...]) -> None:
    """Train on CORPUS without some authors and print the scores on those authors' notes."""
    notes = _notes(corpus)
    unknown = set(authors) - {note.author for note in notes}
    if unknown:
        raise click.UsageError(f"CORPUS has no author {', '.join(sorted(unknown))}.")
    trained = _trained([note for note in notes if note.author not in authors])
    held = [note for note in notes if note.author in authors]
    with TemporaryDirectory() as folder:  # what is scored is what a file gives back
        save_pipeline(trained, Path(folder, "model"), __version__)
        reader = read_model(Path(folder, "model"), Alerts())
    analyses = reader.read([n.text for n in held], [n.gold["note_id"] for n in held])
    figures = score(
        {note.gold["note_id"]: note.gold for note in held},
        {analysis.note_id: asdict(analysis) for analysis in analyses},
    )
    click.echo(json.dumps(figures, indent=1))


def _notes(corpus: tuple[Path, ...]) -> list[AnnotatedNote]:
    try:
        return read_corpus(corpus)
    except CorpusError as error:
        raise click.ClickException(str(error)) from None


def _trained(notes: list[AnnotatedNote]) -> Trained:
    try:
        return train(notes, progress=lambda step: click.echo(step, err=True))
    except ValueError as error:
        raise click.ClickException(str(error)) from None


if __name__ == "__main__":
    main()
