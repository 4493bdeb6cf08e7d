"""`openfob tesla-proxy` and Tesla's command line client on one file of sessions, by turns."""

import json
import signal
import subprocess

import pytest
import requests

from harness.demo import STOP_SECONDS, program

ROUNDS = 4


@pytest.fixture
def cache(owner):
    return owner.folder / "shared.json"


@pytest.fixture
def audit(owner):
    return owner.folder / "audit.jsonl"


@pytest.fixture
def proxy(owner, cache, audit):
    command = [program(), "tesla-proxy", "--no-tls", "-port", "0", "-session-cache", cache, "--audit", audit, "--json"]
    process = subprocess.Popen(command, env=owner.environment(), stdout=subprocess.PIPE, text=True)
    yield json.loads(process.stdout.readline())["tesla_proxy"]
    process.send_signal(signal.SIGTERM)
    process.wait(STOP_SECONDS)


def test_neither_has_the_car_refuse_what_the_other_is_ahead_of(programs, owner, proxy, cache, audit):
    headers = {"Authorization": f"Bearer {owner.token_file.read_text().strip()}"}
    client = [programs / "tesla-control", "-session-cache", cache]
    for turn in range(ROUNDS):
        for name in ("door_lock", "honk_horn"):
            path = f"/api/1/vehicles/{owner.vin}/command/{name}"
            answer = requests.post(f"{proxy}{path}", headers=headers, timeout=60)
            assert answer.json() == {"response": {"result": True, "reason": ""}}, turn
        for name in ("lock", "honk"):
            subprocess.run([*client, name], env=owner.environment(), timeout=60, check=True)
    entries = [json.loads(line) for line in audit.read_text().splitlines()]
    assert [entry["result"] for entry in entries] == ["done"] * 2 * ROUNDS
    assert not any(entry.get("session_healed") for entry in entries), entries
