"""`bin/test` and `bin/bench`: set-up, lint, and the suites."""

import os
import shutil
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from ctypes.util import find_library
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from launcher import turn_config
from launcher.commands import run_logged
from launcher.console import say, status_of
from launcher.django_steps import compile_messages, messages_to_compile
from launcher.frontend_build import build_frontend
from launcher.janus_build import ensure_janus, packages_to_build
from launcher.machine import cache_folder
from launcher.npm_packages import ensure_npm_packages
from launcher.packages import install_packages
from launcher.parallel import in_parallel
from launcher.postgresql import PACKAGE, newest_programs, temporary_cluster
from launcher.processor_time import processor_seconds
from launcher.python_environment import ensure_environment, with_tools_of
from launcher.relay import stop_service_of_package
from launcher.suite_runs import run_suites, runs_on
from launcher.suites import DATABASES, POSTGRESQL, SUITES
from launcher.summary import Spent, summary
from launcher.template_lines import refuse_long_lines

# The programs that tests start, and the Debian packages that bring them.
PROGRAMS = {
    "chromium": "chromium",
    "java": "default-jre-headless",
    turn_config.PROGRAM: turn_config.PACKAGE,
    # With the module that chooses by the name that a browser asks for.
    "nginx": "libnginx-mod-stream",
}
# Where there is Chromium, unit tests print pages with it, and with Firefox.
PROGRAMS_OF_PRINTS = {"firefox-esr": "firefox-esr"}
# Unit tests start these too: they sign a Debian repository of their own.
PROGRAMS_OF_UNIT = {"gpg": "gpg", "gpg-agent": "gpg-agent"}
# They also read calendar files with this library.
LIBRARIES_OF_UNIT = {"ical": "libical3"}
# The bench measures in this browser too.
PROGRAMS_OF_BENCH = {"firefox-esr": "firefox-esr"}
NO_PROGRAMS: Mapping[str, str] = MappingProxyType({})
# The argument that asks for every test, not only those that a landing needs.
EVERYTHING = "all"


def main(words: list[str], *, root: Path) -> int:
    """`bin/test [all] [SUITE…] [--database NAME] [options of pytest]`. Returns pytest's status."""
    parser = ArgumentParser(prog="bin/test", add_help=False, allow_abbrev=False)
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    chosen, words = parser.parse_known_args(words)
    suites = [word for word in words if word in SUITES] or list(SUITES)
    options = [word for word in words if word not in SUITES and word != EVERYTHING]
    if options and not options[0].startswith("-"):
        sys.stderr.write(
            f"There is no suite {options[0]!r}: {', '.join(SUITES)}; none for all of them, "
            f"“{EVERYTHING}” for every test of them.\n"
        )
        return 2
    began = time.monotonic()

    def test() -> int:
        runs = runs_on(
            root, suites=suites, database=chosen.database, everything=EVERYTHING in words
        )
        on_postgresql = any(run.database == POSTGRESQL for run in runs)
        python = set_up_for_tests(root, suites=suites, with_postgresql=on_postgresql)
        with _timed("Lint"):
            lint(root, python=python)
        with _server() if on_postgresql else nullcontext() as server:
            status, reports = run_suites(
                runs, root=root, python=python, options=options, server=server
            )
        spent = Spent(wall=time.monotonic() - began, processor=processor_seconds())
        say(summary(reports, spent=spent))
        return status

    return status_of(test)


def bench(words: list[str], *, root: Path) -> int:
    """`bin/bench [SUITE…] [options]`. Returns only if set-up fails, and becomes the bench if not.

    A bench that is a child of this process would be killed by the first Ctrl-C, before it has
    stopped its houses.
    """

    def become_bench() -> int:
        python = set_up_for_tests(
            root, suites=SUITES, with_postgresql=False, more_programs=PROGRAMS_OF_BENCH
        )
        return _become_bench(words, root=root, python=python)

    return status_of(become_bench)


def _become_bench(words: list[str], *, root: Path, python: Path) -> NoReturn:
    environment = {**os.environ, "PYTHONPATH": str(root)}
    # -P: the current folder may have another package called “bench”.
    os.execve(python, [str(python), "-P", "-m", "bench", *words], environment)


