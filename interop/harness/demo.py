"""A running `openfob demo`, and what it said about itself."""

import json
import os
import pathlib
import shlex
import signal
import subprocess
import tempfile
import threading
from urllib.parse import urlencode

ROOT = pathlib.Path(__file__).resolve().parents[2]
START_SECONDS = 60
STOP_SECONDS = 20
SCOPE = "required:read_vehicle_info read_vin read_odometer read_battery read_charge read_location"


def program():
    """The openfob to be tested."""
    named = os.environ.get("OPENFOB_BIN")
    path = pathlib.Path(named) if named else ROOT / "target/debug/openfob"
    if not path.is_file():
        raise FileNotFoundError(f"no openfob at {path}: run `cargo build` first, or set OPENFOB_BIN")
    return str(path)


class Demo:
    """`openfob demo --json` in a data directory of its own. Use it with `with`."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="openfob-interop-")
        self.data = os.path.join(self._folder.name, "data")
        self._log = open(os.path.join(self._folder.name, "log"), "w+", encoding="utf-8")
        ports = ["--listen", "127.0.0.1:0", "--sim-listen", "127.0.0.1:0"]
        self._process = subprocess.Popen(
            [program(), "demo", *ports, "--data", self.data, "--json"],
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            cwd=self._folder.name,
        )
        try:
            self.facts = json.loads(self._first_line())
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        try:
            self.exit_status = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise AssertionError(f"openfob still ran {STOP_SECONDS} s after SIGTERM\n{self.log()}") from None
        finally:
            self._process.stdout.close()
            self._log.close()
            self._folder.cleanup()

    def __getattr__(self, name):
        if name == "facts" or name not in self.facts:
            raise AttributeError(f"the demo said nothing of `{name}`")
        return self.facts[name]

    def connect_link(self, **parameters):
        """An application's link to Connect, for an owner of simulated cars."""
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": SCOPE,
            "state": "s-1",
            "mode": "simulated",
        }
        return f"{self.origin}/oauth/authorize?{urlencode({**query, **parameters})}"

    def log(self):
        """What the program wrote on stderr."""
        self._log.seek(0)
        return self._log.read()

    def run(self, *arguments):
        """Runs `openfob …` beside the demo, in its data directory, and gives what it printed."""
        command = [program(), *arguments, "--data", self.data]
        done = subprocess.run(command, capture_output=True, text=True, timeout=START_SECONDS, check=False)
        assert done.returncode == 0, f"{shlex.join(command)} ended with {done.returncode}\n{done.stderr}"
        return done.stdout

    def environment(self, sdk):
        """The variables that `openfob env --sdk …` prints, as a shell would read them."""
        return exports(self.run("env", "--sdk", sdk))

    def _first_line(self):
        line = []
        reader = threading.Thread(target=lambda: line.append(self._process.stdout.readline()), daemon=True)
        reader.start()
        reader.join(START_SECONDS)
        if not line:
            raise AssertionError(f"openfob demo did not answer within {START_SECONDS} s\n{self.log()}")
        if not line[0].strip():
            raise AssertionError(f"openfob demo ended with {self._process.wait()} instead of answering\n{self.log()}")
        return line[0]


def exports(text):
    """Reads lines of `export NAME=value`, quoted for a shell."""
    words = (word for word in shlex.split(text, comments=True) if word != "export")
    return dict(word.split("=", 1) for word in words)
