from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from fake_reader import note_batch
from sqlalchemy import Engine, event
from store.nights import KEEP_TEXT, NIGHT, note, rows_in, run, staff_of
from store.programs import running_program
from stores import PASSWORD

from analyzer.codebook import CaseResult, CaseStatus
from analyzer.intake import Rejects
from analyzer.intake.inputs import Input
from analyzer.store import CaseEdit, Store, StoreError, copy_store, open_store
from analyzer.store.tables import metadata, runs


def fill(store: Store) -> None:
    """Put something into every table, with versions and gaps in the numbers."""
    with store.run("fake@1", KEEP_TEXT, Rejects()) as night:
        night.record_inputs([Input("zürich.csv", 3 * 1024**3, "ab" * 32), Input("b", 0, "cd" * 32)])
    called = note_batch({"text": "rang Ana Ruiz", "note_id": "called"})
    run(store, note_batch(*NIGHT), note("S1", note_id="corrected"), called, settings=KEEP_TEXT)
    run(store, note("S2", note_id="corrected"), settings=KEEP_TEXT)
    run(store, note("S1", day=1, note_id="corrected"), model="fake@2")
    store.purge(date(2026, 3, 2))
    edit = CaseEdit(
        source="export",
        case="case C1",
        owner="Zoë",
        status=CaseStatus.CLOSED,
        attempts=2,
        result=CaseResult.SETTLED,
        closed=date(2026, 3, 4),
        seen_until=datetime(2026, 3, 2, 9, 30, 0, 250),
    )
    store.edit_cases([edit, CaseEdit(source="export", case="note N1", owner="ann")], "ann")


def everything(url: str) -> dict[str, list[dict[str, object]]]:
    return {name: rows_in(url, table) for name, table in metadata.tables.items()}


def without_copies(url: str) -> dict[str, list[dict[str, object]]]:
    """Everything but the entries that the copies themselves left."""
    rows = everything(url)
    return rows | {"runs": [row for row in rows["runs"] if row["command"] != "copy"]}


@pytest.fixture
def other_url(request: pytest.FixtureRequest, store_url: str, tmp_path: Path) -> Iterator[str]:
    """An empty database of the other kind."""
    if not store_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/other.sqlite"
        return
    with request.getfixturevalue("postgresql").database() as url:
        yield url


def test_a_copy_there_and_back_is_equal_row_for_row(
    store: Store, store_url: str, other_url: str, tmp_path: Path
) -> None:
    fill(store)
    before = everything(store_url)
    assert all(before.values())
    copied = len(before["analyses"])
    assert copy_store(store_url, other_url) == copied
    assert everything(store_url) == before
    assert without_copies(other_url) == before
    back = f"sqlite:///{tmp_path}/back.sqlite"
    assert copy_store(other_url, back) == copied
    assert without_copies(back) == before
    assert [row["command"] for row in rows_in(back, runs)][-2:] == ["copy", "copy"]


def test_a_copy_says_the_same(store: Store, other_url: str) -> None:
    fill(store)
    with open_store(other_url) as other:
        store.copy_to(other)
        assert other.runs()[1:] == store.runs()
        mine, theirs = store.frames(), other.frames()
        pd.testing.assert_frame_equal(mine.analyses, theirs.analyses)
        pd.testing.assert_frame_equal(mine.findings, theirs.findings)
        pd.testing.assert_frame_equal(store.case_edits(), other.case_edits())
        assert other.newest_time() == store.newest_time()


def test_numbering_goes_on_after_a_copy(store: Store, store_url: str, other_url: str) -> None:
    fill(store)
    copy_store(store_url, other_url)
    highest = {name: max_id(rows) for name, rows in everything(other_url).items()}
    with open_store(other_url) as other:
        night = [note("S9", note_id="new"), note("S3", day=9, note_id="corrected")]
        assert run(other, *night).analysed == 2
        assert staff_of(other)["corrected"] == "S3"
        edit = CaseEdit(source="export", case="case new", owner="ben")
        assert other.edit_cases([edit], "ben").taken == 1
    after = everything(other_url)
    for name in ("runs", "analyses", "case_edits"):
        assert max_id(after[name]) > highest[name]


