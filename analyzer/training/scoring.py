"""The yardstick: how far analyses agree with annotated notes.

A finding counts once a note as (label, status). Its evidence is right when it covers half of an
annotated quote and is no longer than three times that quote and 60 characters. Escalation and
sentiment are compared by quadratic weighted kappa (Cohen 1968), answers by macro F1.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.codebook import Cue, Step, Technique
from analyzer.language.tokens import Ids
from analyzer.training.calibration import expected_calibration_error

Row = Mapping[str, Any]
Key = tuple[str, str | None]
SAME = 1e-12
"""A squared distance below this is what rounding leaves of none."""
BLANK: Row = {
    "findings": [],
    "sentiment_start": 0,
    "sentiment_end": 0,
    "escalation": 0,
    "outcome": "none",
    "experience": "neutral",
    "themes": [],
}
"""What a note without an analysis is scored as."""


def score(gold: Mapping[str, Row], predicted: Mapping[str, Row]) -> dict[str, Any]:
    """Return every figure of the yardstick, from 0 to 1 (kappas from -1), by name.

    Annotated notes whose findings are null count for the judgement alone; where all are such, the
    figures of findings are left out.

    Both sides map note_id to a row. ``ece_p_negative`` and ``ece_p_positive`` say how far these
    probabilities are from what was annotated, ``mean_p_negative`` beside ``share_negative`` (and so
    on) whether they are too low or too high on the whole; all are left out where a row has none.
    ``labels`` holds [F1, hits, false, missed] a label, ``confusion`` counts by annotated and by
    read level.
    """
    rows = {note_id: predicted.get(note_id, BLANK) for note_id in gold}
    annotated = {i: note for i, note in gold.items() if note["findings"] is not None}
    counts, hits, judged = _count(annotated, rows)

    def pooled(wanted: Callable[[Key], bool]) -> float:
        chosen = [count for key, count in counts.items() if wanted(key)]
        return _f1(*(sum(count[j] for count in chosen) for j in range(3)))

    def both(name: str) -> tuple[list[Any], list[Any]]:
        return [gold[i][name] for i in gold], [rows[i][name] for i in gold]

    frequent = [count for count in counts.values() if count[0] + count[2] >= 5]
    critical = [(g == 3, round(p) == 3) for g, p in zip(*both("escalation"), strict=True)]
    hit = sum(g and p for g, p in critical)
    start, end = both("sentiment_start"), both("sentiment_end")
    of_findings = {
        "findings_f1": pooled(lambda key: True),
        "cues_f1": pooled(lambda key: key[0] in _CUES),
        "steps_done_f1": pooled(lambda key: key[0] in _STEPS and key[1] == "done"),
        "steps_missed_f1": pooled(lambda key: key[0] in _STEPS and key[1] == "missed"),
        "techniques_f1": pooled(lambda key: key[0] in _TECHNIQUES),
        "macro_f1_labels": sum(_f1(*count) for count in frequent) / max(1, len(frequent)),
        "evidence_hit": hits / max(1, judged),
    }
    return {
        "notes": len(gold),
        "missing": sum(note_id not in predicted for note_id in gold),
        **(of_findings if annotated else {}),
        "sentiment_start_qwk": quadratic_kappa(*start, -2, 2),
        "sentiment_end_qwk": quadratic_kappa(*end, -2, 2),
        "sentiment_end_macro_f1": macro_f1(*([_sign(v) for v in side] for side in end)),
        "escalation_qwk": quadratic_kappa(*both("escalation"), 0, 3),
        "critical_recall": hit / max(1, sum(g for g, _ in critical)),
        "critical_precision": hit / max(1, sum(p for _, p in critical)),
        "outcome_macro_f1": macro_f1(*both("outcome")),
        "experience_macro_f1": macro_f1(*both("experience")),
        "themes_f1": _themes_f1(*both("themes")),
        **_calibration(gold, rows),
        "labels": {
            _name(key): [round(_f1(*count), 3), *count]
            for key, count in sorted(counts.items(), key=str)
        },
        "confusion": {
            name: _confusion(*both(name), *bounds)
            for name, bounds in {
                "sentiment_start": (-2, 2),
                "sentiment_end": (-2, 2),
                "escalation": (0, 3),
            }.items()
        },
    }


def quadratic_kappa(
    gold: Sequence[float] | Ids,
    predicted: Sequence[float] | Ids,
    low: int,
    high: int,
    weights: NDArray[np.float64] | None = None,
) -> float:
    """Return Cohen's kappa with quadratic weights; predictions are rounded into low..high.

    ``weights`` says how many notes each counts for. The squared distance that chance alone would
    give is taken from the means of both sides.

    >>> quadratic_kappa([0, 1, 2], [0, 1, 2], 0, 2)
    1.0
    """
    wanted, said = np.asarray(gold, float), np.clip(np.rint(predicted), low, high)

    def mean(values: NDArray[np.float64]) -> float:
        return float(np.average(values, weights=weights))

    chance = mean(wanted**2) + mean(said**2) - 2 * mean(wanted) * mean(said)
    return 1 - mean((wanted - said) ** 2) / chance if chance > SAME else 0.0


def macro_f1(gold: Sequence[Any], predicted: Sequence[Any]) -> float:
    """Return the mean F1 over the classes that the gold side has."""
    classes = sorted(set(gold))
    pairs = list(zip(gold, predicted, strict=True))
    scores = [
        _f1(
            sum(g == p == c for g, p in pairs),
            sum(p == c != g for g, p in pairs),
            sum(g == c != p for g, p in pairs),
        )
        for c in classes
    ]
    return sum(scores) / len(classes)


_CUES, _STEPS, _TECHNIQUES = ({str(label) for label in family} for family in (Cue, Step, Technique))


def _count(
    gold: Mapping[str, Row], predicted: Mapping[str, Row]
) -> tuple[dict[Key, list[int]], int, int]:
    """Return hits, false and missed a key, evidence hits, and findings judged for evidence."""
    counts: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    hits = judged = 0
    for note_id, note in gold.items():
        row = predicted[note_id]
        wanted = {_key(f) for f in note["findings"]}
        said = {_key(f) for f in row["findings"]}
        for key in wanted | said:
            counts[key][0 if key in wanted & said else 1 if key in said else 2] += 1
        for key in wanted & said:
            spans = [_span(note["text"], f) for f in note["findings"] if _key(f) == key]
            shown = [_span(note["text"], f) for f in row["findings"] if _key(f) == key]
            judged += 1
            hits += any(_covers(one, other) for one in spans for other in shown)
    return counts, hits, judged


def _covers(gold: tuple[int, int], shown: tuple[int, int]) -> bool:
    (start, end), (low, high) = gold, shown
    overlap = min(end, high) - max(start, low)
    return overlap >= (end - start) / 2 and high - low <= 3 * (end - start) + 60


def _span(text: str, finding: Row) -> tuple[int, int]:
    if "start" in finding:
        return finding["start"], finding["end"]
    start = text.find(finding["quote"])
    return start, start + len(finding["quote"])


def _key(finding: Row) -> Key:
    label = str(finding["label"])
    return label, None if label in _CUES else str(finding.get("status") or "done")


def _name(key: Key) -> str:
    label, status = key
    return label if status in (None, "done") else f"{label}:{status}"


def _calibration(gold: Mapping[str, Row], rows: Mapping[str, Row]) -> dict[str, float]:
    figures = {}
    for name, answer in (("p_negative", "negative"), ("p_positive", "positive")):
        if all(row.get(name) is not None for row in rows.values()):
            said = [rows[i][name] for i in gold]
            came = [gold[i]["experience"] == answer for i in gold]
            figures[f"ece_{name}"] = expected_calibration_error(said, came)
            figures[f"mean_{name}"] = sum(said) / len(said)
            figures[f"share_{answer}"] = sum(came) / len(came)
    return figures


def _confusion(
    gold: Sequence[float], predicted: Sequence[float], low: int, high: int
) -> dict[str, dict[str, int]]:
    levels = [str(level) for level in range(low, high + 1)]
    table = {level: dict.fromkeys(levels, 0) for level in levels}
    for wanted, said in zip(gold, predicted, strict=True):
        table[str(round(wanted))][str(min(high, max(low, round(said))))] += 1
    return table


def _themes_f1(gold: Iterable[Iterable[str]], predicted: Iterable[Iterable[str]]) -> float:
    pairs = [(set(g), set(p)) for g, p in zip(gold, predicted, strict=True)]
    return _f1(
        sum(len(g & p) for g, p in pairs),
        sum(len(p - g) for g, p in pairs),
        sum(len(g - p) for g, p in pairs),
    )


def _f1(hits: int, false: int, missed: int) -> float:
    return 2 * hits / (2 * hits + false + missed) if hits else 0.0


def _sign(value: float) -> int:
    return (value > 0.5) - (value < -0.5)
