"""Charts as a page shows them."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from analyzer.reports import charts
from analyzer.reports.figures import Row
from analyzer.reports.formatting import heading


def step_chart(rows: Sequence[Row], title: str) -> Markup | None:
    shown = [row | {"step": heading(row["step"])} for row in rows if row["rate"] is not None]
    return drawn(
        charts.step_rates, shown, "steps", title,
        "A dot for the share of notes with a concern in which each step is documented, on a line "
        "for its interval, from 0 to 100 percent.",
    )  # fmt: skip


def drawn(draw: Any, rows: Sequence[Row], name: str, title: str, description: str) -> Markup | None:
    """Return a chart of the rows as SVG, or None where there are none."""
    if not rows:
        return None
    # Text in the SVG is escaped by the library that writes it.
    return Markup(charts.svg(draw(pd.DataFrame(rows)), name, title, description))
