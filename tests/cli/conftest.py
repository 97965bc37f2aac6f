from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fake_reader import load_fake_reader

import analyzer.cli.analysis
import analyzer.cli.check
import analyzer.cli.report
import analyzer.cli.run
import analyzer.reports.night
from analyzer.cli import main
from analyzer.engines.opening import open_reader
from analyzer.reports.basis import Basis
from analyzer.settings import Settings

Invoke = Callable[..., Result]

EXPORT = """\
note_id,timestamp,staff_id,note
n1,2026-03-02 09:30,S1,"Was angry, named a lawyer. I listened."
n2,2026-03-03 10:00,=S2,Zoë came by and was booked.
n3,2026-03-01 08:00,S1,Nothing of note.
"""


def write_fake_reports(basis: Basis, out: Path, settings: Settings, **_options: Any) -> Path:
    frames = basis.frames
    out.mkdir(exist_ok=True)
    index = out / "index.html"
    index.write_text(
        f"{basis.as_of} {basis.since}\n{frames.analyses.to_csv()}{frames.findings.to_csv()}"
    )
    return index


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with an export.csv."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "export.csv").write_text(EXPORT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def invoke(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Calls analyzer in that folder, in this process, with a fake reader and fake reports."""
    analyze = partial(analyzer.cli.analysis.analyze, load=load_fake_reader)
    monkeypatch.setattr(analyzer.cli.analysis, "analyze", analyze)
    open_fake_reader = partial(open_reader, load=load_fake_reader)
    monkeypatch.setattr(analyzer.cli.check, "open_reader", open_fake_reader)
    monkeypatch.setattr(analyzer.cli.run, "open_reader", open_fake_reader)
    for module in (analyzer.reports.night, analyzer.cli.report):
        monkeypatch.setattr(module, "write_reports", write_fake_reports)
    monkeypatch.setenv("ANALYZER_ENGINE__WORKERS", "1")

    def call(*arguments: str, charset: str = "utf-8", **options: Any) -> Result:
        result = CliRunner(charset=charset).invoke(main, arguments, **options)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call
