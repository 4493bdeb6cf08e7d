"""`openfob tesla-proxy` and Tesla's own proxy, asked the same of the same cars: their answers, and how they may differ.

Every case names what both answer, or, where ours is meant to differ, what each answers. `docs/tesla-proxy.md` lists the
differences for people.
"""

import json
import signal
import subprocess
import time

import pytest
import requests

from harness.demo import STOP_SECONDS, program
from harness.ports import free_port

START_SECONDS = 20
TIMEOUT = "4s"
DONE = {"response": {"result": True, "reason": ""}}


def refused(reason):
    return {"response": {"result": False, "reason": reason}, "error": "", "error_description": ""}


def error(text):
    return {"response": None, "error": text, "error_description": ""}


def until_it_listens(origin, certificate, process):
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            assert requests.get(f"{origin}/health", verify=certificate, timeout=5).text == "OK"
            return
        except requests.ConnectionError:
            assert process.poll() is None and time.monotonic() < deadline, "a proxy does not start"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def certificate(owner):
    cert, key = owner.folder / "tls.pem", owner.folder / "tls-key.pem"
    command = ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-days", "2", "-keyout", key, "-out", cert]
    subprocess.run(command, check=True, capture_output=True)
    return cert, key


@pytest.fixture(scope="module")
def keys(owner):
    """One for each proxy, both on the car."""
    pairs = [owner.key, owner.make_key("theirs")]
    owner.lever("enrol", str(pairs[1][1]))
    return pairs


@pytest.fixture(scope="module")
def proxies(programs, owner, keys, certificate):
    """Both, started with the same flags and variables: `(ours, theirs)`, their origins. Each has a key of its own, so
    that neither uses up the other's counters."""
    running, origins = [], []
    both = ([program(), "tesla-proxy"], [programs / "tesla-http-proxy"])
    for command, key in zip(both, keys):
        port = free_port()
        flags = ["-cert", certificate[0], "-tls-key", certificate[1], "-port", str(port), "-timeout", TIMEOUT]
        environment = {**owner.environment(), "TESLA_KEY_FILE": str(key[0])}
        del environment["TESLA_CACHE_FILE"]
        process = subprocess.Popen(
            [*command, *flags], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        running.append(process)
        origins.append(f"https://localhost:{port}")
        until_it_listens(origins[-1], certificate[0], process)
    yield origins
    for process in running:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)


@pytest.fixture(scope="module")
def ask(proxies, owner, certificate):
    """Asks both the same, one after the other: what ours answers, and what theirs does."""
    sessions = [requests.Session(), requests.Session()]
    for session in sessions:
        session.verify, session.trust_env = str(certificate[0]), False

    def run(path, body=b"", method="POST", token=None, before=lambda: None):
        token = owner.token_file.read_text().strip() if token is None else token
        answers = []
        for session, origin in zip(sessions, proxies):
            before()
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = session.request(method, f"{origin}{path}", data=body, headers=headers, timeout=60)
            answers.append((answer.status_code, read(answer)))
        return answers

    return run


def read(answer):
    try:
        return answer.json()
    except ValueError:
        return answer.text


def command_path(owner, name, vin=None):
    return f"/api/1/vehicles/{vin or owner.vin}/command/{name}"


@pytest.fixture
def command(ask, owner):
    def run(name, body=b"", **more):
        body = json.dumps(body) if isinstance(body, dict) else body
        return ask(command_path(owner, name), body, **more)

    return run


