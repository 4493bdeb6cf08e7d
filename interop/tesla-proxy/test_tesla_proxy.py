"""curl and the package `tesla-fleet-api` have a simulated Model 3 obey, by way of the proxy."""

import asyncio
import json
import ssl
import subprocess

import aiohttp
import pytest
from tesla_fleet_api import TeslaFleetApi

MODEL_3 = "5YJ3E1EA7MF004821"
DONE = {"response": {"result": True, "reason": ""}}
UNPAIRED = "vehicle rejected request: your public key has not been paired with the vehicle"


@pytest.fixture(scope="module")
def token(tesla):
    return tesla.run("token").strip()


@pytest.fixture(scope="module")
def curl(proxy, certificate, token):
    """Sends a command with curl: its status, and what it answered."""

    def run(path, body="{}", *arguments):
        command = ["curl", "-sS", "--noproxy", "*", "--cacert", certificate[0], "-w", "\n%{http_code}"]
        command += ["-H", f"Authorization: Bearer {token}", "-d", body, *arguments, f"{proxy}{path}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        answer, status = done.stdout.rsplit("\n", 1)
        return int(status), json.loads(answer)

    return run


def command(name):
    return f"/api/1/vehicles/{MODEL_3}/command/{name}"


def test_before_the_key_is_on_the_car_it_says_so(curl):
    curl(f"/api/1/vehicles/{MODEL_3}/wake_up")
    assert curl(command("door_lock")) == (500, {"response": None, "error": UNPAIRED, "error_description": ""})


def test_curl_locks_and_unlocks(curl, tesla, keys):
    tesla.run("enrol", keys[1], "--vin", MODEL_3)
    assert curl(command("door_unlock")) == (200, DONE)
    assert curl(command("door_lock")) == (200, DONE)
    assert curl(command("set_charge_limit"), '{"percent": 75}') == (200, DONE)


def test_the_python_package_commands_through_the_proxy(proxy, certificate, token):
    async def commands():
        trust = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=certificate[0]))
        async with aiohttp.ClientSession(connector=trust) as http:
            car = TeslaFleetApi(session=http, access_token=token, server=proxy).vehicles.createFleet(MODEL_3)
            answers = [await car.door_unlock(), await car.honk_horn(), await car.set_charge_limit(70)]
            data = await car.vehicle_data()
            return answers, data["response"]

    answers, data = asyncio.run(commands())
    assert answers == [DONE] * 3
    assert data["vehicle_state"]["locked"] is False
    assert data["charge_state"]["charge_limit_soc"] == 70


def test_a_car_that_restarts_is_healed_without_a_word(curl, tesla, audit):
    tesla.run("reboot", "--vin", MODEL_3)
    tesla.run("wake", "--vin", MODEL_3)
    assert curl(command("door_lock")) == (200, DONE)
    assert json.loads(audit.read_text().splitlines()[-1])["session_healed"] == "MESSAGEFAULT_ERROR_INCORRECT_EPOCH"


def test_a_key_that_is_removed_ends_it(curl, tesla, keys):
    tesla.run("remove", keys[1], "--vin", MODEL_3)
    status, answer = curl(command("door_unlock"))
    assert (status, answer["error"]) == (500, UNPAIRED)
