import base64
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake.errors import BadRow
from analyzer.intake.fhir.attachments import Attachments
from analyzer.intake.fhir.references import References, Resource

LONGEST = 100
PLAIN = "text/plain"


@pytest.fixture
def attachments(tmp_path):
    with closing(References(tmp_path / "index", 20 * LONGEST)) as references:
        for resource in KNOWN:
            references.add(Resource(resource))
        yield Attachments(references, LONGEST)


def base64_of(text, encoding="utf-8"):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return base64.b64encode(data).decode()


def attached(text, content_type=PLAIN, encoding="utf-8"):
    return {"contentType": content_type, "data": base64_of(text, encoding)}


def binary(id, text, content_type=PLAIN):
    return {"resourceType": "Binary", "id": id, **attached(text, content_type)}


KNOWN = [
    binary("note", "Called back."),
    binary("picture", "x", "image/png"),
    binary("long", "x" * 2_000),
    {"resourceType": "Binary", "id": "empty", "contentType": PLAIN},
    {
        "resourceType": "DocumentReference",
        "id": "d1",
        "content": [{"attachment": {"contentType": PLAIN, "url": "#in"}}],
        "contained": [binary("in", "Quoted.")],
    },
    {"resourceType": "DocumentReference", "id": "d2", "content": []},
    {"resourceType": "Location", "id": "l1", "name": "North"},
]


def payload_text(attachments, *payloads, **elements):
    body = {"resourceType": "Communication", "payload": list(payloads), **elements}
    return attachments.of_payloads(Resource(body))


def content_text(attachments, *contents, **elements):
    body = {"content": [{"attachment": content} for content in contents], **elements}
    return attachments.of_contents(Resource(body)).text


def problem_of(call, *arguments, **elements):
    with pytest.raises(BadRow) as raised:
        call(*arguments, **elements)
    return str(raised.value)


ONLY = "export the note as text/plain, text/html or RTF"
NO_PAYLOAD = (
    "the Communication has no payload with a text; export the text of its payloads too, or leave "
    "it out of the export"
)
NO_CONTENT = (
    "the DocumentReference has no content with an attachment; export its attachments too, or leave "
    "it out of the export"
)
OUTSIDE = (
    "the attachment's url leads outside the export; export Binary too, "
    "or the texts in the attachments themselves"
)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"contentString": " as it is \r\n"}, " as it is \r\n"),
        ({"contentAttachment": attached("a\nb")}, "a\nb"),
        ({"contentAttachment": attached("<p>a</p>", "text/html")}, "<p>a</p>"),
        ({"contentAttachment": attached("{\\rtf1 a}", "application/rtf")}, "{\\rtf1 a}"),
        ({"contentAttachment": {"contentType": PLAIN, "url": "Binary/note"}}, "Called back."),
        ({"contentAttachment": {"url": "Binary/note/_history/1"}}, "Called back."),
        ({"contentReference": {"reference": "Binary/note"}}, "Called back."),
        ({"contentReference": {"reference": "DocumentReference/d1"}}, "Quoted."),
        ({"contentReference": {"reference": "#c"}}, "Contained."),
        ({"contentCodeableConcept": {"text": "Reminder"}}, "Reminder"),
        ({"contentCodeableConcept": {"coding": [{"code": "r", "display": "Due"}]}}, "Due"),
    ],
)
def test_what_a_payload_may_be(attachments, payload, expected):
    contained = [binary("c", "Contained.")]
    assert payload_text(attachments, payload, contained=contained) == expected


def test_several_payloads_are_joined_as_plain_text(attachments):
    assert (
        payload_text(
            attachments,
            {"contentString": "One, BP <120/80."},
            {"contentAttachment": attached("<p>Two &amp; <b>three</b></p>", "text/html")},
            {"contentAttachment": attached("{\\rtf1\\ansi Four.}", "text/rtf")},
            {"contentAttachment": attached("jpeg", "image/jpeg")},
            {"contentReference": {"reference": "Observation/gone"}},
            {"contentReference": {"reference": "Binary/picture"}},
            {},
            {"contentString": "Five."},
        )
        == "One, BP <120/80.\n\nTwo & three\n\nFour.\n\nFive."
    )


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        ({}, NO_PAYLOAD),
        ({"contentString": "  "}, NO_PAYLOAD),
        ({"contentString": {"text": "odd"}}, NO_PAYLOAD),
        ({"contentCodeableConcept": {"coding": [{"code": "r"}]}}, NO_PAYLOAD),
        (
            {"contentAttachment": attached("x", "application/pdf")},
            f"the attachment is application/pdf; {ONLY}",
        ),
        (
            {"contentAttachment": {"contentType": "image/png", "url": "https://x.example/1.png"}},
            f"the attachment is image/png; {ONLY}",
        ),
        (
            {"contentAttachment": {"data": base64_of("x")}},
            f"the attachment is of no known content type; {ONLY}",
        ),
        (
            {"contentAttachment": attached("x", "Marta Quill, born 1961")},
            f"the attachment is of no known content type; {ONLY}",
        ),
        (
            {"contentReference": {"reference": "Binary/picture"}},
            f"the attachment is image/png; {ONLY}",
        ),
        (
            {"contentReference": {"reference": "Binary/gone"}},
            "the payload refers to a resource that is not in the export; "
            "export Binary and DocumentReference too",
        ),
        (
            {"contentReference": {"reference": "Location/l1"}},
            "the payload refers to a resource that is neither a Binary nor a DocumentReference; "
            "export the text in one of them",
        ),
        (
            {"contentReference": {"reference": "DocumentReference/d2"}},
            NO_CONTENT,
        ),
    ],
)
def test_payloads_without_a_text(attachments, payload, problem):
    assert problem_of(payload_text, attachments, payload) == problem


