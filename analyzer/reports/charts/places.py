"""Places in pixels from the left and the top of a plot, beside those that follow a scale.

A place is Altair's own class for it, not ``alt.value``: that makes Altair look through its whole
schema for the class, which takes longer than all else about a mark.
"""

import altair as alt


def across(field: str) -> alt.X:
    """Return the pixels from the left that a field holds."""
    return alt.X(f"{field}:Q", scale=None, axis=None)


def down(field: str) -> alt.Y:
    """Return the pixels from the top that a field holds."""
    return alt.Y(f"{field}:Q", scale=None, axis=None)


def x_at(pixels: float) -> alt.XValue:
    """Return the same place for every mark, from the left."""
    return alt.XValue(pixels)  # type: ignore[no-untyped-call]


def x2_at(pixels: float) -> alt.X2Value:
    """Return the same end for every mark, from the left."""
    return alt.X2Value(pixels)  # type: ignore[no-untyped-call]


def y_at(pixels: float) -> alt.YValue:
    """Return the same place for every mark, from the top."""
    return alt.YValue(pixels)  # type: ignore[no-untyped-call]


def y2_at(pixels: float) -> alt.Y2Value:
    """Return the same end for every mark, from the top."""
    return alt.Y2Value(pixels)  # type: ignore[no-untyped-call]
