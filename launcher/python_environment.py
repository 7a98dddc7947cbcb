"""uv, and with it the Python packages of this clone, in `.venv`."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from launcher.commands import run_logged
from launcher.packages import install_packages
from launcher.sentences import SetUpError, say
from launcher.stamps import digest_of_contents, is_done, mark_done

OLDEST_PYTHON = (3, 11)


def ensure_environment(root: Path, *, with_tests: bool, log: Path) -> Path:
    """Brings `.venv` to what `uv.lock` says, and returns its Python."""
    python = root / ".venv" / "bin" / "python"
    wanted = digest_of_contents([root / "uv.lock", root / "pyproject.toml"])
    # What tests need holds all that running needs.
    stamps = [root / ".venv" / name for name in (".synced-for-tests", ".synced-to-run")]
    counting = stamps[:1] if with_tests else stamps
    if python.exists() and any(is_done(stamp, wanted) for stamp in counting):
        return python
    uv = _ensure_uv(root, log=log)
    say("Installing the Python packages.")
    # A start never takes away what tests have installed (inexact).
    groups = ["--group", "dev"] if with_tests else ["--no-dev", "--inexact"]
    run_logged(
        [uv, "sync", "--frozen", "--no-progress", *groups],
        log=log,
        what="Installing the Python packages",
        cwd=root,
        env={
            # This machine's own Python is used: no other is fetched.
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_PYTHON": str(python if python.exists() else sys.executable),
            "UV_PROJECT_ENVIRONMENT": str(root / ".venv"),
        },
    )
    mark_done(stamps[0] if with_tests else stamps[1], wanted)
    return python


def _ensure_uv(root: Path, *, log: Path) -> str:
    present = shutil.which("uv")
    if present is not None:
        return present
    tools = root / ".tools"
    uv = tools / "bin" / "uv"
    if not uv.exists():
        if importlib.util.find_spec("ensurepip") is None:
            install_packages(["python3-venv"], why="to install Python packages", log=log)
        say("Fetching uv, which installs the Python packages.")
        what = "Fetching uv"
        run_logged([sys.executable, "-m", "venv", tools], log=log, what=what)
        pip: list[str | Path] = [
            tools / "bin" / "python",
            "-m",
            "pip",
            "--disable-pip-version-check",
        ]
        run_logged([*pip, "install", "--quiet", "uv>=0.5"], log=log, what=what)
    return str(uv)


def require_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(number) for number in sys.version_info[:2])
        raise SetUpError(
            f"Python {found} is what “python3” starts here; Parloir needs 3.11 or newer, which "
            "Debian 12 and 13 have."
        )


def with_tools_of(root: Path) -> dict[str, str]:
    """An environment in which `node` and `npm` are the ones that we install ourselves."""
    return {"PATH": f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
