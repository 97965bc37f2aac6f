import dataclasses
from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.codebook import (
    LABELS,
    Actor,
    AlertKind,
    ContactKind,
    Cue,
    Experience,
    HeartHeadHeart,
    Outcome,
    Status,
    Step,
    StepState,
    Technique,
    Theme,
    kind_of,
)
from analyzer.schema import (
    ANALYSIS,
    NOTE,
    PASSED_THROUGH,
    Alert,
    Analysis,
    Contact,
    Finding,
    analysis_from_row,
    analysis_to_row,
    is_concern,
    timestamp_text,
)

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
sentiments = st.floats(-2, 2)
probabilities = st.floats(0, 1)


@st.composite
def findings(draw):
    label = draw(st.sampled_from(list(LABELS.values())))
    return Finding(
        label=label,
        kind=kind_of(label),
        status=None if isinstance(label, Cue) else draw(st.sampled_from(Status)),
        start=draw(st.integers(0, 99)),
        end=draw(st.integers(100, 200)),
        quote=draw(text),
        redacted_quote=draw(text),
        score=draw(probabilities),
        actor=draw(st.sampled_from(Actor)),
        mention=draw(st.booleans()),
    )


alerts = st.builds(
    Alert,
    kind=st.sampled_from(AlertKind),
    route_to=text,
    finding=st.none() | st.integers(0, 9),
)

contacts = st.builds(
    Contact,
    kind=st.sampled_from(ContactKind),
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    quote=text,
    redacted_quote=text,
    actor=st.sampled_from(Actor),
)

analyses = st.builds(
    Analysis,
    note_id=text,
    findings=st.lists(findings(), max_size=4).map(tuple),
    sentiment_start=sentiments,
    sentiment_end=sentiments,
    sentiment_compound=st.floats(-1, 1),
    escalation=st.integers(0, 3),
    outcome=st.sampled_from(Outcome),
    experience=st.sampled_from(Experience),
    p_negative=probabilities,
    p_positive=probabilities,
    steps=st.fixed_dictionaries({step: st.sampled_from(StepState) for step in Step}),
    heart_head_heart=st.sampled_from(HeartHeadHeart),
    themes=st.lists(st.sampled_from(Theme), unique=True).map(tuple),
    concern=st.booleans(),
    alerts=st.lists(alerts, max_size=2).map(tuple),
    interpreter=st.none() | text,
    contacts=st.lists(contacts, max_size=2).map(tuple),
    word_count=st.integers(0, 10_000),
    model=text,
)


@given(st.lists(analyses, min_size=1, max_size=3))
def test_analyses_go_through_arrow_and_come_back(several):
    passed = dict.fromkeys(PASSED_THROUGH) | {"source": "export"}
    rows = [passed | analysis_to_row(analysis) for analysis in several]
    batch = pa.RecordBatch.from_pylist(rows, schema=ANALYSIS)
    batch.validate(full=True)
    assert [analysis_from_row(row) for row in batch.to_pylist()] == several


def test_a_row_with_an_error_is_no_analysis():
    row = dict.fromkeys(ANALYSIS.names) | {"note_id": "7", "error": "it was too odd"}
    with pytest.raises(ValueError, match=r"^Note 7 could not be analysed: it was too odd$"):
        analysis_from_row(row)


def test_the_schemas_hold_what_the_dataclasses_hold():
    names = {field.name for field in dataclasses.fields(Analysis)}
    assert names | set(PASSED_THROUGH) | {"error"} == set(ANALYSIS.names)
    for name in PASSED_THROUGH:
        assert ANALYSIS.field(name).equals(NOTE.field(name))


def test_found_by_label_and_status():
    def finding(label, status):
        return Finding(
            label=label,
            kind=kind_of(label),
            status=status,
            start=0,
            end=1,
            quote="a",
            score=1.0,
            actor=Actor.AUTHOR,
        )

    missed, done = finding(Step.LISTEN, Status.MISSED), finding(Step.LISTEN, Status.DONE)
    other = finding(Technique.COMFORT, Status.DONE)
    row = Analysis(
        note_id="1",
        findings=(missed, other, done),
        sentiment_start=0,
        sentiment_end=0,
        sentiment_compound=0,
        escalation=0,
        outcome=Outcome.NONE,
        experience=Experience.NEUTRAL,
        p_negative=0,
        p_positive=0,
        steps={},
        heart_head_heart=HeartHeadHeart.NONE,
        themes=(),
        concern=False,
        alerts=(),
        word_count=1,
        model="m@1",
    )
    assert row.found(Step.LISTEN) == (missed, done)
    assert row.found(Step.LISTEN, Status.DONE) == (done,)
    assert row.found(Step.RESOLVE) == ()


@pytest.mark.parametrize(
    ("cues", "start", "concern"),
    [
        (set(), 0.0, False),
        (set(), -0.49, False),
        (set(), -0.5, True),
        ({Cue.SATISFACTION}, 0.0, False),
        ({Cue.FRUSTRATION}, 0.0, True),
        ({Cue.CRYING}, 0.0, False),
        ({Cue.CRYING}, -0.1, True),
        ({Cue.CRYING, Cue.LEAVING}, 1.0, True),
    ],
)
def test_concern(cues, start, concern):
    assert is_concern(cues, start) is concern


def test_timestamp_text():
    moment = datetime(2026, 3, 14, 9, 40)
    assert timestamp_text(None, None) is None
    assert timestamp_text(moment, None) == "2026-03-14T09:40:00"
    assert timestamp_text(moment, 330) == "2026-03-14T09:40:00+05:30"
