"""The shipped reader on notes of our own; none stands in the corpus."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.codebook import (
    ESCALATION_OF,
    Actor,
    AlertKind,
    Cue,
    Label,
    Status,
    Step,
    StepState,
    Technique,
)
from analyzer.language.errors import ModelError
from analyzer.language.reader import Reader, load_reader
from analyzer.schema import Analysis, is_concern
from analyzer.settings import Alerts, Settings
from analyzer.settings import Reader as ReaderSettings

CORPUS = Path(__file__).parents[2] / "models" / "corpus"
NOTES = [
    json.loads(line)["text"]
    for name in ("T01", "T06", "T12")
    for line in (CORPUS / f"{name}.jsonl").open(encoding="utf-8")
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(Settings())


def read(reader: Reader, *texts: str) -> list[Analysis]:
    return reader.read(texts, [f"n{i}" for i in range(len(texts))])


def test_a_note_reads_the_same_in_every_batch(reader: Reader) -> None:
    ids = [f"n{i}" for i in range(len(NOTES))]
    together = reader.read(NOTES, ids)
    for size in (1, 7, 50):
        apart = [
            analysis
            for start in range(0, len(NOTES), size)
            for analysis in reader.read(NOTES[start : start + size], ids[start : start + size])
        ]
        assert apart == together
    assert reader.read(NOTES[::-1], ids[::-1])[::-1] == together


def test_what_a_reader_read_before_changes_nothing(reader: Reader) -> None:
    """Words that were met are remembered, as they were computed beside others."""
    ids = [f"n{i}" for i in range(len(NOTES))]
    together = reader.read(NOTES, ids)
    assert load_reader(Settings()).read(NOTES[::-1], ids[::-1])[::-1] == together
    fresh = load_reader(Settings())
    assert [
        fresh.read([note], [name])[0] for note, name in zip(NOTES, ids, strict=True)
    ] == together


def assert_sound(text: str, analysis: Analysis) -> None:
    for finding in analysis.findings:
        assert text[finding.start : finding.end] == finding.quote != ""
        assert 0 <= finding.score <= 1
        assert (finding.status is None) == isinstance(finding.label, Cue)
        assert (finding.actor is Actor.PATIENT_SIDE) == isinstance(finding.label, Cue)
    assert -2 <= analysis.sentiment_start <= 2
    assert -2 <= analysis.sentiment_end <= 2
    assert 0 <= analysis.p_negative + analysis.p_positive <= 1.001
    told = [f for f in analysis.findings if not f.mention and f.status is not Status.MISSED]
    assert analysis.escalation >= max((ESCALATION_OF.get(f.label, 0) for f in told), default=0)
    cues = {f.label for f in told if isinstance(f.label, Cue)}
    assert analysis.concern == is_concern(cues, analysis.sentiment_start)
    assert all(a.finding is None or a.finding < len(analysis.findings) for a in analysis.alerts)


def test_annotated_notes_are_read_soundly(reader: Reader) -> None:
    for text, analysis in zip(NOTES, read(reader, *NOTES), strict=True):
        assert_sound(text, analysis)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    reader = load_once()
    assert_sound(text, read(reader, text)[0])


_loaded: list[Reader] = []


def load_once() -> Reader:
    if not _loaded:
        _loaded.append(load_reader(Settings()))
    return _loaded[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "!!! ???",
        "😀😀",
        "\x00",
        "word " * 6_000,
        "a" * 30_000,
        " " * 30_000,
        "booked" + " " * 20_000 + "again",
        "\n" * 20_000,
        "pt yelled and was upset and " * 1_000,
    ],
)
def test_odd_texts_are_read(reader: Reader, text: str) -> None:
    assert_sound(text, read(reader, text)[0])


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("pt furious, 3rd call re her inhaler", [Cue.FRUSTRATION, Cue.REPEAT_CONTACT]),
        ("Patient yelling at the window about her copay.", [Cue.RAISED_VOICE]),
        ("Mrs Bell broke down crying, sat with her and held her hand.", [Cue.CRYING]),
        ("He demanded to speak to a manager right now.", [Cue.DEMAND_SUPERVISOR]),
        ("Says he will call his lawyer and sue us.", [Cue.LEGAL]),
        ("She is going to leave a one star review on Google.", [Cue.PUBLIC]),
        ("wants to file a formal complaint about dr hale", [Cue.COMPLAINT]),
        ("Got tired of waiting and walked out without being seen.", [Cue.LEAVING]),
        ("He called me a stupid b---- and swore at me.", [Cue.VERBAL_ABUSE]),
        ("She said thank you so much, you have been wonderful.", [Cue.SATISFACTION]),
        ("Told her I am so sorry and understand how worrying that is.", [Step.EMPATHIZE]),
        ("Refund issued and new appointment booked for Tuesday.", [Step.RESOLVE]),
        ("I will call her back tomorrow by noon.", [Technique.OFFER_CALLBACK, Technique.TIMEFRAME]),
        ("Asked if there was anything else I could do for her.", [Technique.CLOSING_CARE]),
        ("Security was called and escorted him out.", [Technique.SECURITY]),
        ("Called her back as promised.", [Technique.FOLLOW_THROUGH]),
        ("She says she wants to kill herself.", [Cue.SELF_HARM]),
    ],
)
def test_what_nobody_would_miss(reader: Reader, text: str, labels: list[Label]) -> None:
    found = {f.label for f in read(reader, text)[0].findings if not f.mention}
    assert found >= set(labels)


@pytest.mark.parametrize(
    "text",
    [
        "Infant crying, irritable bowel in mother, denies being upset. Booked 10am.",
        "Pt here for BP check, not upset, no complaints. Rebooked for May.",
        "Refill of metoprolol sent to the pharmacy.",
        "VM left about tomorrow's appointment.",
        "Aggressive lymphoma, chemo starts Monday.",
        "His ex-wife yells at the kids, asked for a counselling referral. Referral sent.",
        "Toddler screaming during vaccination, mother fine. Second dose booked.",
        "Watery, tearing eyes for a week, drops prescribed.",
    ],
)
def test_no_escalation_is_read_into_a_plain_note(reader: Reader, text: str) -> None:
    (analysis,) = read(reader, text)
    assert {f.label for f in analysis.findings if isinstance(f.label, Cue)} <= {Cue.SATISFACTION}
    assert analysis.escalation == 0


@pytest.mark.parametrize(
    "text",
    [
        "PHQ-9 of 4, denies SI, no thoughts of self-harm. Refill sent.",
        "Denies SI.",
        "No suicidal ideation today.",
    ],
)
def test_a_denied_self_harm_is_a_mention(reader: Reader, text: str) -> None:
    (analysis,) = read(reader, text)
    found = analysis.found(Cue.SELF_HARM)
    assert found
    assert all(finding.mention for finding in found)
    assert analysis.escalation < 3


def test_an_alert_goes_to_the_desk_of_the_settings() -> None:
    settings = Settings().model_copy(update={"alerts": Alerts(legal="Ms Roy")})
    (analysis,) = read(load_reader(settings), "He is calling his lawyer, says he will sue.")
    alert = next(a for a in analysis.alerts if a.kind is AlertKind.LEGAL)
    assert alert.route_to == "Ms Roy"
    assert alert.finding is not None
    assert analysis.findings[alert.finding].label is Cue.LEGAL


def test_done_stands_before_missed(reader: Reader) -> None:
    (analysis,) = read(
        reader, "Pt crying. Told her I was so sorry, sat with her. Rebooked her today."
    )
    assert analysis.steps[Step.EMPATHIZE] is StepState.DONE
    assert analysis.steps[Step.RESOLVE] is StepState.DONE


def test_a_folder_without_a_model_is_one_sentence(tmp_path: Path) -> None:
    settings = Settings().model_copy(update={"reader": ReaderSettings(model=str(tmp_path))})
    with pytest.raises(ModelError, match=r"holds no trained model .*analyzer\.toml"):
        load_reader(settings)
