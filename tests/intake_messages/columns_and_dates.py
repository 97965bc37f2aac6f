"""Which column is what, and in which order dates are written."""

from intake_messages.case import refused

CASES = [
    refused(
        "visits.csv has no column that is known to hold the note's text (its columns: 'MRN', "
        "'Ticket'); name it under [columns] text in analyzer.toml.",
        {"visits.csv": "MRN,Ticket\n4471,Ana called.\n"},
    ),
    refused(
        "visits.csv has no column that is known to hold the note's text (columns: 2, few with a "
        "usual name; is the first line a header?); name it under [columns] text in analyzer.toml.",
        {"visits.csv": "Ana Ruiz,Ana called.\nAna Ruiz,Ana called again.\n"},
    ),
    refused(
        "visits.csv has more than one column that can be the note's text, 'Note' and 'Comments'; "
        "say which under [columns] text in analyzer.toml.",
        {"visits.csv": "MRN,Note,Comments\n4471,Ana called.,She was upset.\n"},
    ),
    refused(
        "visits.csv has no column 'Ticket', which [columns] case_id in analyzer.toml names (its "
        "columns: 'MRN', 'Note'); correct the name there.",
        {"visits.csv": "MRN,Note\n4471,Ana called.\n"},
        settings={"columns": {"case_id": "Ticket"}},
    ),
    refused(
        "Column 'Date' of visits.csv holds dates with the day first (row 1) and with the month "
        'first (row 2); set date_order to "day_first" or "month_first" under [intake] in '
        "analyzer.toml.",
        {"visits.csv": "Date,Note\n14/03/2026,Ana called.\n03/14/2026,Ana called again.\n"},
    ),
    refused(
        "Every date in column 'Date' of visits.csv could have the day or the month first "
        '(03/04/2026); set date_order to "day_first" or "month_first" under [intake] in '
        "analyzer.toml.",
        {"visits.csv": "Date,Note\n02/03/2026,Ana called.\n"},
    ),
]
