import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = """
import os, sys
from pathlib import Path
from launcher import testing

testing.set_up_for_tests = lambda *words, **more: Path(sys.executable)
print(os.getpid(), flush=True)
testing.bench(["pages", "--json", "a file"], root=Path(sys.argv[1]))
"""


@pytest.fixture
def tree(tmp_path):
    """A tree whose bench prints its process id and its arguments."""
    tree = tmp_path / "tree"
    (tree / "bench").mkdir(parents=True)
    (tree / "bench" / "__main__.py").write_text(
        "import os, sys\nprint(os.getpid(), sys.argv[1:])\n"
    )
    return tree


def launch(tree, *, cwd):
    done = subprocess.run(
        [sys.executable, "-c", LAUNCHER, str(tree)],
        cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


def test_launcher_becomes_the_bench_so_that_it_cannot_kill_it_at_ctrl_c(tree, tmp_path):
    """subprocess.run kills a child a quarter of a second after Ctrl-C, while houses run."""
    launcher, bench = launch(tree, cwd=tmp_path)
    assert bench == f"{launcher} ['pages', '--json', 'a file']"


def test_bench_is_its_own_tree_s_and_not_that_of_the_current_folder(tree, tmp_path):
    other = tmp_path / "other" / "bench"
    other.mkdir(parents=True)
    (other / "__main__.py").write_text("print('the wrong one')\n")
    assert launch(tree, cwd=other.parent)[1].endswith("['pages', '--json', 'a file']")
