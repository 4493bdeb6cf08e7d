"""From the owner's phone to the end: the key is added in Tesla's app, Tesla's own client and the Python package lock and
unlock the car, by way of openfob and by themselves, and when the key is taken off on the phone, everyone is told."""

import asyncio
import json
import os
import signal
import ssl
import subprocess

import aiohttp
import pytest
import requests
from tesla_fleet_api import TeslaFleetApi
from tesla_fleet_api.exceptions import TeslaFleetError

from harness.demo import STOP_SECONDS, program
from harness.key_file import KeyFile
from harness.tesla import Tesla

DOMAIN = "fob.example.com"
AUDIENCE = "https://fleet-api.prd.eu.vn.cloud.tesla.com"
DONE = {"response": {"result": True, "reason": ""}}
UNPAIRED = "your public key has not been paired with the vehicle"


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """The private and the public half."""
    folder = tmp_path_factory.mktemp("key")
    private, public = folder / "private.pem", folder / "public.pem"
    subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", private], check=True)
    subprocess.run(["openssl", "ec", "-in", private, "-pubout", "-out", public], check=True, capture_output=True)
    return private, public


@pytest.fixture(scope="module")
def tesla(keys):
    """A simulator in which the application is registered with the key that its domain shows."""
    with Tesla() as tesla, KeyFile(keys[1]) as shown:
        tesla.run("script", "no-limits")
        place = {"domain": DOMAIN, "origin": shown.origin}
        assert requests.post(f"{tesla.url}/api/tesla/key-domains", json=place, timeout=30).ok
        asked = {
            "grant_type": "client_credentials",
            "client_id": tesla.facts["client_id"],
            "client_secret": tesla.facts["client_secret"],
            "scope": "openid vehicle_device_data vehicle_cmds",
            "audience": AUDIENCE,
        }
        partner = requests.post(f"{tesla.url}/oauth2/v3/token", data=asked, timeout=30).json()["access_token"]
        registered = requests.post(
            f"{tesla.url}/api/1/partner_accounts",
            json={"domain": DOMAIN},
            headers={"Authorization": f"Bearer {partner}"},
            timeout=30,
        )
        assert registered.ok, registered.text
        yield tesla


@pytest.fixture(scope="module")
def vin(tesla):
    return tesla.facts["cars"][0]["vin"]


@pytest.fixture(scope="module")
def token(tesla):
    """The owner's, who has given the application access."""
    return tesla.run("token").strip()


@pytest.fixture(scope="module")
def phone(tesla, token):
    """What the owner taps in Tesla's app: `phone("add")`, `phone("remove")`."""
    app = requests.Session()
    link = f"{tesla.url}/_ak/{DOMAIN}"
    assert app.post(f"{link}/account", data={"email": "lena@example.com"}, timeout=30).ok

    def tap(what):
        answer = app.post(f"{link}/{what}", data={"car": "all"}, timeout=30)
        assert answer.ok, answer.text

    return tap


def environment(tesla):
    others = {"no_proxy", "https_proxy", "ssl_cert_dir"}
    inherited = {name: value for name, value in os.environ.items() if name.lower() not in others}
    return {**inherited, **tesla.environment()}


@pytest.fixture(scope="module")
def control(programs, tesla, vin, token, keys, tmp_path_factory):
    """Tesla's own client: whether it was done, and what it complained of."""
    token_file = tmp_path_factory.mktemp("token") / "token"
    token_file.write_text(token)
    variables = {"TESLA_VIN": vin, "TESLA_KEY_FILE": str(keys[0]), "TESLA_TOKEN_FILE": str(token_file)}

    def run(command):
        done = subprocess.run(
            [programs / "tesla-control", "-disable-session-cache", command],
            env={**environment(tesla), **variables},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.returncode == 0, done.stderr

    return run


@pytest.fixture(scope="module")
def proxied(tesla, vin, token, keys, tmp_path_factory):
    """The Python package, by way of `openfob tesla-proxy`: `proxied("door_lock")`."""
    folder = tmp_path_factory.mktemp("proxy")
    certificate = folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=localhost", "-days", "2"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    process = subprocess.Popen(
        [
            *[program(), "tesla-proxy", "-cert", certificate, "-tls-key", folder / "key.pem", "-key-file", keys[0]],
            *["-port", "0", "--json"],
        ],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(tesla),
    )
    server = json.loads(process.stdout.readline())["tesla_proxy"]

    async def ask(name):
        trust = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=certificate))
        async with aiohttp.ClientSession(connector=trust) as http:
            api = TeslaFleetApi(session=http, access_token=token, server=server)
            return await getattr(api.vehicles.createFleet(vin), name)()

    yield lambda name: asyncio.run(ask(name))
    process.send_signal(signal.SIGTERM)
    assert process.wait(STOP_SECONDS) == 0
    process.stdout.close()


@pytest.fixture(scope="module")
def signed(tesla, vin, token, keys):
    """The Python package, which signs by itself: `signed("door_lock")`."""

    async def ask(name):
        async with aiohttp.ClientSession() as http:
            api = TeslaFleetApi(session=http, access_token=token, server=tesla.url)
            await api.get_private_key(str(keys[0]))
            return await getattr(api.vehicles.createSigned(vin), name)()

    return lambda name: asyncio.run(ask(name))


@pytest.fixture
def is_locked(tesla, vin):
    return lambda: requests.get(f"{tesla.url}/api/cars/{vin}", timeout=30).json()["locked"]


def is_paired(tesla, vin, token):
    """What the Fleet API says."""
    answer = requests.post(
        f"{tesla.url}/api/1/vehicles/fleet_status",
        json={"vins": [vin]},
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    )
    return answer.json()["response"]["key_paired_vins"] == [vin]


def test_before_the_phone_has_added_it_nobody_may(control, proxied, signed, is_locked):
    assert is_locked()
    done, complaint = control("unlock")
    assert not done and UNPAIRED in complaint
    with pytest.raises(TeslaFleetError) as refused:
        proxied("door_unlock")
    assert UNPAIRED in str(refused.value.data)
    with pytest.raises(TeslaFleetError):
        signed("door_unlock")
    assert is_locked()


def test_the_key_is_added_on_the_phone_and_everyone_unlocks_and_locks(
    phone, control, proxied, signed, is_locked, tesla, vin, token
):
    phone("add")
    assert is_paired(tesla, vin, token)
    for unlock, lock in [
        (lambda: control("unlock") == (True, ""), lambda: control("lock") == (True, "")),
        (lambda: proxied("door_unlock") == DONE, lambda: proxied("door_lock") == DONE),
        (lambda: signed("door_unlock")["response"]["result"], lambda: signed("door_lock")["response"]["result"]),
    ]:
        assert unlock() and not is_locked()
        assert lock() and is_locked()


def test_the_key_is_taken_off_on_the_way_and_everyone_is_told(
    phone, control, proxied, signed, is_locked, tesla, vin, token
):
    assert proxied("door_unlock") == DONE
    phone("remove")
    assert not is_paired(tesla, vin, token)
    done, complaint = control("lock")
    assert not done and UNPAIRED in complaint
    with pytest.raises(TeslaFleetError) as refused:
        proxied("door_lock")
    assert UNPAIRED in str(refused.value.data)
    with pytest.raises(TeslaFleetError):
        signed("door_lock")
    assert not is_locked(), "nobody was lied to: the car is as it was left"
