"""Moving house: all of one store into an empty one, of any kind of database."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, insert, select

from analyzer.store.audit import recorded
from analyzer.store.connection import go_on_numbering, reading, writing
from analyzer.store.errors import StoreError
from analyzer.store.tables import analyses, metadata

_ROWS_AT_A_TIME = 1_000


@dataclass(slots=True)
class Copied:
    """Nothing is counted of a copy but what its entry says."""


def check_empty(connection: Connection) -> None:
    """Raise StoreError where a store holds anything already."""
    for table in metadata.sorted_tables:
        if connection.execute(select(table).limit(1)).first() is not None:
            raise StoreError(
                f"The store {connection.engine.url} holds a history already; copy into an empty "
                "one."
            )


def copy_tables(source: Engine, target: Engine) -> int:
    """Copy every row of every table, and return how many analyses there were.

    All rows stand in ``target`` afterwards, or none. Whoever calls this holds the locks of both.
    Raises StoreError where ``target`` holds anything already, or a database fails.
    """
    with reading(source) as old, writing(target) as new:
        check_empty(new)
        for table in metadata.sorted_tables:
            rows = old.execute(select(table)).mappings()
            for some in rows.partitions(_ROWS_AT_A_TIME):
                new.execute(insert(table), [dict(row) for row in some])
        go_on_numbering(new)
        copied: int = new.execute(select(func.count()).select_from(analyses)).scalar_one()
    detail = f"from {source.url}"
    with recorded(target, "copy", Copied(), model="", settings_fingerprint="", detail=detail):
        pass
    return copied
