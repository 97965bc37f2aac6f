"""FHIR resources without a text that can be read."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from intake_messages.case import Case, rejected

SENT_AS = "export the note as text/plain, text/html or RTF"


def communication(says: str, *payload: object, **elements: Any) -> Case:
    """A Communication that is rejected, beside what it may refer to."""
    return _rejected(says, {"resourceType": "Communication", "payload": payload, **elements})


def document(says: str, *attachments: object, **elements: Any) -> Case:
    """A DocumentReference that is rejected."""
    content = [{"attachment": attachment} for attachment in attachments]
    return _rejected(says, {"resourceType": "DocumentReference", "content": content, **elements})


def _rejected(says: str, resource: Mapping[str, object], **more: Any) -> Case:
    whole = {"resourceType": "Communication", "payload": [{"contentString": "Ana called."}]}
    patient = {"resourceType": "Patient", "id": "4471", "name": [{"text": "Ana Ruiz"}]}
    group = {"resourceType": "Location", "id": "south", "name": "Ana Ruiz House"}
    lines = "".join(f"{json.dumps(one)}\n" for one in (whole, patient, group, resource))
    settings = {"intake": {"characters_per_note": 100}}
    return rejected(says, {"notes.ndjson": lines}, settings=settings)


def attached(data: bytes, content_type: str = "text/plain") -> dict[str, str]:
    return {"contentType": content_type, "data": base64.b64encode(data).decode()}


CASES = [
    communication(
        "the status is entered-in-error: it was withdrawn as an error; leave it out of the export",
        {"contentString": "Ana called."},
        status="entered-in-error",
    ),
    document(
        "the status is superseded: a newer document stands in its place; leave it out of the "
        "export",
        attached(b"Ana called."),
        status="superseded",
    ),
    document(
        "the docStatus is entered-in-error: it was withdrawn as an error; leave it out of the "
        "export",
        attached(b"Ana called."),
        docStatus="entered-in-error",
    ),
    communication(
        "the Communication has no payload with a text; export the text of its payloads too, or "
        "leave it out of the export"
    ),
    document(
        "the DocumentReference has no content with an attachment; export its attachments too, or "
        "leave it out of the export"
    ),
    communication(
        "the payload refers to a resource that is not in the export; export Binary and "
        "DocumentReference too",
        {"contentReference": {"reference": "Binary/4471"}},
    ),
    communication(
        "the payload refers to a resource that is neither a Binary nor a DocumentReference; export "
        "the text in one of them",
        {"contentReference": {"reference": "Location/south"}},
    ),
    document(f"the attachment is application/pdf; {SENT_AS}", attached(b"Ana", "application/pdf")),
    document(
        f"the attachment is of no known content type; {SENT_AS}", attached(b"Ana", "Ana Ruiz")
    ),
    document(
        "the attachment holds no data; export the texts of the attachments too",
        {"contentType": "text/plain", "title": "Ana Ruiz"},
    ),
    document(
        "the attachment is longer than 2,000 characters of base64, 20 times [intake] "
        "characters_per_note; raise that in analyzer.toml if it is one note",
        attached(b"Ana called." * 150),
    ),
    document(
        "the attachment's url leads outside the export; export Binary too, or the texts in the "
        "attachments themselves",
        {"contentType": "text/plain", "url": "https://clinic.example/Ana-Ruiz"},
    ),
    document(
        "the attachment's data is not base64; export it again",
        {"contentType": "text/plain", "data": "Ana called."},
    ),
    document(
        "the attachment's text is in no known character set; export it again in UTF-8",
        attached(b"Ana called \xe9", "text/plain; charset=us-ascii"),
    ),
    document(
        "the attachment's data is not base64; export it again",
        attached(b"%PDF", "application/pdf"),
        {"contentType": "text/plain", "data": "Ana called."},
    ),
    document("column 'text' is empty; put the note's text there", attached(b" ")),
]
