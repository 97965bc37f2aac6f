"""How fast notes are read, beside others that read the same notes in the same run.

Each reader runs in a process of its own, peer.py, in an environment of its own where it needs one.
"""
