"""What carried each finding of a note, on a terminal or as plain text."""

from rich.console import Console
from rich.text import Text

from analyzer.cli.check_advice import advice_data
from analyzer.cli.check_page import Row, named, print_rows, quoted
from analyzer.codebook import words
from analyzer.language.explanation import Explanation, explain, not_counted
from analyzer.language.findings import FindingModel
from analyzer.schema import Analysis


def print_explanations(
    console: Console, note: str, analysis: Analysis, model: FindingModel
) -> None:
    """Print, a line a finding, the words and the rule that it rests on; then what did not count."""
    explanations = explain(model, note, analysis.findings)
    rows = [
        Row(named(finding), Text(_carried(note, explanation)))
        for finding, explanation in zip(analysis.findings, explanations, strict=True)
    ]
    print_rows(console, "What carried each finding (log odds lost without the word)", rows)
    reasons = advice_data()["not_counted"]
    print_rows(
        console,
        "Not counted",
        [
            Row(
                Text(quoted(note[word.span.start : word.span.end])),
                Text(f"{words(word.cue)}: {reasons[word.cancelled_by or 'unlikely']}"),
            )
            for word in not_counted(note, analysis.findings)
        ],
    )


def _carried(note: str, explanation: Explanation) -> str:
    told = advice_data()["carried"]
    parts = [
        f"{quoted(note[effect.span.start : effect.span.end])} {effect.effect:+.1f}"
        for effect in explanation.words
    ]
    if explanation.rule:
        span = explanation.rule.span
        parts.append(told["rule"].format(word=quoted(note[span.start : span.end])))
    return ", ".join(parts) or str(told["no_one_word"])
