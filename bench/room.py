"""A temporary folder for one comparison. After a kill, the next comparison removes it."""

import fcntl
import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bench.commits import add_worktree, remove_worktree
from bench.processes import end_processes_in
from launcher.console import SetUpError, say
from launcher.machine import cache_folder
from launcher.private_files import write_private

RECORD = "bench-beside.json"
LOCK = "bench-beside.lock"


class Room:
    """The folder of the other commit's tree, and of the temporary files of both sides."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.worktree = folder / "theirs"
        self.temporary = folder / "tmp"

    def furnish(self, root: Path, commit: str) -> None:
        # Not secret, but not listable: PostgreSQL's account has to reach its own folder in it.
        for folder in (self.folder, self.temporary):
            folder.mkdir()
            folder.chmod(0o711)
        add_worktree(root, commit, self.worktree)

    def empty_temporary(self) -> None:
        for left in self.temporary.iterdir():
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)

    def take_away(self, root: Path) -> None:
        end_processes_in(self.folder)
        remove_worktree(root, self.worktree)
        if self.folder.exists():
            shutil.rmtree(self.folder)


@contextmanager
def room_for(root: Path, commit: str) -> Iterator[Room]:
    """Yield a room with `commit` in a worktree, which is removed after the block.

    Each account runs one comparison at a time: two would slow each other. Raises `SetUpError`.
    """
    record = cache_folder() / RECORD
    with _only_one():
        _take_away_left_over(record)
        temporary = Path(tempfile.gettempdir()).resolve()
        room = Room(temporary / f"parloir-beside-{secrets.token_hex(4)}")
        # Written before the worktree is made: a kill may come at any moment.
        write_private(record, json.dumps({"folder": str(room.folder), "root": str(root)}))
        try:
            room.furnish(root, commit)
            yield room
        finally:
            room.take_away(root)
            record.unlink()


@contextmanager
def _only_one() -> Iterator[TextIO]:
    """Take the lock, which the kernel releases with this process."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    with (cache_folder() / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetUpError(
                "Another bin/bench --beside is running, and two would slow each other: wait for "
                "it to end, or stop it."
            ) from None
        yield lock


def _take_away_left_over(record: Path) -> None:
    if not record.exists():
        return
    known = json.loads(record.read_text())
    room, root = Room(Path(known["folder"])), Path(known["root"])
    if room.folder.exists():
        say(f"Taking away what a killed run left in {room.folder}.")
    room.take_away(root)
    record.unlink()
