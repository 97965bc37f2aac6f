import copy
import json
import random
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.intake import IntakeError
from analyzer.intake.columns import understand
from analyzer.intake.fhir.looked_up import LOOKED_UP
from analyzer.intake.fhir.reader import open_fhir
from analyzer.intake.source import Source
from analyzer.settings import Columns, Intake, Settings

EXAMPLES = Path(__file__).parent / "examples"
R4 = json.loads((EXAMPLES / "r4_bundle.json").read_text(encoding="utf-8"))
R5 = json.loads((EXAMPLES / "r5_bundle.json").read_text(encoding="utf-8"))

PATIENT = {"patient id": "MRN-1001", "patient name": "Marta Jo Quill"}
NURSE = {"staff id": "STAFF-12", "staff name": "Oda Lindqvist"}
R4_CALL = {
    "note id": "NOTE-1",
    "text": "Pt called about the refill, upset that nobody rang back.\n\n"
    "Told her it is ready at the Café counter.",
    "timestamp": "2026-03-02T08:12:00-05:00",
    **NURSE,
    "role": "Triage nurse",
    "channel": "phone",
    "location": "North Clinic",
    **PATIENT,
    "case id": "CASE-9",
    "resource type": "Communication",
    "status": "completed",
    "category": "Call",
    "topic": "Refill",
}
R4_NOTE = {
    "note id": "DOC-1",
    "text": "Called back. She thanked us.",
    "timestamp": "2026-03-03T09:40:00.000Z",
    **NURSE,
    "role": "Registered nurse",
    "channel": "telephone encounter",
    "location": "North Clinic",
    **PATIENT,
    "case id": "CASE-9",
    "resource type": "DocumentReference",
    "status": "current",
    "docStatus": "final",
    "category": "Clinical Note",
    "document description": "Phone note",
}
R5_MESSAGE = {
    "note id": "Communication/c5",
    "text": "Question about a bill.\n\nWhy was I billed twice?",
    "timestamp": "2026-03-04T10:00:00+01:00",
    **NURSE,
    "role": "Registered nurse",
    "channel": "Patient portal message",
    "location": "Video room",
    **PATIENT,
    "case id": "e5",
    "resource type": "Communication",
    "status": "completed",
}
R5_NOTE = {
    "note id": "DOC-5",
    "text": "{\\rtf1\\ansi Seen by video, calm.\\par}",
    "timestamp": "2026-03-04T11:00:00+01:00",
    **NURSE,
    "role": "Triage nurse",
    "channel": "virtual",
    "location": "Video room",
    **PATIENT,
    "case id": "e5",
    "resource type": "DocumentReference",
    "status": "current",
    "docStatus": "final",
    "type": "Progress note",
}
R5_QUOTED = {
    "note id": "DocumentReference/quoted",
    "text": "Why was I billed twice?",
    "resource type": "DocumentReference",
    "status": "current",
}
MEND = "export the file again, or mend it there"


@pytest.fixture
def read(tmp_path):
    """Write files of these names and contents, and return the table that they are."""

    def read_files(files, **intake):
        sources = []
        for name, content in files.items():
            path = tmp_path / name
            data = content if isinstance(content, bytes) else content.encode()
            path.write_bytes(data)
            sources.append(Source(path, name))
        folder = tempfile.mkdtemp(dir=tmp_path)
        return open_fhir(sources, Settings(intake=Intake(**intake)), Path(folder))

    return read_files


def lines(*resources):
    return "".join(json.dumps(resource) + "\n" for resource in resources)


def resources_of(bundle):
    return [entry["resource"] for entry in bundle["entry"]]


def bundle_of(*resources):
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": resource} for resource in resources],
    }


def message(text="Called.", **elements):
    return {
        "resourceType": "Communication",
        "id": "1",
        "status": "completed",
        "payload": [{"contentString": text}],
        **elements,
    }


def values_of(table):
    return [dict(record.values) for record in table.records()]


def problems_of(table):
    return [(record.row, record.problem) for record in table.records()]


