import time
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake.numbering import Numbering


@pytest.fixture
def numbers(tmp_path):
    """The numbers of some contents, as one export gives them."""

    def numbers(contents):
        path = tmp_path / f"numbers-{len(list(tmp_path.iterdir()))}"
        with closing(Numbering(path)) as number:
            return [number(content) for content in contents]

    return numbers


def test_a_number_is_a_digest_and_an_ordinal(numbers):
    first, second, other = numbers([["Called.", None], ["Called.", None], ["Booked.", None]])
    digest, ordinal = first.split("-")
    assert (len(digest), ordinal) == (24, "1")
    assert int(digest, 16) > 0
    assert second == f"{digest}-2"
    assert other.endswith("-1")
    assert not other.startswith(digest)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["a", "b"], ["ab", ""]),
        (["a", None], ["a", ""]),
        (["a", None], ["a", "None"]),
        (["a", "null"], ["a", None]),
        (["a", "b"], ["b", "a"]),
        (['a","b'], ["a", "b"]),
        (["é"], ["e\u0301"]),
    ],
)
def test_contents_that_look_alike_have_numbers_of_their_own(numbers, one, other):
    assert len({number.split("-")[0] for number in numbers([one, other])}) == 2


def test_half_a_character_has_a_number(numbers):
    assert len(set(numbers([["\udce9"], ["\ufffd"]]))) == 2


CONTENTS = st.lists(
    st.lists(st.none() | st.sampled_from(["a", "b", ""]), min_size=1, max_size=2), max_size=20
)


@given(contents=CONTENTS, seed=st.randoms(use_true_random=False))
def test_numbers_differ_and_do_not_depend_on_the_order(tmp_path_factory, contents, seed):
    folder = tmp_path_factory.mktemp("numbers")
    shuffled = list(contents)
    seed.shuffle(shuffled)
    given = []
    for name, rows in (("one", contents), ("two", shuffled)):
        with closing(Numbering(folder / name)) as number:
            given.append([number(row) for row in rows])
    assert len(set(given[0])) == len(contents)
    assert set(given[0]) == set(given[1])


def test_many_notes_are_numbered_fast(tmp_path):
    began = time.perf_counter()
    with closing(Numbering(tmp_path / "numbers")) as number:
        for row in range(20_000):
            number([f"note {row % 7_000}"])
        assert number(["note 0"]).endswith("-4")
    assert time.perf_counter() - began < 5


def test_the_file_must_be_new(tmp_path, numbers):
    # a count that another export left would number the notes anew
    assert numbers([["a"]]) == numbers([["a"]])


def test_an_export_without_numbers_keeps_them_whatever_else_stands_there(read, export):
    rows = ["S1,waited\n", "S2,waited\n", "S1,waited\n", "S1,booked\n"]
    first = read(export("agent,note\n" + "".join(rows), "one.csv"))
    later = read(export("agent,note\nS9,new\n" + "".join(reversed(rows)), "two.csv"))
    assert set(first.column("note_id")) < set(later.column("note_id"))
    assert first.accounting.duplicate == later.accounting.duplicate == 0


def test_the_same_notes_without_numbers_in_two_exports_are_repeats(read, export):
    one, two = (export("agent,note\nS1,waited\nS1,waited\n", f"{n}.csv") for n in (1, 2))
    reading = read(one, two)
    assert len(reading.notes) == 2
    assert reading.accounting.duplicate == 2
