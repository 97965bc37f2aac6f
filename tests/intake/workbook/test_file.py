import random
import zipfile

import openpyxl
import pytest
from excel_files import MAIN, change, save, save_xml

from analyzer.intake import IntakeError
from analyzer.intake.source import Source
from analyzer.intake.workbook.file import opened
from analyzer.intake.workbook.worksheet import rows_of
from analyzer.settings import Intake

AGAIN = "open it in Excel and save it again as .xlsx, or export it again."
ENTITIES = (
    '<!DOCTYPE bomb [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {name} "{f"&{inner};" * 10}">'
        for inner, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


def read(path, **limits):
    with opened(Source(path, "visits.xlsx"), Intake(**limits)) as book:
        return [row.cells for sheet in book.sheets for row in rows_of(book, sheet)]


def message(path, **limits):
    with pytest.raises(IntakeError) as error:
        read(path, **limits)
    return str(error.value)


@pytest.fixture
def visits(tmp_path):
    return save(tmp_path / "visits.xlsx", {"Notes": [["Note ID", "Note"], [1, "Called."]]})


def test_a_file_of_any_name_is_opened(visits):
    assert read(visits.rename(visits.with_name("input"))) == [
        {1: "Note ID", 2: "Note"},
        {1: 1, 2: "Called."},
    ]


def test_an_old_workbook_or_one_with_a_password(tmp_path):
    path = tmp_path / "visits.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    assert message(path) == (
        "visits.xlsx is an Excel 97 workbook or is locked with a password; "
        "save it as .xlsx without a password."
    )


@pytest.mark.parametrize("size", [0, 3, 100, 4000, -1])
def test_a_file_that_is_cut(visits, size):
    visits.write_bytes(visits.read_bytes()[:size])
    assert (
        message(visits) == f"visits.xlsx cannot be read as an Excel workbook (BadZipFile); {AGAIN}"
    )


def test_another_kind_of_zip_file(tmp_path):
    path = tmp_path / "visits.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("visits.csv", "note\nCalled.\n")
    assert message(path) == f"visits.xlsx cannot be read as an Excel workbook (KeyError); {AGAIN}"


def test_a_binary_workbook(visits):
    change(visits, lambda _, part: part.replace(b"spreadsheetml.sheet.main", b"ms-excel.binary"))
    assert message(visits) == f"visits.xlsx cannot be read as an Excel workbook (OSError); {AGAIN}"


def test_a_sheet_that_is_missing(visits):
    change(visits, lambda name, part: None if "sheet1" in name else part)
    assert message(visits) == (
        f"visits.xlsx cannot be read as an Excel workbook (sheet 'Notes' is missing); {AGAIN}"
    )


def test_xml_that_ends_within_a_row(visits):
    change(visits, lambda name, part: part.split(b"</row>")[0] if "sheet1" in name else part)
    assert message(visits) == (
        f"visits.xlsx cannot be read as an Excel workbook (ParseError); {AGAIN}"
    )


def test_a_changed_byte_is_noticed(tmp_path):
    path = tmp_path / "visits.xlsx"
    save_xml(path, '<row><c t="str"><v>Called.</v></c></row>')
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert read(path) == [{1: "Called."}]
    path.write_bytes(path.read_bytes().replace(b"Called.", b"Culled."))
    assert message(path) == f"visits.xlsx cannot be read as an Excel workbook (BadZipFile); {AGAIN}"


def test_a_file_that_is_not_there(tmp_path):
    assert message(tmp_path / "none") == (
        "visits.xlsx cannot be read: No such file or directory; check that it is still there, and "
        "try again."
    )


@pytest.mark.parametrize("part", ["sheet", "shared strings"])
def test_entities_are_not_expanded(tmp_path, part):
    assert openpyxl.DEFUSEDXML
    path = tmp_path / "visits.xlsx"
    if part == "sheet":
        save_xml(path, '<row><c t="str"><v>&i;</v></c></row>')
        change(path, lambda name, xml: ENTITIES.encode() + xml if "sheet1" in name else xml)
    else:
        save_xml(path, '<row><c t="s"><v>0</v></c></row>', ["<t>&i;</t>"], head=ENTITIES)
    assert message(path) == (
        "visits.xlsx holds XML entities, which no workbook needs and which may do harm; "
        "export it again."
    )


