"""What several charts say in the same words."""

from collections.abc import Mapping
from math import isnan

from analyzer.codebook import Step
from analyzer.insights.situations import guide
from analyzer.reports.formatting import percent


def step_name(step: str) -> str:
    """Return a step's name as it begins a line: "Empathy"."""
    return guide().steps[Step(step)]


def between(low: float, high: float) -> str:
    """Return a range of shares.

    >>> between(0.412, 0.5)
    '41% to 50%'
    """
    return f"{percent(low)} to {percent(high)}"


def documented(shares: Mapping[str, float]) -> str:
    """Return in how many of the notes with a concern each step is documented, as a sentence.

    >>> documented({"listen": 0.5, "empathize": float("nan"), "resolve": 0.25})
    'Listening is documented in 50% of the notes with a concern, solving the matter in 25%'
    """
    known = [(step_name(step), rate) for step, rate in shares.items() if not isnan(rate)]
    (name, rate), *others = known
    said = [f"{name} is documented in {percent(rate)} of the notes with a concern"]
    said += [f"{other.lower()} in {percent(share)}" for other, share in others]
    if len(said) < 3:
        return ", ".join(said)
    return ", ".join(said[:-1]) + f" and {said[-1]}"
