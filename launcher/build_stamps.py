"""Steps that are done leave a stamp, so that the next start can leave them out.

A stamp holds a digest of what the step was made from; it counts while that is unchanged.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest_of_contents(paths: Iterable[Path], *words: str) -> str:
    """For few or small files, where a fresh clone with the same text should count as the same."""
    digest = _begun(words)
    for path in sorted(paths):
        digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def digest_of_changes(paths: Iterable[Path], *words: str) -> str:
    """For many files: their names, sizes and times of change. Milliseconds, not seconds."""
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
    """Every file below a folder with one of the suffixes (any, where none is given)."""
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