@pytest.mark.parametrize("part", ["Content_Types", "workbook.xml", "styles", "rels", "core", "app"])
def test_entities_beside_the_sheets_do_nothing(visits, tmp_path, part):
    secret = tmp_path / "secret"
    secret.write_text("Ana Ruiz")
    outside = f'<!DOCTYPE x [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    for harm, name in ((ENTITIES.encode(), b"&i;"), (outside, b"&x;")):

        def harmful(of_part, xml, harm=harm, name=name):
            body = xml[xml.index(b"?>") + 2 :] if xml.startswith(b"<?xml") else xml
            return harm + body.replace(b"Notes", name) if part in of_part else xml

        save(visits, {"Notes": [["Note"], ["Called."]]})
        change(visits, harmful)
        try:
            with opened(Source(visits, "visits.xlsx"), Intake()) as book:
                said = "".join(sheet.title for sheet in book.sheets)
        except IntakeError as error:
            said = str(error)
        assert len(said) < 200
        assert "Ana" not in said


def test_a_workbook_that_fills_the_memory_is_refused_before_it_is_opened(visits):
    with zipfile.ZipFile(visits, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">' + "<si/>" * 5_000_000)
    assert message(visits) == (
        "visits.xlsx unpacks to more than 100 times its size, as archives do that are made to fill "
        "a disk; save it as CSV, or raise [intake] expansion_ratio in analyzer.toml."
    )
    assert message(visits, bytes_per_file=25_000_000) == (
        "visits.xlsx unpacks to more than 25,000,000 bytes; export it in parts, or raise [intake] "
        "bytes_per_file in analyzer.toml."
    )


def test_a_small_workbook_may_be_packed_tightly(visits):
    with zipfile.ZipFile(visits, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/empty", bytes(9_000_000))
    assert len(read(visits)) == 2


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_packed_as_no_workbook_is(visits, method):
    with zipfile.ZipFile(visits, "a", method) as archive:
        archive.writestr("xl/media/empty", bytes(100))
    assert (
        message(visits) == f"visits.xlsx cannot be read as an Excel workbook (BadZipFile); {AGAIN}"
    )


def test_links_to_other_files_are_left_alone(visits):
    book = openpyxl.load_workbook(visits)
    book.active["C2"] = "='[other.xlsx]Notes'!A1"
    book.save(visits)
    assert read(visits)[1][3] == ["formula", "='[other.xlsx]Notes'!A1"]


def damaged(content, chance):
    content = bytearray(content)
    for _ in range(chance.choice([1, 3, 20, 200])):
        at = chance.randrange(len(content))
        match chance.randrange(3):
            case 0:
                content[at] = chance.randrange(256)
            case 1:
                del content[at]
            case 2:
                content[at:at] = chance.randbytes(chance.choice([1, 4]))
    return bytes(content)


def test_damaged_bytes_give_rows_or_a_sentence(visits):
    chance = random.Random(7)
    healthy = visits.read_bytes()
    refused = []
    for _ in range(150):
        visits.write_bytes(damaged(healthy, chance))
        try:
            read(visits)
        except IntakeError as error:
            refused.append(str(error))
    assert refused
    assert all(sentence.startswith("visits.xlsx ") for sentence in refused)


def test_damaged_xml_gives_rows_or_a_sentence(tmp_path):
    path = tmp_path / "visits.xlsx"
    row = '<row r="1"><c r="A1" s="1"><v>46095.4</v></c><c r="B1" t="s"><v>0</v></c></row>'
    chance = random.Random(8)
    refused = []
    for _ in range(200):
        save_xml(path, row * 3, ["<t>Called.</t>"])
        part = chance.choice(
            ["sheet1", "sharedStrings", "styles", "workbook.xml", "Content", "rels"]
        )
        change(path, lambda name, xml, p=part: damaged(xml, chance) if p in name else xml)
        try:
            read(path)
        except IntakeError as error:
            refused.append(str(error))
    assert 0 < len(refused) < 200
    assert all(sentence.startswith("visits.xlsx ") for sentence in refused)
