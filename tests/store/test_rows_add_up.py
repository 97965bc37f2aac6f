"""Wherever a row ends, it is counted once: over any mixture of rows, in one run and in two."""

import json
import tempfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
from fake_reader import FakeReader
from hypothesis import given, settings
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


def batches_of(rows: list[str], rejects: Rejects, size: int) -> list[pa.RecordBatch]:
    """The notes of an export of these rows; its first row names the columns and is no note."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "night.jsonl")
        path.write_text("\n".join([HEADER, *rows]))
        return list(read_notes([path], Settings(), rejects, size))


def run(store: Store, rows: list[str], size: int, ahead: bool) -> Accounting:
    """A night, each batch saved before the next is asked for, or all asked for before."""
    reader = FakeReader(Settings())
    with Rejects() as rejects, store.run(reader.name, Settings(), rejects.accounting) as night:
        new = map(night.new_notes, batches_of(rows, rejects, size))
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
        assert len(store.frames().analyses) >= night.analysed
        before = store.frames()
        again = run(store, first, size, ahead)
        assert again.analysed == 0
        assert again.rejected == night.rejected
        assert again.unchanged >= night.analysed
        if "unreadable" not in str(first):
            pd.testing.assert_frame_equal(store.frames().analyses, before.analyses)
        run(store, second, size, ahead)
        analyses = store.frames().analyses
        assert not analyses.duplicated(["source", "note_id"]).any()


@settings(deadline=None, max_examples=40)
@given(rows=NIGHT, size=st.integers(1, 5))
def test_without_a_store_they_add_up_too(rows, size) -> None:
    reader = FakeReader(Settings())
    with Rejects() as rejects:
        for batch in batches_of(rows, rejects, size):
            results = analyze_batch(batch, reader=reader)
            failed = results["error"].is_valid().true_count
            rejects.accounting.rejected += failed
            rejects.accounting.analysed += batch.num_rows - failed
    rejects.accounting.check()
    assert rejects.accounting.read == len(rows) + 1
