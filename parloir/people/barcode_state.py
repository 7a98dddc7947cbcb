"""What was found when a picture was looked at for the barcode of a licence."""

from enum import StrEnum


class BarcodeState(StrEnum):
    """That none was found does not mean that the card has none."""

    NOT_LOOKED_FOR = ""
    READ = "read"
    OTHER = "other"
    """A barcode was read, and it is not one of a licence or identity card."""
    UNREADABLE = "unreadable"
    NONE_FOUND = "none_found"

    @property
    def is_there(self) -> bool:
        return self in {BarcodeState.READ, BarcodeState.OTHER, BarcodeState.UNREADABLE}
