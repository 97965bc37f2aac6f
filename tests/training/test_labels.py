from dataclasses import replace
from pathlib import Path

from analyzer.codebook import Cue, FindingKey, Status, Step
from analyzer.language.segments import segment
from analyzer.training.corpus import AnnotatedNote, read_corpus
from analyzer.training.labels import clause_labels, note_labels, sentence_labels

ANY = read_corpus([Path(__file__).parents[2] / "models" / "corpus" / "T01.jsonl"])[0]
CRYING = FindingKey(Cue.CRYING, None)
EMPATHY = FindingKey(Step.EMPATHIZE, Status.DONE)
KEYS = (CRYING, EMPATHY)


def note(text: str, **quotes: str) -> AnnotatedNote:
    """A note in which ``crying`` and ``empathy`` are what these words carry."""
    keys = {"crying": CRYING, "empathy": EMPATHY}
    found = [(keys[name], text.index(q), text.index(q) + len(q)) for name, q in quotes.items()]
    return replace(ANY, text=text, findings=tuple(found))


def test_segments_carry_the_labels_of_the_quotes_they_cover() -> None:
    notes = [
        note("She was crying. I said sorry and booked.", crying="was crying", empathy="said sorry")
    ]
    segments = segment([notes[0].text])
    assert sentence_labels(notes, KEYS, segments).tolist() == [[True, False], [False, True]]
    assert clause_labels(notes, KEYS, segments).sum(axis=0).tolist() == [1, 1]
    assert note_labels(notes, KEYS).tolist() == [[True, True]]


def test_a_quote_over_two_sentences_is_carried_by_both() -> None:
    notes = [note("Wept at the desk. Tears all over. Left.", crying="Wept at the desk. Tears all")]
    segments = segment([notes[0].text])
    assert sentence_labels(notes, KEYS, segments)[:, 0].tolist() == [True, True, False]


def test_the_shortest_quote_is_carried_by_one_segment_at_least() -> None:
    notes = [note("She sat by the window for an hour, wet eyed, and left.", crying="wet")]
    segments = segment([notes[0].text])
    assert sentence_labels(notes, KEYS, segments).sum() == 1
    assert clause_labels(notes, KEYS, segments).sum() == 1


def test_a_key_that_is_not_asked_for_is_left_out() -> None:
    notes = [note("She was crying.", crying="crying")]
    assert not note_labels(notes, (EMPATHY,)).any()
