import pytest
from excel_files import MAIN, change, save, save_xml
from openpyxl import load_workbook

from analyzer.intake import IntakeError
from analyzer.intake.source import Source
from analyzer.intake.workbook import merged_cells
from analyzer.intake.workbook.file import opened
from analyzer.intake.workbook.merged_cells import filled_down, merged_down
from analyzer.intake.workbook.worksheet import Row
from analyzer.settings import Intake


def merged(path):
    with opened(Source(path, "visits.xlsx"), Intake()) as book:
        return merged_down(book, book.sheets[0])


def with_ranges(path, xml):
    save_xml(path, "<row><c><v>1</v></c></row>")
    end = b"</sheetData>"
    return change(path, lambda _, part: part.replace(end, end + xml.encode()))


def filled(rows, spans):
    return [
        row.cells for row in filled_down([Row(number, cells, []) for number, cells in rows], spans)
    ]


def test_ranges_over_several_rows(tmp_path):
    path = save(tmp_path / "visits.xlsx", {"Notes": [["MRN", "Note"], [4471, "Called."]]})
    book = load_workbook(path)
    for cells in ("A1:B1", "A2:A4", "B3:D9", "AB2:AB3"):
        book.active.merge_cells(cells)
    book.save(path)
    assert merged(path) == {(2, 1): 4, (3, 2): 9, (2, 28): 3}


@pytest.mark.parametrize(
    "cell",
    [
        '<mergeCell ref="A2:A4"/>',
        "<mergeCell ref='A2:A4' />",
        f'<x:mergeCell xmlns:x="{MAIN}"\n ref = "A2:A4"/>',
        '<mergeCell uid="{1}" ref="A2:A4"></mergeCell>',
    ],
)
@pytest.mark.parametrize("gap", [0, 1024 * 1024 - 250, 1024 * 1024 - 200, 3_000_000])
def test_ranges_as_programs_write_them(tmp_path, cell, gap):
    path = with_ranges(tmp_path / "visits.xlsx", f"<mergeCells>{' ' * gap}{cell}</mergeCells>")
    assert merged(path) == {(2, 1): 4}


@pytest.mark.parametrize("range", ["A2", "A2:B2", "A4:A2", "", "2:4", "A:A", "AAAA1:AAAA2"])
def test_ranges_that_fill_nothing(tmp_path, range):
    xml = f'<mergeCells><mergeCell ref="{range}"/></mergeCells>'
    assert merged(with_ranges(tmp_path / "visits.xlsx", xml)) == {}


def test_too_many(tmp_path, monkeypatch):
    cells = "".join(f'<mergeCell ref="A{row}:A{row + 1}"/>' for row in range(2, 12, 2))
    path = with_ranges(tmp_path / "visits.xlsx", f"<mergeCells>{cells}</mergeCells>")
    assert len(merged(path)) == 5
    monkeypatch.setattr(merged_cells, "_MOST", 4)
    with pytest.raises(IntakeError) as error:
        merged(path)
    assert str(error.value) == (
        "visits.xlsx has more than 4 cells that are merged over several rows; export it in parts."
    )


def test_a_value_stands_in_every_row_that_it_spans():
    rows = [(2, {1: 4471, 2: "S7", 3: "a"}), (3, {3: "b"}), (4, {3: "c"}), (5, {3: "d"})]
    assert filled(rows, {(2, 1): 4, (2, 2): 3}) == [
        {1: 4471, 2: "S7", 3: "a"},
        {1: 4471, 2: "S7", 3: "b"},
        {1: 4471, 3: "c"},
        {3: "d"},
    ]


def test_spans_that_follow_each_other():
    rows = [(2, {1: 1, 2: "a"}), (3, {2: "b"}), (4, {1: 2, 2: "c"}), (5, {2: "d"})]
    assert [row[1] for row in filled(rows, {(2, 1): 3, (4, 1): 5})] == [1, 1, 2, 2]


def test_rows_that_are_left_out_count_by_their_number():
    assert filled([(2, {1: 1}), (9, {2: "b"})], {(2, 1): 4}) == [{1: 1}, {2: "b"}]


def test_a_cell_with_a_value_of_its_own_keeps_it():
    rows = [(2, {1: 1}), (3, {1: 5, 2: "b"}), (4, {1: " ", 2: "c"})]
    assert filled(rows, {(2, 1): 4}) == [{1: 1}, {1: 5, 2: "b"}, {1: 1, 2: "c"}]


def test_numbers_of_rows_out_of_order_do_no_harm():
    rows = [(5, {1: 1}), (2, {2: "b"}), (5, {2: "c"}), (6, {2: "d"})]
    assert filled(rows, {(5, 1): 6}) == [{1: 1}, {2: "b"}, {2: "c"}, {1: 1, 2: "d"}]
