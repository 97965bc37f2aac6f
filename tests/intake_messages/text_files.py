"""Text files with one note each, and the pattern of their names."""

from intake_messages.case import Case, refused, rejected

SETTING = "[intake] file_name_pattern in analyzer.toml"
FIELDS = (
    "write one of {note_id}, {timestamp}, {time}, {staff_id}, {staff_name}, {role}, {channel}, "
    "{location}, {patient_id}, {patient_name}, {case_id}, {anything}"
)


def pattern_refused(pattern: str, says: str) -> Case:
    settings = {"intake": {"file_name_pattern": pattern}}
    return refused(f"{SETTING} {says}", {"7.txt": "Ana called."}, settings=settings)


CASES = [
    pattern_refused("{note_id", "has a brace that is not paired; write fields as {note_id}."),
    pattern_refused("{staff}", f"names 'staff', which is no field of a note; {FIELDS}."),
    pattern_refused("{role:>4}", f"names 'role:>4', which is no field of a note; {FIELDS}."),
    pattern_refused(
        "{staff_id}{note_id}",
        "has {staff_id} and {note_id} side by side; put the sign between them that the names of "
        "the files have there.",
    ),
    pattern_refused("{role}_{role}", "names {role} twice; name each field once."),
    pattern_refused("notes", f"names no field; {FIELDS}."),
    rejected(
        f"the file's name does not fit {SETTING}; rename the file or mend the pattern (dates are "
        "written 2026-03-14 or 20260314, with or without a time such as 0940)",
        {"Ana Ruiz.txt": "Ana called."},
        settings={"intake": {"file_name_pattern": "{staff_id}_{timestamp}"}},
    ),
    rejected(
        f"the file's name fits {SETTING} in more than one way; rename the file, or put "
        "{anything} for the last part that may hold the sign between the parts",
        {"Ana_Ruiz_7.txt": "Ana called."},
        settings={"intake": {"file_name_pattern": "{patient_name}_{note_id}"}},
    ),
    rejected(
        "the file is larger than 200 bytes and so no single note; save one note a file, or raise "
        "[intake] characters_per_note in analyzer.toml",
        {"7.txt": "Ana called. " * 20},
        settings={"intake": {"characters_per_note": 10}},
    ),
    rejected(
        "the file is not plain text; save the note as plain text (UTF-8)",
        {"7.txt": "Ana called." * 10_000 + "\0" * 50_000},
    ),
    rejected(
        "column 'text' is empty; put the note's text there",
        {"7.txt": "MRN: 4471\n", "8.txt": "\u200b\n"},
    ),
    rejected(
        "another file of this name holds another note, so the name is not the note's number; give "
        "each file its own name, or set [intake] file_name_pattern in analyzer.toml to "
        '"{anything}", which numbers the notes by their content',
        {"march/7.txt": "Ana called.", "april/7.txt": "Ana called again."},
    ),
]
