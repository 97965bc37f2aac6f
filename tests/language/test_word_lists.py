import pytest

from analyzer.language.word_lists import common_words, people_words

LISTS = [
    "titles",
    "staff_titles",
    "staff_roles",
    "relations",
    "particles",
    "credentials",
    "function_words",
    "not_names",
    "place_words",
]


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("titles", "mrs"),
        ("staff_titles", "dr"),
        ("staff_roles", "nurse"),
        ("relations", "daughter"),
        ("particles", "van"),
        ("credentials", "rn"),
        ("function_words", "will"),
        ("not_names", "monday"),
        ("place_words", "clinic"),
    ],
)
def test_the_words_around_names_stand_in_lists(key: str, word: str) -> None:
    assert word in people_words(key)


def test_a_list_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        people_words("surnames")


@pytest.mark.parametrize("words", [*map(people_words, LISTS), common_words()])
def test_every_word_is_one_word_in_lower_case(words: frozenset[str]) -> None:
    assert words
    assert all(word == word.lower() and word == "".join(word.split()) for word in words)


@pytest.mark.parametrize(
    "word", ["waiting", "mrs", "nurse", "daughter", "monday", "clinic", "will"]
)
def test_words_of_ordinary_notes_are_common(word: str) -> None:
    assert word in common_words()


@pytest.mark.parametrize("word", ["okafor", "adeyemi", "kowalczyk", "priya", "Waiting", ""])
def test_names_and_words_with_a_capital_are_not(word: str) -> None:
    assert word not in common_words()
