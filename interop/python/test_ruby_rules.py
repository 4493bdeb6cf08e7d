"""What the official package for Ruby asks of a server: its rules as plain HTTP. It takes nothing but 200 and 204 for success,
tells a Float from an Integer, sends its credentials in the form and ends every address with a bare `?`."""

import contextlib
import dataclasses
import http.client
import json
import uuid
from urllib.parse import urlencode, urlsplit

import pytest

from harness import connect as connect_pages

READS = [
    "read_vehicle_info",
    "read_vin",
    "read_odometer",
    "read_location",
    "read_battery",
    "read_charge",
    "read_fuel",
    "read_engine_oil",
    "read_tires",
    "read_security",
    "read_diagnostics",
    "read_service_history",
    "read_user_profile",
]
CONTROLS = ["control_charge", "control_security", "control_navigation"]
SENT = {"status": "success", "message": "Successfully sent request to vehicle"}

# The packages' suites put no cable in: a car in test mode has to be plugged in when it is made.


@dataclasses.dataclass
class Answer:
    status: int
    headers: dict
    body: object


class Ruby:
    """An application as the package for Ruby would speak for it."""

    def __init__(self, environment, token=None):
        self.environment = environment
        self.token = token

    def exchange(self, **grant):
        """Asks for tokens, with the credentials in the form."""
        form = {
            "client_id": self.environment["SMARTCAR_CLIENT_ID"],
            "client_secret": self.environment["SMARTCAR_CLIENT_SECRET"],
            "redirect_uri": self.environment["SMARTCAR_REDIRECT_URI"],
            **grant,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        origin = self.environment["SMARTCAR_AUTH_ORIGIN"]
        return successful(send(origin, "POST", "/oauth/token", headers, urlencode(form)))

    def get(self, path):
        return self.call("GET", path)

    def call(self, method, path, body=None):
        """Calls the vehicle API: a bare `?` for the flags that are not there, the type of JSON also without a body."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "sc-unit-system": "metric",
        }
        sent = None if body is None else json.dumps(body)
        return send(self.environment["SMARTCAR_API_ORIGIN"], method, f"/v2.0/{path}?", headers, sent)


def send(origin, method, target, headers, body):
    """Sends the target byte for byte; other clients would drop the bare `?`."""
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=30)
    with contextlib.closing(connection):
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        assert names["content-type"].startswith("application/json")
        return Answer(answer.status, names, json.load(answer))


def successful(answer):
    assert answer.status in {200, 204}, f"{answer.status} raises in Ruby: {answer.body}"
    return answer.body


@pytest.fixture(scope="module")
def connected(demo):
    """Walks Connect as anybody with a car of a brand; gives the application and the car's path."""
    environment = demo.environment("ruby")

    def run(make, scope):
        link = demo.connect_link(mode="test", scope=" ".join(f"required:{name}" for name in scope))
        redirect = connect_pages.walk(link, demo.redirect_uri, f"{uuid.uuid4()}@email.com", make)
        tokens = Ruby(environment).exchange(grant_type="authorization_code", code=redirect["code"])
        ruby = Ruby(environment, tokens["access_token"])
        [vehicle] = successful(ruby.get("vehicles"))["vehicles"]
        return ruby, f"vehicles/{vehicle}", tokens

    return run


@pytest.fixture(scope="module")
def chevrolet(connected):
    return connected("CHEVROLET", READS)


@pytest.fixture(scope="module")
def ford(connected):
    return connected("FORD", CONTROLS)


def test_tokens_have_36_characters_and_a_refresh_gives_others(chevrolet):
    ruby, _, first = chevrolet
    second = ruby.exchange(grant_type="refresh_token", refresh_token=first["refresh_token"])
    for tokens in (first, second):
        assert tokens["token_type"] == "Bearer"
        assert [len(tokens[name]) for name in ("access_token", "refresh_token")] == [36, 36]
    assert first["access_token"] != second["access_token"]


def test_credentials_in_the_form_are_checked(demo):
    ruby = Ruby({**demo.environment("ruby"), "SMARTCAR_CLIENT_SECRET": str(uuid.uuid4())})
    with pytest.raises(AssertionError, match="401 raises in Ruby"):
        ruby.exchange(grant_type="refresh_token", refresh_token="made-up")


def test_the_number_of_vehicles_is_the_count_of_the_page(chevrolet):
    ruby, _, _ = chevrolet
    page = successful(ruby.get("vehicles"))
    assert page["paging"] == {"count": len(page["vehicles"]), "offset": 0}


def test_the_year_is_an_integer(chevrolet):
    ruby, car, _ = chevrolet
    assert isinstance(successful(ruby.get(car))["year"], int)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("battery", ["range"]),
        ("location", ["latitude", "longitude"]),
        ("odometer", ["distance"]),
        ("battery/capacity", ["capacity"]),
        ("fuel", ["amountRemaining"]),
        ("tires/pressure", ["frontLeft", "frontRight", "backLeft", "backRight"]),
    ],
)
def test_quantities_are_floats_and_say_how_old_they_are(chevrolet, path, names):
    ruby, car, _ = chevrolet
    answer = ruby.get(f"{car}/{path}")
    body = successful(answer)
    assert {name: type(body[name]) for name in names} == dict.fromkeys(names, float)
    assert {"sc-data-age", "sc-fetched-at", "sc-request-id", "sc-unit-system"} <= answer.headers.keys()


