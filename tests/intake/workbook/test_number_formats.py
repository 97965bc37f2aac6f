import io

import pytest
from excel_files import MAIN, save
from openpyxl import load_workbook

from analyzer.intake.source import Source
from analyzer.intake.workbook.file import opened
from analyzer.intake.workbook.number_formats import read_number_formats
from analyzer.intake.workbook.worksheet import rows_of
from analyzer.settings import Intake


def formats(numbers, styles):
    xml = f'<styleSheet xmlns="{MAIN}"><numFmts>{numbers}</numFmts>{styles}</styleSheet>'
    return read_number_formats(lambda: io.BytesIO(xml.encode()))


def shown(path, value, code):
    save(path, {"Notes": [[value]]})
    book = load_workbook(path)
    book.active["A1"].number_format = code
    book.save(path)
    with opened(Source(path, "visits.xlsx"), Intake()) as read:
        [row] = rows_of(read, read.sheets[0])
    return row.cells[1]


@pytest.mark.parametrize(
    ("value", "code", "cell"),
    [
        (4471, "00000000", "00004471"),
        (123456789, "00000000", "123456789"),
        (0, "000", "000"),
        (4471, "00000000;-00000000", "00004471"),
        (4471.0, "000000", "004471"),
        (4471.5, "000000", 4471.5),
        (-4471, "000000", -4471),
        (4471, "0", 4471),
        (4471, "0.00", 4471),
        (4471, "#,##0", 4471),
        (4471, "00-00", 4471),
        (True, "000000", True),
        ("4471", "000000", "4471"),
        (46095, "yyyy-mm-dd", "2026-03-14T00:00:00"),
        (1.5, "[h]:mm", "36:00:00"),
    ],
)
def test_a_cell_is_read_as_excel_shows_it(tmp_path, value, code, cell):
    read = shown(tmp_path / "visits.xlsx", value, code)
    assert (read, type(read)) == (cell, type(cell))


def test_styles_of_cells_alone_count():
    found = formats(
        '<numFmt numFmtId="164" formatCode="0000"/><numFmt numFmtId="165" formatCode="[h]:mm"/>',
        '<cellStyleXfs><xf numFmtId="22"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="164"/>'
        '<xf numFmtId="22"><alignment/></xf><xf numFmtId="165"/></cellXfs>'
        '<dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs>',
    )
    assert found == ({2, 3}, {3}, {1: 4})


def test_a_format_that_would_take_openpyxl_years():
    code = "[" * 500_000
    found = formats(
        f'<numFmt numFmtId="164" formatCode="{code}"/>', '<cellXfs><xf numFmtId="164"/></cellXfs>'
    )
    assert found == (set(), set(), {})
