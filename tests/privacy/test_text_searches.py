import pytest

from analyzer.language.tokens import tokenize
from analyzer.privacy.pattern_rules import text_rules
from analyzer.privacy.text_searches import rules_worth_a_search

STRETCHES = [(number, one) for number, rule in enumerate(text_rules()) for one in rule.holds]


@pytest.mark.parametrize(("number", "stretch"), STRETCHES)
@pytest.mark.parametrize("around", ["{}", "it {} it", "ab{}ab", "12{}12", "'{}'", "A\n{}-"])
def test_a_text_with_a_stretch_of_a_rule_is_worth_a_search(
    number: int, stretch: str, around: str
) -> None:
    text = around.format(stretch)
    assert number in rules_worth_a_search(tokenize([text.upper()]))[0]


def test_each_text_of_a_batch_has_its_own_searches() -> None:
    [one, nothing, two, empty] = rules_worth_a_search(
        tokenize(["ask @okafor", "rang twice", "Rose Cottage, Church Road", ""])
    )
    assert nothing == empty == []
    assert one
    assert two
    assert not {*one} & {*two}


def test_no_texts_have_no_searches() -> None:
    assert rules_worth_a_search(tokenize([])) == []
