"""Invented figures of every chart, from the smallest to the largest that a clinic may have."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analyzer.codebook import Step, Theme
from analyzer.insights.control_charts import ControlChart, control_chart
from analyzer.insights.distributions import Estimate
from analyzer.insights.funnel_plot import Funnel, Place
from analyzer.insights.intervals import share, wilson
from analyzer.insights.overview import ThemeCount
from analyzer.insights.told import Bin
from analyzer.reports.charts import (
    Drawing,
    arc_slope,
    funnel,
    p_chart,
    people_told,
    person_steps,
    step_bars,
    theme_pareto,
)
from analyzer.settings import Settings

SETTINGS = Settings()
LONG = [
    "Outpatient rehabilitation and physiotherapy, second floor of the south building",
    "Krankenhausaufnahmeverwaltungsgebäude",
    "MMWWMMWW wards",
    "Приёмный покой",
    "急诊科",
]


def a_funnel(people: int, places: Sequence[Place] = ()) -> Funnel:
    """Return a funnel; the first people lie at ``places``, the others inside."""
    precision = np.linspace(31, 31 + 7 * people, people)
    given = [*places, *[Place.INSIDE] * people][:people]
    heights = {Place.INSIDE: 0.5, Place.ABOVE: 0.98, Place.BELOW: 0.03}
    wave = 0.04 * np.sin(np.arange(people))
    shares = np.array([heights[place] for place in given]) + np.where(
        [place is Place.INSIDE for place in given], wave, 0
    )
    members = pd.DataFrame(
        {
            "staff_id": [f"S{i:03d}" for i in range(people)],
            "staff_name": [f"Person {i:03d}" for i in range(people)],
            "n": precision.astype(int),
            "rate": shares,
            "expected": 0.5,
            "standardised": shares,
            "precision": precision,
            "place": [str(place) for place in given],
        }
    )
    known = np.geomspace(20, 40 + 7 * people, 60)
    limits = pd.DataFrame({"precision": known})
    for name, sigmas in (("95", 1.96), ("998", 3.09)):
        limits[f"low_{name}"] = np.clip(0.5 - sigmas * np.sqrt(0.25 / known), 0, 1)
        limits[f"high_{name}"] = np.clip(0.5 + sigmas * np.sqrt(0.25 / known), 0, 1)
    columns = ["precision", "low_95", "high_95", "low_998", "high_998"]
    return Funnel(Step.EMPATHIZE, 0.5, 0.0, members, limits[columns], 2)


def months(shares: Sequence[float], n: int = 100, changes: Sequence[date] = ()) -> ControlChart:
    """Return the control chart of so many months from November 2024; NaN is a month without."""
    known = ~np.isnan(shares)
    counts = pd.DataFrame(
        {
            "month": pd.date_range("2024-11-01", periods=len(shares), freq="MS"),
            "n": np.where(known, n, 5),
            "count": np.where(known, np.round(np.nan_to_num(shares) * n), 1),
        }
    )
    return control_chart(counts, SETTINGS, changes)


def arcs(groups: Sequence[str | None], rise: float = 1.0, half: float = 0.1) -> pd.DataFrame:
    start = np.linspace(-1.5, -0.4, len(groups))
    return pd.DataFrame(
        {
            "channel": groups,
            "n": 40,
            "mean_start": start,
            "mean_end": start + rise,
            "mean_change": rise,
            "change_low": rise - half,
            "change_high": rise + half,
        }
    )


def step_rates(done: Sequence[int], n: int = 200) -> pd.DataFrame:
    """Return rows as ``steps.step_rates`` does, with 10 missed and 6 planned."""
    counts = np.array(done)
    low, high = wilson(counts, n)
    enough = n >= SETTINGS.statistics.minimum_for_rate
    return pd.DataFrame(
        {
            "step": [str(step) for step in Step],
            "n": n,
            "done": counts,
            "missed": np.minimum(10, n - counts),
            "planned": np.minimum(6, np.maximum(n - counts - 10, 0)),
            "not_documented": np.maximum(n - counts - 16, 0),
            "rate": counts / n if enough else np.nan,
            "low": low if enough else np.nan,
            "high": high if enough else np.nan,
        }
    )


def told(bins: int, people: float = 11) -> tuple[tuple[Bin, ...], Estimate]:
    """Return a bell-shaped distribution and its estimate."""
    counts = np.arange(bins)
    chance = np.exp(-0.5 * ((counts - bins / 2) / (bins / 7)) ** 2)
    chance /= chance.sum()
    reached = np.cumsum(chance)
    low_95, low_80, middle, high_80, high_95 = (
        float(counts[np.searchsorted(reached, level)] * people)
        for level in (0.025, 0.1, 0.5, 0.9, 0.975)
    )
    expected = float(counts @ chance * people)
    return (
        tuple(Bin(i * people, i * people, float(p)) for i, p in zip(counts, chance, strict=True)),
        Estimate(expected, middle, low_80, high_80, low_95, high_95),
    )


def themes(counts: Sequence[int], names: Sequence[str] | None = None) -> tuple[ThemeCount, ...]:
    so_far = np.cumsum(counts) / sum(counts)
    return tuple(
        ThemeCount(theme, share(count, 2_000, SETTINGS.statistics), float(part))  # type: ignore[arg-type]
        for theme, count, part in zip(names or list(Theme), counts, so_far, strict=False)
    )


def marks(drawing: Drawing, kind: str) -> list[dict[str, Any]]:
    """Return the data of the one layer of a drawing whose marks are of this kind."""
    whole = drawing.chart.to_dict()
    (layer,) = (layer for layer in whole["layer"] if layer["mark"]["type"] == kind)
    rows: list[dict[str, Any]] = whole["datasets"][layer["data"]["name"]]
    return rows


def _named(count: int) -> list[str]:
    return [f"{LONG[i % len(LONG)]} {i}" for i in range(count)]


UP = [0.5, 0.52, 0.48, 0.51, 0.9, 0.53, float("nan"), 0.5, 0.49, 0.51, 0.52, 0.5]

DRAWN: dict[str, Callable[[], Drawing | None]] = {
    "funnel of 5": lambda: funnel.draw(a_funnel(5)),
    "funnel of 500": lambda: funnel.draw(a_funnel(500, [Place.ABOVE, Place.BELOW])),
    "3 months": lambda: p_chart.draw(months([0.5, 0.6, 0.4]), "Empathy documented"),
    "12 months": lambda: p_chart.draw(months(UP, changes=[date(2025, 4, 1)]), "Unhappy", "cases"),
    "24 months": lambda: p_chart.draw(months([0.2] * 8 + [0.8] * 16), "Empathy documented"),
    "1 arc": lambda: arc_slope.draw(arcs(["phone"]).drop(columns="channel")),
    "6 arcs": lambda: arc_slope.draw(arcs(["phone", "sms", None, "in_person"], -0.3), "channel"),
    "40 arcs": lambda: arc_slope.draw(arcs(_named(40)), "channel"),
    "steps": lambda: step_bars.draw(step_rates([120, 60, 180])),
    "all steps done": lambda: step_bars.draw(step_rates([200, 0, 184])),
    "steps of a person": lambda: person_steps.draw(
        step_rates([40, 0, 3], 40).assign(expected=[0.6, float("nan"), 0.1])
    ),
    "3 numbers of people": lambda: people_told.draw(*told(3)),
    "120 numbers of people": lambda: people_told.draw(*told(120, 1100)),
    "1 theme": lambda: theme_pareto.draw(themes([3])),
    "11 themes": lambda: theme_pareto.draw(themes([1200, 500, 80, 44, 30, 21, 11, 9, 5, 2, 1])),
    "40 themes": lambda: theme_pareto.draw(themes(range(400, 0, -10), _named(40))),
}
"""Every chart with little and with much to draw, by a name."""
