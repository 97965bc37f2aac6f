"""Where a person's documented shares lie beside those of colleagues, in words."""

from collections.abc import Sequence

from analyzer.codebook import Step
from analyzer.insights.funnel_plot import Place
from analyzer.insights.situations import guide
from analyzer.reports.figures import Row
from analyzer.reports.formatting import percent
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
    """
    placed = [row for row in compared if row["place"] is not None]
    if not placed:
        return [
            "Nobody is compared with colleagues here: that takes "
            f"{statistics.minimum_for_comparison} notes with a concern, and at least "
            f"{statistics.minimum_people} people who have as many."
        ]
    sentences = []
    for place, side in SIDES.items():
        rows = [row for row in placed if row["place"] == place]
        if rows:
            said = [
                f"{_name(row)} ({percent(row['rate'])}, usual {percent(row['expected'])})"
                for row in rows
            ]
            sentences.append(
                f"{_joined(said)} documented {side} often than chance and the usual differences "
                f"between people explain. That is {ABOUT[place]}."
            )
    inside = [_name(row) for row in placed if row["place"] == Place.INSIDE]
    if inside:
        sentences.append(f"{_joined(inside)} documented about as often as is usual.")
    return [*sentences, USUAL]


def _joined(names: Sequence[str]) -> str:
    """Return names as the subject of a sentence with its verb."""
    said = ", ".join(names[:-1]) + (" and " if names[:-1] else "") + names[-1]
    return f"{said[:1].upper()}{said[1:]} {'is' if len(names) == 1 else 'are'}"


def _name(row: Row) -> str:
    return guide().steps[Step(row["step"])].lower()
