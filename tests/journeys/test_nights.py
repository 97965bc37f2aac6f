"""From the sample notes to the reports, and the nights that follow."""

import csv
import json
import re
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from journeys.calling import ROOT, Night, run_samples

from analyzer.language.quotes import LONGEST_EVIDENCE

INTERVAL = re.compile(r"\d+% to \d+%")
STAFF = 6
NOTES = 288
MORNING = ("morning.html", "morning.json")


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows_of(night: Night) -> dict[str, int]:
    assert night.done.returncode == 0, night.done.stderr
    pages = [str(Path("reports", name)) for name in ("morning.html", "index.html")]
    assert night.done.stdout.splitlines() == pages
    counts = re.findall(r"(\w+) (\d+)", night.done.stderr.splitlines()[0])
    return {name: int(count) for name, count in counts if count != "0"}


def sample_notes() -> Iterator[dict[str, str]]:
    with (ROOT / "sample_notes/clinic_export.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {
                "text": row["Note"],
                "patient": row["Patient Name"],
                "patient_id": row["MRN"],
                "staff": row["Employee Name"],
            }
    for line in (ROOT / "sample_notes/portal_messages.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield {
            "text": row["body"],
            "patient": row["patient_name"],
            "patient_id": row["patient_id"],
            "staff": row["agent"],
        }


def test_the_overview_estimates_word_of_mouth_with_interval_and_caveat(first_night: Night) -> None:
    assert rows_of(first_night) == {"read": NOTES, "analysed": NOTES}
    page = (first_night.folder / "reports/index.html").read_text("utf-8")
    section = page.partition('id="word-of-mouth"')[2].partition("</section>")[0]
    assert re.search(r"<strong>[\d,]+</strong>.*95% interval: [\d,]+ to [\d,]+", section, re.S)
    assert "general customer service figures" in section
    assert "never for a person" in section
    assert "not documented is not the same as not done" in page


def test_every_member_of_staff_has_a_page_with_rates_and_quotes_and_most_a_tip(
    first_night: Night,
) -> None:
    reports = first_night.folder / "reports"
    overview = (reports / "index.html").read_text("utf-8")
    pages = sorted((reports / "staff").glob("*.html"))
    assert len(pages) == STAFF
    for path in pages:
        page = path.read_text("utf-8")
        assert f"staff/{path.name}" in overview
        assert len(INTERVAL.findall(page)) >= 3
        assert page.count("<blockquote>") >= 2
        assert ('class="tip"' in page) != ("Nothing in these notes stands out" in page)
        assert "Not for discipline, pay or ranking" in page
        assert page.index('id="strengths"') < page.index('id="growth"')
    assert sum('class="tip"' in path.read_text("utf-8") for path in pages) > STAFF / 2


def test_pages_show_no_patient_but_the_number_of_whom_to_call(first_night: Night) -> None:
    files = files_of(first_night.folder / "reports")
    morning = [files.pop(name).decode() for name in MORNING]
    names = {note["patient"] for note in sample_notes()}
    numbers = {note["patient_id"] for note in sample_notes()}
    assert len(names | numbers) > 100
    assert not found(names | numbers, b"".join(files.values()).decode())
    for page in morning:
        assert not found(names, page)
        assert found(numbers, page)


def found(words: set[str], page: str) -> list[str]:
    return re.findall(rf"\b(?:{'|'.join(map(re.escape, words))})\b", page)


def test_the_store_keeps_no_note_and_is_for_its_owner_alone(first_night: Night) -> None:
    store = first_night.folder / "demo.sqlite"
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    held = store.read_bytes()
    # a note of one sentence may be evidence as a whole, and is then kept, redacted
    whole = [note["text"] for note in sample_notes() if len(note["text"]) > LONGEST_EVIDENCE + 100]
    assert len(whole) > 100
    assert not [text for text in whole if text.encode() in held]
    assert not [note for note in sample_notes() if note["patient"].encode() in held]


def test_the_nights_after(first_night: Night, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(first_night.folder, folder)

    second = run_samples(folder)
    assert rows_of(second) == {"read": NOTES, "unchanged": NOTES}
    before, after = (files_of(place / "reports") for place in (first_night.folder, folder))
    for name in MORNING:  # it tells what is new since the run before
        assert before.pop(name) != after.pop(name)
    assert after == before

    export = folder / "sample_notes/clinic_export.csv"
    text = export.read_text("utf-8-sig")
    corrected = text.replace("She said thank you.", "She yelled that she will call a lawyer.", 1)
    assert corrected != text
    export.write_text(f'{corrected}A101-999,soon,A101,Dana Whitlock,,,,P1001,,,"{text[200:400]}\n')
    third = run_samples(folder)
    assert rows_of(third) == {
        "read": NOTES + 1,
        "analysed": 1,
        "unchanged": NOTES - 1,
        "rejected": 1,
    }
    with closing(sqlite3.connect(folder / "demo.sqlite")) as store:
        versions = store.execute(
            "select current, escalation from analyses where note_id = 'A101-001' order by id"
        ).fetchall()
        current = store.execute("select count(*) from analyses where current").fetchone()
    assert [bool(version[0]) for version in versions] == [False, True]
    assert versions[0][1] < versions[1][1]
    assert current == (NOTES,)
    assert files_of(folder / "reports").keys() == files_of(first_night.folder / "reports").keys()
    for run in (first_night, second, third):
        assert_says_nothing_of_a_note(run)


def assert_says_nothing_of_a_note(night: Night) -> None:
    """No name, no number and no four words of a note in what the run told."""
    said = " ".join(night.done.stderr.split())
    for note in sample_notes():
        words = note["text"].split()
        stretches = {" ".join(words[at : at + 4]) for at in range(max(1, len(words) - 3))}
        private = {note["patient"], note["patient_id"], note["staff"]} | stretches
        assert not [part for part in private if part in said]
