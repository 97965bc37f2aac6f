import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.insights.writers import effective_writers, spread

people = st.lists(st.sampled_from(["S1", "S2", "S3", None]), min_size=1)


@pytest.mark.parametrize(
    ("staff_ids", "writers"),
    [
        ([], 1),
        ([None, None], 1),
        (["S1"] * 7, 1),
        (["S1", "S2", "S3"] * 4, 3),
        (["S1", None], 2),
        (["S1"] * 9 + ["S2"], 100 / 82),
    ],
)
def test_writers_count_by_how_much_they_wrote(staff_ids, writers):
    assert effective_writers(pd.Series(staff_ids, dtype="string")) == pytest.approx(writers)


@given(people)
def test_there_is_at_least_one_writer_and_never_more_than_wrote(staff_ids):
    writers = effective_writers(pd.Series(staff_ids, dtype="string"))
    assert 1 <= writers <= len(set(staff_ids)) + 1e-9
    assert effective_writers(pd.Series(staff_ids * 3, dtype="string")) == pytest.approx(writers)


@pytest.mark.parametrize(("authors", "writers"), [(14, 14), (14, 1), (14, 200), (3, 2), (1, 1)])
def test_the_spread_has_the_variance_of_authors_and_writers(authors, writers):
    drawn = (1 - 1 / authors) / (authors // 2) if authors > 1 else 1
    assert spread(authors, writers) ** 2 * drawn == pytest.approx(1 / authors + 1 / writers)
    assert spread(authors, writers) > spread(authors, writers + 1)
