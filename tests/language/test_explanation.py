import pytest

from analyzer.codebook import Cue
from analyzer.language.explanation import Explanation, explain, not_counted
from analyzer.language.reader import Reader, load_reader
from analyzer.settings import Settings


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(Settings())


def explained(reader: Reader, text: str) -> dict[str, Explanation]:
    found = reader.read([text], ["n"])[0].findings
    told = explain(reader.finding_model, text, found)
    return {finding.label.value: one for finding, one in zip(found, told, strict=True)}


def words(text: str, explanation: Explanation) -> list[str]:
    return [text[effect.span.start : effect.span.end] for effect in explanation.words]


def test_a_finding_names_the_words_that_carry_it(reader: Reader) -> None:
    text = "Spoke to the daughter at length. She wept at the desk. Rebooked for Friday."
    told = explained(reader, text)
    assert words(text, told["crying"])[0] == "wept"
    assert "Rebooked" in words(text, told["resolve"])
    effects = [effect.effect for effect in told["crying"].words]
    assert effects == sorted(effects, reverse=True)


def test_a_word_of_self_harm_that_context_takes_back_is_named_as_the_rule(reader: Reader) -> None:
    text = "Denies suicidal thoughts. Dressing changed."
    rule = explained(reader, text)["self_harm"].rule
    assert rule is not None
    assert text[rule.span.start : rule.span.end] == "suicidal"
    assert rule.cancelled_by == "negated"


def test_what_did_not_count_is_told_with_its_reason() -> None:
    found = not_counted("If he gets angry, call me. Crying infant, not upset.")
    assert [(word.cue, word.cancelled_by) for word in found] == [
        (Cue.FRUSTRATION, "hypothetical"),
        (Cue.CRYING, "clinical"),
        (Cue.FRUSTRATION, "negated"),
    ]


def test_a_note_without_findings_needs_no_explanation(reader: Reader) -> None:
    assert explain(reader.finding_model, "BP 120/80.", []) == []