SAME = [
    ("door_lock", b"", (200, DONE)),
    ("door_unlock", {}, (200, DONE)),
    ("door_unlock", b"null", (200, DONE)),
    ("flash_lights", {"unknown": [1, {"a": None}]}, (200, DONE)),
    ("honk_horn", {}, (200, DONE)),
    ("set_temps", {"driver_temp": 21.5, "passenger_temp": 20}, (200, DONE)),
    ("set_scheduled_departure", {"enable": False, "departure_time": None}, (200, DONE)),
    ("adjust_volume", {"volume": 3.9}, (200, DONE)),
    ("adjust_volume", {}, (400, refused("missing volume param"))),
    ("adjust_volume", {"volume": "5"}, (400, refused("invalid volume param"))),
    ("adjust_volume", {"volume": None}, (400, refused("invalid volume param"))),
    ("adjust_volume", {"volume": True}, (400, refused("invalid volume param"))),
    ("adjust_volume", {"volume": [5]}, (400, refused("invalid volume param"))),
    ("adjust_volume", {"volume": -1}, (500, error("invalid volume (should be in [0, 10])"))),
    ("adjust_volume", {"volume": 10.5}, (500, error("invalid volume (should be in [0, 10])"))),
    ("adjust_volume", {"Volume": 5}, (400, refused("missing volume param"))),
    ("remote_boombox", {}, (400, error("command not implemented"))),
    ("open_sesame", {}, (400, error("invalid_command"))),
    ("DOOR_LOCK", {}, (400, error("invalid_command"))),
    ("actuate_trunk", {}, (400, refused("invalid_value"))),
    ("actuate_trunk", {"which_trunk": "left"}, (400, refused("invalid_value"))),
    ("window_control", {}, (400, refused("missing command param"))),
    ("window_control", {"command": "half"}, (400, error("command must be 'vent' or 'close'"))),
    ("set_sentry_mode", {"on": "true"}, (400, refused("invalid on param"))),
    ("set_sentry_mode", {"on": 1}, (400, refused("invalid on param"))),
    ("set_bioweapon_mode", {"on": True}, (400, refused("missing manual_override param"))),
    ("set_vehicle_name", {"vehicle_name": 7}, (400, refused("invalid vehicle_name param"))),
    ("remote_seat_heater_request", {"seat_position": 9, "level": 1}, (400, error("invalid seat position"))),
    ("remote_seat_heater_request", {"level": 1}, (400, refused("missing seat_position param"))),
    ("remote_seat_cooler_request", {"seat_position": 5, "seat_cooler_level": 1}, (500, error("invalid seat position"))),
    ("set_valet_mode", {"on": True, "password": "12"}, (500, error("PIN codes must be four digits"))),
    ("set_valet_mode", {"on": True, "password": 1234}, (400, refused("invalid password param"))),
    ("speed_limit_activate", {}, (400, refused("missing pin param"))),
    ("add_charge_schedule", {"lat": 1, "lon": 1}, (400, refused("missing start_enabled param"))),
    ("add_charge_schedule", {"lat": 1, "lon": 1, "start_time": "8"}, (400, refused("invalid start_time param"))),
    (
        "add_precondition_schedule",
        {"lat": 1, "lon": 1, "precondition_time": 1, "days_of_week": "Mon,someday", "enabled": True},
        (400, error("unrecognized day name: someday")),
    ),
    ("remove_charge_schedule", {"id": "1"}, (400, refused("invalid id param"))),
    ("door_lock", b"no JSON", (400, "error occurred while parsing request parameters\n")),
    ("door_lock", b"[]", (400, "error occurred while parsing request parameters\n")),
    ("door_lock", b'"text"', (400, "error occurred while parsing request parameters\n")),
    ("door_lock", b"  ", (400, "error occurred while parsing request parameters\n")),
    ("door_lock", b'{"a":1} x', (400, "error occurred while parsing request parameters\n")),
    ("set_charge_limit", b'{"percent": 1e999}', (400, "error occurred while parsing request parameters\n")),
]


@pytest.mark.parametrize("name, body, expected", SAME, ids=lambda value: str(value)[:60])
def test_both_answer_the_same(command, name, body, expected):
    ours, theirs = command(name, body)
    assert ours == expected
    assert theirs == expected


def test_both_refuse_the_same_requests(ask, owner):
    for arguments, expected in [
        ({"path": "/health", "method": "POST"}, (405, error("Method Not Allowed"))),
        ({"path": "/api/1/vehicles", "method": "GET", "token": ""}, (403, error("client did not provide an OAuth token"))),
        ({"path": "/api/1/vehicles", "method": "GET", "token": "abc"}, (403, error("client provided malformed OAuth token"))),
        ({"path": command_path(owner, "door_lock"), "method": "GET"}, (405, error("Method Not Allowed"))),
        (
            {"path": command_path(owner, "door_lock", vin="1234")},
            (404, error("expected 17-character VIN in path (do not user Fleet API ID)")),
        ),
    ]:
        ours, theirs = ask(**arguments)
        assert (ours, theirs) == (expected, expected), arguments


def test_both_pass_on_what_is_not_theirs(ask, owner):
    for path in ["/api/1/products", f"/api/1/vehicles/{owner.vin}", "/api/1/no/such/thing"]:
        ours, theirs = ask(path, method="GET")
        assert ours == theirs


def test_both_tell_a_refusal_of_the_car(command):
    refusal = (200, refused("car could not execute command: already_set"))
    command("set_charge_limit", {"percent": 71})
    assert command("set_charge_limit", {"percent": 71}) == [refusal, refusal]


FAULTS = [
    ("insufficient-privileges", "MESSAGEFAULT_ERROR_INSUFFICIENT_PRIVILEGES"),
    ("inactive-key", "MESSAGEFAULT_ERROR_INACTIVE_KEY"),
    ("unknown-key-id", "vehicle rejected request: your public key has not been paired with the vehicle"),
    ("remote-access-disabled", "MESSAGEFAULT_ERROR_REMOTE_ACCESS_DISABLED"),
    ("bad-parameter", "MESSAGEFAULT_ERROR_BAD_PARAMETER"),
    ("response-mtu-exceeded", "MESSAGEFAULT_ERROR_RESPONSE_MTU_EXCEEDED"),
    ("keychain-is-full", "MESSAGEFAULT_ERROR_KEYCHAIN_IS_FULL"),
]


