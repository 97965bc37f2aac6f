"""Heart, head, heart: in which order the steps stand in the notes with a concern."""

from collections.abc import Mapping, Sequence, Set

import pandas as pd

from analyzer.codebook import HeartHeadHeart
from analyzer.frames import Frames
from analyzer.insights.intervals import with_rates
from analyzer.insights.selection import grouped, with_concern
from analyzer.settings import Settings

OPENING = frozenset(
    {HeartHeadHeart.FULL, HeartHeadHeart.NO_CLOSING_HEART, HeartHeadHeart.HEART_ONLY}
)
"""States in which the first documented act is heart."""

CLOSING = frozenset({HeartHeadHeart.FULL, HeartHeadHeart.NO_OPENING_HEART})
"""States in which heart follows the last head. A contact with no head has nothing to close on, so
heart alone opens but does not close."""


def state_shares(frames: Frames, settings: Settings, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return a row a group and state: by..., state, n, count, rate, low, high.

    ``by`` names columns of ``Frames.analyses`` ("staff_id", "channel"); empty: all in one group.
    n is the group's notes with a concern; a state that none of them has is there with count 0.
    """
    marks = {str(state): {state} for state in HeartHeadHeart}
    return _shares(frames, settings, by, "state", marks)


def heart_shares(frames: Frames, settings: Settings, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return two rows a group, "opening" and "closing": by..., heart, n, count, rate, low, high.

    The share of notes with a concern that open with heart (before any head) and that close with
    heart (after the last head).
    """
    return _shares(frames, settings, by, "heart", {"opening": OPENING, "closing": CLOSING})


def _shares(
    frames: Frames,
    settings: Settings,
    by: Sequence[str],
    name: str,
    marks: Mapping[str, Set[HeartHeadHeart]],
) -> pd.DataFrame:
    """Return each mark's share of a group's notes with a concern."""
    rows = []
    for key, notes in grouped(with_concern(frames), by):
        for mark, states in marks.items():
            held = notes["heart_head_heart"].isin([str(state) for state in states])
            rows.append((*key, mark, len(notes), int(held.sum())))
    counts = pd.DataFrame(rows, columns=[*by, name, "n", "count"])
    return with_rates(counts, "count", settings.statistics)
