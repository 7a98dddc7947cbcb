"""npm packages of a folder that has a `package.json` and its lock."""

from pathlib import Path

from launcher.build_stamps import digest_of_contents, is_done, mark_done
from launcher.commands import run_logged
from launcher.console import say
from launcher.python_environment import with_tools_of

INSTALL = ("npm", "ci", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")


def ensure_npm_packages(folder: Path, *, what: str, root: Path, log: Path) -> None:
    """Install the packages of the lock, unless they are there.

    `what` names them in messages, as in "the validator". Requires `.venv`, which contains npm.
    Raises `SetUpError`.
    """
    wanted = digest_of_contents([folder / "package.json", folder / "package-lock.json"])
    stamp = folder / "node_modules" / ".installed-from"
    if is_done(stamp, wanted):
        return
    say(f"Installing {what}.")
    run_logged(INSTALL, log=log, what=f"Installing {what}", cwd=folder, env=with_tools_of(root))
    mark_done(stamp, wanted)
