"""The body of a note as plain text."""
