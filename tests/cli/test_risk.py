import json
from pathlib import Path

import pytest
from scipy.stats import binom

from analyzer.insights.word_of_mouth import CAVEATS

STORE = ("--store", "sqlite:///history.sqlite")


@pytest.fixture
def history(invoke, folder: Path) -> Path:
    """A store of 30 cases in two places, eleven of them in the smaller."""
    rows = [
        f"n{i},2026-03-{i % 9 + 1:02},S1,P{i},{'North' if i < 19 else 'South'},Was angry."
        for i in range(30)
    ]
    header = "note_id,timestamp,staff_id,patient_id,location,note"
    (folder / "export.csv").write_text("\n".join([header, *rows]) + "\n")
    assert invoke("run", "export.csv", "--out", "reports", *STORE).exit_code == 0
    return folder


def test_the_estimate_as_data(invoke, history: Path) -> None:
    told = json.loads(invoke("risk", "--by", "location", "--json", *STORE).stdout)
    assert (told["from"], told["to"]) == ("2026-01-01", "2026-03-09")
    assert told["clinic"]["cases"] == 30
    whole = told["clinic"]["estimate"]
    assert whole["negatives"]["expected"] == pytest.approx(30 * 0.2)  # the fake reader's
    assert whole["people_told"]["expected"] == pytest.approx(30 * 0.2 * 11)
    assert whole["positives_needed"]["expected"] == pytest.approx(30 * 0.2 * 12)
    cases = {group["name"]: group["cases"] for group in told["groups"]}
    assert cases == {"North": 19, "South": 11}
    assert told["caveats"] == list(CAVEATS)


def test_the_estimate_as_a_table_with_its_caveats(invoke, history: Path) -> None:
    shown = " ".join(invoke("risk", "--by", "location", *STORE).stdout.split())
    low, high = map(int, binom.ppf([0.025, 0.975], 30, 0.2))
    unhappy, told, needed = (f"({low * n}-{high * n})" for n in (1, 11, 12))
    assert f"all 30 6 {unhappy} 66 {told} 72 {needed} 30" in shown
    for caveat in CAVEATS:
        assert caveat in shown


def test_few_cases_get_no_figure(invoke, history: Path) -> None:
    days = ("--from", "2026-03-01", "--to", "2026-03-02")
    shown = " ".join(invoke("risk", *days, *STORE).stdout.split())
    assert "Word of mouth, 2026-03-01 to 2026-03-02" in shown
    assert "all 8 too few" in shown
    told = json.loads(invoke("risk", *days, "--by", "location", "--json", *STORE).stdout)
    assert told["clinic"] == {"cases": 8, "estimate": None}
    assert all(group["estimate"] is None for group in told["groups"])
