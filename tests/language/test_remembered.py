from analyzer.language.remembered import Remembered


def test_a_word_is_looked_at_once() -> None:
    looked_at: list[str] = []
    known = Remembered(lambda word: looked_at.append(word) or len(word), most=9)
    assert list(map(known.__getitem__, ["rang", "she", "rang"])) == [4, 3, 4]
    assert looked_at == ["rang", "she"]


def test_no_more_is_remembered_than_was_said() -> None:
    known = Remembered(str.upper, most=3)
    for number in range(10):
        assert known[f"a{number}"] == f"A{number}"
        assert len(known) <= 3


def test_what_is_longer_than_a_word_is_not_kept() -> None:
    known = Remembered(len, most=9)
    assert known["a" * 5000] == 5000
    assert not known
