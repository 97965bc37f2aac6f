"""What the estimate would be by other published figures than the webcast's."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from analyzer.insights.distributions import Estimate


@dataclass(frozen=True, slots=True)
class OtherConstant:
    """Another published figure, and the estimate that it gives.

    Either ``people_told`` is given, and ``estimate`` is of people, or ``positives_needed``, and it
    is of good experiences; the other is None. ``source`` says who measured what, and when.
    """

    name: str
    people_told: float | None
    positives_needed: float | None
    source: str
    estimate: Estimate


def sensitivity(negatives: Estimate) -> tuple[OtherConstant, ...]:
    """Return the estimate for each published figure, from that of the negative cases."""
    return tuple(
        OtherConstant(
            name=row["name"],
            people_told=row.get("people_told"),
            positives_needed=row.get("positives_needed"),
            source=row["source"],
            estimate=negatives.times(row.get("people_told") or row["positives_needed"]),
        )
        for row in _published()
    )


@cache
def _published() -> tuple[dict[str, Any], ...]:
    text = resources.files("analyzer.insights").joinpath("sensitivity.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["constant"])
