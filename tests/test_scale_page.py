"""What docs/scale.md shows does what stands beside it."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analyzer.intake import Rejects, read_notes
from analyzer.schema import ANALYSIS, NOTE
from analyzer.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/scale.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.S | re.M)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with exports and the program on the path."""
    shutil.copytree(ROOT / "sample_notes", tmp_path / "exports")
    program = tmp_path / "bin" / "analyzer"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m analyzer "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("MASTER", "local[1]")  # one reader is loaded sooner than one a core
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_of_the_page_works(place: Path) -> None:
    (block,) = blocks("sh")
    done = subprocess.run(["sh", "-c", block], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "read 288 = analysed 288 + " in done.stderr
    table = pq.read_table(place / "analyses.parquet")
    assert table.schema == ANALYSIS
    assert len(table) == 288


def test_the_example_in_python_works(place: Path, spark: "SparkSession") -> None:
    with Rejects(place / "rejects.csv") as rejects:
        batches = list(read_notes([place / "exports"], Settings(), rejects, 256))
    table = pa.Table.from_batches(batches, NOTE)
    pq.write_table(table.drop_columns(["extra"]), place / "notes.parquet")
    (example,) = blocks("python")
    for name in ("notes.parquet", "analyses"):  # the session began in another folder
        example = example.replace(f'"{name}"', repr(str(place / name)))
    with contextlib.redirect_stdout(io.StringIO()) as shown:
        exec(example, {})
    for staff_id in {*table["staff_id"].to_pylist()} - {None}:
        assert f"{staff_id} " in shown.getvalue()
    assert (place / "analyses" / "_SUCCESS").exists()


def test_the_page_names_columns_settings_and_pages_that_are_there() -> None:
    listed = PAGE.partition("- `note_id` and")[2].partition(" and empty")[0]
    kept = {"extra", "file", "row", "note_id", "text"}
    assert {*re.findall(r"`(\w+)`", listed)} - {"text"} == {*NOTE.names} - kept
    settings = Settings()
    for section, key in re.findall(r"`\[(\w+)\] (\w+)`", PAGE):
        assert hasattr(getattr(settings, section), key)
