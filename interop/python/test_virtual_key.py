"""The key of a car, before and after the owner adds it, by one and the same token."""

from urllib.parse import urlsplit

import pytest


@pytest.fixture(scope="module")
def owner(demo, connect):
    return connect(demo.owner)


@pytest.fixture(scope="module")
def model_3(owner):
    return next(vehicle for vehicle in owner.vehicles if vehicle.attributes().model == "Model 3")


@pytest.fixture(scope="module")
def key_domain(owner):
    return urlsplit(owner.redirect["virtual_key_url"]).path.removeprefix("/_ak/")


def test_the_same_token_sees_the_key_come_and_go(simulator, model_3, key_domain):
    # As an application's author would write it: no headers of their own.
    assert model_3.request("GET", "tesla/virtual_key").body == {"isPaired": False}

    simulator.add_key(model_3.vin().vin, key_domain)
    assert model_3.request("GET", "tesla/virtual_key").body == {"isPaired": True}

    simulator.remove_key(model_3.vin().vin, key_domain)
    assert model_3.request("GET", "tesla/virtual_key").body == {"isPaired": False}


def test_one_cars_key_says_nothing_of_another(simulator, owner, model_3, key_domain, is_paired):
    vin = model_3.vin().vin
    simulator.add_key(vin, key_domain)
    others = [vehicle for vehicle in owner.vehicles if vehicle.vehicle_id != model_3.vehicle_id]
    assert others
    assert [is_paired(vehicle) for vehicle in others] == [False] * len(others)
    simulator.remove_key(vin, key_domain)


def test_a_car_that_needs_no_key_answers_false(demo, connect, is_paired):
    [model_s] = connect(demo.ready).vehicles
    assert is_paired(model_s) is False


def test_our_own_key_endpoint_tells_more(simulator, model_3, key_domain):
    waiting = model_3.request("GET", "key", headers={}).body
    assert (waiting["kind"], waiting["state"], waiting["required"]) == ("virtual_key", "unpaired", True)
    assert urlsplit(waiting["action"]["url"]).path == f"/_ak/{key_domain}"
    assert waiting["action"]["text"]

    simulator.add_key(model_3.vin().vin, key_domain)
    paired = model_3.request("GET", "key", headers={}).body
    assert paired["state"] == "paired"
    assert {"source", "claim", "at"} <= paired["sources"][0].keys()
    assert paired["since"] >= waiting["since"]
    simulator.remove_key(model_3.vin().vin, key_domain)


def refusal(smartcar, vehicle, path="tesla/virtual_key"):
    with pytest.raises(smartcar.SmartcarException) as refused:
        vehicle.request("GET", path, headers={})
    return refused.value.status_code, refused.value.type, refused.value.code


def test_a_driver_is_told_that_the_car_is_not_theirs(demo, connect, smartcar):
    vehicle = connect(demo.driver).vehicles[0]
    assert refusal(smartcar, vehicle) == (400, "CONNECTED_SERVICES_ACCOUNT", "VEHICLE_MISSING")


def test_a_legacy_connection_cannot_tell(demo, connect, smartcar):
    vehicle = connect(demo.legacy).vehicles[0]
    assert refusal(smartcar, vehicle) == (501, "COMPATIBILITY", "PLATFORM_NOT_CAPABLE")


def test_a_car_of_another_make_is_not_asked(demo, connect, smartcar):
    peugeot = connect(demo.owner, make="PEUGEOT").vehicles[0]
    assert peugeot.attributes().make == "PEUGEOT"
    assert refusal(smartcar, peugeot) == (501, "COMPATIBILITY", "MAKE_NOT_COMPATIBLE")


@pytest.mark.parametrize("make", ["zeppelin", "{make}"])
def test_an_unknown_make_is_no_path(smartcar, model_3, make):
    assert refusal(smartcar, model_3, f"{make}/virtual_key") == (404, "RESOURCE_NOT_FOUND", "PATH")


def test_other_makes_get_no_key_link(demo, connect):
    assert "virtual_key_url" not in connect(demo.owner, make="PEUGEOT").redirect
