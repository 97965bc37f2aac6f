"""Promised call backs followed across notes: made, kept, late, broken, or never heard of again.

On chains of notes that people labelled by reading (tests/data/promise_chains.jsonl),
``PYTHONPATH=tests python benchmarks/promises.py`` prints, of the authors that the reader did not
learn from (T15 to T18), 22 of 34 chains read as people read them from the findings of the shipped
reader and 29 of 34 from annotated findings. The rules were tuned on T01 to T14 and the samples;
with those it is 95 of 107 and 90 of 95, which says less of notes by others.
"""

from analyzer.insights.promises.examples import KeptPromise, kept_promises, shown_promises
from analyzer.insights.promises.states import promise_counts, promises

__all__ = ["KeptPromise", "kept_promises", "promise_counts", "promises", "shown_promises"]
