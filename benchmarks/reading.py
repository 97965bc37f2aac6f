"""Words a second of the whole analysis of a note, beside vaderSentiment's own sentence loop.

    OPENBLAS_NUM_THREADS=1 .venv/bin/python benchmarks/reading.py models/corpus/T*.jsonl

Both run on one core over the same notes, in turns; time is the processor's. VADER is asked for the
polarity of every sentence (cut behind . ! ? and at line breaks before the clock starts), the reader
for the analysis of every note, in batches. Printed are the least, the middle and the highest of the
paired repeats.
"""

import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import click
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analyzer.language.reader import load_reader
from analyzer.settings import Reader, load_settings
from analyzer.training.lines import json_lines

BATCH = 1000


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--model",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder of the model. [default: the setting reader.model]",
)
@click.option("--repeats", default=5, show_default=True, type=click.IntRange(min=1))
def main(files: tuple[Path, ...], model: Path | None, repeats: int) -> None:
    """Print words a second of both, and their ratio."""
    texts = [fields.text("text") for file in files for fields in json_lines(file)]
    words = sum(len(text.split()) for text in texts)
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?])\s+|\n", text) if part]
    vader = SentimentIntensityAnalyzer()
    settings = load_settings()
    if model is not None:
        settings = settings.model_copy(update={"reader": Reader(model=str(model))})
    reader = load_reader(settings)

    def ask_vader() -> None:
        for sentence in sentences:
            vader.polarity_scores(sentence)

    def read() -> None:
        for low in range(0, len(texts), BATCH):
            batch = texts[low : low + BATCH]
            reader.read(batch, [""] * len(batch))

    read()  # what a night's first batch does once
    pairs = [(words / _seconds(ask_vader), words / _seconds(read)) for _ in range(repeats)]
    click.echo(f"{len(texts)} notes, {words} words, {repeats} paired repeats")
    for name, values in (
        ("vaderSentiment, words a second", [one for one, _ in pairs]),
        ("analyzer, words a second", [other for _, other in pairs]),
        ("ratio", [other / one for one, other in pairs]),
    ):
        spread = (min(values), statistics.median(values), max(values))
        form = "{:.2f}" if name == "ratio" else "{:,.0f}"
        click.echo(f"{name:32s}" + " / ".join(form.format(value) for value in spread))


def _seconds(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
