from collections.abc import Sequence

import pytest

from analyzer.codebook import Actor, Cue, kind_of
from analyzer.language.explanation import Explanation, explain, not_counted
from analyzer.language.reader import Reader, load_reader
from analyzer.language.segments import Segments, segment
from analyzer.schema import Finding
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


def quote(text: str, quoted: str, cue: Cue) -> Finding:
    start = text.index(quoted)
    return Finding(
        label=cue,
        kind=kind_of(cue),
        status=None,
        start=start,
        end=start + len(quoted),
        quote=quoted,
        score=0.9,
        actor=Actor.PATIENT_SIDE,
    )


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
    found = not_counted("If he gets angry, call me. Crying infant, not upset.", [])
    assert [(word.cue, word.cancelled_by) for word in found] == [
        (Cue.FRUSTRATION, "hypothetical"),
        (Cue.CRYING, "clinical"),
        (Cue.FRUSTRATION, "negated"),
    ]


def test_a_mention_that_is_shown_is_not_among_what_did_not_count(reader: Reader) -> None:
    text = "Denies suicidal thoughts, denies being upset."
    found = reader.read([text], ["n"])[0].findings
    assert [word.cue for word in not_counted(text, found)] == [Cue.FRUSTRATION]
    assert {word.cue for word in not_counted(text, [])} == {Cue.FRUSTRATION, Cue.SELF_HARM}


def test_a_word_is_read_with_the_sentences_beside_it_alone(reader: Reader) -> None:
    core = "Spoke to the daughter. She wept at the desk. Rebooked for Friday."
    text = f"BP 120/80. {core} BP 130/85."
    found = [quote(text, "She wept at the desk", Cue.CRYING)]
    (near,) = explain(reader.finding_model, text, found)
    other = text.replace("BP 130/85.", "Refill of metoprolol sent. " * 40)
    assert explain(reader.finding_model, other, found)[0].words == near.words != ()


def test_a_long_note_is_read_in_pieces_of_bounded_size(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = 0

    def counted(texts: Sequence[str]) -> Segments:
        nonlocal read
        read += sum(map(len, texts))
        return segment(texts)

    monkeypatch.setattr("analyzer.language.explanation.segment", counted)
    ending = "She wept at the desk and he yelled at us"
    costs = []
    for times in (100, 400):
        text = "We talked about the weather and the wait " * times + ending
        found = [quote(text, ending, cue) for cue in (Cue.CRYING, Cue.RAISED_VOICE)]
        read = 0
        told = explain(reader.finding_model, text, found)
        assert words(text, told[0])[0] == "wept"
        costs.append(read - 2 * len(text))  # the note itself is cut once and read once
    assert costs[0] == costs[1]


def test_an_explanation_is_the_same_every_time(reader: Reader) -> None:
    text = "She wept at the desk, so sorry, rebooked her. " * 100
    found = reader.read([text], ["n"])[0].findings
    assert found
    told = explain(reader.finding_model, text, found)
    assert told == explain(reader.finding_model, text, found)
    assert told[:1] == explain(reader.finding_model, text, found[:1])


@pytest.mark.parametrize("text", ["", " ", "\n\t\n"])
def test_a_note_without_a_word_has_nothing_to_explain(reader: Reader, text: str) -> None:
    assert explain(reader.finding_model, text, []) == []
    assert not_counted(text, []) == []


def test_a_note_of_one_word_is_explained_by_it(reader: Reader) -> None:
    found = reader.read(["Suicidal"], ["n"])[0].findings
    (told,) = explain(reader.finding_model, "Suicidal", found)
    assert told.words or told.rule


def test_a_note_without_findings_needs_no_explanation(reader: Reader) -> None:
    assert explain(reader.finding_model, "BP 120/80.", []) == []


def test_a_cue_word_that_the_reader_takes_for_something_else_is_told() -> None:
    words = not_counted("Wants the manager of the car park.", [])
    assert [(word.cue, word.cancelled_by) for word in words] == [(Cue.DEMAND_SUPERVISOR, None)]
