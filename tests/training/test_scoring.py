import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.training.scoring import macro_f1, quadratic_kappa, score

TEXT = "She was crying about the bill. I said sorry and refunded it the same day."


def note(*findings: tuple[str, str | None, str], **answers: object) -> dict[str, object]:
    return {
        "text": TEXT,
        "findings": [
            {"label": label, "status": status, "quote": quote} for label, status, quote in findings
        ],
        "sentiment_start": -1,
        "sentiment_end": 0,
        "escalation": 1,
        "outcome": "resolved",
        "experience": "neutral",
        "themes": ["billing"],
    } | answers


GOLD = {
    "a": note(("crying", None, "crying"), ("empathize", "done", "said sorry")),
    "b": note(("resolve", "missed", "refunded it"), escalation=3, outcome="none"),
}
YARDSTICK = """\
notes 8
missing 2
findings_f1 0.588
cues_f1 0.727
steps_done_f1 0.000
steps_missed_f1 0.667
techniques_f1 0.000
macro_f1_labels 0.750
evidence_hit 0.600
sentiment_start_qwk 0.143
sentiment_end_qwk 0.250
sentiment_end_macro_f1 0.564
escalation_qwk 0.481
critical_recall 1.000
critical_precision 0.500
outcome_macro_f1 0.667
experience_macro_f1 0.429
"""


def test_the_figures_are_those_of_the_first_yardstick() -> None:
    """The expected figures are what score.py, which came before this program, prints of them."""
    gold = GOLD | {
        "c": note(("legal", None, "the bill"), sentiment_start=-2, experience="negative"),
        "d": note(("listen", "done", "I said sorry"), ("timeframe", "planned", "same day")),
        **{f"e{i}": note(("crying", None, "crying"), sentiment_end=1) for i in range(4)},
    }
    said = {
        "a": note(("crying", None, "She was crying"), ("empathize", "missed", "said sorry")),
        "b": note(("resolve", "missed", "sorry and refunded"), escalation=2.6, outcome="none"),
        "c": note(("legal", None, "crying"), sentiment_start=-1.4, experience="neutral"),
        "e0": note(("crying", None, "crying"), escalation=1.7, sentiment_end=0.8),
        "e1": note(("crying", None, "about the bill"), escalation=3, sentiment_end=-0.4),
        "e2": note(("leaving", None, "crying"), experience="positive"),
    }
    figures = score(gold, said)
    expected = dict(line.split() for line in YARDSTICK.splitlines())
    assert {
        name: f"{figures[name]:.3f}" if "." in shown else str(figures[name])
        for name, shown in expected.items()
    } == expected


def test_perfect_analyses_score_one() -> None:
    figures = score(GOLD, GOLD)
    assert figures["missing"] == 0
    for name in ("findings_f1", "evidence_hit", "escalation_qwk", "outcome_macro_f1", "themes_f1"):
        assert figures[name] == 1


def test_calibration_is_told_where_every_note_has_probabilities() -> None:
    sure = {"experience": "negative", "p_negative": 1.0, "p_positive": 0.0}
    figures = score({"a": note(**sure)}, {"a": note(**sure)})
    assert figures["ece_p_negative"] == figures["ece_p_positive"] == 0.0
    assert figures["mean_p_negative"] == figures["share_negative"] == 1.0
    assert figures["mean_p_positive"] == figures["share_positive"] == 0.0
    assert "ece_p_negative" not in score(GOLD, GOLD)


def test_probabilities_that_are_too_low_on_the_whole_are_told() -> None:
    rows = {name: note(experience="negative") for name in "abcd"}
    said = {name: row | {"p_negative": 0.25, "p_positive": 0.0} for name, row in rows.items()}
    figures = score(rows, said)
    assert (figures["mean_p_negative"], figures["share_negative"]) == (0.25, 1.0)


def test_the_confusion_counts_every_note_once() -> None:
    table = score(GOLD, {"a": note(escalation=1.6)})["confusion"]["escalation"]
    assert table["1"]["2"] == 1
    assert table["3"]["0"] == 1
    assert sum(sum(row.values()) for row in table.values()) == len(GOLD)


def test_a_missing_note_is_counted_and_scored_as_blank() -> None:
    figures = score(GOLD, {"a": GOLD["a"]})
    assert figures["missing"] == 1
    assert figures["findings_f1"] == pytest.approx(2 * 2 / (2 * 2 + 1))
    assert figures["critical_recall"] == 0


def test_notes_without_annotated_findings_count_for_the_judgement_alone() -> None:
    whole = note(escalation=2) | {"findings": None}
    said = note(("crying", None, "crying"), escalation=3)
    mixed, alone = score(GOLD | {"c": whole}, GOLD | {"c": said}), score({"c": whole}, {"c": said})
    assert mixed["notes"] == 3
    assert mixed["findings_f1"] == 1
    assert mixed["critical_precision"] == 1 / 2
    assert alone["confusion"]["escalation"]["2"]["3"] == 1
    assert "findings_f1" not in alone
    assert alone["labels"] == {}


def test_a_label_counts_once_a_note_and_with_its_status() -> None:
    predicted = {
        "a": note(
            ("crying", None, "crying"), ("crying", None, "the bill"), ("empathize", "missed", "I")
        ),
        "b": note(),
    }
    figures = score(GOLD, predicted)
    assert figures["labels"]["crying"] == [1.0, 1, 0, 0]
    assert figures["labels"]["empathize"] == [0.0, 0, 0, 1]
    assert figures["labels"]["empathize:missed"] == [0.0, 0, 1, 0]
    assert figures["findings_f1"] == pytest.approx(2 * 1 / (2 * 1 + 1 + 2))


@pytest.mark.parametrize(
    ("quote", "hit"),
    [
        ("crying", 1),
        ("was crying about", 1),
        ("cry", 1),
        ("cr", 0),
        ("the bill", 0),
        (TEXT[:77], 1),
    ],
)
def test_evidence_covers_half_and_is_not_the_whole_note(quote: str, hit: int) -> None:
    figures = score({"a": note(("crying", None, "crying"))}, {"a": note(("crying", None, quote))})
    assert figures["evidence_hit"] == hit


def test_evidence_longer_than_three_quotes_and_sixty_characters_is_no_hit() -> None:
    long = "x" * 40 + TEXT + "y" * 40
    gold = note(("crying", None, "crying")) | {"text": long}
    assert (
        score(
            {"a": gold},
            {"a": gold | {"findings": [{"label": "crying", "status": None, "quote": long[:79]}]}},
        )["evidence_hit"]
        == 0
    )


def test_kappa_by_hand() -> None:
    # one of four is off by two: 4/4 seen; chance is the mean squared distance of all pairs
    assert quadratic_kappa([0, 0, 2, 2], [0, 0, 2, 0], 0, 2) == pytest.approx(1 - 1 / 2)


def test_predictions_are_rounded_and_kept_in_range() -> None:
    assert quadratic_kappa([0, 1, 2], [0.4, 1.2, 9.0], 0, 2) == 1


@given(st.lists(st.integers(-2, 2), min_size=1))
def test_kappa_is_at_most_one(answers: list[int]) -> None:
    assert quadratic_kappa(answers, answers[::-1], -2, 2) <= 1


def test_macro_f1_is_the_mean_over_gold_classes() -> None:
    assert macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert macro_f1(["a", "a"], ["a", "c"]) == pytest.approx(2 / 3)
