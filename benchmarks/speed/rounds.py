"""Words a second of every reader, one after the other in each round.

Slow readers read the first SAMPLE notes only, which are a sample of all; their words a second are
those of the sample.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from speed.notes import ROOT
from speed.peer import PEERS
from speed.processes import OWN, told
from speed.spread import Spread

OURS = "analyzer"
SAMPLE = 500
_PEERS = ROOT / ".venv-bench" / "bin" / "python"
_MEDSPACY = ROOT / ".venv-medspacy" / "bin" / "python"


class Place(NamedTuple):
    """Where a reader runs, and whether it reads a sample alone."""

    python: Path
    sampled: bool = False


PLACES = {
    "str.split": Place(OWN),
    "spaCy tokenizer": Place(OWN),
    "sentences, cut": Place(OWN),
    "vaderSentiment": Place(_PEERS),
    OURS: Place(OWN),
    "asent": Place(_PEERS, sampled=True),
    "en_core_web_sm": Place(_PEERS, sampled=True),
    "medspaCy": Place(_MEDSPACY, sampled=True),
}


def rounds(
    export: Path, notes: int, repeats: int, tell: Callable[[str], None]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what each reader did, and the versions of all packages.

    For each: ``notes`` it read, ``words_a_second``, and ``ours_over_it``, the ratio to ours of the
    same round; both spreads. ``tell`` is told each reading as it is done.
    """
    speeds: dict[str, list[float]] = {name: [] for name in PEERS}
    read = {name: min(SAMPLE, notes) if PLACES[name].sampled else notes for name in PEERS}
    versions: dict[str, str] = {}
    for repeat in range(repeats):
        for name in PEERS:
            done = told(PLACES[name].python, "peer", name, str(export), str(read[name]))
            speeds[name].append(done["words"] / done["seconds"])
            for package, version in done["versions"].items():
                versions[_named(package, name)] = version
            tell(f"round {repeat + 1}: {name}, {speeds[name][-1]:,.0f} words a second")
    return {
        name: {
            "notes": read[name],
            "words_a_second": Spread.of(found),
            "ours_over_it": Spread.of_ratios(speeds[OURS], found),
        }
        for name, found in speeds.items()
    }, versions


def _named(package: str, reader: str) -> str:
    """Return the name of a package; medSpaCy has a spaCy of its own."""
    return f"{package} of {reader}" if PLACES[reader].python == _MEDSPACY else package
