"""As the package's own end-to-end suite drives the real service: mode=test, a random e-mail, the password `password`, the
redirect to example.com; a Chevrolet, a Ford and a BMW."""

import json
import uuid

import pytest

from harness import connect as connect_pages

REDIRECT_URI = "https://example.com/auth"
CHEVROLET = [
    "required:read_vehicle_info",
    "required:read_location",
    "required:read_odometer",
    "required:read_vin",
    "required:read_fuel",
    "required:read_battery",
    "required:read_engine_oil",
    "required:read_tires",
    "required:read_security",
    "required:control_security",
    "read_charge",
]
FORD = [
    "required:read_charge",
    "required:control_charge",
    "control_navigation",
    "read_service_history",
    "read_diagnostics",
]
BMW = ["required:read_odometer"]
SENT = {"status": "success", "message": "Successfully sent request to vehicle"}


@pytest.fixture(scope="module")
def application(demo, smartcar):
    """One that is registered with the suite's redirect."""
    told = json.loads(demo.run("app", "create", "End to end", "--redirect-uri", REDIRECT_URI, "--json"))
    return told["id"], told["client_secret"], told["management_token"]


@pytest.fixture(scope="module")
def someone(smartcar, application):
    """Anybody's car of a brand."""
    client_id, client_secret, _ = application
    client = smartcar.AuthClient(client_id, client_secret, REDIRECT_URI, mode="test")

    def connect(make, scope):
        link = client.get_auth_url(scope, {"force_prompt": True})
        redirect = connect_pages.walk(link, REDIRECT_URI, f"{uuid.uuid4()}@email.com", make)
        token = client.exchange_code(redirect["code"]).access_token
        [vehicle_id] = smartcar.get_vehicles(token).vehicles
        return smartcar.Vehicle(vehicle_id, token)

    return connect


@pytest.fixture(scope="module")
def chevrolet(someone):
    return someone("CHEVROLET", CHEVROLET)


@pytest.fixture(scope="module")
def ford(someone):
    return someone("FORD", FORD)


@pytest.fixture(scope="module")
def bmw(someone):
    return someone("BMW", BMW)


def test_permissions_count_what_was_asked_for(chevrolet):
    told = chevrolet.permissions({"limit": 11, "offset": 1})
    assert (told.paging.count, told.paging.offset) == (len(CHEVROLET), 1)
    assert chevrolet.attributes().make == "CHEVROLET"


def test_a_car_is_read(chevrolet, bmw):
    assert chevrolet.odometer().distance > 0
    assert chevrolet.location().meta.data_age
    assert bmw.odometer().distance > 0


def test_an_earlier_version_is_served(smartcar, chevrolet):
    old = smartcar.Vehicle(chevrolet.vehicle_id, chevrolet.access_token, {"version": "1.0"})
    assert old.odometer().distance > 0


def test_a_missing_permission_has_ten_fields(smartcar, ford):
    with pytest.raises(smartcar.SmartcarException) as refused:
        ford.odometer()
    assert (refused.value.status_code, refused.value.type) == (403, "PERMISSION")
    assert len(vars(refused.value)) == 10


@pytest.mark.parametrize(
    "read",
    ["fuel", "engine_oil", "tire_pressure", "battery_capacity", "nominal_capacity", "lock_status"],
)
def test_more_of_a_chevrolet_is_read(chevrolet, read):
    reading = getattr(chevrolet, read)()
    assert reading.meta.data_age


@pytest.mark.parametrize("read", ["service_history", "diagnostic_system_status", "diagnostic_trouble_codes"])
def test_more_of_a_ford_is_read(ford, read):
    assert getattr(ford, read)().meta.request_id


def test_a_batch_brings_all_that_was_asked_for(chevrolet):
    paths = ["/odometer", "/location", "/charge/limit", "/engine/oil", "/battery/capacity", "/tires/pressure"]
    batch = chevrolet.batch(paths)
    assert batch.odometer().distance > 0
    assert batch.location().latitude
    assert batch.get_charge_limit().limit > 0
    assert batch.engine_oil().life_remaining > 0
    assert batch.battery_capacity().capacity > 0
    assert isinstance(batch.tire_pressure().front_left, float)


def test_a_part_of_a_batch_is_refused(smartcar, ford):
    batch = ford.batch(["/odometer", "/charge"])
    assert batch.charge().state
    with pytest.raises(smartcar.SmartcarException) as refused:
        batch.odometer()
    assert refused.value.status_code == 403


def test_a_batch_with_a_path_that_is_none_is_refused_as_a_whole(smartcar, chevrolet):
    with pytest.raises(smartcar.SmartcarException) as refused:
        chevrolet.batch(["/odometer", "/LOCATIONNNNNNNN"])
    assert (refused.value.status_code, refused.value.type) == (400, "VALIDATION")


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("start_charge", []),
        ("stop_charge", []),
        ("set_charge_limit", [0.9]),
        ("send_destination", [47.6205, -122.3493]),
    ],
)
def test_commands_to_a_ford(ford, command, arguments):
    answer = getattr(ford, command)(*arguments)
    assert {"status": answer.status, "message": answer.message} == SENT


@pytest.mark.parametrize("command", ["lock", "unlock"])
def test_commands_to_a_chevrolet(chevrolet, command):
    answer = getattr(chevrolet, command)()
    assert {"status": answer.status, "message": answer.message} == SENT


def test_connections_are_listed_and_ended(smartcar, application, bmw):
    *_, management_token = application
    listed = smartcar.get_connections(management_token, {"vehicle_id": bmw.vehicle_id})
    [connection] = listed.connections
    assert connection.vehicle_id == bmw.vehicle_id
    assert isinstance(connection.connected_at, str)
    assert listed.paging.cursor is None
    [ended] = smartcar.delete_connections(management_token, {"vehicle_id": bmw.vehicle_id}).connections
    assert (ended.vehicle_id, ended.connected_at) == (bmw.vehicle_id, None)


def test_webhooks_tell_a_malformed_id_and_a_wrong_management_token(smartcar, ford):
    with pytest.raises(smartcar.SmartcarException) as refused:
        ford.subscribe("webhookID")
    assert (refused.value.status_code, refused.value.type) == (400, "VALIDATION")
    with pytest.raises(smartcar.SmartcarException) as refused:
        ford.unsubscribe("amt", "webhookID")
    assert (refused.value.status_code, refused.value.type) == (401, "AUTHENTICATION")


def test_compatibility(smartcar, application):
    client_id, client_secret, _ = application
    credentials = {"client_id": client_id, "client_secret": client_secret}
    scope = ["read_odometer", "read_location"]
    tesla = smartcar.get_compatibility("5YJXCDE22HF068739", scope, "US", credentials)
    assert (tesla.compatible, tesla.reason) == (True, None)
    assert [capability.capable for capability in tesla.capabilities] == [True, True]
    bmw = smartcar.get_compatibility("WBAKE5C58DJ107700", scope, "US", credentials)
    assert (bmw.compatible, bmw.reason, bmw.capabilities) == (False, "VEHICLE_NOT_COMPATIBLE", [])


def test_challenges_and_payloads_are_signed_as_the_package_checks_them(smartcar):
    signature = "4c05a8da471f05156ad717baa4017acd13a3a809850b9ca7d3301dcaaa854f70"
    assert smartcar.hash_challenge("amt", "challenge").startswith("9baf5a7464bd86740ad5a06e439dcf535a0750")
    assert smartcar.verify_payload("amt", signature, '{"pizza":"pasta"}')
