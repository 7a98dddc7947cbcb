"""Our own modules of the browser's code, to be used in an empty page."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(sys.executable).parent / "node"
BUNDLE = """
import * as esbuild from "./frontend/node_modules/esbuild/lib/main.js";
const built = await esbuild.build({
  entryPoints: [%s], bundle: true, write: false, format: "iife", globalName: "ours",
});
process.stdout.write(built.outputFiles[0].text);
"""


def bundled(module: str) -> str:
    """Return a script that sets `ours` to what this module of `frontend/` exports."""
    done = subprocess.run(
        [str(NODE), "--input-type=module", "--eval", BUNDLE % json.dumps(f"frontend/{module}")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
