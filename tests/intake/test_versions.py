"""Of several rows with one note number, the one that stands."""

import json
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from fake_reader import note_batch
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.intake import Accounting, Rejects
from analyzer.intake.versions import standing_versions
from analyzer.schema import NOTE

Row = dict[str, Any]


class Standing:
    """What stands of some rows, and what became of the rest."""

    def __init__(self, batches: list[pa.RecordBatch], rejects: Rejects) -> None:
        self.batches = batches
        self.rows = [row for batch in batches for row in batch.to_pylist()]
        self.duplicate = rejects.accounting.duplicate
        self.superseded = rejects.accounting.superseded
        assert rejects.accounting == Accounting(
            duplicate=self.duplicate, superseded=self.superseded
        )

    @property
    def staff(self) -> list[str]:
        return [row["staff_id"] for row in self.rows]


def standing(*batches: Sequence[Row]) -> Standing:
    """Read batches of rows; each row has its place among all of them, and a text, unless given."""
    place = 0
    made = []
    for batch in batches:
        rows = [{"text": "a", "row": place + at} | row for at, row in enumerate(batch, start=1)]
        made.append(note_batch(*rows))
        place += len(batch)
    with TemporaryDirectory() as folder, Rejects() as rejects:
        return Standing(list(standing_versions(made, rejects, Path(folder))), rejects)


def one_by_one(rows: Sequence[Row]) -> list[list[Row]]:
    return [[row] for row in rows]


EARLY = {"note_id": "n", "staff_id": "early", "timestamp": datetime(2026, 1, 1, 9)}
LATE = {"note_id": "n", "staff_id": "late", "timestamp": datetime(2026, 1, 1, 10)}
LATER_ROW = LATE | {"staff_id": "later row"}
LAST_ROW = LATE | {"staff_id": "last row"}
TIMELESS = LATE | {"staff_id": "timeless", "timestamp": None}
TIMELESS_TOO = TIMELESS | {"staff_id": "timeless too"}
WEST = EARLY | {"staff_id": "west", "utc_offset_minutes": -300}
EAST = LATE | {"staff_id": "east", "utc_offset_minutes": 300}
UTC = EARLY | {"staff_id": "utc", "utc_offset_minutes": 0}