def test_the_examples_of_r4_and_r5(read):
    for bundle, expected in ((R4, [R4_CALL, R4_NOTE]), (R5, [R5_MESSAGE, R5_NOTE, R5_QUOTED])):
        table = read({"bundle.json": json.dumps(bundle, indent=2)})
        assert values_of(table) == expected
        for number, record in enumerate(table.records(), start=1):
            assert (record.row, record.problem, record.file) == (number, None, "bundle.json")
            assert record.raw is record.values


def test_the_columns_are_those_that_a_note_is_made_of(read):
    table = read({"r4.json": json.dumps(R4), "r5.json": json.dumps(R5)})
    fields = understand(table.columns, Columns(), "r4.json")
    assert fields == {
        field: field.replace("_", " ")
        for field in (
            "text",
            "note_id",
            "timestamp",
            "staff_id",
            "staff_name",
            "role",
            "channel",
            "location",
            "patient_id",
            "patient_name",
            "case_id",
        )
    }


def test_one_file_a_type_as_bulk_data_has_it_in_any_order(read):
    by_type = {}
    for resource in resources_of(R4):
        by_type.setdefault(f"{resource['resourceType']}.ndjson", []).append(resource)
    files = {name: lines(*resources) for name, resources in by_type.items()}
    for names in (sorted(files), sorted(files, reverse=True)):
        records = list(read({name: files[name] for name in names}).records())
        found = {record.file: (record.row, dict(record.values)) for record in records}
        assert found == {
            "Communication.ndjson": (1, R4_CALL),
            "DocumentReference.ndjson": (1, R4_NOTE),
        }


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(R4),
        json.dumps(R4, indent=1, ensure_ascii=False),
        json.dumps(R4).encode("utf-8-sig"),
        json.dumps(R4, indent=1, ensure_ascii=False).encode("utf-8-sig"),
        json.dumps(R4, indent=1, ensure_ascii=False).encode("utf-16"),
        json.dumps({"resourceType": "Bundle", "entry": R4["entry"]}, indent=1),
        json.dumps({"entry": R4["entry"], "total": 1e3, "resourceType": "Bundle"}, indent=1),
        json.dumps(bundle_of(R4), indent=1),
        json.dumps({**R4, "entry": []}).replace(
            "[]", "[\n" + ",\n".join(map(json.dumps, R4["entry"])) + "\n]"
        ),
        json.dumps(bundle_of(bundle_of(R4))),
        lines(*resources_of(R4)),
        lines(*resources_of(R4)).encode("utf-8-sig"),
        "\r\n\n" + lines(*resources_of(R4)).replace("\n", "\r\n\r\n"),
        lines(bundle_of(*resources_of(R4)[:1]), bundle_of(*resources_of(R4)[1:])),
        json.dumps(bundle_of(*resources_of(R4)[:1]), indent=1)
        + json.dumps(bundle_of(*resources_of(R4)[1:]), indent=1),
        "\n".join(json.dumps(resource, indent=2) for resource in resources_of(R4)),
    ],
)
def test_every_form_gives_the_same_notes(read, content):
    assert values_of(read({"export.json": content})) == [R4_CALL, R4_NOTE]


def test_a_single_resource(read):
    for indent in (None, 2):
        table = read({"note.json": json.dumps(message(), indent=indent)})
        assert values_of(table) == [
            {
                "note id": "Communication/1",
                "text": "Called.",
                "resource type": "Communication",
                "status": "completed",
            }
        ]


def test_rows_count_the_notes_of_each_file(read):
    others = resources_of(R4)[2:]
    files = {
        "a.ndjson": lines(others[0], message("a"), others[1], message("b")),
        "b.json": json.dumps(bundle_of(*others, message("c")), indent=1),
        "empty.ndjson": "",
        "blank.ndjson": "\n \n",
    }
    records = list(read(files).records())
    assert [(record.file, record.row, record.values["text"]) for record in records] == [
        ("a.ndjson", 1, "a"),
        ("a.ndjson", 2, "b"),
        ("b.json", 1, "c"),
    ]


def about(patient, name):
    """A patient, and a message about her."""
    subject = {"reference": f"Patient/{patient}"}
    person = {"resourceType": "Patient", "id": patient, "name": [{"text": name}]}
    return person, message(name, id=f"{patient}-{name}", subject=subject)


