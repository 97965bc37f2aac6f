"""JSON documents and JSON Lines."""

import json

from intake_messages.case import large, refused, rejected

NOTE = {"mrn": 4471, "text": "Ana called."}
ONE_A_NOTE = "export it with one object a note"
PLACES = "export one of them by itself, or name the column of its text under [columns] text in"

CASES = [
    refused(
        "visits.json breaks off after note 1; export it again.",
        {"visits.json": json.dumps([NOTE, NOTE])[:-4]},
    ),
    refused(
        "visits.json is not valid JSON after note 1; export it again.",
        {"visits.json": json.dumps([NOTE]) + " Ana called."},
    ),
    refused(
        "visits.json holds a value that cannot be read after note 1 (InvalidOperation); export it "
        "again.",
        {"visits.json": json.dumps([NOTE])[:-1] + ', {"size": 1e99999999999999999999}]'},
    ),
    refused(
        "visits.json holds a number of more than 640 digits, so it may be damaged; export it "
        "again.",
        {"visits.json": f'[{{"text": "Ana called.", "size": {"9" * 641}}}]'},
    ),
    refused(
        f"visits.json holds a value of more than 16,777,216 bytes, so it is no list of notes; "
        f"{ONE_A_NOTE}.",
        {"visits.json": large(lambda: '[{"text": "' + "x" * 17_000_000)},
    ),
    refused(
        f"visits.json holds a value of more than 16,777,216 bytes, so it is no list of notes; "
        f"{ONE_A_NOTE}.",
        {"visits.json": large(lambda: '[{"text": "' + ("x" * 1_000 + '\\"') * 17_000)},
    ),
    refused(
        f"visits.json holds an object of more than 16,777,216 bytes, so it is no list of notes; "
        f"{ONE_A_NOTE}.",
        {"visits.json": large(lambda: json.dumps([NOTE | {"sizes": ["x" * 1_000] * 18_000}]))},
    ),
    refused(
        "visits.json holds objects or lists more than 100 deep in one another, so it is no list of "
        f"notes; {ONE_A_NOTE}.",
        {"visits.json": "[" * 101},
    ),
    refused(
        f"visits.json holds more than 20,000 names of fields, so it is no list of notes; "
        f"{ONE_A_NOTE} and the same names in each.",
        {"visits.json": json.dumps({str(number): "Ana called." for number in range(20_001)})},
    ),
    refused(
        "visits.json holds no JSON object; export it as a list with one object a note.",
        {"visits.json": '["Ana called."]'},
    ),
    refused(
        "visits.json holds the notes in lists within another list; export them as one list with "
        "one object a note.",
        {"visits.json": json.dumps({"patients": [{"mrn": 4471, "notes": [NOTE]}]})},
    ),
    refused(
        f"visits.json holds the notes in more than one place, 'march' and 'april'; {PLACES} "
        "analyzer.toml.",
        {"visits.json": json.dumps({"march": [NOTE], "april": [NOTE]})},
    ),
    refused(
        f"visits.json holds the notes in more than one place, 2 lists of objects; {PLACES} "
        "analyzer.toml.",
        {"visits.json": json.dumps({"Ana Ruiz": [NOTE], "Ana": [NOTE]})},
    ),
    refused(
        "visits.json holds the notes in more than one place, the document itself and 'notes'; "
        f"{PLACES} analyzer.toml.",
        {"visits.json": json.dumps({"message": "Done", "notes": [NOTE]}) + json.dumps(NOTE)},
    ),
    refused(
        "visits.json has more than 2 rows; export fewer days at a time, or raise [intake] "
        "rows_per_file in analyzer.toml.",
        {"visits.json": json.dumps([NOTE] * 3)},
        settings={"intake": {"rows_per_file": 2}},
    ),
    refused(
        f"visits.json holds the notes in more than one place, the document itself and 1 list of "
        f"objects; {PLACES} analyzer.toml.",
        {"visits.json": json.dumps(NOTE | {"Ana Ruiz": [NOTE]})},
    ),
    refused(
        f"visits.jsonl holds the notes in lists within its objects; {ONE_A_NOTE}.",
        {"visits.jsonl": json.dumps({"mrn": 4471, "notes": [NOTE]})},
    ),
    refused(
        "visits.jsonl holds no line that is a JSON object; export it with one object a line.",
        {"visits.jsonl": '"Ana called."\n'},
    ),
    refused(
        f"visits.jsonl holds more than 20,000 names of fields, so it is no list of notes; "
        f"{ONE_A_NOTE} and the same names in each.",
        {"visits.jsonl": json.dumps({str(number): "Ana called." for number in range(20_001)})},
    ),
    rejected(
        "the entry is not a JSON object; export one object a note",
        {"visits.json": json.dumps([NOTE, "Ana called."])},
    ),
    rejected(
        "the line is not valid JSON; export it again or mend it",
        {"visits.jsonl": json.dumps(NOTE) + '\n{"text": "Ana called.\n'},
    ),
    rejected(
        "the line is not a JSON object; export one object a line",
        {"visits.jsonl": json.dumps(NOTE) + '\n["Ana called."]\n'},
    ),
]
