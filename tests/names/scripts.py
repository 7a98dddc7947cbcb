"""The names of TypeScript and JavaScript, read by TypeScript's own parser."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.names.found import Found

NODE = Path(sys.executable).parent / "node"
READER = Path(__file__).with_name("script_names.mjs")


def names_in_scripts(paths: Iterable[Path], *, root: Path) -> Iterator[Found]:
    """Yield every identifier and property of the scripts, in one run of node."""
    run = subprocess.run(
        [str(NODE), str(READER)],
        input="\n".join(str(path) for path in paths),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(run.stderr)
    for line in run.stdout.splitlines():
        script = json.loads(line)
        path = Path(script["path"]).relative_to(root).as_posix()
        for number, name in script["names"]:
            yield Found(path, number, name)
