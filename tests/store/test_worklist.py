import getpass
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store.nights import rows_in

from analyzer.codebook import CaseResult, CaseStatus
from analyzer.store import CaseConflict, CaseEdit, EditedCases, Store, StoreError, open_store
from analyzer.store.tables import case_edits

BLANK = CaseEdit(source="export", case="case C1")
ANN = replace(BLANK, owner="ann", status=CaseStatus.IN_PROGRESS, attempts=1)
BEN = replace(
    BLANK,
    owner="ben",
    status=CaseStatus.CLOSED,
    attempts=2,
    result=CaseResult.REACHED,
    closed=date(2026, 3, 4),
    seen_until=datetime(2026, 3, 2, 9, 30, 0, 250),
)

TAKEN = EditedCases(taken=1, unchanged=0, conflicts=())
UNCHANGED = EditedCases(taken=0, unchanged=1, conflicts=())


def standing(store: Store, case: CaseEdit = BLANK) -> CaseEdit:
    """What the store says of a case, as its next editor sees it."""
    frame = store.case_edits()
    rows = frame[(frame["source"] == case.source) & (frame["case"] == case.case)]
    if rows.empty:
        return replace(BLANK, source=case.source, case=case.case)
    [row] = rows.astype(object).where(rows.notna(), None).to_dict("records")
    seen = row["seen_until"]
    return CaseEdit(
        source=row["source"],
        case=row["case"],
        owner=row["owner"],
        status=CaseStatus(row["status"]),
        attempts=row["attempts"],
        result=row["result"] and CaseResult(row["result"]),
        closed=row["closed"],
        seen_until=None if seen is None else pd.Timestamp(seen).to_pydatetime(),
        version=row["version"],
    )


def test_nobody_has_edited_a_new_store(store: Store) -> None:
    frame = store.case_edits()
    assert frame.empty
    assert list(frame.columns) == [
        *("source", "case", "owner", "status", "attempts", "result", "closed", "seen_until"),
        *("version", "edited", "edited_by", "came_late"),
    ]
    assert str(frame["seen_until"].dtype) == "datetime64[us]"
    assert str(frame["attempts"].dtype) == "int64"


def test_an_edit_is_kept_with_who_and_when(store: Store, store_url: str) -> None:
    before = datetime.now(UTC).replace(tzinfo=None)
    assert store.edit_cases([BEN], by=getpass.getuser()) == TAKEN
    with open_store(store_url) as again:
        stored = standing(again)
        [row] = again.case_edits().to_dict("records")
    assert replace(stored, version=0) == BEN
    assert stored.version > 0
    assert row["edited_by"] == getpass.getuser()
    assert before <= row["edited"] <= datetime.now(UTC).replace(tzinfo=None)


def test_the_latest_edit_stands_and_every_edit_is_kept(store: Store, store_url: str) -> None:
    store.edit_cases([ANN], "ann")
    store.edit_cases([replace(BEN, version=standing(store).version)], "ben")
    assert standing(store).owner == "ben"
    assert [row["owner"] for row in rows_in(store_url, case_edits)] == ["ann", "ben"]


def test_a_row_that_nobody_changed_is_no_edit(store: Store, store_url: str) -> None:
    assert store.edit_cases([BLANK], "ann") == UNCHANGED
    store.edit_cases([BEN], "ben")
    assert store.edit_cases([standing(store)], "ann") == UNCHANGED
    assert len(rows_in(store_url, case_edits)) == 1
    assert rows_in(store_url, case_edits)[0]["edited_by"] == "ben"


def test_a_contact_that_came_since_is_no_edit_by_itself(store: Store) -> None:
    store.edit_cases([ANN], "ben")
    later = replace(standing(store), seen_until=datetime(2026, 3, 9))
    assert store.edit_cases([later], "ann") == UNCHANGED
    assert standing(store).seen_until == ANN.seen_until


@pytest.mark.parametrize(
    "change",
    [
        {"owner": None},
        {"status": CaseStatus.OPEN},
        {"attempts": 3},
        {"result": None},
        {"result": CaseResult.DECLINED},
        {"closed": None},
        {"closed": date(2026, 3, 5)},
    ],
)
def test_each_of_the_five_columns_is_an_edit(store: Store, change: dict[str, object]) -> None:
    store.edit_cases([BEN], "ben")
    assert store.edit_cases([replace(standing(store), **change)], "ann") == TAKEN
    assert replace(standing(store), version=0) == replace(BEN, **change)


def test_an_edit_of_what_was_changed_meanwhile_is_refused_with_both_versions(
    store: Store, store_url: str
) -> None:
    store.edit_cases([ANN], "ann")
    edited = store.edit_cases([BEN], "ben")
    stored = standing(store)
    [conflict] = edited.conflicts
    assert (edited.taken, edited.unchanged) == (0, 0)
    assert conflict.edit == BEN
    assert conflict.stored == stored == replace(ANN, version=stored.version)
    assert conflict.edited_by == "ann"
    assert conflict.edited == rows_in(store_url, case_edits)[0]["edited"]
    assert len(rows_in(store_url, case_edits)) == 1


def test_a_stale_row_that_its_editor_left_alone_is_no_conflict(store: Store) -> None:
    store.edit_cases([ANN], "ann")
    seen = standing(store)
    store.edit_cases([replace(BEN, version=seen.version)], "ben")
    assert store.edit_cases([seen], "ann") == UNCHANGED
    assert store.edit_cases([BLANK], "ann") == UNCHANGED
    assert standing(store).owner == "ben"


