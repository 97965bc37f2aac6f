"""A reader for tests: it finds a few words, at once, and without a model."""

import os
import re
import time
from collections.abc import Sequence

import pyarrow as pa

from analyzer.codebook import (
    Actor,
    AlertKind,
    ContactKind,
    Cue,
    Experience,
    HeartHeadHeart,
    Outcome,
    Status,
    Step,
    StepState,
    Theme,
    kind_of,
)
from analyzer.schema import NOTE, Alert, Analysis, Contact, Finding
from analyzer.settings import Settings

WORDS = {
    "angry": (Cue.FRUSTRATION, None, Actor.PATIENT_SIDE),
    "lawyer": (Cue.LEGAL, None, Actor.PATIENT_SIDE),
    "listened": (Step.LISTEN, Status.DONE, Actor.AUTHOR),
    "apologised to Ana Ruiz": (Step.EMPATHIZE, Status.DONE, Actor.AUTHOR),
    "booked": (Step.RESOLVE, Status.DONE, Actor.AUTHOR),
}
CALLED = "rang Ana Ruiz"


class FakeReader:
    """Raises for a text that holds "unreadable", ends its process for one with "fatal", and never
    returns for one with "endless"."""

    def __init__(self, settings: Settings, name: str = "fake@1") -> None:
        self.settings = settings
        self.name = name

    def read(self, texts: Sequence[str], note_ids: Sequence[str]) -> list[Analysis]:
        return [self._read(*note) for note in zip(texts, note_ids, strict=True)]

    def _read(self, text: str, note_id: str) -> Analysis:
        if "unreadable" in text:
            raise RuntimeError(f"cannot read: {text}")
        if "fatal" in text:
            os._exit(9)
        while "endless" in text:
            time.sleep(0.01)
        found = sorted((text.find(word), word) for word in WORDS if word in text)
        findings = tuple(
            Finding(
                label=WORDS[word][0],
                kind=kind_of(WORDS[word][0]),
                status=WORDS[word][1],
                start=start,
                end=start + len(word),
                quote=word,
                score=0.9,
                actor=WORDS[word][2],
            )
            for start, word in found
        )
        labels = [finding.label for finding in findings]
        return Analysis(
            note_id=note_id,
            findings=findings,
            sentiment_start=-1.0 if Cue.FRUSTRATION in labels else 0.0,
            sentiment_end=0.25,
            sentiment_compound=-0.1,
            escalation=3 if Cue.LEGAL in labels else int(Cue.FRUSTRATION in labels),
            outcome=Outcome.RESOLVED if Step.RESOLVE in labels else Outcome.NONE,
            experience=Experience.NEUTRAL,
            p_negative=0.2,
            p_positive=0.1,
            steps={
                step: StepState.DONE if step in labels else StepState.NOT_DOCUMENTED
                for step in Step
            },
            heart_head_heart=HeartHeadHeart.NONE,
            themes=(Theme.WAIT, Theme.BILLING) if Cue.FRUSTRATION in labels else (),
            concern=Cue.FRUSTRATION in labels,
            alerts=tuple(
                Alert(
                    kind=AlertKind.LEGAL,
                    route_to=self.settings.alerts.legal,
                    finding=labels.index(Cue.LEGAL),
                )
                for _ in range(labels.count(Cue.LEGAL))
            ),
            contacts=tuple(
                Contact(
                    kind=ContactKind.MADE,
                    start=found.start(),
                    end=found.end(),
                    quote=CALLED,
                    actor=Actor.AUTHOR,
                )
                for found in re.finditer(CALLED, text)
            ),
            word_count=len(text.split()),
            model=self.name,
        )


def load_fake_reader(settings: Settings) -> FakeReader:
    return FakeReader(settings)


def note_batch(*rows: dict[str, object]) -> pa.RecordBatch:
    """A NOTE batch; each row needs a text, its number is its place unless given."""
    return pa.RecordBatch.from_pylist(
        [
            {"source": "export", "note_id": f"n{place}", "file": "a.csv", "row": place} | row
            for place, row in enumerate(rows, start=1)
        ],
        schema=NOTE,
    )
