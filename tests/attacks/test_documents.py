"""PDF, Markdown and JSON: no link, no script, no markup and no control character from data."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attacks.hostile import MARKUP
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pypdf import PdfReader

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
KNOWN = {
    "heading", "paragraph", "bullet_list", "list_item", "blockquote", "table", "thead", "tbody",
    "tr", "th", "td", "inline", "hr", "text", "softbreak", "link",
}  # fmt: skip
LINK = re.compile(r"staff/[0-9a-f]{16}\.md|(\.\./)?index\.(md|json)")
ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/SubmitForm", b"/EmbeddedFile", b"/RichMedia")
MAIL = re.compile(r"[a-z0-9.+_-]+@[a-z0-9_-]+(\.[a-z0-9_-]+)+", re.IGNORECASE)
"""What GitHub makes a link of (GitHub Flavored Markdown Spec, 6.9)."""

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def files(reports: Path, ending: str) -> list[Path]:
    found = sorted(reports.rglob(f"*.{ending}"))
    assert len(found) > 20
    return found


def test_no_pdf_holds_a_script_or_a_link_from_data(reports: Path) -> None:
    links = set()
    for path in files(reports, "pdf"):
        held = path.read_bytes()
        assert not [word for word in ACTIVE if word in held], path
        read = PdfReader(path)
        root = read.trailer["/Root"]
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root), path
        assert set(root.get("/Names", {})) <= {"/Dests"}, path
        links |= {target for page in read.pages for target in targets(page)}
    assert all(re.fullmatch(r"(\.\./)?(staff/[0-9a-f]{16}|index)\.html", link) for link in links)


def targets(page: Any) -> Iterator[str]:
    """Where the annotations of a page lead to, beyond the document."""
    for annotation in page.get("/Annots") or []:
        held = annotation.get_object()
        assert held["/Subtype"] == "/Link"
        if "/A" in held:
            assert held["/A"]["/S"] in ("/URI", "/GoTo")
            if held["/A"]["/S"] == "/URI":
                yield held["/A"]["/URI"]


def test_a_pdf_shows_attacks_as_text(reports: Path) -> None:
    shown = "".join(page.extract_text() for page in PdfReader(reports / "index.pdf").pages)
    assert "onmouseover" in shown


def tokens(text: str) -> Iterator[Token]:
    for token in PARSER.parse(text):
        yield token
        yield from token.children or []


def test_no_markup_of_markdown_comes_of_data(reports: Path) -> None:
    for path in files(reports, "md"):
        for token in tokens(path.read_text("utf-8")):
            kind = token.type.removesuffix("_open").removesuffix("_close")
            assert kind in KNOWN or (kind, token.content) == ("code_inline", "@"), (path, token)
            if token.type == "link_open":
                assert LINK.fullmatch(str(token.attrGet("href"))), path


def test_markdown_holds_no_address_that_a_site_makes_a_link_of(reports: Path) -> None:
    for path in files(reports, "md"):
        for token in PARSER.parse(path.read_text("utf-8")):
            written = "".join(
                child.content if child.type == "text" else "\n" for child in token.children or []
            )
            assert not MAIL.search(written), path
    assert r"k\.jones`@`evil" in " ".join(path.read_text("utf-8") for path in files(reports, "md"))


def test_every_row_of_a_table_has_the_cells_of_its_header(reports: Path) -> None:
    for path in files(reports, "md"):
        for block in re.findall(r"(?:^\|.*\n)+", path.read_text("utf-8"), re.MULTILINE):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_json_is_whole_and_holds_every_attack(reports: Path) -> None:
    held = [json.loads(path.read_text("utf-8")) for path in files(reports, "json")]
    text = json.dumps(held, ensure_ascii=False)
    for attack in MARKUP:
        assert json.dumps(attack, ensure_ascii=False).strip('"') in text


@pytest.mark.parametrize("ending", ["md", "json"])
def test_no_control_character_is_left(reports: Path, ending: str) -> None:
    for path in files(reports, ending):
        assert not CONTROL.search(path.read_text("utf-8")), path
