"""A demo for each module of tests, so that one module's clock and cars are nobody else's."""

import pytest

from harness.demo import Demo
from harness.simulator import Simulator


@pytest.fixture(scope="module")
def demo():
    running = Demo()
    with running:
        yield running
    assert running.exit_status == 0, f"after SIGTERM openfob ended with {running.exit_status}"


@pytest.fixture(scope="module")
def simulator(demo):
    return Simulator(demo.simulator)
