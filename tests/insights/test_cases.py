from datetime import datetime

import pytest

from analyzer.insights.cases import cases

EARLY, LATE = datetime(2026, 3, 1), datetime(2026, 3, 9)


def gathered(make, settings, *notes):
    return cases(make.frames(*notes), settings)


def test_case_then_patient_then_single_note_within_a_source(make, settings):
    table = gathered(
        make,
        settings,
        make.note("N1", case_id="7", patient_id="P1", timestamp=EARLY),
        make.note("N2", case_id="7", patient_id="P2", timestamp=LATE),
        make.note("N3", patient_id="7", timestamp=EARLY),
        make.note("N4", patient_id="7", timestamp=LATE),
        make.note("N5"),
        make.note("N6"),
        make.note("N1", source="other", case_id="7"),
    )
    assert sorted(zip(table["source"], table["note_id"], table["contacts"], strict=True)) == [
        ("export", "N2", 2),
        ("export", "N4", 2),
        ("export", "N5", 1),
        ("export", "N6", 1),
        ("other", "N1", 1),
    ]


def test_the_latest_contact_judges_and_a_missing_time_is_the_earliest(make, settings):
    table = gathered(
        make,
        settings,
        make.note("N1", case_id="C", timestamp=LATE, p_negative=0.9, location="East"),
        make.note("N2", case_id="C", timestamp=EARLY, p_negative=0.1),
        make.note("N3", case_id="C", timestamp=None, p_negative=0.5),
    )
    assert table[["p_negative", "location", "contacts"]].to_numpy().tolist() == [[0.9, "East", 3]]


@pytest.mark.parametrize(
    ("cue", "start", "end", "averted"),
    [
        ("frustration", -1.0, 0.0, True),
        ("complaint", -0.5, 1.0, True),
        ("frustration", -0.4, 1.0, False),
        ("frustration", -1.0, -0.1, False),
        ("crying", -1.0, 1.0, False),
        ("satisfaction", -1.0, 1.0, False),
        ("self_harm", -1.0, 1.0, False),
    ],
)
def test_averted_needs_a_bad_start_about_the_service_and_a_fair_end(
    make, settings, cue, start, end, averted
):
    note = make.note("N1", make.finding(cue), sentiment_start=start, sentiment_end=end)
    assert gathered(make, settings, note)["averted"].tolist() == [averted]


def test_averted_looks_from_the_first_contact_to_the_latest(make, settings):
    cue = make.finding("frustration")
    first = {"sentiment_start": -1.0, "sentiment_end": -2.0, "timestamp": EARLY}
    last = {"sentiment_start": 0.0, "sentiment_end": 1.0, "timestamp": LATE}
    turned = [make.note("N1", cue, case_id="C", **first), make.note("N2", case_id="C", **last)]
    assert gathered(make, settings, *turned)["averted"].tolist() == [True]
    spoilt = [
        make.note("N1", cue, case_id="C", **(last | {"timestamp": EARLY})),
        make.note("N2", case_id="C", **(first | {"timestamp": LATE})),
    ]
    assert gathered(make, settings, *spoilt)["averted"].tolist() == [False]
