"""Compares the word-of-mouth distribution with simulated draws, and measures how long it takes.

    .venv/bin/python benchmarks/word_of_mouth.py

10,000 cases with chances spread out like a reader's, and the calibration of the shipped model. A
simulated draw takes one of the corrections and then decides every case by itself; printed is the
largest distance between the cumulative distribution and that of all draws, beside the 1.63 / root
of the draws that chance passes once in a hundred times (Kolmogorov). Then the time of the estimate
with all its breakdowns, for 10,000 and 100,000 notes. The simulation takes a minute or two.
"""

import time
from datetime import datetime, timedelta

import click
import numpy as np
import pyarrow as pa

from analyzer.calibration import read_calibration
from analyzer.codebook import Theme
from analyzer.frames import ANALYSES, CONTACTS, FINDINGS, Frames, frames_of
from analyzer.insights.case_counts import count_cases
from analyzer.insights.chances import log_chances
from analyzer.insights.corrections import Corrections, corrections
from analyzer.insights.distributions import Law
from analyzer.insights.word_of_mouth import word_of_mouth
from analyzer.language.model import shipped_model
from analyzer.settings import Settings

CASES = 10_000
BLOCK = 500
NEEDED = 12
WRITERS = 60


def chances(random: np.random.Generator, notes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return p_negative and p_positive of so many notes."""
    negative, _, positive = random.dirichlet([0.25, 0.5, 0.25], size=notes).T
    return negative, positive


def simulated(
    random: np.random.Generator, known: Corrections, logs: np.ndarray, draws: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of negative cases, and 12 times it less the positive ones, of each draw."""
    negatives, balances = [], []
    each = draws // len(known.slopes)
    for correction in range(len(known.slopes)):
        negative, _, positive = known.of_draw(correction, logs).astype(np.float32)
        for first in range(0, each, BLOCK):
            size = (min(BLOCK, each - first), logs.shape[1])
            place = random.random(size, dtype=np.float32)
            count = (place < negative).sum(axis=1)
            negatives.append(count)
            balances.append(NEEDED * count - (place > 1 - positive).sum(axis=1))
    return np.concatenate(negatives), np.concatenate(balances)


def distance(law: Law, drawn: np.ndarray) -> float:
    """Return the largest distance between a law's cumulative distribution and that of draws."""
    values, times = np.unique(drawn, return_counts=True)
    reached = np.cumsum(times) / len(drawn)
    return float(np.abs(law.cumulative(values.astype(float)) - reached).max())


def frames(random: np.random.Generator, notes: int, model: str) -> Frames:
    """Return the frames of so many notes, each a case, of 12 places, 5 channels and 60 writers."""
    negative, positive = chances(random, notes)
    themes = [str(theme) for theme in Theme]
    columns: dict[str, list[object]] = {
        "source": ["export"] * notes,
        "note_id": [f"N{number:06}" for number in range(notes)],
        "location": [f"Clinic {number % 12}" for number in range(notes)],
        "channel": [("phone", "portal", "in_person", "email", "sms")[n % 5] for n in range(notes)],
        "staff_id": [f"S{number % WRITERS}" for number in range(notes)],
        "timestamp": [datetime(2026, 1, 1) + timedelta(minutes=5 * n) for n in range(notes)],
        "themes": [[themes[n % 10], themes[(n + 3) % 10]] if n % 3 else [] for n in range(notes)],
        "sentiment_start": [-1.0] * notes,
        "sentiment_end": [0.0] * notes,
        "p_negative": negative.tolist(),
        "p_positive": positive.tolist(),
        "model": [model] * notes,
    }
    arrays = [pa.array(columns.get(field.name, [None] * notes), field.type) for field in ANALYSES]
    return frames_of(
        pa.table(arrays, schema=ANALYSES), FINDINGS.empty_table(), CONTACTS.empty_table()
    )


@click.command()
@click.option("--draws", default=1_000_000, show_default=True, help="Simulated draws.")
def main(draws: int) -> None:
    """Compare the distribution with a simulation, and measure its time."""
    calibration = read_calibration(shipped_model())
    if calibration is None:
        raise click.ClickException("The shipped model has no calibration.")
    random = np.random.default_rng(20090722)
    logs = log_chances(*chances(random, CASES))
    began = time.perf_counter()
    known = corrections(logs, calibration, WRITERS)
    [counts] = count_cases(logs, [np.arange(CASES)], [WRITERS], NEEDED, known)
    counts.negatives.quantiles([0.025, 0.975])
    took = time.perf_counter() - began
    click.echo(f"{took:10.2f} s  distribution of {CASES:,} cases")
    negatives, balances = simulated(random, known, logs, draws)
    click.echo(f"{len(negatives):10,}    simulated draws")
    click.echo(f"{distance(counts.negatives, negatives):10.5f}    distance of the negative cases")
    click.echo(f"{distance(counts.balance, balances):10.5f}    distance of the balance")
    click.echo(f"{1.63 / len(negatives) ** 0.5:10.5f}    what chance passes once in a hundred")
    for notes in (CASES, 10 * CASES):
        made = frames(random, notes, calibration.model)
        began = time.perf_counter()
        word_of_mouth(made, Settings(), calibration)
        took = time.perf_counter() - began
        click.echo(f"{took:10.2f} s  estimate and all breakdowns of {notes:,} notes")


if __name__ == "__main__":
    main()
