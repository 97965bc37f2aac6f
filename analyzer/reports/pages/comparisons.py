"""Funnel plots as the overview shows them."""

from dataclasses import dataclass

from analyzer.insights.funnel_plot import Funnel, Place
from analyzer.reports.charts import funnel
from analyzer.reports.pages.drawn import Picture, drawn
from analyzer.reports.slugs import slug


@dataclass(frozen=True)
class Comparison:
    """One step among people: the plot, and who is outside its limits, as name and slug, by name."""

    picture: Picture | None
    above: list[tuple[str, str]]
    below: list[tuple[str, str]]
    too_few: int


def comparison(found: Funnel) -> Comparison:
    """Return a funnel plot with the people who are worth a conversation in either direction."""
    return Comparison(
        picture=drawn(funnel.draw(found), f"{found.step}-people"),
        above=_at(found, Place.ABOVE),
        below=_at(found, Place.BELOW),
        too_few=found.too_few,
    )


def _at(found: Funnel, place: Place) -> list[tuple[str, str]]:
    rows = found.members[found.members["place"] == place]
    return [
        (str(name), slug(staff_id))
        for name, staff_id in zip(rows["staff_name"], rows["staff_id"], strict=True)
    ]
