class StoreError(RuntimeError):
    """A store that cannot be used; the message is one sentence with its address."""