def patients_of(table):
    return {
        values["text"]: (values.get("patient id"), values.get("patient name"))
        for values in values_of(table)
    }


def test_two_exports_keep_their_own_patients(read):
    files = {"j1.ndjson": lines(*about("1", "Ana")), "j2.ndjson": lines(*about("1", "Bea"))}
    for names in (["j1.ndjson", "j2.ndjson"], ["j2.ndjson", "j1.ndjson"]):
        table = read({name: files[name] for name in names})
        assert patients_of(table) == {"Ana": ("1", "Ana"), "Bea": ("1", "Bea")}


@pytest.mark.parametrize(
    "names",
    [
        ["a/Patient.ndjson", "a/Note.ndjson", "b/Patient.ndjson", "b/Note.ndjson"],
        ["x.zip: Patient.ndjson", "x.zip: Note.ndjson", "y.zip: Patient.json", "y.zip: Note.json"],
        ["x.zip: a/P.json", "x.zip: a/N.json", "x.zip: b/P.json", "x.zip: b/N.json"],
        ["D:\\a\\P.json", "D:\\a\\N.json", "D:\\b\\P.json", "D:\\b\\N.json"],
    ],
)
def test_two_folders_or_archives_keep_their_own_patients(tmp_path, names):
    sources = []
    resources = [*about("1", "Ana"), *about("1", "Bea")]
    for number, (name, resource) in enumerate(zip(names, resources, strict=True)):
        path = tmp_path / str(number)
        path.write_text(lines(resource))
        sources.append(Source(path, name))
    table = open_fhir(sources, Settings(), tmp_path)
    assert patients_of(table) == {"Ana": ("1", "Ana"), "Bea": ("1", "Bea")}


def test_of_two_patients_that_are_equally_near_none_is_taken(read):
    ana, note = about("1", "Ana")
    bea, _ = about("1", "Bea")
    files = {"a.ndjson": lines(ana), "b.ndjson": lines(bea), "c.ndjson": lines(note)}
    assert patients_of(read(files)) == {"Ana": (None, None)}
    files["b.ndjson"] = lines(ana)
    assert patients_of(read(files)) == {"Ana": ("1", "Ana")}
    # the same person after she changed her name
    number = {"identifier": [{"system": "urn:mrn", "value": "M-1"}]}
    files |= {"a.ndjson": lines(ana | number), "b.ndjson": lines(bea | number)}
    assert patients_of(read(files)) == {"Ana": ("M-1", "Bea")}


def test_each_note_has_a_number_of_its_own(read):
    thread = {"identifier": [{"system": "urn:thread", "value": "T"}]}
    document = {
        "resourceType": "DocumentReference",
        "id": "1",
        "content": [{"attachment": {"contentType": "text/plain", "data": "Q2FsbGVkLg=="}}],
        "identifier": [{"system": "urn:b", "value": "17"}],
    }
    table = read(
        {
            "a.ndjson": lines(
                message("a", id="1", **thread),
                message("b", id="2", **thread),
                message("c", id="3", identifier=[{"system": "urn:a", "value": "17"}]),
                message("d", id="4", identifier=[{"value": " N-4 "}]),
                message("e", id="5", identifier=[{"value": "Communication/6"}]),
                message("f", id="6"),
                message("g", id="6"),
            ),
            "b.ndjson": lines(document),
        }
    )
    assert [values["note id"] for values in values_of(table)] == [
        "Communication/1",
        "Communication/2",
        "Communication/3",
        "N-4",
        "Communication/5",
        "Communication/6",
        "Communication/6",  # another version
        "DocumentReference/1",
    ]


def test_the_number_of_a_document_stays_when_it_is_replaced(read):
    number = {"identifier": [{"value": "D-1"}]}
    old = message("old", id="1", status="entered-in-error", **number)
    table = read({"a.ndjson": lines(old, message("new", id="2", **number))})
    assert values_of(table) == [
        {},
        {
            "note id": "D-1",
            "text": "new",
            "resource type": "Communication",
            "status": "completed",
        },
    ]


