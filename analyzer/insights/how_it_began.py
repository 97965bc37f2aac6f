"""How a contact began, as far as its note tells: before the staff's first act in it."""

import numpy as np
import pandas as pd

from analyzer.codebook import ESCALATION_OF, Actor, Kind
from analyzer.frames import Frames
from analyzer.insights.evidence import cues, note_keys
from analyzer.insights.selection import with_concern

_LEVELS = {str(label): int(level) for label, level in ESCALATION_OF.items() if level}
_STAFF = [str(Actor.AUTHOR), str(Actor.UNCLEAR)]


def how_it_began(frames: Frames) -> pd.DataFrame:
    """Return a row a note with a concern, with the index of ``with_concern``.

    Columns: sentiment_start (-2 to 2, the patient side) and escalation (an Escalation, 0 to 3): the
    level of the first cue that raises one (the highest where several begin at the same place), if
    it stands before the first step or technique, of whatever status, of the author or an unclear
    actor; else 0. What the patient side did later may
    be an answer to the staff and is never looked at. Nor is a second cue: a note without any act
    has room for more of them, so that a beginning would look harder for no other reason than that
    nothing was documented.
    """
    notes = with_concern(frames)
    findings = frames.findings
    acts = findings[(findings["kind"] != Kind.CUE.value) & findings["actor"].isin(_STAFF)]
    first_act = acts.groupby(note_keys(acts))["start"].min()
    raising = findings["label"].isin(_LEVELS) & ~findings["mention"].astype(bool)
    told = cues(findings[raising])
    told = told.assign(note=note_keys(told), level=told["label"].map(_LEVELS).astype(float))
    told = told.sort_values(["start", "level"], ascending=[True, False])
    told = told.drop_duplicates("note").set_index("note")
    told = told[~(told["start"] >= first_act.reindex(told.index))]
    level = told["level"].reindex(note_keys(notes)).fillna(0)
    return pd.DataFrame(
        {
            "sentiment_start": notes["sentiment_start"],
            "escalation": level.to_numpy(dtype=np.int64),
        }
    )
