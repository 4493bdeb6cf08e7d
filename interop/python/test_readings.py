"""What an application reads of a car that is ready."""

import re

import pytest

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MILLISECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture(scope="module")
def ready(demo, connect):
    return connect(demo.ready)


@pytest.fixture(scope="module")
def car(ready):
    assert len(ready.vehicles) == 1
    return ready.vehicles[0]


def test_the_redirect_has_code_state_and_the_key_link(demo, ready):
    assert ready.redirect["state"] == "a+b c/="
    assert ready.redirect["virtual_key_url"].startswith(f"{demo.simulator}/_ak/")
    assert "?" not in ready.redirect["virtual_key_url"]


def test_tokens_are_as_the_packages_expect(ready):
    assert ready.access.token_type == "Bearer"
    assert ready.access.expires_in == 7200
    assert len(ready.access.access_token) == len(ready.access.refresh_token) == 36


def test_user(smartcar, ready):
    user = smartcar.get_user(ready.access.access_token)
    assert UUID.fullmatch(user.id)
    assert UUID.fullmatch(user.meta.request_id)


def test_vehicles_by_page(smartcar, ready):
    token = ready.access.access_token
    first = smartcar.get_vehicles(token, {"limit": 1, "offset": 0})
    assert (len(first.vehicles), first.paging.count, first.paging.offset) == (1, 1, 0)
    beyond = smartcar.get_vehicles(token, {"limit": 1, "offset": 1})
    assert (beyond.vehicles, beyond.paging.count, beyond.paging.offset) == ([], 1, 1)


def test_attributes(car):
    attributes = car.attributes()
    assert attributes.id == car.vehicle_id
    assert (attributes.make, attributes.model, attributes.year) == ("TESLA", "Model S", 2019)
    assert not hasattr(attributes.meta, "data_age")


def test_vin(car):
    assert re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", car.vin().vin)


def test_odometer_in_both_unit_systems(smartcar, car):
    metric = car.odometer()
    assert metric.distance > 0
    assert metric.meta.unit_system == "metric"
    american = smartcar.Vehicle(car.vehicle_id, car.access_token, {"unit_system": "imperial"}).odometer()
    assert american.meta.unit_system == "imperial"
    assert american.distance == pytest.approx(metric.distance / 1.609344, rel=1e-3)


def test_battery(car):
    battery = car.battery()
    assert battery.percent_remaining == pytest.approx(0.6, abs=0.02)
    assert battery.range > 0


def test_charge(car):
    charge = car.charge()
    assert charge.is_plugged_in is True
    assert charge.state in {"CHARGING", "FULLY_CHARGED", "NOT_CHARGING"}


def test_location(car):
    location = car.location()
    assert -90 <= location.latitude <= 90
    assert -180 <= location.longitude <= 180


@pytest.mark.parametrize("read", ["odometer", "battery", "charge", "location"])
def test_a_reading_says_how_old_it_is(car, read):
    meta = getattr(car, read)().meta
    assert MILLISECONDS.fullmatch(meta.data_age)
    assert MILLISECONDS.fullmatch(meta.fetched_at)
    assert UUID.fullmatch(meta.request_id)


def test_permissions_by_page(car):
    every = car.permissions()
    assert every.paging.count == len(every.permissions) == 6
    page = car.permissions({"limit": 2, "offset": 2})
    assert page.permissions == every.permissions[2:4]
    assert (page.paging.count, page.paging.offset) == (6, 2)


def test_an_unknown_numeric_version_is_served(smartcar, car):
    assert smartcar.Vehicle(car.vehicle_id, car.access_token, {"version": "99999999.99"}).odometer().distance > 0
