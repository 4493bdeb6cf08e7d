"""A running `openfob sim tesla`, and its commands."""

import json
import os
import shlex
import signal
import subprocess
import tempfile

from harness.demo import START_SECONDS, STOP_SECONDS, exports, program


class Tesla:
    """`openfob sim tesla --json …` in a data directory of its own. Use it with `with`."""

    def __init__(self, *options):
        self._options = options

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="openfob-tesla-")
        self.data = os.path.join(self._folder.name, "data")
        command = [program(), "sim", "tesla", "--listen", "127.0.0.1:0", "--data", self.data, "--json", *self._options]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=self._folder.name)
        self.facts = json.loads(self._process.stdout.readline())
        self.url = self.facts["url"]
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(STOP_SECONDS)
        self._process.stdout.close()
        self._folder.cleanup()

    def run(self, *arguments):
        """Runs `openfob sim tesla …` against it and gives what it printed."""
        command = [program(), "sim", "tesla", *arguments, "--url", self.url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=START_SECONDS, check=False)
        assert done.returncode == 0, f"{shlex.join(command)} ended with {done.returncode}\n{done.stderr}"
        return done.stdout

    def environment(self):
        """The variables that `openfob sim tesla env` prints."""
        return exports(self.run("env"))
