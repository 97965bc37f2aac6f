"""Where a person may grow: kinds of contact in which a helpful act was often not documented."""

from dataclasses import dataclass

import pandas as pd

from analyzer.codebook import Status
from analyzer.insights.evidence import (
    Quote,
    among,
    cues,
    labelled,
    of_colleagues,
    own,
    quotes,
)
from analyzer.insights.intervals import share, wilson
from analyzer.insights.selection import holds
from analyzer.insights.situations import Situation, Tip, guide
from analyzer.settings import Settings


@dataclass(frozen=True, slots=True)
class GrowthArea:
    """A kind of contact in which a helpful act was often not documented."""

    key: str
    title: str
    reason: str
    quotes: tuple[Quote, ...]
    tip: Tip


def growth_areas(
    notes: pd.DataFrame, findings: pd.DataFrame, settings: Settings
) -> tuple[GrowthArea, ...]:
    """Return the areas with the surest and largest gap, at most ``settings.coaching.growth_areas``.

    ``notes`` are the person's contacts with a concern that may be coached on and ``findings`` those
    of the notes. Areas are ordered by the low end of the Wilson interval of the share of contacts
    without the helpful act, which weighs the size of the gap and the evidence for it at once.
    """
    found = [_area(situation, notes, findings, settings) for situation in guide().situation]
    areas = [pair for pair in found if pair is not None]
    areas.sort(key=lambda pair: -pair[0])
    return tuple(area for _, area in areas[: settings.coaching.growth_areas])


def _area(
    situation: Situation, notes: pd.DataFrame, findings: pd.DataFrame, settings: Settings
) -> tuple[float, GrowthArea] | None:
    """Return the area with the size of its gap, or None where the evidence is too thin."""
    coaching = settings.coaching
    done = own(findings, Status.DONE)
    applies = _applies(situation, notes, findings)
    helped = among(notes, labelled(done, situation.helped))
    helped |= notes["heart_head_heart"].isin([str(state) for state in situation.helped_states])
    # What a colleague did for the person was not the author's to do again.
    by_colleague = among(notes, labelled(of_colleagues(findings), situation.helped))
    contacts = notes[applies & (helped | ~by_colleague)]
    without = contacts[~helped[contacts.index]]
    gap = float(wilson(len(without), len(contacts), settings.statistics.confidence)[0])
    if len(without) < coaching.contacts_for_growth or gap < coaching.smallest_gap:
        return None
    moments = labelled(pd.concat([cues(findings), done]), situation.quoted)
    shown = quotes(moments[among(moments, without)], coaching.quotes)
    if len(shown) < 2:
        return None
    documented = share(len(contacts) - len(without), len(contacts), settings.statistics)
    figure = (
        f"Such help is documented in {documented.count} of {documented.n} such contacts."
        if documented.shown
        else "There are too few such contacts for a figure."
    )
    reason = f"{situation.reason} {figure}"
    return gap, GrowthArea(situation.key, situation.title, reason, shown, situation.tip)


def _applies(
    situation: Situation, notes: pd.DataFrame, findings: pd.DataFrame
) -> "pd.Series[bool]":
    """Return for each note whether every condition that the situation names holds."""
    applies = pd.Series(True, index=notes.index)
    if situation.cues:
        applies &= among(notes, labelled(cues(findings), situation.cues))
    if situation.themes:
        applies &= holds(notes["themes"], situation.themes)
    if situation.channels:
        applies &= notes["channel"].isin([str(channel) for channel in situation.channels])
    if situation.states:
        applies &= notes["heart_head_heart"].isin([str(state) for state in situation.states])
    if situation.done:
        applies &= among(notes, labelled(own(findings, Status.DONE), situation.done))
    return applies
