"""CSV and TSV as Excel and databases write them."""

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from analyzer.intake.encoding import LONGEST_LINE, Encoding, find_encoding
from analyzer.intake.errors import IntakeError
from analyzer.intake.header import find_header, first_rows
from analyzer.intake.records import UNPLACED, Record, Table
from analyzer.intake.source import Source
from analyzer.settings import Columns, Settings

DELIMITERS = (",", ";", "\t", "|")

_SAMPLE_CHARACTERS = 200_000
_SAMPLE_ROWS = 200
_SPARE_LINES = 1_000
_NONE_CHOSEN = Columns()
_EXCEL_HINT = re.compile(r'"?sep=(?P<delimiter>[,;\t|])"?[,;\t|]*\s*')

# The csv module's own limit is one for the whole process; a longer field is a quote never closed.
csv.field_size_limit(LONGEST_LINE)


def open_delimited(sources: Sequence[Source], settings: Settings, _folder: Path) -> Table:
    """Open one file of delimited rows; nothing of it is copied."""
    (source,) = sources
    return Delimited(source.path, source.name, settings.columns)


class Delimited:
    """A file of delimited rows under a header; see Table."""

    def __init__(self, path: Path, name: str, chosen: Columns = _NONE_CHOSEN) -> None:
        self._path = path
        self._encoding: Encoding = find_encoding(path, name)
        with self._encoding.open(path) as file:
            hint = _EXCEL_HINT.fullmatch(file.readline())
            self._skipped = 1 if hint else 0
            file.seek(0)
            sample = file.read(_SAMPLE_CHARACTERS)
            complete = not file.read(1)
        self._delimiter = (
            hint["delimiter"] if hint else find_delimiter(sample, chosen, complete=complete)
        )
        first = first_rows(self._rows(), len)
        if not first:
            raise IntakeError(f"{name} is empty; export it again.")
        header = find_header([[row] if isinstance(row, str) else row for row in first], chosen)
        if isinstance(first[header.rows - 1], str):
            raise IntakeError(f"{name} has a first line that is no header: {_UNPAIRED}.")
        self.columns = header.columns
        self._header_rows = header.rows
        self._needed = max(at for at, name in enumerate(header.names, start=1) if name.strip())

    def records(self) -> Iterator[Record]:
        """Read the rows under the header. Empty fields beyond it, and nameless columns at its end,
        may be there or not."""
        width = len(self.columns)
        for number, fields in enumerate(islice(self._rows(), self._header_rows, None), start=1):
            if isinstance(fields, str):
                yield self._not_whole(number, [], _UNPAIRED, fields)
            elif len(fields) < self._needed:
                problem = f"too few fields: the header has {self._needed}; {_QUOTE}"
                yield self._not_whole(number, fields, problem)
            elif len(fields) > width and any(field.strip() for field in fields[width:]):
                problem = f"too many fields: the header has {width}; {_QUOTE}"
                yield self._not_whole(number, fields, problem)
            else:
                values = dict(zip(self.columns, fields, strict=False))
                yield Record(number, values, values)

    def _not_whole(
        self, number: int, fields: Sequence[str], problem: str, line: str | None = None
    ) -> Record:
        """Return a row that could not be taken apart, under the columns to put it into."""
        width = len(self.columns)
        values = dict.fromkeys(self.columns) | dict(zip(self.columns, fields, strict=False))
        rest = line if line is not None else list(fields[width:])
        return Record(number, {}, {**values, UNPLACED: rest}, problem)

    def _rows(self) -> Iterator[list[str] | str]:
        """Yield the fields of each row that holds anything, the header first; of a row whose
        quotation marks do not pair, its first line."""
        with self._encoding.open(self._path) as file:
            lines = _Lines(islice(file, self._skipped, None))
            reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
            while True:
                try:
                    fields = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield lines.give_back()
                    continue
                lines.row.clear()
                if _holds_anything(fields):
                    yield fields


_QUOTE = "put quotation marks around a text that holds a line break or the sign between the fields"
_UNPAIRED = (
    'a quotation mark (") is opened and not closed, or one inside a text is not doubled; '
    "close or double it"
)


class _Lines:
    """Feeds the csv module, and can take back the lines of a row that came to nothing, so that a
    quotation mark that is never closed costs its own line and not the rest of the file."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.row: list[str] = []
        self._lines = lines
        self._again: deque[str] = deque()
        self._size = 0
        self._spare = _SPARE_LINES

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._again:
            line = self._again.popleft()
        else:
            line = next(self._lines)
            self._spare += 1
        self._size = self._size + len(line) if self.row else len(line)
        self.row.append(line)
        if self._size > 2 * LONGEST_LINE:
            raise csv.Error("the row does not end")
        return line

    def give_back(self) -> str:
        """Return the first line of the row and feed the others again; the whole row where that
        would read the file more than twice over."""
        rejected, rest = self.row[:1], self.row[1:]
        if len(rest) > self._spare:
            rejected, rest = self.row, []
        self._spare -= len(rest)
        self._again.extendleft(reversed(rest))
        self.row = []
        return "".join(rejected)


def find_delimiter(sample: str, chosen: Columns = _NONE_CHOSEN, *, complete: bool = True) -> str:
    """Return the delimiter that cuts the first lines of a file into the steadiest rows.

    The header (see ``find_header``; titles above it do not count) must fall into two fields at
    least; then the share of rows with as many fields as the header decides, then their number.
    ``complete`` says that the sample is the whole file, so that its last row is not cut.

    >>> find_delimiter("id;note\\n1;waited, angry, left\\n2;thanked us, twice\\n")
    ';'
    """

    def steadiness(delimiter: str) -> tuple[bool, float, int]:
        rows = _parsed(sample, delimiter)
        if not complete and len(rows) > 2:
            rows = rows[:-1]
        if not rows:
            return False, 0, 0
        header = find_header(rows, chosen)
        width = len(header.names)
        lengths = Counter(len(row) for row in rows[header.rows :])
        return width > 1, lengths[width] / max(len(rows) - header.rows, 1), width

    return max(DELIMITERS, key=steadiness)


def _parsed(sample: str, delimiter: str) -> list[list[str]]:
    """Return the first rows of a sample that hold anything, up to one that cannot be parsed."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    with suppress(csv.Error):
        rows.extend(islice(filter(_holds_anything, reader), _SAMPLE_ROWS))
    return rows


def _holds_anything(fields: list[str]) -> bool:
    return any(field and not field.isspace() for field in fields)
