"""The columns of a Spark frame as those of NOTE."""

from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.engines.errors import EngineError
from analyzer.schema import NOTE
from analyzer.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

_NEEDED = ("note_id", "text")

_ALSO = {
    "timestamp": {"timestamp", "date"},
    "utc_offset_minutes": {"int", "bigint"},
    "row": {"int"},
}
"""Types that a column may have beside its own, as Spark writes them."""


def spark_schema(schema: pa.Schema) -> "StructType":
    """Return an Arrow schema as Spark has it; a time without a zone stays one.

    Every column may be null, for Spark takes the word of a schema without a look at the rows.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    nullable = pa.schema([field.with_nullable(True) for field in schema])
    return from_arrow_schema(nullable, prefer_timestamp_ntz=True)


def as_notes(frame: "DataFrame", settings: Settings) -> "DataFrame":
    """Return a frame with exactly the columns of NOTE, null where ``frame`` has none.

    A note without a source has the settings'. A ``timestamp`` with a time zone becomes the wall
    clock of Spark's session (``spark.sql.session.timeZone``). Nothing is computed. Raises
    EngineError for a frame without ``note_id`` or ``text``, for a column that is none of NOTE's,
    and for one of another type.
    """
    from pyspark.sql import functions as f

    _refuse_other_columns(frame)
    held = {field.name: field.dataType.simpleString() for field in frame.schema}
    columns = []
    for field in spark_schema(NOTE):
        own = field.dataType.simpleString()
        if field.name not in held:
            column = f.lit(None)
        elif held[field.name] in {own, *_ALSO.get(field.name, ())}:
            column = frame[field.name]
        else:
            raise EngineError(
                f"The column {field.name} holds {held[field.name]}, and a note's is {own}; "
                "cast it first."
            )
        column = column.cast(field.dataType)
        if field.name == "source":
            column = f.coalesce(column, f.lit(settings.source.name))
        columns.append(column.alias(field.name))
    return frame.select(columns)


def _refuse_other_columns(frame: "DataFrame") -> None:
    names = frame.columns
    for name in _NEEDED:
        if name not in names:
            raise EngineError(
                f"The frame has no column {name}, which every note needs; rename the column that "
                f"holds it, as with withColumnRenamed. Its columns are {', '.join(names)}."
            )
    if others := [name for name in names if name not in NOTE.names]:
        raise EngineError(
            f"The frame has columns that are none of a note's: {', '.join(others)}. Rename what "
            f"holds one of {', '.join(NOTE.names)}, and drop the rest."
        )
    if len(set(names)) < len(names):
        raise EngineError("The frame has two columns of one name; drop one of them.")
