"""The worklist as a file to fill in, a workbook or CSV that Excel reads, and as JSON."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analyzer.codebook import MOST_ATTEMPTS, CaseResult, CaseStatus, words
from analyzer.insights.worklist.guide import worklist_guide
from analyzer.insights.worklist.reasons import Urgency
from analyzer.intake.worklist.rows import EDITABLE, heading
from analyzer.intake.worklist.stamp import Filled, stamp
from analyzer.privacy.spreadsheets import spreadsheet_cell, text_of_cell

_BYTE_ORDER_MARK = "\ufeff"
_LONGEST_CELL = 32_767
_FIRST_DAY = datetime(2000, 1, 1)
_FREEZE_COLUMNS = 4
_WORDS = frozenset({"promise_state", "status", "result"})
WIDTHS = {
    "rank": 6, "urgency": 10, "location": 16, "why": 44, "wanted": 36, "next_step": 44,
    "promised": 28, "owner": 14, "status": 12, "attempts": 10, "result": 14, "closed": 12,
    "contacts": 10, "listed": 22,
}  # fmt: skip
"""Of the columns of a workbook, in characters, where it is not ``WIDTH``."""

WIDTH = 17
_MARK = "#FFF7D6"


@dataclass(frozen=True)
class Worklist:
    """The rows that ``insights.worklist.worklist`` returned and what they rest on.

    ``known_until`` is the time of the newest note, None without any; ``left_out`` counts the older
    cases by place.
    """

    rows: pd.DataFrame
    known_until: datetime | None
    left_out: Mapping[Urgency, int]


def write_csv(worklist: Worklist, file: IO[bytes]) -> None:
    """Write the list as CSV in UTF-8 with a byte order mark, so that Excel reads every letter.

    The columns are those of the guide, by their headings. No text can become a formula.
    """
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    columns = list(worklist_guide().columns)
    rows.writerow(map(heading, columns))
    for row in shown_rows(worklist.rows):
        rows.writerow([_csv_cell(row[name]) for name in columns])
    file.write((_BYTE_ORDER_MARK + text.getvalue()).encode())


def write_json(worklist: Worklist, file: IO[bytes]) -> None:
    """Write the list as one JSON object: ``as_of``, ``cases`` with the columns of the list as
    ``insights.worklist.worklist`` names them, ``left_out``, ``order`` and ``caveats``."""
    guide = worklist_guide()
    held = {
        "as_of": _plain(worklist.known_until),
        "order": guide.order,
        "caveats": guide.caveats,
        "left_out": {str(place): count for place, count in worklist.left_out.items()},
        "cases": [
            {name: _plain(value) for name, value in row.items()} for row in _records(worklist.rows)
        ],
    }
    encoder = json.JSONEncoder(ensure_ascii=False, indent=2, allow_nan=False)
    for piece in encoder.iterencode(held):
        file.write(piece.encode())
    file.write(b"\n")


def write_xlsx(worklist: Worklist, file: IO[bytes]) -> None:
    """Write the list as a workbook: the list to fill in, and a sheet that explains it.

    Texts stay texts and times are times; the five columns to fill in are marked, with drop-downs
    for status and result. The same list is the same file, byte for byte.
    """
    held = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "remove_timezone": False,
    }
    with xlsxwriter.Workbook(held, options) as book:
        book.set_properties({"created": worklist.known_until or _FIRST_DAY})
        _write_list(book, book.add_worksheet("Worklist"), list(shown_rows(worklist.rows)))
        _write_explanation(book, book.add_worksheet("Read me"), worklist)
    file.write(held.getvalue())


FORMATS = {".xlsx": write_xlsx, ".csv": write_csv}
"""How a file to fill in is written, by its ending."""


def left_out_sentence(worklist: Worklist, days: int) -> str | None:
    """Return how many older cases are not in the list; None where there are none.

    ``days`` is the setting worklist.days.
    """
    total = sum(worklist.left_out.values())
    if not total:
        return None
    parts = ", ".join(f"{place} {count:,}" for place, count in worklist.left_out.items())
    cases = "case" if total == 1 else "cases"
    return (
        f"Left out: {total:,} {cases} with no contact, and no call back due, in the last {days} "
        f"days ({parts}); worklist.days in analyzer.toml sets how many."
    )


def _write_list(
    book: xlsxwriter.Workbook, sheet: Worksheet, rows: Sequence[dict[str, Any]]
) -> None:
    columns = list(worklist_guide().columns)
    formats = _formats(book)
    for at, name in enumerate(columns):
        is_editable = name in EDITABLE
        sheet.set_column(at, at, WIDTHS.get(name, WIDTH))
        sheet.write_string(0, at, heading(name), formats["fill_in" if is_editable else "header"])
        for number, row in enumerate(rows, start=1):
            _write_cell(sheet, number, at, row[name], formats, is_editable=is_editable)
    last = max(len(rows), 1)
    for name, options in _VALIDATIONS.items():
        at = columns.index(name)
        sheet.data_validation(1, at, last, at, options)
    sheet.freeze_panes(1, _FREEZE_COLUMNS)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{worklist_guide().caveats[0]}&R&P of &N")


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    cell = {"valign": "top", "text_wrap": True}
    mark = cell | {"bg_color": _MARK, "border": 1, "border_color": "#BFBFBF"}
    header = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
    kinds = {"text": "@", "number": "0", "time": "yyyy-mm-dd hh:mm", "day": "yyyy-mm-dd"}
    formats = {
        "header": book.add_format(header | {"bg_color": "#E7EBF0"}),
        "fill_in": book.add_format(header | {"bg_color": "#FFD966"}),
    }
    for kind, number_format in kinds.items():
        formats[kind] = book.add_format(cell | {"num_format": number_format})
        formats[f"{kind} to fill in"] = book.add_format(mark | {"num_format": number_format})
    return formats


def _write_cell(
    sheet: Worksheet,
    row: int,
    column: int,
    value: object,
    formats: Mapping[str, Format],
    *,
    is_editable: bool,
) -> None:
    def style(kind: str) -> Format:
        return formats[f"{kind} to fill in" if is_editable else kind]

    match value:
        case datetime():
            sheet.write_datetime(row, column, value, style("time"))
        case date():
            sheet.write_datetime(row, column, value, style("day"))
        case int():
            sheet.write_number(row, column, value, style("number"))
        case str():
            sheet.write_string(row, column, _read_back(value)[:_LONGEST_CELL], style("text"))
        case _:
            sheet.write_blank(row, column, None, style("text"))


def _write_explanation(book: xlsxwriter.Workbook, sheet: Worksheet, worklist: Worklist) -> None:
    guide = worklist_guide()
    bold = book.add_format({"bold": True, "valign": "top"})
    marked = book.add_format({"bold": True, "valign": "top", "bg_color": _MARK})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    until = worklist.known_until
    made = f"Made from notes up to {until:%Y-%m-%d %H:%M}." if until else "Made from no dated note."
    lines: list[tuple[str, str, Format]] = [("The list", made, bold)]
    if worklist.left_out:
        counts = ", ".join(f"{place} {count:,}" for place, count in worklist.left_out.items())
        lines.append(("", f"Older cases left out: {counts}.", bold))
    for title, sentences in (("Please know", guide.caveats), ("Order", guide.order)):
        lines += [(title if not at else "", said, bold) for at, said in enumerate(sentences)]
    lines.append(("Columns", "Those with a yellow heading are to fill in.", bold))
    lines += [
        (heading(name), meaning, marked if name in EDITABLE else bold)
        for name, meaning in guide.columns.items()
    ]
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100)
    for row, (title, said, style) in enumerate(lines):
        sheet.write_string(row, 0, title, style)
        sheet.write_string(row, 1, said, wrapped)


_VALIDATIONS: dict[str, dict[str, Any]] = {
    "status": {
        "validate": "list",
        "source": [words(status) for status in CaseStatus],
        "error_message": "Choose a status of the list.",
    },
    "result": {
        "validate": "list",
        "source": [words(result) for result in CaseResult],
        "error_message": "Choose a result of the list, or leave it empty.",
    },
    "attempts": {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": MOST_ATTEMPTS,
        "error_message": "Write a whole number.",
    },
    "closed": {
        "validate": "date",
        "criteria": ">=",
        "value": date(2000, 1, 1),
        "error_message": "Write a date.",
    },
}


def shown_rows(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield each row as a file shows it: words for codes, None for what is missing, and its
    stamp in ``listed``."""
    for row in _records(rows):
        filled = Filled(
            owner=row["owner"],
            status=CaseStatus(row["status"]),
            attempts=row["attempts"],
            result=CaseResult(row["result"]) if row["result"] else None,
            closed=row["closed"],
        )
        seen = row["last_contact"]
        said = {name: words(row[name]) if row[name] else None for name in _WORDS}
        listed = stamp(row["source"], row["case"], row["version"], seen, filled)
        yield row | said | {"listed": listed}


def _records(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield each row as plain values: str, int, datetime, date or None."""
    for row in rows.to_dict("records"):
        yield {str(name): None if pd.isna(value) else _python(value) for name, value in row.items()}


def _python(value: Any) -> Any:
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _csv_cell(value: Any) -> Any:
    match value:
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case str():
            return spreadsheet_cell(value)
        case _:
            return value


def _read_back(text: str) -> str:
    """Return what must stand in a cell of a workbook for the text to be read back from it.

    A text that begins as the CSV writes one that looks like a formula is read as if it came of it.
    """
    whole = text.encode("utf-8", "backslashreplace").decode()  # no file can hold half a character
    return whole if text_of_cell(whole) == whole else spreadsheet_cell(whole)
