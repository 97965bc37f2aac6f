from typing import Any

from analyzer.training.figures import figures_text
from analyzer.training.scoring import score

TEXT = "She was crying about the bill. I said sorry."


def note(*labels: str, **answers: object) -> dict[str, Any]:
    return {
        "text": TEXT,
        "findings": [{"label": label, "quote": "crying"} for label in labels],
        "sentiment_start": -1,
        "sentiment_end": 0,
        "escalation": 1,
        "outcome": "resolved",
        "experience": "neutral",
        "themes": [],
    } | answers


GOLD = {"a": note("crying"), "b": note("crying", "listen", escalation=3)}


def test_every_figure_has_a_line_counts_whole_and_shares_with_three_digits() -> None:
    lines = figures_text(score(GOLD, {"a": GOLD["a"]})).splitlines()
    shown = dict(line.split() for line in lines[: lines.index("")])
    assert shown["notes"] == "2"
    assert shown["missing"] == "1"
    assert shown["findings_f1"] == "0.500"
    assert shown["critical_recall"] == "0.000"


def test_labels_stand_in_a_table_the_commonest_first() -> None:
    _, table, *_ = figures_text(score(GOLD, {"a": GOLD["a"]})).split("\n\n")
    assert [line.split() for line in table.splitlines()] == [
        ["label", "F1", "n", "hits", "false", "missed"],
        ["crying", "0.67", "2", "1", "0", "1"],
        ["listen", "0.00", "1", "0", "0", "1"],
    ]


def test_the_arc_and_the_escalation_have_a_table_of_levels_each() -> None:
    *_, start, end, escalation = figures_text(score(GOLD, GOLD)).split("\n\n")
    assert start.startswith("sentiment_start: annotated (down) and read (across)")
    assert end.startswith("sentiment_end: ")
    assert [line.split() for line in escalation.splitlines()[1:]] == [
        ["0", "1", "2", "3"],
        ["0", "0", "0", "0", "0"],
        ["1", "0", "1", "0", "0"],
        ["2", "0", "0", "0", "0"],
        ["3", "0", "0", "0", "1"],
    ]


def test_there_is_no_table_of_labels_where_no_findings_were_annotated() -> None:
    text = figures_text(score({"a": note(findings=None)}, {"a": note("crying")}))
    assert "label " not in text
    assert "sentiment_start: annotated" in text
