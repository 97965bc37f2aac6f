import os
import stat
import tempfile
import threading
from pathlib import Path

import pytest

from analyzer.intake import IntakeError, Rejects, read_notes
from analyzer.intake.formats import ENDINGS
from analyzer.intake.sources import find_sources, passed_over
from analyzer.settings import Settings


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
    with pytest.raises(IntakeError) as error:
        read(rejects)
    assert str(error.value) == (
        "rejects.csv holds the rows that an earlier run rejected; mend them, and save the file "
        "under another name to read it as an export."
    )


def test_a_folder_takes_the_endings_of_every_format(read, export, tmp_path):
    for ending in ENDINGS:
        export("nothing that is read", f"a{ending}")
    export("note\nb\n", "no_export.bak")
    (tmp_path / "deeper").mkdir()
    export("note\nc\n", "deeper/a.csv")
    sources = find_sources([tmp_path], Settings(), tmp_path)
    assert [source.path.name for source in sources] == sorted(f"a{ending}" for ending in ENDINGS)


def test_a_link_out_of_its_folder_is_refused(read, export, tmp_path):
    (tmp_path / "exports").mkdir()
    outside = export("note\nprivate\n", "private.csv")
    link = tmp_path / "exports" / "a.csv"
    link.symlink_to(outside)
    message = (
        f"{link} is a link to a place outside its folder; copy the file itself there, or name it "
        "on the command line."
    )
    with pytest.raises(IntakeError) as error:
        read(tmp_path / "exports")
    assert str(error.value) == message
    assert read(link).column("text") == ["private"]
    link.unlink()
    link.symlink_to("../private.csv")
    with pytest.raises(IntakeError) as error:
        read(tmp_path / "ex*")
    assert str(error.value) == message


def test_a_link_within_its_folder_is_read_once(read, export, tmp_path):
    export("note\na\n", "z.csv")
    (tmp_path / "a.csv").symlink_to("z.csv")
    (tmp_path / "gone.csv").symlink_to("nowhere.csv")
    assert read(tmp_path).column("file") == [str(tmp_path / "a.csv")]


def test_a_folder_that_is_a_link_itself_is_read(read, export, tmp_path):
    (tmp_path / "real").mkdir()
    export("note\na\n", "real/a.csv")
    (tmp_path / "link").symlink_to("real")
    assert read(tmp_path / "link").column("text") == ["a"]


def test_a_file_larger_than_the_settings_allow(read, export, standard_input):
    content = b"note\nCalled.\n"
    path = export(content)
    for given, name in ((path, str(path)), ("-", "standard input")):
        standard_input(content)
        within = {"bytes_per_file": len(content)}
        assert read(given, intake=within).column("text") == ["Called."]
        standard_input(content)
        with pytest.raises(IntakeError) as error:
            read(given, intake={"bytes_per_file": len(content) - 1})
        assert str(error.value) == (
            f"{name} is larger than {len(content) - 1} bytes; export fewer days at a time, or "
            "raise [intake] bytes_per_file in analyzer.toml."
        )


@pytest.mark.parametrize("path", ["-", Path("-")])
def test_standard_input(read, standard_input, path):
    standard_input(b"note;date\na;14/03/2026\nb;03/04/2026\n")
    reading = read(path)
    assert reading.column("file") == ["standard input"] * 2
    assert [str(t.date()) for t in reading.column("timestamp")] == ["2026-03-14", "2026-04-03"]


def test_standard_input_is_kept_privately_and_not_for_long(standard_input, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    standard_input(b"note\na\nb\n")
    with Rejects() as rejects:
        batches = read_notes(["-"], Settings(), rejects, 1)
        assert next(batches)["text"].to_pylist() == ["a"]
        [folder] = tmp_path.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        [copy] = folder.glob("*/stream")
        assert copy.read_bytes() == b"note\na\nb\n"
        batches.close()
    assert not folder.exists()


def test_nothing_is_left_after_an_error(read, standard_input, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    standard_input(b"words\nprivate\n")
    with pytest.raises(IntakeError):
        read("-")
    assert list(tmp_path.iterdir()) == []


def test_nothing_in_standard_input(read, standard_input):
    standard_input(b"")
    with pytest.raises(IntakeError) as error:
        read("-")
    assert str(error.value) == "standard input is empty; export it again."


def test_nothing_found(read, tmp_path):
    for path, message in [
        (tmp_path / "none.csv", f"{tmp_path}/none.csv does not exist; check the name."),
        (
            tmp_path / "*.csv",
            f"No file matches {tmp_path}/*.csv; check the pattern and the folder.",
        ),
        (
            tmp_path,
            f"The folder {tmp_path} holds no export; put a file there that ends in .csv, .fhir, "
            ".gz, .hl7, .json, .jsonl, .ndjson, .parquet, .tab, .tsv, .txt, .xlsm, .xlsx, .zip.",
        ),
    ]:
        with pytest.raises(IntakeError) as error:
            read(path)
        assert str(error.value) == message


def test_a_pipe_is_read_once(read, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=[b"note\na\nb\n"])
    writer.start()
    assert read(pipe).column("text") == ["a", "b"]
    writer.join()


def test_what_a_folder_holds_and_is_not_read_is_counted(export, tmp_path):
    (tmp_path / "older").mkdir()
    for name, content in (("a.csv", "note\na\n"), ("b.csv", ""), ("c.xls", "x"), ("README", "x")):
        export(content, name)
    counts = passed_over([tmp_path, tmp_path / "a.csv", "-"])
    assert counts == {"folder": 1, "empty": 1, ".xls": 1, "no ending": 1}


def test_an_empty_file_of_a_folder_is_passed_over_beside_others(read, export, tmp_path):
    export("", "a.csv")
    export("note\nb\n", "b.csv")
    assert read(tmp_path).column("text") == ["b"]
