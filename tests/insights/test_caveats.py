from dataclasses import replace

import pytest

from analyzer.calibration import Check
from analyzer.insights.caveats import GENERAL, applies, of_intervals
from insights.calibrations import MODEL, loose


def test_the_webcasts_caveat_is_always_there():
    assert any("general customer service figures" in said for said in GENERAL)
    assert any("not about one provider" in said for said in GENERAL)
    assert any("never for a person" in said for said in GENERAL)


def test_what_the_intervals_hold():
    known = of_intervals(loose(), {MODEL})
    assert "1,400 notes of 14 writers" in known
    assert "25% of them bad experiences" in known
    for alone in (of_intervals(None, {MODEL}), of_intervals(loose(), {MODEL, "test@2"})):
        assert "in each case alone" in alone
        assert alone.endswith("so the true range is wider.")


@pytest.mark.parametrize(("judged", "met"), [(91, "held"), (92, "missed")])
def test_how_the_interval_fared_on_notes_of_others(judged, met):
    checked = replace(loose(), check=Check(4, 400, judged, 46, 91))
    said = of_intervals(checked, {MODEL})
    assert "On 400 further notes of 4 other writers the 95% interval, 46 to 91, " in said
    assert said.endswith(f"{met} the {judged} that people judged bad.")
    assert "further notes" not in of_intervals(loose(), {MODEL})


def test_a_calibration_speaks_of_its_own_model():
    assert applies(loose(), {MODEL})
    assert applies(loose(), frozenset())
    assert not applies(loose(), {MODEL, "test@2"})
