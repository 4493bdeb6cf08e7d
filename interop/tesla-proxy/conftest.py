"""`openfob tesla-proxy` before the simulated Teslas, led to them as Tesla's own tools are: by `HTTPS_PROXY` and `SSL_CERT_FILE`."""

import json
import os
import signal
import subprocess

import pytest

from harness.demo import STOP_SECONDS, program
from harness.tesla import Tesla


@pytest.fixture(scope="module")
def tesla():
    with Tesla() as running:
        yield running


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """The files of a new P-256 key pair: the private half, and the public."""
    folder = tmp_path_factory.mktemp("key")
    private, public = str(folder / "private.pem"), str(folder / "public.pem")
    subprocess.run(["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", private], check=True)
    subprocess.run(["openssl", "ec", "-in", private, "-pubout", "-out", public], check=True, capture_output=True)
    return private, public


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The files of a certificate for localhost and of its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = str(folder / "cert.pem"), str(folder / "key.pem")
    command = ["openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp384r1"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    subprocess.run([*command, "-keyout", key, "-out", cert], check=True, capture_output=True)
    return cert, key


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """The audit file."""
    return tmp_path_factory.mktemp("audit") / "audit.jsonl"


@pytest.fixture(scope="module")
def proxy(tesla, keys, certificate, audit):
    """The address of a running proxy, started with the flags of Tesla's."""
    others = {"no_proxy", "https_proxy", "ssl_cert_dir"}
    environment = {name: value for name, value in os.environ.items() if name.lower() not in others}
    command = [program(), "tesla-proxy", "-cert", certificate[0], "-tls-key", certificate[1], "-key-file", keys[0]]
    process = subprocess.Popen(
        [*command, "-port", "0", "-timeout", "10s", "--audit", str(audit), "--json"],
        stdout=subprocess.PIPE,
        text=True,
        env={**environment, **tesla.environment()},
    )
    yield json.loads(process.stdout.readline())["tesla_proxy"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(STOP_SECONDS) == 0
    process.stdout.close()
