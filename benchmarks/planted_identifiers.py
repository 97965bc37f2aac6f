"""How much of the identifiers planted in generated quotes is redacted, and how fast.

    OPENBLAS_NUM_THREADS=1 PYTHONPATH=. .venv/bin/python benchmarks/planted_identifiers.py

The quotes and where their identifiers stand are made by the package planted beside this file, apart
from whatever the finder learned from. They are read twice: knowing nothing but the text, and with
the names of the patient and of the note's author from its row. Time is the processor's, on one
core, for finding and replacing in batches.
"""

import statistics
import time
from collections.abc import Sequence

import click
from planted.quotes import Planted, Quote, planted_quotes
from planted.scores import Found, Scores, scores, table

from analyzer.privacy.redaction import find_in_notes, redact

BATCH = 256


@click.command()
@click.option("--quotes", default=2000, show_default=True, type=click.IntRange(min=1))
@click.option("--seed", default=7, show_default=True)
@click.option("--repeats", default=5, show_default=True, type=click.IntRange(min=1))
@click.option("--show-missed", default=0, metavar="N", help="Print N missed and N wrong stretches.")
def main(quotes: int, seed: int, repeats: int, show_missed: int) -> None:
    """Print recall by type, precision and quotes a second."""
    made = planted_quotes(quotes, seed)
    plain = sum(not quote.planted for quote in made)
    click.echo(f"{quotes} quotes of seed {seed}, {plain} of them without an identifier")
    unknown = [{"text": quote.text} for quote in made]
    known = [
        {"text": q.text, "patient_name": q.patient_name, "staff_name": q.staff_name} for q in made
    ]
    for title, notes in (("Knowing the text alone", unknown), ("Knowing the row's names", known)):
        found, _ = _redacted(notes)
        counts = scores(made, found)
        click.echo(f"\n{title}\n{table(counts)}")
        if show_missed:
            click.echo(_examples(counts, show_missed))
    speeds = [quotes / _redacted(known)[1] for _ in range(repeats)]
    spread = (min(speeds), statistics.median(speeds), max(speeds))
    click.echo(
        f"\nquotes a second, least / middle / highest of {repeats}: "
        + " / ".join(f"{speed:,.0f}" for speed in spread)
    )


def _redacted(notes: Sequence[dict[str, str]]) -> tuple[list[list[Found]], float]:
    """Return what was found in each note, and the seconds that finding and replacing took."""
    found: list[list[Found]] = []
    began = time.process_time()
    for first in range(0, len(notes), BATCH):
        batch = notes[first : first + BATCH]
        for note, identifiers in zip(batch, find_in_notes(batch), strict=True):
            redact(note["text"], 0, len(note["text"]), identifiers)
            found.append([(i.start, i.end, str(i.type)) for i in identifiers])
    return found, time.process_time() - began


def _examples(counts: Scores, number: int) -> str:
    missed = [_missed_line(quote, planted) for quote, planted in counts.missed[:number]]
    wrong = [
        f"wrong {type_:8s} {quote.text[start:end]!r} in {quote.text!r}"
        for quote, (start, end, type_) in counts.wrong[:number]
    ]
    return "\n".join([*missed, *wrong])


def _missed_line(quote: Quote, planted: Planted) -> str:
    stretch = quote.text[planted.start : planted.end]
    return f"missed {planted.type} ({planted.kind}) {stretch!r} in {quote.text!r}"


if __name__ == "__main__":
    main()
