"""Nightly runs as processes of their own, over an export of many notes, and what they leave."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_plus

import pandas as pd
from journeys.calling import ROOT, Completed
from sqlalchemy import MetaData, NullPool, create_engine, inspect, select
from sqlalchemy.engine import RowMapping
from stores import PASSWORD, rows_of

SECONDS = 300
"""No run here takes so long, on any machine."""

LONGEST_TEXT = 200
SOME_WORDS = 25
"""A message that holds so many letters of a text has them from it."""

HEADER = ("note_id", "timestamp", "staff_id", "channel", "patient_id", "note")
STAFF = 3

OWN_TO_A_RUN = {"id", "run_id", "analysis_id"}
"""Columns that differ between two stores of the same notes."""


class Place(NamedTuple):
    """Where a run works: its folder, which holds the reports and what it keeps for a while."""

    folder: Path
    url: str

    @property
    def reports(self) -> Path:
        return self.folder / "out" / "reports"

    @property
    def temporary(self) -> Path:
        return self.folder / "temporary"


def new_place(folder: Path, url: str) -> Place:
    place = Place(folder, url)
    place.temporary.mkdir(parents=True)
    return place


@cache
def corpus_texts() -> tuple[str, ...]:
    """The shorter texts of the corpus, in the order of its authors."""
    return tuple(
        text
        for path in sorted((ROOT / "models/corpus").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        for text in [json.loads(line)["text"]]
        if len(text) <= LONGEST_TEXT
    )


def write_export(path: Path, notes: int) -> Path:
    """Write an export of texts of the corpus; some rows cannot be used, one stands twice."""
    rows = [
        (
            f"K{number:05}",
            f"2026-03-{1 + number % 28:02} {8 + number % 9:02}:{number % 60:02}",
            f"S{number % STAFF}",
            ("phone", "portal", "in_person")[number % 3],
            f"P{number % (notes // 2):05}",
            text,
        )
        for number, text in enumerate(islice(cycle(corpus_texts()), notes))
    ]
    rows[7] = (*rows[7][:1], "soon", *rows[7][2:])
    rows[notes // 2] = (*rows[notes // 2][:-1], "")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows, rows[3]])
    return path


def start(
    export: Path | str,
    place: Place,
    *options: str,
    stdin: int | None = None,
    within: tuple[str, ...] = (),
    **environment: str,
) -> subprocess.Popen[str]:
    """Start a run in a place; ``within`` is a command that runs another one under some limit."""
    command = [
        *within,
        sys.executable,
        "-m",
        "analyzer",
        "run",
        str(export),
        "--out",
        "out/reports",
    ]
    return subprocess.Popen(
        [*command, *options],
        cwd=place.folder,
        env=os.environ
        | {"ANALYZER_STORE__URL": place.url, "TMPDIR": str(place.temporary)}
        | environment,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def ended(run: subprocess.Popen[str]) -> Completed:
    """Wait until a run has ended, and every process that it started: they hold its outputs too."""
    told = run.communicate(timeout=SECONDS)
    return subprocess.CompletedProcess(run.args, run.returncode, *told)


def counts_of(done: Completed) -> dict[str, int]:
    """The counts that a run printed, of the rows that there were."""
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stderr.splitlines() if line.startswith("read "))
    counts = {name: int(number) for name, number in re.findall(r"(\w+) (\d+)", line)}
    return {name: number for name, number in counts.items() if number}


def sentence_of(done: Completed) -> str:
    """The one sentence with which a run failed, which tells no secret and nothing of a note."""
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    line = done.stderr.rstrip("\n")
    assert line.startswith("Error: "), line
    assert "\n" not in line, line
    assert_tells_no_secret(line)
    return line


def assert_tells_no_secret(told: str) -> None:
    """No password, no number of a note or patient and no beginning of a text."""
    assert PASSWORD not in told
    assert quote_plus(PASSWORD) not in told
    assert not re.search(r"\b[KP]\d{5}\b", told)
    begun = {text[:SOME_WORDS] for text in corpus_texts() if len(text) >= SOME_WORDS}
    assert not [words for words in begun if words in told]


def analyses_of(url: str) -> pd.DataFrame:
    """Every analysis of a store, as its table has it, but for the numbers of rows and runs."""
    rows = [_comparable(row) for row in _rows_of(url, "analyses")]
    return _sorted(pd.DataFrame(rows), ["source", "note_id", "content_hash"])


def findings_of(url: str) -> pd.DataFrame:
    """Every finding of a store, as its table has it, with the note that it is in."""
    notes = {row["id"]: (row["source"], row["note_id"]) for row in _rows_of(url, "analyses")}
    rows = [
        {"note": notes[row["analysis_id"]], **_comparable(row)} for row in _rows_of(url, "findings")
    ]
    return _sorted(pd.DataFrame(rows), ["note", "position"])


def saved(url: str) -> int:
    """How many analyses a store holds, whose tables may not be made yet."""
    engine = create_engine(url, poolclass=NullPool)
    if not inspect(engine).has_table("analyses"):
        return 0
    ((number,),) = rows_of(url, "select count(*) from analyses")
    return int(str(number))


def files_of(place: Place) -> dict[str, bytes]:
    """The rejects and the reports but for the morning page, which tells when the runs were.

    What a killed run left is removed once it is old, and is none of it.
    """
    folder = place.reports.parent
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.stem != "morning"
        and not any(part.endswith(".part") for part in path.parts)
    }


def _rows_of(url: str, name: str) -> Iterator[RowMapping]:
    engine = create_engine(url, poolclass=NullPool)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        yield from connection.execute(select(tables.tables[name])).mappings()


def _comparable(row: RowMapping) -> dict[str, object]:
    return {
        name: json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value
        for name, value in row.items()
        if name not in OWN_TO_A_RUN
    }


def _sorted(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return rows.sort_values(key, ignore_index=True)
