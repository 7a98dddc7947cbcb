"""What was found in a picture when somebody looked for barcodes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundBarcodes:
    """`texts` are those that were read. `is_one_unreadable` says that one is there, but not read.

    If nothing was found, there may be one all the same: with its left edge cut off, without a white
    margin, or blurred.
    """

    texts: tuple[str, ...] = ()
    is_one_unreadable: bool = False
