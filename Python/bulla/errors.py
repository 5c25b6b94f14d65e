"""What can go wrong besides a wrong call."""


class RecorderError(RuntimeError):
    """Recording has stopped, or cannot start; the words say what of it is durable and why it stopped."""
