"""Tesla's library for Go beside a simulated Tesla, a socket in the radio's place: the tests in `nearby/`."""

import subprocess

import pytest
import requests

from harness.tesla import Tesla


@pytest.fixture(scope="module")
def tesla():
    with Tesla("--ble-listen", "127.0.0.1:0") as running:
        yield running


def test_the_library_over_bluetooth(programs, tesla, owner):
    keys = {name: owner.make_key(name) for name in ["nearby", "other", "card"]}
    owner.lever("enrol", str(keys["nearby"][1]), "--role", "owner")
    environment = {
        **owner.environment(),
        "SIMULATOR": tesla.url,
        "BLE_ADDRESS": tesla.facts["ble"],
        "TESLA_KEY_FILE": str(keys["nearby"][0]),
        "FLEET_KEY_FILE": str(owner.key[0]),
        "OTHER_PUBLIC_KEY_FILE": str(keys["other"][1]),
        "CARD_KEY_FILE": str(keys["card"][0]),
        "CARD_PUBLIC_KEY_FILE": str(keys["card"][1]),
    }
    command = [programs / "nearby.test", "-test.v", "-test.count=1"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stderr
    assert "--- SKIP" not in done.stdout
    assert done.stdout.count("--- PASS") == done.stdout.count("=== RUN") > 0
    car = requests.get(f"{tesla.url}/api/cars/{owner.vin}", timeout=30).json()
    assert car["locked"] is True
    assert len(car["keys"]) == 3, "the fleet manager's, the owner's, and the one that a card added"
