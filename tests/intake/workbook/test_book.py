import zipfile

import pytest
from excel_files import MAIN, save_xml

from analyzer.intake import IntakeError
from analyzer.intake.workbook import book as module
from analyzer.intake.workbook.book import LARGEST_PART, Book, Sheet


@pytest.fixture
def visits(tmp_path):
    return save_xml(tmp_path / "visits.xlsx", "<row/>", ["<t>Note</t>", "<t>Called.</t>"])


def replaced(path, name, part):
    """Put a part in the place of another, packed tightly."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in (parts | {name: part}).items():
            archive.writestr(each, content)
    return path


def read(path):
    with path.open("rb") as file:
        book = Book(file, "visits.xlsx")
        return book.sheets, book.strings, book.number_formats


def refusal(path):
    with pytest.raises(IntakeError) as error:
        read(path)
    return str(error.value)


def test_the_parts_of_a_workbook(visits):
    sheets, strings, formats = read(visits)
    assert sheets == [Sheet("Notes", "xl/worksheets/sheet1.xml", True)]
    assert [strings[number] for number in range(2)] == ["Note", "Called."]
    assert formats == ({1, 2}, {2}, {})


@pytest.mark.parametrize(
    "part",
    ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"],
)
def test_a_part_that_would_fill_the_memory(visits, part):
    replaced(visits, part, b" " * (LARGEST_PART + 1))
    assert refusal(visits) == (
        f"visits.xlsx needs too much memory ('{part}' in it unpacks to more than 10,000,000 bytes)"
        "; save it as CSV."
    )


def test_texts_that_would_fill_the_memory(visits, monkeypatch):
    texts = f'<sst xmlns="{MAIN}">{"<si><t>Called.</t></si>" * 5000}</sst>'.encode()
    monkeypatch.setattr(module, "LARGEST_PART", 5000)
    replaced(visits, "xl/sharedStrings.xml", texts)
    assert read(visits)[1][4999] == "Called."
    monkeypatch.setattr(module, "LARGEST_TEXTS", len(texts) - 1)
    assert refusal(visits).startswith("visits.xlsx needs too much memory ('xl/sharedStrings.xml'")


def test_many_styles_take_little_memory(visits):
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 100_000}</cellXfs></styleSheet>'
    assert read(replaced(visits, "xl/styles.xml", styles))[2] == (set(), set(), {})


def test_a_directory_that_says_less_than_a_part_unpacks_to(visits):
    replaced(visits, "xl/workbook.xml", b" " * 50_000_000)
    with zipfile.ZipFile(visits) as archive:
        size = archive.getinfo("xl/workbook.xml").file_size
    content = visits.read_bytes()
    visits.write_bytes(content.replace(size.to_bytes(4, "little"), (500).to_bytes(4, "little")))
    with pytest.raises(zipfile.BadZipFile):
        read(visits)
