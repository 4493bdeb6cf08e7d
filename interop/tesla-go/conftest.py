"""Tesla's own tools and library for Go, unmodified, built once; and the simulated Teslas that they are led to."""

import os
import pathlib
import subprocess

import pytest
import requests

from harness.demo import ROOT
from harness.tesla import Tesla

HERE = pathlib.Path(__file__).resolve().parent
BUILT = ROOT / "target/interop-tesla-go"
BUILD_SECONDS = 900


def go(*arguments):
    subprocess.run([os.environ.get("GO", "go"), *arguments], cwd=HERE, timeout=BUILD_SECONDS, check=True)


@pytest.fixture(scope="session")
def programs():
    """The folder with `tesla-control`, `tesla-http-proxy` and the tests that use the library, also over Bluetooth."""
    BUILT.mkdir(parents=True, exist_ok=True)
    go("build", "-o", f"{BUILT}/", "tool")
    go("test", "-c", "-o", f"{BUILT}/library.test", ".")
    go("test", "-c", "-o", f"{BUILT}/nearby.test", "./nearby")
    return BUILT


@pytest.fixture
def run_tests(programs):
    """Runs the tests of a program that was made of them; each must pass, and none be skipped."""

    def run(program, environment):
        command = [programs / program, "-test.v", "-test.count=1"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        print(done.stdout)
        assert done.returncode == 0, done.stderr
        assert "--- SKIP" not in done.stdout
        assert done.stdout.count("--- PASS") == done.stdout.count("=== RUN") > 0

    return run


@pytest.fixture(scope="module")
def tesla():
    with Tesla() as running:
        yield running


class Owner:
    """Someone with a token and a key, and the owner's Model 3."""

    def __init__(self, tesla, folder):
        self.tesla, self.folder = tesla, folder
        self.vin = tesla.facts["cars"][0]["vin"]
        self.key = self.make_key("key")
        self.token_file = folder / "token"
        self.token_file.write_text(tesla.run("token"))

    def make_key(self, name):
        """A new P-256 key: the files of its private and of its public half."""
        private, public = self.folder / f"{name}.pem", self.folder / f"{name}-public.pem"
        subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", private], check=True)
        subprocess.run(
            ["openssl", "ec", "-in", private, "-pubout", "-out", public], check=True, capture_output=True
        )
        return private, public

    def lever(self, *words):
        return self.tesla.run(*words, "--vin", self.vin)

    def environment(self):
        others = {"no_proxy", "https_proxy", "ssl_cert_dir"}
        inherited = {name: value for name, value in os.environ.items() if name.lower() not in others}
        return {
            **inherited,
            **self.tesla.environment(),
            "TESLA_VIN": self.vin,
            "TESLA_KEY_FILE": str(self.key[0]),
            "TESLA_TOKEN_FILE": str(self.token_file),
            "TESLA_CACHE_FILE": str(self.folder / "sessions.json"),
        }


@pytest.fixture(scope="module")
def owner(tesla, tmp_path_factory):
    """With the key on the car, which is unplugged."""
    tesla.run("script", "no-limits")
    owner = Owner(tesla, tmp_path_factory.mktemp("owner"))
    owner.lever("enrol", str(owner.key[1]))
    answer = requests.post(f"{tesla.url}/api/cars/{owner.vin}/unplug", timeout=30)
    assert answer.ok, answer.text
    return owner
