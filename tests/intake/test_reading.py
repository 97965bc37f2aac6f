"""Whole files: what is written reads back, and damage never stops the night."""

import codecs
import csv
import errno
import io
import json
import random
import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analyzer.intake import IntakeError, Rejects, read_notes
from analyzer.intake.bodies.plain import plain_text
from analyzer.intake.characters import clean
from analyzer.intake.data import load
from analyzer.intake.encoding import Encoding
from analyzer.intake.records import UNPLACED
from analyzer.schema import NOTE
from analyzer.settings import Settings

EMPTY = load("values.toml")["empty"]
FIELDS = ["note_id", "staff_id", "staff_name", "role", "location", "patient_id", "case_id"]
CONTROL = "".join(map(chr, {*range(32)} - {*b"\t\n\r"}))
ANY = st.characters(exclude_categories=["Cs"], exclude_characters=CONTROL)
WESTERN = st.sampled_from("abc XYZ 0123 .,;|\t\"'=-\n éüßñÄç")
MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
WHOLE_UTF_8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")

relaxed = settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def frames(characters):
    """Notes as rows of a frame: a text that is not blank and no mark-up, and short fields."""
    text = st.text(characters, min_size=1, max_size=60).filter(
        lambda text: _cell(text) is not None and plain_text(text) == text
    )
    cells = dict.fromkeys(FIELDS[1:], st.text(characters, max_size=12))
    rows = st.lists(st.fixed_dictionaries({"text": text, **cells}), min_size=1, max_size=8)
    return rows.map(lambda rows: [{"note_id": str(n), **row} for n, row in enumerate(rows)])


def as_read(rows):
    """The rows as intake gives them: clean characters, short fields without margins, None for
    what is empty."""
    return [
        {name: clean(value) if name == "text" else _cell(value) for name, value in row.items()}
        for row in rows
    ]


def _cell(value):
    cell = clean(value).strip()
    return None if cell in {"", *EMPTY} else cell


def as_csv(rows, delimiter, line_end="\r\n", quoting=csv.QUOTE_MINIMAL):
    file = io.StringIO()
    writer = csv.DictWriter(
        file, list(rows[0]), delimiter=delimiter, lineterminator=line_end, quoting=quoting
    )
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def check(reading, rows):
    assert reading.reasons == {}
    assert [{name: note[name] for name in rows[0]} for note in reading.notes] == as_read(rows)


@relaxed
@given(
    rows=frames(ANY),
    delimiter=st.sampled_from(",;\t|"),
    style=st.sampled_from(
        [("\r\n", csv.QUOTE_MINIMAL)] + [(end, csv.QUOTE_ALL) for end in ("\r\n", "\n", "\r")]
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"]),
)
def test_csv_reads_back(read, export, rows, delimiter, style, encoding):
    content = as_csv(rows, delimiter, *style).encode(encoding)
    check(read(export(MARKS.get(encoding, b"") + content)), rows)


@relaxed
@given(
    rows=frames(WESTERN),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["cp1252", "latin-1"]),
)
def test_csv_of_a_code_page_reads_back(read, export, rows, delimiter, encoding):
    content = as_csv(rows, delimiter).encode(encoding)
    assume(not WHOLE_UTF_8.search(content))
    check(read(export(content)), rows)


@relaxed
@given(rows=frames(ANY), ascii_only=st.booleans())
def test_json_lines_read_back(read, export, rows, ascii_only):
    lines = [json.dumps(row, ensure_ascii=ascii_only) for row in rows]
    check(read(export("\n".join(lines), "a.jsonl")), rows)


