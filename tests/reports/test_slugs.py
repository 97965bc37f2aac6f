import re

from hypothesis import given
from hypothesis import strategies as st

from analyzer.reports.slugs import slug


@given(st.text(st.characters(), max_size=40))
def test_a_slug_is_a_safe_file_name(staff_id: str) -> None:
    assert re.fullmatch("[0-9a-f]{16}", slug(staff_id))
    assert slug(staff_id) == slug(staff_id)


@given(st.lists(st.text(st.characters(), max_size=20), unique=True, max_size=50))
def test_different_people_have_different_slugs(staff_ids: list[str]) -> None:
    assert len({slug(staff_id) for staff_id in staff_ids}) == len(staff_ids)


def test_names_that_a_file_system_confuses_are_told_apart() -> None:
    alike = ["s1", "S1", "S1 ", "S1.", "../S1", "S1/", "con", "CON", "é", "e\u0301"]
    assert len({slug(staff_id) for staff_id in alike}) == len(alike)
