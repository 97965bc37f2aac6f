import numpy as np
import pytest

from analyzer.insights.how_it_began import how_it_began


def began(make, *told, **fields):
    frames = make.frames(make.note("N1", *told, **fields))
    return how_it_began(frames)["escalation"].tolist()


def test_the_level_of_the_first_cue_before_the_first_act(make):
    frustration = make.finding("frustration", start=4)
    assert began(make, frustration, make.finding("listen", start=20)) == [1]
    assert began(make, make.finding("legal", start=4)) == [3]
    assert began(make, make.finding("listen", start=2), frustration) == [0]
    assert began(make) == [0]


def test_what_came_later_is_never_looked_at(make):
    frustration = make.finding("frustration", start=4)
    act, later = make.finding("resolve", start=20), make.finding("threat", start=40)
    assert began(make, frustration, act, later) == [1]
    assert began(make, frustration, later) == [1]


def test_of_cues_at_the_same_place_the_highest_level_counts_in_any_order(make):
    both = make.finding("frustration", start=4), make.finding("legal", start=4)
    assert began(make, *both) == began(make, *reversed(both)) == [3]


@pytest.mark.parametrize("status", ["done", "missed", "planned"])
@pytest.mark.parametrize("label", ["listen", "offer_callback"])
def test_any_act_of_the_staff_ends_the_beginning(make, status, label):
    act, cue = make.finding(label, status, start=3), make.finding("accusation", start=9)
    assert began(make, act, cue) == [0]
    assert began(make, make.finding(label, status, start=3, actor="unclear"), cue) == [0]
    assert began(make, make.finding(label, status, start=3, actor="colleague"), cue) == [2]


def test_thanks_and_mentions_are_no_beginning(make):
    thanks, cue = make.finding("satisfaction", start=1), make.finding("raised_voice", start=9)
    assert began(make, thanks, cue) == [2]
    assert began(make, make.finding("self_harm", start=1, mention=True), cue) == [2]


def test_a_row_a_note_with_a_concern_in_their_order(make):
    cue = make.finding("complaint")
    frames = make.frames(
        make.note("N3", cue, sentiment_start=-2.0),
        make.note("N1", sentiment_start=-0.5),
        make.note("N2", cue, concern=False),
        make.note("N3", source="other", sentiment_start=-1.0),
    )
    rows = how_it_began(frames)
    notes = frames.analyses.loc[rows.index]
    assert notes["note_id"].tolist() == ["N1", "N3", "N3"]
    assert rows["sentiment_start"].tolist() == [-0.5, -2, -1]
    assert rows["escalation"].tolist() == [0, 2, 0]
    assert rows["escalation"].dtype == np.int64