@pytest.mark.parametrize(
    ("attachment", "problem"),
    [
        ({"contentType": PLAIN, "url": "https://x.example/1.txt"}, OUTSIDE),
        ({"contentType": PLAIN, "url": "Location/l1"}, OUTSIDE),
        ({"contentType": PLAIN, "url": "#gone"}, OUTSIDE),
        (
            {"contentType": PLAIN, "data": "not base64"},
            "the attachment's data is not base64; export it again",
        ),
        (
            {"contentType": PLAIN, "data": "Q2FsbGVkL"},
            "the attachment's data is not base64; export it again",
        ),
        (
            {"contentType": PLAIN, "data": "Q2Fsb\u00e9==\ud83d"},
            "the attachment's data is not base64; export it again",
        ),
        (
            attached(b"\x81\x8d", PLAIN),
            "the attachment's text is in no known character set; export it again in UTF-8",
        ),
        (
            attached(b"caf\xe9", "text/plain; charset=us-ascii"),
            "the attachment's text is in no known character set; export it again in UTF-8",
        ),
        (
            attached(b"caf\xe9", "text/plain; charset=hex"),
            "the attachment's text is in no known character set; export it again in UTF-8",
        ),
        (
            {"contentType": PLAIN},
            "the attachment holds no data; export the texts of the attachments too",
        ),
        (
            {"contentType": PLAIN, "data": 1234},
            "the attachment holds no data; export the texts of the attachments too",
        ),
        (
            {"contentType": PLAIN, "url": "Binary/empty"},
            "the attachment holds no data; export the texts of the attachments too",
        ),
        (
            attached("x" * 1_501),
            "the attachment is longer than 2,000 characters of base64, "
            "20 times [intake] characters_per_note; raise that in analyzer.toml if it is one note",
        ),
        (
            {"contentType": PLAIN, "url": "Binary/long"},
            "the attachment is longer than 2,000 characters of base64, "
            "20 times [intake] characters_per_note; raise that in analyzer.toml if it is one note",
        ),
    ],
)
def test_a_text_that_cannot_be_read_is_not_left_out(attachments, attachment, problem):
    assert problem_of(content_text, attachments, attachment) == problem
    others = {"contentString": "before"}, {"contentAttachment": attachment}
    assert problem_of(payload_text, attachments, *others) == problem


def test_a_document_in_several_forms(attachments):
    rtf = attached("{\\rtf1 r}", "text/rtf")
    html = attached("<p>h</p>", "text/html")
    plain = attached("p")
    pdf = attached("x", "application/pdf")
    broken = {"contentType": PLAIN, "data": "?"}
    assert content_text(attachments, rtf, pdf, html, plain, broken) == "p"
    assert content_text(attachments, broken, pdf, rtf, html) == "<p>h</p>"
    assert content_text(attachments, attached(" "), rtf) == "{\\rtf1 r}"
    assert content_text(attachments, attached("<p>x</p>", "application/xhtml+xml")) == "<p>x</p>"
    assert problem_of(content_text, attachments, pdf, broken) == (
        "the attachment's data is not base64; export it again"
    )
    assert problem_of(content_text, attachments, pdf) == (
        f"the attachment is application/pdf; {ONLY}"
    )
    assert problem_of(content_text, attachments) == NO_CONTENT
    with_contained = content_text(
        attachments, {"url": "#c", "contentType": "text/html"}, contained=[binary("c", "In.")]
    )
    assert with_contained == "In."


@pytest.mark.parametrize(
    ("data", "content_type", "expected"),
    [
        ("café".encode(), PLAIN, "café"),
        ("café".encode("utf-8-sig"), PLAIN, "café"),
        ("café".encode("utf-16"), PLAIN, "café"),
        ("café – x".encode("cp1252"), PLAIN, "café – x"),
        ("café".encode("latin-1"), "text/plain; charset=ISO-8859-1", "café"),
        ("żółw".encode("iso-8859-2"), 'text/plain;format=flowed; charset="iso-8859-2"', "żółw"),
        ("café".encode("utf-16-le"), "text/plain;charset=utf-16LE", "café"),
        ("café".encode(), "text/plain; charset=us-ascii", "café"),
        ("café".encode(), "text/plain; charset=x-unknown", "café"),
        ("café".encode(), "TEXT/Plain ; Charset = UTF8", "café"),
    ],
)
def test_character_sets(attachments, data, content_type, expected):
    assert content_text(attachments, attached(data, content_type)) == expected


def test_base64_may_be_cut_into_lines(attachments):
    data = base64_of("x" * 90)
    cut = "\r\n ".join(data[at : at + 40] for at in range(0, len(data), 40))
    assert content_text(attachments, {"contentType": PLAIN, "data": cut}) == "x" * 90


@given(st.text(max_size=100))
def test_any_text_comes_back(text):
    for content_type in (PLAIN, "text/html;charset=utf-8"):
        attachments = Attachments(References(":memory:", 0), LONGEST)
        found = content_text(attachments, attached(text.encode("utf-8"), content_type))
        assert found == text
