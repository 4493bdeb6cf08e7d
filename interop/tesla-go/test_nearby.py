"""Tesla's library for Go beside a simulated Tesla, a socket in the radio's place: the tests in `nearby/`."""

import pytest
import requests

from harness.tesla import Tesla


@pytest.fixture(scope="module")
def tesla():
    with Tesla("--ble-listen", "127.0.0.1:0") as running:
        yield running


def test_the_library_over_bluetooth(run_tests, tesla, owner):
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
    run_tests("nearby.test", environment)
    car = requests.get(f"{tesla.url}/api/cars/{owner.vin}", timeout=30).json()
    assert car["locked"] is True
    assert len(car["keys"]) == 3, "the fleet manager's, the owner's, and the one that a card added"
