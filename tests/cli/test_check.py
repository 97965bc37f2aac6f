import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from fake_reader import FakeReader
from rich.console import Console

from analyzer.cli.check_advice import advice_data, gaps, next_step, notices
from analyzer.cli.check_page import print_page
from analyzer.codebook import (
    LABELS,
    Actor,
    AlertKind,
    Cue,
    HeartHeadHeart,
    Kind,
    Outcome,
    Status,
    Step,
    StepState,
    Technique,
)
from analyzer.schema import ANALYSIS, Alert, Analysis, Finding
from analyzer.settings import Settings

NOTE = "Was angry about the wait. I listened.\nShe said [red]thanks, I booked her."


def read(note: str) -> Analysis:
    return FakeReader(Settings()).read([note], ["note"])[0]


def page(note: str, analysis: Analysis, *, terminal: bool) -> str:
    screen = StringIO()
    colours = "standard" if terminal else None
    console = Console(file=screen, force_terminal=terminal, color_system=colours, width=200)
    print_page(console, note, analysis)
    return screen.getvalue()


def test_plain_text_is_one_line_a_finding(invoke) -> None:
    result = invoke("check", NOTE)
    assert result.exit_code == 0
    assert (
        result.stdout
        == f"""\
{NOTE}

What the patient side showed
  frustration: "angry" 90%

What staff did, as documented
  listen: "listened" 90%
  resolve: "booked" 90%

How the contact went
  feeling: negative (-1.0) at the start, neutral (+0.2) at the end
  escalation: watch
  outcome: resolved
  experience: neutral
  themes: wait, billing
  heart, head, heart: none documented

Not documented (which is not the same as not done)
  Empathy: nothing says that the feeling was acknowledged or an apology was given.

Next step
  Next time, say that you understand before you solve, and write it down.
"""
    )


def test_a_note_without_findings_or_concern_says_so_in_a_few_lines(invoke) -> None:
    assert (
        invoke("check", "Lunch 12-1.").stdout
        == """\
Lunch 12-1.

Evidence
  No cue, step or technique was found.

How the contact went
  feeling: neutral (0.0) at the start, neutral (+0.2) at the end
  escalation: none
  outcome: none
  experience: neutral

Next step
  Nothing is open.
"""
    )


def test_the_note_comes_from_the_argument_a_file_or_standard_input(invoke, folder: Path) -> None:
    (folder / "note.txt").write_text(NOTE, encoding="utf-8-sig")
    expected = invoke("check", NOTE).stdout
    assert invoke("check", "--file", "note.txt").stdout == expected
    assert invoke("check", "-", input=NOTE).stdout == expected
    assert invoke("check", input=NOTE).stdout == expected
    assert invoke("check", NOTE.replace("\n", "\r\n")).stdout == expected


def test_json_is_the_analysis_contract_with_nothing_redacted_away(invoke) -> None:
    result = invoke("check", "I apologised to Ana Ruiz.", "--json")
    [line] = result.stdout.splitlines()
    row = json.loads(line)
    assert list(row) == [name for name in ANALYSIS.names if name != "utc_offset_minutes"]
    assert row["source"] == "export"
    assert row["findings"][0]["quote"] == "apologised to Ana Ruiz"
    assert row["steps"]["empathize"] == "done"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["x", "--file", "note.txt"], 2),
        (["  "], 2),
        (["--file", "missing.txt"], 1),
        (["--file", "latin.txt"], 1),
        (["This is unreadable."], 1),
        (["a" * 100_001], 1),
        (["Was \udcff angry."], 1),
        (["Was \udcff angry.", "--json"], 1),
    ],
)
def test_a_note_that_cannot_be_checked_is_refused(
    invoke, folder: Path, arguments: list[str], status: int
) -> None:
    (folder / "latin.txt").write_bytes("Zoë".encode("latin-1"))
    result = invoke("check", *arguments)
    assert result.exit_code == status
    assert result.stdout == ""
    assert "Error: " in result.stderr
    assert "unreadable" not in result.stderr


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_note_in_another_language_is_refused_with_its_name(invoke, options: list[str]) -> None:
    note = "La paciente llamó muy molesta porque nadie le devuelve la llamada desde el lunes."
    result = invoke("check", note, *options)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == "Error: The note is in Spanish; only English notes are scored.\n"


def test_a_terminal_shows_each_family_in_its_colour() -> None:
    text = page(NOTE, read(NOTE), terminal=True)
    assert "\x1b[1;35mangry\x1b[0m about the wait" in text
    assert "I \x1b[1;32mlistened\x1b[0m" in text
    assert "[red]thanks" in text


def test_where_two_families_mark_the_same_words_the_cue_shows() -> None:
    analysis = read("Was angry.")
    step = replace(analysis.findings[0], label=Step.LISTEN, kind=Kind.STEP, status=Status.DONE)
    text = page("Was angry.", replace(analysis, findings=(step, *analysis.findings)), terminal=True)
    assert "Was \x1b[1;35mangry\x1b[0m." in text


