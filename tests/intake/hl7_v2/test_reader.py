import base64
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analyzer.intake.columns import understand
from analyzer.intake.errors import IntakeError
from analyzer.intake.hl7_v2.reader import open_hl7
from analyzer.intake.source import Source
from analyzer.settings import Columns, Settings

EXAMPLES = Path(__file__).parent / "examples"
NO_TEXT = (
    "no segment OBX holds a note's text (type TX, FT or ED, or ST without results beside it); "
    "send it in one, or leave the message out of the export"
)


def table_of(content, **sections):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notes.hl7"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        table = open_hl7([Source(path, "notes.hl7")], Settings(**sections), Path(folder))
        return list(table.columns), list(table.records())


def records(content):
    return table_of(content)[1]


def example(name):
    return [record.values for record in records((EXAMPLES / name).read_bytes())]


def header(kind="MDM^T02", character_set="", marks="^~\\&"):
    return f"MSH|{marks}|EHR|SOUTH|||20260314094500||{kind}|M-1|P|2.5.1||||||{character_set}"


def mdm(*lines, **said):
    return "\r".join([header(**said), *lines]) + "\r"


def note(text="Called.", kind="TX"):
    return f"OBX|1|{kind}|||{text}||||||F"


def only(content):
    (record,) = records(content)
    assert record.row == 1
    return record


def values(*lines, **said):
    record = only(mdm(*lines, **said))
    assert record.problem is None
    assert record.raw is record.values
    return record.values


def text(written, kind="TX", **said):
    return values(note(written, kind), **said)["text"]


def problem(*lines, **said):
    message = mdm(*lines, **said)
    record = only(message)
    assert record.values == {}
    assert record.raw == message.rstrip("\r")
    return record.problem


def test_mdm_of_version_2_3():
    assert example("mdm_t02_2.3.hl7") == [
        {
            "note id": "DOC-31",
            "text": "Caller waited 40 minutes on the line & was upset.\n"
            "I apologised.\nOffered a call back.",
            "timestamp": "1999-06-14T15:20",
            "staff id": "C204",
            "staff name": "Rosa M Clerk",
            "role": "RN",
            "channel": "phone",
            "location": "FRONT, NORTH CLINIC",
            "patient id": "MR-88012",
            "patient name": "Paula Q Example",
            "case id": "V-77",
            "document type": "Telephone encounter",
            "message type": "MDM^T02",
            "status": "AU",
        }
    ]


def test_mdm_of_version_2_5_1():
    assert example("mdm_t02_2.5.1.hl7") == [
        {
            "note id": "N-500",
            "text": 'Patient said: \n"nobody told me about the copay".\n\n'
            "Listened, explained twice.",
            "timestamp": "2026-03-14T09:40:00.25-05:00",
            "staff id": "77",
            "staff name": "Siân O&Neil",
            "role": "PharmD",
            "location": "Pharmacy counter, South",
            "patient id": "MR-99",
            "patient name": "Zoë Muster",
            "document type": "Progress note",
            "message type": "MDM^T02",
            "status": "LA",
        }
    ]


def test_mdm_of_version_2_8():
    assert example("mdm_t02_2.8.hl7") == [
        {
            "note id": "N-700",
            "text": "Called to thank Dana.\r\nWill come again.",
            "timestamp": "2026-04-01T10:15:00+01:00",
            "staff name": "Dana Desk",
            "role": "RN",
            "channel": "phone",
            "location": "EAST DESK",
            "patient id": "E-1",
            "patient name": "Max Probe",
            "document type": "Telephone encounter Note",
            "message type": "MDM^T02",
        }
    ]


def test_oru_of_version_2_3():
    assert example("oru_r01_2.3.hl7") == [
        {
            "note id": "F-1",
            "text": "Rude at check-in, apologised.",
            "timestamp": "1999-06-14T15:45",
            "staff id": "3",
            "staff name": "Dora Desk",
            "role": "LPN",
            "channel": "phone",
            "patient id": "MR-5",
            "patient name": "Nora Example",
            "document type": "Patient call",
            "message type": "ORU^R01",
            "status": "F",
        }
    ]


def test_oru_of_version_2_5_1_gives_a_note_a_group_with_a_text():
    first, second, third = records((EXAMPLES / "oru_r01_2.5.1.hl7").read_bytes())
    assert [first.row, second.row, third.row] == [1, 1, 1]
    same = {
        "location": "CITY CLINIC",
        "patient id": "MR-6",
        "patient name": "Otto Example",
        "case id": "ACC-6",
        "message type": "ORU^R01",
    }
    assert first.values == same | {
        "note id": "F-2",
        "text": "First line of the visit.\nSecond line.",
        "timestamp": "2026-03-14T11:00:00-05:00",
        "staff id": "21",
        "staff name": "Nina B Nurse",
        "role": "RN",
        "channel": "video",
        "document type": "Video visit note",
        "status": "F",
    }
    assert second.values == same | {
        "note id": "F-2-2",
        "text": "Asked for a refill twice.",
        "timestamp": "2026-03-14T11:30:00-05:00",
        "staff id": "D1",
        "staff name": "Hugo Head",
        "channel": "portal",
        "document type": "Secure message",
        "status": "F",
    }
    assert third.values == same | {
        "note id": "F-4",
        "text": "Called back, no answer.\nLeft a voicemail.",
        "timestamp": "2026-03-14",
        "staff id": "D1",
        "staff name": "Hugo Head",
        "document type": "Comment only",
    }


