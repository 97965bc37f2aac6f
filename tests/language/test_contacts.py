"""Contacts by the clinic are found in notes, and what only looks like one is left alone."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.codebook import Actor, ContactKind
from analyzer.language.contacts import contacts
from analyzer.schema import Contact

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]

MADE, PROMISED, MISSED = ContactKind.MADE, ContactKind.PROMISED, ContactKind.MISSED

Passage = tuple[str, ContactKind, int, int]
"""Note, kind, and where the words that tell it begin and end."""


def kinds(note: str) -> list[ContactKind]:
    return [contact.kind for contact in contacts([note])[0]]


@pytest.mark.parametrize(
    "note",
    [
        "Rang her back 2:35",
        "LVM for pt",
        "texted mum the address",
        "Dr Lee called him w/ results",
        "t/c to daughter, explained",
        "outbound call, no answer",
        "Pt returning our call",
        '"you actually called"',
        "emailed her the form",
        "1140 called wife",
        "Rang Fri as agreed, w/ result",
        "calld pt, no ans",
        "txtd dtr re appt",
        "called Mrs Ruiz back",
        "c/b to pt 3pm",
        "rang x2, no ans",
        "lm on home phone",
        "left vm for pt",
        "left message with husband",
        "returned pt's call",
        "Ret'd call to mum",
        "tried pt x2, no answer",
        "unable to reach pt",
        "gave him a bell",
        "got hold of mam at 4",
        "She was rung back by Dr Shah",
        "reminder text sent",
        "Nurse phoned her at 9",
        "we rang Joel, all well",
        "Replied with slots",
        "called back 3:40 as told",
        "spoke w/ pt, called her dtr too",
        "o/b call to pt",
        "wrote back that bloods are fine",
        "Called pt re results",
        "Called the patient's husband Tom",
        "form emailed to her",
        "mychart msg sent to pt",
        "phoned them with the results",
        "letter signed, called lonnie, faxed to his shop",
        "Called 0930.",
        "Rang 11.40, all well",
        "CB THURS",
        "c/b 1140 - all ok",
        "Spoke with him this am as promised",
        "Back to Mrs Lee by phone",
        "Follow up call, all well",
        "Got through at 4",
        "Rang as said",
        "Rang back 3.15 re whooping cough as promised",
        "Texted the answer",
        "Rang mum's mobile, rang out",
        "Called Miss Bell after clinic",
        "called ray mcelroy back",
        "TEMP CARD EMAILED",
        "CALLED MRS LEE 0841 AS AGREED",
        "Called him five evenings in a row",
        "Reply: bloods are fine",
        "Rang her cell, she was outside",
        "48 hr d/c call like I told her Fri",
    ],
)
def test_a_contact_that_was_made_is_found(note: str) -> None:
    assert kinds(note) == [MADE]


@pytest.mark.parametrize(
    "note",
    [
        "will cb by 3",
        "will cb by 3pm tmrw",
        "Dr to phone her Fri",
        "told him we'd ring tmrw",
        "she'll hear from us",
        "ref to billing, they'll call her",
        "will call pt when ready",
        "Will let her know",
        "I'll get back to him Mon",
        "nurse will be in touch",
        "I'll give mum a ring later",
        "someone will ring you tomorrow",
        "Dr Lee will call him",
        "RN to c/b pt",
        "we'll text you the time",
        "Will email her the form",
        "I call him 9 am",
        "I'm phoning her tomorrow",
        "expect a call from billing by Fri",
        "will update family after rounds",
        "mgr to cb tmrw",
        "Told pt office would call him Mon",
        "going to call her this pm",
        "she will be called by the surgeon",
        "Clinic: we will phone you at 4",
        "cb promised within 48h",
        "will reach out to pt tmrw",
        "I'll drop her a text tonight",
        "Told pt c/b by noon.",
        "ADV SCHED TO CB 24-48 HRS",
        "said I would call tomorrow",
        "R. OYAMA WILL CALL PT",
        "NUM to phone the wife by Thursday",
        "Lead to return call, 48 hrs",
        "I call you tmrw by noon",
        "rhonda will ring him",
        "Will try her again Fri",
        "Neuro to ring him this morning",
        "Told her Bev will phone.",
        "I'm to phone him Thursday evening",
        "I'll message either way",
    ],
)
def test_a_promised_contact_is_found(note: str) -> None:
    assert kinds(note) == [PROMISED]


@pytest.mark.parametrize(
    "note",
    [
        "nobody called her back",
        "still waiting for a c/b",
        "was promised a call Tues, nothing",
        "never heard from us",
        "we forgot to ring her",
        "no cb from last wk",
        "Told a nurse would ring Monday. Never did.",
        "no one has rung him",
        "she never got a call",
        "didn't get the call she was promised",
        "never called back",
        "hasn't heard back",
        "not been called since Fri",
        "no one let her know",
        "two messages never returned",
        "no callback yet",
        "doctor was supposed to phone, didn't",
        "been waiting on a call back all day",
        "nobody ever rings back",
        "you said you'd call and you didn't",
        "Pt not contacted",
        "Deirdre never rang Friday",
        "no text last night",
        "no call yesterday",
        "Locum was to have rung him last week",
        "told welfare call in 30, none made",
    ],
)
def test_a_missed_contact_is_found(note: str) -> None:
    assert kinds(note) == [MISSED]


@pytest.mark.parametrize(
    "note",
    [
        "pt called",
        "Called re bill",
        "mum rang back",
        "spoke w/ mum at desk",
        "told her the plan",
        "spoke with pt",
        "rang pharmacy",
        "call insurer re PA",
        "t/c to lab",
        "called her name",
        "called security",
        "couldn't get through",
        "on hold 40 min, no one picks up",
        "will call pharmacy",
        "call us if worse",
        "pt will call back Mon",
        "wants a call back",
        "please call pt",
        "pls cb pt",
        "letter to follow by post",
        "asking for a call from Dr Lee",
        "Mrs Ruiz called",
        "called her a fat cow",
        "called me useless",
        "pt called back",
        "mum to ring GP",
        "if we call she won't answer",
        "hospital called her",
        "his sister called her mum",
        "declined a call back",
        "pt asked us to ring her",
        "Patient will call insurance",
        "ring if pain worsens",
        "her sister's manager called her",
        "caller rang off",
        "she'll call back tomorrow",
        "adv to call back if worse",
        "needs someone to call her",
        "pt texted she is late",
        "Emailed re bill, wants copy",
        "called radiology for report",
        "pt to call with BP readings",
        "can we call him Fri?",
        "on call MD notified",
        "no phone in room",
        "phone rang out",
        "call bell out of reach",
        "he rang 3 times today",
        "Daughter called, upset",
        "PT CALLED TO RESCHEDULE",
        "Rang for results, told wait",
        "called ahead to say running late",
        "tel no updated",
        "said he honestly had not expected to hear from me today",
        "didn't think he'd hear from us",
        "Called at 7, 9, 11. No answer from us",
        "was told someone would call",
        "Rang yesterday and Monday",
        "called kev a useless cow",
        "Called Priya on desk a robot",
        "Told mum to call back by noon",
        "told her call back in AM",
        "Rang Lachie the CPN",
        "rang gardai",
        'Reply: "thanks"',
    ],
)
def test_what_only_looks_like_a_contact_by_the_clinic_is_none(note: str) -> None:
    assert kinds(note) == []


@pytest.mark.parametrize(
    ("note", "told"),
    [
        (
            "Nobody called her back Mon. 1140 rang wife, Dr. Lee will cb by 3.15pm tmrw; pt calmer",
            [
                (MISSED, "Nobody called her back Mon"),
                (MADE, "1140 rang wife"),
                (PROMISED, "Dr. Lee will cb by 3.15pm tmrw"),
            ],
        ),
        ("Pt upset!\nRang mum at 3 p.m. to explain", [(MADE, "Rang mum at 3 p.m. to explain")]),
        ("Sent to kp_22@mailbox.example", [(MADE, "Sent to kp_22@mailbox.example")]),
        ("Told a nurse would ring. Never did.", [(MISSED, "Told a nurse would ring. Never did")]),
        (
            "Surgery is Tues 8am, will give mum a jingle Thurs",
            [(PROMISED, "will give mum a jingle Thurs")],
        ),
        (
            "one two three four five six seven eight nine I'll ring him a b c d e f g h i j",
            [
                (
                    PROMISED,
                    "two three four five six seven eight nine I'll ring him a b c d e f g h",
                )
            ],
        ),
    ],
)
def test_the_clause_is_quoted_with_its_times_and_days(
    note: str, told: list[tuple[ContactKind, str]]
) -> None:
    assert [(contact.kind, contact.quote) for contact in contacts([note])[0]] == told


@pytest.mark.parametrize(
    ("note", "actor"),
    [
        ("I'll ring her Fri", Actor.AUTHOR),
        ("Will ring her Fri", Actor.AUTHOR),
        ("Rang mum", Actor.AUTHOR),
        ("Dr Lee will ring her", Actor.COLLEAGUE),
        ("Corazon to call by lunch", Actor.COLLEAGUE),
        ("nobody rang her", Actor.UNCLEAR),
    ],
)
def test_the_actor_is_who_makes_the_contact(note: str, actor: Actor) -> None:
    assert [contact.actor for contact in contacts([note])[0]] == [actor]


def test_a_patient_s_words_are_not_the_author_s() -> None:
    assert kinds("Pt: I have phoned twice, I'll call again\nClinic: I'll phone you at 4") == [
        PROMISED
    ]
    assert kinds('"I phoned at 9, I\'ll ring tomorrow," she said') == []
    assert kinds('"Will call you Monday," pt said') == kinds("Pt: will ring you Monday") == []
    assert kinds('"The nurse will call you today." Never got one') == [MISSED]


def test_what_was_never_said_or_shall_never_be_is_no_contact() -> None:
    assert kinds("I never said I would call her") == []
    assert kinds("We will never call her again") == []


def test_a_contact_told_within_another_is_quoted_too() -> None:
    note = (
        "I'll ask for last night's no-return order rang to be lifted, will call him with it by two"
    )
    assert [contact.quote for contact in contacts([note])[0]] == [note, note.partition(",")[0]]


WORDS = st.sampled_from(
    [
        *("call", "called", "rang", "cb", "lvm", "sent", "text", "hear", "promised", "will", "to"),
        *("pt", "mum", "her", "Pt", "Dr", "Lee", "I", "we", "us", "nobody", "never", "didn't"),
        *("back", "by", "3.15pm", "Fri", "no", "answer", "if", "wants", "and", "not", "from"),
        *('"', "", ".", ",", ";", "\n", ":"),
    ]
)


def check(text: str) -> None:
    told: tuple[Contact, ...] = contacts([text])[0]
    assert [text[contact.start : contact.end] for contact in told] == [one.quote for one in told]
    assert [contact.start for contact in told] == sorted(contact.start for contact in told)
    assert all(one.quote for one in told)


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_survived(text: str) -> None:
    check(text)


@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_quotes_stand_where_they_say_in_the_order_of_the_text(text: str) -> None:
    check(text)


def test_every_word_is_of_one_class() -> None:
    file = REPOSITORY / "analyzer" / "language" / "rules" / "contacts.toml"
    classes = tomllib.loads(file.read_text("utf-8"))["words"].values()
    words = [word for listed in classes for word in listed]
    assert sorted(words) == sorted(set(words))
