from datetime import datetime

import openpyxl
import pytest
from excel_files import change, save, save_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.intake import IntakeError
from analyzer.intake.source import Source
from analyzer.intake.workbook.reader import open_workbook, sheets_of
from analyzer.settings import Settings

ROWS = [["Note ID", "Agent", "Note"], [1, "S7", "Called."], [2, "S8", "Waited."]]
CODES = [["Code", "Meaning"], ["A", "Anything"]]


@pytest.fixture
def visits(tmp_path):
    def write(sheets):
        return Source(save(tmp_path / "visits.xlsx", sheets), "visits.xlsx")

    return write


@pytest.fixture
def table(tmp_path):
    def read(source, **sections):
        [sheet] = sheets_of(source, Settings(**sections))
        return open_workbook([sheet], Settings(**sections), tmp_path)

    return read


def values(table):
    records = list(table.records())
    assert [record.row for record in records] == list(range(1, len(records) + 1))
    assert all(record.problem is None for record in records)
    assert all(record.raw is record.values for record in records)
    return [record.values for record in records]


def message(source, **sections):
    with pytest.raises(IntakeError) as error:
        sheets_of(source, Settings(**sections))
    return str(error.value)


def test_the_rows_of_the_only_sheet(visits, table):
    opened = table(visits({"Tabelle1": ROWS}))
    assert opened.columns == ["Note ID", "Agent", "Note"]
    assert values(opened) == values(opened) == [
        {"Note ID": 1, "Agent": "S7", "Note": "Called."},
        {"Note ID": 2, "Agent": "S8", "Note": "Waited."},
    ]  # fmt: skip


def test_titles_empty_rows_and_empty_cells(visits, table):
    rows = [["Contacts of March 2026"], [], ["", "Exported by", "Dana"], [None, " "], *ROWS[:2], []]
    opened = table(visits({"March": [*rows, [None, None, " "], [None, "", "Left."], [3, "S9"]]}))
    assert opened.columns == ["Note ID", "Agent", "Note"]
    assert values(opened) == [
        {"Note ID": 1, "Agent": "S7", "Note": "Called."},
        {"Note": "Left."},
        {"Note ID": 3, "Agent": "S9"},
    ]


def test_headers_of_two_rows(visits, table, tmp_path):
    source = visits(
        {
            "March": [
                ["Contacts of March 2026"],
                ["Note ID", "Date", "Patient", None, "Staff", None, "Note"],
                [None, None, "ID", "Name", "ID", "Name"],
                [1, datetime(2026, 3, 14, 9, 40), 4711, "Ana Ruiz", "S7", "Dana", "Called."],
            ]
        }
    )
    book = openpyxl.load_workbook(source.path)
    for cells in ("A1:G1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:G3"):
        book.active.merge_cells(cells)
    book.save(source.path)
    assert values(table(source)) == [
        {
            "Note ID": 1,
            "Date": "2026-03-14T09:40:00",
            "Patient ID": 4711,
            "Patient Name": "Ana Ruiz",
            "Staff ID": "S7",
            "Staff Name": "Dana",
            "Note": "Called.",
        }
    ]


def test_cells_merged_down_over_rows_of_data(visits, table):
    rows = [["MRN", "Agent", "Note"], [4471, "S7", "a"], [None, None, "b"], [None, "S8", "c"]]
    source = visits({"Notes": rows})
    book = openpyxl.load_workbook(source.path)
    for cells in ("A2:A4", "B2:B3"):
        book.active.merge_cells(cells)
    book.save(source.path)
    assert values(table(source)) == [
        {"MRN": 4471, "Agent": "S7", "Note": "a"},
        {"MRN": 4471, "Agent": "S7", "Note": "b"},
        {"MRN": 4471, "Agent": "S8", "Note": "c"},
    ]


