"""Chains of notes whose promises people labelled by reading, and what the program says of them.

A line of data/promise_chains.jsonl is a chain: the notes of one patient (in the samples: one case)
of one author's file, and for each promise its note, deadline and state as seen at ``as_of``.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from analyzer.codebook import LABELS, Actor, Status, kind_of
from analyzer.engines.batch import analyze_batch
from analyzer.frames import Frames, tidy
from analyzer.insights.promises import promises
from analyzer.intake import Rejects, read_notes
from analyzer.language.reader import load_reader
from analyzer.privacy.redaction import find_in_notes, redact
from analyzer.schema import ANALYSIS
from analyzer.settings import Settings

ROOT = Path(__file__).parents[1]
LABELLED = Path(__file__).with_name("data") / "promise_chains.jsonl"
UNSEEN = ("T15", "T16", "T17", "T18")
"""Authors whose notes the reader was not trained on."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What was labelled, or found, of one promise."""

    state: str
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class Chain:
    """A labelled chain; ``promises`` by note_id."""

    name: str
    file: str
    as_of: datetime
    note_ids: frozenset[str]
    promises: dict[str, Promise]

    @property
    def group(self) -> str:
        """Where the chain comes from: "T01-T14", "T15-T18" or "samples"."""
        if not self.name.startswith("T"):
            return "samples"
        return "T15-T18" if self.name.startswith(UNSEEN) else "T01-T14"


def labelled() -> list[Chain]:
    """The labelled chains, in the order of the file."""
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    return [
        Chain(
            name=row["chain"],
            file=row["source_file"],
            as_of=datetime.fromisoformat(row["as_of"]),
            note_ids=frozenset(row["note_ids"]),
            promises={
                one["note_id"]: Promise(
                    one["state"], one["deadline"] and datetime.fromisoformat(one["deadline"])
                )
                for one in row["promises"]
            },
        )
        for row in rows
    ]


def found(chains: Sequence[Chain], annotated: bool) -> list[dict[str, Promise]]:
    """What the program says of each chain's promises, by note_id.

    Its findings are the shipped reader's or, with ``annotated``, those of the corpus; the samples
    have no annotated findings.
    """
    said = {
        (chain.file, chain.as_of): promises(
            frames_of_file(chain.file, annotated), Settings(), chain.as_of
        )
        for chain in chains
    }
    return [_of_chain(chain, said[chain.file, chain.as_of]) for chain in chains]


def _of_chain(chain: Chain, said: pd.DataFrame) -> dict[str, Promise]:
    rows = said[said["note_id"].isin(chain.note_ids)]
    return {
        row.note_id: Promise(
            row.state, None if pd.isna(row.deadline) else row.deadline.to_pydatetime()
        )
        for row in rows.itertuples()
    }


@cache
def frames_of_file(file: str, annotated: bool) -> Frames:
    """The frames of all notes of a file, as a night's run makes them."""
    settings = Settings()
    reader = load_reader(settings)
    with Rejects() as rejects:
        batches = [
            (batch, analyze_batch(batch, reader=reader))
            for batch in read_notes([ROOT / file], settings, rejects, 256)
        ]
    assert rejects.reasons == {}
    tables = [_annotated(ROOT / file, *batch) if annotated else batch[1] for batch in batches]
    return tidy(pa.Table.from_batches(tables, ANALYSIS))


def _annotated(file: Path, notes: pa.RecordBatch, analyses: pa.RecordBatch) -> pa.RecordBatch:
    """Put the annotated findings of a corpus file in place of the reader's."""
    lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    gold = {line["note_id"]: line["findings"] for line in lines}
    rows = [
        analysis | {"findings": _findings(note, gold[note["note_id"]])}
        for note, analysis in zip(notes.to_pylist(), analyses.to_pylist(), strict=True)
    ]
    return pa.RecordBatch.from_pylist(rows, ANALYSIS)


def _findings(note: dict[str, Any], gold: list[dict[str, Any]]) -> list[dict[str, Any]]:
    text = note["text"]
    [identifiers] = find_in_notes([note])
    findings = []
    for one in gold:
        label = LABELS[one["label"]]
        start = text.index(one["quote"])
        end = start + len(one["quote"])
        cue = one.get("status") is None
        findings.append(
            {
                "label": str(label),
                "kind": str(kind_of(label)),
                "status": None if cue else str(Status(one["status"])),
                "start": start,
                "end": end,
                "quote": one["quote"],
                "redacted_quote": redact(text, start, end, identifiers),
                "score": 1.0,
                "actor": str(Actor.PATIENT_SIDE if cue else Actor.AUTHOR),
                "mention": False,
            }
        )
    return findings


def table_of_errors(chains: Sequence[Chain], said: Sequence[dict[str, Promise]]) -> str:
    """A line for each chain whose promising notes or states differ from the labels."""
    lines = []
    for chain, promises_said in zip(chains, said, strict=True):
        if not right(chain, promises_said):
            told = _states(chain.promises)
            lines.append(f"{chain.name}: labelled {told}, found {_states(promises_said)}")
    return "\n".join(lines)


def right(chain: Chain, said: dict[str, Promise]) -> bool:
    """Whether the promising notes and the state of each are as labelled."""
    return _states(chain.promises) == _states(said)


def _states(said: dict[str, Promise]) -> dict[str, str]:
    return {note_id: one.state for note_id, one in said.items()}
