"""One row of any table: its text, its date and its other columns."""

from intake_messages.case import rejected

CASES = [
    rejected(
        "column 'Note' is empty; put the note's text there",
        {"visits.csv": "Patient,Note\nAna Ruiz, \n"},
    ),
    rejected(
        "the text in column 'Note' is longer than 10 characters; raise [intake] "
        "characters_per_note in analyzer.toml if it is one note",
        {"visits.csv": "Patient,Note\nAna Ruiz,Ana called.\n"},
        settings={"intake": {"characters_per_note": 10}},
    ),
    rejected(
        "the text in column 'Note' is longer than 10 characters; raise [intake] "
        "characters_per_note in analyzer.toml if it is one note",
        {"visits.csv": "Patient,Note\nAna Ruiz," + "<b>Ana</b> called. " * 12 + "\n"},
        settings={"intake": {"characters_per_note": 10}},
    ),
    rejected(
        "column 'Date' holds no date that can be read; write it as 2026-03-14 09:40",
        {"visits.csv": "Date,Note\nwhen Ana called,Ana called.\n"},
    ),
    rejected(
        "columns 'Date' and 'Time' hold no date that can be read; write it as 2026-03-14 09:40",
        {"visits.csv": "Date,Time,Note\n2026-03-14,when Ana called,Ana called.\n"},
    ),
    rejected(
        "the row holds the names of the columns, as the header does; leave it out",
        {"visits.csv": "Patient,Note\nPatient,Note\n"},
    ),
    rejected(
        "column 'Bed' holds a number that is too large, or lists too deep in one another; leave it "
        "out",
        {"visits.jsonl": '{"note": "Ana called.", "Bed": 1e999}\n'},
    ),
    rejected(
        "the text is HTML that is nested too deeply; save it as plain text",
        {"visits.csv": "Note\n" + "<div>" * 5_000 + "Ana called.\n"},
    ),
    rejected(
        "the text is RTF that is cut off before its first word; export all of it",
        {"visits.csv": "Note\n{\\rtf1\\ansi{\\fonttbl{\\f0 Ana\n"},
    ),
    rejected(
        "the text is RTF that cannot be read (LookupError); save it as plain text",
        {"visits.csv": "Note\n{\\rtf1{\\fonttbl{\\f0\\fcharset78 x;}}\\f0\\'82 Ana called.}\n"},
    ),
    rejected(
        "the row still has a value under 'no column'; put it under the column where it belongs, "
        "and take 'no column' out",
        {
            "mended.csv": "file,row,reason,raw\nvisits.csv,1,too many fields,"
            '"{""Note"": ""Ana"", ""no column"": [""called.""]}"\n'
        },
    ),
    rejected(
        "another version stands in the place of this row; if it is another note, give it a number "
        "of its own and take 'another version' out",
        {
            "mended.csv": "file,row,reason,raw\nvisits.csv,1,another version of the note,"
            '"{""Note"": ""Ana called."", ""another version"": ""row 2 of visits.csv""}"\n'
        },
    ),
    rejected(
        "another version of the note: row 2 of visits.csv has the same note number and a later "
        "time, or the same time and comes later; if this row is another note, give it a number "
        "of its own and take 'another version' out",
        {"visits.csv": "Note ID,Note\n1,Ana called.\n1,Ana called again.\n"},
    ),
]
