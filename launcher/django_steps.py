"""Django's steps before it can serve: translations, tables, demo data, static files."""

from collections.abc import Mapping
from pathlib import Path

from launcher.build_stamps import digest_of_changes, files_under, is_done, mark_done
from launcher.commands import run_logged
from launcher.console import say
from launcher.packages import install_packages


def messages_to_compile(root: Path) -> list[Path]:
    """Return the translations that are newer than their compiled files."""

    def is_stale(source: Path) -> bool:
        compiled = source.with_suffix(".mo")
        return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime

    return [source for source in files_under(root / "locale", ".po") if is_stale(source)]


def compile_messages(root: Path, *, log: Path) -> None:
    stale = messages_to_compile(root)
    if not stale:
        return
    install_packages(["gettext"], why="to compile the translations", log=log)
    say("Compiling the translations.")
    for source in stale:
        compiled = source.with_suffix(".mo")
        run_logged(
            ["msgfmt", "--check-format", f"--output-file={compiled}", source],
            log=log,
            what="Compiling the translations",
        )


def prepare_data(
    root: Path,
    *,
    python: Path,
    data: Path,
    environment: Mapping[str, str],
    demo: bool,
    log: Path,
) -> None:
    """Prepare tables, demo data and static files; skip each that has not changed.

    One process does them all: loading the program takes longer than most of the steps.
    """
    base_url = environment["PARLOIR_BASE_URL"]
    # A database elsewhere may have been replaced without a trace here, so it is always asked.
    is_ours = "PARLOIR_DATABASE_URL" in environment
    static_is_there = (data / "static").is_dir()
    steps: list[str] = []
    if not (is_ours and is_done(_data_stamp(data), _fits_data(root, data, base_url, demo))):
        say("Bringing the database up to date.")
        steps.append("--tables")
        if demo:
            say("Loading the demo.")
            steps += ["--demo", "--base-url", base_url]
    if not (static_is_there and is_done(_static_stamp(data), _fits_static(root))):
        steps.append("--static")
    if steps:
        run_logged(
            [python, "manage.py", "prepare", *steps, "--no-color"],
            log=log,
            what="Preparing the data",
            cwd=root,
            env=environment,
        )
    if "--tables" in steps:
        mark_data_prepared(root, data=data, base_url=base_url, demo=demo)
    if "--static" in steps:
        mark_done(_static_stamp(data), _fits_static(root))


def mark_data_prepared(root: Path, *, data: Path, base_url: str, demo: bool) -> None:
    """Record that the database is prepared, for example after copying a prepared one."""
    mark_done(_data_stamp(data), _fits_data(root, data, base_url, demo))


def _data_stamp(data: Path) -> Path:
    return data / "run" / "data-prepared-for"


def _static_stamp(data: Path) -> Path:
    return data / "run" / "static-collected-from"


def _fits_data(root: Path, data: Path, base_url: str, demo: bool) -> str:
    program = files_under(root / "parloir", ".py", ".json", leaving_out=["__pycache__"])
    # New zone data comes with other packages, and moves what is ahead.
    files = [*program, root / "uv.lock"]
    return digest_of_changes(files, base_url, str(demo), _identity_of(data))


def _fits_static(root: Path) -> str:
    static = files_under(root / "parloir" / "web" / "static")
    return digest_of_changes([*static, root / "uv.lock"])


def _identity_of(data: Path) -> str:
    """Return which database the stamp is about: another file in its place is another database."""
    file = data / "parloir.sqlite3"
    return str(file.stat().st_ino) if file.exists() else "none"
