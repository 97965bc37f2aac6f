import pytest

from analyzer.intake import Accounting


def test_adds_up():
    accounting = Accounting(read=10, analysed=4, unchanged=1, duplicate=2, superseded=0, rejected=3)
    accounting.check()
    assert accounting.line() == (
        "read 10 = analysed 4 + unchanged 1 + duplicate 2 + superseded 0 + rejected 3"
    )


@pytest.mark.parametrize(
    "name", ["read", "analysed", "unchanged", "duplicate", "superseded", "rejected"]
)
def test_a_row_too_many_anywhere_is_seen(name):
    accounting = Accounting(read=1, analysed=1)
    setattr(accounting, name, getattr(accounting, name) + 1)
    with pytest.raises(ValueError, match="do not add up: read"):
        accounting.check()
