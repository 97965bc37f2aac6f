import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, text
from store.nights import note, run, staff_of
from store.programs import Moment, open_and_be_killed, open_at_once
from stores import PASSWORD

import analyzer.store.layout
from analyzer.codebook import CaseStatus
from analyzer.store import CaseEdit, Store, StoreError, open_store
from analyzer.store.layout import LAYOUT
from analyzer.store.tables import metadata

NOTED = "analyzer_layout"
"""The table that says which layout a store has."""


@pytest.fixture
def engine(store_url: str) -> Iterator[Engine]:
    engine = create_engine(store_url, poolclass=NullPool)
    yield engine
    engine.dispose()


def revisions() -> ScriptDirectory:
    config = Config()
    folder = analyzer.store.layout.__file__.replace("layout.py", "migrations")
    config.set_main_option("script_location", folder)
    return ScriptDirectory.from_config(config)


def test_the_layout_is_the_newest_revision_and_the_revisions_form_one_line() -> None:
    script = revisions()
    assert script.get_heads() == [LAYOUT]
    line = list(script.walk_revisions())
    names = [revision.revision for revision in reversed(line)]
    assert names == sorted(names) == [f"{place:04}" for place in range(1, len(names) + 1)]
    assert [revision.down_revision for revision in line] == [*names[-2::-1], None]


def differences(connection: Connection) -> list[object]:
    """What Alembic would change to come from the database to the tables of today."""
    options = {"version_table": NOTED, "compare_type": True, "compare_server_default": True}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def shapes(engine: Engine) -> dict[str, object]:
    """Everything of the tables but the order of their columns."""
    look = inspect(engine)
    return {
        name: (
            sorted((c["name"], str(c["type"]), c["nullable"], c["default"]) for c in columns),
            look.get_pk_constraint(name)["constrained_columns"],
            sorted(str(key) for key in look.get_foreign_keys(name)),
            sorted(map(_written, look.get_indexes(name))),
        )
        for name in look.get_table_names()
        if name != NOTED
        for columns in [look.get_columns(name)]
    }


def _written(index: Mapping[str, Any]) -> str:
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def check_the_tables_are_those_of_today(engine: Engine, fresh_url: str) -> None:
    with engine.connect() as connection:
        assert differences(connection) == []
    fresh = create_engine(fresh_url, poolclass=NullPool)
    metadata.create_all(fresh)
    assert shapes(engine) == shapes(fresh)


OLD_ROWS = [
    "insert into runs (started, finished, program_version, model, settings_fingerprint, state,"
    " read, analysed, unchanged, duplicate, superseded, rejected) values ('2025-11-03 02:00:00',"
    " '2025-11-03 02:05:00', '0.1', 'fake@0', 'f0', 'done', 2, 2, 0, 0, 0, 0)",
    *(
        "insert into analyses (run_id, current, content_hash, settings_fingerprint, source,"
        " note_id, staff_id, timestamp, utc_offset_minutes, patient_id, word_count,"
        " sentiment_start, sentiment_end, sentiment_compound, escalation, outcome, experience,"
        " p_negative, p_positive, listen, empathize, resolve, heart_head_heart, themes, concern,"
        f" alerts, model) values (1, {current}, 'h{version}', 'f0', 'export', 'n1', 'S{version}',"
        " '2025-11-02 09:30:00', -300, 'P1', 4, -1, 0.5, 0.1, 1, 'resolved', 'neutral', 0.2, 0.1,"
        " 'done', 'missed', 'not_documented', 'none', '[\"wait\"]', true, '[]', 'fake@0')"
        for version, current in ((1, "false"), (2, "true"))
    ),
    'insert into findings (analysis_id, position, kind, label, status, start, "end",'
    " redacted_quote, quote, score, actor, mention) values"
    " (2, 0, 'step', 'listen', 'done', 0, 8, 'listened', null, 0.9, 'author', false)",
    "insert into texts (analysis_id, text) values (2, 'I listened')",
]


def build(engine: Engine, revision: str) -> None:
    """Make a store of an earlier layout; the first of them noted none."""
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": NOTED})
        with Operations.context(context):
            for step in reversed(list(revisions().iterate_revisions(revision, "base"))):
                step.module.upgrade()
                if step.revision == "0001":
                    for row in OLD_ROWS:
                        connection.execute(text(row.replace(":", r"\:")))
        if revision != "0001":
            context.stamp(revisions(), revision)


