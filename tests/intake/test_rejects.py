import csv
import json
import stat
from contextlib import suppress

import pytest

from analyzer.intake import Rejects


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_writes_file_row_reason_and_the_whole_row(tmp_path):
    path = tmp_path / "rejects.csv"
    raw = {"Note": 'zoë\nsaid "no", twice', "Extra": ["a"]}
    with Rejects(path) as rejects:
        rejects.add("visits.csv", 3, "the text is empty", raw)
        rejects.add("visits.jsonl", 4, "not valid JSON", '{"text": ')
        rejects.add("visits.jsonl", 5, "the text is empty", '{"text": ""}')
        assert not path.exists()
    first, second, third = rows_of(path)
    assert (first["file"], first["row"], first["reason"]) == (
        "visits.csv",
        "3",
        "the text is empty",
    )
    assert json.loads(first["raw"]) == raw
    assert json.loads(second["raw"]) == '{"text": '
    assert json.loads(third["raw"]) == {"text": ""}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert rejects.accounting.rejected == 3
    assert rejects.reasons["the text is empty"] == 2


def test_another_version_of_a_note_is_kept_and_counted_apart(tmp_path):
    path = tmp_path / "rejects.csv"
    with Rejects(path) as rejects:
        rejects.supersede("visits.csv", 3, "another version of the note", {"Note": "a"})
    [row] = rows_of(path)
    assert list(row.values()) == [
        "visits.csv",
        "3",
        "another version of the note",
        '{"Note": "a"}',
    ]
    assert (rejects.accounting.superseded, rejects.accounting.rejected) == (1, 0)
    assert not rejects.reasons


def test_the_first_row_of_each_reason_is_known():
    with Rejects() as rejects:
        for row in (4, 2):
            rejects.add("a.csv", row, "the text is empty", {})
            rejects.add("b.csv", row, "no date", {})
    assert rejects.first == {"the text is empty": ("a.csv", 4), "no date": ("b.csv", 4)}
    assert rejects.reasons == {"the text is empty": 2, "no date": 2}


def test_reasons_without_end_are_counted_together():
    with Rejects() as rejects:
        for row in range(1, 1_502):
            rejects.add("a.csv", row, f"column {row} is empty", {})
        rejects.add("a.csv", 1_502, "column 1 is empty", {})
    assert len(rejects.reasons) == 1_001
    assert rejects.reasons["other reasons"] == 501
    assert rejects.reasons["column 1 is empty"] == 2
    assert rejects.first["other reasons"] == ("a.csv", 1_001)
    assert rejects.accounting.rejected == 1_502


def test_no_rejects_no_file_and_a_stale_one_is_removed(tmp_path):
    path = tmp_path / "rejects.csv"
    with Rejects(path) as rejects:
        rejects.add("a.csv", 1, "of yesterday", {})
    for _ in range(2):
        with Rejects(path):
            pass
        assert not path.exists()


def test_somebody_elses_file_of_that_name_stays(tmp_path):
    path = tmp_path / "rejects.csv"
    for content in (b"name,reason\n", b"", b"\xff\xfe"):
        path.write_bytes(content)
        with Rejects(path):
            pass
        assert path.read_bytes() == content


def test_an_error_leaves_the_folder_as_it_was(tmp_path):
    path = tmp_path / "rejects.csv"
    path.write_text("of yesterday")
    with suppress(RuntimeError), Rejects(path) as rejects:
        rejects.add("visits.csv", 1, "the text is empty", {})
        raise RuntimeError
    assert path.read_text() == "of yesterday"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cells_are_never_formulas(tmp_path, start):
    path = tmp_path / "rejects.csv"
    with Rejects(path) as rejects:
        rejects.add(f"{start}1.csv", 1, f"{start}1+1", -1)
    (row,) = rows_of(path)
    assert row["reason"] == f"'{start}1+1"
    assert row["file"] == f"'{start}1.csv"
    assert row["raw"] == "'-1"


def test_half_characters_and_deep_lines_do_not_stop_it(tmp_path):
    path = tmp_path / "rejects.csv"
    with Rejects(path) as rejects:
        rejects.add("a", 1, "damaged", {"Note": "caf\udce9"})
        rejects.add("a", 2, "not valid JSON", "[" * 100_000)
    first, second = rows_of(path)
    assert json.loads(first["raw"]) == {"Note": "caf\udce9"}
    assert json.loads(second["raw"]) == "[" * 100_000
