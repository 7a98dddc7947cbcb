"""uv, and the Python packages of this clone in `.venv`."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from launcher.build_stamps import digest_of_contents, is_done, mark_done
from launcher.commands import answer_of, run_logged
from launcher.console import SetUpError, say
from launcher.packages import install_packages

OLDEST_PYTHON = (3, 11)
UV_REQUIREMENTS = Path(__file__).with_name("uv-requirements.txt")


def ensure_environment(root: Path, *, with_tests: bool, log: Path) -> Path:
    """Bring `.venv` to the state of `uv.lock`, and return its Python."""
    python = root / ".venv" / "bin" / "python"
    wanted = digest_of_contents([root / "uv.lock", root / "pyproject.toml"])
    # The packages for tests include all packages for running.
    stamps = [root / ".venv" / name for name in (".synced-for-tests", ".synced-to-run")]
    counting = stamps[:1] if with_tests else stamps
    if python.exists() and any(is_done(stamp, wanted) for stamp in counting):
        return python
    uv = ensure_uv(root, log=log)
    say("Installing the Python packages.")
    # A start never removes packages that tests have installed (inexact).
    groups = ["--group", "dev"] if with_tests else ["--no-dev", "--inexact"]
    run_logged(
        [uv, "sync", "--frozen", "--no-progress", *groups],
        log=log,
        what="Installing the Python packages",
        cwd=root,
        env={
            # This machine's own Python is used, and no other is fetched.
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_PYTHON": str(python if python.exists() else sys.executable),
            "UV_PROJECT_ENVIRONMENT": str(root / ".venv"),
        },
    )
    mark_done(stamps[0] if with_tests else stamps[1], wanted)
    return python


def ensure_uv(root: Path, *, log: Path) -> str:
    """Return the pinned uv: one of that version on the path, or else our own in `.tools`.

    pip compares the hash of our own."""
    present = shutil.which("uv")
    if present is not None and version_of_uv(present) == pinned_uv():
        return present
    tools = root / ".tools"
    uv = tools / "bin" / "uv"
    if version_of_uv(uv) == pinned_uv():
        return str(uv)
    say("Fetching uv, which installs the Python packages.")
    what = "Fetching uv"
    # pip is the last package that is installed into an environment.
    if not (tools / "bin" / "pip").exists():
        if importlib.util.find_spec("ensurepip") is None:
            install_packages(["python3-venv"], why="to install Python packages", log=log)
        run_logged([sys.executable, "-m", "venv", tools], log=log, what=what)
    pip = [str(tools / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    checked = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(UV_REQUIREMENTS)]
    run_logged([*pip, "install", "--quiet", *checked], log=log, what=what)
    return str(uv)


def pinned_uv() -> str:
    """Return the version in `uv-requirements.txt`."""
    [line] = [one for one in UV_REQUIREMENTS.read_text().splitlines() if one.startswith("uv==")]
    return line.removeprefix("uv==").rstrip("\\ ")


def version_of_uv(uv: str | Path) -> str:
    """Return what it reports (`uv 0.13.9 (x86_64-…)`); "" if it is missing or fails."""
    words = (answer_of([uv, "--version"]) or "").split()
    return words[1] if len(words) > 1 and words[0] == "uv" else ""


def require_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(number) for number in sys.version_info[:2])
        raise SetUpError(
            f"Python {found} is what “python3” starts here; Parloir needs 3.11 or newer, which "
            "Debian 12 and 13 have."
        )


def with_tools_of(root: Path) -> dict[str, str]:
    """Return an environment in which `node` and `npm` are those that we install."""
    return {"PATH": f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
