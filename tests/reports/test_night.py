import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from fake_reader import FakeReader
from openpyxl import load_workbook
from store.nights import note, run

from analyzer.codebook import CaseStatus
from analyzer.engines.batch import analyze_batch
from analyzer.intake import Rejects
from analyzer.reports import write_night
from analyzer.reports.formats import Format
from analyzer.reports.night import Night
from analyzer.settings import Settings
from analyzer.store import CaseEdit, Store

TODAY = date(2026, 3, 5)


def held(out: Path, name: str) -> dict[str, Any]:
    return json.loads((out / f"{name}.json").read_text())


def run_that_fails(store: Store, notes: pa.RecordBatch) -> None:
    """Save what was read in some notes, and find the disk full before the pages are written."""
    settings = Settings()
    with store.run("fake@1", settings, Rejects()) as night:
        night.save(notes, analyze_batch(notes, reader=FakeReader(settings)))
        raise OSError("the disk is full")


def test_the_morning_page_goes_first_and_the_reports_are_of_the_newest_day(
    history: Store, settings: Settings, tmp_path: Path
) -> None:
    out = tmp_path / "reports"
    run(history, note(note_id="a", day=1), note(note_id="b", day=2))
    written = write_night(history, out, settings, None, TODAY)
    pages = (out / "morning.html", out / "index.html")
    assert written == Night(pages, last=date(2026, 3, 2), undated=0, later=0)
    assert 'href="morning.html"' in pages[1].read_text()
    assert held(out, "index")["as_of"] == "2026-03-02"
    assert held(out, "index")["overview"]["notes"] == 2
    assert len(list((out / "staff").glob("*.html"))) == 1


def test_the_same_history_is_written_to_the_byte(
    history: Store, settings: Settings, tmp_path: Path
) -> None:
    run(history, note(day=2))
    contents = []
    for name in ("one", "two"):
        write_night(history, tmp_path / name, settings, None, TODAY)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        contents.append([path.read_bytes() for path in files])
    assert contents[0] == contents[1]


def test_notes_of_no_report_are_counted(history: Store, settings: Settings, tmp_path: Path) -> None:
    days = {"a": 1, "b": 2, "c": 4, "d": 5, "e": None}
    run(history, *(note(note_id=note_id, day=day) for note_id, day in days.items()))
    written = write_night(history, tmp_path, settings, date(2026, 3, 2), TODAY)
    assert (written.last, written.undated, written.later) == (date(2026, 3, 2), 1, 2)
    assert held(tmp_path, "index")["overview"]["notes"] == 2
    assert held(tmp_path, "morning")["known_until"] == "2026-03-02T00:00:00"


def test_where_no_note_has_a_time_all_are_in_the_reports(
    history: Store, settings: Settings, tmp_path: Path
) -> None:
    run(history, note(note_id="a", day=None), note(note_id="b", day=None))
    written = write_night(history, tmp_path, settings, None, TODAY)
    assert (written.last, written.undated, written.later) == (TODAY, 0, 0)
    assert held(tmp_path, "index")["overview"]["notes"] == 2


@pytest.mark.parametrize("begun", [False, True])
def test_a_case_somebody_has_begun_with_is_on_the_morning_page_and_not_in_the_reports(
    history: Store, settings: Settings, tmp_path: Path, begun: bool
) -> None:
    autumn = datetime(2025, 10, 20, 9)
    run(
        history,
        note(note_id="old", text="named a lawyer", patient_id="P1", timestamp=autumn),
        note(note_id="new", day=2),
    )
    if begun:
        status = CaseStatus.IN_PROGRESS
        edit = CaseEdit(source="export", case="patient P1", status=status, seen_until=autumn)
        history.edit_cases([edit], "ana")
    write_night(history, tmp_path, settings, None, TODAY)
    waiting = [case["case"] for case in held(tmp_path, "morning")["cases"]]
    assert waiting == ["patient P1"] * begun
    assert held(tmp_path, "index")["overview"]["notes"] == 1


def test_what_a_failed_run_brought_is_on_the_next_morning_page(
    history: Store, settings: Settings, tmp_path: Path
) -> None:
    run(history, note(note_id="a", day=1))
    with pytest.raises(OSError, match="full"):
        run_that_fails(history, note(note_id="b", day=2))
    run(history, note(note_id="c", day=2))
    write_night(history, tmp_path, settings, None, TODAY)
    page = held(tmp_path, "morning")
    assert (page["arrivals"]["new"], page["run_before"]["state"]) == (2, "failed")
    run(history, note(note_id="d", day=2))
    write_night(history, tmp_path, settings, None, TODAY)
    assert held(tmp_path, "morning")["arrivals"]["new"] == 1


def test_a_feed_that_stopped_is_told_only_where_the_day_is_named(
    history: Store, settings: Settings, tmp_path: Path
) -> None:
    run(history, note(day=2))
    write_night(history, tmp_path, settings, None, date(2026, 3, 20))
    assert held(tmp_path, "morning")["feed"]["silent_since"] is None
    write_night(history, tmp_path, settings, date(2026, 3, 20), date(2026, 3, 20))
    assert held(tmp_path, "morning")["feed"]["silent_since"] == "2026-03-02"


def test_a_folder_that_cannot_be_written(
    history: Store, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "reports").write_text("a file")
    with pytest.raises(OSError, match="reports"):
        write_night(history, tmp_path / "reports", settings, None, TODAY)


def test_the_morning_page_comes_and_goes_with_its_formats(
    history: Store, settings: Settings, tmp_path: Path
) -> None:
    run(history, note(day=2))
    write_night(history, tmp_path, settings, None, TODAY)
    assert held(tmp_path, "morning")["kind"] == "morning"
    formats = frozenset({Format.JSON})
    written = write_night(history, tmp_path, settings, None, TODAY, formats)
    assert written.pages == (tmp_path / "index.json",)
    assert {path.name for path in tmp_path.glob("morning.*")} == {"morning.json"}


def test_the_workbook_of_a_night_has_the_worklist(
    history: Store, settings: Settings, tmp_path: Path
) -> None:
    run(history, note(day=2))
    written = write_night(
        history, tmp_path, settings, None, TODAY, frozenset({Format.XLSX, Format.HTML})
    )
    names = [path.name for path in written.pages]
    assert names == ["morning.html", "index.html", "report.xlsx"]
    assert "Worklist" in load_workbook(written.pages[-1]).sheetnames