def test_a_text_that_many_cells_share_fills_no_disk(table, tmp_path):
    path = tmp_path / "visits.xlsx"
    save_xml(path, '<row><c t="s"><v>0</v></c></row>' * 5000, [f"<t>{'x' * 5000}</t>"])
    source = Source(path, "visits.xlsx")
    assert len(list(table(source).records())) == 4999
    with pytest.raises(IntakeError) as error:
        table(source, intake={"bytes_per_file": 10_000_000})
    assert str(error.value) == (
        "visits.xlsx unpacks to more than 10,000,000 bytes; export it in parts, or raise [intake] "
        "bytes_per_file in analyzer.toml."
    )


def test_one_sheet_is_found_without_its_texts_and_styles(visits):
    source = visits({"Notes": ROWS})
    change(source.path, lambda name, part: b"<" if "Strings" in name or "styles" in name else part)
    assert sheets_of(source, Settings()) == [source._replace(part="Notes")]


def test_names_of_columns_are_distinct_and_formulas_name_none(visits, table):
    rows = [["Note", "=A1", 2026, "Note", None, "MRN"], ["a", "b", "c", "d", "e", "=F1"]]
    opened = table(visits({"Notes": rows}))
    assert opened.columns == ["Note", "column 2", "2026", "Note (2)", "column 5", "MRN"]
    assert values(opened)[0]["MRN"] == ["formula", "=F1"]


def test_a_cell_beyond_the_header(visits, table):
    rows = [*ROWS, [3, "S7", "c", None, " "], [4, "S7", "d", None, "x", "y"], [5, "S7", "e"]]
    records = list(table(visits({"Notes": rows})).records())
    assert [record.problem for record in records] == [
        None,
        None,
        None,
        "column E is filled and has no name in the header; give it one, or empty it",
        None,
    ]
    assert records[2].values == {"Note ID": 3, "Agent": "S7", "Note": "c"}
    assert records[3].raw == {
        "Note ID": 4, "Agent": "S7", "Note": "d", "column 5": "x", "column 6": "y"
    }  # fmt: skip


def test_a_cell_that_cannot_be_read(table, tmp_path):
    texts = ["Note", "Score", "Called."]
    cells = '<c t="s"><v>{}</v></c><c{}><v>{}</v></c>'
    rows = [(0, ' t="s"', 1), (2, "", "high"), (2, "", 7)]
    save_xml(
        tmp_path / "visits.xlsx",
        "".join(f"<row>{cells.format(*row)}</row>" for row in rows),
        [f"<t>{text}</t>" for text in texts],
    )
    opened = table(Source(tmp_path / "visits.xlsx", "visits.xlsx"))
    assert opened.columns == ["Note", "Score"]
    bad, good = opened.records()
    assert bad.problem == "column B holds a cell that cannot be read; fill it in again"
    assert bad.raw == {"Note": "Called.", "Score": "high"}
    assert good.values == {"Note": "Called.", "Score": 7}


@pytest.mark.parametrize("rows", [[], [[]], [[None, " "]]])
def test_an_empty_sheet(visits, table, rows):
    with pytest.raises(IntakeError) as error:
        table(visits({"Notes": rows}))
    assert str(error.value) == "visits.xlsx is empty; export it again."


def test_a_header_alone_has_columns_and_no_rows(visits, table):
    opened = table(visits({"Notes": ROWS[:1]}))
    assert (opened.columns, list(opened.records())) == (["Note ID", "Agent", "Note"], [])


def test_the_sheet_with_the_text_is_taken(visits, table):
    source = visits({"Codes": CODES, "Contacts": [["Contacts of March"], *ROWS], "Empty": []})
    assert sheets_of(source, Settings()) == [
        source._replace(name="visits.xlsx, sheet 'Contacts'", part="Contacts")
    ]
    assert len(values(table(source))) == 2
    assert sheets_of(source, Settings(columns={"text": "meaning"}))[0].part == "Codes"