def test_oru_of_version_2_8_with_two_patients():
    first, second = example("oru_r01_2.8.hl7")
    assert (first["patient id"], first["location"], first["timestamp"]) == (
        "W-1",
        "WEST",
        "2026-04-30",
    )
    assert first["channel"] == "in_person"
    assert (second["patient id"], second["timestamp"]) == ("W-2", "2026-05-01T07:30")
    assert "location" not in second
    assert "channel" not in second  # "Free text note" tells of no text message


def test_columns_are_known_to_the_program():
    columns, _ = table_of((EXAMPLES / "mdm_t02_2.3.hl7").read_bytes())
    found = understand(columns, Columns(), "notes.hl7")
    assert found == {
        "text": "text",
        "note_id": "note id",
        "timestamp": "timestamp",
        "staff_id": "staff id",
        "staff_name": "staff name",
        "role": "role",
        "channel": "channel",
        "location": "location",
        "patient_id": "patient id",
        "patient_name": "patient name",
        "case_id": "case id",
    }


def test_a_file_of_problems_has_a_text_column():
    columns, (record,) = table_of(mdm(kind="ADT^A08"))
    assert columns == ["text"]
    assert record.problem


def test_a_table_can_be_read_twice(tmp_path):
    path = EXAMPLES / "batch.hl7"
    table = open_hl7([Source(path, path.name)], Settings(), tmp_path)
    assert list(table.records()) == list(table.records())


TWO = mdm("PID|1||7", note("One.")) + mdm(note("Two."), "ZZZ|local")


@pytest.mark.parametrize(
    "framed",
    [
        TWO,
        TWO.replace("\r", "\n"),
        TWO.replace("\r", "\r\n"),
        TWO.replace("\r", "\n\n \t\n"),
        "\ufeff" + TWO,
        "\r\n  " + TWO.replace("\rMSH", "\r MSH"),
        "\x0b" + TWO.replace("\rMSH", "\r\x1c\r\x0bMSH") + "\x1c\r",
        "\x0b" + TWO.replace("\rMSH", "\x1c\x0bMSH").rstrip("\r") + "\x1c\r\n\x1a",
    ],
    ids=["CR", "LF", "CRLF", "blank lines", "mark", "blanks", "MLLP", "MLLP without CR"],
)
def test_ends_of_segments_and_frames(framed):
    one, two = records(framed)
    assert (one.row, one.values["text"], one.values["patient id"]) == (1, "One.", "7")
    assert (two.row, two.values["text"]) == (2, "Two.")


def test_lines_in_a_text_belong_to_it():
    message = header() + "\nPV1\nOBX|1|TX|||First.\n\nSECOND\nYES\x0bThird||||||F\nOBX|2|TX|||Last"
    found = only(message)
    assert found.values["text"] == "First.\nSECOND\nYES\nThird\nLast"


@pytest.mark.parametrize(
    "line",
    [
        "MSH ER. She cried.",
        "MSH",
        "MSH. She cried.",
        "MSH: - she cried",
        "MSH... she cried",
        "MSH-she cried",
        "MSHx^^x",
        "MSH_ER",
        "MSH/+/and/on",
        "MSH's nurse",
        "FHS 140, she cried",
        "BHS",
        "BTS (the band) made her cry",
        "FTS: none",
        "PID",
        "NTE",
    ],
)
@pytest.mark.parametrize("end", ["\r", "\n"])
def test_a_line_of_a_note_begins_no_message(line, end):
    message = mdm("PID|1||7", note(f"Seen at{end}{line}{end}and left."))
    one, two = records(message + mdm(note("Two.")))
    assert one.values["text"] == f"Seen at\n{line}\nand left."
    assert one.values["patient id"] == "7"
    assert (two.row, two.values["text"]) == (2, "Two.")


def test_a_name_by_itself_outside_a_text_is_an_empty_segment():
    assert values("PID|1||7" + "|" * 15 + "A-1", "PV1", note())["case id"] == "A-1"


def test_batches():
    one, two, three, wrong = records((EXAMPLES / "batch.hl7").read_bytes())
    assert [r.values["text"] for r in (one, two, three)] == ["One.", "Two.", "Three."]
    assert [r.row for r in (one, two, three, wrong)] == [1, 2, 3, 4]
    assert wrong.problem == (
        "segment BTS of batch 2 tells of 4 messages, and the batch holds 1; export the file again"
    )
    assert (wrong.values, wrong.raw) == ({}, "BTS|4|One is missing")


