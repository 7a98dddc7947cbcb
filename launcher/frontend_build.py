"""Build scripts and styles from `frontend/` if it has changed since the last build."""

from pathlib import Path

from launcher.build_stamps import digest_of_changes, files_under, is_done, mark_done
from launcher.commands import run_logged
from launcher.console import say
from launcher.npm_packages import ensure_npm_packages
from launcher.python_environment import with_tools_of


def build_frontend(root: Path, *, log: Path) -> None:
    """Build if needed. Requires `.venv`, which contains Node."""
    frontend = root / "frontend"
    ensure_npm_packages(
        frontend, what="what the scripts and styles are built with", root=root, log=log
    )
    built = root / "parloir" / "web" / "static" / "built"
    sources = files_under(frontend, leaving_out=["node_modules", "lint"])
    # Templates count too: the build searches them for the icons that are used.
    templates = files_under(root / "parloir" / "web", ".html")
    # Outside the built folder, because everything in it is served.
    stamp, wanted = root / ".tools" / "built-from", digest_of_changes([*sources, *templates])
    if is_done(stamp, wanted) and built.is_dir():
        return
    say("Building the scripts and styles.")
    run_logged(
        ["npm", "run", "build"],
        log=log,
        what="Building the scripts and styles",
        cwd=frontend,
        env=with_tools_of(root),
    )
    mark_done(stamp, wanted)