def test_the_same_values_on_both_sides_are_no_conflict(store: Store) -> None:
    store.edit_cases([BEN], "ben")
    assert store.edit_cases([BEN], "ann") == UNCHANGED
    [row] = store.case_edits().to_dict("records")
    assert row["edited_by"] == "ben"


def test_a_refused_edit_can_be_made_again_from_what_stands(store: Store) -> None:
    store.edit_cases([ANN], "ann")
    [conflict] = store.edit_cases([BEN], "ben").conflicts
    again = replace(conflict.edit, version=conflict.stored.version)
    assert store.edit_cases([again], "ben") == TAKEN
    assert standing(store).owner == "ben"


def test_a_conflict_leaves_the_other_cases_of_the_same_sheet_taken(store: Store) -> None:
    store.edit_cases([ANN], "ann")
    other = replace(BEN, case="patient P1")
    same = replace(BLANK, case="note N1")
    edited = store.edit_cases([BEN, other, same], "ben")
    assert (edited.taken, edited.unchanged, len(edited.conflicts)) == (1, 1, 1)
    assert standing(store).owner == "ann"
    assert standing(store, other).owner == "ben"


def test_cases_of_the_same_name_in_two_systems_are_two(store: Store) -> None:
    south = replace(BEN, source="south")
    assert store.edit_cases([ANN, south], "ann").taken == 2
    assert standing(store).owner == "ann"
    assert standing(store, south).owner == "ben"


def test_no_edits_change_nothing(store: Store) -> None:
    assert store.edit_cases([], "ann") == EditedCases(0, 0, ())


def test_of_many_who_edit_a_case_at_once_one_is_taken_and_the_rest_are_told(
    store: Store, store_url: str
) -> None:
    edits = [[replace(ANN, case=f"case {n}", owner=f"o{k}") for n in range(20)] for k in range(4)]

    def edit(sheet: list[CaseEdit]) -> EditedCases:
        with open_store(store_url) as own:
            return own.edit_cases(sheet, str(sheet[0].owner))

    with ThreadPoolExecutor(4) as editors:
        edited = list(editors.map(edit, edits))
    assert sum(one.taken for one in edited) == 20
    assert sum(len(one.conflicts) for one in edited) == 60
    assert len(rows_in(store_url, case_edits)) == 20


EXAMPLES = count()

WRITTEN = st.fixed_dictionaries(
    {
        "owner": st.sampled_from([None, "ann", "ben"]),
        "status": st.sampled_from(CaseStatus),
        "attempts": st.integers(0, 2),
        "result": st.sampled_from([None, CaseResult.SETTLED]),
        "closed": st.sampled_from([None, date(2026, 3, 4)]),
    }
)
CASES = st.sampled_from(["case C1", "patient P1"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "ben", "eve"]),
        st.one_of(
            st.just("looks"), st.dictionaries(CASES, WRITTEN, min_size=1), st.just("leaves it")
        ),
    ),
    max_size=12,
)


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_no_edit_is_lost_whoever_looks_and_writes_when(store: Store, store_url, steps) -> None:
    """Editors look at the worklist, and save all of it later, in any order. What one of them wrote
    stands afterwards, or stood already, or is told back; and nothing else changes."""
    source = f"example {next(EXAMPLES)}"
    blank = {case: CaseEdit(source=source, case=case) for case in ("case C1", "patient P1")}
    seen = {editor: dict(blank) for editor in ("ann", "ben", "eve")}
    for editor, step in steps:
        now = {case: standing(store, edit) for case, edit in blank.items()}
        if step == "looks":
            seen[editor] = now
            continue
        changes = {} if step == "leaves it" else step
        sheet = {
            case: replace(edit, **changes.get(case, {})) for case, edit in seen[editor].items()
        }
        edited = store.edit_cases(list(sheet.values()), editor)
        refused = {conflict.edit.case: conflict for conflict in edited.conflicts}
        taken = 0
        for case, edit in sheet.items():
            after = standing(store, edit)
            touched = not edit.says_the_same(seen[editor][case])
            if case in refused:
                check_conflict(refused[case], edit, now[case])
                assert touched
                assert not edit.says_the_same(now[case])
                assert now[case].version != edit.version
                assert after == now[case]
            elif touched and not edit.says_the_same(now[case]):
                taken += 1
                assert after.says_the_same(edit)
                assert edit.version == now[case].version < after.version
            else:
                assert after == now[case]
        assert edited.taken == taken
        assert edited.taken + edited.unchanged + len(edited.conflicts) == len(sheet)


def check_conflict(conflict: CaseConflict, edit: CaseEdit, now: CaseEdit) -> None:
    assert conflict.edit == edit
    assert conflict.stored == now
    assert conflict.edited_by in {"ann", "ben", "eve"}


def test_a_case_that_is_closed_once_more_after_a_newer_contact_is_closed_anew(store: Store) -> None:
    assert store.edit_cases([BEN], "ben") == TAKEN
    assert store.edit_cases([standing(store)], "ben") == UNCHANGED
    newer = replace(standing(store), seen_until=datetime(2026, 3, 9))
    assert store.edit_cases([newer], "ben") == TAKEN
    assert standing(store).seen_until == datetime(2026, 3, 9)


@pytest.mark.parametrize("name", ["Ren\udce9", "Ann\x00", "Ann\nBo"])
def test_a_name_that_is_no_text_is_refused_in_a_sentence(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="The owner holds characters that are no letters"):
        replace(ANN, owner=name)
    with pytest.raises(StoreError, match="The name of who did it holds characters"):
        store.edit_cases([ANN], name)
    assert store.case_edits().empty


def test_more_attempts_than_people_make_are_refused() -> None:
    with pytest.raises(StoreError, match="from 0 to 999"):
        replace(ANN, attempts=1_000)
