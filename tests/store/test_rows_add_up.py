"""Wherever a row ends, it is counted once, and of each note the version stands that should: over
any exports on any nights."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pandas as pd
import pyarrow as pa
from fake_reader import FakeReader
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.engines.batch import analyze_batch
from analyzer.intake import Accounting, Rejects, read_notes
from analyzer.settings import Settings
from analyzer.store import Store, open_store

ROW = st.one_of(
    st.fixed_dictionaries(
        {"note": st.sampled_from(["Was angry.", "Booked.", "This is unreadable.", ""])},
        optional={
            "note_id": st.sampled_from(["a", "b", "c"]),
            "date": st.sampled_from(["2026-03-02", "2026-03-03", "soon"]),
            "agent": st.sampled_from(["S1", "S2"]),
        },
    ).map(json.dumps),
    st.just("not JSON"),
)
NIGHT = st.lists(ROW, max_size=12)
HEADER = json.dumps(dict.fromkeys(["note", "note_id", "date", "agent"], ""))


def batches_of(
    rows: Sequence[str], rejects: Rejects, size: int, settings: Settings
) -> list[pa.RecordBatch]:
    """The notes of an export of these rows; its first row names the columns and is no note."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "night.jsonl")
        path.write_text("\n".join([HEADER, *rows]))
        return list(read_notes([path], settings, rejects, size))


def run(
    store: Store,
    rows: Sequence[str],
    size: int,
    ahead: bool = False,
    model: str = "fake@1",
    settings: Settings | None = None,
) -> Accounting:
    """A night, each batch saved before the next is asked for, or all asked for before."""
    settings = settings or Settings()
    reader = FakeReader(settings, model)
    with Rejects() as rejects, store.run(reader.name, settings, rejects) as night:
        new = map(night.new_notes, batches_of(rows, rejects, size, settings))
        for batch in list(new) if ahead else new:
            results = analyze_batch(batch, reader=reader)
            rejects.accounting.rejected += results["error"].is_valid().true_count
            night.save(batch, results)
    rejects.accounting.check()
    assert rejects.accounting.read == len(rows) + 1
    assert min(counts(rejects.accounting)) >= 0
    return rejects.accounting


def counts(accounting: Accounting) -> list[int]:
    return [getattr(accounting, name) for name in Accounting.__slots__]


@settings(deadline=None, max_examples=40)
@given(first=NIGHT, second=NIGHT, size=st.integers(1, 5), ahead=st.booleans())
def test_runs_add_up_and_the_same_export_again_is_known(first, second, size, ahead) -> None:
    with open_store("sqlite://") as store:
        night = run(store, first, size, ahead)
        assert len(store.frames().analyses) == night.analysed
        before = store.frames()
        again = run(store, first, size, ahead)
        assert (again.analysed, again.unchanged) == (0, night.analysed)
        assert again.rejected == night.rejected
        pd.testing.assert_frame_equal(store.frames().analyses, before.analyses)
        run(store, second, size, ahead)
        analyses = store.frames().analyses
        assert not analyses.duplicated(["source", "note_id"]).any()


@settings(deadline=None, max_examples=40)
@given(rows=NIGHT, size=st.integers(1, 5))
def test_without_a_store_they_add_up_too(rows, size) -> None:
    reader = FakeReader(Settings())
    with Rejects() as rejects:
        for batch in batches_of(rows, rejects, size, Settings()):
            results = analyze_batch(batch, reader=reader)
            failed = results["error"].is_valid().true_count
            rejects.accounting.rejected += failed
            rejects.accounting.analysed += batch.num_rows - failed
    rejects.accounting.check()
    assert rejects.accounting.read == len(rows) + 1


Content = tuple[int, str]
"""A day in March, 0 for a note without a time, and the staff, in which the versions differ."""

VERSION = st.tuples(
    st.sampled_from(["a", "b"]),
    st.tuples(st.integers(0, 3), st.sampled_from(["S1", "S2", "S3"])),
)
NIGHTS = st.lists(
    st.tuples(st.sampled_from(["fake@1", "fake@2"]), st.lists(VERSION, max_size=6)),
    min_size=1,
    max_size=6,
)


@dataclass
class Rule:
    """What should stand: of a night's versions of a note the one of the latest time, and of these
    the one that stands in the export last; of those of all nights the latest, in the same way."""

    seen: dict[str, list[Content]] = field(default_factory=dict)
    read_by: dict[tuple[str, Content], set[str]] = field(default_factory=dict)

    def night(self, model: str, versions: Sequence[tuple[str, Content]]) -> Accounting:
        """The counts of a night; its export has a row more, which is rejected."""
        expected = Accounting(read=len(versions) + 1, rejected=1)
        given: dict[str, list[Content]] = {}
        for name, content in versions:
            given.setdefault(name, []).append(content)
        for name, contents in given.items():
            expected.duplicate += len(contents) - len(set(contents))
            expected.superseded += len(set(contents)) - 1
            chosen = latest(contents)
            self.seen.setdefault(name, []).append(chosen)
            readers = self.read_by.setdefault((name, chosen), set())
            if self.standing(name) != chosen:
                expected.superseded += 1
            elif model in readers:
                expected.unchanged += 1
            else:
                expected.analysed += 1
                readers.add(model)
        return expected

    def standing(self, name: str) -> Content:
        return latest(self.seen[name])


def latest(versions: Sequence[Content]) -> Content:
    """The version of the latest time, and of these the one that came for the first time last."""
    return max(reversed(dict.fromkeys(versions)), key=lambda content: content[0])


def row_of(name: str, content: Content) -> str:
    day, staff = content
    date = {"date": f"2026-03-0{day}"} if day else {}
    return json.dumps({"note": "Was angry.", "note_id": name, "agent": staff} | date)


EXAMPLES = count()


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(nights=NIGHTS, size=st.integers(1, 3))
def test_of_each_note_the_version_stands_that_the_rule_says(store: Store, nights, size) -> None:
    rule = Rule()
    settings = Settings(source={"name": f"example {next(EXAMPLES)}"})
    for model, versions in nights:
        rows = [row_of(name, content) for name, content in versions]
        accounting = run(store, rows, size, model=model, settings=settings)
        assert accounting == rule.night(model, versions)
        analyses = store.frames().analyses
        analyses = analyses[analyses["source"] == settings.source.name]
        days = analyses["timestamp"].dt.day.fillna(0).astype(int)
        standing = dict(
            zip(analyses["note_id"], zip(days, analyses["staff_id"], strict=True), strict=True)
        )
        assert standing == {name: rule.standing(name) for name in rule.seen}
