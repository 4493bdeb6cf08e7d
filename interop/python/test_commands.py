"""Commands to a car that obeys signed ones alone, by the official package."""

from urllib.parse import urlsplit

import pytest

SCOPE = ["read_vehicle_info", "read_vin", "read_charge", "control_security", "control_charge"]


@pytest.fixture(scope="module")
def owner(demo, connect):
    return connect(demo.owner, SCOPE)


@pytest.fixture(scope="module")
def model_3(owner):
    return next(vehicle for vehicle in owner.vehicles if vehicle.attributes().model == "Model 3")


@pytest.fixture(scope="module")
def key_domain(owner):
    return urlsplit(owner.redirect["virtual_key_url"]).path.removeprefix("/_ak/")


def refused(smartcar, command, *arguments):
    """The refusal of a command, as `TYPE:CODE`."""
    with pytest.raises(smartcar.SmartcarException) as caught:
        command(*arguments)
    return f"{caught.value.type}:{caught.value.code}"


def test_the_car_obeys_while_the_key_is_there_and_all_are_told_when_it_is_gone(
    smartcar, simulator, model_3, key_domain, is_paired
):
    vin = model_3.vin().vin
    without = "CONNECTED_SERVICES_ACCOUNT:VIRTUAL_KEY_REQUIRED"
    assert refused(smartcar, model_3.lock) == without

    simulator.add_key(vin, key_domain)
    assert is_paired(model_3) is True
    assert model_3.lock().status == "success"
    assert simulator.is_locked(vin)
    assert model_3.unlock().status == "success"
    assert not simulator.is_locked(vin)
    assert model_3.set_charge_limit(0.8).status == "success"

    simulator.remove_key(vin, key_domain)
    assert refused(smartcar, model_3.lock) == without
    assert not simulator.is_locked(vin)
    assert is_paired(model_3) is False
