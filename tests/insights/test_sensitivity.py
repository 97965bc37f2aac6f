import re

from analyzer.insights.distributions import Estimate
from analyzer.insights.sensitivity import sensitivity

NEGATIVES = Estimate(10, 10, 8, 12, 7, 13)


def test_every_figure_has_its_source_and_its_estimate():
    rows = sensitivity(NEGATIVES)
    assert {row.people_told for row in rows} == {10, 15, 16, 24, 28, None}
    for row in rows:
        assert (row.people_told is None) != (row.positives_needed is None)
        constant = row.people_told or row.positives_needed
        assert (row.estimate.expected, row.estimate.high_95) == (10 * constant, 13 * constant)
        assert re.search(r"19\d\d|20\d\d|not measured", row.source)
    assert len({row.name for row in rows}) == len(rows)
