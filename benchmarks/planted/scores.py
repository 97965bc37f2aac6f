"""How much of what was planted a finder found, and how much of what it found was planted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analyzer.insights.intervals import wilson
from planted.quotes import Planted, Quote

RIGHT = {"name": {"name", "patient", "person"}, "staff": {"staff", "author", "person"}}
"""The types that a planted one may rightly be found as; any other, only as itself.

"person" is what a finder says that does not tell staff from others.
"""

Found = tuple[int, int, str]
"""Start, end and type of a stretch that was found."""


@dataclass
class Scores:
    """Counts of planted stretches by type, kind and writing, and of found ones."""

    planted: Counter[tuple[str, ...]] = field(default_factory=Counter)
    covered: Counter[tuple[str, ...]] = field(default_factory=Counter)
    right_type: Counter[tuple[str, ...]] = field(default_factory=Counter)
    found: int = 0
    found_planted: int = 0
    missed: list[tuple[Quote, Planted]] = field(default_factory=list)
    wrong: list[tuple[Quote, Found]] = field(default_factory=list)


def scores(quotes: Sequence[Quote], found: Sequence[Sequence[Found]]) -> Scores:
    """Return the counts of quotes and of what was found in each.

    A planted stretch counts as found where all its letters and digits are covered, whatever the
    types; a found one as planted where it touches one.
    """
    counts = Scores()
    for quote, stretches in zip(quotes, found, strict=True):
        covered = {place: type_ for start, end, type_ in stretches for place in range(start, end)}
        for planted in quote.planted:
            signs = [i for i in range(planted.start, planted.end) if quote.text[i].isalnum()]
            whole = all(place in covered for place in signs)
            types = {covered.get(place) for place in signs}
            right = whole and types <= RIGHT.get(planted.type, {planted.type})
            for row in _rows(quote, planted):
                counts.planted[row] += 1
                counts.covered[row] += whole
                counts.right_type[row] += right
            if not whole:
                counts.missed.append((quote, planted))
        for stretch in stretches:
            touches = any(p.start < stretch[1] and stretch[0] < p.end for p in quote.planted)
            counts.found += 1
            counts.found_planted += touches
            if not touches:
                counts.wrong.append((quote, stretch))
    return counts


def _rows(quote: Quote, planted: Planted) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table that a planted stretch counts in, each named by its path."""
    yield ("all",)
    yield (planted.type,)
    yield (planted.type, planted.kind)
    yield ("written", quote.written)
    if planted.kind.endswith("own list"):
        yield ("written", "names of no list of Faker's")


def table(counts: Scores) -> str:
    """Return recall with its 95 % interval and the share with the right type, a row a type."""
    rows = [f"{'':42s}{'n':>6s} {'recall':>7s}  {'95 %':13s} {'right type':>10s}"]
    for row in sorted(counts.planted, key=lambda row: (row != ("all",), row[0] == "written", row)):
        n, whole = counts.planted[row], counts.covered[row]
        low, high = wilson(whole, n)
        name = "  " * (len(row) - 1) + row[-1]
        rows.append(
            f"{name:42s}{n:6d} {whole / n:7.3f}  {low:.3f}-{high:.3f}   "
            f"{counts.right_type[row] / n:10.3f}"
        )
    low, high = wilson(counts.found_planted, counts.found)
    precision = counts.found_planted / max(counts.found, 1)
    rows.append(f"{'precision':42s}{counts.found:6d} {precision:7.3f}  {low:.3f}-{high:.3f}")
    return "\n".join(rows)