@pytest.mark.parametrize("trailer", ["BTS|2", "BTS", "BTS|", "BTS|2|fine", "BTS|soon", "BTS| 2 "])
def test_a_batch_that_is_whole(trailer):
    content = f"FHS|^~\\&|EHR\rBHS|^~\\&|EHR\r{TWO}{trailer}\rFTS|1\r"
    assert [record.problem for record in records(content)] == [None, None]


def test_a_batch_with_other_separators_and_none_in_it():
    (wrong,) = [r for r in records(f"{TWO}BHS#^~\\&#EHR\rBTS#1,000\rBTS#1000#\r") if r.problem]
    assert wrong.row == 3
    assert wrong.problem == (
        "segment BTS of batch 2 tells of 1,000 messages, and the batch holds 0; "
        "export the file again"
    )


def test_other_separators():
    message = (
        "MSH#@!?%#EHR#SOUTH###20260314##MDM@T02#M-1#P#2.5.1\r"
        "PID#1##7%x@@@@MR!8##Example@Ida\r"
        "TXA#1#PN@Phone call#TX#########D-1@x\r"
        r"OBX#1#TX###A?F?B?S?C?R?D?T?E?E?F | ^ ~ \ & @ %!Second######F" + "\r"
    )
    note = only(message).values
    assert note["text"] == "A#B@C!D%E?F | ^ ~ \\ & @ %\nSecond"
    assert (note["patient id"], note["patient name"]) == ("7", "Ida Example")
    assert (note["note id"], note["channel"]) == ("D-1", "phone")


def test_separators_that_the_header_leaves_out():
    assert text(r"C:\F\x ~ two^\.br\.", marks="^~") == "C:\\F\\x \n two^\\.br\\."
    assert text(r"one \F\ &", marks="^~\\") == "one | &"


def test_truncation_character():
    assert text(r"no\P\1 \F\ #2", marks="^~\\&#") == "no#1 | #2"
    assert text(r"no\P\1") == r"no\P\1"


@pytest.mark.parametrize(
    ("character_set", "codec"),
    [
        ("UNICODE UTF-8", "utf-8"),
        ("UNICODE", "utf-8"),
        ("UTF-8", "utf-8"),
        ("8859/1", "cp1252"),
        ("8859/15", "iso8859-15"),
        ("8859/15~UNICODE UTF-8", "iso8859-15"),
        ("ASCII", "utf-8"),
        ("ASCII", "cp1252"),
        ("UNICODE UTF-8", "cp1252"),
        ("", "utf-8"),
        ("", "cp1252"),
        ("nonsense", "cp1252"),
        ("GB 18030-2000", "gb18030"),
        ("GB 18030-2000", "utf-8"),
        ("8859/1", "utf-8"),
        ("8859/15", "utf-8"),
        ("8859/5", "utf-8"),
    ],
)
def test_character_sets(character_set, codec):
    words = "Frau Ö. zahlte 20 €, très fâchée"
    message = mdm(note(words), character_set=character_set)
    (record,) = records(message.encode(codec))
    assert record.values["text"] == words


def test_messages_of_several_character_sets():
    one = mdm(note("très"), character_set="UNICODE UTF-8").encode()
    two = mdm(note("fâchée"), character_set="8859/1").encode("latin-1")
    three = mdm(note("Ö")).encode("cp1252")
    four = mdm(note("déjà vu")).encode()
    assert [record.values["text"] for record in records(one + two + three + four)] == [
        "très",
        "fâchée",
        "Ö",
        "déjà vu",
    ]


def test_utf_16():
    (one, two) = records(TWO.replace("One.", "Où €").encode("utf-16"))
    assert (one.values["text"], two.values["text"]) == ("Où €", "Two.")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\F\\S\\T\\R\\E\ ", "|^&~\\"),
        (r"a\E\F\E\b", r"a\F\b"),
        (r"one\.br\two\.BR\three", "one\ntwo\nthree"),
        (r"one\.sp\two\.sp3\three\.sp+2\four", "one\ntwo\n\n\nthree\n\nfour"),
        (r"one^\.sp\two", "one\ntwo"),
        (r"one\.sp9999\two", "one" + "\n" * 40 + "two"),
        (r"one\.ce\two", "one\ntwo"),
        (r"\.in+4\one\.ti-4\\.in\two", "    onetwo"),
        (r"one\.sk3\two\.sk\three\.sk 2\four", "one   two three  four"),
        (r"\.fi\one\.nf\ two", "one two"),
        (r"\H\one\N\ two", "one two"),
        (r"one\X0D0A\two\X0A\three\x09\four", "one\r\ntwo\nthree\tfour"),
        (r"caf\XC3A9\ caf\XC3\\XA9\ caf\XE9\ ", "café café café"),
        (r"one\C2842\\M2442\\M244242\\Zxx1\ two", "one two"),
        (r"C:\temp\new \.xx\ \X0\ \.br", r"C:\temp\new \.xx\ \X0\ \.br"),
        (r"a\\b\ ", "a\\\\b\\"),
        ("Sat^on hold & left ~ 10 min^", "Sat^on hold & left \n 10 min^"),
        ('""~said ""~""', '\nsaid ""'),
        ("trailing blanks \\.br\\ \\.br\\", "trailing blanks"),
    ],
)
@pytest.mark.parametrize("kind", ["TX", "FT", "ST"])
def test_escape_sequences(kind, written, read):
    assert text(written, kind) == read


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("ED", "^TEXT^PLAIN^Base64^Q2Fmw6k="),
        ("ED", "^text^^BASE64^Q2Fm\\X0D0A\\\\.br\\w6k="),
        ("ED", "EHR&1^APPLICATION^Plain^Base64^Q2Fm6Q=="),
        ("ED", "^TX^^Hex^436166C3A9"),
        ("ED", "^FT^^A^Café"),
        ("ED", "^TEXT^^Base64^//5DAGEAZgDpAA=="),
        ("ed", "^^plain^^Café"),
    ],
)
def test_documents_of_text(kind, field):
    assert text(field, kind, character_set="UNICODE UTF-8") == "Café"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\\X0D0A\\"])
