"""Facts about a running house that the bench needs, and the house does not offer."""

from pathlib import Path

from tests.stage.house import House


def environment_of(house: House) -> dict[str, str]:
    """Return the environment of the house's web process."""
    pid = house.pid_of("web")
    entries = Path(f"/proc/{pid}/environ").read_text().split("\0")
    pairs = (entry.partition("=") for entry in entries if entry)
    return {name: value for name, _, value in pairs}
