"""The figures of each page, gathered from the insights: what its HTML shows and its JSON holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from analyzer.codebook import HeartHeadHeart, Step
from analyzer.frames import Frames
from analyzer.insights.arc import arcs
from analyzer.insights.coaching import CoachingReport, coach
from analyzer.insights.control_charts import ControlChart
from analyzer.insights.funnel_plot import Funnel, funnel_plot
from analyzer.insights.heart_head_heart import heart_shares, state_shares
from analyzer.insights.helped import usual_help
from analyzer.insights.intervals import Share
from analyzer.insights.models import ModelNotes, model_changes, models
from analyzer.insights.monthly import step_charts, unhappy_chart
from analyzer.insights.overview import Overview, overview
from analyzer.insights.period import first_day
from analyzer.insights.promises import KeptPromise, kept_promises, promise_counts, shown_promises
from analyzer.insights.protocol import ProtocolStep, protocol_steps
from analyzer.insights.selection import day_of, with_concern
from analyzer.insights.standardisation import expected_step_rates, standardised_step_rates
from analyzer.insights.steps import monthly_step_rates, step_rates
from analyzer.insights.word_of_mouth import WordOfMouthReport, word_of_mouth
from analyzer.reports.basis import Basis
from analyzer.settings import Settings

Row = dict[str, Any]

PROMISE_COLUMNS = ["made", "with_time", "n", "kept", "rate", "low", "high"]
"""What a person's page tells of promises: not what was not kept, which nobody has confirmed."""

OWN_COLUMNS = ["step", "n", "done", "rate", "low", "high"]
"""Without ``missed``, the reader's weakest label, which is never a figure on a person's page."""


@dataclass(frozen=True)
class ClinicFigures:
    """The overview page. Rows are those of the insight of the same name; None where no rate.

    ``funnels`` compares people in the steps for which enough of them have enough notes;
    ``step_charts`` has the control chart of each step, ``unhappy`` that of the share of cases that
    the reader takes to be unhappy, over all months that charts look back on.
    """

    as_of: date
    overview: Overview
    word_of_mouth: WordOfMouthReport
    unhappy: ControlChart
    steps: list[Row]
    funnels: tuple[Funnel, ...]
    step_charts: dict[str, ControlChart]
    hearts: dict[str, Row]
    arcs_by_channel: list[Row]
    promises: Row
    models: tuple[ModelNotes, ...]


@dataclass(frozen=True)
class StaffFigures:
    """One person's page over the notes from ``since`` on, a day that was ``chosen`` or found.

    ``compared`` has a row a step: step, n, done, rate, low, high and expected (the share that an
    average colleague would have documented in the same notes) of the page's own days, and
    clinic_period, what the clinic's funnel has of the person: first, last (the days of the clinic's
    notes, None where no note has a time), n, rate, expected and place; None where the person is in
    no funnel. ``hearts`` holds the rows opening, closing and full;
    ``months`` a row a month and step, also of the months before ``since``; ``model_changes`` those
    of them in which another model began to read; ``step_charts`` the control chart of each step.
    ``promises`` counts what the person promised since then, and ``kept`` shows some of it.
    ``protocol`` has the steps of the site's own protocol, where it has one.
    """

    since: date
    chosen: bool
    report: CoachingReport
    compared: list[Row]
    hearts: dict[str, Row]
    arc: Row
    months: list[Row]
    model_changes: tuple[date, ...]
    step_charts: dict[str, ControlChart]
    promises: Row
    kept: tuple[KeptPromise, ...]
    protocol: tuple[ProtocolStep, ...]
    models: tuple[ModelNotes, ...]


def clinic_figures(basis: Basis, settings: Settings) -> ClinicFigures:
    """Return the figures of the overview page."""
    frames, history = basis.frames, basis.history
    return ClinicFigures(
        as_of=basis.as_of,
        overview=overview(frames, settings),
        word_of_mouth=word_of_mouth(frames, settings, basis.calibration),
        unhappy=unhappy_chart(history, settings),
        steps=_rows(step_rates(frames, settings)),
        funnels=funnels(basis, settings),
        step_charts=step_charts(history.everybody, settings),
        hearts=_hearts(frames, settings),
        arcs_by_channel=_rows(arcs(frames, settings, ["channel"])),
        promises=_rows(promise_counts(basis.promised, None, settings))[0],
        models=models(frames.analyses),
    )


