"""What a note leaves open, in the words of check.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from analyzer.codebook import Cue, HeartHeadHeart, StepState
from analyzer.schema import Analysis


@cache
def advice_data() -> dict[str, Any]:
    """Return check.toml."""
    return tomllib.loads(files("analyzer.cli").joinpath("check.toml").read_text(encoding="utf-8"))


def gaps(analysis: Analysis) -> list[str]:
    """Return the keys of what is not documented, steps first; none without a concern."""
    if not analysis.concern:
        return []
    missing = [
        str(step) for step, state in analysis.steps.items() if state == StepState.NOT_DOCUMENTED
    ]
    if analysis.heart_head_heart in (HeartHeadHeart.NO_CLOSING_HEART, HeartHeadHeart.HEAD_ONLY):
        missing.append("closing_heart")
    return missing


def notices(analysis: Analysis) -> list[str]:
    """Return the sentences that must stand above everything else."""
    return [text for label, text in advice_data()["notice"].items() if analysis.found(Cue(label))]


def next_step(analysis: Analysis) -> str:
    """Return the one sentence that says what to do next."""
    rule = next(rule for rule in advice_data()["next_step"] if _holds(rule, analysis))
    desks = [alert.route_to for alert in analysis.alerts if alert.kind == rule.get("alert")]
    return str(rule["say"]).format(desk=desks[0] if desks else "")


def _holds(rule: dict[str, Any], analysis: Analysis) -> bool:
    """Say whether a note has everything that a rule names."""
    return (
        (
            "label" not in rule
            or any(
                finding.label == rule["label"] and rule.get("status") in (None, finding.status)
                for finding in analysis.findings
            )
        )
        and ("alert" not in rule or rule["alert"] in [alert.kind for alert in analysis.alerts])
        and ("missing" not in rule or rule["missing"] in gaps(analysis))
        and rule.get("outcome", analysis.outcome) == analysis.outcome
        and rule.get("concern", analysis.concern) == analysis.concern
    )
