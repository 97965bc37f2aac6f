"""Whether what was measured meets what the program aims at."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from speed.spread import Spread

AIMS = Path(__file__).with_name("aims.toml")


class Verdict(NamedTuple):
    """An aim in words, its bound in words, what was measured, and whether that meets it; the last
    two are None where nothing was measured."""

    says: str
    bound: str
    measured: Spread | None
    met: bool | None


def verdicts(results: Mapping[str, Any]) -> Iterator[Verdict]:
    """Yield one verdict an aim of aims.toml over the figures of results.json."""
    for aim in tomllib.loads(AIMS.read_text("utf-8"))["aim"]:
        found = _figure(results, aim["figure"])
        measured = None if found is None else Spread.of(found)
        is_least = "at_least" in aim
        bound = aim["at_least" if is_least else "at_most"]
        met = None
        if measured:
            met = measured.median >= bound if is_least else measured.median <= bound
        yield Verdict(
            aim["says"], f"{'at least' if is_least else 'at most'} {bound:g}", measured, met
        )


def _figure(results: Mapping[str, Any], path: str) -> list[float] | None:
    """Return the values at a path of names; one that was measured once is a list of one."""
    found: Any = results
    for name in path.split("."):
        found = found.get(name) if found else None
    return [found] if isinstance(found, float | int) else found
