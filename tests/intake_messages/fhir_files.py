"""FHIR files as a whole, and what is damaged in them."""

import json
import sqlite3
from typing import Any, NoReturn

from intake_messages.case import large, refused, rejected

NOTE = {"resourceType": "Communication", "payload": [{"contentString": "Ana called."}]}
PATIENT = {"resourceType": "Patient", "id": "4471", "name": [{"text": "Ana Ruiz"}]}
MEND = "export the file again, or mend it there"
NO_NOTE = "no Communication or DocumentReference, which are the notes of FHIR; export them too"


def lines(*resources: object) -> str:
    return "".join(f"{json.dumps(resource)}\n" for resource in resources)


def document(resource: object) -> str:
    return json.dumps(resource, indent=1)


def bundle(*entries: object) -> dict[str, object]:
    return {"resourceType": "Bundle", "entry": list(entries)}


def unwritable(*_: Any, **__: Any) -> NoReturn:
    raise sqlite3.OperationalError("unable to open database file")


CASES = [
    refused(f"Patient.ndjson holds {NO_NOTE}.", {"Patient.ndjson": lines(PATIENT)}),
    refused(
        f"Patient.ndjson and 1 more of FHIR hold {NO_NOTE}.",
        {"Patient.ndjson": lines(PATIENT), "RelatedPerson.ndjson": lines(PATIENT)},
    ),
    refused(
        "notes.ndjson holds more than 2 resources; export it in parts, or raise [intake] "
        "rows_per_file in analyzer.toml.",
        {"notes.ndjson": lines(NOTE, NOTE, NOTE)},
        settings={"intake": {"rows_per_file": 2}},
    ),
    refused(
        "notes.json breaks off after note 1; export it again.",
        {"notes.json": document(bundle({"resource": NOTE}, {"resource": PATIENT}))[:-40]},
    ),
    refused(
        "notes.json is nested more than 100 levels deep, as no FHIR export is; export it again.",
        {"notes.json": document(NOTE)[:-2] + ',\n"note": ' + "[" * 150 + "]" * 150 + "}"},
    ),
    refused(
        "notes.json holds a Bundle whose entry is no list; export it again.",
        {"notes.json": document({"resourceType": "Bundle", "entry": {"resource": NOTE}})},
    ),
    refused(
        "notes.json holds a resource of more than 16,777,216 bytes, which is no note; export it as "
        "NDJSON, one resource a line, where it can be passed over.",
        {
            "notes.json": large(
                lambda: document(NOTE | {"note": [{"text": "Ana called." * 90_000}] * 18})
            )
        },
    ),
    refused(
        "notes.json holds Bundles and single resources one after another; export it as NDJSON, one "
        "resource a line.",
        {"notes.json": document(bundle({"resource": NOTE})) + document(NOTE)},
    ),
    refused(
        "notes.ndjson cannot be read, because the temporary folder cannot be written "
        "(OperationalError); see that there is space on the disk.",
        {"notes.ndjson": lines(NOTE)},
        patched={"analyzer.intake.fhir.references.sqlite3.connect": unwritable},
    ),
    rejected(
        f"line 2 is not valid JSON; {MEND}",
        {"notes.ndjson": lines(NOTE) + lines(NOTE)[:40] + "\n"},
    ),
    rejected(
        f"line 2 is longer than 16,777,216 characters; {MEND}",
        {"notes.ndjson": large(lambda: lines(NOTE, NOTE | {"note": "Ana called." * 1_600_000}))},
    ),
    rejected(
        f"line 2 is nested more than 100 levels deep; {MEND}",
        {"notes.ndjson": lines(NOTE) + lines(NOTE)[:-2] + ',"note":' + "[" * 150 + "]" * 150 + "}"},
    ),
    rejected(
        f"line 2 is no FHIR resource (a JSON object with a resourceType); {MEND}",
        {"notes.ndjson": lines(NOTE, {"text": "Ana called."})},
    ),
    rejected(
        f"line 2 is a Bundle whose entry is no list; {MEND}",
        {"notes.ndjson": lines(NOTE, {"resourceType": "Bundle", "entry": {"resource": NOTE}})},
    ),
    rejected(
        f"line 2, entry 1 is no entry of a Bundle (a JSON object); {MEND}",
        {"notes.ndjson": lines(NOTE, bundle("Ana called."))},
    ),
    rejected(
        f"entry 2 is no FHIR resource (a JSON object with a resourceType); {MEND}",
        {"notes.json": document(bundle({"resource": NOTE}, {"resource": "Ana called."}))},
    ),
    rejected(
        f"resource 2 is no FHIR resource (a JSON object with a resourceType); {MEND}",
        {"notes.json": document(NOTE) + '\n"Ana called."'},
    ),
]
