class ModelError(ValueError):
    """A model folder that cannot be used; the message names it."""