@pytest.mark.parametrize("script, text", FAULTS)
def test_both_tell_a_fault_of_the_car(command, owner, script, text):
    command("door_lock")
    expected = (500, error(text))
    assert command("door_lock", before=lambda: owner.lever("script", "signed-fault", script)) == [expected, expected]


@pytest.mark.parametrize("script", ["busy", "wait", "command-wait", "time-expired", "incorrect-epoch", "internal"])
def test_both_try_again_where_the_car_asks_for_it(command, owner, script):
    command("door_lock")
    done = (200, DONE)
    assert command("door_lock", before=lambda: owner.lever("script", "signed-fault", script)) == [done, done]


def test_both_give_a_lost_answer_as_the_fleet_api_does(command, owner):
    command("door_lock")
    ours, theirs = command("door_lock", before=lambda: owner.lever("script", "signed-fault", "lost"))
    assert ours == theirs and ours[0] == 504


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 412, 429, 451, 500, 502, 540])
def test_both_give_errors_of_the_fleet_api_as_they_came(command, owner, status):
    command("door_lock")
    owner.tesla.run("script", "outage", str(status))
    try:
        ours, theirs = command("door_lock")
    finally:
        owner.tesla.run("script", "outage", "off")
    assert ours == theirs
    assert ours[0] == status


def test_both_tell_that_a_car_sleeps(command, owner):
    owner.lever("sleep")
    expected = (500, error("vehicle unavailable: vehicle is offline or asleep"))
    answers = command("door_lock", before=lambda: owner.lever("sleep"))
    owner.lever("wake")
    assert answers == [expected, expected]


# What each answers where ours is meant to differ: `(ours, theirs)`.


def test_theirs_opens_the_boot_for_a_number(command):
    ours, theirs = command("actuate_trunk", {"which_trunk": 1})
    assert ours == (400, refused("invalid which_trunk param"))
    assert theirs[0] == 200


def test_theirs_cuts_what_a_field_cannot_hold(command):
    ours, theirs = command("set_charging_amps", {"charging_amps": 1e12})
    assert ours == (400, refused("invalid charging_amps param"))
    assert theirs[0] == 200


def test_theirs_loses_the_body_of_what_only_the_fleet_api_does(ask, owner):
    body = json.dumps({"type": "share_ext_content_raw", "locale": "en-US", "timestamp_ms": "1", "value": {}})
    ours, theirs = ask(command_path(owner, "navigation_request"), body)
    assert ours[0] != 400 or "REST" not in str(ours[1])
    assert theirs[0] == 400 and "command requires using the REST API" in str(theirs[1])


def test_theirs_knows_no_parental_controls(command):
    ours, theirs = command("parental_controls_clear_pin_admin")
    assert ours[0] == 200
    assert theirs == (400, error("invalid_command"))


def test_theirs_says_only_that_time_was_up(command, owner):
    """Ours names the reason."""
    command("door_lock")
    ours, theirs = command("door_lock", before=lambda: owner.lever("script", "signed-fault", "busy:always"))
    owner.lever("script", "signed-fault", "off")
    assert theirs == (500, error("context deadline exceeded"))
    assert ours == (500, error("MESSAGEFAULT_ERROR_BUSY"))


def test_theirs_waits_until_the_end_for_an_answer_that_is_not_the_cars(command, owner):
    command("honk_horn")
    ours, theirs = command("honk_horn", before=lambda: owner.lever("script", "signed-fault", "bad-tag"))
    assert theirs == (500, error("context deadline exceeded"))
    assert ours[0] == 500 and "invalid response" in ours[1]["error"]


def test_theirs_wakes_no_car_that_it_has_no_session_with(ask, owner):
    cybertruck = next(car["vin"] for car in owner.tesla.facts["cars"] if car["model"] == "Cybertruck")
    path = command_path(owner, "wake_up", vin=cybertruck)
    ours, theirs = ask(path, before=lambda: owner.tesla.run("sleep", "--vin", cybertruck))
    assert ours == (200, DONE)
    assert theirs == (500, error("vehicle unavailable: vehicle is offline or asleep"))


def test_the_keys_are_taken_off_and_both_say_so(command, owner, keys):
    assert command("door_unlock") == [(200, DONE)] * 2
    for _, public in keys:
        owner.lever("remove", str(public))
    told = (500, error("vehicle rejected request: your public key has not been paired with the vehicle"))
    assert command("door_lock") == [told, told]
    car = requests.get(f"{owner.tesla.url}/api/cars/{owner.vin}", timeout=30).json()
    assert car["locked"] is False
    for _, public in keys:
        owner.lever("enrol", str(public))
    assert command("honk_horn") == [(200, DONE)] * 2
