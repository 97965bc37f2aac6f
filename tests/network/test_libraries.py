"""Libraries that could fetch something are asked to, and do not.

A server on this machine stands for the network: it would answer, and remembers who asked. So this
holds for libraries in C and Rust too.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
from excel_files import change, save
from http_listener import Listener
from needed import needed
from network.program import written_at_home

from analyzer.intake import Rejects, read_notes
from analyzer.reports.charts.drawing import Drawing
from analyzer.reports.charts.on_a_page import svg
from analyzer.reports.pdf import PDFError, pdf
from analyzer.settings import Settings

HTML = """<!DOCTYPE html SYSTEM "{at}dtd">
<html lang="en"><head><title>A page</title><base href="{at}base/">
<link rel="stylesheet" href="{at}link.css"><link rel="attachment" href="{at}attachment">
<style>@import url("{at}import.css");
@font-face {{ font-family: far; src: url("{at}font.woff2"); }}
body {{ font-family: far; background: url("{at}background.png"); }}
li {{ list-style-image: url("{at}list.png"); content: url("{at}content.png"); }}</style>
<script src="{at}script.js"></script></head>
<body><p>Some words.</p><img src="{at}picture.png" srcset="{at}large.png 2x" alt="seen">
<ul><li>one</li></ul><object data="{at}object.svg"></object><embed src="{at}embed.svg">
<iframe src="{at}frame.html"></iframe><video src="{at}video.mp4" poster="{at}poster.png"></video>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9"
 height="9"><image href="{at}image.png" width="9" height="9"/><use xlink:href="{at}use.svg#a"/>
</svg></body></html>"""


@pytest.fixture
def at(listener: Listener) -> str:
    return listener.address("")


def test_the_server_would_answer(listener: Listener) -> None:
    assert len(pd.read_csv(listener.address("notes.csv"))) == 1
    assert listener.asked == ["/notes.csv"]


def test_a_pdf_is_made_of_its_page_alone(listener: Listener, at: str) -> None:
    try:
        made = pdf(HTML.format(at=at))
    except PDFError:
        needed("WeasyPrint with the library Pango", False)
    assert made.startswith(b"%PDF")
    assert listener.asked == []


def draw(chart: alt.LayerChart) -> str:
    chart = chart.properties(title="A chart", padding={"top": 5}, usermeta={"top_without_title": 5})
    return svg(Drawing(chart, "A chart", "Nothing is in it.", pd.DataFrame()), "chart")


@pytest.mark.parametrize("name", ["data.csv", "data.json", "data.topojson"])
def test_a_chart_is_drawn_of_its_own_data_alone(listener: Listener, at: str, name: str) -> None:
    points = alt.Chart(alt.UrlData(f"{at}{name}")).mark_point().encode(x="text:N")
    with pytest.raises(ValueError, match="External data url not allowed"):
        draw(alt.layer(points))
    assert listener.asked == []


def test_a_chart_reads_no_file(tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    file.write_text("text\nsecret\n")
    points = alt.Chart(alt.UrlData(file.as_uri())).mark_text().encode(text="text:N")
    assert "secret" not in draw(alt.layer(points))


def test_a_chart_asks_for_no_picture_and_no_font(listener: Listener, at: str) -> None:
    rows = pd.DataFrame({"picture": [f"{at}picture.png"], "text": ["hello"]})
    pictures = alt.Chart(rows).mark_image(width=9, height=9).encode(url="picture:N")
    words = alt.Chart(rows).mark_text(font="Far Away Sans").encode(text="text:N")
    assert "<svg" in draw(alt.layer(pictures, words))
    assert listener.asked == []


def read(path: Path) -> list[str]:
    """The reasons for which rows of an export were not used."""
    with Rejects() as rejects:
        for _ in read_notes([path], Settings(), rejects, 64):
            pass
    return list(rejects.reasons)


def html_note(path: Path, at: str) -> Path:
    path = path.with_suffix(".jsonl")
    path.write_text(json.dumps({"note_id": "1", "note": HTML.format(at=at)}), encoding="utf-8")
    return path


def rtf_note(path: Path, at: str) -> Path:
    path = path.with_suffix(".jsonl")
    field = r'{\field{\*\fldinst INCLUDEPICTURE "' + at + r'picture.png"}{\fldrslt x}}'
    note = r"{\rtf1\ansi{\*\template " + at + "template.dot}" + field + " Ana called.}"
    path.write_text(json.dumps({"note_id": "1", "note": note}), encoding="utf-8")
    return path


def attached_note(path: Path, at: str) -> Path:
    path = path.with_suffix(".json")
    attachment = {"contentType": "text/plain", "url": f"{at}Binary/1"}
    note = {
        "resourceType": "DocumentReference",
        "id": "d1",
        "status": "current",
        "date": "2026-03-02T09:30:00Z",
        "content": [{"attachment": attachment}],
    }
    path.write_text(json.dumps(note), encoding="utf-8")
    return path


def linked_workbook(path: Path, at: str) -> Path:
    """A workbook of which a cell refers to another workbook, with a picture from elsewhere."""
    path = path.with_suffix(".xlsx")
    save(path, {"Notes": [["MRN", "Note"], ["4471", "Ana called about her bill."]]})
    outside = (
        f'<Relationship Id="rId9" TargetMode="External" Target="{at}book.xlsx" Type="http://'
        'schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"/>'
    )

    def refer(name: str, part: bytes | None) -> bytes | None:
        if part is not None and name.endswith(".rels"):
            return part.replace(b"</Relationships>", f"{outside}</Relationships>".encode())
        return part

    change(path, refer)
    return path


@pytest.mark.parametrize("write", [html_note, rtf_note, attached_note, linked_workbook])
def test_an_export_is_read_from_its_own_files_alone(
    listener: Listener, at: str, tmp_path: Path, write: Callable[[Path, str], Path]
) -> None:
    reasons = read(write(tmp_path / "export", at))
    assert len(reasons) == (write is attached_note)
    assert listener.asked == []


def test_identifiers_are_found_without_a_list_from_elsewhere(tmp_path: Path) -> None:
    """Presidio tells domains by a list that its library fetches and keeps in the user's home."""
    finding = (
        "import presidio_analyzer\n"
        "from analyzer.privacy.redaction import find_in_notes\n"
        "text = 'Wrote from jo.marsh@clinic.example, see https://portal.example/x?id=4.'\n"
        "print(sorted(str(one.type) for one in find_in_notes([{'text': text}])[0]))\n"
    )
    home = {"HOME": str(tmp_path), "PATH": "", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", finding], env=home, capture_output=True, text=True, check=False
    )
    assert done.stdout == "['email', 'url']\n", done.stderr
    assert written_at_home(tmp_path) == []
