"""The figures of an evaluation as plain text."""

from collections.abc import Iterator, Mapping
from typing import Any

_WIDTH = 24


def figures_text(figures: Mapping[str, Any]) -> str:
    """Return every figure of ``score``, then the tables of labels, where there are any, and of the
    arc, line by line."""
    return "\n".join([*_single(figures), *_labels(figures), *_confusions(figures)])


def _single(figures: Mapping[str, Any]) -> Iterator[str]:
    for name, value in figures.items():
        if isinstance(value, float):
            yield f"{name:{_WIDTH}s} {value:.3f}"
        elif isinstance(value, int):
            yield f"{name:{_WIDTH}s} {value}"


def _labels(figures: Mapping[str, Any]) -> Iterator[str]:
    if not figures["labels"]:
        return
    yield f"\n{'label':{_WIDTH}s}     F1     n   hits  false missed"
    labels = figures["labels"].items()
    for name, (f1, hits, false, missed) in sorted(labels, key=lambda row: -row[1][1] - row[1][3]):
        yield f"{name:{_WIDTH}s} {f1:6.2f} {hits + missed:5d} {hits:6d} {false:6d} {missed:6d}"


def _confusions(figures: Mapping[str, Any]) -> Iterator[str]:
    for question, table in figures["confusion"].items():
        yield f"\n{question}: annotated (down) and read (across)"
        yield " " * _WIDTH + "".join(f"{level:>6s}" for level in table)
        for level, row in table.items():
            yield f"{level:>{_WIDTH}s}" + "".join(f"{count:6d}" for count in row.values())
