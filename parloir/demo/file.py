"""`demo.json` in the data directory: accounts, addresses and PINs for newcomers and drivers."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings


def demo_file() -> Path:
    return Path(settings.DATA_DIR) / "demo.json"


def read_demo_file() -> dict[str, Any]:
    """Return what was written last, or an empty dictionary if there is no readable file."""
    try:
        content = json.loads(demo_file().read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_demo_file(content: dict[str, Any]) -> None:
    """Write the file atomically, readable only by its owner, because it contains passwords."""
    file = demo_file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as new:
        json.dump(content, new, indent=2, ensure_ascii=False)
        new.write("\n")
    part.rename(file)
