import random

import pytest

from analyzer.intake import IntakeError


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 and the rest of a workbook",
        b"%PDF-1.7 and the rest of a page",
        b"\x1f\x8b and the rest",
        random.Random(1).randbytes(10_000),
        "note\nno mark\n".encode("utf-16-le"),
    ],
)
def test_files_that_are_no_text(read, export, content):
    path = export(content)
    with pytest.raises(IntakeError) as error:
        read(path)
    assert str(error.value) == (f"{path} is not a text file; export it as CSV, TSV or JSON Lines.")


@pytest.mark.parametrize("content", ["", "\n \r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_empty_files(read, export, content, encoding):
    path = export(content, encoding=encoding)
    with pytest.raises(IntakeError) as error:
        read(path)
    assert str(error.value) == f"{path} is empty."


@pytest.mark.parametrize("content", ["note,agent\n", "note", "note,agent\n,\n\n"])
def test_header_only(read, export, content):
    path = export(content)
    with pytest.raises(IntakeError) as error:
        read(path)
    assert str(error.value) == f"{path} holds a header and no rows."


def test_a_folder_in_place_of_a_file_within_a_pattern_is_opened(read, export, tmp_path):
    (tmp_path / "week").mkdir()
    export("note\na\n", "week/monday.csv")
    assert read(tmp_path / "w*").column("text") == ["a"]
