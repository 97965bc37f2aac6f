import pytest
from insights.worklist.building import KNOWN_UNTIL, edits, promises

from analyzer.insights.worklist import COLUMNS, worklist


@pytest.fixture
def listed(make, settings):
    """The worklist of some notes, as a list of dicts."""

    def rows(*notes, promised=(), edited=(), settings=settings, known_until=KNOWN_UNTIL):
        table = worklist(
            make.frames(*notes), promises(*promised), edits(*edited), settings, known_until
        )
        assert tuple(table.columns) == COLUMNS
        assert table["rank"].tolist() == list(range(1, len(table) + 1))
        return table.to_dict("records")

    return rows
