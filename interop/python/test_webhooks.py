"""Webhooks, checked by the package's own functions."""

import json

import pytest

from harness.receiver import Receiver

PATHS = ["/odometer", "/battery", "/charge", "/location", "/tires/pressure", "/vin", "/"]


@pytest.fixture
def receiver(demo, smartcar):
    with Receiver(lambda challenge: smartcar.hash_challenge(demo.management_token, challenge)) as listening:
        yield listening


def made(demo, receiver, *options):
    return json.loads(demo.run("webhook", "create", receiver.url, *options, "--json"))["id"]


def test_readings_on_a_schedule_are_accepted(demo, smartcar, connect, receiver):
    [model_s] = connect(demo.ready).vehicles
    paths = [word for path in PATHS for word in ("--path", path)]
    webhook = made(demo, receiver, "--every", "1h", *paths)

    subscribed = model_s.subscribe(webhook)
    assert (subscribed.webhook_id, subscribed.vehicle_id) == (webhook, model_s.vehicle_id)
    signature, body = receiver.next()
    assert smartcar.verify_payload(demo.management_token, signature, body)
    assert not smartcar.verify_payload("another token", signature, body)
    event = json.loads(body)
    assert (event["version"], event["eventName"], event["webhookId"]) == ("2.0", "scheduled", webhook)
    [vehicle] = event["payload"]["vehicles"]
    assert vehicle["vehicleId"] == model_s.vehicle_id
    assert [item["path"] for item in vehicle["data"]] == PATHS

    assert model_s.unsubscribe(demo.management_token, webhook).status == "success"


def test_a_key_that_is_added_is_told(demo, smartcar, simulator, connect, is_paired, receiver):
    owner = connect(demo.owner)
    model_3 = next(vehicle for vehicle in owner.vehicles if vehicle.attributes().model == "Model 3")
    webhook = made(demo, receiver)
    model_3.subscribe(webhook)
    simulator.add_key(model_3.vin().vin, owner.redirect["virtual_key_url"].rsplit("/", 1)[-1])
    assert is_paired(model_3)

    signature, body = receiver.next()
    assert smartcar.verify_payload(demo.management_token, signature, body)
    payload = json.loads(body)["payload"]
    assert payload["eventType"] == "KEY_STATE_CHANGED"
    assert (payload["vehicleId"], payload["oldState"], payload["newState"]) == (model_3.vehicle_id, "unpaired", "paired")
