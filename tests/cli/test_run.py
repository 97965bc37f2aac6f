from datetime import date
from pathlib import Path

OUT = ("--out", "reports", "--store", "sqlite:///history.sqlite")


def accounting(result) -> str:
    return result.stderr.splitlines()[0]


def test_a_second_run_reads_nothing_again_and_writes_the_same_reports(invoke, folder: Path) -> None:
    first = invoke("run", "export.csv", *OUT)
    assert first.exit_code == 0
    pages = [str(Path("reports", name)) for name in ("morning.html", "index.html")]
    assert first.stdout.splitlines() == pages
    assert accounting(first).startswith("read 3 = analysed 3 + unchanged 0")
    before = (folder / "reports" / "index.html").read_bytes()
    second = invoke("run", "export.csv", *OUT)
    assert accounting(second).startswith("read 3 = analysed 0 + unchanged 3")
    assert (folder / "reports" / "index.html").read_bytes() == before


def test_reports_speak_of_the_newest_day_unless_told(invoke, folder: Path) -> None:
    index = folder / "reports" / "index.html"
    invoke("run", "export.csv", *OUT)
    assert index.read_text().startswith("2026-03-03 ")
    invoke("run", "export.csv", *OUT, "--as-of", "2026-04-01")
    assert index.read_text().startswith("2026-04-01 ")
    assert invoke("run", "export.csv", *OUT, "--as-of", "tomorrow").exit_code == 2


def test_the_store_of_the_settings_is_the_default(invoke, folder: Path) -> None:
    (folder / "mine.toml").write_text('[store]\nurl = "sqlite:///mine.sqlite"\n')
    invoke("run", "export.csv", "--out", "new/reports", "--config", "mine.toml")
    assert (folder / "mine.sqlite").exists()
    assert (folder / "new" / "reports" / "index.html").exists()


def test_failed_notes_are_rejects_beside_the_reports(invoke, folder: Path) -> None:
    with (folder / "export.csv").open("a") as file:
        file.write("n4,2026-03-03,S1,This is unreadable.\n")
    result = invoke("run", "export.csv", *OUT, "--strict")
    assert result.exit_code == 4
    assert accounting(result).endswith("rejected 1")
    assert "could not be analysed" in (folder / "rejects.csv").read_text()
    assert (folder / "reports" / "index.html").exists()
    assert invoke("run", "export.csv", *OUT).exit_code == 0


def test_notes_without_a_time_are_reported_as_of_today(invoke, folder: Path) -> None:
    (folder / "export.csv").write_text("note_id,note\na,Was angry.\n")
    before = date.today()
    assert invoke("run", "export.csv", *OUT).exit_code == 0
    day = date.fromisoformat((folder / "reports" / "index.html").read_text()[:10])
    assert before <= day <= date.today()


def test_a_feed_that_stopped_is_told_only_where_the_day_is_named(invoke, folder: Path) -> None:
    page = folder / "reports" / "morning.html"
    invoke("run", "export.csv", *OUT)
    assert "No note since" not in page.read_text()
    invoke("run", "export.csv", *OUT, "--as-of", "2026-03-20")
    assert "No note since Tue 3 Mar." in page.read_text()


def test_a_slip_of_a_year_does_not_empty_the_reports(invoke, folder: Path) -> None:
    with (folder / "export.csv").open("a") as file:
        file.write("n8,2062-03-01,S1,Was angry.\nn9,,S1,Was angry.\n")
    result = invoke("run", "export.csv", *OUT)
    assert "Notes not in the reports: without a time 1, dated after 2026-03-" in result.stderr
    assert "2062" not in (folder / "reports" / "index.html").read_text()


def test_the_rejects_of_last_night_are_not_read_as_an_export(invoke, folder: Path) -> None:
    exports = folder / "exports"
    exports.mkdir()
    (folder / "export.csv").rename(exports / "export.csv")
    with (exports / "export.csv").open("a") as file:
        file.write("n4,,,\n")
    for place in ("exports/reports", "exports/deeper/reports"):
        for export in ("exports", "exports/*.csv"):
            for _ in range(2):
                result = invoke("run", export, "--out", place)
                assert accounting(result).startswith("read 4 = ")
                assert (folder / place).parent.joinpath("rejects.csv").exists()


def test_reports_do_not_go_among_the_exports(invoke, folder: Path) -> None:
    (folder / "analyzer.toml").write_text('[store]\nurl = "sqlite:///../history.sqlite"\n')
    for export, out in ((".", "."), (".", str(folder)), ("reports", "reports")):
        result = invoke("run", export, "--out", out)
        assert result.exit_code == 2
        assert "among the exports" in result.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["analyzer.toml", "export.csv"]


def test_an_export_of_rejects_alone_is_done_too(invoke, folder: Path) -> None:
    (folder / "export.csv").write_text("note_id,note\na,\n")
    result = invoke("run", "export.csv", *OUT)
    assert result.exit_code == 0
    assert accounting(result).startswith("read 1 = analysed 0 ")
    assert (folder / "reports" / "index.html").exists()
