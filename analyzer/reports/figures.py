"""The figures of each page, gathered from the insights: what its HTML shows and its JSON holds."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

import pandas as pd

from analyzer.codebook import HeartHeadHeart
from analyzer.frames import Frames
from analyzer.insights.arc import arcs
from analyzer.insights.coaching import CoachingReport, coach
from analyzer.insights.heart_head_heart import heart_shares, state_shares
from analyzer.insights.models import ModelNotes, model_changes, models
from analyzer.insights.overview import Overview, overview
from analyzer.insights.period import first_day
from analyzer.insights.promises import KeptPromise, kept_promises, promise_counts, promises
from analyzer.insights.selection import with_concern
from analyzer.insights.steps import monthly_step_rates, step_rates
from analyzer.insights.word_of_mouth import WordOfMouthReport, word_of_mouth
from analyzer.settings import Settings

Row = dict[str, Any]
STEP_COLUMNS = ["step", "n", "done", "rate", "low", "high"]
"""Without ``missed``, the reader's weakest label, which is never a figure on a page."""

PROMISE_COLUMNS = ["made", "with_time", "n", "kept", "rate", "low", "high"]
"""What a person's page tells of promises: not what was not kept, which nobody has confirmed."""


@dataclass(frozen=True)
class ClinicFigures:
    """The overview page. Rows are those of the insight of the same name; None where no rate."""

    as_of: date
    overview: Overview
    word_of_mouth: WordOfMouthReport
    steps: list[Row]
    hearts: dict[str, Row]
    arcs_by_channel: list[Row]
    promises: Row
    models: tuple[ModelNotes, ...]


@dataclass(frozen=True)
class StaffFigures:
    """One person's page over the notes from ``since`` on, a day that was ``chosen`` or found.

    ``hearts`` holds the rows opening, closing and full; ``months`` a row a month and step, also of
    the months before ``since``; ``model_changes`` those of them in which another model began to
    read. ``promises`` counts what the person promised since then, and ``kept`` shows some of it.
    """

    since: date
    chosen: bool
    report: CoachingReport
    hearts: dict[str, Row]
    arc: Row
    months: list[Row]
    model_changes: tuple[date, ...]
    promises: Row
    kept: tuple[KeptPromise, ...]
    models: tuple[ModelNotes, ...]


def promises_until(frames: Frames, settings: Settings, as_of: date) -> pd.DataFrame:
    """Return the promises of the notes up to and with ``as_of``, as the newest of them knows."""
    frames = frames.until(as_of)
    newest = frames.analyses["timestamp"].max()
    return promises(frames, settings, None if pd.isna(newest) else newest.to_pydatetime())


def clinic_figures(
    frames: Frames, promised: pd.DataFrame, settings: Settings, as_of: date
) -> ClinicFigures:
    """Return the figures of the overview page over the notes up to and with ``as_of``."""
    frames = frames.until(as_of)
    return ClinicFigures(
        as_of=as_of,
        overview=overview(frames, settings),
        word_of_mouth=word_of_mouth(frames, settings),
        steps=_rows(step_rates(frames, settings)[STEP_COLUMNS]),
        hearts=_hearts(frames, settings),
        arcs_by_channel=_rows(arcs(frames, settings, ["channel"])),
        promises=_rows(promise_counts(promised, None, settings))[0],
        models=models(frames.analyses),
    )


def staff_figures(
    frames: Frames,
    promised: pd.DataFrame,
    staff_ids: Sequence[str],
    settings: Settings,
    as_of: date,
    since: date | None = None,
) -> Iterator[StaffFigures]:
    """Yield the figures of each person's page: the latest notes up to and with ``as_of``, from
    ``since``, or without it from the day that ``first_day`` says.

    ``promised`` is what ``promises_until`` returns: a colleague may have kept a person's promise.
    """
    frames = frames.until(as_of)
    notes, findings = (rows.groupby("staff_id") for rows in (frames.analyses, frames.findings))
    for staff_id in staff_ids:
        some = findings.indices.get(staff_id, [])
        own = replace(
            frames,
            analyses=notes.get_group(staff_id),
            findings=frames.findings.iloc[some],
            contacts=frames.contacts.head(0),  # they are read with promises, of all staff
        )
        first = since or first_day(own, settings, as_of)
        months = monthly_step_rates(own, settings)
        changes = model_changes(with_concern(own))
        own = own.since(first)
        made = promised[
            (promised["staff_id"] == staff_id) & ~(promised["made"] < pd.Timestamp(first))
        ]
        yield StaffFigures(
            since=first,
            chosen=since is not None,
            report=coach(own, staff_id, settings, as_of),
            hearts=_hearts(own, settings),
            arc=_rows(arcs(own, settings))[0],
            months=_rows(months[["month", *STEP_COLUMNS]]),
            model_changes=changes,
            promises=_own_promises(made, settings),
            kept=kept_promises(made, frames, staff_id, settings.coaching.quotes),
            models=models(own.analyses),
        )


def plain(value: Any) -> Any:
    """Return figures as JSON has them: no NaN but null, days as ISO 8601.

    >>> plain({"rate": float("nan"), "day": date(2026, 3, 2)})
    {'rate': None, 'day': '2026-03-02'}
    """
    if hasattr(value, "__dataclass_fields__"):
        value = asdict(value)
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _own_promises(made: pd.DataFrame, settings: Settings) -> Row:
    """Return the counts of what one person promised; all are 0 where that is nothing."""
    own = promise_counts(made, "staff_id", settings)
    counts = own if len(own) else promise_counts(made.head(0), None, settings)
    return _rows(counts[PROMISE_COLUMNS])[0]


def _hearts(frames: Frames, settings: Settings) -> dict[str, Row]:
    """Return how many notes open with heart, close with it, and show heart, head, heart in full."""
    shares = heart_shares(frames, settings).set_index("heart")
    full = state_shares(frames, settings).set_index("state").loc[[str(HeartHeadHeart.FULL)]]
    rows = pd.concat([shares, full])
    return dict(zip(rows.index, _rows(rows), strict=True))


def _rows(frame: pd.DataFrame) -> list[Row]:
    """Return a frame's rows as plain values, None for what is missing."""
    return [
        {str(key): _value(value) for key, value in row.items()} for row in frame.to_dict("records")
    ]


def _value(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value
