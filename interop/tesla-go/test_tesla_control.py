"""Tesla's command line client, over the simulated Fleet API."""

import json
import subprocess

import pytest
import requests


@pytest.fixture(scope="module")
def control(programs, owner):
    """Runs `tesla-control …`; gives what it printed, or what it complained of."""

    def run(*arguments):
        command = [programs / "tesla-control", "-disable-session-cache", *arguments]
        done = subprocess.run(
            command, env=owner.environment(), capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode == 0, done.stdout if done.returncode == 0 else done.stderr

    return run


def car(owner):
    return requests.get(f"{owner.tesla.url}/api/cars/{owner.vin}", timeout=30).json()


def test_locks_and_unlocks(control, owner):
    assert control("unlock") == (True, "")
    assert car(owner)["locked"] is False
    assert control("lock") == (True, "")
    assert car(owner)["locked"] is True


def test_sets_the_charge_limit_and_is_told_why_not(control, owner):
    assert control("charging-set-limit", "63") == (True, "")
    assert car(owner)["battery"]["limit_percent"] == 63
    done, complaint = control("charging-set-limit", "63")
    assert not done and "already_set" in complaint


def test_drives_the_climate(control):
    assert control("climate-on") == (True, "")
    assert control("climate-set-temp", "21c") == (True, "")
    assert control("seat-heater", "front-left", "high") == (True, "")
    done, text = control("state", "climate")
    climate = json.loads(text)["climateState"]
    assert done and climate["isClimateOn"] is True and climate["seatHeaterLeft"] == 3
    assert control("climate-off") == (True, "")


def test_is_told_that_the_front_trunk_is_open(control, owner):
    assert control("frunk-open") == (True, "")
    done, complaint = control("lock")
    assert not done and "GENERICERROR_CLOSURES_OPEN" in complaint
    answer = requests.post(f"{owner.tesla.url}/api/cars/{owner.vin}/close", json={"part": "hood"}, timeout=30)
    assert answer.ok, answer.text
    assert control("lock") == (True, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["ping"],
        ["honk"],
        ["flash-lights"],
        ["charge-port-open"],
        ["charge-port-close"],
        ["trunk-open"],
        ["trunk-close"],
        ["windows-vent"],
        ["windows-close"],
        ["sentry-mode", "on"],
        ["drive"],
        ["charging-set-amps", "12"],
        ["charging-schedule", "120"],
        ["charging-schedule-cancel"],
        ["software-update-cancel"],
    ],
    ids=" ".join,
)
def test_commands(control, arguments):
    done, complaint = control(*arguments)
    assert done, complaint


@pytest.mark.parametrize("category", ["charge", "climate", "drive", "location", "closures", "tire-pressure", "media"])
def test_tells_its_state(control, category):
    done, text = control("state", category)
    assert done, text
    assert json.loads(text)


def test_lists_the_keys_and_the_doors_without_a_session(control, owner):
    done, keys = control("list-keys")
    assert done, keys
    points = {line.split("\t")[0]: line.split("\t")[1:] for line in keys.splitlines()}
    listing = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", owner.key[1], "-outform", "DER"], capture_output=True, check=True
    )
    assert points[listing.stdout[-65:].hex()][0] == "ROLE_FM"
    assert len(points) == 2, "the owner's phone is a key as well"
    done, state = control("body-controller-state")
    assert done and json.loads(state)["vehicleSleepStatus"] == "VEHICLE_SLEEP_STATUS_AWAKE"


def test_wakes_a_car_that_sleeps(control, owner):
    owner.lever("sleep")
    done, complaint = control("lock")
    assert not done and "vehicle unavailable: vehicle is offline or asleep" in complaint
    assert control("wake")[0]
    owner.lever("wake")
    assert control("lock") == (True, "")


def test_heals_a_session_that_a_restart_or_a_clock_ended(control, owner):
    cached = ["-session-cache", str(owner.folder / "cache.json")]

    def lock():
        return control(*cached, "lock")

    assert lock() == (True, "")
    owner.lever("reboot")
    assert lock() == (True, "")
    owner.lever("script", "car-clock", "3600")
    assert lock() == (True, "")
    owner.lever("script", "signed-fault", "busy")
    assert lock() == (True, "")


def test_a_key_that_is_removed_is_told_so(control, owner):
    owner.lever("remove", str(owner.key[1]))
    done, complaint = control("lock")
    assert not done
    assert "your public key has not been paired with the vehicle" in complaint
    owner.lever("enrol", str(owner.key[1]))
    assert control("lock") == (True, "")
