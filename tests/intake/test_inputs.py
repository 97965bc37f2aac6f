import io
import os
import sys
import threading
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake import IntakeError, Rejects, read_notes
from analyzer.intake.inputs import Input, inputs_of
from analyzer.intake.source import Source
from analyzer.settings import Settings

CONTENT = b"note\na\nb\n"


def told_of(*paths: Path | str) -> list[Input]:
    """What a reading says of its files, before its first note is asked for a second time."""
    told: list[list[Input]] = []
    with Rejects() as rejects:
        notes = read_notes(paths, Settings(), rejects, 1, told.append)
        assert told == []
        next(notes)
        [inputs] = told
        list(notes)
    assert told == [inputs]
    return inputs


def test_a_file_with_its_size_and_digest(export):
    path = export(CONTENT)
    assert told_of(path) == [Input(str(path), len(CONTENT), sha256(CONTENT).hexdigest())]


def test_several_files_in_the_order_they_are_read_each_once(export, tmp_path):
    second, first = export(b"note\nb\n", "b.csv"), export(b"note\na\n", "a.csv")
    assert [one.name for one in told_of(tmp_path, second)] == [str(first), str(second)]
    assert [one.name for one in told_of(second, tmp_path)] == [str(second), str(first)]


def test_an_archive_is_one_file(tmp_path):
    path = tmp_path / "night.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "note\na\n")
        archive.writestr("b.csv", "note\nb\n")
    packed = path.read_bytes()
    assert told_of(path) == [Input(str(path), len(packed), sha256(packed).hexdigest())]


def test_standard_input_as_it_came(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(CONTENT))
    monkeypatch.setattr(sys, "stdin", stream)
    expected = Input("standard input", len(CONTENT), sha256(CONTENT).hexdigest())
    assert told_of("-") == [expected]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_as_it_came(tmp_path):
    pipe = tmp_path / "night.csv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(CONTENT,))
    writer.start()
    assert told_of(pipe) == [Input(str(pipe), len(CONTENT), sha256(CONTENT).hexdigest())]
    writer.join()


def test_a_file_that_cannot_be_understood_is_told_before_the_error(export):
    path = export(b"colour\nblue\n")
    told: list[list[Input]] = []
    with Rejects() as rejects, pytest.raises(IntakeError):
        list(read_notes([path], Settings(), rejects, 1, told.append))
    assert [[one.name for one in inputs] for inputs in told] == [[str(path)]]


def test_mended_rejects_are_told_under_their_own_name(export, tmp_path):
    path = export('file,row,reason,raw\na.csv,1,the text is empty,"{""note"": ""a""}"\n', "m.csv")
    content = path.read_bytes()
    assert told_of(path) == [Input(str(path), len(content), sha256(content).hexdigest())]


def test_a_file_that_is_gone_ends_in_a_sentence(tmp_path):
    gone = Source(tmp_path / "gone.csv", "gone.csv")
    with pytest.raises(IntakeError, match=r"^gone\.csv cannot be read: No such file"):
        inputs_of([gone])


@given(content=st.binary(max_size=300))
def test_any_bytes(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)
    expected = Input("any", len(content), sha256(content).hexdigest())
    assert inputs_of([Source(path, "any")]) == [expected]
