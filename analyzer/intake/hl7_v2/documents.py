"""A document that is sent inside an HL7 message (data type ED)."""

import base64

from analyzer.intake.data import key, load
from analyzer.intake.encoding import marked_encoding
from analyzer.intake.errors import BadRow
from analyzer.intake.hl7_v2.escapes import Marks, unescape

_KNOWN: dict[str, frozenset[str]] = {
    name: frozenset(map(key, codes))
    for name, codes in load("hl7_v2/codes.toml")["documents"].items()
}


def text_of_document(field: str, marks: Marks, place: str) -> str | None:
    """Return the text, HTML or RTF of a document; None where it is something else, such as a PDF.

    ``field`` is OBX-5 as it stands: source, type, subtype, encoding (Base64, Hex, or A for none)
    and data. ``place`` names the segment.
    Raises BadRow where the data is not what the encoding says.

    >>> from analyzer.intake.hl7_v2.escapes import USUAL
    >>> text_of_document("^TEXT^PLAIN^Base64^Q2FsbGVkLg==", USUAL, "OBX 1")
    'Called.'
    """
    if not field:
        return ""
    _, kind, subtype, encoding, data = (*field.split(marks.component, 4), "", "", "", "")[:5]
    kind, subtype, encoding = map(key, (kind, subtype, encoding))
    known = subtype in _KNOWN["subtypes"] if subtype else kind in _KNOWN["text_types"]
    if kind not in _KNOWN["types"] or not known:
        return None
    data = unescape(data, marks)
    if encoding in ("", "a"):
        return data
    try:
        if encoding == "base64":
            return _decoded(base64.b64decode("".join(data.split()), validate=True))
        if encoding == "hex":
            return _decoded(bytes.fromhex(data))
    except ValueError:
        pass
    raise BadRow(
        f"segment {place} holds a document whose data is not in the encoding that it says "
        "(Base64, Hex or A); export the message again"
    )


def _decoded(data: bytes) -> str:
    if marked := marked_encoding(data[:4]):
        return data.decode(*marked)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "surrogateescape")
