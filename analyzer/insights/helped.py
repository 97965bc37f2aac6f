"""Contacts of a kind in which an act helps, and whether their notes document that help."""

import pandas as pd

from analyzer.codebook import Channel, Cue, Status
from analyzer.frames import Frames
from analyzer.insights.evidence import (
    ABUSE,
    NOTE,
    among,
    cues,
    labelled,
    of_others,
    off_page,
    own,
    speaking_of,
)
from analyzer.insights.intervals import Share, share
from analyzer.insights.selection import holds, with_concern
from analyzer.insights.situations import Situation, guide
from analyzer.settings import Settings

WRITTEN = frozenset({Channel.PORTAL, Channel.EMAIL, Channel.SMS})
"""In a message the order of two acts says little: both reach the reader at once."""


def may_be_coached(notes: pd.DataFrame, findings: pd.DataFrame) -> "pd.Series[bool]":
    """Return for each note whether it may be evidence for growth: it holds no abuse of staff, and
    nothing that is on other desks."""
    return ~(off_page(notes, findings) | among(notes, labelled(cues(findings), ABUSE)))


def usual_help(frames: Frames, settings: Settings) -> dict[str, Share]:
    """Return the share of everybody's contacts of each kind that document the help, by its key.

    The shares are as they are: they say what is usual in the clinic for this kind of contact, and
    are not standardised by what else differs between people's notes.
    """
    notes = with_concern(frames)
    notes = notes[may_be_coached(notes, frames.findings)]
    shares = {}
    for situation in guide().situation:
        documented = help_documented(situation, notes, frames.findings, settings)
        shares[situation.key] = share(int(documented.sum()), len(documented), settings.statistics)
    return shares


def help_documented(
    situation: Situation, notes: pd.DataFrame, findings: pd.DataFrame, settings: Settings
) -> "pd.Series[bool]":
    """Return for each contact of the situation's kind whether the note documents the help.

    The index is that of the contacts of the kind among ``notes``. Doubt counts for the author: a
    contact is of the kind where findings of at least ``coaching.quote_score`` say so, while an act
    of any score is help. What somebody else did for the person was not the author's to do again, so
    such contacts are left out.
    """
    done = own(findings, Status.DONE)
    helped = among(notes, labelled(done, situation.helped))
    helped |= notes["heart_head_heart"].isin([str(state) for state in situation.helped_states])
    helped |= notes["channel"].isin([str(channel) for channel in WRITTEN]) & among(
        notes, labelled(done, situation.helped_in_writing)
    )
    if situation.ended_well:
        helped |= _ended_well(situation, notes, findings, settings)
    by_others = among(notes, labelled(of_others(findings), situation.helped))
    return helped[_applies(situation, notes, findings, settings) & (helped | ~by_others)]


def shown_moments(situation: Situation, findings: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the findings whose quotes show that a contact is of the situation's kind.

    They have at least ``coaching.quote_score`` and, where the situation names words, one of these.
    """
    moments = labelled(pd.concat([cues(findings), own(findings, Status.DONE)]), situation.quoted)
    if situation.last:
        moments = moments[moments["start"] == _latest(moments)]
    moments = moments[moments["score"] >= settings.coaching.quote_score]
    if situation.words:
        moments = moments[speaking_of(moments, situation.words)]
    return moments


def _applies(
    situation: Situation, notes: pd.DataFrame, findings: pd.DataFrame, settings: Settings
) -> "pd.Series[bool]":
    """Return for each note whether every condition that the situation names holds."""
    sure = findings[findings["score"] >= settings.coaching.quote_score]
    applies = pd.Series(True, index=notes.index)
    if situation.cues:
        applies &= among(notes, labelled(cues(sure), situation.cues))
    if situation.themes:
        applies &= holds(notes["themes"], situation.themes)
    if situation.channels:
        applies &= notes["channel"].isin([str(channel) for channel in situation.channels])
    if situation.states:
        applies &= notes["heart_head_heart"].isin([str(state) for state in situation.states])
    if situation.outcomes:
        applies &= notes["outcome"].isin([str(outcome) for outcome in situation.outcomes])
    if situation.done:
        applies &= among(notes, labelled(own(sure, Status.DONE), situation.done))
    if situation.words:
        applies &= among(notes, shown_moments(situation, findings, settings))
    return applies


def _ended_well(
    situation: Situation, notes: pd.DataFrame, findings: pd.DataFrame, settings: Settings
) -> "pd.Series[bool]":
    """Return for each note whether the person left content: thanks, praise or relief after the
    last of the quoted acts, or a clearly good end."""
    acts = labelled(own(findings, Status.DONE), situation.quoted)
    pleased = labelled(cues(findings), frozenset({Cue.SATISFACTION}))
    last = acts.groupby(NOTE)["start"].max().rename("last").reset_index()
    after = pleased.merge(last, on=NOTE)
    content = among(notes, after[after["start"] > after["last"]])
    return content | (notes["sentiment_end"] >= settings.arc.positive_at)


def _latest(findings: pd.DataFrame) -> "pd.Series[int]":
    """Return for each finding where the latest of its note starts."""
    return findings.groupby(NOTE)["start"].transform("max")
