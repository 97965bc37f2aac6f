"""The names of locations, channels, themes and months are the same in every format."""

from datetime import date

import pytest
from invented_clinic import clinic

from analyzer.insights.word_of_mouth import WordOfMouthReport, word_of_mouth
from analyzer.reports.breakdowns import DIMENSIONS, breakdowns
from analyzer.settings import Settings


@pytest.fixture(scope="module")
def report(settings: Settings) -> WordOfMouthReport:
    return word_of_mouth(clinic(), settings)


def test_every_part_has_its_estimate_and_a_name_in_words(report: WordOfMouthReport) -> None:
    found = breakdowns(report, date(2026, 3, 20))
    assert tuple(found) == DIMENSIONS
    names = {by: [part.name for part in parts] for by, parts in found.items()}
    assert names["location"] == ["Harbor Point", "North Clinic", "Not given"]
    assert names["channel"] == ["In person", "Phone", "Portal"]
    assert names["theme"][-1] == "No theme found"
    assert names["month"] == ["February 2026", "March 2026 so far"]
    for by, parts in found.items():
        groups = getattr(report, f"by_{by}")
        assert [part.estimate for part in parts] == [group.estimate for group in groups]
        assert {part.dimension for part in parts} == {by}


def test_months_alone_have_a_day(report: WordOfMouthReport) -> None:
    found = breakdowns(report, date(2026, 3, 31))
    assert [part.month for part in found["month"]] == [date(2026, 2, 1), date(2026, 3, 1)]
    assert {part.month for by in DIMENSIONS[:3] for part in found[by]} == {None}
