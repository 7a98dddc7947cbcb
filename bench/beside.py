"""`bin/bench --beside COMMIT`: measure this tree and another commit alternately.

Each side is measured by its own `bin/bench`, with its own sizes: a bench calls code of its tree
by name, so that none could measure both.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.commits import (
    SET_FOR_ONE_REPOSITORY,
    commit_of,
    has_uncommitted_changes,
    require_bench,
    require_repository,
)
from bench.comparison import (
    Reading,
    compared,
    comparison_json,
    comparison_table,
    read_figures,
)
from bench.figures import MeasurementFailed
from bench.processes import run_with_descendants
from bench.room import Room, room_for
from launcher.child import adopt_orphans
from launcher.commands import LINES_SHOWN
from launcher.console import SetUpError, say
from launcher.machine import cache_folder

OURS = "ours"
# argparse's status for unknown arguments.
NO_SUCH_SUITE = 2
OF_ONE_TREE = (
    *("DJANGO_SETTINGS_MODULE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"),
    *SET_FOR_ONE_REPOSITORY,
)
OF_ONE_TREE_PREFIXES = ("PARLOIR_", "UV_PROJECT")


@dataclass(kw_only=True)
class Side:
    name: str
    root: Path
    commit: str
    uncommitted_changes: bool = False
    runs: list[dict[str, Reading]] = field(default_factory=list)
    lacks: set[str] = field(default_factory=set)

    @property
    def tree(self) -> dict[str, object]:
        return {"commit": self.commit, "uncommitted_changes": self.uncommitted_changes}


class Comparison:
    """Measures one side at a time. `has_failed` says whether a measurement failed."""

    def __init__(self, ours: Side, theirs: Side, *, room: Room) -> None:
        self._ours = ours
        self._theirs = theirs
        self._room = room
        self._environment = environment_of_neither(ours.root) | {"TMPDIR": str(room.temporary)}
        self.has_failed = False

    def set_up_theirs(self) -> None:
        """Set the other tree up, with `bin/bench --help`, which sets up before it answers."""
        log = cache_folder() / "bench-beside.log"
        with log.open("w+b") as output:
            status = run_with_descendants(
                _bench_of(self._theirs, "--help"),
                cwd=self._theirs.root,
                environment=self._environment,
                output=output,
                patience=None,  # it may be installing packages, which must not be cut short
            )
            output.seek(0)
            lines = output.read().decode(errors="replace").splitlines()[-LINES_SHOWN:]
        if status != 0:
            raise SetUpError(
                f"{self._theirs.name} could not be set up (its bin/bench answered {status}). The "
                f"whole output is in {log}; it ends with:\n"
                + "\n".join(f"    {line}" for line in lines)
            )

    def measure(self, suites: Sequence[str], *, rounds: int) -> None:
        """Measure both sides suite by suite, so that a slower machine is slower for both."""
        for number in range(rounds):
            sides = (self._ours, self._theirs) if number % 2 == 0 else (self._theirs, self._ours)
            for suite in suites:
                for side in sides:
                    if suite not in side.lacks:
                        say(f"Round {number + 1} of {rounds}, {suite}: {side.name}.")
                        self._measure_one(side, suite)

    def _measure_one(self, side: Side, suite: str) -> None:
        file = self._room.folder / "figures.json"
        file.unlink(missing_ok=True)
        status = self._bench(side, suite, "--json", str(file))
        self._room.empty_temporary()
        if status == NO_SUCH_SUITE:
            say(f"{side.name} does not know the suite {suite}: only the other side is measured.")
            side.lacks.add(suite)
            return
        try:
            if not file.exists():
                raise MeasurementFailed(f"its bin/bench answered {status} and wrote no figures")
            side.runs.append(read_figures(file.read_text()))
        except MeasurementFailed as failure:
            sys.stderr.write(f"{suite} of {side.name} could not be measured: {failure}.\n")
            self.has_failed = True
        self.has_failed |= status != 0

    def _bench(self, side: Side, *words: str) -> int:
        return run_with_descendants(
            _bench_of(side, *words),
            # Python looks for packages in the current folder, and would find ours in our tree.
            cwd=side.root,
            environment=self._environment,
        )


def measure_beside(
    suites: Sequence[str], *, root: Path, commit: str, rounds: int, file: Path | None
) -> int:
    """Measure and compare; `root` is our tree. Return 1 if a measurement failed, else 0."""
    adopt_orphans()
    try:
        require_repository(root)
        ours = Side(
            name=OURS,
            root=root,
            commit=commit_of(root, "HEAD"),
            uncommitted_changes=has_uncommitted_changes(root),
        )
        their_commit = commit_of(root, commit)
        require_bench(root, their_commit, name=commit)
        _say_what_is_ours(suites, ours)
        with room_for(root, their_commit) as room:
            theirs = Side(name=commit, root=room.worktree, commit=their_commit)
            comparison = Comparison(ours, theirs, room=room)
            say(f"Setting up {commit} in {room.worktree}.")
            comparison.set_up_theirs()
            try:
                comparison.measure(suites, rounds=rounds)
            finally:
                # Also after Ctrl-C: the measurements so far took long enough.
                _report(ours, theirs, file)
    except SetUpError as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 1 if comparison.has_failed else 0


def _report(ours: Side, theirs: Side, file: Path | None) -> None:
    metrics = compared(ours.runs, theirs.runs)
    if not metrics:
        return
    say(f"\n{comparison_table(metrics, their_name=theirs.name)}")
    if file is not None:
        file.write_text(comparison_json(metrics, ours=ours.tree, theirs=theirs.tree))


def _bench_of(side: Side, *words: str) -> list[str]:
    return [str(side.root / "bin" / "bench"), *words]


def environment_of_neither(root: Path) -> dict[str, str]:
    """Return the environment without what belongs to one tree. Both may use the caches."""
    own_folders = [root, *map(Path, filter(None, [os.environ.get("VIRTUAL_ENV")]))]
    return {
        name: _without(own_folders, value) if name == "PATH" else value
        for name, value in os.environ.items()
        if name not in OF_ONE_TREE and not name.startswith(OF_ONE_TREE_PREFIXES)
    }


def _without(folders: Sequence[Path], path: str) -> str:
    return os.pathsep.join(
        place
        for place in path.split(os.pathsep)
        if not any(Path(place).is_relative_to(folder) for folder in folders)
    )


def _say_what_is_ours(suites: Sequence[str], ours: Side) -> None:
    if not ours.uncommitted_changes:
        return
    say("Ours has changes that are not committed: they are measured with it.")
    if "start" in suites:
        say("Except by start, which measures a clone of what is committed.")