@pytest.mark.parametrize(
    ("rows", "stands", "duplicate", "superseded"),
    [
        ([EARLY], "early", 0, 0),
        ([EARLY, EARLY], "early", 1, 0),
        ([EARLY, EARLY, EARLY], "early", 2, 0),
        ([EARLY, LATE], "late", 0, 1),
        ([LATE, EARLY], "late", 0, 1),
        ([LATE, LATER_ROW], "later row", 0, 1),
        ([LATER_ROW, LATE], "late", 0, 1),
        ([LATE, LATER_ROW, LAST_ROW], "last row", 0, 2),
        ([EARLY, LATE, EARLY, LATE], "late", 2, 1),
        ([LATE, EARLY, EARLY], "late", 1, 1),
        ([LATE, LATER_ROW, LATE], "later row", 1, 1),
        ([LATE, LATER_ROW, LATE, LATER_ROW], "later row", 2, 1),
        ([LATE, TIMELESS], "late", 0, 1),
        ([TIMELESS, EARLY], "early", 0, 1),
        ([TIMELESS, TIMELESS_TOO], "timeless too", 0, 1),
        ([TIMELESS, TIMELESS_TOO, TIMELESS], "timeless too", 1, 1),
        ([WEST, LATE], "west", 0, 1),
        ([LATE, WEST], "west", 0, 1),
        ([EAST, EARLY], "early", 0, 1),
        ([EAST, WEST, EARLY], "west", 0, 2),
        ([UTC, EARLY], "early", 0, 1),
        ([EARLY, UTC], "utc", 0, 1),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_one_row_of_a_number_stands(rows, stands, duplicate, superseded, together):
    found = standing(rows) if together else standing(*one_by_one(rows))
    assert found.staff == [stands]
    assert (found.duplicate, found.superseded) == (duplicate, superseded)


def test_what_stands_is_in_the_order_of_the_rows():
    first, second, third = ({"note_id": name, "staff_id": name} for name in "abc")
    new = {"note_id": "a", "staff_id": "new", "timestamp": datetime(2026, 1, 1)}
    assert standing([first, second, third]).staff == ["a", "b", "c"]
    assert standing([first, second], [new, third]).staff == ["b", "new", "c"]
    assert standing([new, second], [first, third]).staff == ["new", "b", "c"]


def test_batches_stay_as_they_are_and_empty_ones_go():
    rows = [{"note_id": str(number)} for number in range(6)]
    found = standing(rows[:4], rows[:3], rows[4:5], [*rows[:2], *rows[5:]])
    assert [batch.num_rows for batch in found.batches] == [4, 1, 1]
    assert all(batch.schema == NOTE for batch in found.batches)
    assert [row["note_id"] for row in found.rows] == list("012345")


def test_nothing_gives_nothing():
    assert standing().batches == []


def test_a_number_of_two_systems_is_two_notes():
    rows = [{"note_id": "1", "source": source, "staff_id": source} for source in ("a", "b")]
    assert standing(rows).staff == ["a", "b"]
    # the two must not be glued to one name
    rows = [{"source": "a", "note_id": "bc"}, {"source": "ab", "note_id": "c"}]
    assert len(standing(rows).rows) == 2


def test_columns_that_no_content_is_made_of_make_no_version():
    row = {"note_id": "n", "extra": '{"exported": "today"}', "file": "b.csv"}
    found = standing([{"note_id": "n"}, row])
    assert (len(found.rows), found.duplicate) == (1, 1)
    assert found.rows[0]["file"] == "a.csv"


def test_a_text_that_looks_the_same_is_another_version():
    found = standing([{"note_id": "n", "text": "Called."}, {"note_id": "n", "text": "Called. "}])
    assert (found.rows[0]["text"], found.superseded) == ("Called. ", 1)


def test_rows_of_one_number_across_files(read, export):
    export("note_id,date,note\n1,2026-03-03,new\n2,2026-03-02,two\n", "a.csv")
    export('{"id": 1, "sent_at": "2026-03-02", "text": "old"}\n', "b.jsonl")
    path = export("note_id,date,note\n2,2026-03-02,two\n2,2026-03-02,two!\n", "c.csv")
    reading = read(path.parent, batch_size=1)
    assert reading.column("text") == ["new", "two!"]
    assert reading.column("file") == [str(path.with_name("a.csv")), str(path)]
    assert (reading.accounting.duplicate, reading.accounting.superseded) == (1, 2)
    assert reading.reasons == {}


def test_other_versions_are_in_the_rejects_as_their_exports_had_them(
    read, export, rejected_rows, tmp_path
):
    late = export("Note ID,When,Comments,Bed\n7,2026-03-03 9:40 EST,new,4\n", "late.csv")
    early = export(
        "Note ID,When,Comments,Bed\n7,2026-03-02,old,5\n7,2026-03-02,old,5\n7,,older,\n",
        "early.csv",
    )
    path = tmp_path / "kept.csv"
    reading = read(late, early, rejects_path=path)
    assert reading.column("text") == ["new"]
    assert (reading.accounting.duplicate, reading.accounting.superseded) == (1, 2)
    old, older = rejected_rows(path)
    assert (old["file"], old["row"]) == (str(early), "1")
    assert old["reason"] == (
        f"another version of the note: row 1 of {late} has the same note number and a later "
        "time, or the same time and comes later; if this row is another note, give it a number of "
        "its own and take 'another version' out"
    )
    assert older["reason"] == old["reason"]
    assert json.loads(old["raw"]) == {
        "another version": f"row 1 of {late}",
        "Comments": "old",
        "Note ID": "7",
        "When": "2026-03-02T00:00:00",
        "Bed": "5",
    }
    assert (older["file"], older["row"]) == (str(early), "3")
    assert json.loads(older["raw"])["When"] is None


def test_the_place_told_is_that_of_the_row_that_stands_in_the_end(
    read, export, rejected_rows, tmp_path
):
    path = export("id,date,note\n1,2026-03-01,a\n1,2026-03-03,c\n1,2026-03-02,b\n1,2026-03-04,d\n")
    rejects = tmp_path / "kept.csv"
    assert read(path, batch_size=1, rejects_path=rejects).column("text") == ["d"]
    rows = rejected_rows(rejects)
    assert [row["row"] for row in rows] == ["1", "2", "3"]
    assert all(
        row["reason"].startswith(f"another version of the note: row 4 of {path} ") for row in rows
    )


@pytest.mark.parametrize("step", [1, -1])
def test_many_versions_of_one_note_stay_fast(step):
    first = datetime(2026, 1, 1)
    rows = [
        {
            "note_id": "n",
            "text": str(number),
            "timestamp": first + number * step * timedelta(hours=1),
        }
        for number in range(5_000)
    ]
    began = time.perf_counter()
    found = standing(*(rows[at : at + 250] for at in range(0, 5_000, 250)))
    assert time.perf_counter() - began < 10
    assert (len(found.rows), found.superseded) == (1, 4_999)
    assert found.rows[0]["text"] == ("4999" if step == 1 else "0")


def test_many_notes_stay_fast():
    batches = [
        [{"note_id": str(n % 15_000)} for n in range(at, at + 500)] for at in range(0, 20_000, 500)
    ]
    began = time.perf_counter()
    found = standing(*batches)
    assert time.perf_counter() - began < 10
    assert (len(found.rows), found.duplicate) == (15_000, 5_000)


VERSION = st.fixed_dictionaries(
    {
        "note_id": st.sampled_from("ab"),
        "source": st.sampled_from(["export", "epic"]),
        "text": st.sampled_from("xy"),
        "timestamp": st.none() | st.integers(0, 3).map(lambda h: datetime(2026, 1, 1, h)),
    },
    optional={"utc_offset_minutes": st.sampled_from([-60, 0, 60])},
).map(lambda row: row | ({} if row["timestamp"] else {"utc_offset_minutes": None}))


def moment(row: Row) -> datetime:
    if row["timestamp"] is None:
        return datetime.min
    return row["timestamp"] - timedelta(minutes=row.get("utc_offset_minutes") or 0)


def model(rows: Sequence[Row]) -> tuple[list[int], int, int]:
    """The places of the rows that stand, the duplicates and the superseded."""
    first: dict[tuple[Any, ...], int] = {}
    for place, row in enumerate(rows):
        content = (row["text"], row["timestamp"], row.get("utc_offset_minutes"))
        first.setdefault((row["source"], row["note_id"], *content), place)
    best: dict[tuple[str, str], int] = {}
    for place in first.values():
        key = (rows[place]["source"], rows[place]["note_id"])
        if key not in best or moment(rows[place]) >= moment(rows[best[key]]):
            best[key] = place
    return sorted(best.values()), len(rows) - len(first), len(first) - len(best)


@settings(deadline=None, max_examples=150)
@given(rows=st.lists(VERSION, max_size=25), size=st.integers(1, 30))
def test_any_rows_in_any_batches_stand_as_the_rule_says(rows, size):
    found = standing(*(rows[at : at + size] for at in range(0, len(rows), size)))
    places, duplicate, superseded = model(rows)
    assert [row["row"] - 1 for row in found.rows] == places
    assert (found.duplicate, found.superseded) == (duplicate, superseded)
