import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analyzer.intake.columns import is_usual_name
from analyzer.intake.data import load
from analyzer.intake.header_blocks import split_header
from analyzer.settings import Columns

BODY = "Pt called: upset.\n\nWants a callback."
BLOCK = "MRN: 17\nStaff ID: kj"
HEADER = {"MRN": "17", "Staff ID": "kj"}


@pytest.mark.parametrize(
    "text",
    [
        f"{BLOCK}\n\n{BODY}",
        f"\n \n{BLOCK}\n  \n\n\n{BODY}",
        f"{BLOCK}\n---\n{BODY}",
        f"---\n{BLOCK}\n---\n{BODY}",
        f"-----\n\n{BLOCK}\n\n-----\n\n{BODY}",
        f"======\n{BLOCK}\n______\n{BODY}",
        f"{BLOCK}\n———\n{BODY}",
        f"{BLOCK}\nNote: {BODY}",
        f"{BLOCK}\nCall notes:\n{BODY}".replace("notes:\n", "notes: "),
        f"  MRN  :17 \n\tStaff   ID:\tkj\n\n{BODY}",
    ],
)
def test_blocks(text):
    assert split_header(text, Columns()) == (HEADER, BODY)


def test_a_name_of_the_text_may_stand_alone_in_its_line():
    assert split_header(f"{BLOCK}\nNote:\n{BODY}", Columns()) == (HEADER, "\n" + BODY)


def test_values_keep_their_colons_and_may_be_empty():
    text = "Date: 2026-03-14 09:40\nCase ID:\n\nCalled."
    assert split_header(text, Columns())[0] == {"Date": "2026-03-14 09:40", "Case ID": ""}


def test_other_names_of_the_block_are_columns_too():
    text = (
        "Date: 2026-03-14\nPatient Name: Ana Ruiz\nMRN: 17\nDOB: 1/2/1970\nPhone No.: 555-0100\n"
        "Agent: kj\nProvider: Dr. Lee\nNote Type: Phone\nReason for call: her bill\n\nUpset."
    )
    header, under = split_header(text, Columns())
    assert (
        "\n".join(f"{name}: {value}" for name, value in header.items()) == text[: -len(under) - 2]
    )
    assert under == "Upset."


def test_the_block_of_a_mail():
    text = "From: Ana Ruiz\nTo: Desk\nSent: 3/14/2026\nSubject: My bill\n\nIs wrong."
    header, under = split_header(text, Columns())
    assert list(header) == ["From", "To", "Sent", "Subject"]
    assert under == "Is wrong."


@pytest.mark.parametrize("between", ["", "\n", "=====\n", "\n---\n\n"])
def test_a_title_stays_with_the_text(between):
    text = f"TELEPHONE ENCOUNTER\n{between}{BLOCK}\n\n{BODY}"
    assert split_header(text, Columns()) == (HEADER, f"TELEPHONE ENCOUNTER\n{BODY}")


@pytest.mark.parametrize(
    "line",
    [
        "S: upset",
        "Plan: call back",
        "Concern: bill",
        "Ms Ruiz: upset",
        "Pt: hello",
        "09:40: called",
        "Room: she waited there for two hours.",
        "Room: too small?",
        "Room: she was there for two hours and then left",
        "Subject: nobody ever calls me back about the bill here",
        "What she said when she called: never again",
        "Patient: My bill is wrong.",
    ],
)
def test_a_line_of_the_note_stays_with_the_text(line):
    header, under = split_header(f"MRN: 17\n{line}\nStaff ID: kj\n\n{BODY}", Columns())
    assert (header, under) == (HEADER, f"{line}\n{BODY}")
    text = f"{BLOCK}\n{line}\nand on, without a name\n\n{BODY}"
    assert split_header(text, Columns()) == (HEADER, text.removeprefix(f"{BLOCK}\n"))


