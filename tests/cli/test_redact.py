import csv
import io
import json
import os
import re
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.cli.redact import redact
from analyzer.privacy.redacted_notes import REDACTED

Row = dict[str, Any]

EXPORT = """\
note_id,timestamp,staff_id,staff_name,clinic,mrn,patient_name,case,Born,note
N-71,2026-03-02 09:30,kpoe,Kim Poe,North,QX-7731,Funmi Adeyemi,C-9,1950,Was upset. Call 555-0148.
N-72,2026-03-03 10:00,blund,Bo Lund,=North,QX-7731,,,,"Funmi rang, wants Kim. Read her QX-7731."
N-73,2026-03-04 08:00,blund,Bo Lund,North,QX-7732,Ivo Marsh,,,=Nothing of note.
"""
PLAIN = ("note_id", "staff_id", "patient_id", "case_id")
SPANISH = "La paciente llamó muy molesta porque nadie le devuelve la llamada desde el lunes."


@pytest.fixture
def notes(invoke, folder: Path) -> Callable[..., list[Row]]:
    """The redacted notes of export.csv, whose content may be given."""

    def notes(*options: str, content: str = EXPORT) -> list[Row]:
        (folder / "export.csv").write_text(content, encoding="utf-8")
        result = invoke("redact", "export.csv", *options)
        assert result.exit_code == 0, result.stderr
        return [json.loads(line) for line in result.stdout.splitlines()]

    return notes


def counts(result: Result) -> dict[str, int]:
    line = result.stderr.splitlines()[0]
    return {name: int(number) for name, number in re.findall(r"(\w+) (\d+)", line)}


def test_texts_are_redacted_and_the_columns_are_the_safe_ones(notes) -> None:
    first, second, third = notes()
    assert list(first) == [name for name in REDACTED.names if name != "utc_offset_minutes"]
    assert first["text"] == "Was upset. Call [phone]."
    assert second["text"].startswith("[patient] rang")
    assert "QX-7731" not in second["text"]
    assert third["text"] == "=Nothing of note."
    assert (first["timestamp"], first["location"]) == ("2026-03-02T09:30:00", "North")


def test_a_patient_and_an_author_stay_together_under_pseudonyms(notes) -> None:
    first, second, third = notes()
    assert first["patient_id"] == second["patient_id"] != third["patient_id"]
    assert first["staff_id"] != second["staff_id"] == third["staff_id"]
    assert first["case_id"].startswith("case-")
    assert second["case_id"] is None


def test_nothing_that_tells_who_it_was_is_written(notes, folder: Path) -> None:
    (folder / "key").write_bytes(bytes(32))  # random pseudonyms may have any digits
    written = json.dumps(notes("--key", "key"))
    for value in ("N-7", "kpoe", "Kim Poe", "QX-77", "Adeyemi", "Funmi", "C-9", "1950", "555"):
        assert value not in written


def test_pseudonyms_change_with_each_run_and_stay_with_a_key(notes, folder: Path) -> None:
    def pseudonyms(rows: Sequence[Row]) -> list[Any]:
        return [row[name] for row in rows for name in PLAIN]

    assert pseudonyms(notes()) != pseudonyms(notes())
    for name, key in (("one.key", bytes(32)), ("other.key", bytes(range(32)))):
        (folder / name).write_bytes(key)
    kept = pseudonyms(notes("--key", "one.key"))
    assert pseudonyms(notes("--key", "one.key")) == kept
    assert pseudonyms(notes("--key", "other.key")) != kept


def test_a_key_that_cannot_be_used_ends_in_one_sentence(invoke, folder: Path) -> None:
    (folder / "short.key").write_text("secret")
    for name in ("short.key", "missing.key"):
        result = invoke("redact", "export.csv", "--key", name, "-o", "r.csv")
        assert result.exit_code == 1
        [line] = result.stderr.splitlines()
        assert line.startswith(f"Error: The key file {name} ")
        assert "secret" not in line
    assert not (folder / "r.csv").exists()


