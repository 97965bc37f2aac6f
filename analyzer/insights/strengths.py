"""What a person does well, with the quotes that show it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from analyzer.codebook import HEART, Cue, Status, Step
from analyzer.insights.arc import recovered
from analyzer.insights.evidence import NOTE, Quote, among, cues, labelled, own, quotes, speaking_of
from analyzer.insights.helped import WRITTEN
from analyzer.insights.intervals import Share
from analyzer.insights.situations import guide
from analyzer.settings import Settings


@dataclass(frozen=True, slots=True)
class Strength:
    """Something done well, in ``contacts`` contacts, with up to three quotes.

    ``key`` is RECOVERY, a step, or the key of an entry of the guide.
    """

    key: str
    title: str
    sentence: str
    contacts: int
    quotes: tuple[Quote, ...]


RECOVERY, CLOSINGS, KEPT = "recovery", "closing_care", "follow_through"
"""Keys of what is praised first: turned contacts, warm closings, kept promises."""

Found = tuple[Strength, pd.DataFrame]
"""A strength without its quotes, and the findings to quote."""


def strengths(
    notes: pd.DataFrame, findings: pd.DataFrame, steps: dict[Step, Share], settings: Settings
) -> tuple[Strength, ...]:
    """Return recoveries, warm closings and kept promises, then steps mostly documented, then other
    good acts, the frequent first.

    ``notes`` are the person's notes that may be shown, ``findings`` those of the notes and
    ``steps`` the documented shares. No quote stands beside two strengths, and only acts that surely
    are the author's are praised.
    """
    acts = _sure(notes, findings, settings)
    others = sorted(_others(acts), key=lambda pair: -pair[0].contacts)
    found = [
        *_recoveries(notes, findings, acts, settings),
        *(pair for key in (CLOSINGS, KEPT) for pair in others if pair[0].key == key),
        *_steps(acts, steps, settings),
        *(pair for pair in others if pair[0].key not in (CLOSINGS, KEPT)),
    ]
    good: list[Strength] = []
    for strength, moments in found:
        shown = [quote for other in good for quote in other.quotes]
        good.append(replace(strength, quotes=quotes(moments, settings.coaching, shown)))
    return tuple(good)


def _sure(notes: pd.DataFrame, findings: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the author's done acts that can be praised without a doubt whose words they are.

    They have at least ``coaching.quote_score``. Where a clause also holds a cue of the patient side
    other than satisfaction, or asks a question in a message, it may as well be a reproach.
    """
    acts = own(findings, Status.DONE)
    acts = acts[acts["score"] >= settings.coaching.quote_score]
    messages = notes[notes["channel"].isin([str(channel) for channel in WRITTEN])]
    asks = acts["quote"].fillna("").str.rstrip(" \"'").str.endswith("?") & among(acts, messages)
    hard = cues(findings)
    hard = hard[hard["label"] != str(Cue.SATISFACTION)]
    pairs = acts[[*NOTE, "position", "start", "end"]].merge(
        hard[[*NOTE, "start", "end"]], on=NOTE, suffixes=("", "_cue")
    )
    shared = pairs[(pairs["start"] < pairs["end_cue"]) & (pairs["start_cue"] < pairs["end"])]
    act = [*NOTE, "position"]
    mixed = pd.MultiIndex.from_frame(acts[act]).isin(pd.MultiIndex.from_frame(shared[act]))
    return acts[~asks & ~mixed]


def _recoveries(
    notes: pd.DataFrame, findings: pd.DataFrame, acts: pd.DataFrame, settings: Settings
) -> Iterator[Found]:
    """Yield the turned contacts in which an act of the author is documented."""
    turned = notes[recovered(notes, settings) & among(notes, acts)]
    if turned.empty:
        return
    pleased = labelled(cues(findings), frozenset({Cue.SATISFACTION}))
    pleased = pleased[pleased["score"] >= settings.coaching.quote_score]
    moments = pd.concat([pleased, labelled(acts, HEART)])
    words = guide().recovery
    strength = Strength(RECOVERY, words.title, words.sentence, len(turned), ())
    yield strength, moments[among(moments, turned)]


def _steps(acts: pd.DataFrame, steps: dict[Step, Share], settings: Settings) -> Iterator[Found]:
    """Yield the steps that are documented in most contacts, also at the interval's low end."""
    for step, share in steps.items():
        if share.shown and share.low > settings.coaching.high_share:
            sentence = f"Documented in {share.count} of {share.n} contacts with a concern."
            strength = Strength(str(step), guide().steps[step], sentence, share.count, ())
            yield strength, labelled(acts, frozenset({step}))


def _others(acts: pd.DataFrame) -> Iterator[Found]:
    """Yield the other acts that the guide praises, where there are any."""
    for entry in guide().strength:
        moments = labelled(acts, entry.labels)
        if entry.unless:
            moments = moments[~speaking_of(moments, entry.unless)]
        contacts = len(moments.drop_duplicates(NOTE))
        if contacts:
            yield Strength(entry.key, entry.title, entry.sentence, contacts, ()), moments
