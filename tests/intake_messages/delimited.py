"""CSV and TSV."""

from intake_messages.case import large, refused, rejected

HEADER = "Note ID,Patient Name,Note\n"
UNPAIRED = (
    'a quotation mark (") is opened and not closed, or one inside a text is not doubled; close or '
    "double it"
)
QUOTE = "put quotation marks around a text that holds a line break or the sign between the fields"

CASES = [
    refused("visits.csv is empty; export it again.", {"visits.csv": "sep=,\n,,\n"}),
    refused(
        f"visits.csv has a first line that is no header: {UNPAIRED}.",
        {"visits.csv": 'Note ID,"Note\n1,Ana called.\n'},
    ),
    refused("visits.csv holds a header and no rows; export it again.", {"visits.csv": HEADER}),
    refused(
        "visits.csv has more than 2 rows; export fewer days at a time, or raise [intake] "
        "rows_per_file in analyzer.toml.",
        {"visits.csv": HEADER + "1,Ana Ruiz,Ana called.\n" * 3},
        settings={"intake": {"rows_per_file": 2}},
    ),
    refused(
        "visits.csv holds a line of more than 16,777,216 bytes, so it is no table of notes; export "
        "it again with one row a note.",
        {"visits.csv": large(lambda: HEADER + "Ana called." * 1_700_000)},
    ),
    rejected(UNPAIRED, {"visits.csv": HEADER + '1,Ana Ruiz,"Ana "called".\n'}),
    rejected(
        f"too few fields: the header has 3; {QUOTE}",
        {"visits.csv": HEADER + "1,Ana Ruiz\n2,Ana Ruiz,Ana called.\n"},
    ),
    rejected(
        f"too many fields: the header has 3; {QUOTE}",
        {"visits.csv": HEADER + "1,Ana Ruiz,Ana called, and left\n"},
    ),
]
