"""What a person does well, with the quotes that show it."""

from dataclasses import dataclass

import pandas as pd

from analyzer.codebook import HEART, Cue, Status, Step
from analyzer.insights.arc import recovered
from analyzer.insights.evidence import NOTE, Quote, among, cues, labelled, own, quotes
from analyzer.insights.intervals import Share
from analyzer.insights.situations import guide
from analyzer.settings import Settings


@dataclass(frozen=True, slots=True)
class Strength:
    """Something done well, in ``contacts`` contacts, with up to three quotes."""

    key: str
    title: str
    sentence: str
    contacts: int
    quotes: tuple[Quote, ...]


def strengths(
    notes: pd.DataFrame, findings: pd.DataFrame, steps: dict[Step, Share], settings: Settings
) -> tuple[Strength, ...]:
    """Return recoveries, then steps mostly documented, then other good acts, the frequent first.

    ``notes`` are the person's notes that may be shown, ``findings`` those of the notes and
    ``steps`` the documented shares.
    """
    limit = settings.coaching.quotes
    acts = own(findings, Status.DONE)
    good: list[Strength] = []
    for entry in guide().strength:
        shown = labelled(acts, entry.labels)
        contacts = len(shown.drop_duplicates(NOTE))
        if contacts:
            evidence = quotes(shown, limit)
            good.append(Strength(entry.key, entry.title, entry.sentence, contacts, evidence))
    good.sort(key=lambda strength: -strength.contacts)
    return (
        *_recoveries(notes, findings, acts, settings),
        *_steps(acts, steps, settings),
        *good,
    )


def _recoveries(
    notes: pd.DataFrame, findings: pd.DataFrame, acts: pd.DataFrame, settings: Settings
) -> list[Strength]:
    """Return the turned contacts in which an act of the author is documented."""
    turned = notes[recovered(notes, settings) & among(notes, acts)]
    if turned.empty:
        return []
    pleased = labelled(cues(findings), frozenset({Cue.SATISFACTION}))
    moments = pd.concat([pleased, labelled(acts, HEART)])
    shown = quotes(moments[among(moments, turned)], settings.coaching.quotes)
    words = guide().recovery
    return [Strength("recovery", words.title, words.sentence, len(turned), shown)]


def _steps(acts: pd.DataFrame, steps: dict[Step, Share], settings: Settings) -> list[Strength]:
    """Return the steps that are documented in most contacts, also at the interval's low end."""
    return [
        Strength(
            str(step),
            guide().steps[step],
            f"Documented in {share.count} of {share.n} contacts with a concern.",
            share.count,
            quotes(labelled(acts, frozenset({step})), settings.coaching.quotes),
        )
        for step, share in steps.items()
        if share.shown and share.low > settings.coaching.high_share
    ]
