"""Prefixes with a program that claims to be Janus."""

from pathlib import Path

from launcher.janus_prefixes import record_source


def make_prefix(
    folder: Path, *, version: str = "1.4.1", sha256: str | None = None, starts: bool = True
) -> Path:
    """Create a prefix with a record of its source's `sha256`; None makes no record."""
    plugins = folder / "lib" / "janus" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "libjanus_videoroom.so").touch()
    (folder / "bin").mkdir()
    janus = folder / "bin" / "janus"
    janus.write_text(
        f"#!/bin/sh\necho 'Janus version: 1400 ({version})'\nexit {0 if starts else 127}\n"
    )
    janus.chmod(0o755)
    if sha256 is not None:
        record_source(folder, version=version, sha256=sha256)
    return folder
