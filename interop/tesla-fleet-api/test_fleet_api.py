"""The surface of the package that a Fleet API has."""

import pytest
from tesla_fleet_api.exceptions import Forbidden, InvalidRegion, OAuthExpired, RateLimited, VehicleOffline

MODEL_3 = "5YJ3E1EA7MF004821"
MODEL_S = "5YJSA1E21KF130377"
CYBERTRUCK = "7G2CEHED2RA012264"


def test_status_region_and_account(call):
    assert call(lambda api: api.status()) == "ok"
    assert call(lambda api: api.user.region())["response"]["region"] == "eu"
    assert call(lambda api: api.user.me())["response"]["email"] == "lena@example.com"
    assert call(lambda api: api.user.feature_config())["response"]["signaling"]
    assert call(lambda api: api.user.orders())["count"] == 3


def test_a_fresh_simulator_lists_an_unpaired_model_3_first(call):
    cars = call(lambda api: api.products())["response"]
    assert cars[0]["vin"] == MODEL_3
    status = call(lambda api: api.vehicles.createFleet(MODEL_3).fleet_status([MODEL_3]))["response"]
    assert status["unpaired_vins"] == [MODEL_3]


def test_products_have_what_home_assistant_needs(call):
    products = call(lambda api: api.products())["response"]
    cars = [product for product in products if "vin" in product]
    assert len(cars) == 3
    assert all({"display_name", "command_signing"} <= set(car) for car in cars)
    assert any("energy_site_id" in product for product in products)


@pytest.mark.parametrize(
    "read",
    [
        "vehicle", "vehicle_data", "mobile_enabled", "nearby_charging_sites", "recent_alerts", "release_notes",
        "service_data", "drivers", "share_invites", "fleet_telemetry_config_get",
    ],
)
def test_reads_of_a_car(call, read):
    answer = call(lambda api: getattr(api.vehicles.createFleet(MODEL_3), read)())
    assert answer["response"] is not None


def test_live_values_come_in_groups(call):
    groups = ["charge_state", "climate_state", "drive_state", "vehicle_state", "vehicle_config", "location_data"]
    data = call(lambda api: api.vehicles.createFleet(MODEL_3).vehicle_data(groups))["response"]
    assert data["charge_state"]["charging_state"] == "Charging"
    assert data["drive_state"]["latitude"] == pytest.approx(47.9959)


def test_a_key_is_enrolled_and_removed_by_the_command_line(call, tesla, key_file):
    def paired():
        status = call(lambda api: api.vehicles.createFleet(MODEL_3).fleet_status([MODEL_3]))["response"]
        return status["key_paired_vins"] == [MODEL_3]

    tesla.run("enrol", key_file, "--vin", MODEL_3)
    assert paired()
    tesla.run("remove", key_file, "--vin", MODEL_3)
    assert not paired()


def test_plain_commands_are_obeyed_where_no_signature_is_asked_for(call):
    car = lambda api: api.vehicles.createFleet(MODEL_S)
    for run in (
        lambda api: car(api).door_unlock(),
        lambda api: car(api).door_lock(),
        lambda api: car(api).flash_lights(),
        lambda api: car(api).set_charge_limit(85),
        lambda api: car(api).auto_conditioning_start(),
        lambda api: car(api).remote_seat_heater_request(0, 2),
        lambda api: car(api).set_temps(21.5, 21.5),
        lambda api: car(api).auto_conditioning_stop(),
    ):
        assert call(run)["response"] == {"result": True, "reason": ""}
    with pytest.raises(Forbidden):
        call(lambda api: api.vehicles.createFleet(MODEL_3).door_unlock())


def test_a_sleeping_car_is_offline_until_it_is_woken(call, tesla):
    tesla.run("sleep", "--vin", CYBERTRUCK)
    with pytest.raises(VehicleOffline):
        call(lambda api: api.vehicles.createFleet(CYBERTRUCK).vehicle_data())
    assert call(lambda api: api.vehicles.createFleet(CYBERTRUCK).wake_up())["response"]["state"] == "asleep"
    tesla.run("wake", "--vin", CYBERTRUCK)
    assert call(lambda api: api.vehicles.createFleet(CYBERTRUCK).vehicle())["response"]["state"] == "online"


def test_scripts_raise_the_packages_exceptions(call, tesla):
    for script, raised in (("429-storm", RateLimited), ("wrong-region", InvalidRegion), ("limit-exceeded", Forbidden)):
        tesla.run("script", script)
        with pytest.raises(raised):
            call(lambda api: api.user.orders())
        tesla.run("script", script, "off")
    assert call(lambda api: api.user.orders())["count"] == 3


def test_missing_scopes_and_bad_tokens(call, tesla):
    token = tesla.run("token", "--scopes", "vehicle_cmds").strip()
    with pytest.raises(Forbidden):
        call(lambda api: api.user.orders(), token=token)
    with pytest.raises(OAuthExpired):
        call(lambda api: api.user.orders(), token="nonsense")


def test_charging_history_and_energy_sites(call):
    assert call(lambda api: api.charging.history(vin=MODEL_3))["response"]["data"]
    site = next(p for p in call(lambda api: api.products())["response"] if "energy_site_id" in p)["energy_site_id"]
    live = call(lambda api: api.energySites.create(site).live_status())["response"]
    assert live["percentage_charged"] > 0
    assert call(lambda api: api.energySites.create(site).backup(30))["response"]["code"] == 201
    info = call(lambda api: api.energySites.create(site).site_info())["response"]
    assert info["backup_reserve_percent"] == 30
