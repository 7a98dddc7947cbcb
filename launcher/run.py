"""`bin/run`: set up, start, and become the supervisor."""

import os
import subprocess
from pathlib import Path

from launcher.commands import run_logged
from launcher.console import SetUpError, say, status_of
from launcher.django_steps import compile_messages, messages_to_compile, prepare_data
from launcher.frontend_build import build_frontend
from launcher.instance import Instance, configure_janus, lock_data_folder, open_instance
from launcher.janus_build import ensure_janus, packages_to_build
from launcher.janus_prefixes import JanusInstallation
from launcher.options import RunOptions, read_options
from launcher.packages import install_packages
from launcher.parallel import in_parallel
from launcher.ports import is_free
from launcher.processes import announcer_command, programs_of
from launcher.python_environment import ensure_environment
from launcher.reaping import reap_leftovers, record_process
from launcher.relay import configure_relay, ensure_turnserver, relay_settings
from launcher.supervision_config import write_supervision


def run(words: list[str], *, root: Path) -> None:
    """Set up, start, and never return.

    This process becomes the supervisor, so that a signal to `bin/run` is a signal to it."""
    options = read_options(words, root=root)
    lock_data_folder(options.data)
    reaped = reap_leftovers(options.data / "run" / "processes")
    if reaped:
        say(f"Ended what a killed run had left behind: {', '.join(reaped)}.")
    if not is_free(options.port, address=options.listens_on):
        raise SetUpError(
            f"Port {options.port} is in use by another program. Choose another with --port N."
        )
    log = options.data / "log" / "set-up.log"
    python, janus = _set_up(root, options, log=log)
    turnserver = ensure_turnserver(log=log) if options.turn else None
    instance = open_instance(options.data)
    configure_janus(instance, janus, beside_relay=options.turn)
    if options.turn:
        configure_relay(instance, options)
    _ensure_certificate(instance, options, root=root, python=python, log=log)
    # Files written from here on hold people's data: only this account may read them.
    os.umask(0o077)
    environment = {
        **instance.environment(base_url=options.base_url, demo=options.demo),
        **janus.settings(),
        **(relay_settings(instance, options) if options.turn else {}),
        "PARLOIR_LOCAL_CERTIFICATE": "0" if options.host is None else "1",
    }
    prepare_data(
        root,
        python=python,
        data=options.data,
        environment=environment,
        demo=options.demo,
        log=log,
    )
    _become_supervisor(
        instance,
        options,
        root=root,
        python=python,
        janus=janus,
        turnserver=turnserver,
        environment=environment,
    )


def _set_up(root: Path, options: RunOptions, *, log: Path) -> tuple[Path, JanusInstallation]:
    """Run independent steps in parallel: the compiler takes a minute."""
    janus, python = in_parallel(
        lambda: _packages_and_janus(root, options, log=log),
        lambda: _python_and_frontend(root, log=log),
    )
    return python, janus


def _packages_and_janus(root: Path, options: RunOptions, *, log: Path) -> JanusInstallation:
    wanted = packages_to_build(chosen=options.janus, pinned_only=options.pinned_only)
    if messages_to_compile(root):
        wanted.append("gettext")
    install_packages(wanted, why="to build what is built here", log=log)
    compile_messages(root, log=log)
    return ensure_janus(
        chosen=options.janus, pinned_only=options.pinned_only, log=_log_of_step(log, "janus")
    )


def _python_and_frontend(root: Path, *, log: Path) -> Path:
    python = ensure_environment(root, with_tests=False, log=_log_of_step(log, "python"))
    build_frontend(root, log=_log_of_step(log, "front-end"))
    return python


def _ensure_certificate(
    instance: Instance, options: RunOptions, *, root: Path, python: Path, log: Path
) -> None:
    if not options.has_certificate:
        return
    run_logged(
        [python, "-m", "launcher.certificate", options.host or "localhost", instance.config],
        log=log,
        what="Making the certificate",
        cwd=root,
    )
    if options.host is None:
        return
    say(
        f"The certificate is made on this machine, so each device warns once before it opens "
        f"{options.base_url}: choose to go on."
    )


def _become_supervisor(
    instance: Instance,
    options: RunOptions,
    *,
    root: Path,
    python: Path,
    janus: JanusInstallation,
    turnserver: Path | None,
    environment: dict[str, str],
) -> None:
    configuration = instance.run / "supervisord.conf"
    write_supervision(
        configuration,
        programs=programs_of(
            instance, options=options, python=python, janus=janus, turnserver=turnserver
        ),
        python=python,
        root=root,
        records=instance.records,
        logs=instance.logs,
        parent=os.getpid(),
    )
    record_process(instance.records, "supervisor", os.getpid())
    os.chdir(root)
    os.environ.update(environment)
    say("Starting.")
    announcer = announcer_command(
        instance, options, python=python, base_url=environment["PARLOIR_BASE_URL"]
    )
    # Without the lock and the ports' guard, which belong to this process.
    subprocess.Popen(announcer, close_fds=True)
    os.execv(python, [str(python), "-m", "launcher.supervision", str(configuration)])


def _log_of_step(log: Path, name: str) -> Path:
    """Return a log file of its own for a step that runs in parallel."""
    return log.with_name(f"set-up-{name}.log")


def main(words: list[str], *, root: Path) -> int:
    def start() -> int:
        run(words, root=root)
        return 0

    return status_of(start, stopped="\nStopped during set-up; the next start goes on from here.\n")
