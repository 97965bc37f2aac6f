"""HL7 version 2 messages."""

from typing import NoReturn

from intake_messages.case import Case, large, refused, rejected

INSTEAD = "send its text in an OBX of type TX or FT"
AGAIN = "export the message again from the system that it comes from"
PATIENT = "PID|1||4471^^^CLINIC^MR||Ruiz^Ana"
TEXT = "OBX|1|TX|||Ana called.||||||F"


def message(
    *segments: str, kind: str = "MDM^T02", marks: str = "|^~\\&", patient: str = PATIENT
) -> str:
    header = f"MSH{marks}|EHR|SOUTH|||20260314094500||{kind}|M-1|P|2.5.1"
    return "\r".join([header, patient, *segments]) + "\r"


def observed(value: str, kind: str = "TX", status: str = "F") -> str:
    return f"OBX|1|{kind}|||{value}||||||{status}"


def failing(_: str) -> NoReturn:
    """Take a message apart as the library would one that no test has found yet."""
    raise IndexError


WHOLE = message(TEXT)


def damaged(says: str, *segments: str, **more: str) -> Case:
    """A message that is rejected, after one that is not."""
    return rejected(says, {"notes.hl7": WHOLE + message(*segments, **more)})


CASES = [
    refused(
        "notes.hl7 holds no HL7 message (no line begins with MSH); export it again as HL7 version "
        "2 messages.",
        {"notes.hl7": "BHS|^~\\&|EHR\rPID|1||4471\r"},
    ),
    rejected(
        "the file holds no HL7 message (no line begins with MSH); export it again as HL7 version 2 "
        "messages",
        {"a.hl7": WHOLE, "b.hl7": "BHS|^~\\&|EHR\rPID|1||4471\r"},
    ),
    refused(
        "notes.hl7 holds more than 2 messages; split it, or raise [intake] rows_per_file in "
        "analyzer.toml.",
        {"notes.hl7": WHOLE * 3},
        settings={"intake": {"rows_per_file": 2}},
    ),
    rejected(
        "segment BTS of batch 1 tells of 3 messages, and the batch holds 1; export the file again",
        {"notes.hl7": f"BHS|^~\\&|EHR\r{WHOLE}BTS|3\r"},
    ),
    damaged(
        "segment OBX 1 has words behind its value (OBX-5), so a separator within the text cuts it; "
        "write \\F\\ for |, or export the message again",
        observed("Ana called | nobody called her back"),
    ),
    rejected(
        "the message does not begin with segment MSH; export it again as a whole",
        {"notes.hl7": f"FHS|^~\\&|EHR\r{PATIENT}\r{TEXT}\r{WHOLE}"},
    ),
    rejected(
        "the message is longer than 16,777,216 bytes; export it without pictures and attached "
        "documents",
        {"notes.hl7": large(lambda: WHOLE + message(observed("Ana called." * 1_600_000)))},
    ),
    damaged(
        "the message has more than 250,000 segments and fields, so it is no message of notes; "
        "leave it out of the export",
        observed("Ana~" * 250_001),
    ),
    rejected(
        f"segment MSH does not say the separators (MSH-1 and MSH-2); {AGAIN}",
        {"notes.hl7": f"{WHOLE}MSH|\r{PATIENT}\r{TEXT}\r"},
    ),
    damaged(
        "the separators that segment MSH says (MSH-1 and MSH-2) are letters, blanks or twice the "
        f"same; {AGAIN}",
        TEXT,
        marks="|^^\\&",
    ),
    rejected(
        "the message cannot be taken apart (IndexError); export it again",
        {"notes.hl7": WHOLE},
        patched={"hl7.parse": failing},
    ),
    damaged(
        "segment MSH does not say the type of the message (MSH-9); export it again", TEXT, kind=""
    ),
    damaged(
        "the message cancels a document (MDM^T11); leave it out of the export, and the message "
        "with the document too",
        TEXT,
        kind="MDM^T11",
    ),
    damaged(
        "the message is ADT^A08; only MDM and ORU messages hold notes; leave it out of the export",
        TEXT,
        kind="ADT^A08",
    ),
    damaged(
        "the message is of another type; only MDM and ORU messages hold notes; leave it out of the "
        "export",
        TEXT,
        kind="Ana Ruiz",
    ),
    damaged(
        "field PID-3 is longer than 1,000 characters, so the message may be damaged; export it "
        "again",
        TEXT,
        patient="PID|1||" + "4471" * 251,
    ),
    damaged(
        "field TXA-17 says that the document is cancelled; leave the message out of the export",
        "TXA|1" + "|" * 16 + "CA",
        TEXT,
    ),
    damaged(
        "segment OBX 1 is marked as wrong, deleted or not there (OBX-11); leave the message out of "
        "the export",
        observed("Ana called.", status="D"),
    ),
    damaged(
        f"segment OBX 1 only points to a document (type RP); {INSTEAD}",
        observed("Ana Ruiz.doc^EHR", "RP"),
    ),
    damaged(
        f"segment OBX 1 holds a document that is not text, HTML or RTF; {INSTEAD}",
        observed("^AP^PDF^Base64^JVBERg==", "ED"),
    ),
    damaged(
        "segment OBX 1 holds a document whose data is not in the encoding that it says (Base64, "
        "Hex or A); export the message again",
        observed("^TEXT^^Base64^Ana called", "ED"),
    ),
    damaged(
        "no segment OBX holds a note's text (type TX, FT or ED, or ST without results beside it); "
        "send it in one, or leave the message out of the export",
        observed("72", "NM"),
    ),
]
