from analyzer.codebook import Technique
from analyzer.insights.situations import guide


def test_the_guide_keeps_to_its_source():
    tips = [*(situation.tip for situation in guide().situation), guide().abuse]
    assert {tip.source[:-1] for tip in tips} == {"webcast follow-up question "}
    assert {tip.source[-1] for tip in tips} == {"1", "2", "5"}
    praised = {label for entry in guide().strength for label in entry.labels}
    assert praised.isdisjoint({Technique.DISMISSAL, Technique.SECURITY})
