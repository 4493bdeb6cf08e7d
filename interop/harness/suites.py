"""Runs the suite of a client in another language, which walks Connect by a command and moves cars by HTTP."""

import json
import os
import pathlib
import subprocess
import sys

from harness.demo import program

INTEROP = pathlib.Path(__file__).resolve().parents[1]
SUITE_SECONDS = 300


def run(command, demo, sdk, folder):
    """Runs a command in a folder of `interop/`, with what `openfob env --sdk …` prints as its environment. Besides,
    `OPENFOB_DEMO` has the demo's facts, `$OPENFOB_BIN … --data $OPENFOB_DATA` runs commands beside it, and
    `$OPENFOB_PYTHON -m harness.connect` walks Connect."""
    environment = {
        **os.environ,
        **demo.environment(sdk),
        "OPENFOB_DEMO": json.dumps(demo.facts),
        "OPENFOB_BIN": program(),
        "OPENFOB_DATA": demo.data,
        "OPENFOB_PYTHON": sys.executable,
        "PYTHONPATH": str(INTEROP),
    }
    done = subprocess.run(
        command,
        cwd=INTEROP / folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SUITE_SECONDS,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}"
    return done.stdout
