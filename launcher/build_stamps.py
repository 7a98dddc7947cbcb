"""Stamps of finished steps, so that the next start can skip them.

A stamp contains a digest of the step's input, and is valid while the input is unchanged.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest_of_contents(paths: Iterable[Path], *words: str) -> str:
    """Return a digest of names and contents, which is the same in a fresh clone.

    For few or small files: it reads them all.
    """
    digest = _begun(words)
    for path in sorted(paths):
        digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def digest_of_changes(paths: Iterable[Path], *words: str) -> str:
    """Return a digest of names, sizes and modification times.

    For many files: it takes milliseconds, not seconds.
    """
    digest = _begun(words)
    for path in sorted(paths):
        seen = path.stat()
        digest.update(f"{path}\0{seen.st_size}\0{seen.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _begun(words: Iterable[str]) -> "hashlib._Hash":
    return hashlib.sha256("\0".join(words).encode() + b"\0")


def is_done(stamp: Path, digest: str) -> bool:
    try:
        return stamp.read_text().strip() == digest
    except OSError:
        return False


def mark_done(stamp: Path, digest: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest + "\n")


def files_under(folder: Path, *suffixes: str, leaving_out: Iterable[str] = ()) -> list[Path]:
    """Return every file below a folder that has one of the suffixes (any if none is given)."""
    left_out = set(leaving_out)
    found: list[Path] = []
    waiting = [folder] if folder.is_dir() else []
    while waiting:
        for path in waiting.pop().iterdir():
            if path.name in left_out:
                continue
            if path.is_dir():
                waiting.append(path)
            elif not suffixes or path.suffix in suffixes:
                found.append(path)
    return found
