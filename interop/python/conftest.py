"""The official package, pointed at the demo by `openfob env --sdk python` alone."""

import dataclasses
import importlib
import os
import sys

import pytest

from harness import connect as connect_pages

READS = ["read_vehicle_info", "read_vin", "read_odometer", "read_battery", "read_charge", "read_location"]


@dataclasses.dataclass
class Connected:
    """What an application holds after one run of Connect."""

    redirect: dict
    access: object
    vehicles: list


@pytest.fixture(scope="module")
def smartcar(demo):
    """The package, imported afresh: it reads its environment when it is imported."""
    before = dict(os.environ)
    os.environ.update(demo.environment("python"))
    for name in [name for name in sys.modules if name.split(".")[0] == "smartcar"]:
        del sys.modules[name]
    yield importlib.import_module("smartcar")
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def client(smartcar):
    return smartcar.AuthClient(mode="simulated")


@pytest.fixture(scope="module")
def connect(demo, smartcar, client):
    """Walks Connect as a person of the demo and exchanges the code."""

    def run(person, scope=READS, make="TESLA", options=None):
        link = client.get_auth_url(scope, {"state": "a+b c/=", **(options or {})})
        redirect = connect_pages.walk(link, client.redirect_uri, person["username"], make, person["password"])
        assert "code" in redirect, f"Connect came back with {redirect}"
        access = client.exchange_code(redirect["code"])
        ids = smartcar.get_vehicles(access.access_token).vehicles
        vehicles = [smartcar.Vehicle(vehicle_id, access.access_token) for vehicle_id in ids]
        return Connected(redirect, access, vehicles)

    return run


@pytest.fixture(scope="module")
def is_paired():
    """Asks for the virtual key. The package keeps the headers of the first `request` for all later ones unless it is
    given its own, and with them the first token: hence the empty ones."""

    def ask(vehicle):
        body = vehicle.request("GET", "tesla/virtual_key", headers={}).body
        assert list(body) == ["isPaired"]
        return body["isPaired"]

    return ask
