"""What was measured, as tables in Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from speed.verdict import verdicts

Row = Sequence[str]


def tables(results: Mapping[str, Any]) -> Iterator[str]:
    """Yield the tables of results.json, each under its heading; the verdict is the last."""
    machine = results["machine"]
    yield (
        f"{results['notes']:,} notes ({results['different']:,} different ones), "
        f"{results['words']:,} words, {results['repeats']} repeats on {results['date']}; "
        f"{machine['cores']} cores, Python {machine['python']}, {machine['system']}.\n"
        "Figures are medians, with the least and the highest repeat behind.\n"
        "Readers of fewer notes read the first of the same. vaderSentiment's time holds the cut "
        "into sentences,\nwhich stands alone as well."
    )
    yield _table(
        "Words a second, one core, a new process each time",
        ["reader", "notes read", "words a second", "analyzer, times it"],
        [
            [
                name,
                f"{one['notes']:,}",
                _spread(one["words_a_second"]),
                _spread(one["ours_over_it"]),
            ]
            for name, one in results["readers"].items()
        ],
    )
    command = results["command_line"]
    yield _table(
        "analyzer analyze, CSV to Parquet, words a second by the clock, start included",
        ["workers", "words a second"],
        [
            ["one", _spread(command["one_worker"])],
            ["two", _spread(command["two_workers"])],
            ["two, times one", _spread(command["two_over_one"])],
        ],
    )
    yield _table(
        "The main process with two workers, seconds",
        ["part", "seconds", "share of the clock's"],
        list(_shares(results["main_process"], 1)),
    )
    yield _table(
        "The analysis by component, one core",
        ["component", "microseconds a note", "share"],
        list(_shares(results["components"], 1e6 / results["notes"])),
    )
    yield _table(
        "Whole new processes, seconds by the clock",
        ["command", "seconds", "times spacy.blank", "seconds of the processor"],
        [
            [name, *(_spread(one[part]) for part in ("seconds", "over_blank", "of_processor"))]
            for name, one in results["starts"].items()
        ],
    )
    yield _table(
        "Memory of analyzer analyze by two workers, MB at most",
        ["notes", "any process", "main process", "a worker", "all together", "seconds", "measured"],
        list(_of_memory(results["memory"])),
    )
    yield _table(
        "Verdict",
        ["aim", "bound", "measured", ""],
        [
            [
                one.says,
                one.bound,
                _spread(one.measured) if one.measured else "not measured",
                {True: "met", False: "missed", None: ""}[one.met],
            ]
            for one in verdicts(results)
        ],
    )


def _of_memory(memory: Mapping[str, Any]) -> Iterator[Row]:
    for one in (memory["small"], memory.get("large")):
        if one:
            held = (one[name] for name in ("any_process", "main", "worker", "together"))
            figures = ["" if value is None else f"{value:,.0f}" for value in held]
            yield [f"{one['notes']:,}", *figures, f"{one['seconds']:,.0f}", one["date"]]


def _shares(parts: Mapping[str, float], unit: float) -> Iterator[Row]:
    """Yield a row a part, in units of so many to the second, then their sum."""
    whole = sum(parts.values())
    for name, seconds in {**parts, "together": whole}.items():
        yield [name, _figure(seconds * unit), f"{seconds / whole:.0%}"]


def _spread(values: Sequence[float]) -> str:
    least, median, highest = map(_figure, values)
    return median if least == highest else f"{median} ({least} to {highest})"


def _figure(value: float) -> str:
    """Return a figure with three digits or more."""
    size = abs(value)
    places = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:,.{places}f}"


def _table(heading: str, names: Row, rows: Sequence[Row]) -> str:
    """Return a table whose first column is words and whose others are figures."""
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    lines = [names, ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])], *rows]
    drawn = [
        " | ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])])
        for line in lines
    ]
    return "\n".join([f"\n## {heading}\n", *(f"| {line} |" for line in drawn)])
