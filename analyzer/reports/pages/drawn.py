"""Charts as a page shows them: the picture, and its data as a table behind a disclosure."""

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from analyzer.reports.charts import Drawing, svg


@dataclass(frozen=True)
class Table:
    """Words and formatted figures: a header, and rows of as many cells; the first names the row."""

    header: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Picture:
    """A chart for the macro ``drawing`` of parts.html."""

    svg: Markup
    title: str
    table: Table


def drawn(drawing: Drawing | None, name: str) -> Picture | None:
    """Return a drawing as a page shows it, or None where there is nothing to draw.

    ``name`` makes the ids of the SVG unlike those of the page's other charts.
    """
    if drawing is None:
        return None
    return Picture(
        svg=Markup(svg(drawing, name)),  # its text is escaped by the library that writes it
        title=drawing.title,
        table=table_of(drawing.table),
    )


def table_of(data: pd.DataFrame) -> Table:
    """Return a chart's data, which are words already, as a page shows them."""
    return Table(
        [str(column) for column in data.columns],
        [[str(cell) for cell in row] for row in data.itertuples(index=False)],
    )
