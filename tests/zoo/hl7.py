"""HL7 v2 messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

Notes = Sequence[Mapping[str, str]]

ESCAPES = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"}


def escape(text: str) -> str:
    """Text as a field holds it, its lines apart."""
    return "".join(ESCAPES.get(c, c) for c in text).replace("\n", "\\.br\\")


def _time(note: Mapping[str, str]) -> str:
    return datetime.fromisoformat(note["timestamp"]).strftime("%Y%m%d%H%M%S%z")


def _person(number: str, whole: str, degree: str = "") -> str:
    given, _, family = whole.rpartition(" ")
    return f"{escape(number)}^{escape(family)}^{escape(given)}^^^^{escape(degree)}"


def _head(note: Mapping[str, str], kind: str) -> list[str]:
    time = _time(note)
    patient = _person("", note["patient_name"])[1:]
    visit = [""] * 20
    visit[0] = "PV1"
    visit[2] = "O"
    visit[3] = escape(note["location"])
    visit[19] = escape(note.get("case_id", ""))
    return [
        rf"MSH|^~\&|EHR|CLINIC|QUALITY|CLINIC|{time}||{kind}|{escape(note['note_id'])}|P|2.5.1"
        "||||||UNICODE UTF-8",
        f"PID|1||I-1^^^PLAN^SN~{escape(note['patient_id'])}^^^CLINIC^MR||{patient}",
        "|".join(visit),
    ]


def document(note: Mapping[str, str]) -> list[str]:
    """MDM^T02: the segments of one document."""
    kind = f"PN^{escape(note['channel'].replace('_', ' '))}"
    author = _person(note["staff_id"], note["staff_name"], note["role"])
    number = escape(note["note_id"])
    head = _head(note, "MDM^T02^MDM_T02")
    return [
        head[0],
        f"EVN|T02|{_time(note)}",
        *head[1:],
        f"TXA|1|{kind}|TX|{_time(note)}|||||{author}|||{number}|||||AU",
        f"OBX|1|TX|NOTE^Note||{escape(note['text'])}||||||F",
    ]


def observation(note: Mapping[str, str]) -> list[str]:
    """ORU^R01: one report, a line of the text an OBX."""
    request = [""] * 33
    request[0:5] = ["OBR", "1", "", escape(note["note_id"]), ""]
    request[4] = f"NOTE^{escape(note['channel'].replace('_', ' '))}"
    request[7] = _time(note)
    request[32] = _person(note["staff_id"], note["staff_name"], note["role"]).replace("^", "&")
    lines = note["text"].split("\n")
    return [
        *_head(note, "ORU^R01^ORU_R01"),
        "|".join(request),
        *(f"OBX|{n}|FT|NOTE^Note||{escape(line)}||||||F" for n, line in enumerate(lines, 1)),
    ]


def _written(path: Path, messages: list[list[str]], end: str = "\r") -> Path:
    path.write_text("".join(s + end for m in messages for s in m), "utf-8", newline="")
    return path


def documents(notes: Notes, folder: Path) -> Path:
    return _written(folder / "notes.hl7", [document(note) for note in notes])


def observations(notes: Notes, folder: Path) -> Path:
    return _written(folder / "notes.hl7", [observation(note) for note in notes], "\r\n")


def batch(notes: Notes, folder: Path) -> Path:
    half = len(notes) // 2
    messages = [["FHS|^~\\&|EHR"]]
    for some in (notes[:half], notes[half:]):
        messages += [["BHS|^~\\&|EHR"], *map(document, some), [f"BTS|{len(some)}"]]
    return _written(folder / "notes.dat", [*messages, ["FTS|2"]], "\n")
