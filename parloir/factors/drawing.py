"""Write the picture of what is read from standard input (a QR code), as JSON.

A process of its own: the library writes its own words when a process ends.
"""

import json
import sys
from typing import Any

import zxingcpp


def picture_of(text: str) -> dict[str, Any]:
    """Return its size in modules, with the light ones around it, and an SVG path of the dark
    ones."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    image: Any = code.to_image(scale=1)  # a buffer, which its types do not say
    rows: Any = memoryview(image).tolist()
    dark = (
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, brightness in enumerate(row)
        if brightness == 0
    )
    return {"size": len(rows), "path": "".join(dark)}


if __name__ == "__main__":
    json.dump(picture_of(sys.stdin.read()), sys.stdout)
