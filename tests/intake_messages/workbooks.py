"""Excel workbooks."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from excel_files import MAIN, change, save, save_xml

from intake_messages.case import refused, rejected

HEADER = ["MRN", "Note"]
ROW = ["4471", "Ana called about her bill."]
AGAIN = "open it in Excel and save it again as .xlsx, or export it again"
ENTITY = b'<!DOCTYPE x [<!ENTITY a "Ana called.">]>'


def sheets(**rows: Sequence[Sequence[Any]]) -> Callable[[Path], object]:
    """Write a workbook with these sheets."""
    return lambda path: save(path, dict(rows))


def strict(path: Path) -> None:
    """Write a workbook as "Strict Open XML", in which openpyxl finds no sheet."""
    save(path, {"Notes": [HEADER, ROW]})
    usual, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    names = b"officeDocument/2006/relationships", b"officeDocument/relationships"
    change(path, lambda _, part: part.replace(usual + names[0], new + names[1]))


def without_its_sheet(path: Path) -> None:
    save(path, {"Notes": [HEADER, ROW]})
    change(path, lambda name, part: None if "sheet1" in name else part)


def cut(path: Path) -> None:
    """Write a workbook whose sheet ends within a row."""
    save(path, {"Notes": [HEADER, ROW]})
    change(path, lambda name, part: part.split(b"</row>")[0] if "sheet1" in name else part)


def with_entities(path: Path) -> None:
    save_xml(path, '<row><c t="str"><v>Note</v></c></row><row><c t="str"><v>&a;</v></c></row>')
    change(path, lambda name, part: ENTITY + part if "sheet1" in name else part)


def large(path: Path) -> None:
    """Write a small file that unpacks to 20 million bytes."""
    save(path, {"Notes": [HEADER, ROW]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">' + "<si/>" * 4_000_000)


def with_a_damaged_cell(path: Path) -> None:
    save_xml(
        path,
        '<row><c t="str"><v>MRN</v></c><c t="str"><v>Note</v></c></row>'
        '<row><c t="s"><v>4471</v></c><c t="str"><v>Ana called.</v></c></row>',
    )


def merged(path: Path) -> None:
    """Write a workbook with two cells that are merged over two rows each."""
    save(path, {"Notes": [HEADER, ROW, ROW]})
    cells = b'<mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/>'
    change(path, lambda _, part: part.replace(b"</sheetData>", b"</sheetData>" + cells))


CASES = [
    refused(
        "visits.xls is an Excel 97 workbook or is locked with a password; save it as .xlsx without "
        "a password.",
        {"visits.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000)},
    ),
    refused(
        f"visits.xlsx cannot be read as an Excel workbook (sheet 'Notes' is missing); {AGAIN}.",
        {"visits.xlsx": without_its_sheet},
    ),
    refused(
        f"visits.xlsx cannot be read as an Excel workbook (ParseError); {AGAIN}.",
        {"visits.xlsx": cut},
    ),
    refused(
        "visits.xlsx holds XML entities, which no workbook needs and which may do harm; export it "
        "again.",
        {"visits.xlsx": with_entities},
    ),
    refused(
        "visits.xlsx unpacks to more than 20,000,000 bytes; export it in parts, or raise [intake] "
        "bytes_per_file in analyzer.toml.",
        {"visits.xlsx": large},
        settings={"intake": {"bytes_per_file": 20_000_000}},
    ),
    refused(
        "visits.xlsx unpacks to more than 100 times its size, as archives do that are made to fill "
        "a disk; save it as CSV, or raise [intake] expansion_ratio in analyzer.toml.",
        {"visits.xlsx": large},
    ),
    refused(
        "visits.xlsx needs too much memory ('xl/sharedStrings.xml' in it unpacks to more than "
        "50 bytes); save it as CSV.",
        {"visits.xlsx": with_a_damaged_cell},
        patched={"analyzer.intake.workbook.book.LARGEST_TEXTS": 50},
    ),
    refused(
        "visits.xlsx has more than 1 cells that are merged over several rows; export it in parts.",
        {"visits.xlsx": merged},
        patched={"analyzer.intake.workbook.merged_cells._MOST": 1},
    ),
    refused(
        "visits.xlsx has no sheet that can be read; open it in Excel and save it again as an Excel "
        "workbook (.xlsx).",
        {"visits.xlsx": strict},
    ),
    refused("visits.xlsx is empty; export it again.", {"visits.xlsx": sheets(Notes=[])}),
    refused(
        "visits.xlsx holds a header and no rows; export it again.",
        {"visits.xlsx": sheets(Notes=[HEADER])},
    ),
    refused(
        "visits.xlsx has no visible sheet 'Calls', which [intake] sheets in analyzer.toml names "
        "(its sheets: 'March', 'April'); correct the name there, or unhide the sheet in Excel.",
        {"visits.xlsx": sheets(March=[HEADER, ROW], April=[HEADER, ROW])},
        settings={"intake": {"sheets": ["Calls"]}},
    ),
    refused(
        "visits.xlsx has more than one sheet that can hold the notes ('March', 'April'); say which "
        "under [intake] sheets in analyzer.toml.",
        {"visits.xlsx": sheets(March=[HEADER, ROW], April=[HEADER, ROW])},
    ),
    refused(
        "visits.xlsx has no sheet with a column that is known to hold the note's text (its sheets: "
        "'March', 'April'); name the column under [columns] text in analyzer.toml.",
        {"visits.xlsx": sheets(March=[["MRN"], ["4471"]], April=[["MRN"], ["4471"]])},
    ),
    refused(
        "visits.xlsx, sheet 'March' is empty; export it again.",
        {"visits.xlsx": sheets(March=[], April=[HEADER, ROW])},
        settings={"intake": {"sheets": ["March"]}},
    ),
    rejected(
        "column C is filled and has no name in the header; give it one, or empty it",
        {"visits.xlsx": sheets(Notes=[HEADER, [*ROW, "She was upset."]])},
    ),
    rejected(
        "column A holds a cell that cannot be read; fill it in again",
        {"visits.xlsx": with_a_damaged_cell},
    ),
    rejected(
        "column 'Note' holds a formula; copy the column and paste it as values",
        {"visits.xlsx": sheets(Notes=[HEADER, ["4471", '="Ana called."']])},
    ),
]
