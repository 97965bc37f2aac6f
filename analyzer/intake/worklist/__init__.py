"""A worklist that people filled in, read back."""
