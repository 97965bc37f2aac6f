import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from analyzer.engines.opening import open_reader
from analyzer.settings import Reader, Settings
from analyzer.training.corpus import CorpusError
from analyzer.training.figures import figures_text
from analyzer.training.scoring import BLANK, score

Rows = dict[str, dict[str, Any]]


@click.command()
@click.argument("gold", type=click.Path(exists=True, path_type=Path))
@click.argument(
    "predictions", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--model",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the model that reads the notes. [default: the shipped one]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def evaluate(gold: Path, predictions: Path | None, model: Path | None, as_json: bool) -> None:
    """Score analyses against annotated notes.

    GOLD holds annotated notes (a file, or a folder of files), PREDICTIONS the analyses of the same
    notes (what analyzer analyze writes), all in JSON Lines with a note_id each. Without PREDICTIONS
    the notes are read now. Notes that a model was trained on tell nothing about how well it reads
    others.

    \b
    Examples:
      analyzer evaluate models/corpus/test
      analyzer evaluate our_notes.jsonl analyses.jsonl --json
    """
    if predictions is not None and model is not None:
        raise click.UsageError("Give PREDICTIONS or --model, not both.")
    wanted = _annotated(gold)
    figures = score(wanted, _rows(predictions) if predictions else _read(wanted, model))
    if as_json:
        click.echo(json.dumps(figures))
    else:
        click.echo(figures_text(figures))


def _annotated(gold: Path) -> Rows:
    """Return the annotated notes of a file, or of a folder's; raises CorpusError for one that is
    not annotated and for a note_id that stands in two files."""
    files = sorted(gold.glob("*.jsonl")) if gold.is_dir() else [gold]
    if not files:
        raise CorpusError(f"{gold} holds no file of annotated notes (*.jsonl).")
    wanted: Rows = {}
    for file in files:
        rows = _rows(file)
        for note_id, row in rows.items():
            if note_id in wanted:
                raise CorpusError(f"{file.name}, note {note_id}: stands in another file too.")
            for name in ("text", "findings", *BLANK):
                if row.get(name) is None:
                    raise CorpusError(f"{file.name}, note {note_id}: no field '{name}'.")
        wanted |= rows
    return wanted


def _rows(file: Path) -> Rows:
    """Return the objects of a file by note_id; raises CorpusError for a line that holds none."""
    rows: Rows = {}
    lines = file.read_text("utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            if line.strip():
                row = json.loads(line)
                rows[row["note_id"]] = row
        except (ValueError, TypeError, KeyError):
            raise CorpusError(
                f"{file.name}, line {number}: not a JSON object with a note_id."
            ) from None
    if not rows:
        raise CorpusError(f"{file.name} holds no note.")
    return rows


def _read(wanted: Rows, model: Path | None) -> Rows:
    settings = Settings(reader=Reader(model=str(model or "")))
    texts = [row["text"] for row in wanted.values()]
    analyses = open_reader(settings).read(texts, list(wanted))
    return {analysis.note_id: asdict(analysis) for analysis in analyses}
