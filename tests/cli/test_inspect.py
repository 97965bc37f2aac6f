"""inspect says how an export is understood, shows no patient, and changes nothing."""

import re
import tomllib
from pathlib import Path

import pytest

from analyzer.intake.columns import understand
from analyzer.settings import Columns

CSV = """\
Note ID,Date,Time,Agent,MRN,Channel,Comments,Bed
1,14/03/2026,09:40,Dana Whitlock,P4471,phone,Called "Ana Ruiz" about her results.,4
2,15/03/2026,9.40 pm,Dana Whitlock,P4472,Telephone,,4
3,soon,10:00,Tom Hale,P4473,lobby,She was upset about the wait.,
1,14/03/2026,09:40,Dana Whitlock,P4471,phone,Called "Ana Ruiz" about her results.,4
4,16/03/2026,10:00,Tom Hale,P4474,fax,La mamá llora y nadie le dijo por qué no la atienden hoy.,
"""


@pytest.fixture
def visits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("visits.csv")
    path.write_text(CSV.replace('"Ana Ruiz"', "Ana Ruiz"), "utf-8")
    return path


def settings_of(shown: str) -> dict[str, str]:
    """The [columns] block that is shown last."""
    block: dict[str, str] = tomllib.loads(shown[shown.index("[columns]") :])["columns"]
    return block


def test_columns_dates_channels_and_reasons_are_shown(invoke, visits: Path) -> None:
    result = invoke("inspect", str(visits))
    assert result.exit_code == 0
    shown = result.stdout
    for line in (
        "visits.csv  CSV or TSV, 5 rows",
        "Dates: 4 of 5 read; 03/04/2026 is day first.",
        "Channels: phone 3, in_person 1, other 1.",
        "column 'Comments' is empty",
        "columns 'Date' and 'Time' hold no date that can be read",
        "(first: row 2 of visits.csv)",
        "The note is in Spanish; only English notes are scored. (first: row 5 of visits.csv)",
        "read 5 = to be analysed 1 + unchanged 0 + duplicate 1 + superseded 0 + rejected 3",
    ):
        assert line in shown
    taken = dict(re.findall(r"^ (\S+) +(\S+(?:, \S+)*|kept aside) +\d+%", shown, re.M))
    assert taken["Agent"] == "staff_id, staff_name"
    assert taken["Bed"] == "kept aside"


def test_no_value_is_shown(invoke, visits: Path) -> None:
    shown = invoke("inspect", str(visits)).stdout
    for value in ("Dana", "Whitlock", "4471", "Ruiz", "results", "paciente", "14/03"):
        assert value not in shown
    assert "Xxxx Xxxxxxxx" in shown


def test_the_block_for_the_settings_gives_the_same_reading(invoke, visits: Path) -> None:
    block = settings_of(invoke("inspect", str(visits)).stdout)
    header = CSV.partition("\n")[0].split(",")
    assert understand(header, Columns(**block), "x") == understand(header, Columns(), "x")
    Path("analyzer.toml").write_text('[columns]\ntext = "Bed"\n')
    assert settings_of(invoke("inspect", str(visits)).stdout)["text"] == "Bed"


def test_nothing_is_written(invoke, visits: Path) -> None:
    before = {path.name for path in Path().iterdir()}
    invoke("inspect", str(visits))
    assert {path.name for path in Path().iterdir()} == before


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("id,note,comment", "more than one column that can be the note's text"),
        ("id,words,bed", "no column that is known to hold the note's text"),
    ],
)
def test_what_cannot_be_understood_is_shown_and_said(
    invoke, tmp_path: Path, header: str, sentence: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{header}\n1,Was upset.,c\n")
    result = invoke("inspect", str(path))
    assert result.exit_code == 1
    assert "CSV or TSV, 1 rows" in result.stdout
    assert "Xxx xxxxx." in result.stdout
    assert ("text?" in result.stdout) == ("note" in header)
    assert sentence in result.stderr
    assert result.stderr.startswith("Error: ")


def test_dates_of_unclear_order_are_asked_for(invoke, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("note,date\nWas upset.,03/04/2026\n")
    result = invoke("inspect", str(path))
    assert result.exit_code == 1
    assert 'set date_order to "day_first" or "month_first"' in result.stderr


def test_files_that_are_understood_alike_share_a_block(invoke, tmp_path: Path) -> None:
    for name, header in (("a.csv", "id,note"), ("b.csv", "id,note"), ("c.csv", "id,body")):
        (tmp_path / "week").mkdir(exist_ok=True)
        (tmp_path / "week" / name).write_text(f"{header}\n{name},Was upset.\n")
    shown = invoke("inspect", str(tmp_path / "week")).stdout
    assert shown.count("[columns]") == 2
    assert f"# {tmp_path}/week/a.csv, {tmp_path}/week/b.csv" in shown
    assert "read 3 = to be analysed 3" in shown


def test_a_file_that_cannot_be_opened(invoke, tmp_path: Path) -> None:
    result = invoke("inspect", str(tmp_path / "none.csv"))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "does not exist" in result.stderr


def test_columns_in_another_language_are_shown_by_name(invoke, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Kürzel;Bemerkung\nS1;Was upset.\n", "utf-8")
    result = invoke("inspect", str(path))
    assert result.exit_code == 1
    assert "Bemerkung" in result.stdout
    assert 'text = ""  # the column with the note itself' in result.stdout


def test_a_row_in_the_place_of_a_header_is_masked(invoke, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("4471,Ana Ruiz,Nurse,Called about the bill\n4472,Bo,Nurse,Booked\n")
    result = invoke("inspect", str(path))
    assert result.exit_code == 1
    for secret in ("Ana", "Ruiz", "Called", "4471"):
        assert secret not in result.output
        assert secret not in result.stderr


def test_what_no_column_was_taken_for_is_said(invoke, visits: Path) -> None:
    visits.write_text("Note,Date\nWas upset.,2026-03-14\n")
    shown = invoke("inspect", str(visits)).stdout
    assert (
        "No column was taken for: the note's number, the author, the channel, the patient." in shown
    )
    assert "Dates: 1 of 1 read.\n" in shown
