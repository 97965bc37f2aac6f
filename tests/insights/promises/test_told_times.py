from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.insights.promises.told_times import told_time

MONDAY = datetime(2026, 3, 2, 15, 10)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Dr Lister called as arranged 13.20", datetime(2026, 3, 2, 13, 20)),
        ("Called her 2:35", datetime(2026, 3, 2, 14, 35)),
        ("CALLED MRS PRATT 0841 AS AGREED", datetime(2026, 3, 2, 8, 41)),
        ("Phoned Fri w/ the decision", datetime(2026, 2, 27, 23, 59)),
        ("Fergus rang yesterday as you said", datetime(2026, 3, 1, 23, 59)),
        ("Called as told Thurs", MONDAY),
        ("Called [date: 2 days before] at 2:35 as told", datetime(2026, 2, 28, 14, 35)),
        ("Rang [date: the day before], no reply", datetime(2026, 3, 1, 23, 59)),
        ("Rang [patient] of [location: the north wing] 2:35", datetime(2026, 3, 2, 14, 35)),
        ("Called him about [date: 2 days before]", MONDAY),
        ("Called [date: in 2 days] instead", MONDAY),
        ("Rang him, he is in at 5 pm", MONDAY),
        ("Letter went out", MONDAY),
    ],
)
def test_a_contact_was_made_when_its_words_say(words: str, expected: datetime):
    assert told_time(words, MONDAY) == expected


@given(st.text(), st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_nothing_is_told_before_it_happened(words: str, at: datetime):
    assert told_time("Called " + words, at) <= at
