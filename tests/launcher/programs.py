"""Stand-ins for programs of the system, found before the real ones."""

from pathlib import Path


def put_program(folder: Path, name: str, script: str) -> Path:
    """Write a shell script with the name of a program."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program
