"""How right the recipe is on authors that it never saw: ``python -m analyzer.training``."""

from collections.abc import Sequence
from dataclasses import asdict
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from analyzer import __version__
from analyzer.calibration import FILE, write_calibration
from analyzer.language.errors import ModelError
from analyzer.language.model import model_name
from analyzer.language.reader import load_reader, read_model
from analyzer.privacy.identifiers import Identifier
from analyzer.privacy.name_model import save_tagger
from analyzer.privacy.writing import replacing_folder
from analyzer.settings import Alerts, SettingsError, load_settings
from analyzer.settings import Reader as ReaderSettings
from analyzer.training.corpus import AnnotatedNote, read_corpus
from analyzer.training.crossvalidation import read_unseen
from analyzer.training.external import cues_in, cues_text, sign_figures, sign_text
from analyzer.training.figures import figures_text
from analyzer.training.identifier_scores import (
    identifier_counts,
    identifier_figures,
    identifier_text,
)
from analyzer.training.identifiers import find_by, find_unseen
from analyzer.training.lines import CorpusError
from analyzer.training.names import train_names
from analyzer.training.pipeline import save_pipeline
from analyzer.training.recalibration import calibration_of
from analyzer.training.scoring import score
from analyzer.training.train import train

corpus = click.argument(
    "corpus", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
test = click.option(
    "--test",
    required=True,
    multiple=True,
    metavar="AUTHOR",
    help="Author to score on, by the name of a file without its ending; patterns such as T1* too.",
)


class _Measures(click.Group):
    """Ends every expected error in one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (CorpusError, ModelError, SettingsError) as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=_Measures)
def main() -> None:
    """Measure the recipe on authors that it never saw.

    CORPUS is a file of annotated notes in JSON Lines, one file an author, or a folder of them.
    """


@main.command()
@corpus
@test
def holdout(corpus: tuple[Path, ...], test: tuple[str, ...]) -> None:
    """Train on CORPUS without the authors of --test and print the scores on their notes."""
    notes = read_corpus(corpus)
    held = _by(notes, test)
    click.echo(figures_text(_figures(held, _read_by_others(notes, held))))


@main.command()
@corpus
@test
@click.option(
    "--without",
    multiple=True,
    metavar="AUTHOR",
    help="Author to leave out altogether; repeatable, patterns too.",
)
def crossvalidate(
    corpus: tuple[Path, ...], test: tuple[str, ...], without: tuple[str, ...]
) -> None:
    """Read every author by a reader that never saw that author; score those of --test."""
    notes = [note for note in read_corpus(corpus) if not _is_of(note, without)]
    held = _by(notes, test)
    analyses = read_unseen(notes, progress=_tell)
    rows = {analysis.note_id: asdict(analysis) for analysis in analyses}
    click.echo(figures_text(_figures(held, rows)))


@main.command()
@corpus
@test
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the model that was trained from CORPUS; it gets a calibration.json.",
)
def calibrate(corpus: tuple[Path, ...], test: tuple[str, ...], out: Path) -> None:
    """Measure how far the probabilities of the model in --out can be trusted.

    Every author is read by a reader that never saw that author, as in crossvalidate; how the
    probabilities of the authors of --test are best corrected, and how sure that is, then widens the
    intervals of the reports. Training writes a folder without it, so calibrate after training.
    """
    model = model_name(out)
    notes = read_corpus(corpus)
    authors = {note.author for note in _by(notes, test)}
    if len(authors) < 2:
        raise click.UsageError("A calibration needs at least two authors; name more with --test.")
    analyses = read_unseen(notes, progress=_tell)
    places = [place for place, note in enumerate(notes) if note.author in authors]
    held = [notes[place] for place in places]
    write_calibration(calibration_of(held, [analyses[place] for place in places], model), out)
    click.echo(out / FILE)


@main.command()
@click.option(
    "--model",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder of the model. [default: the setting reader.model]",
)
@click.option(
    "--clinical",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON Lines of clinical notes (text), in which nearly every cue read is false.",
)
@click.option(
    "--comments",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of patients' comments (text, sentiment: -1, 0 or 1).",
)
def external(model: Path | None, clinical: Path, comments: Path) -> None:
    """Read real texts of others, list the cues in clinical notes, compare the arc with VADER."""
    settings = load_settings()
    if model is not None:
        settings = settings.model_copy(update={"reader": ReaderSettings(model=str(model))})
    reader = load_reader(settings)
    click.echo(cues_text(*cues_in(reader, clinical)))
    click.echo(sign_text(sign_figures(reader, comments)))


@main.command()
@corpus
@test
@click.option(
    "--unseen",
    metavar="PATH",
    type=click.Path(exists=True, path_type=Path),
    help="Notes of authors that CORPUS does not hold; read by names learned from all of CORPUS.",
)
def identifiers(corpus: tuple[Path, ...], test: tuple[str, ...], unseen: Path | None) -> None:
    """Find the identifiers of the authors of --test, with names learned without each author."""
    notes = read_corpus(corpus)
    held = _by(notes, test)
    found = find_unseen(notes, [note.author for note in held], progress=_tell)
    click.echo(f"{len(held)} notes, names learned without the author of each")
    click.echo(_identifiers_text(held, found))
    if unseen is not None:
        others = read_corpus([unseen])
        click.echo(f"\n{len(others)} notes of {unseen}, names learned from all of the others")
        click.echo(_identifiers_text(others, find_by(train_names(notes, progress=_tell), others)))


@main.command()
@corpus
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the name model, replaced.",
)
def names(corpus: tuple[Path, ...], out: Path) -> None:
    """Train the model that finds the names of people in notes, for redaction."""
    tagger = train_names(read_corpus(corpus), progress=_tell)
    with replacing_folder(out) as folder:
        save_tagger(tagger, folder)
    click.echo(out)


def _identifiers_text(notes: Sequence[AnnotatedNote], found: dict[str, list[Identifier]]) -> str:
    golds = [note.gold for note in notes]
    counts = identifier_counts(golds, [found[gold["note_id"]] for gold in golds])
    return identifier_text(identifier_figures(counts))


def _is_of(note: AnnotatedNote, authors: Sequence[str]) -> bool:
    return any(fnmatch(note.author, author) for author in authors)


def _by(notes: Sequence[AnnotatedNote], authors: Sequence[str]) -> list[AnnotatedNote]:
    """Return the notes of some authors; raises UsageError for one that has none."""
    for author in authors:
        if not any(_is_of(note, [author]) for note in notes):
            raise click.UsageError(f"CORPUS has no author {author}.")
    return [note for note in notes if _is_of(note, authors)]


def _read_by_others(
    notes: Sequence[AnnotatedNote], held: Sequence[AnnotatedNote]
) -> dict[str, dict[str, Any]]:
    """Return the analyses of some notes by a model of the other authors' notes."""
    authors = {note.author for note in held}
    trained = train([n for n in notes if n.author not in authors], progress=_tell)
    with TemporaryDirectory() as folder:  # what is scored is what a file gives back
        save_pipeline(trained, Path(folder, "model"), __version__)
        reader = read_model(Path(folder, "model"), Alerts())
    analyses = reader.read([n.text for n in held], [n.gold["note_id"] for n in held])
    return {analysis.note_id: asdict(analysis) for analysis in analyses}


def _figures(held: Sequence[AnnotatedNote], rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return score({note.gold["note_id"]: note.gold for note in held}, rows)


def _tell(step: str) -> None:
    click.echo(step, err=True)


if __name__ == "__main__":
    main()
