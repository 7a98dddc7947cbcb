from enum import StrEnum, auto


class ImageRefused(Exception):
    """The file cannot be used; `reason` says why."""

    class Reason(StrEnum):
        WRONG_TYPE = auto()
        TOO_LARGE = auto()
        TOO_MANY_PIXELS = auto()
        DAMAGED = auto()
        TOO_SMALL = auto()
        NOT_DECODED = auto()
        """The decoder ended or took too long. Another picture of the same thing will do."""
        TOO_MANY_WAITING = auto()
        """Other pictures are being decoded. The same file can be sent again in a minute."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