@pytest.mark.parametrize("empty", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \n\r\n"])
def test_an_empty_file_among_others_is_passed_over(read, empty):
    for name in ("Location.ndjson", "Location.json", "DocumentReference.fhir"):
        table = read({name: empty, "c.ndjson": lines(message("a"))})
        assert [values["text"] for values in values_of(table)] == ["a"]


def test_damaged_lines_are_rows_with_a_problem(read):
    damaged = [
        '{"resourceType": "Communication", "status": ',
        '["Communication"]',
        '{"id": "2"}',
        '{"resourceType": 7}',
        '{"resourceType": "Communication", "priority": NaN}',
        '{"resourceType": "Communication", "extension": ' + "[" * 150 + "]" * 150 + "}",
        "[" * 100_000,
        '{"size": ' + "9" * 5_000 + "}",
        json.dumps({"resourceType": "Bundle", "entry": {"resource": message()}}),
        json.dumps({"resourceType": "Bundle", "entry": ["x", {"resource": "x"}, {"fullUrl": "x"}]}),
    ]
    content = lines(message("first")) + "\n" + "\n".join(damaged) + "\n" + lines(message("last"))
    table = read({"c.ndjson": content})
    assert [dict(r.values).get("text") for r in table.records() if not r.problem] == [
        "first",
        "last",
    ]
    no_resource = f"is no FHIR resource (a JSON object with a resourceType); {MEND}"
    assert problems_of(table) == [
        (1, None),
        (2, f"line 3 is not valid JSON; {MEND}"),
        (3, f"line 4 {no_resource}"),
        (4, f"line 5 {no_resource}"),
        (5, f"line 6 {no_resource}"),
        (6, f"line 7 is not valid JSON; {MEND}"),
        (7, f"line 8 is nested more than 100 levels deep; {MEND}"),
        (8, f"line 9 is not valid JSON; {MEND}"),
        (9, f"line 10 is not valid JSON; {MEND}"),
        (10, f"line 11 is a Bundle whose entry is no list; {MEND}"),
        (11, f"line 12, entry 1 is no entry of a Bundle (a JSON object); {MEND}"),
        (12, f"line 12, entry 2 {no_resource}"),
        (13, None),
    ]
    raw = [record.raw for record in table.records()]
    assert raw[1] == damaged[0].rstrip()
    assert raw[2:5] == [["Communication"], {"id": "2"}, {"resourceType": 7}]
    assert raw[6] == damaged[5]


def test_damaged_entries_of_a_bundle_are_rows_with_a_problem(read):
    bundle = bundle_of(message("first"), "x", {"id": "7"}, message("last"))
    bundle["entry"].insert(1, 7)
    bundle["entry"].insert(2, {"response": {"status": "201"}})
    assert problems_of(read({"b.json": json.dumps(bundle, indent=1)})) == [
        (1, None),
        (2, f"entry 2 is no entry of a Bundle (a JSON object); {MEND}"),
        (3, f"entry 4 is no FHIR resource (a JSON object with a resourceType); {MEND}"),
        (4, f"entry 5 is no FHIR resource (a JSON object with a resourceType); {MEND}"),
        (5, None),
    ]


def test_a_line_that_is_too_long_costs_itself_alone(read, monkeypatch):
    monkeypatch.setattr("analyzer.intake.fhir.resources.LONGEST_LINE", 2_000)
    monkeypatch.setattr("analyzer.intake.encoding.LONGEST_LINE", 2_000)
    page = {"resourceType": "Binary", "id": "page", "data": "A" * 9_000}
    content = lines(page, message("first"), message("x" * 3_000), page, message("last"))
    table = read({"c.ndjson": content})
    assert problems_of(table) == [
        (1, None),
        (2, f"line 3 is longer than 2,000 characters; {MEND}"),
        (3, None),
    ]
    assert [len(r.raw) for r in table.records() if r.problem] == [1_000]


def test_what_a_problem_row_shows_is_the_resource(read):
    withdrawn = message(status="entered-in-error", extension=[{"valueDecimal": 0.25}])
    for content in (lines(withdrawn), json.dumps(withdrawn, indent=1)):
        (record,) = read({"c.json": content}).records()
        assert record.raw == withdrawn
        assert dict(record.values) == {}
    huge = json.dumps(withdrawn, indent=1).replace("0.25", "1e999")
    for content in (huge, " ".join(huge.split())):
        (record,) = read({"c.json": content}).records()
        assert record.raw["extension"] in (
            [{"valueDecimal": "1e999"}],
            [{"valueDecimal": "1E+999"}],
        )


def test_half_an_emoji_and_bytes_that_are_no_characters_cost_no_other_note(read):
    cut = json.dumps(bundle_of(message("smile \ud83d"), message("ok \U0001f600 \\ud83d")), indent=1)
    damaged = json.dumps(bundle_of(message("caf#"), message("éé")), indent=1, ensure_ascii=False)
    assert [values["text"] for values in values_of(read({"b.json": cut}))] == [
        "smile \ufffd",
        "ok \U0001f600 \\ud83d",
    ]
    content = damaged.encode().replace(b"#", b"\xff")
    assert [values["text"] for values in values_of(read({"b.json": content}))] == [
        "caf\ufffd",
        "éé",
    ]


@pytest.mark.parametrize("backslashes", range(1, 40))
def test_escapes_at_the_end_of_a_block(read, backslashes):
    text = "x" * 65_480 + "\\" * backslashes + "\U0001f600\ud83d"
    table = read({"b.json": json.dumps(message(text), indent=1)})
    assert values_of(table)[0]["text"] == text.replace("\ud83d", "\ufffd")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (
            "{",
            "b.json breaks off; export it again.",
        ),
        (
            json.dumps(R4, indent=1)[:5_000],
            "b.json breaks off after note 2; export it again.",
        ),
        (
            json.dumps(message(), indent=1).replace(":", "", 1),
            "b.json is not valid JSON; export it again.",
        ),
        (
            '{\n"resourceType": "Communication", "size": ' + "9" * 5_000 + "}",
            "b.json holds a number of more than 640 digits, so it may be damaged; export it again.",
        ),
        (
            "[" * 100_000,
            "b.json is nested more than 100 levels deep, as no FHIR export is; export it again.",
        ),
        (
            json.dumps(bundle_of(), indent=1) + json.dumps(message(), indent=1),
            "b.json holds Bundles and single resources one after another; "
            "export it as NDJSON, one resource a line.",
        ),
        (
            json.dumps({"resourceType": "Bundle", "entry": {"resource": message()}}, indent=1),
            "b.json holds a Bundle whose entry is no list; export it again.",
        ),
        (
            json.dumps(bundle_of(*resources_of(R4)[2:])),
            "b.json holds no Communication or DocumentReference, which are the notes of FHIR; "
            "export them too.",
        ),
        (
            "",
            "b.json holds no Communication or DocumentReference, which are the notes of FHIR; "
            "export them too.",
        ),
        (
            '[\n{"note": "a"}\n]',
            "b.json holds no Communication or DocumentReference, which are the notes of FHIR; "
            "export them too.",
        ),
    ],
)
def test_files_that_cannot_be_read(read, content, error):
    with pytest.raises(IntakeError) as raised:
        read({"b.json": content})
    assert str(raised.value) == error


