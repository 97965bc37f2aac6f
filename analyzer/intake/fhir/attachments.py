"""The text in the payloads and attachments of FHIR notes."""

import base64
import binascii
import codecs
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from analyzer.intake.bodies.plain import plain_text
from analyzer.intake.data import key, load
from analyzer.intake.errors import BadRow
from analyzer.intake.fhir.elements import concept_text, objects, text
from analyzer.intake.fhir.references import References, Resource
from analyzer.settings import FILE_NAME

_READ: dict[str, str] = load("fhir/codes.toml")["content_types"]
_KINDS = tuple(dict.fromkeys(_READ.values()))
_CHARSETS = {key(name): name for name in load("fhir/codes.toml")["charsets"]}
_CONTENT_TYPE = re.compile(r"\s*(?P<type>[\w.+-]{1,60}/[\w.+-]{1,80})\s*(?:;|$)")
_CHARSET = re.compile(r'charset\s*=\s*"?(?P<name>[\w.:+-]+)', re.IGNORECASE)

BASE64_PER_CHARACTER = 20
"""Characters of base64 that an attachment may have for each that a note may have: HTML and RTF are
many times as long as the text in them."""


class NotText(BadRow):
    """What a note holds beside its text, such as a picture; the message says what it is."""


class Body(NamedTuple):
    """A text as it was sent, and its ``kind``: plain, html or rtf."""

    text: str
    kind: str


class Attachments:
    """Reads texts, with ``references`` to find those that stand elsewhere in the export, and
    of at most so many characters of base64 as ``longest``, a note's most characters, allows."""

    def __init__(self, references: References, longest: int) -> None:
        self._references = references
        self._most = BASE64_PER_CHARACTER * longest

    def of_payloads(self, communication: Resource) -> str:
        """Return the texts of a Communication's payloads, a blank line between them; what is not
        text stands beside them and is passed over.

        Raises BadRow where one is text and cannot be read, and where there is none.
        """
        bodies: list[Body] = []
        beside: NotText | None = None
        for payload in objects(communication.body, "payload"):
            try:
                bodies.extend(self._of_payload(payload, communication))
            except NotText as error:
                beside = beside or error
        if not bodies:
            raise beside or BadRow(
                "the Communication has no payload with a text; export the text of its payloads "
                "too, or leave it out of the export"
            )
        if len(bodies) == 1:
            return bodies[0].text
        return "\n\n".join(_as_plain(body) for body in bodies)

    def of_contents(self, document: Resource) -> Body:
        """Return the text of a DocumentReference. Its contents are one document in several forms:
        the plain one is taken, else HTML, else RTF.

        Raises BadRow where none can be read.
        """
        found: list[Body] = []
        wrong: list[BadRow] = []
        for attachment in objects(document.body, "content", "attachment"):
            try:
                found.append(self._of_attachment(attachment, document))
            except BadRow as error:
                wrong.append(error)
        if found:
            return min(found, key=lambda body: (not body.text.strip(), _KINDS.index(body.kind)))
        if wrong:
            raise min(wrong, key=lambda error: isinstance(error, NotText))
        raise BadRow(
            "the DocumentReference has no content with an attachment; export its attachments too, "
            "or leave it out of the export"
        )

    def _of_payload(self, payload: Mapping[str, object], origin: Resource) -> Iterator[Body]:
        if string := text(payload, "contentString"):
            yield Body(string, "plain")
        for attachment in objects(payload, "contentAttachment"):
            yield self._of_attachment(attachment, origin)
        for reference in objects(payload, "contentReference"):
            yield self._of_reference(text(reference, "reference") or "", origin)
        for concept in objects(payload, "contentCodeableConcept"):
            if words := concept_text(concept):
                yield Body(words, "plain")

    def _of_reference(self, address: str, origin: Resource) -> Body:
        target = self._references.find(address, origin)
        kind = target and target.body.get("resourceType")
        if target and kind == "Binary":
            return self._of_attachment(target.body, target)
        if target and kind == "DocumentReference":
            return self.of_contents(target)
        if target:
            raise NotText(
                "the payload refers to a resource that is neither a Binary nor a "
                "DocumentReference; export the text in one of them"
            )
        raise NotText(
            "the payload refers to a resource that is not in the export; "
            "export Binary and DocumentReference too"
        )

    def _of_attachment(self, attachment: Mapping[str, object], origin: Resource) -> Body:
        content_type = text(attachment, "contentType")
        data = attachment.get("data")
        if not isinstance(data, str) and (url := text(attachment, "url")):
            target = self._references.find(url, origin)
            if target and target.body.get("resourceType") == "Binary":
                content_type = text(target.body, "contentType") or content_type
                data = target.body.get("data")
            elif kind_of(content_type):
                raise BadRow(
                    "the attachment's url leads outside the export; export Binary too, "
                    "or the texts in the attachments themselves"
                )
        kind = kind_of(content_type)
        if not kind:
            raise NotText(
                f"the attachment is {_shown(content_type)}; "
                "export the note as text/plain, text/html or RTF"
            )
        if not isinstance(data, str):
            raise BadRow("the attachment holds no data; export the texts of the attachments too")
        if len(data) > self._most:
            raise BadRow(
                f"the attachment is longer than {self._most:,} characters of base64, "
                f"{BASE64_PER_CHARACTER} times [intake] characters_per_note; raise that in "
                f"{FILE_NAME} if it is one note"
            )
        return Body(_decoded(data, content_type or ""), kind)


def kind_of(content_type: str | None) -> str | None:
    """Return plain, html or rtf for a content type that is read, None for others.

    >>> kind_of('text/HTML; charset="utf-8"'), kind_of("image/png")
    ('html', None)
    """
    match = _CONTENT_TYPE.match(content_type or "")
    return _READ.get(match["type"].casefold()) if match else None


def _shown(content_type: str | None) -> str:
    """Return a content type for a message, where it is one and no other text."""
    match = _CONTENT_TYPE.match(content_type or "")
    return match["type"] if match else "of no known content type"


def _decoded(data: str, content_type: str) -> str:
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        raise BadRow("the attachment's data is not base64; export it again") from None
    for charset in _charsets(raw, content_type):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    raise BadRow("the attachment's text is in no known character set; export it again in UTF-8")


def _charsets(raw: bytes, content_type: str) -> tuple[str, ...]:
    """Return the character sets to try: the one that is named, else what most systems write.
    Where the name is wrong it is UTF-8 that was meant."""
    if raw.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    named = _CHARSET.search(content_type)
    if not named:
        utf_16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return ("utf-16",) if utf_16 else ("utf-8", "cp1252")
    charset = _CHARSETS.get(key(named["name"]))
    return (charset, "utf-8") if charset else ("utf-8",)


def _as_plain(body: Body) -> str:
    return body.text if body.kind == "plain" else plain_text(body.text, html=body.kind == "html")