def funnels(basis: Basis, settings: Settings) -> tuple[Funnel, ...]:
    """Return the funnel plot of each step for which enough people have enough notes."""
    rates = standardised_step_rates(basis.frames, basis.expected, settings)
    drawn = (funnel_plot(rates, step, settings) for step in Step)
    return tuple(funnel for funnel in drawn if funnel is not None)


def staff_figures(
    basis: Basis, funnels: Sequence[Funnel], staff_ids: Sequence[str], settings: Settings
) -> Iterator[StaffFigures]:
    """Yield the figures of each person's page: the notes from the basis' ``since``, or without it
    from the day that ``first_day`` says. ``funnels`` are those of the same basis."""
    frames, as_of = basis.frames, basis.as_of
    clinic = _in_funnels(frames, funnels)
    notes, findings = (rows.groupby("staff_id") for rows in (frames.analyses, frames.findings))
    promised, shown = (
        dict(iter(rows.groupby("staff_id")))
        for rows in (basis.promised, shown_promises(basis.promised, frames, settings))
    )

    @cache
    def usual(first: date) -> dict[str, Share]:
        return usual_help(frames.since(first), settings)

    for staff_id in staff_ids:
        some = findings.indices.get(staff_id, [])
        own = replace(
            frames,
            analyses=notes.get_group(staff_id),
            findings=frames.findings.iloc[some],
            contacts=frames.contacts.head(0),  # they are read with promises, of all staff
        )
        first = basis.since or first_day(own, settings, as_of)
        months = monthly_step_rates(own, settings)
        changes = model_changes(with_concern(own))
        own = own.since(first)
        made, kept = (
            _since(first, rows.get(staff_id, basis.promised.head(0))) for rows in (promised, shown)
        )
        past = basis.history.staff.get(staff_id)
        yield StaffFigures(
            since=first,
            chosen=basis.since is not None,
            report=coach(own, staff_id, settings, as_of, usual(first)),
            compared=_compared(own, basis.expected, clinic.get(staff_id, {}), settings),
            hearts=_hearts(own, settings),
            arc=_rows(arcs(own, settings))[0],
            months=_rows(months[["month", *OWN_COLUMNS]]),
            model_changes=changes,
            step_charts={} if past is None else step_charts(past, settings),
            promises=_own_promises(made, settings),
            kept=kept_promises(kept, settings.coaching.quotes),
            protocol=()
            if basis.protocol is None
            else protocol_steps(own, basis.protocol, settings),
            models=models(own.analyses),
        )


def _since(first: date, promised: pd.DataFrame) -> pd.DataFrame:
    """Return the promises made on a day or later, and those without a time."""
    return promised[~(promised["made"] < pd.Timestamp(first))]


def _in_funnels(frames: Frames, funnels: Sequence[Funnel]) -> dict[str, dict[str, Row]]:
    """Return what the funnel of each step has of everybody who is in it, and of which days."""
    times = frames.analyses["timestamp"]
    days = {"first": day_of(times.min()), "last": day_of(times.max())}
    found: dict[str, dict[str, Row]] = {}
    for funnel in funnels:
        members = funnel.members[["n", "rate", "expected", "place"]]
        for staff_id, member in zip(funnel.members["staff_id"], _rows(members), strict=True):
            found.setdefault(staff_id, {})[str(funnel.step)] = days | member
    return found


def _compared(
    own: Frames, expected: pd.DataFrame, clinic: dict[str, Row], settings: Settings
) -> list[Row]:
    rates = expected_step_rates(own, expected, settings)
    rows = _rows(rates[[*OWN_COLUMNS, "expected"]])
    return [row | {"clinic_period": clinic.get(row["step"])} for row in rows]


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
