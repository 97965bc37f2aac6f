"""What a run of the benchmark might have measured."""

from typing import Any


def results(**changed: Any) -> dict[str, Any]:
    """Return results in which every aim is met, some parts of them changed."""
    ours = {"vaderSentiment": 1.2, "asent": 11.0, "medspaCy": 41.0}
    names = ("str.split", "spaCy tokenizer", "sentences, cut", "vaderSentiment", "analyzer")
    memory = {"date": "2026-01-31", "seconds": 60.0, "main": 200.0, "worker": 490.0}
    start = {"seconds": [1.0, 1.0, 1.0], "of_processor": [1.0, 1.0, 1.0]}
    return {
        "date": "2026-01-31",
        "machine": {"cores": 2, "python": "3.11.7", "system": "Linux x86_64"},
        "packages": {"asent": "0.8.3"},
        "notes": 20_000,
        "different": 12_500,
        "words": 900_000,
        "repeats": 3,
        "readers": {
            name: {
                "notes": 20_000,
                "words_a_second": [90_000.0, 100_000.0, 110_000.0],
                "ours_over_it": [times * ours.get(name, 1) for times in (0.9, 1, 1.1)],
            }
            for name in (*names, "asent", "en_core_web_sm", "medspaCy")
        },
        "command_line": {
            "one_worker": [1.0, 1.0, 1.0],
            "two_workers": [1.7, 1.7, 1.7],
            "two_over_one": [1.7, 1.7, 1.7],
        },
        "main_process": {"waiting": 3.0, "reading the export": 1.0},
        "components": {"segments": 1.0, "judgement": 3.0},
        "starts": {
            "spacy.blank": {**start, "over_blank": [1.0, 1.0, 1.0]},
            "check": {**start, "over_blank": [1.4, 1.5, 1.9]},
            "help": {**start, "over_blank": [0.1, 0.1, 0.1]},
        },
        "memory": {
            "small": {**memory, "notes": 100_000, "any_process": 490.0, "together": None},
            "large": {**memory, "notes": 1_000_000, "any_process": 500.0, "together": 900.0},
            "growth": 500 / 490,
        },
        **changed,
    }
