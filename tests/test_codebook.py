import pytest

from analyzer.codebook import (
    ALERT_OF,
    ESCALATION_OF,
    HEART,
    LABELS,
    Cue,
    FindingKey,
    Kind,
    Status,
    Step,
    Technique,
    kind_of,
    label_of,
)


def test_every_label_is_known_by_its_name_once():
    assert len(LABELS) == len(Cue) + len(Step) + len(Technique)
    for name, label in LABELS.items():
        assert label_of(name) is label
        assert str(label) == name


def test_an_unknown_label_is_named():
    with pytest.raises(ValueError, match=r"^'shouting' is no label of the codebook\.$"):
        label_of("shouting")


@pytest.mark.parametrize(
    ("family", "kind"), [(Cue, Kind.CUE), (Step, Kind.STEP), (Technique, Kind.TECHNIQUE)]
)
def test_kinds(family, kind):
    assert {kind_of(label) for label in family} == {kind}


def test_a_finding_key_is_written_with_its_status_unless_done():
    assert str(FindingKey(Step.LISTEN, Status.MISSED)) == "listen:missed"
    assert str(FindingKey(Step.LISTEN, Status.DONE)) == "listen"
    assert str(FindingKey(Cue.CRYING, None)) == "crying"


def test_every_cue_has_a_level_and_alerts_are_raised_by_serious_labels_only():
    assert set(Cue) <= set(ESCALATION_OF)
    assert all(ESCALATION_OF[label] >= 2 for label in ALERT_OF)


def test_heart_does_not_hold_the_head():
    assert Step.RESOLVE not in HEART
    assert {Step.LISTEN, Step.EMPATHIZE} <= HEART
