from datetime import date, datetime, time, timedelta

import pytest
from excel_files import save, save_xml
from openpyxl import load_workbook

from analyzer.intake import IntakeError
from analyzer.intake.source import Source
from analyzer.intake.workbook import elements
from analyzer.intake.workbook.file import opened
from analyzer.intake.workbook.worksheet import rows_of
from analyzer.settings import Intake

HEAD = '<row r="1"><c r="A1" t="str"><v>Note ID</v></c><c r="B1" t="str"><v>Note</v></c></row>'


@pytest.fixture
def rows(tmp_path):
    def read(*rows_or_xml, **options):
        path = tmp_path / "visits.xlsx"
        if isinstance(rows_or_xml[0], str):
            save_xml(path, *rows_or_xml, **options)
        else:
            save(path, {"Notes": rows_or_xml})
        return read_rows(path)

    return read


def read_rows(path):
    with opened(Source(path, "visits.xlsx"), Intake()) as book:
        return [(row.cells, row.unreadable) for row in rows_of(book, book.sheets[0])]


def only(read):
    assert all(unreadable == [] for _, unreadable in read)
    return [cells for cells, _ in read]


def test_values_are_what_json_can_hold(rows):
    day = datetime(2026, 3, 14, 9, 40)
    assert only(rows([1, 2.5, 3.0, -7, 1e300, 2**60, True, "text", "", None])) == [
        {1: 1, 2: 2.5, 3: 3, 4: -7, 5: 1e300, 6: 2**60, 7: True, 8: "text"}
    ]
    assert only(rows([day, day.date(), day.time(), day.replace(microsecond=250_000)])) == [
        {
            1: "2026-03-14T09:40:00",
            2: "2026-03-14T00:00:00",
            3: "09:40:00",
            4: "2026-03-14T09:40:00.250000",
        }
    ]
    assert only(rows([timedelta(hours=26, minutes=15), timedelta(seconds=90)])) == [
        {1: "26:15:00", 2: "00:01:30"}
    ]
    assert only(rows(["#N/A", "#DIV/0!"], ["=A1+1", "='Codes'!B2"])) == [
        {1: None, 2: None},
        {1: ["formula", "=A1+1"], 2: ["formula", "='Codes'!B2"]},
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<c><v>1234.0</v></c>", 1234),
        ("<c><v>1.5E3</v></c>", 1500),
        ('<c s="1"><v>46095.402777777781</v></c>', "2026-03-14T09:40:00"),
        ('<c s="1"><v>0.40277777777777779</v></c>', "09:40:00"),
        ('<c s="2"><v>-0.5</v></c>', "-12:00:00"),
        ('<c s="1"><v>12345678</v></c>', 12345678),  # a number in a column of dates
        ('<c t="d"><v>2026-03-14T09:40:00-05:00</v></c>', "2026-03-14T09:40:00-05:00"),
        ('<c t="b"><v>0</v></c>', False),
        ('<c t="e"><v>#REF!</v></c>', None),
        ('<c t="s"><v>0</v></c>', "Called."),
        ('<c t="s"><v>1</v></c>', "Called again."),
        ('<c t="s"><v>2</v></c>', "She said\r\n<no>"),
        ('<c t="str"><v>=1</v></c>', "=1"),
        ('<c t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>', " a "),
        ('<c t="inlineStr"><is><t>a_x000D_\nb_x005F_x0041_</t></is></c>', "a\r\nb_x0041_"),
        ('<c t="inlineStr"><is><r><t>very </t></r><r><rPr><b/></rPr><t>upset</t></r></is></c>',
         "very upset"),
        ('<c><f t="shared" si="0">A1*2</f><v>4</v></c>', ["formula", "=A1*2"]),
        ('<c><f t="array" ref="A1:A2">{1;2}</f><v>1</v></c>', ["formula", "={1;2}"]),
        ('<c><f t="dataTable" ref="A1" made="up"/><v>1</v></c>', ["formula", "="]),
        ('<c t="str"><f>"a"&amp;"b"</f><v>ab</v></c>', ["formula", '="a"&"b"']),
    ],
)  # fmt: skip
def test_cells_as_programs_write_them(rows, cell, value):
    shared = [
        "<t>Called.</t>",
        "<r><t>Called </t></r><r><rPr><i/></rPr><t>again.</t></r>",
        "<t>She said_x000D_\n&lt;no&gt;</t><rPh sb='0' eb='1'><t>x</t></rPh>",
    ]
    assert only(rows(f"<row>{cell}</row>", shared)) == [{1: value}]


@pytest.mark.parametrize(
    "cell",
    [
        "<c{}><v>NaN</v></c>",
        "<c{}><v>1E999</v></c>",
        f"<c{{}}><v>{'9' * 5000}</v></c>",
        '<c{} t="s"><v>7</v></c>',
        '<c{} t="b"><v>yes</v></c>',
        '<c{} s="x"><v>1</v></c>',
    ],
)
def test_a_cell_that_cannot_be_read_costs_no_row(rows, cell):
    for place in (' r="B1"', ""):
        xml = f'<row><c r="A1"><v>5</v></c>{cell.format(place)}<c><v>6</v></c></row>'
        [(cells, unreadable), after] = rows(f"{xml}<row><c><v>8</v></c></row>")
        assert unreadable == [2]
        assert (cells[1], cells[3]) == (5, 6)
        assert f">{cells[2]}<" in cell
        assert after == ({1: 8}, [])


def test_a_cell_of_no_place_stands_after_the_one_before(rows):
    xml = '<row><c r="C1"><v>5</v></c><c r="0!"><v>6</v></c><c><v>7</v></c></row>'
    assert rows(xml) == [({3: 5, 4: "6", 5: 7}, [4])]


def test_white_space_alone_makes_no_row(rows):
    blank = '<row><c t="str"><v> \n</v></c><c s="1"/></row><row/>'
    assert only(rows(f'{blank}<row><c/><c t="e"><v>#N/A</v></c></row>{blank}')) == [{2: None}]


def test_no_row_is_lost_to_its_number_or_to_the_size_that_the_sheet_says(rows):
    numbers = ["", ' r="3"', ' r="3"', ' r="2"', ' r="1048577"', ' r="999999999999"', ' r="x"']
    xml = "".join(f"<row{number}><c><v>{n}</v></c></row>" for n, number in enumerate(numbers))
    assert only(rows(xml)) == [{1: n} for n in range(7)]


def test_the_last_column_of_all_and_the_gap_before_it(rows):
    assert only(rows('<row><c r="XFD1"><v>1</v></c></row>' * 3)) == [{16_384: 1}] * 3


def test_a_row_without_end_is_not_held_in_memory(rows, monkeypatch):
    monkeypatch.setattr(elements, "_MOST_ELEMENTS", 1000)
    row = f"<row>{'<c/>' * 990}<c><v>1</v></c></row>"
    assert len(rows(row * 9)) == 9
    with pytest.raises(IntakeError, match="cannot be read as an Excel workbook"):
        rows(f"<row>{'<c/>' * 1000}</row>")


def test_dates_from_1904(tmp_path):
    path = save(tmp_path / "mac.xlsx", {"Notes": [[46095]]})
    book = load_workbook(path)
    book.epoch = datetime(1904, 1, 1)
    book.active["A1"] = datetime(2026, 3, 14)
    book.active["B1"] = date(2026, 3, 14)
    book.active["C1"] = time(9, 40)
    book.save(path)
    day = "2026-03-14T00:00:00"
    assert read_rows(path) == [({1: day, 2: day, 3: "09:40:00"}, [])]
