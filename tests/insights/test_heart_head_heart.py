import pytest

from analyzer.insights.heart_head_heart import heart_shares, state_shares

STATES = ["full"] * 3 + ["no_closing_heart"] * 2 + ["no_opening_heart", "head_only", "head_only"]
STATES += ["heart_only", "none"]


@pytest.fixture
def frames(make):
    listed = [make.note(f"N{i}", heart_head_heart=state) for i, state in enumerate(STATES)]
    return make.frames(*listed, make.note("R", heart_head_heart="full", concern=False))


def test_states_over_notes_with_a_concern(frames, settings):
    table = state_shares(frames, settings).set_index("state")
    assert table["count"].to_dict() == {
        "full": 3,
        "no_closing_heart": 2,
        "no_opening_heart": 1,
        "head_only": 2,
        "heart_only": 1,
        "none": 1,
    }
    assert table.loc["full", "rate"] == 0.3
    assert (table["n"] == 10).all()


def test_heart_alone_opens_but_does_not_close(frames, settings):
    table = heart_shares(frames, settings).set_index("heart")
    assert table["count"].to_dict() == {"opening": 6, "closing": 4}
    assert table.loc["opening", "low"] < 0.6 < table.loc["opening", "high"]


def test_groups_with_few_notes_have_no_rate_and_a_missing_one_comes_last(make, settings):
    frames = make.frames(
        make.note("N1", channel="video", heart_head_heart="full"),
        make.note("N2", channel=None, heart_head_heart="full"),
    )
    table = heart_shares(frames, settings, by=["channel"])
    assert table["channel"].tolist()[:2] == ["video", "video"]
    assert table["channel"].isna().tolist() == [False, False, True, True]
    assert table["rate"].isna().all()


def test_no_notes_at_all(make, settings):
    assert state_shares(make.frames(), settings)["count"].sum() == 0