def max_id(rows: list[dict[str, object]]) -> object:
    return max((row.get("id", 0) for row in rows), default=0)


def test_what_was_read_before_the_copy_is_known_after_it(
    store: Store, store_url: str, other_url: str
) -> None:
    batch = note_batch(*NIGHT)
    run(store, batch)
    copy_store(store_url, other_url)
    with open_store(other_url) as other:
        assert run(other, batch).unchanged == 3


def test_a_new_store_can_be_copied_and_used(store_url: str, other_url: str) -> None:
    with open_store(store_url):
        pass
    assert copy_store(store_url, other_url) == 0
    with open_store(other_url) as other:
        assert run(other, note()).analysed == 1


def test_a_copy_leaves_its_mark_without_a_password(
    store: Store, store_url: str, other_url: str
) -> None:
    run(store, note())
    copy_store(store_url, other_url)
    with open_store(other_url) as other:
        copied = other.runs()[0]
    assert (copied.command, copied.state) == ("copy", "done")
    assert copied.detail.startswith("from ")
    assert store_url.partition(":")[0] in copied.detail
    for form in (PASSWORD, "p%40ss", "4711"):
        assert form not in str(everything(other_url))


def test_more_rows_than_travel_at_a_time_arrive(
    store: Store, store_url: str, other_url: str
) -> None:
    run(store, note_batch(*[{"text": "Was angry, named a lawyer."}] * 2_100))
    assert copy_store(store_url, other_url) == 2_100
    assert without_copies(other_url) == everything(store_url)


def test_a_store_with_a_history_is_refused_and_left_alone(
    store: Store, store_url: str, other_url: str
) -> None:
    fill(store)
    with open_store(other_url) as other:
        run(other, note("S5"))
    before = everything(other_url)
    with pytest.raises(StoreError, match="holds a history already; copy into an empty one") as told:
        copy_store(store_url, other_url)
    assert PASSWORD not in str(told.value)
    assert everything(other_url) == before


def test_a_store_with_nothing_but_edits_is_refused_too(
    store: Store, store_url: str, other_url: str
) -> None:
    fill(store)
    with open_store(other_url) as other:
        other.edit_cases([CaseEdit(source="export", case="case C1", owner="ben")], "ben")
    before = everything(other_url)
    with pytest.raises(StoreError, match="holds a history already"):
        copy_store(store_url, other_url)
    assert everything(other_url) == before


def test_a_copy_that_fails_in_the_middle_leaves_nothing(
    store: Store, store_url: str, other_url: str
) -> None:
    fill(store)

    def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO case_edits"):
            raise OSError(28, "No space left on device")

    with open_store(other_url) as other:
        event.listen(Engine, "before_cursor_execute", fail)
        try:
            with pytest.raises(StoreError, match="No space left on device"):
                store.copy_to(other)
        finally:
            event.remove(Engine, "before_cursor_execute", fail)
    assert not any(everything(other_url).values())
    assert copy_store(store_url, other_url) == len(everything(store_url)["analyses"])


def test_a_store_is_not_copied_into_itself(store: Store, store_url: str) -> None:
    run(store, note())
    before = everything(store_url)
    with pytest.raises(StoreError, match="holds a history already"):
        copy_store(store_url, store_url, wait_seconds=0)
    assert everything(store_url) == before


def test_a_store_that_is_missing_is_not_made_to_be_copied(tmp_path: Path) -> None:
    source, target = tmp_path / "missing.sqlite", tmp_path / "target.sqlite"
    with pytest.raises(StoreError, match=r"missing\.sqlite does not exist"):
        copy_store(f"sqlite:///{source}", f"sqlite:///{target}")
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_not_copied_while_a_run_writes_to_it(store_url: str, other_url: str) -> None:
    with running_program(store_url), pytest.raises(StoreError, match="Another run is writing"):
        copy_store(store_url, other_url, wait_seconds=0)
    assert not any(everything(other_url).values())
