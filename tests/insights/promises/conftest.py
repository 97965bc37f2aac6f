"""Notes of one patient, some days apart, and the promises that they hold."""

from datetime import datetime, timedelta

import pytest

from analyzer.insights.promises import promises

MONDAY = datetime(2026, 3, 2, 10)
LATER = datetime(2026, 3, 30, 17)


@pytest.fixture
def said(make, settings):
    """Gives the promises of some notes of patient P1, as known at the end of the month."""

    def of(*notes, known_until=LATER):
        return promises(make.frames(*notes), settings, known_until)

    return of


@pytest.fixture
def note(make):
    """Gives a note of patient P1 some days after Monday 10:00."""

    def of(note_id, *findings, days=0.0, **fields):
        told = {"patient_id": "P1", "timestamp": MONDAY + timedelta(days)} | fields
        return make.note(note_id, *findings, **told)

    return of


@pytest.fixture
def offer(make):
    def of(words="will call her by Wed noon", start=0, **fields):
        quote = {"quote": words, "start": start, "end": start + len(words)}
        return make.finding("offer_callback", **quote | fields)

    return of


@pytest.fixture
def call(make):
    def of(words="Called her as promised", start=0, **fields):
        quote = {"quote": words, "start": start, "end": start + len(words)}
        return make.finding("follow_through", **quote | fields)

    return of