def test_a_document_over_several_lines(end):
    lines = ["MSH" + "x" * 61, "BTS/" + "y" * 60]
    body = base64.b64decode("".join(lines)).decode("cp1252")
    field = "^TEXT^PLAIN^Base64^" + end + end.join(lines)
    one, two = records(mdm(note(field, "ED")) + mdm(note()))
    assert one.values["text"] == body.rstrip()
    assert two.values["text"] == "Called."


def test_documents_of_html_and_rtf_stay_as_they_are():
    for subtype, body in [("HTML", "<p>Called &amp; left^.</p>"), ("RTF", r"{\rtf1 Called.}")]:
        data = base64.b64encode(body.encode()).decode()
        assert text(f"^AP^{subtype}^Base64^{data}", "ED") == body
    assert text("^TEXT^HTML^A^<p>A^B&C \\T\\amp;</p>", "ED") == "<p>A^B&C &amp;</p>"


def test_texts_and_documents_of_a_note_together():
    lines = (
        note("Phone note", "ST"),
        note("^TEXT^^Base64^Q2FsbGVkLg==", "ED"),
        note("^PDF^^", "ED"),
    )
    assert values(*lines)["text"] == "Phone note\nCalled."


@pytest.mark.parametrize("kind", ["TX", "FT", "ST"])
def test_a_document_that_repeats_the_text_is_left_out(kind):
    rtf = base64.b64encode(rb"{\rtf1 Page 1\par Pt was {\b upset}\par about the wait.}").decode()
    html = base64.b64encode(b"<p>Pt was upset about <i>the wait</i>.</p>").decode()
    lines = (
        note("Pt was upset", kind),
        note("about the wait.", kind),
        note(f"^AP^RTF^Base64^{rtf}", "ED"),
        note(f"^AP^HTML^Base64^{html}", "ED"),
    )
    assert values(*lines)["text"] == "Pt was upset\nabout the wait."
    assert values(*lines[2:])["text"] == "Page 1\nPt was upset\nabout the wait."


def test_each_of_several_parts_is_made_plain_text():
    html = "^TEXT^HTML^A^<p>Told why &amp; left.</p>"
    lines = (
        note("Phone note <pt name>"),
        note(html, "ED"),
        note(r"^TEXT^RTF^A^{\E\rtf1 Called\E\par back.}", "ED"),
    )
    plain = "Phone note <pt name>\nTold why & left.\nCalled\nback."
    assert values(*lines)["text"] == plain
    assert values(*lines, "NTE|1||Left.")["text"] == f"{plain}\nLeft."


def test_rtf_over_several_observations_stays_whole():
    lines = (note(r"{\E\rtf1 Pt was "), note(r"\E\b upset\E\b0.}"))
    assert values(*lines)["text"] == "{\\rtf1 Pt was \n\\b upset\\b0.}"
    assert values(*lines, "NTE|1||Left.")["text"] == "Pt was upset.\nLeft."


def test_html_or_rtf_of_several_parts_that_cannot_be_read():
    words = "the text is RTF that is cut off before its first word; export all of it"
    assert problem(note(r"{\E\rtf1{\E\fonttbl{\E\f0 Arial;}"), "NTE|1||Left.") == words


def test_parts_too_long_for_any_note_are_not_compared():
    long = "Called. " * 250_001
    found = values(note(long), note("^TEXT^HTML^A^<p>Called.</p>", "ED"))["text"]
    assert found == f"{long}\n<p>Called.</p>"


def test_comments_on_a_text_follow_it():
    comment = "NTE|1||Called\\.br\\back.~Twice."
    assert values(note(), comment)["text"] == "Called.\nCalled\nback.\nTwice."
    assert values(note(), comment, note("Left."))["text"] == (
        "Called.\nLeft.\nCalled\nback.\nTwice."
    )
    document = note("^TEXT^^A^Left.", "ED")
    assert values(document, comment)["text"] == "Left.\nCalled\nback.\nTwice."
    assert values(note(), document, comment)["text"] == "Called.\nLeft.\nCalled\nback.\nTwice."