def test_a_bare_question_mark_does_no_harm_to_the_last_date(chevrolet):
    ruby, car, _ = chevrolet
    history = successful(ruby.get(f"{car}/service/history?start_date=2020-01-01&end_date=2026-12-31"))
    assert isinstance(history[0]["odometerDistance"], float)


def test_systems_and_codes_are_in_a_batch(chevrolet):
    ruby, car, _ = chevrolet
    paths = ["/diagnostics/system_status", "/diagnostics/dtcs", "/battery/nominal_capacity"]
    body = {"requests": [{"path": path} for path in paths]}
    items = {item["path"]: item for item in successful(ruby.call("POST", f"{car}/batch", body))["responses"]}
    assert list(items) == paths
    assert items["/diagnostics/system_status"]["body"]["systems"]
    assert items["/diagnostics/dtcs"]["body"]["activeCodes"]
    assert isinstance(items["/battery/nominal_capacity"]["body"]["capacity"], dict)


def test_a_part_of_a_batch_is_refused_with_its_resolution(ford):
    ruby, car, _ = ford
    body = {"requests": [{"path": "/odometer"}]}
    [item] = successful(ruby.call("POST", f"{car}/batch", body))["responses"]
    assert (item["code"], item["body"]["type"]) == (403, "PERMISSION")
    assert item["body"]["docURL"].endswith("/permission-errors#null")
    assert item["body"]["resolution"] == {"type": "REAUTHENTICATE"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("charge", {"action": "START"}),
        ("charge", {"action": "STOP"}),
        ("charge/limit", {"limit": 0.7}),
        ("security", {"action": "LOCK"}),
        ("security", {"action": "UNLOCK"}),
        ("navigation/destination", {"latitude": 47.6205, "longitude": -122.3493}),
    ],
)
def test_commands_are_answered_with_200_and_the_two_strings(ford, path, body):
    ruby, car, _ = ford
    answer = ruby.call("POST", f"{car}/{path}", body)
    assert (answer.status, answer.body) == (200, SENT)


def test_a_generic_request_asks_for_the_virtual_key(demo, simulator):
    environment = demo.environment("ruby")
    redirect = connect_pages.walk(demo.connect_link(), demo.redirect_uri, demo.owner["username"])
    tokens = Ruby(environment).exchange(grant_type="authorization_code", code=redirect["code"])
    ruby = Ruby(environment, tokens["access_token"])
    car = f"vehicles/{successful(ruby.get('vehicles'))['vehicles'][0]}"
    assert successful(ruby.get(f"{car}/tesla/virtual_key")) == {"isPaired": False}
    simulator.add_key(successful(ruby.get(f"{car}/vin"))["vin"], redirect["virtual_key_url"].split("/_ak/")[1])
    assert successful(ruby.get(f"{car}/tesla/virtual_key")) == {"isPaired": True}


def test_a_refusal_has_its_request_id_in_the_body(ford):
    ruby, car, _ = ford
    answer = ruby.get(f"{car}/odometer")
    assert (answer.status, answer.body["type"]) == (403, "PERMISSION")
    assert answer.body["requestId"] == answer.headers["sc-request-id"]
