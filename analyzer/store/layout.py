"""Which layout of tables a store has, and how an older one is brought up to date."""

from collections.abc import Set
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, inspect, select

from analyzer.store.connection import read_while_written, reading, writing
from analyzer.store.errors import StoreError
from analyzer.store.lock import alone

LAYOUT = "0003"
"""The layout that this program reads and writes: the revision of the newest migration."""

_FIRST_LAYOUT = "0001"
_FIRST_TABLES = frozenset({"runs", "analyses", "findings", "texts"})

_MIGRATIONS = Path(__file__).with_name("migrations")
_VERSION_TABLE = "analyzer_layout"
_layouts = Table(_VERSION_TABLE, MetaData(), Column("version_num", String))


def bring_up_to_date(engine: Engine, wait_seconds: float, *, create: bool = True) -> None:
    """Make the tables of an empty database, or change those of an older program.

    All of it stands afterwards, or nothing. Raises StoreError where the store was written by a
    newer program, where its tables are those of another program, where another run is writing, and,
    unless ``create``, where it is empty.
    """
    if _layout(engine, create) == LAYOUT:
        with suppress(StoreError):  # a copy that was put back has lost it; the next one may do it
            read_while_written(engine)
        return
    with alone(engine, wait_seconds):
        read_while_written(engine)
        with writing(engine) as connection:
            _upgrade(connection, _layout_of(connection, create))


def _layout(engine: Engine, create: bool) -> str | None:
    with reading(engine) as connection:
        return _layout_of(connection, create)


def _layout_of(connection: Connection, create: bool) -> str | None:
    """Return the layout of the tables, None where there are none."""
    tables = set(inspect(connection).get_table_names())
    if _VERSION_TABLE not in tables:
        return _unnoted_layout(connection, tables, create)
    layout: str | None = connection.execute(select(_layouts.c.version_num)).scalar()
    if layout is not None and layout > LAYOUT:
        raise StoreError(
            f"The store {connection.engine.url} was written by a newer version of this program "
            f"(its layout is {layout}, this program knows up to {LAYOUT}); update the program."
        )
    return layout


def _unnoted_layout(connection: Connection, tables: Set[str], create: bool) -> str | None:
    address = connection.engine.url
    if not tables:
        if create:
            return None
        raise StoreError(
            f"The store {address} is empty; check the address, or fill it with analyzer run."
        )
    if tables >= _FIRST_TABLES:
        return _FIRST_LAYOUT
    raise StoreError(
        f"The store {address} holds the tables of another program; "
        "give the history a database of its own."
    )


def _upgrade(connection: Connection, layout: str | None) -> None:
    # Imported here: it takes half a second, and only a new or an older store needs it.
    from alembic import command
    from alembic.config import Config

    if layout == LAYOUT:
        return  # another program was quicker
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes |= {"connection": connection, "version_table": _VERSION_TABLE}
    if layout == _FIRST_LAYOUT and _VERSION_TABLE not in inspect(connection).get_table_names():
        command.stamp(config, _FIRST_LAYOUT)
    command.upgrade(config, "head")
