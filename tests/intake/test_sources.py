import io
import os
import stat
import sys
from pathlib import Path

import pytest

from analyzer.intake import IntakeError
from analyzer.intake.sources import find_sources


def test_a_folder_in_order_without_what_is_no_export(read, export, tmp_path):
    export("note\nb\n", "b.csv")
    export('{"note": "a"}', "a.jsonl")
    export("note\tid\nc\t1\n", "c.TSV")
    export(b"\x89PNG", "picture.png")
    export("note\nhidden\n", ".hidden.csv")
    export("note\nlocked\n", "~$b.csv")
    (tmp_path / "older.csv").mkdir()
    assert read(tmp_path).column("text") == ["a", "b", "c"]


def test_a_pattern_that_the_shell_left(read, export, tmp_path):
    for name in ("visits-2.csv", "visits-1.csv", "calls.csv"):
        export(f"note\n{name}\n", name)
    assert read(tmp_path / "visits-*.csv").column("text") == ["visits-1.csv", "visits-2.csv"]


def test_a_file_whose_name_looks_like_a_pattern(read, export):
    assert read(export("note\na\n", "visits [1].csv")).column("text") == ["a"]


def test_a_file_given_twice_is_read_once(read, export, tmp_path):
    path = export("note\na\n")
    assert read(path, tmp_path, tmp_path / "*.csv").column("text") == ["a"]


def test_a_name_in_another_encoding(read, export, tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.csv"))
    path.write_text("note\na\n")
    assert read(path).column("file") == [f"{tmp_path}/caf\\udce9.csv"]


def test_the_rejects_of_an_earlier_run_are_no_export(read, export, tmp_path):
    rejects = export("file,row,reason,raw\na.csv,1,the text is empty,{}\n", "rejects.csv")
    export("note\na\n", "a.csv")
    for paths in ([tmp_path], [tmp_path / "*.csv"], [rejects, tmp_path / "a.csv"]):
        assert read(*paths).column("text") == ["a"]
    with pytest.raises(IntakeError, match=r"^rejects\.csv is no export: .*\.$"):
        read(rejects)


@pytest.fixture
def standard_input(monkeypatch):
    def give(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return give


@pytest.mark.parametrize("path", ["-", Path("-")])
def test_standard_input(read, standard_input, path):
    standard_input(b"note;date\na;14/03/2026\nb;03/04/2026\n")
    reading = read(path)
    assert reading.column("file") == ["standard input"] * 2
    assert [str(t.date()) for t in reading.column("timestamp")] == ["2026-03-14", "2026-04-03"]


def test_standard_input_is_kept_privately_and_not_for_long(standard_input):
    standard_input(b"note\na\n")
    with find_sources(["-"]) as (source,):
        folder = source.path.parent
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert source.path.read_bytes() == b"note\na\n"
    assert not folder.exists()


def test_nothing_in_standard_input(read, standard_input):
    standard_input(b"")
    with pytest.raises(IntakeError, match=r"^standard input is empty\.$"):
        read("-")


def test_nothing_found(read, tmp_path):
    for path, message in [
        (tmp_path / "none.csv", f"{tmp_path}/none.csv does not exist."),
        (tmp_path / "*.csv", f"No file matches {tmp_path}/*.csv."),
        (
            tmp_path,
            f"The folder {tmp_path} holds no export (a file that ends in .csv, .json, .jsonl, "
            ".ndjson, .tab, .tsv, .txt).",
        ),
    ]:
        with pytest.raises(IntakeError) as error:
            read(path)
        assert str(error.value) == message