def test_the_key_is_never_replaced(invoke, folder: Path) -> None:
    for key, output in (("k.key", "k.key"), ("./k.key", "k.key"), ("rejects.csv", "r.csv")):
        (folder / key).write_bytes(bytes(32))
        result = invoke("redact", "export.csv", "--key", key, "-o", output)
        assert result.exit_code == 2
        assert "over the key" in result.stderr
        assert (folder / key).read_bytes() == bytes(32)
    assert not (folder / "r.csv").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_key_that_others_can_read_is_warned_of(invoke, folder: Path) -> None:
    key = folder / "k.key"
    key.write_bytes(bytes(32))
    for mode, warned in ((0o644, True), (0o600, False)):
        key.chmod(mode)
        result = invoke("redact", "export.csv", "--key", "k.key", "-o", "r.csv")
        assert result.exit_code == 0
        told = "Other users can read the key file k.key; have it readable by its owner alone"
        assert (told in result.stderr) is warned


def test_csv_holds_no_formulas(invoke, folder: Path) -> None:
    (folder / "export.csv").write_text(EXPORT)
    assert invoke("redact", "export.csv", "-o", "r.csv").stdout == ""
    with (folder / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["location"] for row in rows] == ["North", "'=North", "North"]
    assert rows[2]["text"] == "'=Nothing of note."


def test_all_formats_hold_the_same(invoke, notes, folder: Path) -> None:
    (folder / "key").write_bytes(bytes(32))
    rows = notes("--key", "key")
    invoke("redact", "export.csv", "--key", "key", "-o", "r.parquet")
    table = pq.read_table(folder / "r.parquet")
    assert table.schema == REDACTED
    shown = invoke("redact", "export.csv", "--key", "key", "--format", "csv").stdout
    in_csv = list(csv.DictReader(io.StringIO(shown)))
    for name in (*PLAIN, "text"):
        assert table[name].to_pylist() == [row[name] for row in rows]
    for name in PLAIN:
        assert [row[name] or None for row in in_csv] == [row[name] for row in rows]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_file_is_for_its_owner_alone(invoke, folder: Path) -> None:
    invoke("redact", "export.csv", "-o", "r.jsonl")
    assert stat.S_IMODE((folder / "r.jsonl").stat().st_mode) == 0o600


def test_standard_input_is_an_export(invoke) -> None:
    note = {"id": "a", "text": "Call 555-0148."}
    result = invoke("redact", "-", input=json.dumps(note) + "\n")
    assert json.loads(result.stdout)["text"] == "Call [phone]."


