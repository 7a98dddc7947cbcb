"""What Django has to do before it can serve: translations, tables, demo data, static files."""

from collections.abc import Mapping
from pathlib import Path

from launcher.commands import run_logged
from launcher.packages import install_packages
from launcher.sentences import say
from launcher.stamps import digest_of_changes, files_under, is_done, mark_done


def messages_to_compile(root: Path) -> list[Path]:
    """Translations that are newer than what was compiled from them."""

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
    """Tables, then demo data, then static files; each left out where nothing has changed."""

    def manage(*words: str) -> None:
        run_logged(
            [python, "manage.py", *words, "--no-color"],
            log=log,
            what=f"Preparing the data (manage.py {words[0]})",
            cwd=root,
            env=environment,
        )

    def fits_program() -> str:
        program = files_under(root / "parloir", ".py", ".json", leaving_out=["__pycache__"])
        address = environment["PARLOIR_BASE_URL"]
        return digest_of_changes(program, address, str(demo), _identity_of(data))

    def fits_static() -> str:
        static = files_under(root / "parloir" / "web" / "static")
        return digest_of_changes([*static, root / "uv.lock"])

    stamp = data / "run" / "data-prepared-for"
    # A database elsewhere may have been replaced without a trace here: it is always asked.
    is_ours = "PARLOIR_DATABASE_URL" in environment
    if not (is_ours and is_done(stamp, fits_program())):
        say("Bringing the database up to date.")
        manage("migrate", "--no-input", "--verbosity", "0")
        if demo:
            say("Loading the demo.")
            manage("load_demo", "--base-url", environment["PARLOIR_BASE_URL"])
        mark_done(stamp, fits_program())

    stamp = data / "run" / "static-collected-from"
    if not (is_done(stamp, fits_static()) and (data / "static").is_dir()):
        manage("collectstatic", "--no-input", "--verbosity", "0")
        mark_done(stamp, fits_static())


def _identity_of(data: Path) -> str:
    """Which database the stamp speaks of: another file in its place is another database."""
    file = data / "parloir.sqlite3"
    return str(file.stat().st_ino) if file.exists() else "none"
