"""What every chart gives: the picture, its finding, and the same in words and figures."""

from dataclasses import dataclass

import altair as alt
import pandas as pd


@dataclass(frozen=True)
class Drawing:
    """A chart with everything that a page or a notebook needs beside it.

    ``chart`` shows itself in a notebook. ``title`` is the finding, a sentence without full stop;
    ``description`` says for those who do not see the chart what is drawn and what it shows.
    ``table`` holds the same data, columns and cells in words and formatted figures.
    """

    chart: alt.LayerChart
    title: str
    description: str
    table: pd.DataFrame
