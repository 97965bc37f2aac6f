from datetime import date, datetime

from analyzer.insights.period import first_day


def notes(make, number, when, **fields):
    name = "none" if when is None else when.strftime("%j")
    return [make.note(f"{name}-{i}", timestamp=when, **fields) for i in range(number)]


def test_the_last_full_month_and_the_days_since(make, settings):
    frames = make.frames(
        *notes(make, 20, datetime(2026, 8, 3)), *notes(make, 10, datetime(2026, 9, 1))
    )
    assert first_day(frames, settings, date(2026, 10, 1)) == date(2026, 9, 1)
    assert first_day(frames, settings, date(2026, 10, 30)) == date(2026, 9, 1)


def test_on_the_last_day_of_a_month_it_is_that_month(make, settings):
    frames = make.frames(*notes(make, 10, datetime(2026, 2, 1)))
    assert first_day(frames, settings, date(2026, 2, 28)) == date(2026, 2, 1)


def test_months_are_added_until_there_is_enough_for_a_rate(make, settings):
    october = notes(make, 9, datetime(2026, 10, 9))
    august = notes(make, 1, datetime(2026, 8, 31, 23, 59))
    march = notes(make, 30, datetime(2026, 3, 3))
    frames = make.frames(*march, *august, *october)
    assert first_day(frames, settings, date(2026, 10, 31)) == date(2026, 8, 1)
    frames = make.frames(*march, *october)
    assert first_day(frames, settings, date(2026, 10, 31)) == date(2026, 3, 1)


def test_all_notes_are_in_where_they_are_too_few(make, settings):
    calm = notes(make, 30, datetime(2025, 12, 24), concern=False)
    frames = make.frames(*calm, *notes(make, 3, datetime(2026, 10, 9)))
    assert first_day(frames, settings, date(2026, 10, 31)) == date(2025, 12, 1)


def test_notes_without_a_time_are_always_in(make, settings):
    undated = notes(make, 10, None)
    frames = make.frames(*undated, *notes(make, 3, datetime(2026, 1, 9)))
    assert first_day(frames, settings, date(2026, 10, 31)) == date(2026, 10, 1)
    assert first_day(make.frames(*undated), settings, date(2026, 10, 31)) == date(2026, 10, 1)
