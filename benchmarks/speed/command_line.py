"""The command from CSV to Parquet, by one worker and by two, by the clock and start included."""

from pathlib import Path
from typing import Any

from speed.processes import analyze, timed
from speed.spread import Spread


def command_line(export: Path, words: int, repeats: int, folder: Path) -> dict[str, Any]:
    """Return words a second of one worker and of two, and their ratio, all spreads.

    Both have one thread a process for linear algebra, so that one worker keeps to one core.
    """
    out = folder / "analyses.parquet"
    pairs = [
        [timed(analyze(export, out, workers)).clock for workers in (1, 2)] for _ in range(repeats)
    ]
    one, two = ([words / seconds for seconds in column] for column in zip(*pairs, strict=True))
    return {
        "one_worker": Spread.of(one),
        "two_workers": Spread.of(two),
        "two_over_one": Spread.of_ratios(two, one),
    }