def set_up_for_tests(
    root: Path,
    *,
    suites: Sequence[str],
    with_postgresql: bool,
    more_programs: Mapping[str, str] = NO_PROGRAMS,
) -> Path:
    """Bring everything that the suites need, and return the Python to run them with."""
    log = cache_folder() / "set-up-tests.log"
    programs = {**programs_of(suites), **more_programs}
    with _timed("Set-up"):
        _, python = in_parallel(
            lambda: _packages_and_janus(
                root, suites, programs, with_postgresql=with_postgresql, log=log
            ),
            lambda: _python_and_frontend(root, log=log.with_name("set-up-tests-python.log")),
        )
    return python


def lint(root: Path, *, python: Path) -> None:
    """Run all checks. Raises `SetUpError` with the output of the first that fails."""
    bin_folder = python.parent
    log = cache_folder() / "lint.log"
    checked = [name for name in ("parloir", "launcher", "tests", "bench") if (root / name).is_dir()]

    def check(what: str, *words: str | Path, env: dict[str, str] | None = None) -> None:
        cwd = root / "frontend" if words[0] == "npm" else root
        run_logged(words, log=log.with_name(f"lint-{what}.log"), what=what, cwd=cwd, env=env)

    def quick_ones() -> None:
        check("ruff-check", bin_folder / "ruff", "check", ".")
        check("ruff-format", bin_folder / "ruff", "format", "--check", ".")
        check("import-linter", bin_folder / "lint-imports")
        check("djlint", bin_folder / "djlint", "--quiet", "parloir")
        refuse_long_lines(root / "parloir" / "web" / "templates")
        check("migrations", python, "manage.py", "makemigrations", "--check", "--dry-run")
        check("typescript", "npm", "run", "check", env=with_tools_of(root))
        check("prettier-eslint", "npm", "run", "--prefix", "lint", "check", env=with_tools_of(root))

    in_parallel(quick_ones, lambda: check("mypy", bin_folder / "mypy", *checked))


def _needs_media(suites: Sequence[str]) -> bool:
    return set(suites) != {"unit"}


def programs_of(suites: Sequence[str]) -> dict[str, str]:
    """Return the programs that the suites start, each with its Debian package."""
    of_unit = PROGRAMS_OF_UNIT if "unit" in suites else {}
    if not _needs_media(suites):
        return of_unit
    return PROGRAMS | of_unit | (PROGRAMS_OF_PRINTS if of_unit else {})


def libraries_of(suites: Sequence[str]) -> dict[str, str]:
    """Return the libraries that the suites load, each with its Debian package."""
    return LIBRARIES_OF_UNIT if "unit" in suites else {}


def _packages_and_janus(
    root: Path,
    suites: Sequence[str],
    programs: Mapping[str, str],
    *,
    with_postgresql: bool,
    log: Path,
) -> None:
    with_media = _needs_media(suites)
    wanted = packages_to_build(chosen=None) if with_media else []
    wanted += [package for name, package in programs.items() if shutil.which(name) is None]
    wanted += [one for name, one in libraries_of(suites).items() if find_library(name) is None]
    if with_postgresql and newest_programs() is None:
        wanted.append(PACKAGE)
    if messages_to_compile(root):
        wanted.append("gettext")
    install_packages(wanted, why="for the tests", log=log)
    if turn_config.PACKAGE in wanted:
        stop_service_of_package(log=log)
    compile_messages(root, log=log)
    if with_media:
        ensure_janus(chosen=None, log=log)


def _python_and_frontend(root: Path, *, log: Path) -> Path:
    python = ensure_environment(root, with_tests=True, log=log)
    build_frontend(root, log=log)
    ensure_npm_packages(
        root / "frontend" / "lint", what="what the scripts are checked with", root=root, log=log
    )
    return python


def _server() -> AbstractContextManager[str]:
    return temporary_cluster(log=cache_folder() / "postgresql.log")


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    say(f"{what}: {time.monotonic() - began:.1f} s")