def test_rows_that_are_not_used_are_counted_and_kept_as_they_are(invoke, folder: Path) -> None:
    (folder / "export.csv").write_text(
        f"id,date,note\n1,2026-03-01,Called.\n1,2026-03-01,Called.\n1,2026-03-02,Came.\n2,,\n"
        f"3,,{SPANISH}\n"
    )
    result = invoke("redact", "export.csv", "-o", "r.jsonl")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[0] == (
        "read 5 = redacted 1 + unchanged 0 + duplicate 1 + superseded 1 + rejected 2"
    )
    assert invoke("redact", "export.csv", "-o", "r.jsonl", "--strict").exit_code == 4
    with (folder / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        reasons = {row["row"]: (row["reason"], row["raw"]) for row in csv.DictReader(file)}
    assert reasons["5"][0] == "The note is in Spanish; only English notes are redacted."
    assert SPANISH in reasons["5"][1]
    assert "molesta" not in result.stderr


def test_strict_is_0_where_nothing_was_rejected(invoke) -> None:
    assert invoke("redact", "export.csv", "-o", "r.jsonl", "--strict").exit_code == 0


def test_a_failure_leaves_the_file_as_it_was(invoke, folder: Path) -> None:
    (folder / "r.jsonl").write_text("before")
    assert invoke("redact", "missing.csv", "-o", "r.jsonl").exit_code == 1
    assert (folder / "r.jsonl").read_text() == "before"
    assert sorted(path.name for path in folder.iterdir()) == ["export.csv", "r.jsonl"]


def test_settings_are_read(invoke, folder: Path) -> None:
    (folder / "mine.toml").write_text('[columns]\ntext = "Bemerkung"\n[source]\nname = "epic"\n')
    (folder / "export.csv").write_text("id,Bemerkung\n1,Call 555-0148.\n")
    result = invoke("redact", "export.csv", "--config", "mine.toml")
    assert json.loads(result.stdout)["source"] == "epic"


def test_an_export_is_never_replaced(invoke, folder: Path) -> None:
    before = (folder / "export.csv").read_bytes()
    for output in ("export.csv", "rejects.csv"):
        assert invoke("redact", ".", "-o", output).exit_code == 2
    assert (folder / "export.csv").read_bytes() == before


def test_the_help_says_what_is_not_promised() -> None:
    told = " ".join((redact.help or "").split())
    for words in (
        "a net with holes",
        "still personal data",
        "Times, locations, roles and channels stay as they are, unread",
        "rejects.csv as they are, names and all",
    ):
        assert words in told


GIVEN = st.sampled_from(["Funmi", "Ignacy", "Oluwaseun", "Bronwen", "Xiulan", "Tadhg"])
FAMILY = st.sampled_from(["Adeyemi", "Wieczorek", "O'Hara-Finch", "Llewellyn", "Nakagawa"])
PATIENT = st.fixed_dictionaries(
    {
        "mrn": st.integers(1000, 9999).map("QX-{}".format),
        "given": GIVEN,
        "family": FAMILY,
        "phone": st.integers(100, 199).map("555-0{}".format),
    }
)
SENTENCES = st.sampled_from(
    [
        "{given} {family} rang about the bill and I listened.",
        "Told {given} to call back on {phone}, record {mrn}.",
        "Mrs {family} was upset; her number is {phone}.",
        "Nothing of note.",
    ]
)


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    patients=st.lists(PATIENT, min_size=1, max_size=3, unique_by=lambda patient: patient["mrn"]),
    contacts=st.lists(st.tuples(st.integers(0, 2), SENTENCES), min_size=1, max_size=12),
)
def test_no_name_number_or_phone_of_a_patient_survives(invoke, folder, patients, contacts) -> None:
    about = [(patients[place % len(patients)], sentence) for place, sentence in contacts]
    rows = [{"mrn": one["mrn"], "text": sentence.format(**one)} for one, sentence in about]
    naming = [
        {"mrn": one["mrn"], "patient_name": f"{one['given']} {one['family']}", "text": "Booked."}
        for one in patients
    ]
    (folder / "export.jsonl").write_text("\n".join(map(json.dumps, [*rows, *naming])))
    result = invoke("redact", "export.jsonl")
    assert result.exit_code == 0
    told = counts(result)
    shown = [json.loads(line) for line in result.stdout.splitlines()]
    assert told["read"] == told["redacted"] == len(shown) == len(rows) + len(naming)
    for (patient, _), row in zip(about, shown, strict=False):
        assert not [value for value in patient.values() if value in json.dumps(row)]
    assert len({row["patient_id"] for row in shown}) == len(patients)


def test_an_empty_result_still_has_its_columns(invoke, folder: Path) -> None:
    (folder / "export.csv").write_text("id,note\n1,\n")
    header = invoke("redact", "export.csv", "--format", "csv").stdout
    assert header.startswith("source,note_id,timestamp,staff_id,")
    parquet = invoke("redact", "export.csv", "--format", "parquet").stdout_bytes
    assert pq.read_table(pa.BufferReader(parquet)).schema == REDACTED
