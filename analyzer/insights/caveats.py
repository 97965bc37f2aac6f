"""What must be said beside the word-of-mouth estimate."""

from collections.abc import Set

from analyzer.calibration import Calibration, Check

GENERAL = (
    "The two figures are general customer service figures, not measured on patients and not about "
    "one provider.",
    "The estimate is for a clinic or service over a period, never for a person on the staff.",
    "It reads documentation: a story that nobody wrote down is not in it.",
)
"""Wherever the estimate is shown."""

AVERTED = (
    "How many cases were turned round is a count without an interval. It rests on how each contact "
    "began, which the reader judges least surely."
)
"""Where cases turned round are shown."""

SHORTFALL = (
    "The shortfall holds only under the reading that anybody's good experience makes up for "
    "anybody's bad one."
)
"""Where the shortfall is shown."""

PARTS = {
    "location": "By location, a case is counted where its latest contact was.",
    "channel": "By channel, a case is counted under that of its latest contact.",
    "theme": "By theme, a case is counted under each theme of its latest contact, so the themes "
    "do not add up to the whole.",
    "month": "By month, a case with contacts in two months is counted in both, so the months do "
    "not add up to the whole.",
}
"""Where the breakdown of that name is shown."""


def of_intervals(calibration: Calibration | None, models: Set[str]) -> str:
    """Return what the intervals hold, for notes that ``models`` (``name@version``) read."""
    if calibration is None:
        return (
            "The intervals hold the chance in each case alone: how far this reader's probabilities "
            "can be trusted has not been measured, so the true range is wider."
        )
    if not applies(calibration, models):
        return (
            "The intervals hold the chance in each case alone: how far the reader's probabilities "
            f"can be trusted was measured for {calibration.model}, which did not read all of these "
            "notes, so the true range is wider."
        )
    return (
        "The intervals hold the chance in each case and the reader's own errors, measured on "
        f"{calibration.notes:,} notes of {calibration.authors} writers that it had not learned "
        f"from, {calibration.negative:.0%} of them bad experiences; where few people wrote the "
        "notes they are wider. They leave open whether another share here is real or only another "
        f"way of writing: each counts half, by convention.{_checked(calibration.check)}"
    )


def _checked(check: Check | None) -> str:
    """Return how the interval fared on notes of others."""
    if check is None:
        return ""
    met = "held" if check.low <= check.negative <= check.high else "missed"
    return (
        f" On {check.notes:,} further notes of {check.authors} other writers the 95% interval, "
        f"{check.low:,} to {check.high:,}, {met} the {check.negative:,} that people judged bad."
    )


def applies(calibration: Calibration, models: Set[str]) -> bool:
    """Return whether a calibration speaks of all of the models that read some notes."""
    return models <= {calibration.model}
