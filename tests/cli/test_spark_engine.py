"""The commands give the same whether this machine analyses or Spark."""

from functools import partial
from pathlib import Path

import pytest
from fake_reader import load_fake_reader

import analyzer.cli.analysis

MORE = "n4,2026-03-04,S1,This one is unreadable.\nn5,,S2,\nn1,2026-03-02 09:30,S1,Other words.\n"


@pytest.fixture(autouse=True)
def fake_reader_of_spark(folder: Path, spark: object, monkeypatch: pytest.MonkeyPatch) -> None:
    analyze_batches = partial(analyzer.cli.analysis.analyze_batches, load=load_fake_reader)
    monkeypatch.setattr(analyzer.cli.analysis, "analyze_batches", analyze_batches)
    with (folder / "export.csv").open("a", encoding="utf-8") as file:
        file.write(MORE)


@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_the_records_are_the_same(invoke, folder: Path, format_: str) -> None:
    told = []
    for engine in ("local", "spark"):
        done = invoke("analyze", "export.csv", "--engine", engine, "--format", format_)
        rejects = (folder / "rejects.csv").read_bytes()
        told.append((done.exit_code, done.stdout, done.stderr, rejects))
    assert told[0] == told[1]
    assert told[0][0] == 0
    assert "analysed 3 " in told[0][2]
    assert b"could not be analysed (RuntimeError)" in told[0][3]


def test_a_night_is_the_same(invoke, folder: Path) -> None:
    pages = []
    for engine in ("local", "spark"):
        store = f"sqlite:///{engine}.sqlite"
        done = invoke("run", "export.csv", "--out", "reports", "--store", store, "--engine", engine)
        assert done.exit_code == 0
        assert "read 6 = analysed 3 + unchanged 0 " in done.stderr
        pages.append((folder / "reports" / "index.html").read_bytes())
    assert pages[0] == pages[1]


@pytest.mark.parametrize("command", ["analyze", "run"])
def test_workers_are_not_for_spark(invoke, command: str) -> None:
    done = invoke(command, "export.csv", "--engine", "spark", "--workers", "2")
    assert done.exit_code == 2
    assert "--workers is for the engine local" in done.stderr
