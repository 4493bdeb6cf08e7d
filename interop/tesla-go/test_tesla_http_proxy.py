"""Tesla's own command proxy in front of the simulated Fleet API, asked with curl."""

import json
import socket
import subprocess
import time

import pytest

from harness.ports import free_port

START_SECONDS = 20


@pytest.fixture(scope="module")
def proxy(programs, owner):
    """Its address and certificate."""
    certificate, key = owner.folder / "tls.pem", owner.folder / "tls-key.pem"
    subprocess.run(
        [
            *["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"],
            *["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        ],
        check=True,
        capture_output=True,
    )
    port = free_port()
    command = [programs / "tesla-http-proxy", "-cert", certificate, "-tls-key", key, "-port", str(port)]
    running = subprocess.Popen(command, env=owner.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert running.poll() is None and time.monotonic() < deadline, "tesla-http-proxy does not start"
        yield f"https://localhost:{port}", certificate
    finally:
        running.terminate()
        running.wait(10)


@pytest.fixture(scope="module")
def ask(proxy, owner):
    """POSTs a command as curl does; gives status and answer."""
    origin, certificate = proxy

    def run(name, body="{}"):
        token = owner.token_file.read_text().strip()
        command = [
            *["curl", "-sS", "--cacert", certificate, "-w", "\n%{http_code}", "-d", body],
            *["-H", f"Authorization: Bearer {token}", f"{origin}/api/1/vehicles/{owner.vin}/command/{name}"],
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        answer, status = done.stdout.rsplit("\n", 1)
        return int(status), json.loads(answer)

    return run


def test_commands_are_signed_and_obeyed(ask):
    done = {"response": {"result": True, "reason": ""}}
    assert ask("door_unlock") == (200, done)
    assert ask("door_lock") == (200, done)
    assert ask("set_charge_limit", '{"percent": 66}') == (200, done)
    assert ask("auto_conditioning_start") == (200, done)


def test_a_refusal_is_told(ask):
    ask("set_charge_limit", '{"percent": 67}')
    status, answer = ask("set_charge_limit", '{"percent": 67}')
    assert status == 200
    assert answer["response"] == {"result": False, "reason": "car could not execute command: already_set"}


def test_it_heals_after_a_restart_of_the_car(ask, owner):
    owner.lever("reboot")
    assert ask("door_lock")[0] == 200


def test_a_key_that_is_removed_is_told_so(ask, owner):
    owner.lever("remove", str(owner.key[1]))
    status, answer = ask("door_lock")
    assert status == 500
    assert "your public key has not been paired with the vehicle" in answer["error"]
    owner.lever("enrol", str(owner.key[1]))
    assert ask("door_lock")[0] == 200
