import json
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from analyzer.calibration import Calibration, read_calibration, write_calibration
from analyzer.insights import caveats
from analyzer.language.model import shipped_model

STORE = ("--store", "sqlite:///history.sqlite")
CHANCE_ALONE = caveats.of_intervals(read_calibration(shipped_model()), {"fake@1"})


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
    assert whole["negatives"] == whole["negatives_by_chance"]
    assert whole["calibration_share"] is None
    said = [*caveats.GENERAL, CHANCE_ALONE, caveats.SHORTFALL]
    assert told["caveats"] == [*said, caveats.PARTS["location"]]
    assert json.loads(invoke("risk", "--json", *STORE).stdout)["caveats"] == said


def test_the_estimate_as_a_table_with_its_caveats(invoke, history: Path) -> None:
    shown = " ".join(invoke("risk", "--by", "location", *STORE).stdout.split())
    low, high = map(int, binom.ppf([0.025, 0.975], 30, 0.2))
    unhappy, told, needed = (f"({low * n}-{high * n})" for n in (1, 11, 12))
    assert f"all 30 6 {unhappy} 66 {told} 72 {needed} 30" in shown
    for caveat in (*caveats.GENERAL, CHANCE_ALONE, caveats.PARTS["location"]):
        assert caveat in shown
    assert caveats.SHORTFALL not in shown
    assert "By chance alone" not in shown
    assert caveats.PARTS["month"] not in shown
    assert "By location, a case" not in invoke("risk", *STORE).stdout


def test_no_place_takes_the_total_from_sight(invoke, folder: Path) -> None:
    rows = [
        f"n{i},2026-03-09,S1,P{i},{'all,Was angry' if i < 12 else ',Came by'}." for i in range(30)
    ]
    header = "note_id,timestamp,staff_id,patient_id,location,note"
    (folder / "export.csv").write_text("\n".join([header, *rows]) + "\n")
    assert invoke("run", "export.csv", "--out", "reports", *STORE).exit_code == 0
    shown = invoke("risk", "--by", "location", *STORE).stdout
    assert re.findall(r"^ *(all|Not given) +(\d+)", shown, re.MULTILINE) == [
        ("all", "30"), ("all", "12"), ("Not given", "18")
    ]  # fmt: skip
    assert "No theme found" in invoke("risk", "--by", "theme", *STORE).stdout
    assert "March 2026" in invoke("risk", "--by", "month", *STORE).stdout


def test_what_is_chance_and_what_the_reader(
    invoke, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fake reader with a calibration of its own: the notes hold rather more bad stories than it
    says, by corrections that differ."""
    slopes, shifts = np.ones(20), np.column_stack([np.linspace(0, 1, 20), np.zeros(20)])
    model = history / "model"
    model.mkdir()
    write_calibration(Calibration("fake@1", 5, 500, 0.2, 0.2, slopes, shifts), model)
    monkeypatch.setenv("ANALYZER_READER__MODEL", str(model))
    one = json.loads(invoke("risk", "--json", *STORE).stdout)["clinic"]["estimate"]
    chance, share = one["negatives_by_chance"], one["calibration_share"]
    assert one["negatives"]["expected"] == pytest.approx(chance["expected"])
    assert one["negatives"]["expected"] > 7
    assert one["negatives"]["high_95"] > chance["high_95"]
    assert 0.1 < share < 0.9
    shown = " ".join(invoke("risk", *STORE).stdout.split())
    interval = f"{chance['low_95']:.0f}-{chance['high_95']:.0f}"
    assert f"By chance alone {interval} cases would be unhappy; {share:.0%} of the" in shown
    assert "measured on 500 notes of 5 writers" in shown
    (model / "calibration.json").write_text("{}")
    done = invoke("risk", *STORE)
    assert done.exit_code == 1
    assert "calibration.json is damaged" in done.stderr


def test_few_cases_get_no_figure(invoke, history: Path) -> None:
    days = ("--from", "2026-03-01", "--to", "2026-03-02")
    shown = " ".join(invoke("risk", *days, *STORE).stdout.split())
    assert "Word of mouth, 2026-03-01 to 2026-03-02" in shown
    assert "all 8 too few" in shown
    told = json.loads(invoke("risk", *days, "--by", "location", "--json", *STORE).stdout)
    assert told["clinic"] == {"cases": 8, "estimate": None}
    assert all(group["estimate"] is None for group in told["groups"])
