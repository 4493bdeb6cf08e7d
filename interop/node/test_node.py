"""The official package for Node.js, by Node's own test runner: a demo for each file of tests."""

import pathlib
import re
import warnings

import pytest

from harness import suites
from harness.demo import Demo

FILES = sorted(path.name for path in pathlib.Path(__file__).parent.glob("*.test.js"))


@pytest.fixture
def fresh_demo():
    with Demo() as running:
        yield running


@pytest.mark.parametrize("file", FILES)
def test_the_official_package(fresh_demo, file):
    told = suites.run(["node", "--test", "--test-reporter=tap", file], fresh_demo, "node", "node")
    for skipped in re.findall(r"^ok \d+ - (.+ # SKIP .+)$", told, re.MULTILINE):
        warnings.warn(f"{file}: {skipped}", stacklevel=1)
