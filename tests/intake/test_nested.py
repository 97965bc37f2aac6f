from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake.nested import DEPTH, Flattening, Values


def laid_flat(*notes):
    values = Values()
    for note in notes:
        values.add(note)
    flattening = Flattening(values)
    flat = [flattening(note) for note in notes]
    plain = {
        name
        for note in flat
        for name, value in note.items()
        if not isinstance(value, (dict, list)) and value not in (None, "")
    }
    assert plain <= set(flattening.columns) <= {name for note in flat for name in note}
    return flat


def test_objects_become_columns_and_lists_stay():
    note = {"id": 1, "author": {"id": "S7", "unit": {"name": "North"}}, "tags": [{"a": 1}]}
    assert laid_flat(note) == [
        {"id": 1, "author id": "S7", "author unit name": "North", "tags": [{"a": 1}]}
    ]


def test_what_holds_only_lists_or_whole_objects_is_no_column():
    notes = [
        {"text": "a", "tags": ["a"], "empty": [], "author": {"roles": ["a"], "id": 1}, "blank": ""},
        {"text": ["b"], "tags": None, "none": None, "a": {"b": {"c": {"d": {"e": 1}}}}},
    ]
    values = Values()
    for note in notes:
        values.add(note)
    assert Flattening(values).columns == ["text", "author id", "blank", "none"]


def test_only_so_deep():
    assert laid_flat({"a": {"b": {"c": {"d": {"e": 1}}}}}) == [{"a b c d": {"e": 1}}]
    assert laid_flat({"a": {"b": {"c": {"d": 1}}}}) == [{"a b c d": 1}]
    assert DEPTH == 3


def test_a_name_that_holds_something_else_in_another_object_stays_whole():
    notes = [{"note": "a"}, {"note": {"text": "b"}}]
    assert laid_flat(*notes) == notes
    notes = [{"note": ["a"]}, {"note": {"text": "b"}}]
    assert laid_flat(*notes) == notes


def test_an_object_that_is_empty_elsewhere_is_laid_flat_all_the_same():
    notes = [{"author": None}, {"author": {"id": 1}}, {"author": ""}, {"author": []}, {}]
    assert laid_flat(*notes) == [{}, {"author id": 1}, {}, {}, {}]


def test_of_two_fields_with_one_name_the_object_stays_whole():
    assert laid_flat({"a b": 1, "a": {"b": 2}}) == [{"a b": 1, "a": {"b": 2}}]
    assert laid_flat({"a": {"b": 2}, "a b": 1}) == [{"a": {"b": 2}, "a b": 1}]
    assert laid_flat({"a": {"b c": 1}, "a b": {"c": 2}}) == [{"a b c": 1, "a b": {"c": 2}}]


NAMES = st.sampled_from(["a", "b", "a b", "b a", ""])
OBJECTS = st.recursive(
    st.integers(1) | st.text(min_size=1) | st.lists(st.integers(), min_size=1, max_size=2),
    lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=4),
)


def leaves(value):
    if not isinstance(value, dict):
        return [value]
    return [leaf for inner in value.values() for leaf in leaves(inner)]


@given(st.lists(st.dictionaries(NAMES, OBJECTS, max_size=4), max_size=4))
def test_no_value_is_lost(notes):
    assert list(map(leaves, laid_flat(*notes))) == list(map(leaves, notes))
