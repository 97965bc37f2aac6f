"""The formats that run and report are asked for."""

import sys
from pathlib import Path

import pytest

from analyzer.reports import pdf

OUT = ("--out", "reports", "--store", "sqlite:///history.sqlite")


@pytest.mark.parametrize("command", [("run", "export.csv"), ("report",)])
@pytest.mark.parametrize("names", ["doc", "html,docx", "html,", ""])
def test_a_format_that_is_none_is_wrong_usage(invoke, command, names: str) -> None:
    result = invoke(*command, *OUT, "--format", names)
    assert result.exit_code == 2
    assert "give one or more of html, xlsx, pdf, md, json, with commas" in result.stderr


def test_the_documents_to_open_are_printed(invoke) -> None:
    result = invoke("run", "export.csv", *OUT, "--format", " XLSX, md,json")
    assert result.exit_code == 0
    assert result.stdout.split() == [
        str(Path("reports", name)) for name in ("report.xlsx", "index.md")
    ]


def test_what_pdf_needs_is_told_before_any_note_is_read(
    invoke, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    pdf._weasyprint.cache_clear()
    result = invoke("run", "export.csv", *OUT, "--format", "html,pdf")
    pdf._weasyprint.cache_clear()
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: PDF needs the program WeasyPrint; install it with: "
        "pip install 'interaction-note-analyzer[pdf]'\n"
    )
    assert [path.name for path in folder.iterdir()] == ["export.csv"]


def test_a_workbook_of_one_person_is_refused(invoke) -> None:
    invoke("run", "export.csv", *OUT)
    result = invoke("report", *OUT, "--staff", "S1", "--format", "html,xlsx")
    assert result.exit_code == 2
    assert "The workbook is of the whole clinic" in result.stderr