def test_other_comments_count_only_without_a_text():
    comment = "NTE|1||Order."
    assert values(comment, note())["text"] == "Called."
    assert values(note(), note("72", "NM"), comment)["text"] == "Called."
    assert values(note(), "OBX|2|TX|||Wrong.||||||W", comment)["text"] == "Called."
    assert values(note(" "), comment)["text"] == "Order."
    assert values(comment)["text"] == "Order."


RESULTS = [
    note("72", "NM"),
    note("^10", "SN"),
    note("A^Positive^L", "CE"),
    note("A^Positive^L", "cwe"),
    note("20260314", "DT"),
    "OBX|1|ST|PH||7.35|pH||||F",
    "OBX|1|ST|GLU||NEGATIVE||NEGATIVE|||F",
]


@pytest.mark.parametrize("result", RESULTS)
@pytest.mark.parametrize(
    "others",
    [
        [],
        ["NTE|1||Slightly hemolyzed"],
        [note("NEGATIVE", "ST")],
        [note("NEGATIVE", "ST"), note(" "), "NTE|1||Slightly hemolyzed"],
    ],
)
def test_results_are_no_notes(result, others):
    assert problem("OBR|1", result, *others, kind="ORU^R01") == NO_TEXT
    assert problem("OBR|1", *others, result, kind="ORU^R01") == NO_TEXT


@pytest.mark.parametrize("result", RESULTS[:-2])
def test_results_beside_a_note(result):
    lines = ("OBR|1", note("Upset."), result, "NTE|1||Slightly hemolyzed", note("Left.", "ST"))
    assert values(*lines, kind="ORU^R01")["text"] == "Upset.\nLeft."
    lines = ("OBR|1", result, note("^TEXT^^A^Upset.", "ED"), note("NEGATIVE", "ST"))
    assert values(*lines, kind="ORU^R01")["text"] == "Upset."
    lines = ("OBR|1", note("Upset.", "ST"), "OBR|2", result)
    assert values(*lines, kind="ORU^R01")["text"] == "Upset."


@pytest.mark.parametrize("result", RESULTS[:-2])
def test_a_document_may_have_codes_beside_its_text(result):
    assert values(result, note("Upset.", "ST"))["text"] == "Upset."
    assert values(result, "NTE|1||Upset.")["text"] == "Upset."


TXA = {
    "note id": ["TXA-12", "TXA-13", "MSH-10"],
    "timestamp": ["TXA-4", "TXA-6", "TXA-7", "EVN-2", "MSH-7"],
    "staff name": ["TXA-9", "TXA-5", "TXA-11", "PV1-7"],
}
OBR = {
    "note id": ["OBR-3", "OBR-2", "MSH-10"],
    "timestamp": ["OBR-7", "OBR-22", "OBX-14", "MSH-7"],
    "staff name": ["OBR-32", "OBX-16", "OBR-16", "PV1-7"],
}


@pytest.mark.parametrize(
    ("kind", "column", "places"),
    [("MDM^T02", *item) for item in TXA.items()] + [("ORU^R01", *item) for item in OBR.items()],
)
def test_which_field_comes_first(kind, column, places):
    title = "TXA" if kind == "MDM^T02" else "OBR"
    for first in range(len(places)):  # every field from here on is there
        segments = {
            "MSH": ["MSH", "^~\\&", *[""] * 6, kind, "", "P", "2.5"],
            "EVN": ["EVN", ""],
            "PV1": ["PV1"],
            title: [title],
            "OBX": ["OBX", "1", "TX", "", "", "Called."],
        }
        for at, place in enumerate(places[first:]):
            name, field = place.split("-")
            number = int(field) - (name == "MSH")
            said = {
                "note id": f"N{at}^EHR",
                "timestamp": f"2026031{at}",
                "staff name": f"^Name{at}^A&x^B",
            }[column]
            segment = segments[name]
            segment.extend([""] * (number + 1 - len(segment)))
            segment[number] = said
        message = "\r".join("|".join(segment) for segment in segments.values())
        assert only(message).values[column] in ("N0", "2026-03-10", "A B Name0")


def test_the_parent_of_an_addendum_is_another_note():
    txa = "TXA|1|PN|||||||||||D-1"
    assert values(txa, note(), kind="MDM^T08")["note id"] == "D-1"
    assert values(txa, note(), kind="MDM^T06")["note id"] == "M-1"


@pytest.mark.parametrize(
    ("field", "number", "name", "role"),
    [
        ("7&Nurse&Nina&B&Jr&Ms&RN^20260314", "7", "Nina B Nurse", "RN"),
        ("7^Nurse&van^Nina^B^Jr^Ms^RN", "7", "Nina B Nurse", "RN"),
        ("7^20260314", "7", None, None),
        ("7~8^Other", "7", None, None),
        ('7^""^Nina', "7", "Nina", None),
    ],
)
def test_interpreters(field, number, name, role):
    note_ = values("OBR|1" + "|" * 31 + field, note(), kind="ORU^R01")
    found = note_.get("staff id"), note_.get("staff name"), note_.get("role")
    assert found == (number, name, role)


