from benchmarks.samples import results
from speed.chart import finding, svg
from speed.tables import tables
from speed.verdict import verdicts


def vaders(*times: float) -> dict[str, object]:
    readers = results()["readers"]
    return results(readers={**readers, "vaderSentiment": {"ours_over_it": list(times)}})


def test_aims_are_met_by_the_median_of_the_repeats() -> None:
    assert [one.met for one in verdicts(results())] == [True] * 8
    assert next(verdicts(vaders(0.9, 1.0, 1.1))).met is True  # at the bound
    assert next(verdicts(vaders(0.8, 0.99, 7.0))).met is False


def test_an_upper_bound_is_missed_above_it() -> None:
    starts = {"check": {"over_blank": [1.0, 1.61, 1.7]}, "help": {"over_blank": [0.25]}}
    *_, check, help_ = verdicts(results(starts=starts))
    assert (check.bound, check.met) == ("at most 1.6", False)
    assert help_.met is True


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    memory = {"small": results()["memory"]["small"]}
    verdict = {one.says: one for one in verdicts(results(memory=memory))}
    [million] = [one for says, one in verdict.items() if says.startswith("megabytes")]
    assert million.met is None
    *_, last = tables(results(memory=memory))
    assert last.count("not measured") == 2


def test_the_tables_end_with_the_verdict() -> None:
    *_, memory, last = tables(results())
    assert "| 1,000,000 |" in memory
    assert "## Verdict" in last
    [line] = [line for line in last.splitlines() if "asent" in line]
    assert [cell.strip() for cell in line.strip("| ").split("|")][1:] == [
        "at least 10",
        "11.0 (9.90 to 12.1)",
        "met",
    ]


def test_the_chart_says_its_finding() -> None:
    assert finding(results()) == (
        "The whole analysis reads 100,000 words a second on one core: 1.2 times vaderSentiment's "
        "sentence loop, 11 times asent, 41 times medspaCy"
    )
    drawn = svg(results())
    assert drawn.startswith("<svg")
    assert "small model" in drawn