def test_what_follows_the_block_stays_as_it_is():
    text = "MRN: 17\nDate: today\n\n  Agent: hello\n---\nMRN: 18\nDate: x\n\n"
    assert split_header(text, Columns())[1] == "  Agent: hello\n---\nMRN: 18\nDate: x\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "---",
        "---\n---\n" + BODY,
        BODY,
        f"MRN: 17\n\n{BODY}",
        f"MRN: 17\n{BODY}",
        f"MRN: 17\nReason: bill\n\n{BODY}",
        f"MRN: 17\nmrn: 18\n\n{BODY}",
        f"{BLOCK}\n" + "".join(f"Room {n}: 1\n" for n in range(49)) + f"\n{BODY}",
        f"{BLOCK}\nRoom: 2\nRoom: 3\n\n{BODY}",
        f"Pt came in twice today and she was very upset again\n{BLOCK}\n\n{BODY}",
        f"Phone note\nFront desk\n{BLOCK}\n\n{BODY}",
        f"MRN 17\nStaff ID: kj\n\n{BODY}",
        f"{BLOCK}\nShe was upset.\n\n{BODY}",
        BLOCK,
        f"{BLOCK}\n\n \n",
        f"{BLOCK}\n---\n\n",
        f"{BLOCK}\nNote:\n",
        f"Note: x\n{BLOCK}\n\n{BODY}",
        f"MRN: 17\nNote: {BODY}",
        f": 17\nStaff ID: kj\n\n{BODY}",
        "S: upset\nO: calm\nA: bill\nP: call\n\nDone.",
        "Reason: bill\nAction: refund\n\nDone.",
    ],
)
def test_no_blocks(text):
    assert split_header(text, Columns()) == ({}, text)


@pytest.mark.parametrize(
    "text",
    [
        "Patient: My bill is wrong.\nAgent: I am sorry.\n\nAgent: It is put right.",
        "Nurse: Hello.\nPatient: I wait for two hours.\n\nThey left.",
        "Caller: Is it ready?\nPharmacy: Not yet.\n\nCaller hung up.",
        "Desk: hello\nOperator: hello\nStaff member: hello\n\nbye",
        "Provider: hello\nPatient: hello\nMother: hello\n\nbye",
    ],
)
def test_a_chat_is_no_block(text):
    assert split_header(text, Columns()) == ({}, text)
    assert split_header(f"Chat ID: 7\n{text}", Columns())[0]["Chat ID"] == "7"


def test_words_of_a_chat_are_names_of_columns():
    assert all(map(is_usual_name, load("header_blocks.toml")["speakers"]))


def test_names_of_the_settings():
    chosen = Columns(staff_id="Badge No.", text="What happened")
    text = "Badge no: 7\nUnit 2\n\nCalled."
    assert split_header(text, chosen) == ({}, text)
    assert split_header("badge_no: 7\nMRN: 2\n\nCalled.", chosen)[0] == {
        "badge_no": "7",
        "MRN": "2",
    }
    assert split_header("MRN: 2\nBadge No: 7\nWhat happened: all\nwell.", chosen) == (
        {"MRN": "2", "Badge No": "7"},
        "all\nwell.",
    )


NAMES = ["MRN", "Date", "Time", "Case ID", "note_id", "Patient", "Agent", "Clinic", "Staff Name"]
VALUES = st.text(st.characters(exclude_characters="\n!?", codec="utf-8"), max_size=6).map(str.strip)
TEXTS = st.text(st.characters(exclude_characters="\r"), min_size=1, max_size=200)


@given(
    st.lists(st.sampled_from(NAMES), min_size=2, unique=True).flatmap(
        lambda names: st.fixed_dictionaries(dict.fromkeys(names, VALUES))
    ),
    st.sampled_from(["\n", "\n\n", "---\n", "\n----\n", "---\n\n"]),
    TEXTS,
)
def test_a_block_comes_back(header, end, text):
    assume(not header.keys() <= {"Patient", "Agent", "Clinic"})
    assume(text.split("\n")[0].strip(" -=_—"))
    assume(text.split("\n")[0].strip())
    lines = "".join(f"{name}: {value}\n" for name, value in header.items())
    assert split_header(lines + end + text, Columns()) == (header, text)


@given(st.text(st.sampled_from("MRN:Agent kjDte\n-- "), max_size=60))
def test_any_text_is_kept_whole_or_led_by_a_block(text):
    header, under = split_header(text, Columns())
    assert (under == text) if not header else len(header) > 1
    assert sorted(text.replace(":", "").split()) == sorted(
        " ".join([*header, *header.values(), under]).replace(":", "").split() + fences(text, under)
    )


def fences(text, under):
    """The lines of dashes that are taken out with the block."""
    lines = [line.strip() for line in text.split("\n") if set(line.strip()) == {"-"}]
    for line in under.split("\n"):
        if line.strip() in lines:
            lines.remove(line.strip())
    return [line for line in lines if len(line) > 2]
