"""What a clinic can learn from its notes: pure functions over the tidy frames.

Nothing here reads a file of the clinic, a clock or the text of a note; the only wording that
comes through are redacted quotes, of ``Frames.findings`` and ``Frames.contacts``.
"""
