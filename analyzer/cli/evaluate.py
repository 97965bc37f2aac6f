import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from analyzer.cli.places import LocalPath
from analyzer.codebook import Experience, Outcome, Theme
from analyzer.engines.opening import open_reader
from analyzer.privacy.redaction import find_in_notes
from analyzer.settings import Reader, load_settings
from analyzer.training.corpus import finding_key, read_corpus
from analyzer.training.figures import figures_text
from analyzer.training.identifier_scores import (
    identifier_counts,
    identifier_figures,
    identifier_text,
)
from analyzer.training.lines import Fields, identified
from analyzer.training.scoring import score

Rows = dict[str, Mapping[str, Any]]


@click.command()
@click.argument("gold", type=LocalPath(exists=True))
@click.argument("predictions", required=False, type=LocalPath(exists=True, dir_okay=False))
@click.option(
    "--model",
    metavar="DIR",
    type=LocalPath(exists=True, file_okay=False),
    help="Folder of the model that reads the notes. [default: the setting reader.model]",
)
@click.option(
    "--phi",
    is_flag=True,
    help="Score the identifiers that redaction finds in the text of GOLD, against those annotated "
    "(phi): names, staff names, phones, dates, numbers, addresses, e-mail.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def evaluate(
    gold: Path, predictions: Path | None, model: Path | None, phi: bool, as_json: bool
) -> None:
    """Score analyses, or redaction, against annotated notes.

    GOLD holds annotated notes (a file, or a folder of files), PREDICTIONS the analyses of the same
    notes (what analyzer analyze writes), all in JSON Lines with a note_id each. Without PREDICTIONS
    the notes are read now. A note whose findings are null is scored on its judgement alone; one
    without an analysis counts as missing and is scored as blank. Notes that a model was trained on
    tell nothing about how well it reads others.

    \b
    Examples:
      analyzer evaluate models/corpus/test
      analyzer evaluate our_notes.jsonl analyses.jsonl --json
      analyzer evaluate --phi models/corpus/test
    """
    if predictions is not None and model is not None:
        raise click.UsageError("Give PREDICTIONS or --model, not both.")
    if phi and (predictions is not None or model is not None):
        raise click.UsageError("--phi reads GOLD itself; leave PREDICTIONS and --model out.")
    wanted = _annotated(gold)
    if phi:
        _print_identifiers(list(wanted.values()), as_json)
        return
    figures = score(wanted, _predicted(predictions) if predictions else _read(wanted, model))
    if as_json:
        click.echo(json.dumps(figures))
    else:
        click.echo(figures_text(figures))


def _print_identifiers(notes: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    found = find_in_notes([{"text": note["text"]} for note in notes])
    figures = identifier_figures(identifier_counts(notes, found))
    click.echo(json.dumps(figures) if as_json else identifier_text(figures))


def _annotated(gold: Path) -> Rows:
    return {note.gold["note_id"]: note.gold for note in read_corpus([gold])}


def _predicted(file: Path) -> Rows:
    """Return the analyses of a file by note_id; raises CorpusError for a row that is not as the
    contract says."""
    rows = [fields for _, fields in identified([file]) if _is_analysed(fields)]
    return {fields.values["note_id"]: fields.values for fields in rows}


def _is_analysed(fields: Fields) -> bool:
    """Say whether a row holds an analysis, which then has been checked, field by field."""
    if fields.values.get("error") is not None or fields.values.get("findings") is None:
        return False
    for finding in fields.objects("findings"):
        finding_key(finding)
        if "start" in finding.values:
            finding.position("start")
            finding.position("end")
        else:
            finding.text("quote")
    for name, low, high in (
        ("sentiment_start", -2, 2),
        ("sentiment_end", -2, 2),
        ("escalation", 0, 3),
    ):
        fields.number(name, low, high)
    fields.choice("outcome", tuple(Outcome))
    fields.choice("experience", tuple(Experience))
    fields.choices("themes", tuple(Theme))
    for name in ("p_negative", "p_positive"):
        if fields.values.get(name) is not None:
            fields.number(name, 0, 1)
    return True


def _read(wanted: Rows, model: Path | None) -> Rows:
    settings = load_settings()
    if model is not None:
        settings = settings.model_copy(update={"reader": Reader(model=str(model))})
    texts = [row["text"] for row in wanted.values()]
    analyses = open_reader(settings).read(texts, list(wanted))
    return {analysis.note_id: asdict(analysis) for analysis in analyses}
