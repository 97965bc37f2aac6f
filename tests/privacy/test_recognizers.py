from pathlib import Path

import pytest
from plain_tagger import plain_tagger
from presidio_analyzer import AnalyzerEngine

from analyzer.intake import Rejects, read_notes
from analyzer.privacy.identifiers import IdentifierType
from analyzer.privacy.known_names import Known
from analyzer.privacy.name_model import shipped_tagger
from analyzer.privacy.recognizers import LANGUAGE, KnownRecognizer, engine_of
from analyzer.privacy.redaction import find_in_notes
from analyzer.settings import Settings

EXPORT = Path(__file__).parents[2] / "sample_notes" / "clinic_export.csv"


@pytest.fixture(scope="module")
def engine() -> AnalyzerEngine:
    return engine_of(plain_tagger())


def found(engine: AnalyzerEngine, text: str, known: Known | None = None) -> set[tuple[str, str]]:
    """Return what the engine finds, as Presidio's own users would ask it."""
    own = [KnownRecognizer(known)] if known else None
    results = engine.analyze(text, LANGUAGE, ad_hoc_recognizers=own)
    return {(text[one.start : one.end], one.entity_type) for one in results}


def test_names_and_patterns_are_found_by_one_engine(engine: AnalyzerEngine) -> None:
    assert found(engine, "Ann told Okafor: 555-0148, a.b@mail.example") == {
        ("Ann", "NAME"),
        ("Okafor", "STAFF"),
        ("555-0148", "PHONE"),
        ("a.b@mail.example", "EMAIL"),
    }


def test_nothing_is_found_where_nothing_is(engine: AnalyzerEngine) -> None:
    assert found(engine, "") == set()
    assert found(engine, "Listened and apologised.") == set()


def test_what_the_row_knows_is_found_in_its_note_alone(engine: AnalyzerEngine) -> None:
    text = "mbeki rang"
    assert found(engine, text, Known(["Thandi Mbeki"])) == {("mbeki", "PATIENT")}
    assert found(engine, text, Known(authors=["Thandi Mbeki"])) == {("mbeki", "AUTHOR")}
    assert found(engine, text) == set()


def test_the_engine_finds_what_the_program_finds_without_it() -> None:
    with Rejects() as rejects:
        batches = list(read_notes([EXPORT], Settings(), rejects, 256))
    notes = [note for batch in batches for note in batch.to_pylist() if note["text"].isascii()]
    engine = engine_of(shipped_tagger())
    for note, identifiers in zip(notes, find_in_notes(notes), strict=True):
        results = engine.analyze(
            note["text"], LANGUAGE, ad_hoc_recognizers=[KnownRecognizer(Known.of(note))]
        )
        covered = {place for one in results for place in range(one.start, one.end)}
        ours = {place for one in identifiers for place in range(one.start, one.end)}
        assert {place for place in ours if note["text"][place] != " "} <= covered <= ours
    assert len(notes) > 100


def test_every_type_is_one_of_the_program(engine: AnalyzerEngine) -> None:
    of_the_row = {"PATIENT", "AUTHOR"}
    types = {type_.upper() for type_ in IdentifierType}
    assert set(engine.get_supported_entities(LANGUAGE)) == types - of_the_row
    assert of_the_row < set(KnownRecognizer(Known()).supported_entities) < types


def test_the_engine_takes_one_language_and_has_no_model_of_it(engine: AnalyzerEngine) -> None:
    assert engine.supported_languages == [LANGUAGE]
    assert engine.nlp_engine.get_supported_languages() == [LANGUAGE]
    assert engine.nlp_engine.is_loaded()


def test_a_batch_is_read_at_once_and_handed_over_note_by_note(engine: AnalyzerEngine) -> None:
    texts = ["Ann rang", "", "Okafor rang Ann"]
    read = list(engine.nlp_engine.process_batch(iter(texts), LANGUAGE))
    assert [text for text, _ in read] == texts
    assert [len(artifacts.names) for _, artifacts in read] == [1, 0, 2]
