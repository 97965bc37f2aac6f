"""What `check --explain` prints, with the shipped reader: only it has words to tell of."""

import re

import pytest
from click.testing import CliRunner, Result

import analyzer.language.reader
from analyzer.cli import main
from analyzer.cli.check_advice import advice_data
from analyzer.language.context import KINDS

CARRIED = "What carried each finding (log odds lost without the word)"


def explained(note: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--explain", note, *arguments])


def section(shown: str, title: str) -> list[str]:
    """The lines under a title, without their indent."""
    _, found, behind = shown.partition(f"\n{title}\n")
    return [line.strip() for line in behind.split("\n\n")[0].splitlines()] if found else []


def test_every_finding_names_the_words_that_carried_it() -> None:
    result = explained("Spoke to the daughter. She wept at the desk. Rebooked for Friday.")
    assert result.exit_code == 0
    lines = section(result.stdout, CARRIED)
    (crying,) = (line for line in lines if line.startswith("crying: "))
    assert re.match(r'crying: "wept" \+\d+\.\d', crying)
    assert any(line.startswith("resolve: ") and '"Rebooked" +' in line for line in lines)
    assert "Not counted" not in result.stdout


def test_a_finding_that_no_one_word_carries_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.language.explanation.LEAST_EFFECT", 1000.0)
    lines = section(explained("Was angry about the bill. Rebooked for Friday.").stdout, CARRIED)
    assert "resolve: " + advice_data()["carried"]["no_one_word"] in lines


def test_what_did_not_count_stands_below_with_its_reason() -> None:
    shown = explained("Denies being upset. She wept at the desk.").stdout
    reason = advice_data()["not_counted"]["negated"]
    assert section(shown, "Not counted") == [f'"upset": frustration: {reason}']
    assert shown.index(CARRIED) < shown.index("Not counted")


def test_a_mention_that_is_shown_is_not_said_not_to_count() -> None:
    shown = explained("Denies suicidal thoughts, denies being upset.").stdout
    carried = section(shown, CARRIED)
    rule = advice_data()["carried"]["rule"].format(word='"suicidal"')
    assert any(line.startswith("self harm (mention): ") and rule in line for line in carried)
    assert [line.split(":")[0] for line in section(shown, "Not counted")] == ['"upset"']


def test_a_note_without_findings_has_no_such_sections() -> None:
    shown = explained("Monday.").stdout
    assert CARRIED not in shown
    assert "Not counted" not in shown


def test_the_page_stands_above_as_without_it() -> None:
    note = "She wept at the desk. Rebooked for Friday."
    page = CliRunner().invoke(main, ["check", note]).stdout
    assert explained(note).stdout.startswith(page)


def test_explain_and_json_are_not_asked_for_together() -> None:
    result = explained("She wept.", "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.endswith("Error: Give --json or --explain, not both.\n")


def test_the_model_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read_model, loaded = analyzer.language.reader.read_model, []

    def counted(*arguments):
        loaded.append(arguments)
        return read_model(*arguments)

    monkeypatch.setattr(analyzer.language.reader, "read_model", counted)
    assert explained("She wept at the desk.").exit_code == 0
    assert len(loaded) == 1


def test_every_reason_of_context_has_its_words() -> None:
    assert set(advice_data()["not_counted"]) == {*KINDS, "unlikely"}
    assert "{word}" in advice_data()["carried"]["rule"]
