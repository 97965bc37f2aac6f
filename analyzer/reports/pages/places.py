"""Where a person's documented shares lie beside those of colleagues, in words."""

from collections.abc import Sequence

from analyzer.codebook import Step
from analyzer.insights.funnel_plot import Place
from analyzer.insights.situations import guide
from analyzer.reports.figures import Row
from analyzer.reports.formatting import about, percent, period
from analyzer.settings import Statistics

SIDES = {Place.ABOVE: "more", Place.BELOW: "less"}
ABOUT = {
    Place.ABOVE: "worth a conversation about what works here and who could learn from it",
    Place.BELOW: "worth a conversation about what such contacts are like and how they are written "
    "down; it is a question, not a verdict",
}

USUAL = (
    "Usual is what an average colleague would have documented in the same notes: as long, by the "
    "same channel, in the same role, and of contacts that began alike."
)


def places_in_words(compared: Sequence[Row], statistics: Statistics) -> list[str]:
    """Return sentences on the steps in ``compared`` (``StaffFigures.compared``): one for those
    outside the limits on each side, one for those inside, and what usual means; or one sentence
    where nothing could be compared.

    The clinic's period, in which people are compared, is often longer than the page's own days. So
    its figures stand beside the place, and a sentence tells which steps have become usual since.
    """
    placed = [row for row in compared if row["clinic_period"] is not None]
    if not placed:
        return [
            "Nobody is compared with colleagues here: that takes "
            f"{statistics.minimum_for_comparison} notes with a concern, and at least "
            f"{statistics.minimum_people} people who have as many."
        ]
    held = _held(placed[0]["clinic_period"])
    sentences = []
    for place, side in SIDES.items():
        rows = [row for row in placed if row["clinic_period"]["place"] == place]
        if rows:
            said = _joined([_with_figures(row, row["clinic_period"]) for row in rows])
            sentences.append(
                f"{held} {said} documented {side} often than chance and the usual "
                f"differences between people explain. That is {ABOUT[place]}."
            )
        now = [_with_figures(row, row) for row in rows if _is_usual_now(row)]
        if now:
            sentences.append(
                f"On the days of this page {_joined(now)} documented no {side} often than is usual."
            )
    inside = [_name(row) for row in placed if row["clinic_period"]["place"] == Place.INSIDE]
    if inside:
        sentences.append(f"{held} {_joined(inside)} documented about as often as is usual.")
    return [*sentences, USUAL]


def _held(clinic: Row) -> str:
    """Return the days on which people are compared, as the beginning of a sentence."""
    if clinic["first"] is None:
        return "In all notes of the clinic together"
    return f"In the clinic’s period, {period(clinic['first'], clinic['last'])},"


def _with_figures(row: Row, of: Row) -> str:
    """Return a step's name with the figures of some days."""
    usual = percent(of["expected"])
    return f"{_name(row)} ({percent(of['rate'])}, usual {usual}, in {about(of['n'])} notes)"


def _is_usual_now(row: Row) -> bool:
    """Return whether the page's own days, whose interval does not hold the share of the clinic's
    period, are back at what is usual or on its other side."""
    if row["rate"] is None:
        return False
    clinic = row["clinic_period"]
    if clinic["place"] == Place.BELOW:
        return bool(row["low"] > clinic["rate"] and row["high"] >= row["expected"])
    return bool(row["high"] < clinic["rate"] and row["low"] <= row["expected"])


def _joined(names: Sequence[str]) -> str:
    """Return names as the subject of a sentence with its verb."""
    said = ", ".join(names[:-1]) + (" and " if names[:-1] else "") + names[-1]
    return f"{said} {'is' if len(names) == 1 else 'are'}"


def _name(row: Row) -> str:
    return guide().steps[Step(row["step"])].lower()
