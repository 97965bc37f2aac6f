"""Quotes of hurried clinic notes with identifiers planted in them, and how a finder fares on them.

They are made apart from everything that the package's own finder learns from: quotes.toml and
words.toml beside this file are written for this measurement alone.
"""
