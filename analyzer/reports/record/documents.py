"""One page's figures as a JSON document."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

import pandas as pd
from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass

from analyzer.insights.coaching import CoachingReport
from analyzer.insights.models import ModelNotes
from analyzer.insights.morning import Morning
from analyzer.insights.overview import Overview
from analyzer.insights.promises import KeptPromise
from analyzer.insights.protocol import ProtocolStep
from analyzer.insights.sensitivity import OtherConstant
from analyzer.insights.told import Bin
from analyzer.insights.word_of_mouth import Constant, Group, WordOfMouth
from analyzer.reports.figures import ClinicFigures, StaffFigures
from analyzer.reports.record.rows import (
    ArcRow,
    ChannelArc,
    Chart,
    ComparedStep,
    FunnelPlot,
    HeartRow,
    MonthRow,
    OwnPromises,
    PromiseRow,
    StepRow,
)

Schema = Literal["analyzer-report/1"]
SCHEMA: Schema = "analyzer-report/1"
"""The number after the stroke goes up when a field changes its meaning or goes away, not when one
is added."""

document = dataclass(frozen=True, config=ConfigDict(extra="forbid"))
"""What a file holds: these fields and no others."""


@document
class WordOfMouthDocument:
    """The clinic's estimate, its breakdowns, and what must be said beside them."""

    clinic: WordOfMouth
    by_location: tuple[Group, ...]
    by_channel: tuple[Group, ...]
    by_theme: tuple[Group, ...]
    by_month: tuple[Group, ...]
    distribution: tuple[Bin, ...]
    sensitivity: tuple[OtherConstant, ...]
    constants: tuple[Constant, ...]
    caveats: tuple[str, ...]


@document
class OverviewDocument:
    """index.json: the whole clinic."""

    schema: Schema
    kind: Literal["overview"]
    as_of: date
    overview: Overview
    word_of_mouth: WordOfMouthDocument
    unhappy: Chart
    steps: tuple[StepRow, ...]
    funnels: tuple[FunnelPlot, ...]
    step_charts: dict[str, Chart]
    hearts: dict[Literal["opening", "closing", "full"], HeartRow]
    arcs_by_channel: tuple[ChannelArc, ...]
    promises: PromiseRow
    models: tuple[ModelNotes, ...]


@document
class StaffDocument:
    """staff/<slug>.json: one person's coaching page. For coaching only, never for ranking."""

    schema: Schema
    kind: Literal["staff"]
    since: date
    chosen: bool
    report: CoachingReport
    compared: tuple[ComparedStep, ...]
    step_charts: dict[str, Chart]
    hearts: dict[Literal["opening", "closing", "full"], HeartRow]
    arc: ArcRow
    months: tuple[MonthRow, ...]
    model_changes: tuple[date, ...]
    promises: OwnPromises
    kept: tuple[KeptPromise, ...]
    protocol: tuple[ProtocolStep, ...]
    models: tuple[ModelNotes, ...]


@document
class _Headed:
    schema: Schema
    kind: Literal["morning"]


@document
class MorningDocument(Morning, _Headed):
    """morning.json: what the people who look after quality need to know first."""


Document = OverviewDocument | StaffDocument | MorningDocument


def overview_json(figures: ClinicFigures) -> str:
    """Return what index.json holds."""
    return _written("overview", figures)


def staff_json(figures: StaffFigures) -> str:
    """Return what a person's JSON file holds."""
    return _written("staff", figures)


def morning_json(figures: Morning) -> str:
    """Return what morning.json holds."""
    return _written("morning", figures)


def _written(kind: str, figures: Any) -> str:
    """Return figures as JSON, checked against the document; what is missing is null."""
    adapter = _adapter(kind)
    held = adapter.validate_python({"schema": SCHEMA, "kind": kind, **_parts(figures)})
    return adapter.dump_json(held, indent=2).decode() + "\n"


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    documents = {"overview": OverviewDocument, "staff": StaffDocument, "morning": MorningDocument}
    return TypeAdapter(documents[kind])


def _parts(figures: Any) -> dict[str, Any]:
    """Return figures by name, with tables of pandas as rows."""
    return {one.name: _part(getattr(figures, one.name)) for one in fields(figures)}


def _part(value: Any) -> Any:
    """Return one of the figures; a dataclass that holds a table becomes a dictionary."""
    if isinstance(value, pd.DataFrame):
        return list(_rows(value))
    if isinstance(value, list | tuple):
        return [_part(part) for part in value]
    if isinstance(value, dict):
        return {key: _part(part) for key, part in value.items()}
    return _parts(value) if is_dataclass(value) else value


def _rows(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in table.to_dict("records"):
        yield {
            str(name): value.date() if isinstance(value, pd.Timestamp) else value
            for name, value in row.items()
        }