@pytest.mark.parametrize(
    ("field", "number"),
    [
        ("1^^^A^PI~2^^^A^MR~3^^^A^mr", "2"),
        ("^^^A^MR~3^^^A^PI", "3"),
        ("9^^^SSN^SS~4471^^^H^MRN", "4471"),
        ("1^^^A^PT~2^^^A^PI~3^^^A^MRN", "3"),
        ("1^^^A^PT~2^^^A^PI", "2"),
        ("1^^^A^XX~2^^^A^PT", "2"),
        ("9^^^A^SS~8^^^A^MB~7^^^A^XX~6", "7"),
        ("9^^^A^DL~6", "6"),
        ("9^^^A^SS", None),
        ("1^^^A^SSN~2^^^A^dl~3^^^A^PPN~4^^^A^SN~5^^^A^MB", None),
        ("4", "4"),
        ('""', None),
        ("", None),
    ],
)
def test_patient_numbers(field, number):
    assert values(f"PID|1||{field}", note()).get("patient id") == number


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("CARD^12^B^NORTH&1.2&ISO", "CARD, NORTH"),
        ("CARD^12", "CARD"),
        ("NORTH^^^NORTH", "NORTH"),
        ("^^^NORTH", "NORTH"),
        ("CARD^^^NORTH^^^^^Heart clinic", "Heart clinic"),
        ("^12^B", None),
    ],
)
def test_places(field, place):
    assert values(f"PV1|1|E|{field}", note()).get("location") == place


def test_visit_and_account():
    pid, pv1 = "PID|1" + "|" * 17 + "A-1", "PV1|1" + "|" * 18 + "V-1^^^X"
    assert values(pid, pv1, note())["case id"] == "V-1"
    assert values(pid, note())["case id"] == "A-1"


@pytest.mark.parametrize(
    ("document_type", "words", "channel"),
    [
        ("PN^Telephone encounter", "Telephone encounter", "phone"),
        ("PORTAL", "PORTAL", "portal"),
        ("^^L^T1^Text message encounter", "Text message encounter", "sms"),
        ("TD^Text document", "Text document", None),
        ("LT^Letter", "Letter", None),
        ("PN", "PN", None),
    ],
)
def test_document_types_and_channels(document_type, words, channel):
    found = values(f"TXA|1|{document_type}", "PV1|1|E", note())
    assert (found["document type"], found.get("channel")) == (words, channel)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("20260314", "2026-03-14"),
        ("20260314-0500", "2026-03-14"),
        ("2026031409", "2026-03-14T09:00"),
        ("202603140940", "2026-03-14T09:40"),
        ("202603140940-0030", "2026-03-14T09:40-00:30"),
        ("20260314094030^S", "2026-03-14T09:40:30"),
        ("20260314094030.1234+0100", "2026-03-14T09:40:30.1234+01:00"),
        ("202603", "202603"),
        ("2026", "2026"),
        ("20261314", "20261314"),
        ("20260314094061", "20260314094061"),
        ("soon", "soon"),
        ("2026141409", "2026141409?"),
        ("2026031409405", "2026031409405?"),
    ],
)
def test_times(written, read):
    assert values(f"TXA|1|PN||{written}", note())["timestamp"] == read