def test_files_without_a_note_and_files_that_are_not_there(read, tmp_path):
    with pytest.raises(IntakeError) as raised:
        read({"Patient.ndjson": lines({"resourceType": "Patient"}), "Location.ndjson": ""})
    assert str(raised.value) == (
        "Patient.ndjson and 1 more of FHIR hold no Communication or DocumentReference, which are "
        "the notes of FHIR; export them too."
    )
    missing = Source(tmp_path / "none.ndjson", "none.ndjson")
    with pytest.raises(IntakeError) as raised:
        open_fhir([missing], Settings(), tmp_path)
    assert str(raised.value) == (
        "none.ndjson cannot be read: No such file or directory; check that it is still there, and "
        "try again."
    )


def test_a_temporary_folder_that_cannot_be_written(tmp_path):
    path = tmp_path / "c.ndjson"
    path.write_text(lines(message()))
    with pytest.raises(IntakeError) as raised:
        open_fhir([Source(path, "c.ndjson")], Settings(), tmp_path / "none")
    assert str(raised.value) == (
        "c.ndjson cannot be read, because the temporary folder cannot be written "
        "(OperationalError); see that there is space on the disk."
    )


def test_more_resources_than_a_file_may_hold(read):
    content = lines(message("a"), message("b"), message("c"))
    assert len(values_of(read({"c.ndjson": content}, rows_per_file=3))) == 3
    with pytest.raises(IntakeError) as raised:
        read({"c.ndjson": content}, rows_per_file=2)
    assert str(raised.value) == (
        "c.ndjson holds more than 2 resources; export it in parts, or raise [intake] rows_per_file "
        "in analyzer.toml."
    )


