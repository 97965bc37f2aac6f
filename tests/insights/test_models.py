from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.insights.models import ModelNotes, model_changes, models

MONTHS = [
    datetime(2025, 11, 30),
    datetime(2025, 12, 24),
    datetime(2026, 1, 1),
    datetime(2026, 3, 9),
]
NAMES = ["notes@1", "notes@2", "notes@3"]

read = st.lists(st.tuples(st.sampled_from([*MONTHS, None]), st.sampled_from(NAMES)), max_size=20)


def analyses(make, contacts):
    """Notes at these times, read by these models."""
    return make.frames(
        *(
            make.note(f"N{number}", timestamp=when, model=model)
            for number, (when, model) in enumerate(contacts)
        )
    ).analyses


def test_models_come_in_the_order_of_the_contacts_that_they_read(make):
    found = models(
        analyses(
            make,
            [
                (datetime(2026, 3, 5, 9), "a@2"),
                (datetime(2026, 1, 2, 23, 59), "b@1"),
                (datetime(2026, 3, 4), "b@1"),
            ],
        )
    )
    assert found == (
        ModelNotes("b@1", date(2026, 1, 2), date(2026, 3, 4), 2),
        ModelNotes("a@2", date(2026, 3, 5), date(2026, 3, 5), 1),
    )


def test_notes_without_a_time_are_counted_and_last(make):
    found = models(analyses(make, [(None, "a@1"), (MONTHS[0], "b@1"), (None, "b@1")]))
    assert found == (
        ModelNotes("b@1", date(2025, 11, 30), date(2025, 11, 30), 2),
        ModelNotes("a@1", None, None, 1),
    )


@pytest.mark.parametrize(
    ("read_by", "changes"),
    [
        ([["1"], ["1"], ["1"]], []),
        ([["1"], ["1", "2"], ["2"]], [date(2025, 12, 1)]),
        ([["1"], ["2"], ["2"]], [date(2025, 12, 1)]),
        ([["1"], ["1"], ["2", "3"]], [date(2026, 1, 1)]),
        ([["1"], ["2"], ["1"]], [date(2025, 12, 1), date(2026, 1, 1)]),
        ([["1"], [], ["2"]], [date(2026, 1, 1)]),
        ([[], [], ["2"]], []),
    ],
)
def test_a_month_in_which_another_model_began_to_read(make, read_by, changes):
    contacts = [
        (when, model) for when, names in zip(MONTHS, read_by, strict=False) for model in names
    ]
    assert list(model_changes(analyses(make, contacts))) == changes


@given(contacts=read)
@settings(deadline=None)
def test_every_note_is_counted_once_and_every_change_follows_a_month_with_notes(make, contacts):
    notes = analyses(make, contacts)
    found = models(notes)
    assert sum(one.notes for one in found) == len(contacts)
    assert [one.model for one in found] == list(dict.fromkeys(one.model for one in found))
    months = {when.date().replace(day=1) for when, _ in contacts if when}
    changes = model_changes(notes)
    assert set(changes) <= months - {min(months, default=None)}
    if len({model for _, model in contacts}) < 2:
        assert not changes
