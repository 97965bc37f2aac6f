"""The samples, redacted: nobody is named any more, and what is read in them is nearly the same."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from journeys.calling import ROOT, call

SAMPLES = ("sample_notes/clinic_export.csv", "sample_notes/portal_messages.jsonl")
COUNTS = "read 288 = {} 288 + unchanged 0 + duplicate 0 + superseded 0 + rejected 0\n"
PHONE = re.compile(r"(?:\(?\d{3}\)?[ .-]?)?555[ .-]01\d\d")

Row = dict[str, Any]


class Redacted(NamedTuple):
    """A folder with the redacted samples, and how they and the samples themselves are read."""

    notes: list[Row]
    before: list[Row]
    after: list[Row]


@pytest.fixture(scope="module")
def redacted(tmp_path_factory: pytest.TempPathFactory) -> Redacted:
    folder = tmp_path_factory.mktemp("redacted")
    samples = [ROOT / name for name in SAMPLES]
    done = call("analyzer", "redact", *samples, "-o", "redacted.jsonl", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == COUNTS.format("redacted")
    for name, exports in (("before", samples), ("after", ["redacted.jsonl"])):
        done = call("analyzer", "analyze", *exports, "-o", f"{name}.jsonl", cwd=folder)
        assert done.returncode == 0
        assert done.stderr == COUNTS.format("analysed")
    files = (folder / f"{name}.jsonl" for name in ("redacted", "before", "after"))
    return Redacted(*map(rows_of, files))


def rows_of(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def samples() -> Iterator[Row]:
    """The rows of the samples in their order, under the names of NOTE that matter here."""
    csv_file, json_lines = (ROOT / name for name in SAMPLES)
    with csv_file.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            names = row["Patient Name"], row["Employee Name"]
            yield {"numbers": (row["MRN"], row["Note ID"], row["Case #"]), "names": names}
    for row in rows_of(json_lines):
        names = row["patient_name"], row["agent"]
        yield {"numbers": (row["patient_id"], row["message_id"], row["case"]), "names": names}


def test_no_name_or_number_of_the_samples_survives(redacted: Redacted) -> None:
    written = "\n".join(json.dumps(row, ensure_ascii=False) for row in redacted.notes)
    assert not PHONE.search(written)
    for row in samples():
        for value in (*row["numbers"], *row["names"]):
            assert not value or value not in written


def test_no_part_of_a_patients_name_survives_in_a_note_about_the_patient(
    redacted: Redacted,
) -> None:
    for row, note in zip(samples(), redacted.notes, strict=True):
        words = set(re.findall(r"\w+", note["text"].casefold()))
        patient, _ = row["names"]
        parts = {part for part in patient.casefold().split() if len(part) > 2}
        assert not parts & words, note["note_id"]


def test_the_notes_of_a_patient_stay_together(redacted: Redacted) -> None:
    pairs = {
        (row["numbers"][0], note["patient_id"])
        for row, note in zip(samples(), redacted.notes, strict=True)
    }
    plain, pseudonyms = zip(*pairs, strict=True)
    assert len(set(plain)) == len(set(pseudonyms)) == len(pairs) > 50


def test_what_is_read_in_them_is_nearly_the_same(redacted: Redacted) -> None:
    pairs = list(zip(redacted.before, redacted.after, strict=True))
    in_both = in_any = 0
    for before, after in pairs:
        one, other = labels(before), labels(after)
        in_both += (one & other).total()
        in_any += (one | other).total()
    assert in_both / in_any > 0.85
    for level in ("escalation", "outcome", "experience", "concern"):
        same = sum(before[level] == after[level] for before, after in pairs)
        assert same / len(pairs) > 0.9, level


def labels(analysis: Row) -> Counter[tuple[str, str]]:
    return Counter((finding["label"], finding["status"]) for finding in analysis["findings"])
