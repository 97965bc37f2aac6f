from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from analyzer.language.kinds import MetKinds
from analyzer.language.tokens import tokenize


def test_a_rule_looks_at_each_kind_once() -> None:
    seen: list[str] = []

    def length(kind: str) -> int:
        seen.append(kind)
        return len(kind)

    tokens = tokenize(["pt upset", "pt left upset"])
    assert tokens.told(length).tolist() == [2, 5, 2, 4, 5]
    assert tokenize(["left late"]).told(length).tolist() == [4, 4]
    assert len(seen) == len(set(seen))


def test_kinds_that_threads_meet_together_are_numbered_once() -> None:
    met = MetKinds()
    words = [[f"{word}".encode() for word in range(first, first + 50)] for first in range(50)]
    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(met.numbers, words))
    for some, found in zip(words, numbers, strict=True):
        assert [kind.encode() for kind in met.written(found)] == some
        assert met.told(int)[found].tolist() == [int(kind) for kind in some]
    assert len(met) == 99


def test_two_kinds_never_have_one_number_though_a_time_limit_comes_between() -> None:
    class Interrupting(bytes):
        def decode(self, encoding: str = "", errors: str = "") -> str:
            raise TimeoutError

    met = MetKinds()
    with suppress(TimeoutError):
        met.numbers([b"rang", Interrupting(b"upset")])
    numbers = met.numbers([b"left", b"upset", b"rang"])
    assert met.written(numbers) == ["left", "upset", "rang"]


def test_a_number_given_for_nothing_is_counted() -> None:
    class Interrupting(bytes):
        def __hash__(self) -> int:  # first when it is looked for, then when it is kept
            calls.append(self)
            if len(calls) == 2:
                raise TimeoutError
            return super().__hash__()

    calls: list[bytes] = []
    met = MetKinds()
    with suppress(TimeoutError):
        met.numbers([Interrupting(b"upset")])
    [number] = met.numbers([b"left"])
    assert number < len(met)


def test_the_bytes_of_all_kinds_are_counted() -> None:
    met = MetKinds()
    met.numbers([b"rang", b"upset", b"rang"])
    assert met.size == len(b"rangupset")
