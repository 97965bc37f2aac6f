from concurrent.futures import ThreadPoolExecutor

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
