"""What the bench must know of a running house that the house does not tell."""

from pathlib import Path

from tests.stage.house import House


def environment_of(house: House) -> dict[str, str]:
    """What the house's web process was started with."""
    pid = house.pid_of("web")
    entries = Path(f"/proc/{pid}/environ").read_text().split("\0")
    pairs = (entry.partition("=") for entry in entries if entry)
    return {name: value for name, _, value in pairs}
