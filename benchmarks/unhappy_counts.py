"""Compares how many notes are expected to be unhappy with how many people judged so.

    .venv/bin/python benchmarks/unhappy_counts.py

The notes are those of the authors that the shipped model did not learn from, each note a case of
its own and each author one writer, whatever staff the notes name. Printed are, for all of them and
for each author, the number that people judged negative, the expected one with its 95 % interval as
the reports show it, and the same without calibration.
"""

import json
from dataclasses import replace
from pathlib import Path

import click
import pandas as pd
import pyarrow as pa

from analyzer.calibration import read_calibration
from analyzer.engines.local import analyze
from analyzer.frames import Frames, tidy
from analyzer.insights.distributions import Estimate
from analyzer.insights.word_of_mouth import estimates
from analyzer.intake import Rejects, read_notes
from analyzer.language.model import model_folder
from analyzer.settings import Settings

CORPUS = Path(__file__).parents[1] / "models" / "corpus" / "test"
BATCH = 1000


def said(amount: Estimate) -> str:
    return f"{amount.expected:.0f} ({amount.low_95:.0f} to {amount.high_95:.0f})"


def main() -> None:
    settings = Settings()
    calibration = read_calibration(model_folder(settings))
    parts: dict[str, tuple[Frames, int]] = {}
    for path in sorted(CORPUS.glob("*.jsonl")):
        pairs = analyze(read_notes([path], settings, Rejects(), BATCH), settings, 0)
        frames = tidy(pa.Table.from_batches([results for _, results in pairs]))
        alone = frames.analyses.assign(case_id=None, patient_id=None, staff_id=path.stem)
        gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        judged = sum(note["experience"] == "negative" for note in gold)
        parts[path.stem] = replace(frames, analyses=alone), judged
    pieces = [frames for frames, _ in parts.values()]
    whole = Frames(*(concatenated(pieces, name) for name in ("analyses", "findings", "contacts")))
    for name, (frames, judged) in {
        "all": (whole, sum(n for _, n in parts.values())),
        **parts,
    }.items():
        shown = estimates(frames, settings, (), calibration).clinic.negatives
        bare = estimates(frames, settings).clinic.negatives
        click.echo(
            f"{name}: {judged} of {len(frames.analyses)} judged unhappy, expected {said(shown)}, "
            f"without calibration {said(bare)}"
        )


def concatenated(pieces: list[Frames], name: str) -> pd.DataFrame:
    return pd.concat([getattr(frames, name) for frames in pieces], ignore_index=True)


if __name__ == "__main__":
    main()