@pytest.mark.parametrize(
    ("lines", "said", "words"),
    [
        (
            [note()],
            {"kind": "ADT^A08"},
            "the message is ADT^A08; only MDM and ORU messages hold notes; "
            "leave it out of the export",
        ),
        (
            [note()],
            {"kind": "Ida Example"},
            "the message is of another type; only MDM and ORU messages hold notes; "
            "leave it out of the export",
        ),
        (
            [note()],
            {"kind": ""},
            "segment MSH does not say the type of the message (MSH-9); export it again",
        ),
        (
            ["TXA|1|PN", note()],
            {"kind": "MDM^T11^MDM_T01"},
            "the message cancels a document (MDM^T11); "
            "leave it out of the export, and the message with the document too",
        ),
        (
            ["TXA|1" + "|" * 16 + "CA", note()],
            {},
            "field TXA-17 says that the document is cancelled; leave the message out of the export",
        ),
        (
            ["TXA|1" + "|" * 18 + "OB", note()],
            {},
            "field TXA-19 says that the document is obsolete; leave the message out of the export",
        ),
        (
            ["TXA|1" + "|" * 18 + "Entered in error", note()],
            {},
            "field TXA-19 says that the document is entered in error; "
            "leave the message out of the export",
        ),
        (["TXA|1|PN"], {}, NO_TEXT),
        ([note("72", "NM")], {}, NO_TEXT),
        ([note('""')], {}, NO_TEXT),
        ([note(" \\.br\\ ")], {}, NO_TEXT),
        ([note("", "ED")], {}, NO_TEXT),
        ([], {"kind": "ORU^R01"}, NO_TEXT),
        (["OBR|1", note("72", "NM")], {"kind": "ORU^R01"}, NO_TEXT),
        (
            [note("72", "NM"), note("^AP^PDF^Base64^JVBERg==", "ED")],
            {},
            "segment OBX 2 holds a document that is not text, HTML or RTF; "
            "send its text in an OBX of type TX or FT",
        ),
        (
            [note("^IM^PLAIN^A^x", "ED")],
            {},
            "segment OBX 1 holds a document that is not text, HTML or RTF; "
            "send its text in an OBX of type TX or FT",
        ),
        (
            [note("^AP^^A^x", "ED"), "NTE|1||A PDF."],
            {},
            "segment OBX 1 holds a document that is not text, HTML or RTF; "
            "send its text in an OBX of type TX or FT",
        ),
        (
            [note("file.doc^EHR", "RP")],
            {},
            "segment OBX 1 only points to a document (type RP); "
            "send its text in an OBX of type TX or FT",
        ),
        (
            ["OBX|1|TX|||Called.||||||D"],
            {},
            "segment OBX 1 is marked as wrong, deleted or not there (OBX-11); "
            "leave the message out of the export",
        ),
        *(
            (
                [note(), note(f"^TEXT^^{encoding}^{data}", "ED")],
                {},
                "segment OBX 2 holds a document whose data is not in the encoding that it says "
                "(Base64, Hex or A); export the message again",
            )
            for encoding, data in [
                ("Base64", "Q2FsbGVkLg="),
                ("Base64", "Q2Fs bGVkLg*="),
                ("Base64", "Café"),
                ("Hex", "4G"),
                ("Zip", "abcd"),
            ]
        ),
        (
            ["PID|1||" + "1" * 1001, note()],
            {},
            "field PID-3 is longer than 1,000 characters, so the message may be damaged; "
            "export it again",
        ),
        (
            [note("~" * 250_001)],
            {},
            "the message has more than 250,000 segments and fields, so it is no message of notes; "
            "leave it out of the export",
        ),
    ],
)
def test_messages_without_a_note(lines, said, words):
    assert problem(*lines, **said) == words


@pytest.mark.parametrize("start", ["MSH|", "MSH|^~\\&", "MSH||EHR", "MSH|^~\\&#!|EHR"])
def test_a_header_without_separators(start):
    one, two = records(f"{start}\rOBX|1|TX|||Called.\r{TWO.split('MSH')[0]}{mdm(note())}")
    assert one.problem == (
        "segment MSH does not say the separators (MSH-1 and MSH-2); "
        "export the message again from the system that it comes from"
    )
    assert one.raw == f"{start}\rOBX|1|TX|||Called."
    assert (two.row, two.values["text"]) == (2, "Called.")


@pytest.mark.parametrize(
    "start",
    [
        "MSH|^^\\&|",
        "MSH#!!?#",
        "MSH|^a\\&|",
        "MSH|^ \\&|",
        "MSH|^\0\\&|",
        "MSH|^~\\&^|",
        "MSH|&|",
    ],
)
def test_separators_that_part_nothing(start):
    record = only(start + mdm(note())[9:])
    assert record.problem == (
        "the separators that segment MSH says (MSH-1 and MSH-2) are letters, blanks or twice the "
        "same; export the message again from the system that it comes from"
    )


def test_a_group_with_a_problem_beside_others():
    lines = ("OBR|1||A", note(), "OBR|2||B", note("x", "RP"), "OBR|3||C", note("x", "RP"))
    one, two = records(mdm(*lines, "OBR|4||A", note("72", "NM"), kind="ORU^R01"))
    assert (one.row, one.values["text"]) == (1, "Called.")
    assert two.row == 1
    assert two.problem == (
        "segment OBX 2 only points to a document (type RP); "
        "send its text in an OBX of type TX or FT"
    )
    assert two.raw.startswith("MSH|")


def test_a_message_that_lost_its_header():
    lost = "PID|1||7\rOBX|1|TX|||Lost."
    one, two, three = records(f"{lost}\r{mdm(note())}BTS|2\r{lost}\r")
    assert [one.row, two.row, three.row] == [1, 2, 3]
    assert one.problem == three.problem
    assert one.problem == "the message does not begin with segment MSH; export it again as a whole"
    assert one.raw == three.raw == lost
    assert two.values["text"] == "Called."


@pytest.mark.parametrize("filler", ["A" * 1000, "A" * 1000 + "\r", "Ü" * 1000 + "\n"])
def test_a_message_that_is_too_long_costs_no_other(filler):
    long = header() + "\rOBX|1|ED|||^AP^PDF^Base64^" + filler * 17_000 + "\r"
    one, two, three = records(mdm(note("Où")) + long + mdm(note()))
    assert (one.values["text"], three.values["text"], three.row) == ("Où", "Called.", 3)
    assert two.problem == (
        "the message is longer than 16,777,216 bytes; "
        "export it without pictures and attached documents"
    )
    assert two.raw == long.replace("\n", "\r")[:500]


