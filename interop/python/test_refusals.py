"""Refusals as the package passes them on."""

import uuid

import pytest
import requests

DOCUMENTED = {
    "type",
    "code",
    "description",
    "docURL",
    "statusCode",
    "requestId",
    "resolution",
    "suggestedUserMessage",
}
ERRORS = "/errors/api-errors"


@pytest.fixture(scope="module")
def narrow(demo, connect):
    """A connection that may read what car it is and nothing else."""
    return connect(demo.ready, scope=["read_vehicle_info"])


def test_a_bad_token_is_401_with_every_documented_field(demo, narrow):
    url = f"{demo.origin}/v2.0/vehicles/{narrow.vehicles[0].vehicle_id}/odometer"
    answer = requests.get(url, headers={"Authorization": f"Bearer {uuid.uuid4()}"}, timeout=30)
    body = answer.json()
    assert answer.status_code == body["statusCode"] == 401
    assert set(body) == DOCUMENTED
    assert (body["type"], body["code"]) == ("AUTHENTICATION", None)
    assert body["description"].startswith("The authorization header is missing or malformed, or it contains")
    assert body["docURL"] == f"{demo.origin}{ERRORS}/authentication-errors#null"
    assert body["requestId"] == answer.headers["sc-request-id"]
    assert body["resolution"] == {"type": None}
    assert answer.headers["content-type"].startswith("application/json")
    assert "retry-after" not in answer.headers


def test_a_token_of_no_kind_is_401_by_the_package_too(smartcar):
    with pytest.raises(smartcar.SmartcarException) as refused:
        smartcar.get_vehicles("nonsense")
    assert (refused.value.status_code, refused.value.type) == (401, "AUTHENTICATION")


def test_a_bad_id_is_400(smartcar, narrow):
    with pytest.raises(smartcar.SmartcarException) as refused:
        smartcar.Vehicle("bad_id", narrow.access.access_token).odometer()
    assert (refused.value.status_code, refused.value.type, refused.value.code) == (400, "VALIDATION", None)
    assert refused.value.resolution["type"] is None
    assert refused.value.description == (
        "Request invalid or malformed. Please check for missing parameters, spelling and casing mistakes, and other "
        "syntax issues."
    )


def test_a_missing_permission_is_403(demo, smartcar, narrow):
    with pytest.raises(smartcar.SmartcarException) as refused:
        narrow.vehicles[0].odometer()
    assert (refused.value.status_code, refused.value.type, refused.value.code) == (403, "PERMISSION", None)
    assert refused.value.resolution["type"] == "REAUTHENTICATE"
    assert refused.value.doc_url == f"{demo.origin}{ERRORS}/permission-errors#null"
    assert len(vars(refused.value)) == 10


def test_someone_elses_car_answers_as_one_that_does_not_exist(demo, connect, smartcar, narrow):
    theirs = connect(demo.legacy).vehicles[0].vehicle_id
    answers = []
    for vehicle_id in (theirs, str(uuid.uuid4())):
        with pytest.raises(smartcar.SmartcarException) as refused:
            smartcar.Vehicle(vehicle_id, narrow.access.access_token).attributes()
        answers.append((refused.value.status_code, refused.value.type, refused.value.description))
    assert answers[0] == answers[1]
    assert answers[0][:2] == (403, "PERMISSION")


def test_an_unreadable_version_is_404(demo, narrow):
    headers = {"Authorization": f"Bearer {narrow.access.access_token}"}
    answer = requests.get(f"{demo.origin}/vJohnny Appleseed/vehicles", headers=headers, timeout=30)
    assert answer.status_code == 404
    assert answer.json()["type"] == "RESOURCE_NOT_FOUND"


def test_disconnecting_ends_the_connection(demo, connect, smartcar):
    ended = connect(demo.driver)
    assert ended.vehicles[0].disconnect().status == "success"
    with pytest.raises(smartcar.SmartcarException) as refused:
        ended.vehicles[0].attributes()
    assert (refused.value.status_code, refused.value.type) == (403, "PERMISSION")