def check_the_old_rows_are_readable(store: Store) -> None:
    frames = store.frames()
    assert staff_of(store) == {"n1": "S2"}
    assert frames.analyses["timestamp"].tolist() == [datetime(2025, 11, 2, 9, 30)]
    assert frames.analyses["themes"].tolist() == [["wait"]]
    assert frames.analyses["interpreter"].isna().all()
    assert frames.findings["quote"].tolist() == ["listened"]
    assert frames.contacts.empty
    [record] = store.runs()
    assert (record.id, record.command, record.state, record.who) == (1, "run", "done", None)
    assert (record.read, record.removed, record.detail, record.inputs) == (2, None, None, ())


EVERY_LAYOUT = [revision.revision for revision in revisions().walk_revisions()]


@pytest.mark.parametrize("revision", EVERY_LAYOUT)
def test_every_earlier_store_ends_in_the_tables_of_today(
    engine: Engine, store_url: str, new_store: Callable[[], str], revision: str
) -> None:
    build(engine, revision)
    with open_store(store_url) as store:
        check_the_old_rows_are_readable(store)
    check_the_tables_are_those_of_today(engine, new_store())


def test_a_new_store_has_the_tables_of_today(
    engine: Engine, store_url: str, new_store: Callable[[], str]
) -> None:
    with open_store(store_url) as store:
        assert store.runs() == []
    check_the_tables_are_those_of_today(engine, new_store())
    with engine.connect() as connection:
        assert connection.execute(text(f"select * from {NOTED}")).all() == [(LAYOUT,)]


def test_work_goes_on_in_a_store_of_the_first_layout(engine: Engine, store_url: str) -> None:
    build(engine, "0001")
    with open_store(store_url, create=False) as store:
        assert run(store, note("S9")).analysed == 1
        assert staff_of(store) == {"n1": "S9"}
        assert store.runs()[0].id == 2
        edit = CaseEdit(source="export", case="patient P1", status=CaseStatus.CLOSED)
        assert store.edit_cases([edit], "ann").taken == 1


def test_an_upgrade_that_fails_leaves_the_old_store_whole(engine: Engine, store_url: str) -> None:
    """The table that it makes last is there already, with somebody's rows."""
    build(engine, "0001")
    with engine.begin() as connection:
        connection.execute(text("create table case_edits (id integer)"))
    before = shapes(engine)
    with pytest.raises(StoreError, match="case_edits") as raised:
        open_store(store_url)
    assert PASSWORD not in str(raised.value)
    assert shapes(engine) == before
    assert NOTED not in inspect(engine).get_table_names()
    with engine.begin() as connection:
        connection.execute(text("drop table case_edits"))
    with open_store(store_url) as store:
        check_the_old_rows_are_readable(store)


@pytest.mark.parametrize(
    ("statement", "moment"),
    [
        ("CREATE TABLE case_edits", "before_cursor_execute"),
        (f"UPDATE {NOTED}", "after_cursor_execute"),
    ],
)
def test_an_upgrade_that_is_killed_leaves_the_old_store_whole(
    engine: Engine, store_url: str, statement: str, moment: Moment
) -> None:
    build(engine, "0001")
    before = shapes(engine)
    assert open_and_be_killed(store_url, statement, moment) == -signal.SIGKILL
    assert shapes(engine) == before
    with open_store(store_url) as store:
        check_the_old_rows_are_readable(store)


@pytest.mark.parametrize("old", [False, True])
def test_programs_that_open_one_store_at_once_all_find_it_made(
    engine: Engine, store_url: str, old: bool
) -> None:
    if old:
        build(engine, "0001")
    assert open_at_once(store_url, programs=3) == [0, 0, 0]
    with engine.connect() as connection:
        assert differences(connection) == []


def test_a_store_of_a_newer_program_is_refused_and_left_alone(
    engine: Engine, store_url: str
) -> None:
    with open_store(store_url):
        pass
    with engine.begin() as connection:
        connection.execute(text(f"update {NOTED} set version_num = '9999'"))
        connection.execute(text("drop table case_edits"))
    with pytest.raises(
        StoreError,
        match=r"^The store \S+ was written by a newer version of this program \(its layout is 9999,"
        rf" this program knows up to {LAYOUT}\); update the program\.$",
    ) as raised:
        open_store(store_url)
    assert PASSWORD not in str(raised.value)
    assert "case_edits" not in inspect(engine).get_table_names()


def test_a_store_of_today_is_opened_without_the_machinery_of_upgrades(tmp_path: Path) -> None:
    """It takes half a second to load, and most commands open a store of today."""
    store_url = f"sqlite:///{tmp_path}/history.sqlite"
    with open_store(store_url):
        pass
    program = (
        "import sys; from analyzer.store import open_store\n"
        "with open_store(sys.argv[1]): print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", program, store_url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
