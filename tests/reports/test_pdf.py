"""PDF pages: tagged, of fixed bytes, and made without fetching anything."""

import io
import logging
import sys
from pathlib import Path
from typing import Any

import pytest
from needed import needed
from pypdf import PdfReader

from analyzer.reports.pdf import PDFError, need_pdf, pdf

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>A page</title>{head}</head>
<body><h1>A page</h1><p>Some words.</p>{body}</body></html>"""


@pytest.fixture(autouse=True)
def can_make_pdf() -> None:
    try:
        need_pdf()
    except PDFError:
        needed("WeasyPrint with the library Pango", False)


def test_a_page_is_tagged_and_of_the_same_bytes() -> None:
    page = PAGE.format(head="", body="")
    made = pdf(page)
    assert made == pdf(page)
    read = PdfReader(io.BytesIO(made))
    assert read.pages[0].extract_text().split() == ["A", "page", "Some", "words."]
    assert read.metadata is not None
    assert read.metadata.title == "A page"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.trailer["/Root"]["/Lang"] == "en"


@pytest.mark.parametrize("scheme", ["file://", "http://127.0.0.1:9/", ""])
def test_nothing_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, scheme: str
) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("p { display: none }")
    (tmp_path / "secret.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    monkeypatch.chdir(tmp_path)
    place = f"{scheme}{tmp_path}" if scheme == "file://" else scheme.rstrip("/") or "."
    head = f"<link rel='stylesheet' href='{place}/secret.css'>"
    body = (
        f"<img src='{place}/secret.svg' alt='seen'>"
        f"<a rel='attachment' href='{place}/secret.css'>x</a>"
    )
    caplog.set_level(logging.DEBUG)
    read = PdfReader(io.BytesIO(pdf(PAGE.format(head=head, body=body))))
    assert "Some words." in read.pages[0].extract_text()
    assert not read.attachments
    assert not caplog.records


def test_what_is_missing_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from analyzer.reports import pdf as module

    monkeypatch.setitem(sys.modules, "weasyprint", None)
    module._weasyprint.cache_clear()
    with pytest.raises(PDFError, match=r"WeasyPrint; install it with: pip install '.*\[pdf\]'"):
        need_pdf()
    module._weasyprint.cache_clear()


def test_every_page_of_a_report_is_there(every_format: Path) -> None:
    for page in every_format.rglob("*.html"):
        read = PdfReader(page.with_suffix(".pdf"))
        words = " ".join(one.extract_text() for one in read.pages)
        assert "Quotes are redacted by rules" in " ".join(words.split())
    people: list[Any] = list((every_format / "staff").glob("*.pdf"))
    assert people
    assert all(len(PdfReader(page).pages) <= 2 for page in people)