def test_what_is_unusual_about_a_finding_stands_beside_it() -> None:
    found = read(NOTE).findings[1]
    odd = (
        replace(found, actor=Actor.COLLEAGUE, status=Status.PLANNED),
        replace(found, status=Status.MISSED),
    )
    text = page(NOTE, replace(read(NOTE), findings=odd), terminal=False)
    documented, together = text.split("To look at together\n")
    assert 'listen (planned, a colleague): "listened"' in documented
    assert "missed" not in documented
    assert together.startswith('  listen (missed): "listened"')


def test_long_lines_are_broken_on_a_terminal_alone() -> None:
    note = "Was angry. " + "And so it went on. " * 20
    assert page(note, read(note), terminal=False).startswith(note.rstrip())
    lines = page(note, read(note), terminal=True).splitlines()
    assert max(map(len, lines)) < 200


def test_no_color_and_a_pipe_give_no_escape_sequences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen = StringIO()
    print_page(Console(file=screen, force_terminal=True, width=80), NOTE, read(NOTE))
    assert "\x1b[1;35m" not in screen.getvalue()
    assert "angry" in screen.getvalue()


def test_a_console_that_lacks_a_letter_shows_the_rest(invoke) -> None:
    for arguments in ((), ("--json",)):
        result = invoke("check", "Zoë was angry.", *arguments, charset="ascii")
        assert result.exit_code == 0
    shown = invoke("check", "Zoë was angry.", charset="ascii").stdout
    assert shown.startswith("Zo? was angry.")


@pytest.mark.parametrize("terminal", [True, False])
def test_a_note_cannot_steer_the_terminal(terminal: bool) -> None:
    note = "\x1b[2J\x07\x9b2J\rThey were angry."
    text = page(note, read(note), terminal=terminal)
    assert "[2J" in text
    assert "\x1b[2J" not in text
    assert "\x07" not in text
    assert "\x9b" not in text
    assert text.count("angry") == 2


@pytest.mark.parametrize("letters", ["caf\xe9\xa0noir", "\U0001f469\u200d\u2695\ufe0f came"])
def test_letters_of_every_language_are_shown_as_they_are(letters: str) -> None:
    assert page(letters, read(letters), terminal=False).startswith(f"{letters}\n")


def test_gaps_are_named_only_for_a_concern() -> None:
    calm = replace(read("Came by."), heart_head_heart=HeartHeadHeart.HEAD_ONLY)
    assert not calm.concern
    assert gaps(calm) == []
    assert gaps(replace(calm, concern=True)) == ["listen", "empathize", "resolve", "closing_heart"]
    missed = replace(calm, concern=True, steps=dict.fromkeys(calm.steps, StepState.MISSED))
    assert gaps(missed) == ["closing_heart"]


def test_every_gap_and_reading_has_its_words() -> None:
    data = advice_data()
    assert set(data["missing"]) == {"listen", "empathize", "resolve", "closing_heart"}
    assert set(data["heart_head_heart"]) == set(HeartHeadHeart)
    for rule in data["next_step"]:
        assert rule.keys() <= {"label", "status", "alert", "missing", "outcome", "concern", "say"}
        assert rule.get("label", "crying") in LABELS
        assert rule.get("alert", "legal") in set(AlertKind)
        assert rule.get("missing", "listen") in data["missing"]
        assert rule.get("outcome", "none") in set(Outcome)


@pytest.mark.parametrize("kind", AlertKind)
def test_every_alert_names_its_desk(kind: AlertKind) -> None:
    alerted = replace(read("Came by."), alerts=(Alert(kind=kind, route_to="the seventh desk"),))
    assert "(the seventh desk)" in next_step(alerted)


def test_self_harm_stands_first_and_says_that_this_is_no_alarm() -> None:
    mention = Finding(
        label=Cue.SELF_HARM,
        kind=Kind.CUE,
        status=None,
        start=0,
        end=4,
        quote="Came",
        score=0.5,
        actor=Actor.PATIENT_SIDE,
        mention=True,
    )
    text = page("Came by.", replace(read("Came by."), findings=(mention,)), terminal=False)
    assert text.startswith(notices(replace(read(""), findings=(mention,)))[0])
    assert "not a safety alarm" in text.splitlines()[0]
    assert "self harm (mention)" in text


def test_the_page_names_the_language_to_interpret_from() -> None:
    told = page(
        "Via Hmong interp.", replace(read("Via Hmong interp."), interpreter="Hmong"), terminal=False
    )
    assert "  interpreter: Hmong\n" in told
    assert "interpreter" not in page("Came by.", read("Came by."), terminal=False)


def test_the_next_step_follows_what_is_open() -> None:
    calm = read("Came by.")
    broken = Finding(
        label=Technique.FOLLOW_THROUGH,
        kind=Kind.TECHNIQUE,
        status=Status.MISSED,
        start=0,
        end=4,
        quote="Came",
        score=0.5,
        actor=Actor.AUTHOR,
    )
    steps = [
        next_step(case)
        for case in (
            calm,
            replace(calm, outcome=Outcome.PENDING),
            replace(calm, concern=True),
            replace(calm, concern=True, steps=dict.fromkeys(calm.steps, StepState.DONE)),
            replace(calm, findings=(broken,)),
        )
    ]
    assert steps[0] == steps[3] == "Nothing is open."
    assert "promise that is open" in steps[1]
    assert "one thing that can be done" in steps[2]
    assert "promise that was not kept" in steps[4]
