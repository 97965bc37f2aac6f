from analyzer.engines.analysis_columns import NotAnalysed, analysis_columns
from analyzer.language.reader import load_reader
from analyzer.schema import ANALYSIS, PASSED_THROUGH, analysis_to_row
from analyzer.settings import Settings

NOTES = [
    "Caller furious, 3rd call about her refill, wants to file a complaint. Apologised, sent it.",
    "Forms filed.",
    "",
    "Will call her back on Monday. She said she cannot go on and will end it.",
]


def test_columns_hold_what_rows_say() -> None:
    read = load_reader(Settings()).read(NOTES, [str(i) for i in range(len(NOTES))])
    unread = NotAnalysed("model@1", "The note is in Spanish; only English notes are scored.")
    rows = [*map(analysis_to_row, read), unread._asdict()]
    columns = analysis_columns([*read, unread])
    assert set(columns) == set(ANALYSIS.names) - set(PASSED_THROUGH)
    for name, column in columns.items():
        column.validate(full=True)
        assert column.type == ANALYSIS.field(name).type
        plain = [list(v) if isinstance(v := row.get(name), tuple) else v for row in rows]
        assert column.to_pylist() == plain


def test_no_notes_are_empty_columns() -> None:
    assert {len(column) for column in analysis_columns([]).values()} == {0}
