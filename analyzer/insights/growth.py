"""Where a person may grow: kinds of contact in which a helpful act was often not documented."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analyzer.codebook import Status
from analyzer.insights.evidence import (
    Quote,
    among,
    cues,
    labelled,
    of_others,
    own,
    quotes,
    surest,
)
from analyzer.insights.intervals import Share, share, wilson
from analyzer.insights.selection import holds
from analyzer.insights.situations import Situation, Tip, guide
from analyzer.settings import Settings

LEAST_EVIDENCE = 2
"""Quotes of different notes that a growth area needs; a single one may be a misreading."""


@dataclass(frozen=True, slots=True)
class GrowthArea:
    """A kind of contact in which a helpful act was often not documented.

    ``situation`` names the contacts in a few words ("Patient crying"). ``documented`` is the share
    of such contacts that have the act; None where they are too few.
    """

    key: str
    situation: str
    title: str
    reason: str
    documented: Share | None
    quotes: tuple[Quote, ...]
    tip: Tip


def growth_areas(
    notes: pd.DataFrame,
    findings: pd.DataFrame,
    settings: Settings,
    shown: Iterable[Quote] = (),
) -> tuple[GrowthArea, ...]:
    """Return the areas with the surest and largest gap, at most ``settings.coaching.growth_areas``.

    ``notes`` are the person's contacts with a concern that may be coached on and ``findings`` those
    of the notes. Areas are ordered by the low end of the Wilson interval of the share of contacts
    without the helpful act, which weighs the size of the gap and the evidence for it at once.
    ``shown`` are quoted elsewhere on the page; they come again only where there are no two others.
    An area has two or three quotes, each of another note.
    """
    found = [_gap(situation, notes, findings, settings) for situation in guide().situation]
    gaps = sorted((gap for gap in found if gap is not None), key=lambda gap: -gap.size)
    areas: list[GrowthArea] = []
    for gap in gaps:
        quoted = [*shown, *(quote for area in areas for quote in area.quotes)]
        evidence = quotes(gap.moments, settings.coaching, quoted)
        if len(evidence) < LEAST_EVIDENCE:
            evidence = surest(gap.moments, settings.coaching, LEAST_EVIDENCE)
        if len(evidence) >= LEAST_EVIDENCE:
            areas.append(_area(gap, evidence))
        if len(areas) == settings.coaching.growth_areas:
            break
    return tuple(areas)


@dataclass(frozen=True, slots=True)
class _Gap:
    """A situation whose help is often missing; ``moments`` are the findings to quote."""

    situation: Situation
    size: float
    documented: Share
    moments: pd.DataFrame


def _area(gap: _Gap, evidence: tuple[Quote, ...]) -> GrowthArea:
    situation = gap.situation
    return GrowthArea(
        situation.key,
        situation.name,
        situation.title,
        situation.reason,
        gap.documented if gap.documented.shown else None,
        evidence,
        situation.tip,
    )


def _gap(
    situation: Situation, notes: pd.DataFrame, findings: pd.DataFrame, settings: Settings
) -> _Gap | None:
    """Return the situation's gap, or None where it is small or the evidence too thin."""
    coaching = settings.coaching
    done = own(findings, Status.DONE)
    applies = _applies(situation, notes, findings)
    helped = among(notes, labelled(done, situation.helped))
    helped |= notes["heart_head_heart"].isin([str(state) for state in situation.helped_states])
    # What somebody else did for the person was not the author's to do again.
    by_others = among(notes, labelled(of_others(findings), situation.helped))
    contacts = notes[applies & (helped | ~by_others)]
    without = contacts[~helped[contacts.index]]
    size = float(wilson(len(without), len(contacts), settings.statistics.confidence)[0])
    if len(without) < coaching.contacts_for_growth or size < coaching.smallest_gap:
        return None
    moments = labelled(pd.concat([cues(findings), done]), situation.quoted)
    moments = moments[among(moments, without)]
    documented = share(len(contacts) - len(without), len(contacts), settings.statistics)
    return _Gap(situation, size, documented, moments)


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