ROWS = [
    {
        "note_id": str(n),
        "date": f"2026-03-{n % 28 + 1:02} 09:40",
        "agent": "S7",
        "channel": "phone",
        "text": f'Called "about" her results, café {n}.\nShe was upset; nobody had called | back.',
    }
    for n in range(40)
]
HEALTHY = {
    "a.csv": as_csv(ROWS, ",").encode(),
    "b.csv": as_csv(ROWS, ";").encode("cp1252"),
    "c.tsv": codecs.BOM_UTF16_LE + as_csv(ROWS, "\t").encode("utf-16-le"),
    "d.jsonl": "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS).encode(),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_damage_is_accounted_for(read, export, name):
    chance = random.Random(name)
    failed = 0
    for _ in range(60):
        content = bytearray(HEALTHY[name])
        for _ in range(chance.choice([1, 5, 50, 300])):
            position = chance.randrange(len(content))
            change = chance.randrange(3)
            if change == 0:
                content[position] = chance.randrange(256)
            elif change == 1:
                del content[position]
            else:
                content.insert(position, chance.choice(b'"\0\n\r,;\t{}[]\\\xff\xe9'))
        try:
            reading = read(export(bytes(content), name))
        except IntakeError:
            failed += 1
        else:
            assert reading.accounting.read > 0
            assert reading.accounting.rejected == sum(reading.reasons.values())
    assert failed < 60


def test_batches_are_of_the_schema_and_no_larger_than_asked_for(export, tmp_path):
    for first in (0, 5, 10):
        export(as_csv(ROWS[first : first + 6], ","), f"{first:02}.csv")
    with Rejects() as rejects:
        batches = list(read_notes([tmp_path], Settings(), rejects, 4))
    assert all(0 < batch.num_rows <= 4 for batch in batches)
    numbers = [number for batch in batches for number in batch["note_id"].to_pylist()]
    assert numbers == list(map(str, range(16)))
    assert all(batch.schema == NOTE for batch in batches)
    for batch in batches:
        batch.validate(full=True)
    assert (rejects.accounting.read, rejects.accounting.duplicate) == (18, 2)


def test_exports_of_rejects_alone_give_no_batch(export):
    with Rejects() as rejects:
        assert list(read_notes([export("id,note\n1,\n")], Settings(), rejects, 4)) == []
    assert (rejects.accounting.read, rejects.accounting.rejected) == (1, 1)


def test_a_file_that_breaks_off_after_its_first_rows_gives_no_note(export):
    path = export("note\n" + "a\n" * 7)
    with Rejects() as rejects, pytest.raises(IntakeError, match="more than 6 rows"):
        next(read_notes([path], Settings(intake={"rows_per_file": 6}), rejects, 2))


def test_a_file_that_cannot_be_read_stops_before_the_first_note(export, tmp_path):
    export(as_csv(ROWS, ","), "a.csv")
    export("id,words\n1,a\n", "b.csv")
    with Rejects() as rejects, pytest.raises(IntakeError, match=r"b\.csv has no column"):
        next(read_notes([tmp_path], Settings(), rejects, 4))
    assert rejects.accounting.read == 0


def test_every_row_of_a_bad_file_is_in_the_rejects(export, tmp_path):
    path = tmp_path / "rejects.csv"
    visits = export('id,note\n1,=1+1\n2,\n3,a,b\n4,"x"y\n5,fine\n')
    with Rejects(path) as rejects:
        batches = list(read_notes([visits], Settings(), rejects, 4))
    assert sum(batch.num_rows for batch in batches) == 2
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["file"], row["row"], json.loads(row["raw"])) for row in rows] == [
        (str(visits), "2", {"id": "2", "note": ""}),
        (str(visits), "3", {"id": "3", "note": "a", UNPLACED: ["b"]}),
        (str(visits), "4", {"id": None, "note": None, UNPLACED: '4,"x"y\n'}),
    ]


@pytest.mark.parametrize("readable", [0, 1, 2])
def test_a_disk_that_fails_in_the_middle_is_told_with_the_file(read, export, monkeypatch, readable):
    opened = 0
    open_ = Encoding.open

    class Failing(io.StringIO):
        def __next__(self):
            raise OSError(errno.EIO, "Input/output error")

    def open_or_fail(encoding, path):
        nonlocal opened
        opened += 1
        return open_(encoding, path) if opened <= readable else Failing()

    monkeypatch.setattr(Encoding, "open", open_or_fail)
    path = export('{"note": "a"}\n', "visits.jsonl")
    with pytest.raises(IntakeError) as error:
        read(path)
    assert str(error.value) == (
        f"{path} cannot be read: Input/output error; check the file and the disk that it is on, "
        "and try again."
    )
    assert opened == readable + 1