def test_a_resource_that_is_too_long_for_a_document(read, monkeypatch):
    monkeypatch.setattr("analyzer.intake.fhir.documents.LONGEST_LINE", 3_000_000)
    many = [message("x" * 20_000) for _ in range(300)]
    assert len(values_of(read({"b.json": json.dumps(bundle_of(*many), indent=1)}))) == 300
    for content in (
        json.dumps(bundle_of(message("x" * 6_000_000)), indent=1),
        json.dumps(message(note=[{"text": "x" * 20_000}] * 300), indent=1),
        json.dumps({"entry": ["x" * 20_000] * 300, "resourceType": "Patient"}, indent=1),
    ):
        with pytest.raises(IntakeError) as raised:
            read({"b.json": content})
        assert str(raised.value) == (
            "b.json holds a resource of more than 3,000,000 bytes, which is no note; "
            "export it as NDJSON, one resource a line, where it can be passed over."
        )


ODD = (
    None,
    0,
    -7,
    10**30,
    1.5,
    True,
    "",
    " ",
    "x",
    "#x",
    "Patient/p1",
    [],
    [[]],
    [None],
    {},
    {"id": 7},
)


def nodes_of(value):
    """Return the place of each node below a value: what holds it, and its key."""
    found = []
    for key in value if isinstance(value, dict) else range(len(value)):
        found.append((value, key))
        if isinstance(value[key], (dict, list)):
            found += nodes_of(value[key])
    return found


def damaged_by(chance, resources, times):
    for _ in range(times):
        holder, key = chance.choice(nodes_of(resources))
        if holder is resources or key == "resourceType":
            continue
        if isinstance(holder, dict) and chance.random() < 0.3:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(chance.choice(ODD))
    return resources


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 12), st.sampled_from([R4, R5]), st.booleans())
def test_odd_elements_lose_no_note(seed, times, bundle, in_lines):
    resources = damaged_by(random.Random(seed), copy.deepcopy(resources_of(bundle)), times)
    notes = [r for r in resources if r["resourceType"] in ("Communication", "DocumentReference")]
    content = lines(*resources) if in_lines else json.dumps(bundle_of(*resources), indent=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        path.write_text(content)
        table = open_fhir([Source(path, "export")], Settings(), Path(folder))
        records = list(table.records())
    assert len(records) == len(notes)
    assert [record.row for record in records] == list(range(1, len(notes) + 1))
    for record, note in zip(records, notes, strict=True):
        assert set(record.values) <= set(table.columns)
        assert all(isinstance(value, str) for value in record.values.values())
        if "text" not in record.values:
            assert {name: record.raw[name] for name in record.raw if name != LOOKED_UP} == note
        assert ("text" in record.values) == (record.problem is None)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6), st.booleans())
def test_any_bytes_give_records_or_a_sentence(seed, times, in_lines):
    chance = random.Random(seed)
    content = lines(*resources_of(R4)) if in_lines else json.dumps(R4, indent=1)
    data = bytearray(content.encode())
    for _ in range(times):
        at = chance.randrange(len(data))
        if chance.random() < 0.2:
            del data[at:]
        elif chance.random() < 0.5:
            data[at : at + 1] = chance.choice([b"", b'"', b"{", b"]", b"\\", b"\xff", b"\0", b"\n"])
        else:
            data[at] = chance.randrange(256)
        data = data or bytearray(b"{")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        path.write_bytes(data)
        with suppress(IntakeError):
            table = open_fhir([Source(path, "the export")], Settings(), Path(folder))
            assert all(record.problem or "text" in record.values for record in table.records())