@pytest.mark.parametrize(
    "content", ["", "Date,Note\n2026-03-14,Called.\n", "\0" * 50, "BHS|^~\\&|"]
)
def test_a_file_without_messages(content):
    with pytest.raises(IntakeError) as error:
        records(content)
    assert str(error.value) == (
        "notes.hl7 holds no HL7 message (no line begins with MSH); "
        "export it again as HL7 version 2 messages."
    )


def several(folder, **contents):
    sources = []
    for name, content in contents.items():
        path = folder / f"{name}.hl7"
        path.write_bytes(content.encode())
        sources.append(Source(path, f"export.zip: {name}.hl7"))
    return sources


def test_several_files_are_one_table(tmp_path):
    sources = several(tmp_path, a=TWO, empty="", blank="\r\n \x1c", b=mdm(note("Three.")))
    kept = tmp_path / "kept"
    kept.mkdir()
    table = open_hl7(sources, Settings(), kept)
    found = [(r.file, r.row, r.values["text"], r.problem) for r in table.records()]
    assert found == [
        ("export.zip: a.hl7", 1, "One.", None),
        ("export.zip: a.hl7", 2, "Two.", None),
        ("export.zip: b.hl7", 1, "Three.", None),
    ]
    assert len(list(kept.iterdir())) == 1


@pytest.mark.parametrize("content", ["Ida Example\n", "PID|1||7\rBTS|2\rPID|2||8", "BHS|^~\\&|"])
def test_a_file_without_messages_among_others(tmp_path, content):
    table = open_hl7(several(tmp_path, a=content, b=TWO), Settings(), tmp_path)
    damaged, one, two = table.records()
    assert damaged == (
        1,
        {},
        {},
        "the file holds no HL7 message (no line begins with MSH); "
        "export it again as HL7 version 2 messages",
        "export.zip: a.hl7",
    )
    assert [(r.file, r.row) for r in (one, two)] == [("export.zip: b.hl7", n) for n in (1, 2)]


def test_each_file_may_have_so_many_messages(tmp_path):
    limits = Settings(intake={"rows_per_file": 2})
    table = open_hl7(several(tmp_path, a=TWO, b=TWO), limits, tmp_path)
    assert len(list(table.records())) == 4
    with pytest.raises(IntakeError, match=r"^export\.zip: d\.hl7 holds more than 2 messages; "):
        open_hl7(several(tmp_path, c=TWO, d=TWO + TWO), limits, tmp_path)


def test_a_file_that_is_gone_among_others(tmp_path):
    sources = several(tmp_path, a=TWO, b=TWO)
    sources[1].path.unlink()
    with pytest.raises(IntakeError, match=r"^export\.zip: b\.hl7 cannot be read: "):
        open_hl7(sources, Settings(), tmp_path)


def test_a_file_with_more_messages_than_allowed():
    assert len(table_of(TWO, intake={"rows_per_file": 2})[1]) == 2
    with pytest.raises(IntakeError) as error:
        table_of(TWO, intake={"rows_per_file": 1})
    assert str(error.value) == (
        "notes.hl7 holds more than 1 messages; "
        "split it, or raise [intake] rows_per_file in analyzer.toml."
    )


ESCAPED = {
    "|": "\\F\\",
    "^": "\\S\\",
    "&": "\\T\\",
    "~": "\\R\\",
    "\\": "\\E\\",
    "\n": "\\.br\\",
}


def escaped(words):
    def one(character):
        if character < " " and character != "\n":
            return f"\\X{ord(character):02X}\\"
        return ESCAPED.get(character, character)

    return "".join(map(one, words))


WORDS = st.text(
    st.one_of(
        st.sampled_from('|^&~\\\n\r\t "XHNFSTREZC.br49é€'),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["TX", "FT", "ST"]))
def test_any_text_reads_back(texts, kind):
    joined = "\n".join(texts).rstrip()
    if '""' in texts:
        return
    lines = [note(escaped(words), kind) for words in texts]
    record = only(mdm(*lines, character_set="UNICODE UTF-8"))
    if joined:
        assert record.values["text"] == joined
    else:
        assert record.problem == NO_TEXT


EXAMPLE_BYTES = [path.read_bytes() for path in sorted(EXAMPLES.glob("*.hl7"))]


@hypothesis_settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(EXAMPLE_BYTES),
    st.lists(
        st.tuples(
            st.integers(0, 2000),
            st.integers(0, 30),
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from([b"|", b"^&~", b"\\", b"\r", b"MSH", b"\0", b"BTS|7\r", b"\x1c"]),
            ),
        ),
        min_size=1,
        max_size=8,
    ),
)
def test_damage_gives_records_or_a_sentence(content, changes):
    for at, length, new in changes:
        at %= len(content) + 1
        content = content[:at] + new + content[at + length :]
    headers = len(re.findall(rb"(?:^|[\r\n\x0b\x1a\x1c])\s*MSH\|", content))
    try:
        columns, found = table_of(content)
    except IntakeError:
        columns, found = [], []
    assert len({record.row for record in found}) >= headers
    for record in found:
        assert (record.problem is None) == bool(record.values.get("text"))
        assert record.values.keys() <= set(columns)
        if record.problem:
            assert isinstance(record.raw, str)
