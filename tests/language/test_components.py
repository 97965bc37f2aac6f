import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import analyzer
from analyzer.language.components import COMPONENTS
from analyzer.language.errors import ModelError
from analyzer.language.model import shipped_model
from analyzer.language.reader import load_reader
from analyzer.settings import Reader, Settings

CORPUS = Path(__file__).parents[2] / "models" / "corpus"
TEXTS = [
    json.loads(line)["text"] for line in (CORPUS / "T04.jsonl").read_text("utf-8").splitlines()[:30]
]


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(shipped_model())


def test_both_doors_lead_to_the_same_pipeline(nlp: Language) -> None:
    assert analyzer.load().pipe_names == nlp.pipe_names == list(COMPONENTS)


def test_a_doc_reads_like_the_batch(nlp: Language) -> None:
    expected = load_reader(Settings()).read(TEXTS, [""] * len(TEXTS))
    assert [doc._.analysis for doc in nlp.pipe(TEXTS)] == expected
    assert [nlp(text)._.sentiment_compound for text in TEXTS[:3]] == [
        analysis.sentiment_compound for analysis in expected[:3]
    ]


def test_spans_show_the_findings(nlp: Language) -> None:
    doc = nlp("She was crying and hung up.")
    assert {span.label_ for span in doc.spans["findings"]} == {"crying", "leaving"}
    for span, finding in zip(doc.spans["findings"], doc._.findings, strict=True):
        assert finding.quote in span.text


def test_sentences_are_the_readers(nlp: Language) -> None:
    doc = nlp("Seen by Dr. Lee. Upset about the wait\nbooked again")
    assert [sentence.text.strip() for sentence in doc.sents] == [
        "Seen by Dr. Lee.",
        "Upset about the wait",
        "booked again",
    ]


def test_what_was_read_travels_between_processes(nlp: Language) -> None:
    here = [doc._.analysis for doc in nlp.pipe(TEXTS[:6])]
    assert [doc._.analysis for doc in nlp.pipe(TEXTS[:6], n_process=2, batch_size=2)] == here
    packed = nlp(TEXTS[0]).to_bytes()
    assert Doc(nlp.vocab).from_bytes(packed)._.analysis == here[0]


def test_a_pipeline_survives_its_folder(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "copy")
    copy = spacy.load(tmp_path / "copy")
    assert copy(TEXTS[1])._.analysis == nlp(TEXTS[1])._.analysis


def test_a_part_of_the_pipeline_works_alone() -> None:
    doc = spacy.load(shipped_model(), exclude=["note_judgement"])("She was crying.")
    assert doc.spans["findings"][0].label_ == "crying"
    with pytest.raises(ValueError, match="needs its component note_judgement"):
        _ = doc._.analysis


def test_an_untrained_component_says_so() -> None:
    blank = spacy.blank("en")
    blank.add_pipe("note_segments")
    blank.add_pipe("note_findings")
    with pytest.raises(ModelError, match="not trained"):
        blank("She was crying.")


def test_alerts_go_to_the_desks_of_the_settings() -> None:
    settings = Settings()
    settings = settings.model_copy(
        update={"alerts": settings.alerts.model_copy(update={"legal": "Ms Roy"})}
    )
    doc = analyzer.load(settings)("He is calling his lawyer, says he will sue.")
    assert [alert.route_to for alert in doc._.analysis.alerts] == ["Ms Roy"]


def test_the_analysis_names_the_language_to_interpret_from(nlp: Language) -> None:
    assert nlp("Mum rang via Somali interp.")._.analysis.interpreter == "Somali"
    assert nlp("Mum rang about the bill.")._.analysis.interpreter is None


def test_a_folder_without_a_model_is_one_sentence(tmp_path: Path) -> None:
    settings = Settings().model_copy(update={"reader": Reader(model=str(tmp_path))})
    with pytest.raises(ModelError, match="holds no trained model"):
        analyzer.load(settings)


def test_an_empty_text_is_read(nlp: Language) -> None:
    analysis = nlp("")._.analysis
    assert replace(analysis, findings=()) == analysis


def test_spans_can_be_shown_though_nobody_keeps_the_doc() -> None:
    nlp = spacy.load(shipped_model())
    shown = str(nlp("She was crying and hung up.").spans)
    assert "crying" in shown


def test_no_note_that_was_read_travels_with_the_pipeline(nlp: Language, tmp_path: Path) -> None:
    note = "Qzabelor Smith was crying and hung up."
    expected = nlp(note)._.analysis
    nlp.to_disk(tmp_path / "copy")
    files = [file for file in (tmp_path / "copy").rglob("*") if file.is_file()]
    packed = [nlp.to_bytes(), *(file.read_bytes() for file in files)]
    packed += [pickle.dumps(nlp.get_pipe(name)) for name in nlp.pipe_names]
    assert not any(b"Qzabelor Smith" in one for one in packed)
    assert not any(b"qzabelor" in pickle.dumps(nlp.get_pipe(name)) for name in COMPONENTS)
    judgement = pickle.loads(pickle.dumps(nlp.get_pipe("note_judgement")))
    doc = nlp(note, disable=["note_judgement"])
    assert judgement(doc)._.analysis == expected