def test_hidden_sheets_and_charts_do_not_count(visits, table):
    source = visits({"A": ROWS, "B": ROWS, "C": ROWS})
    book = openpyxl.load_workbook(source.path)
    book["A"].sheet_state = "hidden"
    book["C"].sheet_state = "veryHidden"
    book.active = 1
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(book["B"], min_col=1, min_row=1, max_row=3))
    book.create_chartsheet("Chart", 0).add_chart(chart)
    book.save(source.path)
    assert sheets_of(source, Settings()) == [source._replace(part="B")]
    assert len(values(table(source))) == 2
    assert message(source, intake={"sheets": ["a"]}) == (
        "visits.xlsx has no visible sheet 'a', which [intake] sheets in analyzer.toml names "
        "(its sheets: 'B'); correct the name there, or unhide the sheet in Excel."
    )


def test_sheets_that_the_settings_name(visits):
    source = visits({"Codes": CODES, "North": ROWS, "South": ROWS})
    found = sheets_of(source, Settings(intake={"sheets": ["south", " North", "South"]}))
    assert [(sheet.part, sheet.name) for sheet in found] == [
        ("South", "visits.xlsx, sheet 'South'"),
        ("North", "visits.xlsx, sheet 'North'"),
    ]
    assert message(source, intake={"sheets": ["North", "West"]}) == (
        "visits.xlsx has no visible sheet 'West', which [intake] sheets in analyzer.toml names "
        "(its sheets: 'Codes', 'North', 'South'); correct the name there, or unhide the sheet in "
        "Excel."
    )


def test_the_only_sheet_named_by_the_settings_keeps_the_name_of_the_file(visits):
    source = visits({"North": ROWS})
    [sheet] = sheets_of(source, Settings(intake={"sheets": ["North", "north"]}))
    assert sheet == source._replace(part="North")


def test_several_sheets_or_none_with_the_text(visits):
    assert message(visits({"North": ROWS, "Codes": CODES, "South": ROWS})) == (
        "visits.xlsx has more than one sheet that can hold the notes ('North', 'South'); "
        "say which under [intake] sheets in analyzer.toml."
    )
    assert message(visits({"Codes": CODES, "Empty": []})) == (
        "visits.xlsx has no sheet with a column that is known to hold the note's text (its sheets: "
        "'Codes', 'Empty'); name the column under [columns] text in analyzer.toml."
    )


def test_a_strict_workbook_has_no_sheet_for_openpyxl(visits):
    source = visits({"A": ROWS})
    usual = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    strict = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    change(source.path, lambda _, part: part.replace(usual, strict))
    assert message(source) == (
        "visits.xlsx has no sheet that can be read; "
        "open it in Excel and save it again as an Excel workbook (.xlsx)."
    )


def test_a_hostile_size_costs_no_time(table, tmp_path):
    header = '<row><c t="str"><v>Note</v></c></row>'
    wide = '<row r="{}"><c r="XFD{}" t="str"><v>x</v></c></row>'
    rows = "".join(wide.format(n, n) for n in range(2, 2000))
    path = save_xml(tmp_path / "visits.xlsx", f'{header}{rows}<row r="9999999999"><c/></row>')
    records = list(table(Source(path, "visits.xlsx")).records())
    assert len(records) == 1998
    assert records[-1].raw == {"column 16384": "x"}


text = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        include_characters="\t\n",
        exclude_characters="\ufffe\uffff",
    ),
    max_size=40,
).filter(lambda cell: "_x" not in cell and not cell.startswith("="))


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.lists(text, min_size=3, max_size=3).filter(lambda row: "".join(row).strip()), min_size=1
    )
)
def test_text_reads_back(visits, table, rows):
    read = values(table(visits({"Notes": [["Note ID", "Agent", "Note"], *rows]})))
    assert [[row.get(name, "") for name in ("Note ID", "Agent", "Note")] for row in read] == rows
