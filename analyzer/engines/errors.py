class EngineError(RuntimeError):
    """The analysis as a whole could not go on; the message is one sentence for the user."""
