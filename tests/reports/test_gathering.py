from datetime import date, datetime

import numpy as np
import pytest
from store.nights import note, run

from analyzer.calibration import Calibration
from analyzer.insights.word_of_mouth import word_of_mouth
from analyzer.reports.gathering import SiteFiles, gathered
from analyzer.settings import Settings
from analyzer.store import Store

TEXTS = ("Was angry. I listened.", "Thanked me, very happy.", "Asked for the hours.")


@pytest.mark.parametrize("measured", [True, False])
def test_the_chart_and_the_table_of_months_agree(history: Store, measured: bool) -> None:
    """The report is of February and March; January, which the chart has too, is corrected alike."""
    notes = [
        note(note_id=f"{month}-{n}", text=TEXTS[n % 3], timestamp=datetime(2026, month, 1 + n))
        for month in (1, 2, 3)
        for n in range(9)
    ]
    run(history, *notes)
    settings, last = Settings(), date(2026, 3, 31)
    frames = history.frames(date(2026, 2, 1), last)
    [model] = frames.analyses["model"].unique()
    draws = np.random.default_rng(3).normal(0, 0.3, size=(20, 3))
    calibration = Calibration(
        model, 14, 1400, 0.25, 0.25, slopes=np.exp(draws[:, 0]), shifts=0.5 + draws[:, 1:]
    )
    files = SiteFiles(calibration=calibration if measured else None)
    basis = gathered(history, frames, settings, files, last)
    report = word_of_mouth(basis.frames, settings, basis.calibration)
    estimated = [group.estimate.negatives.expected for group in report.by_month]
    counts = basis.history.unhappy["count"].to_list()
    assert len(counts) == 3
    assert counts[1:] == pytest.approx(estimated, abs=1e-6)
    assert counts[0] == pytest.approx(counts[1])
    raw = float(frames.analyses["p_negative"].sum())
    assert (sum(counts[1:]) == pytest.approx(raw)) != measured
