"""Where a person may grow: kinds of contact in which a helpful act was often not documented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analyzer.insights.evidence import Quote, among, quotes, surest
from analyzer.insights.helped import help_documented, shown_moments
from analyzer.insights.intervals import Share, share, wilson
from analyzer.insights.situations import Situation, Tip, guide
from analyzer.insights.strengths import Strength
from analyzer.settings import Settings

LEAST_EVIDENCE = 2
"""Quotes of different notes that a growth area needs; a single one may be a misreading."""


@dataclass(frozen=True, slots=True)
class GrowthArea:
    """A kind of contact in which a helpful act was often not documented.

    ``situation`` names the contacts in a few words ("Patient crying") and ``help`` the act.
    ``documented`` is the share of such contacts that have the act, None where they are too few, and
    ``usual`` that of the whole clinic on the same days, None where nobody else has enough.
    ``common`` says that most such notes of the clinic lack the act, which is then the clinic's
    matter too. ``praised`` is the title of the strength that shows it on this page, if one does.
    """

    key: str
    situation: str
    title: str
    reason: str
    help: str
    documented: Share | None
    usual: Share | None
    common: bool
    praised: str | None
    quotes: tuple[Quote, ...]
    tip: Tip


def growth_areas(
    notes: pd.DataFrame,
    findings: pd.DataFrame,
    settings: Settings,
    usual: Mapping[str, Share],
    strengths: Sequence[Strength] = (),
) -> tuple[GrowthArea, ...]:
    """Return the areas in which the person's notes stand out most, at most
    ``settings.coaching.growth_areas``.

    ``notes`` are the person's contacts that may be coached on, ``findings`` those of the notes and
    ``usual`` the clinic's shares by situation. Areas are ordered by how far the low end of the
    Wilson interval of the share without the act lies above what is usual, which weighs the gap and
    the evidence for it at once; where what is usual is unknown, above the person's own share. Who
    documents an act more often than is usual gets no area for it. What ``strengths`` quote comes
    again only where there are no two others. An area has two or three quotes, each of another note.
    """
    found = [_gap(situation, notes, findings, settings, usual) for situation in guide().situation]
    gaps = sorted((gap for gap in found if gap is not None), key=lambda gap: -gap.beyond)
    praised = [quote for strength in strengths for quote in strength.quotes]
    areas: list[GrowthArea] = []
    for gap in gaps:
        quoted = [*praised, *(quote for area in areas for quote in area.quotes)]
        evidence = quotes(gap.moments, settings.coaching, quoted)
        if len(evidence) < LEAST_EVIDENCE:
            evidence = surest(gap.moments, settings.coaching, LEAST_EVIDENCE)
        if len(evidence) >= LEAST_EVIDENCE:
            areas.append(_area(gap, evidence, strengths))
        if len(areas) == settings.coaching.growth_areas:
            break
    return tuple(areas)


@dataclass(frozen=True, slots=True)
class _Gap:
    """A situation whose help is often missing; ``moments`` are the findings to quote."""

    situation: Situation
    beyond: float
    documented: Share
    usual: Share | None
    moments: pd.DataFrame


def _area(gap: _Gap, evidence: tuple[Quote, ...], strengths: Sequence[Strength]) -> GrowthArea:
    situation, usual = gap.situation, gap.usual
    return GrowthArea(
        key=situation.key,
        situation=situation.name,
        title=situation.title,
        reason=situation.reason,
        help=situation.help,
        documented=gap.documented if gap.documented.shown else None,
        usual=usual,
        common=usual is not None and usual.rate < 1 / 2,
        praised=next((one.title for one in strengths if one.key in situation.helped), None),
        quotes=evidence,
        tip=situation.tip,
    )


def _gap(
    situation: Situation,
    notes: pd.DataFrame,
    findings: pd.DataFrame,
    settings: Settings,
    shares: Mapping[str, Share],
) -> _Gap | None:
    """Return the situation's gap, or None where it is small or the evidence too thin."""
    coaching = settings.coaching
    helped = help_documented(situation, notes, findings, settings)
    contacts = len(helped)
    without = notes.loc[helped.index[~helped]]
    size = float(wilson(len(without), contacts, settings.statistics.confidence)[0])
    if len(without) < coaching.contacts_for_growth or size < coaching.smallest_gap:
        return None
    usual = _of_others_too(shares.get(situation.key), contacts)
    lacking = len(without) / contacts
    expected = lacking if usual is None else 1 - usual.rate
    if lacking < expected:
        return None
    moments = shown_moments(situation, findings, settings)
    moments = moments[among(moments, without)]
    documented = share(contacts - len(without), contacts, settings.statistics)
    return _Gap(situation, size - expected, documented, usual, moments)


def _of_others_too(usual: Share | None, contacts: int) -> Share | None:
    """Return what is usual, where there are enough contacts for a rate and not only these."""
    return usual if usual is not None and usual.shown and usual.n > contacts else None
