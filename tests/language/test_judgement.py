from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.codebook import (
    Actor,
    AlertKind,
    Cue,
    Escalation,
    HeartHeadHeart,
    Label,
    Status,
    Step,
    StepState,
    Technique,
    Theme,
    kind_of,
)
from analyzer.language.judgement import (
    alerts_of,
    escalation_of,
    heart_head_heart_of,
    steps_of,
)
from analyzer.schema import Finding


def finding(
    label: Label,
    status: Status | None = Status.DONE,
    start: int = 0,
    actor: Actor = Actor.AUTHOR,
    mention: bool = False,
) -> Finding:
    return Finding(
        label=label,
        kind=kind_of(label),
        status=None if isinstance(label, Cue) else status,
        start=start,
        end=start + 5,
        quote="quote",
        score=0.9,
        actor=Actor.PATIENT_SIDE if isinstance(label, Cue) else actor,
        mention=mention,
    )


LISTEN, EMPATHIZE, RESOLVE = Step
CARE = Technique.CLOSING_CARE


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([EMPATHIZE, RESOLVE, CARE], HeartHeadHeart.FULL),
        ([LISTEN, RESOLVE], HeartHeadHeart.NO_CLOSING_HEART),
        ([RESOLVE, CARE], HeartHeadHeart.NO_OPENING_HEART),
        ([RESOLVE, EMPATHIZE, RESOLVE], HeartHeadHeart.HEAD_ONLY),
        ([RESOLVE], HeartHeadHeart.HEAD_ONLY),
        ([EMPATHIZE], HeartHeadHeart.HEART_ONLY),
        ([Technique.TIMEFRAME], HeartHeadHeart.NONE),
        ([], HeartHeadHeart.NONE),
        ([EMPATHIZE, RESOLVE, RESOLVE, CARE], HeartHeadHeart.FULL),
    ],
)
def test_heart_stands_around_the_head(order: list[Label], expected: HeartHeadHeart) -> None:
    places = count(0, 10)
    assert heart_head_heart_of([finding(label, start=next(places)) for label in order]) is expected


def test_only_done_acts_of_the_author_are_heart_and_head() -> None:
    found = [
        finding(EMPATHIZE, Status.MISSED),
        finding(RESOLVE, start=10),
        finding(CARE, start=20, actor=Actor.COLLEAGUE),
    ]
    assert heart_head_heart_of(found) is HeartHeadHeart.HEAD_ONLY


@given(st.lists(st.sampled_from(list(Status)), max_size=4))
def test_done_before_missed_before_planned(statuses: list[Status]) -> None:
    state = steps_of([finding(RESOLVE, status) for status in statuses])[RESOLVE]
    for status in (Status.DONE, Status.MISSED, Status.PLANNED):
        if status in statuses:
            assert state == StepState(status)
            return
    assert state is StepState.NOT_DOCUMENTED


def test_a_colleagues_step_is_not_the_authors() -> None:
    states = steps_of([finding(LISTEN, actor=Actor.COLLEAGUE), finding(EMPATHIZE)])
    assert states[LISTEN] is StepState.NOT_DOCUMENTED
    assert states[EMPATHIZE] is StepState.DONE


def test_escalation_is_never_under_what_was_found() -> None:
    assert escalation_of([finding(Cue.THREAT)], 0.1, 0.0) is Escalation.CRITICAL
    assert escalation_of([finding(Cue.FRUSTRATION)], 1.6, 0.0) is Escalation.ELEVATED
    assert escalation_of([], 1.6, 0.0) is Escalation.ELEVATED
    assert escalation_of([], 2.9, 0.7) is Escalation.ELEVATED
    assert escalation_of([], 2.9, 0.9) is Escalation.CRITICAL
    assert escalation_of([], 1.4, 0.0) is Escalation.WATCH
    assert escalation_of([], 0.4, 0.0) is Escalation.NONE
    assert escalation_of([finding(Cue.SELF_HARM, mention=True)], 0.0, 0.0) is Escalation.NONE
    assert escalation_of([finding(Technique.SECURITY, Status.MISSED)], 0.0, 0.0) is Escalation.NONE


def test_one_alert_a_kind_at_its_first_finding() -> None:
    found = [finding(Cue.FRUSTRATION), finding(Cue.THREAT), finding(Technique.SECURITY)]
    assert alerts_of(found, [], concern=True) == [(AlertKind.SAFETY, 1)]


def test_a_mention_does_not_hide_what_happened() -> None:
    found = [finding(Cue.SELF_HARM, mention=True), finding(Cue.THREAT, start=9)]
    assert alerts_of(found, [], concern=True) == [(AlertKind.SAFETY, 1)]
    assert alerts_of(found[:1], [], concern=True) == [(AlertKind.SAFETY, 0)]


def test_a_clause_with_both_opens_with_heart() -> None:
    assert heart_head_heart_of([finding(EMPATHIZE), finding(RESOLVE)]) is (
        HeartHeadHeart.NO_CLOSING_HEART
    )
    assert heart_head_heart_of([finding(RESOLVE), finding(CARE)]) is HeartHeadHeart.FULL


def test_a_breach_told_in_a_concern_goes_to_privacy() -> None:
    assert alerts_of([], [Theme.PRIVACY], concern=True) == [(AlertKind.PRIVACY, None)]
    assert alerts_of([], [Theme.PRIVACY], concern=False) == []
