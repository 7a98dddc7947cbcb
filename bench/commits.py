"""The commits of this repository, and a worktree for one. Raises `SetUpError` for a refusal."""

import os
import shutil
import subprocess
from pathlib import Path

from launcher.console import SetUpError

# Git hooks set these; they would lead every git to the hook's repository.
SET_FOR_ONE_REPOSITORY = (
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
)


def require_repository(root: Path) -> None:
    if shutil.which("git") is None:
        raise SetUpError("--beside needs git, which is not on this machine: install it.")
    done = _git(root, "rev-parse", "--show-toplevel")
    if done.returncode != 0 and (root / ".git").exists():
        raise SetUpError(f"git cannot read the repository {root}: {done.stderr.strip()}")
    # An unpacked archive is no repository, even inside another repository.
    if done.returncode != 0 or Path(done.stdout.strip()).resolve() != root.resolve():
        raise SetUpError(
            f"{root} is no clone of a git repository, so it has no other commits: "
            "use --beside in a clone."
        )


def commit_of(root: Path, word: str) -> str:
    """Return the full hash of a commit, given by a hash, a branch or a tag."""
    done = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", word + "^{commit}")
    if done.returncode != 0:
        raise SetUpError(f"There is no commit {word!r} in {root}: `git log --oneline` lists them.")
    return done.stdout.strip()


def has_uncommitted_changes(root: Path) -> bool:
    return bool(_checked(root, "status", "--porcelain"))


def require_bench(root: Path, commit: str, *, name: str) -> None:
    if _git(root, "cat-file", "-e", f"{commit}:bin/bench").returncode != 0:
        raise SetUpError(f"{name} has no bin/bench, so it cannot be measured.")


def add_worktree(root: Path, commit: str, folder: Path) -> None:
    # Hooks for a person's own checkouts must not run here.
    without_hooks = ("-c", f"core.hooksPath={os.devnull}")
    _checked(root, *without_hooks, "worktree", "add", "--quiet", "--detach", str(folder), commit)


def remove_worktree(root: Path, folder: Path) -> None:
    """Remove a worktree with its entry in the repository, if there is one.

    --force twice: a worktree that a killed git left incomplete is locked.
    """
    if shutil.which("git") is not None and root.is_dir():
        _git(root, "worktree", "remove", "--force", "--force", str(folder))


def _checked(root: Path, *words: str) -> str:
    done = _git(root, *words)
    if done.returncode != 0:
        raise SetUpError(f"git {' '.join(words)} failed: {done.stderr.strip()}")
    return done.stdout


def _git(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        name: value for name, value in os.environ.items() if name not in SET_FOR_ONE_REPOSITORY
    }
    return subprocess.run(
        ["git", "-C", str(root), *words],
        env={**environment, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
