"""An analysis, or a redacted note, as the JSON contract has it."""

from typing import Any

from analyzer.schema import timestamp_text


def record_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of ANALYSIS or REDACTED with its time as ISO 8601 text, the offset in it.

    >>> from datetime import datetime
    >>> record_of({"timestamp": datetime(2026, 3, 14, 9, 40), "utc_offset_minutes": -300})
    {'timestamp': '2026-03-14T09:40:00-05:00'}
    """
    time = timestamp_text(row["timestamp"], row["utc_offset_minutes"])
    return {name: row[name] for name in row if name != "utc_offset_minutes"} | {"timestamp": time}
