from pathlib import Path

import pytest

STORE = ("--store", "sqlite:///history.sqlite")


@pytest.fixture
def history(invoke, folder: Path) -> Path:
    """A folder with a store in which the export was analysed."""
    assert invoke("run", "export.csv", "--out", "reports", *STORE).exit_code == 0
    return folder


def test_without_days_it_writes_what_a_night_writes(invoke, history: Path) -> None:
    result = invoke("report", "--out", "again", *STORE)
    assert result.exit_code == 0
    pages = [str(Path("again", name)) for name in ("morning.html", "index.html")]
    assert result.stdout.splitlines() == pages
    first, second = (history / name / "index.html" for name in ("reports", "again"))
    assert second.read_bytes() == first.read_bytes()


def test_it_writes_what_it_was_on_a_day(invoke, history: Path) -> None:
    invoke("report", "--out", "again", "--as-of", "2026-03-02", *STORE)
    page = (history / "again" / "index.html").read_text()
    assert page.startswith("2026-03-02 ")
    assert "n1" in page
    assert "n2" not in page


def test_both_days_of_a_stretch_belong_to_it(invoke, history: Path) -> None:
    days = ("--from", "2026-03-02", "--to", "2026-03-02")
    result = invoke("report", "--out", "days", *days, *STORE)
    assert result.stdout.splitlines() == [str(Path("days", "index.html"))]
    page = (history / "days" / "index.html").read_text()
    assert page.startswith("2026-03-02 2026-03-02\n")
    assert "n1" in page
    assert not {"n2", "n3"} & set(page.replace(",", " ").split())
    assert not (history / "days" / "morning.html").exists()


def test_the_page_of_one_person_alone(invoke, history: Path) -> None:
    result = invoke("report", "--out", "pages", "--staff", "S1", *STORE)
    [page] = result.stdout.splitlines()
    assert "S1" in (history / page).read_text()
    assert [path.name for path in (history / "pages").iterdir()] == ["staff"]
    assert len(list((history / "pages/staff").glob("*.html"))) == 1


def test_nobody_of_that_number_is_told(invoke, history: Path) -> None:
    result = invoke("report", "--out", "pages", "--staff", "S7", *STORE)
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: No note of these days is by 'S7'; give the staff number as the export has it, or "
        "other days.\n"
    )


def test_days_that_contradict_each_other_are_refused(invoke, history: Path) -> None:
    swapped = invoke("report", "--out", "x", "--from", "2026-03-02", "--to", "2026-03-01", *STORE)
    assert swapped.exit_code == 2
    assert "The last day, 2026-03-01, is before --from 2026-03-02" in swapped.stderr
    late = invoke("report", "--out", "x", "--from", "2026-03-09", *STORE)
    assert "The last day, 2026-03-03, is before --from 2026-03-09" in late.stderr
    assert not (history / "x" / "index.html").exists()
    both = invoke("report", "--out", "x", "--to", "2026-03-02", "--as-of", "2026-03-02", *STORE)
    assert both.exit_code == 2
    assert "both name the last day" in both.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("report", "--out", "x"),
        ("risk",),
        ("runs",),
        ("worklist",),
        ("purge", "--before", "2026-01-01"),
    ],
)
def test_a_store_that_is_not_there_is_told_and_not_made(invoke, folder: Path, command) -> None:
    result = invoke(*command, "--store", "sqlite:///typo.sqlite")
    assert result.exit_code == 1
    assert "sqlite:///typo.sqlite does not exist" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (folder / "typo.sqlite").exists()
